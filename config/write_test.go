package config_test

import (
	"bytes"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/config"
)

func written(t testing.TB, c config.Config) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, c.Write(&b))
	return b.String()
}

func load(t testing.TB, yaml string) (config.Config, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "pilotent.yaml")
	require.NoError(t, os.WriteFile(file, []byte(yaml), 0o600))
	return config.Load(file, nil)
}

type brokenWriter struct{}

var errBroken = errors.New("broken pipe")

func (brokenWriter) Write([]byte) (int, error) { return 0, errBroken }

func TestWrite(t *testing.T) {
	t.Parallel()
	full, err := config.Load("testdata/good/full.yaml", nil)
	require.NoError(t, err)

	t.Run("shows every setting with its variable, secrets masked", func(t *testing.T) {
		t.Parallel()
		if *update {
			require.NoError(t, os.WriteFile("testdata/written.yaml", []byte(written(t, full)), 0o644))
		}
		want, err := os.ReadFile("testdata/written.yaml")
		require.NoError(t, err)
		require.Equal(t, string(want), written(t, full))
	})
	t.Run("shows that a secret is not set", func(t *testing.T) {
		t.Parallel()
		require.Contains(t, written(t, defaults()), "\nsecret: \"\"\n")
		require.Contains(t, written(t, defaults()), "\nredis_url: \"\"\n")
	})
	t.Run("can be read back when there are no secrets", func(t *testing.T) {
		t.Parallel()
		want := full
		want.MattermostToken, want.Secret, want.RedisURL, want.SMTPURL = "", "", "", ""
		want.DatabaseURL = "sqlite:/srv/l'école \"A\" \u00a0\\.db"
		got, err := load(t, written(t, want))
		require.NoError(t, err)
		require.Equal(t, want, got)
	})
	t.Run("is refused when there are", func(t *testing.T) {
		t.Parallel()
		_, err := load(t, written(t, full))
		for _, key := range []string{"mattermost_token", "secret", "database_url", "redis_url", "smtp_url"} {
			require.ErrorContains(t, err, key+": is masked, as `pilotent config` prints it; write the value itself")
		}
	})
	t.Run("is what formatting and logging show", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, written(t, full), fmt.Sprintf("%v", full))
		require.Equal(t, written(t, full), fmt.Sprintf("%+v", full))
		var b bytes.Buffer
		slog.New(slog.NewJSONHandler(&b, nil)).Info("settings", slog.Any("config", full))
		require.Contains(t, b.String(), "••••")
		for _, secret := range []string{full.MattermostToken, full.Secret, "s3cr", "hunter2", "l3ttr3"} {
			require.NotContains(t, b.String(), secret)
		}
	})
	t.Run("fails with its writer", func(t *testing.T) {
		t.Parallel()
		require.ErrorIs(t, full.Write(brokenWriter{}), errBroken)
	})
}

func TestWriteMasksAddresses(t *testing.T) {
	t.Parallel()
	for address, want := range map[string]string{
		"sqlite:pilotent.db":                       "sqlite:pilotent.db",
		"postgres://h/db?sslmode=disable":          "postgres://h/db?sslmode=disable",
		"postgres://u@h/db":                        "postgres://u@h/db",
		"postgres://u:@h/db":                       "postgres://u:••••@h/db",
		"postgres://u:K3YK3Y@h1:1,h2:2/db":         "postgres://u:••••@h1:1,h2:2/db",
		"postgres://u:a@K3YK3Y@h/db":               "postgres://u:••••@h/db",
		"postgres:///db?a=b&password=K3YK3Y&c=d":   "postgres:///db?a=b&password=••••&c=d",
		"postgres:///db?p%61ssword=K3YK3Y":         "postgres:///db?p%61ssword=••••",
		"postgres:///db?sslmode=a;password=K3YK3Y": "postgres:///db?sslmode=••••",
		"postgres:///db?sslPassword=K3YK3Y":        "postgres:///db?sslPassword=••••",
		"postgres:///db?%zz=K3YK3Y":                "postgres:///db?%zz=••••",
		"redis://:K3YK3Y@h:6379/0":                 "redis://:••••@h:6379/0",
		"postgres://u:K3YK3Y/@h/db":                "••••",
		"postgres://u:1/K3YK3Y@h/db":               "••••",
		"postgres://u:1#K3YK3Y":                    "••••",
		"postgres://u:K3YK3Y:5432":                 "••••",
		"host=h password=K3YK3Y":                   "••••",
	} {
		t.Run(address, func(t *testing.T) {
			t.Parallel()
			// Not all of it passes Load: `console --database` does not go through it.
			require.Contains(t, written(t, config.Config{DatabaseURL: address}), "\ndatabase_url: \""+want+"\"\n")
			require.Contains(t, written(t, config.Config{MattermostURL: address}), "\nmattermost_url: \""+want+"\"\n")
		})
	}
}

