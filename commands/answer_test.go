package commands_test

import (
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
	"pilotent/message"
)

// A phone shows about twelve lines; what is longer ends with the way to the rest.
func TestAnswersAreTwelveLines(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur" --notifie 2/11/2026 --calendrier mayotte --responsable @cpc --suppleant @ien`)
	o.types(t, `/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 20/11/2026`)
	for i := range 3 {
		o.types(t, fmt.Sprintf(`/recette reserve V-1 "Défaut %d" --gravite bloquante`, i))
		o.types(t, fmt.Sprintf(`/recette indisponibilite V-1 %dmin --note "Coupure %d"`, i+1, i))
	}
	o.homonyms(t, 20)
	for line, more := range map[string]string{
		"/recette voir V-1":                      "Toute la suite : `/recette voir V-1 --tout`",
		"/recette calendrier V-1":                "Toute la suite : `/recette calendrier V-1 --tout`",
		"/recette marche m1":                     "Toute la suite : `/recette marché M1 --tout`",
		"/ecole verne vitry":                     "Précisez le type ou la commune",
		"/ecole note verne \"Volontaire\"":       "Donnez l'UAI",
		"/ent aide recette":                      "Il y a aussi : `marché`, `clause`, `ouvrir`",
		"/ent aide rappel":                       "Si vous oubliez quelque chose, je le demande.",
		"/ent aide decision":                     "Si vous oubliez quelque chose, je le demande.",
		"/ent aide recette decider":              "`--disposition`",
		"/ent aide":                              "Mettez vos textes entre guillemets.",
		"/recette decider V-1":                   "Par exemple : `/recette décider",
		"/recette decider V-1 rejet --motif non": "",
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.LessOrEqual(t, lines(m), 12, "%s\n%s", line, m.Markdown())
		require.Contains(t, m.Markdown(), more, line)
		require.Empty(t, m.Buttons, "%s: they would say the lines again", line)
	}
	for _, line := range []string{"/recette voir V-1 --tout", "/recette calendrier V-1 --tout", "/recette show V-1 --full", "/recette marche M1 --tout"} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.Greater(t, lines(m), 12, line)
		require.NotContains(t, m.Markdown(), "Toute la suite", line)
	}
}

// The line that says which of several is meant shares it too, where the first one did.
func TestWhichIsMeantIsSharedToo(t *testing.T) {
	o := newApp(t)
	o.homonyms(t, 2)
	require.Contains(t, o.answers(t, "fr", "/ecole verne --partager"), "`/ecole 0941000B --partager`")
	require.Contains(t, o.answers(t, "en", "/ecole history verne --share"), " 0941000B --share`")
	require.Contains(t, o.answers(t, "fr", "/ecole verne"), "`/ecole 0941000B`")
}

// homonyms imports n schools of one name.
func (o *app) homonyms(t *testing.T, n int) {
	t.Helper()
	file := "UAI;Nom;Commune\n"
	for i := range n {
		number := fmt.Sprintf("094%04d", 1000+i)
		var rest int
		for _, digit := range number {
			rest = (rest*10 + int(digit-'0')) % 23
		}
		file += number + "ABCDEFGHJKLMNPRSTUVWXYZ"[rest:rest+1] + ";Ecole élémentaire Jules Verne;Vitry-sur-Seine\n"
	}
	inv := as("coordinatrice", "/ecole importer ecoles.csv")
	inv.Open = func(string) (fs.File, error) {
		return fstest.MapFS{"ecoles.csv": {Data: []byte(file)}}.Open("ecoles.csv")
	}
	require.Contains(t, o.Dispatch(t.Context(), inv).Markdown(), fmt.Sprintf("Écoles lues : **%d**", n))
}

// lines counts those of an answer that are not blank.
func lines(m message.Message) (n int) {
	for line := range strings.SplitSeq(m.Markdown(), "\n") {
		if line != "" {
			n++
		}
	}
	return n
}

// Each noun's help, in both languages, and what is said of each command.
func TestEveryHelpIsTwelveLines(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	for _, lang := range i18n.Languages() {
		inv := as("coordinatrice", "")
		inv.Locale = lang
		help := "/ent help "
		for _, trigger := range o.Triggers(lang) {
			topics := []string{trigger.Name}
			for _, verb := range o.Suggest(lang, "/"+trigger.Name+" ") {
				if !strings.HasPrefix(verb, "-") && trigger.Name != "ent" {
					topics = append(topics, trigger.Name+" "+verb)
				}
			}
			require.True(t, len(topics) > 4 || trigger.Name == "ent", topics)
			for _, topic := range topics {
				inv.Line = help + topic
				m := o.Dispatch(t.Context(), inv)
				require.False(t, m.Refused, inv.Line)
				require.LessOrEqual(t, lines(m), 12, "%s\n%s", inv.Line, m.Markdown())
			}
		}
	}
}
