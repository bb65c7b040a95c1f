package commands_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/i18n"
	"pilotent/message"
)

// french are words of which an English form has none, nor their letters.
var french = regexp.MustCompile(`(?i)[àâçèéêëîïôœùûü«»]|\b(le|les|des|du|une|ou|pour|avec|vous|sans|ce|cette|jour|votre)\b`)

// names are called so in English too.
var names = strings.NewReplacer("Saint Barthélemy", "", "académie", "")

// fieldsOf are all fields that a command's forms ask for.
func fieldsOf(first, second *message.Form) []message.Field {
	fields := slices.Concat(first.Fields, second.Fields)
	if first.Further != nil {
		fields = append(fields, *first.Further)
	}
	return fields
}

// Every form, the second ones too, has its words in both languages, within the limits of
// Mattermost, in bytes, and asks for at most six arguments at first.
func TestEveryFormIsWhole(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	catalog, err := i18n.Load()
	require.NoError(t, err)
	now := time.Date(2026, 11, 23, 15, 12, 0, 0, time.UTC)
	within := func(text string, max int, where string) {
		require.NotContains(t, text, "⟦", where)
		require.LessOrEqual(t, len(message.Spaced(text)), max, "%s: %s", where, text)
	}
	var leaks []string
	for _, lang := range []string{i18n.French, i18n.English} {
		p := catalog.Printer(lang, time.UTC)
		for _, n := range o.Nouns() {
			for _, c := range n.Commands {
				first, second := c.Form(p, nil, now), c.Second(p, nil, now)
				within(first.Title, 24, c.Path())
				required := len(slices.DeleteFunc(slices.Clone(c.Params), func(p grammar.Param) bool { return !p.Required }))
				require.LessOrEqual(t, len(first.Fields), max(6, required), c.Path())
				require.Equal(t, len(second.Fields) > 0, first.Further != nil, c.Path())
				texts := []string{first.Title, first.Submit, strings.ReplaceAll(first.InWords, "`", "")}
				for _, field := range fieldsOf(first, second) {
					where := lang + " " + c.Path() + " " + field.Name
					require.NotEmpty(t, field.Label, where)
					require.NotEmpty(t, field.Hint, where)
					within(field.Label, 24, where)
					within(field.Example, 150, where)
					require.NotContains(t, field.Hint, "⟦", where)
					texts = append(texts, field.Label, field.Hint, field.Example)
					for _, option := range field.Options {
						require.NotEmpty(t, option.Label, where)
						require.NotContains(t, option.Label, "⟦", where)
						texts = append(texts, option.Label)
					}
				}
				if lang == i18n.English {
					for _, text := range texts {
						text = names.Replace(text)
						if french.MatchString(text) && !slices.Contains(leaks, text) {
							leaks = append(leaks, text)
						}
					}
				}
			}
		}
	}
	require.Empty(t, leaks, "in French, in an English form")
}
