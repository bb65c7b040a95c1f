package grammar_test

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/i18n"
	"pilotent/message"
)

// many is a command with more parameters than a form asks for at once.
func many(t *testing.T) *command {
	t.Helper()
	c := &command{Verb: "voir", English: "show", Params: []param{
		{Name: "note", English: "note", Kind: grammar.Text},
		{Name: "retard", English: "late", Kind: grammar.Flag},
		{Name: "motif", English: "reason", Kind: grammar.Text},
		{Name: "lieu", English: "place", Kind: grammar.Name},
		{Name: "format", English: "format", Kind: grammar.Word, Seldom: true},
		{Name: "titre", English: "subject", Kind: grammar.Name},
		{Name: "échéance", English: "due", Kind: grammar.Date},
		{Name: "texte", English: "text", Kind: grammar.Text, Required: true},
		{Name: "tout", English: "full", Kind: grammar.Flag, Hidden: true},
	}}
	_, err := grammar.New("ent", &noun{Name: "ecole", English: "school", Commands: []*command{c}})
	require.NoError(t, err)
	return c
}

func names(f *message.Form) (names []string) {
	for _, field := range f.Fields {
		names = append(names, field.Name)
	}
	return names
}

func TestFormAsksForTheMostNeeded(t *testing.T) {
	c, p := many(t), printer(t, i18n.French)
	raw := grammar.Raw{"text": {"Former"}, "format": {"pdf"}, "late": {"true"}}
	f := c.Form(p, raw, monday(t).Now)
	require.Equal(t, []string{"note", "reason", "place", "subject", "due", "text"}, names(f), "in the order of their declaration, without flags and what is seldom given")
	require.Equal(t, map[string][]string{"format": {"pdf"}, "late": {"true"}}, f.Kept)
	require.Equal(t, "further", f.Further.Name)
	require.Equal(t, message.FieldFlag, f.Further.Kind)
	require.Equal(t, "Le reste se tape après `/ecole voir` : `--retard` et `--format`.", f.InWords)

	second := c.Second(p, raw, monday(t).Now)
	require.Equal(t, []string{"late", "format"}, names(second))
	require.Equal(t, "pdf", second.Fields[1].Default)
	require.Equal(t, map[string][]string{"text": {"Former"}}, second.Kept)
	require.Contains(t, second.Intro, "Former", "what was asked first is said")
	require.Nil(t, second.Further)
}

func TestMendAsksForOneArgument(t *testing.T) {
	c, p := many(t), printer(t, i18n.French)
	f := c.Mend(p, grammar.Raw{"text": {"Former"}, "due": {"hier"}}, monday(t).Now, "due", "C'est passé.")
	require.Equal(t, []string{"due"}, names(f))
	require.Equal(t, "hier", f.Fields[0].Default)
	require.Equal(t, map[string][]string{"text": {"Former"}}, f.Kept)
	require.Contains(t, f.Intro, "C'est passé.")
	require.Nil(t, c.Mend(p, nil, monday(t).Now, "zibeline", ""), "of no such argument")
}

// An example is what the command itself would read, in both languages, on any day.
func TestExamplesAreRead(t *testing.T) {
	for kind, name := range map[grammar.Kind]string{
		grammar.Date: "due", grammar.Day: "day", grammar.PastDate: "on", grammar.PastDays: "period", grammar.LastDays: "through",
		grammar.Moment: "date", grammar.Shift: "moved", grammar.DayShift: "due",
	} {
		c := &command{Verb: "voir", English: "show", Params: []param{{Name: "x", English: name, Kind: kind, Required: true}}}
		_, err := grammar.New("ent", &noun{Name: "ecole", English: "school", Commands: []*command{c}})
		require.NoError(t, err)
		for _, lang := range []string{i18n.French, i18n.English} {
			p, between := printer(t, lang), map[string]string{i18n.French: " ou ", i18n.English: " or "}[lang]
			for day := range 370 {
				now := monday(t).Now.AddDate(0, 0, day)
				example := c.Form(p, nil, now).Fields[0].Example
				require.NotEmpty(t, example, name)
				require.LessOrEqual(t, len(message.Spaced(example)), 150)
				each := strings.Split(example, between)
				require.Len(t, each, 2)
				for _, text := range each {
					_, doubts, err := c.Bind(p, grammar.Raw{name: {text}}, now)
					require.NoError(t, err, "%s on %s", text, now.Format(time.DateOnly))
					require.Empty(t, doubts, text)
				}
			}
		}
	}
}
