package console_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// ¦ is where the cursor stands.
func TestTabCompletes(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ user, typed, want, shown string }{
		"a noun":                           {"coordinatrice", "/dec¦", "/decision ¦", ""},
		"a noun without its slash":         {"coordinatrice", "dec¦", "/decision ¦", ""},
		"a noun with its accent":           {"coordinatrice", "/éco¦", "/ecole ¦", ""},
		"nothing typed":                    {"coordinatrice", "¦", "/¦", ""},
		"several nouns":                    {"coordinatrice", "/¦", "/¦", "/ent  /ecole"},
		"a verb":                           {"coordinatrice", "/decision ajou¦", "/decision ajou¦", "ajouter  ajourner"},
		"a verb that is clear":             {"coordinatrice", "/decision ajout¦", "/decision ajouter ¦", ""},
		"a verb in English":                {"mary", "/decision ad¦", "/decision ad¦", "add  adopt"},
		"a verb under the umbrella":        {"coordinatrice", "/ent decision rej¦", "/ent decision rejeter ¦", ""},
		"a noun under the umbrella":        {"coordinatrice", "/ent deci¦", "/ent decision ¦", ""},
		"an option":                        {"coordinatrice", `/action creer "Former" --ech¦`, `/action creer "Former" --échéance ¦`, ""},
		"an option with a phone's dash":    {"coordinatrice", `/action creer "Former" —ech¦`, `/action creer "Former" --échéance ¦`, ""},
		"an option in English":             {"mary", `/action create "Train" --du¦`, `/action create "Train" --due ¦`, ""},
		"no option twice":                  {"coordinatrice", `/ecole liste --etape ouverte --et¦`, `/ecole liste --etape ouverte --et¦`, ""},
		"the first dash":                   {"coordinatrice", `/reunion planifier "18/12 14h" --duree 2h -¦`, `/reunion planifier "18/12 14h" --duree 2h --¦`, ""},
		"a choice":                         {"coordinatrice", "/ecole liste --etape conv¦", "/ecole liste --etape conventionnée ¦", ""},
		"a choice in English":              {"mary", "/ecole list --stage sus¦", "/ecole list --stage suspended ¦", ""},
		"a positional choice":              {"coordinatrice", "/ecole etape 0940198E conv¦", "/ecole etape 0940198E conventionnée ¦", ""},
		"in the middle of a line":          {"coordinatrice", `/action cre¦ "Former"`, `/action créer¦ "Former"`, ""},
		"not inside quotes":                {"coordinatrice", `/decision ajouter "adop¦`, `/decision ajouter "adop¦`, ""},
		"not after what is no noun":        {"coordinatrice", "/licorne aj¦", "/licorne aj¦", ""},
		"not what is longer":               {"coordinatrice", "/decision ajouterx¦", "/decision ajouterx¦", ""},
		"a line of the simulation":         {"coordinatrice", ":av¦", ":avancer ¦", ""},
		"a line of the simulation, a name": {"coordinatrice", ":user coo¦", ":user coordinatrice ¦", ""},
		"a channel":                        {"mary", ":channel su¦", ":channel suivi ¦", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newApp(t)
			o.User = c.user
			before, after, found := strings.Cut(c.typed, "¦")
			require.True(t, found)
			line, pos, ok := o.Complete(before+after, len(before), '\t')
			require.True(t, ok)
			require.Equal(t, c.want, line[:pos]+"¦"+line[pos:])
			if c.shown == "" && !strings.HasPrefix(c.typed, "¦") {
				require.Empty(t, o.out.String())
			}
			require.Contains(t, o.out.String(), c.shown)
		})
	}
	t.Run("no other key", func(t *testing.T) {
		t.Parallel()
		_, _, ok := newApp(t).Complete("/dec", 4, 'x')
		require.False(t, ok)
	})
}
