package config_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/config"
)

var update = flag.Bool("update", false, "write the expected files and docs/reference/configuration.md")

// leak is in every secret of testdata, and belongs in nothing that is printed.
const leak = "K3YK3Y"

func defaults() config.Config {
	return config.Config{
		Listen: "127.0.0.1:8066", DatabaseURL: "sqlite:pilotent.db",
		Locale: "fr", Timezone: "Europe/Paris", Holidays: "metropole", LogLevel: "info", LimitBurst: "20", LimitEvery: "1s",
	}
}

func TestLoad(t *testing.T) {
	t.Parallel()
	full := config.Config{
		MattermostURL: "https://mattermost.example.org", MattermostToken: "kt8yjo4b3ibpzrs8nbkd5ji3ao",
		CallbackURL: "http://pilotent.internal:8066", Listen: ":8066",
		DatabaseURL: "postgres://pilotent:s3cr%2Fet@db.internal/pilotent?sslmode=verify-full",
		RedisURL:    "redis://:hunter2hunter2@redis.internal:6379/1",
		Secret:      "0123456789abcdef0123456789abcdef",
		Locale:      "en", Timezone: "Indian/Reunion", Holidays: "la-reunion", TriggerPrefix: "974", LogLevel: "debug",
		LimitBurst: "40", LimitEvery: "250ms",
		CalendarURL: "https://pilotent.example.org", SMTPURL: "smtp://pilotent:l3ttr3@mail.internal:587", SMTPFrom: "ENT Val-de-Marne <pilotent@example.org>",
	}
	for name, test := range map[string]struct {
		file    string
		environ []string
		want    func(*config.Config)
	}{
		"defaults when nothing is given": {want: func(*config.Config) {}},
		"a file that gives nothing":      {file: "empty", want: func(*config.Config) {}},
		"a file that gives everything":   {file: "full", want: func(c *config.Config) { *c = full }},
		"a file from Windows, with a byte order mark": {file: "windows", want: func(c *config.Config) {
			c.Locale, c.LogLevel = "en", "debug"
		}},
		"values in braces, after a document mark": {file: "flow", want: func(c *config.Config) {
			c.Locale, c.LogLevel = "en", "warn"
		}},
		"numbers and words of YAML stay as they are written, nulls give nothing": {file: "scalars", want: func(c *config.Config) {
			c.Secret, c.TriggerPrefix, c.MattermostToken = "0123456789012345678", "no", "0x1F"
		}},
		"the environment goes over the file": {
			file: "full", environ: []string{"PILOTENT_LOCALE=fr", "PILOTENT_SECRET=ABCDEFGHIJKLMNOP"},
			want: func(c *config.Config) { *c = full; c.Locale, c.Secret = "fr", "ABCDEFGHIJKLMNOP" },
		},
		"an empty variable gives nothing": {
			file: "full", environ: []string{"PILOTENT_LOCALE=", "PILOTENT_SECRET= \t", "PILOTENT_SECRET_FILE="},
			want: func(c *config.Config) { *c = full },
		},
		"the later of two variables counts": {
			environ: []string{"PILOTENT_LOCALE=de", "PILOTENT_LOCALE=en"},
			want:    func(c *config.Config) { c.Locale = "en" },
		},
		"a secret from a file that a variable names, trimmed": {
			environ: []string{"PILOTENT_SECRET_FILE=testdata/secret.txt"},
			want:    func(c *config.Config) { c.Secret = "from-the-file-K3YK3Y" },
		},
		"a secret from a file goes over the one of the settings file": {
			file: "full", environ: []string{"PILOTENT_MATTERMOST_TOKEN_FILE=testdata/secret.txt"},
			want: func(c *config.Config) {
				*c = full
				c.MattermostToken, c.MattermostTokenFile = "from-the-file-K3YK3Y", "testdata/secret.txt"
			},
		},
		"a token that is given itself is of no file": {
			file: "token-file", environ: []string{"PILOTENT_MATTERMOST_TOKEN=x1234567890"},
			want: func(c *config.Config) { c.MattermostToken = "x1234567890" },
		},
		"values are trimmed, and addresses lose their last slash": {
			environ: []string{"PILOTENT_MATTERMOST_URL= https://example.org/chat// ", "PILOTENT_HOLIDAYS= La Reunion\n"},
			want: func(c *config.Config) {
				c.MattermostURL, c.Holidays = "https://example.org/chat", "la-reunion"
			},
		},
		"a value holds = signs": {
			environ: []string{"PILOTENT_SECRET=MDEyMzQ1Njc4OWFiY2RlZg=="},
			want:    func(c *config.Config) { c.Secret = "MDEyMzQ1Njc4OWFiY2RlZg==" },
		},
		"what is not ours is left alone": {
			environ: []string{
				"HOME=/root", "LOCALE=de", "pilotent_locale=de", "PILOTENT_CONFIG=x.yaml", "PILOTENT_TEST_POSTGRES=x",
				"PILOTENT_SERVICE_HOST=10.0.0.1", "PILOTENT_SERVICE_PORT=8066", "PILOTENT_SERVICE_PORT_HTTP=8066",
				"PILOTENT_PORT=tcp://10.0.0.1:8066", "PILOTENT_PORT_8066_TCP=tcp://10.0.0.1:8066",
				"PILOTENT_PORT_8066_TCP_ADDR=10.0.0.1", "PILOTENT_REDIS_SERVICE_HOST=10.0.0.2", "PILOTENT_REDIS_PORT=tcp://10.0.0.2:6379",
			},
			want: func(*config.Config) {},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if test.file != "" {
				test.file = "testdata/good/" + test.file + ".yaml"
			}
			want := defaults()
			test.want(&want)
			got, err := config.Load(test.file, test.environ)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func TestLoadTellsEveryProblemOfAFile(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/bad/*.yaml")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			t.Parallel()
			got, err := config.Load(file, nil)
			require.Error(t, err)
			require.Zero(t, got)
			require.NotContains(t, err.Error(), leak)
			expected := strings.TrimSuffix(file, ".yaml") + ".txt"
			if *update {
				require.NoError(t, os.WriteFile(expected, []byte(err.Error()+"\n"), 0o644))
			}
			want, readErr := os.ReadFile(expected)
			require.NoError(t, readErr)
			require.Equal(t, string(want), err.Error()+"\n")
		})
	}
}

func TestLoadTellsEveryProblemOfTheEnvironment(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environ []string
		want    []string
	}{
		"both ways to give a secret": {
			[]string{"PILOTENT_SECRET=" + leak + "0123456789", "PILOTENT_SECRET_FILE=testdata/secret.txt"},
			[]string{"PILOTENT_SECRET: is set, and so is PILOTENT_SECRET_FILE; keep one of them"},
		},
		"a file that is not there": {
			[]string{"PILOTENT_REDIS_URL_FILE=testdata/nowhere.txt"},
			[]string{"PILOTENT_REDIS_URL_FILE: read the file: no such file or directory; write the path of a file that the bot may read"},
		},
		"a file whose content is wrong": {
			[]string{"PILOTENT_DATABASE_URL_FILE=testdata/secret.txt"},
			[]string{"PILOTENT_DATABASE_URL_FILE: begins with none of the addresses that are understood; write sqlite:FILE, or postgres://USER:PASSWORD@HOST/NAME"},
		},
		"unknown variables, in the order of their names": {
			[]string{"PILOTENT_TOKEN=" + leak, "PILOTENT_COLOUR=", "PILOTENT_MATTERMOST_ULR=x", "PILOTENT_PORT=8066", "PILOTENT_CONFIG_FILE=x", "PILOTENT_="},
			[]string{
				"PILOTENT_: no such setting; remove it, or see docs/reference/configuration.md",
				"PILOTENT_COLOUR: no such setting; remove it, or see docs/reference/configuration.md",
				"PILOTENT_CONFIG_FILE: no such setting; did you mean PILOTENT_CONFIG?",
				"PILOTENT_MATTERMOST_ULR: no such setting; did you mean PILOTENT_MATTERMOST_URL?",
				"PILOTENT_PORT: no such setting; remove it, or see docs/reference/configuration.md",
				"PILOTENT_TOKEN: no such setting; did you mean PILOTENT_MATTERMOST_TOKEN?",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := config.Load("", test.environ)
			require.EqualError(t, err, strings.Join(test.want, "\n"))
		})
	}
	t.Run("together with those of a file that is not there", func(t *testing.T) {
		t.Parallel()
		_, err := config.Load("testdata/nowhere.yaml", []string{"PILOTENT_LOCALE=de"})
		require.ErrorIs(t, err, os.ErrNotExist)
		require.ErrorContains(t, err, "read the settings: open testdata/nowhere.yaml")
		require.ErrorContains(t, err, "\nPILOTENT_LOCALE: \"de\" is not understood; write one of fr, en")
	})
}

func TestLocation(t *testing.T) {
	t.Parallel()
	require.Equal(t, "Europe/Paris", defaults().Location().String())
	require.Equal(t, time.UTC, config.Config{Timezone: "Mars/Olympus"}.Location())
}

func TestLimit(t *testing.T) {
	t.Parallel()
	burst, every := defaults().Limit()
	require.Equal(t, 20, burst)
	require.Equal(t, time.Second, every)
}

func TestForServe(t *testing.T) {
	t.Parallel()
	t.Run("names all that is missing", func(t *testing.T) {
		t.Parallel()
		err := defaults().ForServe()
		require.Error(t, err)
		lines := strings.Split(err.Error(), "\n")
		require.Len(t, lines, 3)
		for i, key := range []string{"mattermost_url", "mattermost_token", "callback_url"} {
			require.Contains(t, lines[i], key+" is missing, and `pilotent serve` needs it: set PILOTENT_"+strings.ToUpper(key)+", or "+key+" in the settings file")
		}
	})
	t.Run("names only what is missing", func(t *testing.T) {
		t.Parallel()
		c := config.Config{MattermostURL: "https://example.org", MattermostToken: "token"}
		err := c.ForServe()
		require.ErrorContains(t, err, "callback_url is missing")
		require.NotContains(t, err.Error(), "\n")
	})
	t.Run("says who writes the token where its file is not there yet", func(t *testing.T) {
		t.Parallel()
		c, err := config.Load("", []string{"PILOTENT_MATTERMOST_TOKEN_FILE=testdata/nowhere.txt"})
		require.NoError(t, err, "provision, which writes it, reads the settings too")
		require.Equal(t, "testdata/nowhere.txt", c.MattermostTokenFile)
		c.MattermostURL, c.CallbackURL = "https://example.org", "https://pilotent.example.org"
		require.EqualError(t, c.ForServe(), "mattermost_token is missing, and `pilotent serve` needs it: the file that PILOTENT_MATTERMOST_TOKEN_FILE names is not there; `pilotent provision` writes it")
	})
	t.Run("a mail server needs somebody who sends", func(t *testing.T) {
		t.Parallel()
		c := config.Config{MattermostURL: "https://example.org", MattermostToken: "token", CallbackURL: "http://h", SMTPURL: "smtp://u:" + leak + "@h"}
		require.ErrorContains(t, c.ForServe(), "smtp_from is missing, and smtp_url needs it: set PILOTENT_SMTP_FROM")
		require.NotContains(t, c.ForServe().Error(), leak)
	})
	t.Run("is content with the three", func(t *testing.T) {
		t.Parallel()
		c, err := config.Load("testdata/good/full.yaml", nil)
		require.NoError(t, err)
		require.NoError(t, c.ForServe())
	})
}
