package grammar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/i18n"
)

// seated is a language whose « membre » is typed behind « comite », with choices
// that are typed among free words.
func seated(t *testing.T) *grammar.Language[string] {
	t.Helper()
	params := []param{
		{Name: "nom", English: "name", Kind: grammar.Name, Required: true, Positional: true},
		{Name: "siege", English: "seat", Kind: grammar.Choice, Positional: true, Choices: []grammar.Option{
			{Value: "chair", Words: []string{"présidence", "chair", "présidente"}}, {Value: "member", Words: []string{"membre", "member"}},
		}},
		{Name: "fonction", English: "function", Kind: grammar.Choice, Positional: true, Free: true, Choices: []grammar.Option{
			{Value: "elected", Words: []string{"élu", "elected", "élue"}}, {Value: "head", Words: []string{"chef d'établissement", "head teacher"}},
		}},
		{Name: "institution", English: "institution", Kind: grammar.Name, Positional: true},
	}
	membre := &noun{Name: "membre", English: "member", Default: "liste", WithText: "ajouter", Commands: []*command{
		{Verb: "liste", English: "list"},
		{Verb: "ajouter", English: "add", Params: params},
	}}
	l, err := grammar.New("ent",
		&noun{Name: "ent", English: "ent", Default: "aide", Commands: []*command{
			{Verb: "aide", English: "help", Params: []param{{Name: "sujet", English: "topic", Kind: grammar.Name, Positional: true}}},
		}},
		&noun{Name: "comite", English: "committee", Default: "liste", Nouns: []*noun{membre}, Commands: []*command{{Verb: "liste", English: "list"}}})
	require.NoError(t, err)
	return l
}

func TestANounBehindAnyNoun(t *testing.T) {
	l, french := seated(t), printer(t, i18n.French)

	t.Run("is parsed behind it, and behind the umbrella", func(t *testing.T) {
		for line, want := range map[string]string{
			"/comite":                         "comite liste",
			"/comite membre":                  "membre liste",
			"/comite membres":                 "membre liste",
			"/comite member list":             "membre liste",
			"/ent comite membre liste":        "membre liste",
			"/ent membre liste":               "membre liste",
			`/comite membre "Mme Durand"`:     "membre ajouter",
			`/comite membre ajouter M. Petit`: "membre ajouter",
		} {
			cmd, _, err := parse(l, line)
			require.NoError(t, err, line)
			require.Equal(t, want, cmd.Path(), line)
		}
	})
	t.Run("is in the hint, the completion and the help of the other", func(t *testing.T) {
		require.Equal(t, "[liste | membre]", l.Noun("comite").Hint(french))
		require.Equal(t, []string{"membre"}, l.Suggest(french, "/comite m"))
		require.Equal(t, []string{"ajouter"}, l.Suggest(french, "/comite membre a"))
		require.Contains(t, l.Noun("comite").Help(french).Markdown(), "`membre`")
		for _, topic := range []string{"membre", "comite membre", "/ent comite membre"} {
			m, err := l.HelpOn(french, topic)
			require.NoError(t, err, topic)
			require.Equal(t, l.Noun("membre").Help(french), m, topic)
		}
		for _, line := range []string{"/comite aide membre", "/comite membre aide"} {
			cmd, raw, err := parse(l, line)
			require.NoError(t, err, line)
			require.Equal(t, "ent aide", cmd.Path(), line)
			require.Equal(t, []string{"membre"}, raw["topic"], line)
		}
	})
}

func TestChoicesAmongFreeWords(t *testing.T) {
	l := seated(t)
	for line, want := range map[string]grammar.Raw{
		`"Mme Durand" élue "Mairie de Vitry"`:                      {"name": {"Mme Durand"}, "function": {"élue"}, "institution": {"Mairie de Vitry"}},
		`Mme Durand élue Mairie de Vitry`:                          {"name": {"Mme Durand"}, "function": {"élue"}, "institution": {"Mairie de Vitry"}},
		`@elue élue "Mairie de Vitry" présidence`:                  {"name": {"@elue"}, "function": {"élue"}, "seat": {"présidence"}, "institution": {"Mairie de Vitry"}},
		`"Mme Durand" présidente`:                                  {"name": {"Mme Durand"}, "seat": {"présidente"}},
		`"Mme Durand" "Mairie de Vitry"`:                           {"name": {"Mme Durand"}, "institution": {"Mairie de Vitry"}},
		`Mme Durand`:                                               {"name": {"Mme Durand"}},
		`M. Petit chef d'établissement`:                            {"name": {"M. Petit"}, "function": {"chef d'établissement"}},
		`"M. Petit" --présidence --institution "Mairie de Vitry"`:  {"name": {"M. Petit"}, "seat": {"présidence"}, "institution": {"Mairie de Vitry"}},
		`"M. Petit" --fonction "chargé de mission" --siege membre`: {"name": {"M. Petit"}, "seat": {"membre"}, "function": {"chargé de mission"}},
		`--fonction trésorière "Mme Roux"`:                         {"name": {"Mme Roux"}, "function": {"trésorière"}},
	} {
		_, raw, err := parse(l, "/comite membre ajouter "+line)
		require.NoError(t, err, line)
		require.Equal(t, want, raw, line)
	}

	t.Run("what is none of the choices is taken as it was typed, and typed again", func(t *testing.T) {
		add := l.Command("membre", "ajouter")
		raw := grammar.Raw{"name": {"Mme Roux"}, "function": {"trésorière"}, "institution": {"SIVU"}}
		args, _, err := add.Bind(printer(t, i18n.French), raw, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		require.NoError(t, err)
		require.Equal(t, "trésorière", args.Text("function"))
		line := add.Line(printer(t, i18n.French), raw)
		require.Equal(t, `/comite membre ajouter "Mme Roux" "SIVU" --fonction trésorière`, line)
		_, again, err := parse(l, line)
		require.NoError(t, err)
		require.Equal(t, raw, again)
	})
	t.Run("an option that is no choice either is refused", func(t *testing.T) {
		_, _, err := parse(l, `/comite membre ajouter "Mme Roux" --tresorerie`)
		require.Error(t, err)
	})
}
