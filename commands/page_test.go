package commands_test

import (
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
	"pilotent/storage/kv"
)

var goesOn = regexp.MustCompile("(?:ou|or) `(/[^`]+)`")

// through types a list and the lines with which it goes on, and answers its pages.
func (o *app) through(t *testing.T, line string) (pages []string) {
	t.Helper()
	for line != "" {
		require.Less(t, len(pages), 10, line)
		page := message.Unquote(o.types(t, line))
		pages = append(pages, page)
		line = ""
		if m := goesOn.FindStringSubmatch(strings.ReplaceAll(page, "\u00a0", " ")); m != nil {
			line = m[1]
		}
	}
	return pages
}

// What stands after the twelfth line of a list is a command away, with its filters.
func TestListsGoOn(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.homonyms(t, 20)
	for i := range 30 {
		o.types(t, fmt.Sprintf(`/decision ajouter "Retenir l'école %d" --comite copil --confirmer`, i))
		o.types(t, fmt.Sprintf(`/action creer "Former l'équipe %d" --confirmer`, i))
	}
	for i := range 15 {
		o.types(t, fmt.Sprintf(`/reunion planifier "%d/1/2027 14h" --comite copil --confirmer`, i+4))
		o.types(t, fmt.Sprintf(`/action faite A-%d`, i+1))
	}
	for line, want := range map[string]struct {
		lines int
		next  string
	}{
		"/ecole liste vitry":             {20, `/ecole liste "vitry" --après 12`},
		"/ecole liste pressentie":        {20, "/ecole liste pressentie --après 12"},
		"/decision liste --comite copil": {30, "/decision liste --comité copil --après 12"},
		"/decision chercher retenir":     {30, `/decision chercher "retenir" --après 12`},
		"/reunion liste":                 {15, "/reunion liste --après 12"},
		"/action liste --toutes":         {15, "/action liste --toutes --après 12"},
		"/action liste --confiées":       {15, "/action liste --confiées --après 12"},
		"/action liste faites":           {15, "/action liste --faites --après 12"},
		"/action list --all --done":      {15, "/action liste --toutes --faites --après 12"},
	} {
		t.Run(line, func(t *testing.T) {
			pages := o.through(t, line)
			require.Contains(t, pages[0], want.next)
			seen := map[string]bool{}
			for i, page := range pages {
				items := 0
				for text := range strings.Lines(page) {
					if strings.HasPrefix(text, "- ") {
						require.False(t, seen[text], "%s is shown twice", text)
						seen[text], items = true, items+1
					}
				}
				require.LessOrEqual(t, items, 12, page)
				require.Equal(t, i+1 < len(pages), items == 12 && len(seen) < want.lines, page)
			}
			require.Len(t, seen, want.lines)
		})
	}
	require.Contains(t, o.types(t, "/action liste --toutes --après 99"), "La liste est finie")

	t.Run("« suite » alone, where the last list is remembered", func(t *testing.T) {
		require.Contains(t, o.types(t, "/ent suite"), "Je n'ai pas de liste à continuer ici.", "nothing remembers")
		memory := kv.Memory()
		o.Remember(memory)
		first, second := o.through(t, "/ecole liste vitry")[0], o.through(t, "/ecole liste vitry")[1]
		for _, line := range []string{"/ent suite", "/ecole suite", "/ecole continuer", "/decision suite", "/ent convention suite", "/school more"} {
			require.Equal(t, first, message.Unquote(o.types(t, "/ecole liste vitry")))
			require.Equal(t, second, message.Unquote(o.types(t, line)), "%s, with its filters", line)
		}
		require.Contains(t, o.types(t, "/ent suite"), "La liste est finie : 20.")
		require.Contains(t, o.types(t, "/ent suite"), "Je n'ai pas de liste", "nor does it begin again")
		for line, then := range map[string]string{
			"/ecole liste retenues":         "Je n'ai pas de liste", // it is empty
			"/action liste faites --retard": "Je n'ai pas de liste",
			"/ecole historique 0941000B":    "Je n'ai pas de liste",
			"/decision chercher 29":         "La liste est finie : 1.",
			"/ecole voir 0941000B":          second, // no list at all
		} {
			o.types(t, "/ecole liste vitry")
			o.types(t, line)
			require.Contains(t, message.Unquote(o.types(t, "/ent suite")), then, line)
		}
		require.Contains(t, o.types(t, `/decision suite des travaux`), "je n'ai rien enregistré", "the first word of a text")
		require.Contains(t, message.Unquote(o.Dispatch(t.Context(), as("ien", "/ent suite")).Markdown()), "Je n'ai pas de liste", "each their own")
		elsewhere := as("coordinatrice", "/ent suite")
		elsewhere.Actor.Channel = "ailleurs"
		require.Contains(t, message.Unquote(o.Dispatch(t.Context(), elsewhere).Markdown()), "Je n'ai pas de liste", "in each channel")
		require.NoError(t, memory.Close())
		require.Contains(t, o.types(t, "/ent suite"), "Je n'ai pas de liste", "what is forgotten is no failure")
	})
}

