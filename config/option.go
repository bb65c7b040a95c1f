package config

import (
	"errors"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// option is one setting: all that the program and the reference page know of it.
type option struct {
	key      string // as YAML has it
	field    func(*Config) *string
	fallback string // the default
	example  string
	about    string // what it is for, in Markdown
	toServe  bool   // `pilotent serve` does not start without it
	secret   bool   // has a twin, KEY_file, that names the file with the value
	// file is where the name of that file is kept; nil where nobody asks for it.
	file func(*Config) *string
	// check returns the value in the form that the program relies on. Its
	// error does not repeat a value that may hold a secret. nil lets all pass.
	check func(string) (string, error)
	// show is the value as it may be printed. nil shows it as it is.
	show func(string) string
}

// options are all settings, in the order of the reference page.
func options() []option {
	return slices.Concat(connections(), outside(), projectDefaults(), behaviour())
}

// connections are where the bot is, what it reaches, and by which secrets.
func connections() []option {
	return []option{{
		key: "mattermost_url", field: func(c *Config) *string { return &c.MattermostURL },
		example: "https://mattermost.example.org", toServe: true, check: checkHTTP, show: maskURL,
		about: "The address of the Mattermost server, as the bot reaches it.",
	}, {
		key: "mattermost_token", field: func(c *Config) *string { return &c.MattermostToken },
		example: "the token that Mattermost showed when the bot account was made", toServe: true,
		secret: true, file: func(c *Config) *string { return &c.MattermostTokenFile }, check: checkToken, show: maskAll,
		about: "The access token of the bot account.",
	}, {
		key: "callback_url", field: func(c *Config) *string { return &c.CallbackURL },
		example: "http://pilotent.internal:8066", toServe: true, check: checkHTTP, show: maskURL,
		about: "The address at which the Mattermost server reaches the bot. Where it is private, Mattermost must list its host in `ServiceSettings.AllowedUntrustedInternalConnections`.",
	}, {
		key: "listen", field: func(c *Config) *string { return &c.Listen }, fallback: "127.0.0.1:8066",
		example: "0.0.0.0:8066", check: checkListen,
		about: "The host and port that the bot listens on. Without a host, every address of the machine; port 0 is any free one.",
	}, {
		key: "database_url", field: func(c *Config) *string { return &c.DatabaseURL }, fallback: "sqlite:pilotent.db",
		example: "postgres://pilotent:PASSWORD@db.internal/pilotent", secret: true, check: checkDatabase, show: maskURL,
		about: "The database: `sqlite:FILE` for one process, `postgres://…` for any number. The `pool_…` parameters of pgxpool may follow.",
	}, {
		key: "redis_url", field: func(c *Config) *string { return &c.RedisURL },
		example: "redis://:PASSWORD@redis.internal:6379/0", secret: true, check: checkRedis, show: maskURL,
		about: "A Redis for what may be lost: rate limits, caches, wake-ups. Without it each process keeps them in memory. `redis://`, `rediss://` or `unix://`.",
	}, {
		key: "secret", field: func(c *Config) *string { return &c.Secret },
		example: "the output of `openssl rand -base64 32`", secret: true, check: checkSecret, show: maskAll,
		about: "Signs what passes through the clients, buttons and forms: 16 bytes or more, the same for all replicas. When it is not set and the database is SQLite, the bot keeps one in `" + secretFile + "`, beside the database.",
	}}
}

// outside is what reaches people who are not in the chat at that moment, or never are.
func outside() []option {
	return []option{{
		key: "calendar_url", field: func(c *Config) *string { return &c.CalendarURL },
		example: "https://pilotent.example.org", check: checkHTTP, show: maskURL,
		about: "The address at which people's calendar programs reach the bot for `/reunion abonnement`: what stands behind it lets `GET /calendar/…` through and nothing else. Without it there are no subscriptions, and the same command gives a file.",
	}, {
		key: "smtp_url", field: func(c *Config) *string { return &c.SMTPURL },
		example: "smtp://pilotent:PASSWORD@mail.internal:587", secret: true, check: checkSMTP, show: maskURL,
		about: "A mail server for who is in no chat: `smtp://` with STARTTLS, without which nothing is sent (port 587), `smtps://` with TLS (465), `smtp+plain://` without any, for a relay of one's own (25). Without it no letter is sent: whoever convenes gets a file.",
	}, {
		key: "smtp_from", field: func(c *Config) *string { return &c.SMTPFrom },
		example: "ENT Val-de-Marne <pilotent@example.org>", check: checkSender,
		about: "Who sends those letters: an address, after a name where it has one. `smtp_url` needs it.",
	}}
}

// projectDefaults are what a project has until it chooses.
func projectDefaults() []option {
	return []option{{
		key: "locale", field: func(c *Config) *string { return &c.Locale }, fallback: "fr",
		example: "en", check: oneOf("fr", "en"),
		about: "The language of the projects that choose none: `fr` or `en`.",
	}, {
		key: "timezone", field: func(c *Config) *string { return &c.Timezone }, fallback: "Europe/Paris",
		example: "Indian/Reunion", check: checkTimezone,
		about: "The time zone of the projects that choose none: a name of the IANA database.",
	}, {
		key: "holidays", field: func(c *Config) *string { return &c.Holidays }, fallback: "metropole",
		example: "la-reunion", check: checkHolidays,
		about: "The public holidays of the projects that choose none: " + quoteRegions() + ".",
	}, {
		key: "organisation_model", field: func(c *Config) *string { return &c.OrganisationModel },
		example: "/etc/pilotent/model.json",
		about:   "The file by which `/ent initialiser` proposes committees, in place of the program's own: a changed copy of `governance/organisation/model.json`.",
	}}
}

// behaviour is what is the same for all projects.
func behaviour() []option {
	return []option{{
		key: "trigger_prefix", field: func(c *Config) *string { return &c.TriggerPrefix },
		example: "ent-", check: checkPrefix,
		about: "Comes before the name of every slash command, where another integration has taken one: 12 characters at most, of a-z, 0-9 and `-`.",
	}, {
		key: "limit_burst", field: func(c *Config) *string { return &c.LimitBurst }, fallback: "20",
		example: "40", check: checkBurst,
		about: "How many commands, clicks and forms together one person may send at once, 1 to 10000; whoever sends more is asked to wait.",
	}, {
		key: "limit_every", field: func(c *Config) *string { return &c.LimitEvery }, fallback: "1s",
		example: "500ms", check: checkEvery,
		about: "After how long that person may send one more, from `1ms` to `1h`: a number and `ms`, `s`, `m` or `h`.",
	}, {
		key: "log_level", field: func(c *Config) *string { return &c.LogLevel }, fallback: "info",
		example: "debug", check: oneOf("debug", "info", "warn", "error"),
		about: "The least that the log tells: `debug`, `info`, `warn` or `error`.",
	}}
}

// variable is the environment variable of a key.
func variable(key string) string { return prefix + strings.ToUpper(key) }

// read checks a value, which is not empty.
func (o option) read(value string) (string, error) {
	switch {
	case !utf8.ValidString(value) || strings.ContainsFunc(value, unicode.IsControl):
		return "", errors.New("holds a line break or another character that cannot be printed; write one line of UTF-8 text")
	case strings.Contains(value, mask):
		return "", errors.New("is masked, as `pilotent config` prints it; write the value itself")
	case o.check == nil:
		return value, nil
	}
	return o.check(value)
}
