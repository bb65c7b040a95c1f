package grammar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/i18n"
)

// nested is a language whose « rappel » is typed behind « ent », and has no trigger.
func nested(t *testing.T) *grammar.Language[string] {
	t.Helper()
	rappel := &noun{Name: "rappel", English: "reminder", Default: "voir", Commands: []*command{
		{Verb: "voir", English: "show"},
		{Verb: "pause", English: "pause", Params: []param{{Name: "jusqu-au", English: "until", Kind: grammar.Date, Required: true, Positional: true}}},
		{Verb: "regler", English: "set", Params: []param{{Name: "jusqu-au", English: "until", Kind: grammar.Date}}},
	}}
	l, err := grammar.New("ent",
		&noun{Name: "ent", English: "ent", Default: "aide", Nouns: []*noun{rappel}, Commands: []*command{
			{Verb: "aide", English: "help", Params: []param{{Name: "sujet", English: "topic", Kind: grammar.Name, Positional: true}}},
		}},
		&noun{Name: "decision", English: "decision", Default: "liste", WithText: "ajouter", Careful: true, Commands: []*command{
			{Verb: "liste", English: "list"},
			{Verb: "ajouter", English: "add", Params: []param{{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}}},
		}},
		&noun{Name: "ecole", English: "school", Default: "liste", Commands: []*command{{Verb: "liste", English: "list"}}})
	require.NoError(t, err)
	return l
}

func TestANounBehindAnother(t *testing.T) {
	l, french, english := nested(t), printer(t, i18n.French), printer(t, i18n.English)
	rappel, pause := l.Noun("rappel"), l.Command("rappel", "pause")

	t.Run("is parsed behind it, in both languages", func(t *testing.T) {
		for line, want := range map[string]string{
			"/ent rappel":                       "rappel voir",
			"/ent rappel voir":                  "rappel voir",
			"/ent reminder show":                "rappel voir",
			"/ent rappel pause 18/12":           "rappel pause",
			"/ent rappel regler --jusqu'au 1/1": "rappel regler",
			"/ent rappel regler --jusqu’au 1/1": "rappel regler",
		} {
			cmd, _, err := parse(l, line)
			require.NoError(t, err, line)
			require.Equal(t, want, cmd.Path(), line)
		}
	})
	t.Run("has no trigger", func(t *testing.T) {
		require.False(t, rappel.Trigger())
		require.True(t, l.Noun("ent").Trigger())
		require.NotContains(t, l.Suggest(french, "/"), "/rappel")
	})
	t.Run("is in the hint and the completion of the other, in the language that is read", func(t *testing.T) {
		require.Equal(t, "[aide | rappel]", l.Noun("ent").Hint(french))
		require.Equal(t, "[help | reminder]", l.Noun("ent").Hint(english))
		require.Equal(t, []string{"rappel"}, l.Suggest(french, "/ent ra"))
		require.Equal(t, []string{"reminder"}, l.Suggest(english, "/ent re"))
		require.Equal(t, []string{"pause"}, l.Suggest(french, "/ent rappel p"))
	})
	t.Run("is shown as it is typed", func(t *testing.T) {
		require.Equal(t, "/ent rappel pause 18/12/2026", pause.Line(french, grammar.Raw{"until": {"18/12/2026"}}))
		require.Contains(t, rappel.Help(french).Markdown(), "/ent rappel")
		require.NotContains(t, l.Help(french).Markdown(), "rappel", "its parent's help has it")
		require.Contains(t, l.Noun("ent").Help(french).Markdown(), "`rappel`")
		require.Contains(t, l.Reference(french), "## `/ent rappel`\n")
	})
	t.Run("is explained where it is asked about", func(t *testing.T) {
		for _, topic := range []string{"rappel", "ent rappel", "/ent reminder"} {
			m, err := l.HelpOn(french, topic)
			require.NoError(t, err, topic)
			require.Equal(t, rappel.Help(french), m, topic)
		}
		m, err := l.HelpOn(french, "ent rappel pause")
		require.NoError(t, err)
		require.Equal(t, pause.Help(french), m)
		cmd, raw, err := parse(l, "/ent rappel aide")
		require.NoError(t, err)
		require.Equal(t, "ent aide", cmd.Path())
		require.Equal(t, []string{"rappel"}, raw["topic"])
	})
	t.Run("is named whole in what is wrong", func(t *testing.T) {
		_, _, err := parse(l, "/ent rappel puase")
		requireError(t, err, "grammar.verb_near", "", record.Args{"noun": "ent rappel", "near": grammar.Typed{French: "pause", English: "pause"}})
		_, _, err = parse(l, "/rapel")
		requireError(t, err, "grammar.noun_near", "", record.Args{"near": grammar.Typed{French: "ent rappel"}})
		_, _, err = parse(l, "/ent rappel bonjour")
		requireError(t, err, "grammar.verb", "", record.Args{"topic": grammar.Typed{French: "rappel", English: "reminder"}})
	})
	t.Run("does not take the first words of texts for its verbs", func(t *testing.T) {
		cmd, raw, err := parse(l, "/decision Régler la facture du fournisseur")
		require.NoError(t, err)
		require.Equal(t, "decision ajouter", cmd.Path())
		require.Equal(t, []string{"Régler la facture du fournisseur"}, raw["text"])
	})
}

func TestAThingBeforeAnOptionIsShown(t *testing.T) {
	t.Parallel()
	ref := param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true}
	l, err := grammar.New("ent", &noun{Name: "ent", English: "ent", Default: "aide", Commands: []*command{{Verb: "aide", English: "help"}}},
		&noun{Name: "reunion", English: "meeting", Default: "liste", Commands: []*command{{Verb: "liste", English: "list"}}, Nouns: []*noun{{
			Name: "compte-rendu", English: "minutes", Also: []string{"cr"}, Default: "voir", ThingFirst: true, Commands: []*command{
				{Verb: "voir", English: "show", Params: []param{ref, {Name: "tout", English: "all", Kind: grammar.Flag}}},
			},
		}}})
	require.NoError(t, err)
	for _, line := range []string{"/reunion compte-rendu R-12 --tout", "/reunion compte rendu R-12 --tout", "/reunion cr R-12 --tout", "/reunion cr voir R-12 --tout", "/reunion minutes R-12 --all"} {
		said, err := l.Parse(line)
		require.NoError(t, err, line)
		args, err := bound(said.Command, said.Raw, monday(t))
		require.NoError(t, err, line)
		require.Equal(t, []any{"compte-rendu voir", 12, true}, []any{said.Command.Path(), args.Number("meeting"), args.Flag("all")}, line)
	}
}
