package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// counting is a program with a delivery that is being verified.
func counting(t *testing.T) *app {
	t.Helper()
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Tablettes" --notifiee 20/11/2026`)
	return o
}

// says is what a line is answered, word for word.
func (o *app) says(t *testing.T, line string) string {
	t.Helper()
	return strings.TrimSpace(message.Unquote(o.types(t, line)))
}

// What the coordinator types and reads from the delivery to its completion.
func TestADeliveryIsCounted(t *testing.T) {
	o := counting(t)
	for _, turn := range []struct{ line, answer string }{
		{`/recette quantite V-1 118/120 --unite postes`, `
Tablettes : 118 sur 120 postes, **il en manque 2**. Rien n'est encore noté. Que décidez-vous ?

- Une acceptation en l'état : ` + "`/recette quantité V-1 118/120 --unité \"postes\" --accepter --motif \"votre motif\"`" + `
- Une mise en demeure de compléter, avec le délai que vous fixez : ` + "`/recette quantité V-1 118/120 --unité \"postes\" --délai \"votre délai\"`"},
		{`/recette quantite V-1 118/120 --unite "postes" --delai 15j`, `
**V-2** (vérification quantitative de Tablettes) : 118 sur 120 postes, il en manque 2. C'est noté : **mise en demeure de compléter**, le lundi 23 novembre 2026.
Échéance : **mardi 8 décembre 2026** inclus, jusqu'à 24 h (dans 15 jours)
Délai : 15 jours à compter du lendemain du lundi 23 novembre 2026, fixé par l'acheteur (article 33.1 du CCAG-TIC 2021).
Passé cette date, le titulaire est en retard et le marché peut prévoir des pénalités.

Je ne notifie pas la mise en demeure au titulaire : cela reste à vous.
En charge : @coordinatrice. Rappels par message direct : 15, 7 et 3 jours avant, la veille, puis le jour même.
Quand le compte y est : ` + "`/recette quantité V-2 120/120`\n" + `Pour tout voir : ` + "`/recette voir V-2`"},
		{`/recette decider V-2 positive`, `
V-2 est une vérification quantitative : complément attendu du titulaire, au plus tard le mardi 8 décembre 2026. Elle se termine en comptant à nouveau, par exemple : ` + "`/recette quantité V-2 120/120`"},
		{`/recette quantite V-2 122 sur 120`, `
Tablettes : 122 sur 120 postes, **2 de trop**. Rien n'est encore noté. Que décidez-vous ?

- Une acceptation en l'état : ` + "`/recette quantité V-2 122/120 --accepter --motif \"votre motif\"`" + `
- Une mise en demeure de reprendre l'excédent, avec le délai que vous fixez : ` + "`/recette quantité V-2 122/120 --délai \"votre délai\"`"},
		{`/recette quantite V-2 120/120`, `
**V-2** (vérification quantitative de Tablettes) : 120 sur 120 postes. C'est noté : **conforme**, le lundi 23 novembre 2026.
Les autres vérifications de Tablettes suivent leur cours.`},
		{`/recette quantite V-1 28/30 tablettes --accepter --motif "Deux écoles ont fermé" --le 21/11/2026`, `
**V-3** (vérification quantitative de Tablettes) : 28 sur 30 tablettes, il en manque 2. C'est noté : **acceptée en l'état**, le samedi 21 novembre 2026.
Motif : Deux écoles ont fermé
Les autres vérifications de Tablettes suivent leur cours.`},
		{`/recette calendrier V-3`, `
**V-3** n'a pas d'échéance : acceptée en l'état, le samedi 21 novembre 2026, sans délai donné au titulaire.`},
	} {
		require.Equal(t, strings.TrimSpace(turn.answer), o.says(t, turn.line), turn.line)
	}
	card := o.says(t, "/recette voir V-1 --tout")
	for _, want := range []string{
		"- V-2 vérification quantitative : conforme, le 23/11/2026",
		"- V-3 vérification quantitative : acceptée en l'état, le 21/11/2026",
	} {
		require.Contains(t, card, want, "with the other steps of the delivery")
	}
	require.Contains(t, o.says(t, "/recette voir V-3 --tout"), "Compté : 28 sur 30 tablettes, il en manque 2.")
	require.NotContains(t, o.says(t, "/recette voir V-3 --tout"), "Délai :")
	for _, line := range []string{
		"23/11/2026 8 h : mise en demeure de compléter (118 sur 120 postes, il en manque 2), par @coordinatrice",
		"23/11/2026 8 h : conforme (120 sur 120 postes), par @coordinatrice",
	} {
		require.Contains(t, o.says(t, "/recette voir V-2 --tout"), line, "what was counted before is kept")
	}
	require.Contains(t, o.says(t, "/recette bilan M1"), "vérification quantitative (délai du titulaire) : 2 à temps")
}

