package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
)

func TestWhatIsTooLongGetsASentence(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	words := strings.TrimSpace(strings.Repeat("wallon ", 2000))
	for name, c := range map[string]struct{ line, want string }{
		"2,000 words in a search of decisions": {`/decision chercher ` + words, "mots. Gardez-en 30 au plus"},
		"a search of 31 words":                 {`/decision chercher ` + strings.Repeat("mot ", 31), "31 mots. Gardez-en 30 au plus"},
		"a search of 31 words for a school":    {`/ecole ` + strings.Repeat("mot ", 31), "31 mots. Gardez-en 30 au plus"},
		"a name of 5,000 letters":              {`/comite creer SUIVI "` + strings.Repeat("é", 5000) + `"`, "5000 caractères, c'est trop long ; 120 au plus"},
		"a search of 5,000 letters":            {`/ecole ` + strings.Repeat("é", 5000), "5000 caractères, c'est trop long ; 500 au plus"},
		"a code of 5,000 letters":              {`/decision liste --comite ` + strings.Repeat("é", 5000), "5000 caractères, c'est trop long ; 300 au plus"},
		"a noun of 5,000 letters":              {`/` + strings.Repeat("é", 5000), "éé…"},
		"a line of 100,000 letters":            {`/decision ajouter "` + strings.Repeat("a", 100_000) + `"`, "100 020 caractères"},
	} {
		t.Run(name, func(t *testing.T) {
			m := o.Dispatch(t.Context(), as("coordinatrice", c.line))
			require.False(t, m.Failed)
			require.True(t, m.Refused)
			require.Contains(t, strings.ReplaceAll(m.Markdown(), "\u202f", " "), c.want)
			require.Less(t, len(m.Markdown()), 2000)
		})
	}
	t.Run("a form as well", func(t *testing.T) {
		m, _ := o.Complete(t.Context(), as("coordinatrice", ""), "decision ajouter", grammar.Raw{"text": {strings.Repeat("a", 100_000)}})
		require.True(t, m.Refused)
	})
	t.Run("what is no text is left out", func(t *testing.T) {
		require.Contains(t, o.types(t, "/decision ajouter \"Retenir\x00 3 \xffécoles\" --comite copil"), "Retenir 3 écoles")
		m, _ := o.Complete(t.Context(), as("coordinatrice", ""), "decision chercher", grammar.Raw{"words": {"a\x00b"}})
		require.False(t, m.Failed)
	})
}