// All that concerned a school is in its history: its actions and decisions as well, those
// of a committee that keeps to itself only for who may see them.
func TestASchoolsHistoryHasEverything(t *testing.T) {
	t.Parallel()
	o := shared(t)
	o.homonyms(t, 1)
	for _, line := range []string{
		`/action creer "Former l'équipe" --ecole 0941000B --pour @cpc`,
		`/action reporter A-1 18/12 --motif "Grève"`,
		`/action faite A-1 "Avec la CPC"`,
	} {
		o.done(t, in("copil", line+" --confirmer"))
	}
	o.done(t, in("copil", `/decision ajouter "Retenir Verne" --ecoles 0941000B --retient --comite copil --confirmer`))
	o.done(t, in("suivi", `/decision ajouter "Ne pas retenir Verne" --ecoles 0941000B --ne-retient-pas --comite suivi --confirmer`))
	whole := o.done(t, in("copil", "/ecole historique 0941000B"))
	for _, part := range []string{"A-1 créée, par @", "A-1 reportée, par @", "(Grève)", "A-1 faite, par @", "(Avec la CPC)", "COPIL-2026-001 enregistrée et adoptée", "SUIVI-2026-001 enregistrée et adoptée"} {
		require.Contains(t, whole, part)
	}
	outside := o.Dispatch(t.Context(), as("ien", "/ecole historique 0941000B"))
	require.NotContains(t, outside.Markdown(), "SUIVI")
	require.Contains(t, outside.Markdown(), "COPIL-2026-001")
}

func TestActionsThatOneHasGiven(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.types(t, `/action creer "Pour moi" --pour moi`)
	require.Contains(t, o.types(t, "/action liste --confiées"), "Aucune action confiée par vous n'est en cours.")
	o.types(t, `/action creer "Pour la CPC" --pour cpc`)
	o.types(t, `/action creer "À prendre"`)
	got := message.Unquote(o.types(t, "/action liste --confiées"))
	require.Contains(t, got, "2 actions que vous avez confiées")
	require.NotContains(t, got, "A-1")
	require.Contains(t, o.types(t, "/action liste --confiées --retard"), "Aucune action confiée par vous n'est en retard.")
}

// What a closed committee keeps is neither told nor denied: who may not see it reads
// the same words as where there is nothing.
func TestAClosedCommitteesDecisionsAreNotDenied(t *testing.T) {
	t.Parallel()
	o := shared(t)
	o.homonyms(t, 1)
	lines := []string{"/ecole 0941000B", "/decision liste", "/decision liste --etat adoptee", "/decision chercher Verne"}
	outside := func() (answers []string) {
		for _, line := range lines {
			said := o.Dispatch(t.Context(), as("ien", line)).Markdown()
			require.Contains(t, said, "Aucune décision à vous montrer", line)
			answers = append(answers, said)
		}
		return answers
	}
	before := outside()
	o.done(t, in("suivi", `/decision ajouter "Ne pas retenir Verne" --ecoles 0941000B --ne-retient-pas --comite suivi --confirmer`))
	require.Equal(t, before, outside())
	require.Contains(t, o.done(t, in("suivi", lines[0])), "Une décision la concerne :")
}