func TestTheQuestionKeepsWhatWasTyped(t *testing.T) {
	o := counting(t)
	o.types(t, `/recette clause M1 mise-en-demeure "5 jours ouvrés" --article "CCAP 7"`)
	answer := o.says(t, `/recette quantite V-1 118/120 postes --le 21/11/2026 --decision COPIL-2026-001`)
	typed := `/recette quantité V-1 118/120 --unité "postes" --décision COPIL-2026-001 --le 21/11/2026`
	require.Contains(t, answer, "`"+typed+" --accepter --motif \"votre motif\"`")
	require.Contains(t, answer, "avec le délai du marché (CCAP 7) : `"+typed+" --délai \"5 jours ouvrés\"`")
	require.Contains(t, o.says(t, "/recette voir V-2"), "Je ne trouve pas de vérification V-2")
	m := o.Dispatch(t.Context(), as("coordinatrice", "/recette quantite V-1 118/120"))
	require.True(t, m.Refused, "nothing was written")
	require.Contains(t, o.says(t, `/recette quantite V-1 118/120 --delai "5 jours ouvrés"`), "Échéance : **lundi 30 novembre 2026**")
	require.Contains(t, o.says(t, "/recette clause M1 mise-en-demeure"), "5 jours ouvrés après la notification de la mise en demeure")
	o.types(t, "/recette clause M1 mise-en-demeure --retablir")
	require.Contains(t, o.says(t, "/recette clause M1 mise-en-demeure"), "**Mise en demeure sur la quantité** : délai fixé par l'acheteur, après")
}

func TestHowACountIsTyped(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"120/120": "120 sur 120.", "120 / 120": "120 sur 120.", "120 sur 120": "120 sur 120.", "120 of 120": "120 sur 120.", "120 SUR 120 postes": "120 sur 120 postes.",
		"120/120 postes fixes": "120 sur 120 postes fixes.", "1 200/1 200": "1200 sur 1200.", "1\u202f200 / 1\u00a0200 licences": "1200 sur 1200 licences.",
		"120/120 postes --unite Postes": "120 sur 120 postes.", "120/120 --unit postes": "120 sur 120 postes.",
		"0/120 --delai 3j": "0 sur 120, il en manque 120", "118/120 --delay 2 weeks": "il en manque 2",
		"120":                                "n'est pas un comptage",
		"cent vingt":                         "n'est pas un comptage",
		"120/":                               "n'est pas un comptage",
		"12,5/120":                           "n'est pas un comptage",
		"99999999999999999999/3":             "n'est pas un comptage",
		"120/120 12/12":                      "contient plusieurs comptages",
		"120 sur 120 et 12 sur 12":           "contient plusieurs comptages",
		"120/120 postes --unite PC":          "Deux choses à compter : « postes » et « PC »",
		"-3/120":                             "ne peut pas être négative",
		"−3/120":                             "ne peut pas être négative",
		"5/0":                                "Rien de commandé",
		"118/120 --delai demain":             "n'est pas une durée",
		"118/120 --delai 15 ouvrables":       "compte en jours ouvrés",
		"118/120 --accepter":                 "Accepter 118 sur 120, c'est compris. Dites pourquoi",
		"120/120 --delai 15j":                "le compte y est",
		"118/120 --accepter --delai 3j":      "Gardez l'un des deux",
		"118/120 --delai 3j --le 25/12/2026": "n'est pas encore venu",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, counting(t).says(t, "/recette quantite V-1 "+text), want)
		})
	}
	require.Contains(t, counting(t).says(t, "/acceptance quantity V-1 118/120 --unit seats --delay 15d --on 21/11/2026"), "118 sur 120 seats")
	require.Contains(t, counting(t).says(t, "/recette compter V-1 120/120"), "**conforme**")
}

func TestACountIsAnsweredInEnglish(t *testing.T) {
	o := counting(t)
	in := as("coordinatrice", "/acceptance quantity V-1 118/120 --on 21/11/2026")
	in.Locale = "en"
	answer := message.Unquote(o.Dispatch(t.Context(), in).Markdown())
	require.Contains(t, answer, "118 of 120, **2 missing**. Nothing is recorded yet.")
	require.Contains(t, answer, "A notice to complete the delivery, with the period that you set: `/recette quantity V-1 118/120 --on \"21 Nov 2026\" --delay \"your period\"`")
	in.Line = `/recette quantity V-1 118/120 --on "21 Nov 2026" --delay 15d`
	require.Contains(t, message.Unquote(o.Dispatch(t.Context(), in).Markdown()), "Deadline: **Monday 7 December 2026**")
}