// FuzzSecretsStaySecret puts a secret between two arbitrary texts wherever one
// can be, and looks for it in all that is printed.
func FuzzSecretsStaySecret(f *testing.F) {
	for _, part := range []string{"", "/", "@", "#", "?", "%", "1/", "1#", "1?", ":", "@h/", "@h,", "[", "]:", "\n", "\xff", "\"", "\\", ";", "&", "=", " ", "'", "!", "*"} {
		f.Add(part, "")
		f.Add("", part)
		f.Add(part, part)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		secret := before + leak + after
		escaped := url.QueryEscape(secret)
		for _, c := range []config.Config{
			{MattermostToken: secret, Secret: secret},
			{DatabaseURL: "postgres://u:" + secret + "@h/db", RedisURL: "redis://:" + secret + "@h:6379/0"},
			{DatabaseURL: "postgresql://u:" + secret + "@h1:1,h2:2/db?sslmode=disable", RedisURL: "unix://u:" + secret + "@/run/redis.sock?db=1"},
			{DatabaseURL: "sqlite:x", SMTPURL: "smtp://u:" + secret + "@h:587"},
			{DatabaseURL: "postgres:///db?user=u&password=" + escaped + "&sslmode=disable", RedisURL: "rediss://u:" + escaped + "@h"},
		} {
			require.NotContains(t, written(t, c), leak)
			_, err := config.Load("", []string{
				"PILOTENT_MATTERMOST_TOKEN=" + c.MattermostToken, "PILOTENT_SECRET=" + c.Secret,
				"PILOTENT_DATABASE_URL=" + c.DatabaseURL, "PILOTENT_REDIS_URL=" + c.RedisURL, "PILOTENT_SMTP_URL=" + c.SMTPURL,
			})
			if err != nil {
				require.NotContains(t, err.Error(), leak)
			}
			// The same as people write it in YAML, without quotes.
			_, err = load(t, "locale: fr\nsecret: "+oneLine(secret)+"\nredis_url: "+oneLine(c.RedisURL)+"\n")
			if err != nil {
				require.NotContains(t, err.Error(), leak)
			}
		}
	})
}

// Each value is written as people paste it, and is no YAML, or none that is
// taken for a plain text.
func TestLoadRepeatsNoSecretOfAFile(t *testing.T) {
	t.Parallel()
	for yaml, want := range map[string]string{
		">K3YK3Y":             ": is no YAML: a value begins with | or >;",
		"|K3YK3Y":             ": is no YAML: a value begins with | or >;",
		">K3YK3Y\nlocale: fr": ": is no YAML: a value begins with | or >;",
		"K3YK3Y: K3YK3Y":      ": is no YAML: a colon and a blank stand in the midst of a value;",
		"\"\\K3YK3Y\"":        ": is no YAML: a \\ between",
		"\"K3YK3Y":            ": is no YAML: a \" is not closed;",
		"'K3YK3Y\nlocale: fr": ": is no YAML: a ' is not closed;",
		"'a' K3YK3Y":          ": is no YAML:",
		"@K3YK3Y":             ": is no YAML:",
		"`K3YK3Y":             ": is no YAML:",
		"[K3YK3Y":             ": is no YAML:",
		"{K3YK3Y":             ": is no YAML:",
		"]K3YK3Y":             ": is no YAML:",
		"- K3YK3Y":            ": is no YAML:",
		"\n- K3YK3Y":          ": expected a plain text;",
		"? K3YK3Y":            ": is no YAML:",
		"K3Y\n  K3YK3Y: a":    ": is no YAML:",
		"{a: K3YK3Y}":         ": expected a plain text;",
	} {
		t.Run(strings.ReplaceAll(yaml, leak, "SECRET"), func(t *testing.T) {
			t.Parallel()
			for _, key := range []string{"mattermost_token", "database_url", "redis_url", "secret"} {
				_, err := load(t, "timezone: Europe/Paris\n"+key+": "+yaml)
				require.ErrorContains(t, err, ".yaml:2: "+key+want)
				require.NotContains(t, err.Error(), leak)
			}
		})
	}
	for yaml, want := range map[string]string{
		"mattermost_token:K3YK3Y: x\nlocale: fr": ":1: a key that is not shown: no such setting; did you mean mattermost_token?",
		"secret K3YK3Y: fr":                      ":1: a key that is not shown: no such setting; did you mean secret?",
		"? K3YK3Y K3YK3Y\n: secret":              ":1: a key that is not shown: no such setting;",
		"mattermost_token:K3YK3Y\nlocale: fr":    ":1: mattermost_token: is no YAML:",
		"secret=K3YK3Y\nlocale: fr":              ":1: is no YAML:",
		"\tsecret: K3YK3Y":                       ":1: is no YAML:",
		"secret: %K3YK3Y":                        ":1: tags, anchors,",
		"secret_file: K3YK3Y":                    ":1: secret_file: read the file: no such file or directory;",
	} {
		t.Run(strings.ReplaceAll(yaml, leak, "SECRET"), func(t *testing.T) {
			t.Parallel()
			_, err := load(t, yaml)
			require.ErrorContains(t, err, want)
			require.NotContains(t, err.Error(), leak)
		})
	}
}

// oneLine keeps a fuzzed value from becoming a key of its own.
func oneLine(value string) string {
	return strings.NewReplacer("\n", "", "\r", "", ":", "", "\u0085", "", "\u2028", "", "\u2029", "").Replace(value)
}

// FuzzLoad reads any file at all. What it accepts, it accepts again as written.
func FuzzLoad(f *testing.F) {
	for _, pattern := range []string{"testdata/good/*.yaml", "testdata/bad/*.yaml"} {
		files, err := filepath.Glob(pattern)
		require.NoError(f, err)
		for _, file := range files {
			content, err := os.ReadFile(file)
			require.NoError(f, err)
			f.Add(string(content))
		}
	}
	f.Fuzz(func(t *testing.T, content string) {
		if strings.Contains(content, "_file") {
			t.Skip("reads no files of the machine")
		}
		c, err := load(t, content)
		if err != nil {
			return
		}
		c.MattermostToken, c.Secret, c.RedisURL, c.SMTPURL, c.DatabaseURL = "", "", "", "", "sqlite:pilotent.db"
		again, err := load(t, written(t, c))
		require.NoError(t, err)
		require.Equal(t, c, again)
	})
}
