package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// requested is V-1, a MOM of 2 November 2026 of which the supplier asks for more time.
func requested(t *testing.T, ask string) (*app, string) {
	t.Helper()
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur" --ccag tic-2009`)
	o.types(t, `/recette ouvrir MOM --marche M1 --objet "Version 2.3" --notifiee 2/11/2026`)
	return o, o.types(t, ask)
}

func TestASupplierAsksForTime(t *testing.T) {
	o, answer := requested(t, `/recette prolonger V-1 10j --motif "Panne chez l'hébergeur" --demandee --le 20/11/2026 --cause 3/11/2026`)
	for _, want := range []string{
		"C'est noté : le titulaire demande 10 jours de plus pour **V-1**.",
		"**Répondez-lui au plus tard le lundi 7 décembre 2026 inclus (24 h)** (15 jours à compter du lendemain du vendredi 20 novembre 2026, article 13.3.3 du CCAG-TIC 2009).",
		"Le samedi 5 décembre 2026 n'étant pas ouvré (week-end), l'échéance passe au lundi 7 décembre 2026",
		"**À vous d'apprécier** : la cause date du mardi 3 novembre 2026, et le titulaire devait la signaler au plus tard le mercredi 18 novembre 2026 (15 jours",
		"ne disent pas ce que vaut votre silence",
		"`/recette prolonger V-1 10j --motif \"votre motif\"`\nPour refuser : `/recette prolonger V-1 --refusée --motif \"votre motif\"`",
	} {
		require.Contains(t, answer, want)
	}
	require.Contains(t, o.types(t, "/recette voir V-1"), "**Demande de prolongation** : 10 jours, reçue le vendredi 20 novembre 2026. Motif : Panne chez l'hébergeur (cause apparue le mardi 3 novembre 2026)")
	require.Contains(t, o.types(t, "/recette voir V-1 --tout"), "prolongation de 10 jours demandée par le titulaire")
	require.Contains(t, o.types(t, "/recette liste"), "**prolongation demandée, réponse au plus tard le 07/12/2026**")
	require.Contains(t, o.types(t, "/rappel vu V-1"), "Il reste à répondre au titulaire, au plus tard le **lundi 7 décembre 2026**")
	require.Contains(t, o.types(t, "/recette calendrier V-1 --tout"), "15 jours, samedis, dimanches et jours fériés compris : samedi 5 décembre 2026")
	require.Contains(t, o.types(t, `/recette prolonger V-1 3j --motif "encore" --demandee`), "Une demande attend déjà votre réponse pour V-1 : 10 jours de plus, reçue le vendredi 20 novembre 2026")
	require.Contains(t, o.types(t, `/recette clause M1 réponse-prolongation 20j --article "CCAP 7.5"`), "**V-1**, réponse à la prolongation demandée : **jeudi 10 décembre 2026**, et non plus le lundi 7 décembre 2026")
}

func TestARequestIsGrantedOrRefused(t *testing.T) {
	const ask = `/recette prolonger V-1 10j --motif "Panne" --demandee`
	o, _ := requested(t, ask)
	require.Contains(t, o.types(t, `/recette prolonger V-1 --refusee --motif "Panne évitable" --le 20/11/2026`), "avant la demande du titulaire")
	require.Contains(t, o.types(t, `/recette prolonger V-1 --refusee --motif "Panne évitable"`), "la prolongation de 10 jours est refusée")
	require.Contains(t, o.types(t, `/recette prolonger V-1 --refusee --motif "Panne évitable"`), "il n'y a rien à refuser")
	require.NotContains(t, o.types(t, "/recette liste"), "prolongation demandée")

	o, _ = requested(t, ask)
	require.Contains(t, o.types(t, `/recette prolonger V-1 5j --motif "Panne"`), "prolongé de 5 jours, il en demandait 10")
	require.Contains(t, o.types(t, "/recette voir V-1 --tout"), "délai du titulaire prolongé de 5 jours")

	o, _ = requested(t, ask)
	require.Contains(t, o.types(t, `/recette prolonger V-1 10j --motif "Panne"`), "**V-1** : le délai du titulaire est prolongé de 10 jours.")
}

// By how long is asked for, unless it is refused.
func TestTheLengthOfAProlongationIsAskedFor(t *testing.T) {
	o, _ := requested(t, "/recette liste")
	for _, line := range []string{`/recette prolonger V-1 --motif "Panne"`, `/recette prolonger V-1 --demandee --motif "Panne"`} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.NotNil(t, m.Form)
		require.Equal(t, "recette prolonger", m.Form.Command)
		require.Contains(t, m.Markdown(), "De combien de jours")
	}
	require.Contains(t, o.types(t, `/recette prolonger V-1 2h --motif "Panne"`), "se compte en jours entiers")
	require.Contains(t, o.types(t, `/recette prolonger V-1 5j --motif "Panne" --cause 20/11/2026`), "`--cause` va avec `--demandée`")
	require.Contains(t, o.types(t, `/recette prolonger V-1 5j --motif "Panne" --demandee --refusee`), "c'est l'un ou l'autre")
}
