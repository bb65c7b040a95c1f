package main

import (
	"bytes"
	"log/slog"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/internal/testenv"
	"pilotent/scheduler"
)

// hostile is what may stand where a command wants something.
func hostile() map[string]string {
	return map[string]string{
		"3,000 words":        `"` + strings.TrimSpace(strings.Repeat("wallon ", 3000)) + `"`,
		"3,000 other words":  `"` + manyWords(3000) + `"`,
		"3,000 loose words":  manyWords(3000),
		"2,500 references":   strings.TrimSuffix(strings.Repeat("0940198E,", 1800), ","),
		"5,000 letters":      strings.Repeat("e", 5000),
		"5,000 accents":      strings.Repeat("é", 5000),
		"100,000 letters":    strings.Repeat("a", 100_000),
		"100,000 signs":      `"` + strings.Repeat("%_", 50_000) + `"`,
		"5,000 digits":       strings.Repeat("9", 5000),
		"a reference so big": "A-99999999999999999999",
		"a year so big":      `"1/1/999999999"`,
		"a NUL byte":         "\"a\x00b\"",
		"a NUL byte alone":   "\x00",
		"half a character":   "\"a\xff\xfeb\"",
		"half a name":        "\xc3",
		"a surrogate":        "\"\xed\xa0\x80\"",
	}
}

// manyWords are n words that are all different.
func manyWords(n int) string {
	words := make([]string, n)
	for i := range words {
		words[i] = string([]byte{'a' + byte(i%26), 'a' + byte(i/26%26), 'a' + byte(i/676%26)})
	}
	return strings.Join(words, " ")
}

// argument is a word of a command line, or what stands between quotes.
var argument = regexp.MustCompile(`"[^"]*"|\S+`)

// Whatever stands where a command wants a word, a text, a date: it is answered
// by a sentence, and on both engines by the same one.
func TestHostileArgumentsGetASentence(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { return "sqlite:" + t.TempDir() + "/x.db" },
		"PostgreSQL": func(t *testing.T) string { return testenv.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var log bytes.Buffer
			world := console.NewWorld(time.Date(2026, 11, 23, 14, 12, 0, 0, time.UTC))
			cfg, err := config.Load("", []string{"PILOTENT_DATABASE_URL=" + database(t)})
			require.NoError(t, err)
			f, err := environment{now: world.Now}.app(t.Context(), cfg, world, scheduler.Options{Log: slog.New(slog.NewTextHandler(&log, nil))})
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, f.store.Close()) })
			require.NoError(t, console.LoadSample(t.Context(), f.service, f.dispatcher))
			lines := hostileLines(f)
			require.Greater(t, len(lines), 3000)
			for _, line := range lines {
				m := f.dispatcher.Dispatch(t.Context(), commands.Invocation{
					Actor: record.Actor{Team: console.Team, User: record.Person{ID: "coordinatrice", Username: "coordinatrice"}, Channel: "copil"},
					Line:  line, Locale: "fr", Open: console.Open,
				})
				text := m.Markdown()
				require.False(t, m.Failed, "%s: %s", cut(line), log.String())
				require.True(t, utf8.ValidString(text), cut(line))
				require.NotContains(t, text, "\x00", cut(line))
				require.LessOrEqual(t, utf8.RuneCountInString(text), 16383, "%s: Mattermost shows no more", cut(line))
			}
		})
	}
}

func cut(s string) string { return strings.ToValidUTF8(s[:min(len(s), 100)], "?") }

// hostileLines are the examples of all commands with something hostile in the
// place of each argument, and after each option.
func hostileLines(f *app) []string {
	p := f.catalog.Printer("fr", time.UTC)
	var lines []string
	for _, noun := range f.dispatcher.Suggest("fr", "/") {
		for _, h := range hostile() {
			lines = append(lines, h, noun+" "+h)
		}
		for _, verb := range f.dispatcher.Suggest("fr", noun+" ") {
			command := noun + " " + verb + " "
			example := string(p.Text("command." + strings.TrimPrefix(noun, "/") + "." + verb + ".example"))
			places := argument.FindAllStringIndex(example, -1)
			for _, h := range hostile() {
				lines = append(lines, command+h)
				for _, at := range places[min(2, len(places)):] {
					lines = append(lines, example[:at[0]]+h+example[at[1]:])
				}
				for _, option := range f.dispatcher.Suggest("fr", command+"-") {
					lines = append(lines, example+" "+option+" "+h)
				}
			}
		}
	}
	return lines
}
