package config_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/config"
)

func TestValues(t *testing.T) {
	t.Parallel()
	for key, test := range map[string]struct {
		good []string
		bad  map[string]string // value: what the error says
	}{
		"MATTERMOST_URL": {
			good: []string{"https://example.org", "http://localhost:8065", "https://example.org/chat", "http://[::1]:8065"},
			bad: map[string]string{
				"example.org":             "is no absolute",
				"//example.org":           "is no absolute",
				"ftp://example.org":       "is no absolute",
				"https://":                "is no absolute",
				"https://:8065":           "is no absolute",
				"https://exa mple.org":    "is no absolute",
				"https://a:K3YK3Y@b.org":  "what precedes @",
				"https://example.org?a=b": "what precedes ? or #",
				"https://example.org/?":   "what precedes ? or #",
				"https://example.org/#":   "what precedes ? or #",
			},
		},
		"CALLBACK_URL": {
			good: []string{"http://pilotent:8066"},
			bad:  map[string]string{"pilotent:8066": "is no absolute"},
		},
		"MATTERMOST_TOKEN": {
			good: []string{"kt8yjo4b3ibpzrs8nbkd5ji3ao"},
			bad: map[string]string{
				"Bearer K3YK3Y":    "without \"Bearer\"",
				"K3YK3Yé":          "a character that no token has",
				"K3YK3Y\nK3YK3Y":   "holds a line break",
				"K3YK3Y\xffK3YK3Y": "one line of UTF-8",
				"••••":             "is masked",
			},
		},
		"LISTEN": {
			good: []string{":0", "127.0.0.1:8066", "[::1]:80", "localhost:65535"},
			bad:  map[string]string{"8066": "write for instance", "localhost": "write for instance", "a:b": "write for instance", ":65536": "write for instance", ":": "write for instance", "::1:80": "write for instance"},
		},
		"DATABASE_URL": {
			good: []string{
				"sqlite:pilotent.db", "sqlite:/var/lib/pilotent/a b@c?.db", "sqlite:///var/lib/pilotent.db",
				"postgres://u:p@h/db", "postgresql://h/db?sslmode=disable", "postgres:///db?host=/run/postgresql",
				"postgres://u:p%40%2F@h1:5432,h2:5433/db", "postgres://u@[::1]:5432/db", "postgres://u:p@ss@h/db",
			},
			bad: map[string]string{
				"pilotent.db":                 "write sqlite:FILE",
				"sqlite:":                     "names no file",
				"sqlite://":                   "names no file",
				"sqlite::memory:":             "names no file",
				"mysql://u:K3YK3Y@h/db":       "write sqlite:FILE",
				"postgres:db":                 "write sqlite:FILE",
				"SQLITE:pilotent.db":          "write sqlite:FILE",
				"host=h password=K3YK3Y":      "write sqlite:FILE",
				"postgres://u:K3YK3Y/@h/db":   "%2F for /",
				"postgres://u:1/K3YK3Y@h/db":  "%2F for /",
				"postgres://u:1?K3YK3Y@h/db":  "%3F for ?",
				"postgres://u:1#K3YK3Y@h/db":  "%23 for #",
				"postgres://u:%K3YK3Y@h/db":   "%25 for %",
				"postgres://u:K3YK3Y:5432/db": "cannot be read",
				"postgres://u:••••@h/db":      "is masked",
			},
		},
		"REDIS_URL": {
			good: []string{"redis://localhost", "rediss://u:p@h:6379/1?prefix=p:", "unix://u:p@/run/redis.sock?db=1", "redis://:p@[::1]:6379"},
			bad: map[string]string{
				"localhost:6379":       "write redis://",
				"http://localhost":     "write redis://",
				"redis://:a#K3YK3Y@h":  "%23 for #",
				"redis://:1/K3YK3Y@h/": "%2F for /",
			},
		},
		"CALENDAR_URL": {
			good: []string{"https://pilotent.example.org", "https://example.org/pilotent/"},
			bad:  map[string]string{"pilotent.example.org": "is no absolute", "https://a:K3YK3Y@h": "holds a user name"},
		},
		"SMTP_URL": {
			good: []string{"smtp://mail", "smtps://u:p%40@mail:465", "smtp+plain://127.0.0.1:25", "smtp://u:p@[::1]:587/"},
			bad: map[string]string{
				"mail:25":               "write smtp://USER:PASSWORD@HOST:587",
				"imap://u:K3YK3Y@mail":  "write smtp://",
				"smtp://u:a#K3YK3Y@h":   "%23 for #",
				"smtp://u:K3YK3Y@":      "is more or less than a host",
				"smtp://mail?a=K3YK3Y":  "is more or less than a host",
				"smtp://mail/a":         "is more or less than a host",
				"smtp://u:••••@mail:25": "is masked",
			},
		},
		"SMTP_FROM": {
			good: []string{"a@b.fr", "ENT Val-de-Marne <a@b.fr>", `"IEN : Vitry" <a@b.fr>`, "Comité L'Haÿ <a@b.fr>"},
			bad:  map[string]string{"a": "is no address of a mailbox", "a@b.fr, c@d.fr": "is no address", "a@b.fr\nBcc: c@d.fr": "holds a line break"},
		},
		"SECRET": {
			good: []string{"0123456789abcdef", "éééééééé"},
			bad:  map[string]string{"K3YK3Y789abcdef": "has 15 bytes", "x": "has 1 bytes, and a key that cannot be guessed has 16 or more"},
		},
		"LOCALE":    {good: []string{"fr", "en"}, bad: map[string]string{"FR": "one of fr, en", "de": "one of fr, en"}},
		"LOG_LEVEL": {good: []string{"debug", "info", "warn", "error"}, bad: map[string]string{"INFO": "one of debug, info, warn, error", "5": "one of"}},
		"TIMEZONE": {
			good: []string{"Europe/Paris", "Indian/Mayotte", "UTC"},
			bad:  map[string]string{"Local": "is no time zone", "Paris": "is no time zone", "../etc/passwd": "is no time zone", "CET+1": "is no time zone"},
		},
		"HOLIDAYS": {
			good: []string{"metropole", "alsace-moselle", "wallis-et-futuna"},
			bad:  map[string]string{"bretagne": `"bretagne" is no holiday calendar; write one of metropole, alsace-moselle,`},
		},
		"LIMIT_BURST": {
			good: []string{"1", "20", "10000"},
			bad:  map[string]string{"0": "is no number", "-1": "is no number", "10001": "is no number", "vingt": `"vingt" is no number from 1 to 10000`, "1.5": "is no number"},
		},
		"LIMIT_EVERY": {
			good: []string{"1ms", "1s", "1h", "1m30s"},
			bad:  map[string]string{"0s": "is no time", "-1s": "is no time", "1": "is no time from 1ms to 1h", "2h": "is no time", "une": "is no time", "999us": "is no time"},
		},
		"TRIGGER_PREFIX": {
			good: []string{"ent-", "0123456789ab", "-"},
			bad:  map[string]string{"0123456789abc": "is no prefix", "Ent": "is no prefix", "é": "is no prefix", "a/b": "is no prefix"},
		},
	} {
		for _, value := range test.good {
			t.Run(key+" takes "+value, func(t *testing.T) {
				t.Parallel()
				_, err := config.Load("", []string{"PILOTENT_" + key + "=" + value})
				require.NoError(t, err)
			})
		}
		for value, want := range test.bad {
			t.Run(key+" refuses "+value, func(t *testing.T) {
				t.Parallel()
				_, err := config.Load("", []string{"PILOTENT_" + key + "=" + value})
				require.ErrorContains(t, err, want)
				require.True(t, strings.HasPrefix(err.Error(), "PILOTENT_"+key+": "), err)
				require.NotContains(t, err.Error(), leak)
			})
		}
	}
}