// What a card does not show of a long list is a command away.
func TestListsInCardsGoOn(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.homonyms(t, 15)
	var uais []string
	for _, page := range o.through(t, "/ecole liste vitry") {
		uais = append(uais, regexp.MustCompile(`\d{7}[A-Z]`).FindAllString(page, -1)...)
	}
	require.Len(t, uais, 15)
	all := strings.Join(uais, ",")
	confirmed := func(line string) {
		m := o.Dispatch(t.Context(), as("coordinatrice", line+" --confirmer"))
		require.False(t, m.Refused, "%s\n%s", line, m.Markdown())
	}
	confirmed(`/recette marche M1 --titulaire "Éditeur" --notifie 2/11/2026`)
	for i := range 14 {
		confirmed(fmt.Sprintf(`/decision ajouter "Retenir l'école %d" --ecoles %s --retient --comite copil`, i, uais[0]))
		confirmed(fmt.Sprintf(`/action creer "Former l'équipe %d" --ecole %s`, i, uais[0]))
		confirmed(fmt.Sprintf(`/ent convention creer "Convention %d" --partenaires "Mairie" --signee 12/03/2026 --jusqu'au 31/08/2028`, i))
		confirmed(fmt.Sprintf(`/comite creer GT%d "Groupe %d"`, i, i))
		confirmed(fmt.Sprintf(`/recette ouvrir VA --marche M1 --objet "Lot %d" --notifiee 20/11/2026 --comite copil`, i))
		confirmed(fmt.Sprintf(`/recette reserve V-1 "Défaut %d" --gravite mineure`, i))
	}
	confirmed(`/decision ajouter "Retenir toutes" --retient --comite copil --ecoles ` + all)
	confirmed(`/action creer "Former partout" --ecole ` + all)
	confirmed(`/ent convention creer "Convention large" --partenaires "Mairie" --signee 12/03/2026 --jusqu'au 31/08/2028 --ecoles ` + all)

	t.Run("by its own command", func(t *testing.T) {
		card := message.Unquote(o.types(t, "/ecole "+uais[0]))
		for _, noun := range []string{"action", "decision"} {
			line := "/" + noun + " liste --école " + uais[0]
			require.Contains(t, card, "autres : `"+line+"`")
			require.Len(t, o.through(t, line), 2, line)
		}
	})
	for card, next := range map[string]string{
		"/decision voir COPIL-2026-015": "/decision voir COPIL-2026-015 --après 12",
		"/action A-15":                  "/action voir A-15 --après 12",
		"/ent C-15":                     "/ent convention voir C-15 --après 12",
		"/ent convention liste":         "/ent convention liste --après 12",
		"/comite liste":                 "/comite liste --après 12",
	} {
		t.Run(card, func(t *testing.T) {
			pages := o.through(t, card)
			require.Len(t, pages, 2)
			require.Contains(t, pages[0], next)
			require.Contains(t, pages[1], "\n- ")
			require.NotContains(t, pages[1], "Historique")
		})
	}
	t.Run("and with « suite », which a card without a list leaves as it was", func(t *testing.T) {
		o.Remember(kv.Memory())
		pages := o.through(t, "/action A-15")
		o.types(t, "/action A-15")
		o.types(t, "/action A-1")
		require.Equal(t, pages[1], message.Unquote(o.types(t, "/ent suite")))
	})
	t.Run("or all of the answer", func(t *testing.T) {
		for line, whole := range map[string]string{"/recette V-1": "/recette voir V-1 --tout", "/recette marche M1": "/recette marché M1 --tout"} {
			require.Contains(t, message.Unquote(o.types(t, line)), "`"+whole+"`")
			require.GreaterOrEqual(t, strings.Count(o.types(t, whole), "\n- "), 14, whole)
		}
	})
}
