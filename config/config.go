// Package config reads what the operator has set: defaults, then a YAML file,
// then the environment, each over the one before. It checks all of it, tells
// every problem at once, and prints the result with secrets masked.
//
// The table in option.go is the only list of the settings; the reading, the
// printing and docs/reference/configuration.md come from it.
//
// It may import the standard library, goccy/go-yaml, and governance/calendar
// for the names of the holiday calendars. Only main imports it, and hands out
// what the other packages need.
package config

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// Config is every setting, checked. The environment variable of a key is
// PILOTENT_ and the key in capitals.
type Config struct {
	// MattermostURL is the address of the Mattermost server, without a slash
	// at its end. Default: empty; see [Config.ForServe].
	MattermostURL string
	// MattermostToken is the access token of the bot account. Secret.
	// Default: empty; see [Config.ForServe].
	MattermostToken string
	// MattermostTokenFile is the file that MattermostToken was read from, or is to be
	// once `pilotent provision` has written it; "" where it was given itself.
	MattermostTokenFile string
	// CallbackURL is where Mattermost reaches the bot, without a slash at its
	// end. Default: empty; see [Config.ForServe].
	CallbackURL string
	// CalendarURL is where calendar programs reach the bot, without a slash at its end.
	// Default: empty, which means that none does.
	CalendarURL string
	// SMTPURL is the mail server for who is in no chat, as smtp://…, smtps://… or
	// smtp+plain://…; it may hold a password. Default: empty, which means that no
	// letter is sent.
	SMTPURL string
	// SMTPFrom is who sends those letters: an address, after a name where it has one.
	// Default: empty; see [Config.ForServe].
	SMTPFrom string
	// Listen is the host:port that the bot listens on; the port is a number.
	// Default: 127.0.0.1:8066.
	Listen string
	// DatabaseURL is sqlite:FILE, postgres://… or postgresql://…; it may hold
	// a password. Default: sqlite:pilotent.db.
	DatabaseURL string
	// RedisURL is redis://…, rediss://… or unix://…; it may hold a password.
	// Default: empty, which means the memory of the process.
	RedisURL string
	// Secret keys the MACs of what passes through clients: 16 bytes or more.
	// Default: empty; see [EnsureSecret].
	Secret string
	// Locale is fr or en, for projects that set none. Default: fr.
	Locale string
	// Timezone is an IANA name, for projects that set none; see
	// [Config.Location]. Default: Europe/Paris.
	Timezone string
	// Holidays is a key of [calendar.Region], for projects that set none.
	// Default: metropole.
	Holidays string
	// OrganisationModel names the file from which projects are organised, in place of
	// the one that the program has. Default: empty.
	OrganisationModel string
	// TriggerPrefix comes before every slash command: 12 of a-z, 0-9 and "-"
	// at most. Default: empty.
	TriggerPrefix string
	// LimitBurst and LimitEvery are how fast one person may type, click and
	// submit; see [Config.Limit]. Default: 20 and 1s.
	LimitBurst, LimitEvery string
	// LogLevel is debug, info, warn or error, which [log/slog.Level] reads.
	// Default: info.
	LogLevel string
}

// Load returns the settings in force: the defaults, under those of the YAML
// file (none when file is ""), under those of environ, which is like
// [os.Environ]. An empty value counts as not given.
//
// The error joins every problem found, in both sources: values that are wrong
// even though another one overrides them, keys and PILOTENT_… variables that do
// not exist. Each says where, what is wrong and what to write instead; none
// repeats a secret.
func Load(file string, environ []string) (Config, error) {
	var c Config
	for _, o := range options() {
		*o.field(&c) = o.fallback
	}
	var problems []error
	if file != "" {
		s, wrong := readYAML(file)
		problems = slices.Concat(wrong, c.apply(s))
	}
	problems = append(problems, c.apply(readEnvironment(environ))...)
	if err := errors.Join(problems...); err != nil {
		return Config{}, err
	}
	return c, nil
}

// Location is the zone that Timezone names; UTC when it names none, which Load
// does not let through.
func (c Config) Location() *time.Location {
	zone, err := time.LoadLocation(c.Timezone)
	if err != nil {
		return time.UTC
	}
	return zone
}

// Limit is what LimitBurst and LimitEvery say: how many commands, clicks and
// forms one person may send at once, and after how long one more. Zero when they
// say nothing, which Load does not let through.
func (c Config) Limit() (burst int, every time.Duration) {
	burst, _ = strconv.Atoi(c.LimitBurst)
	every, _ = time.ParseDuration(c.LimitEvery)
	return burst, every
}

// ForServe says what `pilotent serve` needs and has not been given: the error
// joins one sentence for each. The other commands do without.
func (c Config) ForServe() error {
	var missing []error
	for _, o := range options() {
		switch {
		case !o.toServe || *o.field(&c) != "":
		case o.file != nil && *o.file(&c) != "":
			missing = append(missing, fmt.Errorf("%s is missing, and `pilotent serve` needs it: the file that %s_FILE names is not there; `pilotent provision` writes it",
				o.key, variable(o.key)))
		default:
			missing = append(missing, fmt.Errorf("%s is missing, and `pilotent serve` needs it: set %s, or %s in the settings file, for instance to %s",
				o.key, variable(o.key), o.key, o.example))
		}
	}
	if c.SMTPURL != "" && c.SMTPFrom == "" {
		missing = append(missing, fmt.Errorf("smtp_from is missing, and smtp_url needs it: set %s, for instance to pilotent@example.org", variable("smtp_from")))
	}
	return errors.Join(missing...)
}
