package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestLengthsOfClauses(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	for text, want := range map[string]string{
		"15j": "15 jours", "15 jours": "15 jours", "1 jour": "1 jour", "30 jours calendaires": "30 jours", "2 semaines": "14 jours",
		"1 mois": "1 mois", "2months": "2 mois", "1 an": "1 an", "18 mois": "18 mois", "2 années": "2 ans",
		"5 jours ouvrés": "5 jours ouvrés", "5 JOURS OUVRES": "5 jours ouvrés", "1 jour ouvré": "1 jour ouvré", "10 working days": "10 jours ouvrés",
		"3 jours francs": "3 jours francs", "3 clear days": "3 jours francs",
	} {
		require.Contains(t, o.types(t, `/recette clause M1 VA "`+text+`" --article "CCAP 7"`), " : "+want+" après", text)
	}
	for _, text := range []string{"15", "quinze jours", "0 j", "99999 jours", "15 heures", "-3j", "1,5 mois", "1.5 mois", "15j et demi", "99999999 j"} {
		require.Contains(t, o.types(t, `/recette clause M1 VA "`+text+`" --article "CCAP 7"`), "n'est pas une durée", text)
	}
	for _, text := range []string{"15 jours ouvrables", "1 jour ouvrable"} {
		require.Contains(t, o.types(t, `/recette clause M1 VA "`+text+`" --article "CCAP 7"`), "compte en jours ouvrés", text)
	}
	require.NotContains(t, o.types(t, `/recette marche M1 --tout`), "99999")
}

func TestAContractIsAddedShownAndChanged(t *testing.T) {
	o := newApp(t)
	require.Contains(t, o.types(t, `/recette marche M1`), `/recette marché M1 --titulaire`)
	require.Contains(t, o.types(t, `/recette marche M1 --titulaire "Éditeur"`), "Clauses générales (CCAG) : CCAG-TIC 2021")

	card := o.types(t, "/recette marche m1 --tout")
	require.Equal(t, 15, strings.Count(card, "\n- **"), "every clause")
	require.Equal(t, 9, strings.Count(card, "**à vérifier dans votre marché**"), "what docs/domain.md marks [?]")

	changed := o.types(t, "/recette marche M1 --ccag tic-2009 --jour-ferie 24/12/2026, 31 décembre 2026 --jour-ouvre 25/05/2026 --calendrier mayotte --responsable @cpc --suppleant @ien")
	for _, want := range []string{"CCAG-TIC 2009", "Jours fériés : Mayotte", "en plus : 24/12/2026 et 31/12/2026", "travaillés : 25/05/2026", "En charge : @cpc", "Suppléance : @ien"} {
		require.Contains(t, changed, want)
	}
	require.Contains(t, o.types(t, "/recette clause M1 VSR"), "7 jours après la fin de l'observation", "both of its periods")
	require.Contains(t, o.types(t, `/recette clause M1 VA --depart "réception du lot" --jour-meme oui --article "CCAP 7"`), "1 mois dès « réception du lot », ce jour compris")
	require.Contains(t, o.types(t, `/recette clause M1 VSR --report oui --article "CCAP 8"`), "reportée au premier jour ouvré")
	require.Contains(t, o.types(t, `/recette clause M1 VA --report oui --article "CCAP 8"`), "ne concerne que la fin de l'observation")
}

func TestAChangeSaysWhatSilenceWillMean(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Essai" --notifiee hier`)
	m := o.types(t, `/recette clause M1 VA --silence rejet --article "CCAP 7"`)
	require.Contains(t, m, "Aucune échéance en cours ne change.\n**Ce que vaut le silence change.** Les personnes en charge sont prévenues.\n- **V-1** (VA d'Essai), échéance : ")
	require.Contains(t, m, "**le service sera réputé rejeté**.")
	m = o.types(t, `/recette clause M1 VA 10j --silence admission --article "CCAP 7"`)
	require.Contains(t, m, "silence : réputée positive (CCAP 7, qui déroge à l'article 33.2.1)", "in the words of the step")
	require.Contains(t, m, "**Une échéance change.**")
	require.Contains(t, m, "**la vérification sera réputée positive**.")
	require.NotContains(t, o.types(t, `/recette clause M1 VA 12j --article "CCAP 7"`), "silence change")
}

func TestAClauseWithoutAGeneralOneDerogatesFromNothing(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur" --ccag tic-2009`)
	require.Contains(t, o.types(t, `/recette clause M1 profil 8j --article "CCAP 3"`), "8 jours après la mise à disposition sur le profil d'acheteur (CCAP 3)")
}

func TestWhatNoTextSaysHasNoArticle(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur" --ccag libre`)
	o.types(t, `/recette clause M1 VA 30j --article "CCAP 7"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Essai" --notifiee hier`)
	o.types(t, `/recette quantite V-1 10/12 --delai 5j`)
	m := o.types(t, `/recette prolonger V-2 5j --motif "Transport"`)
	require.Contains(t, m, "Ce délai a été prolongé de 5 jours.")
	require.NotContains(t, m+o.types(t, "/recette calendrier V-2 --tout"), "13.3")
}

func TestAReferenceWithASpace(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Hébergement" --notifiee hier`)
	require.Contains(t, o.types(t, "/recette voir v 1"), "**V-1** : VA d'Hébergement")
	require.Contains(t, o.types(t, "/recette voir v"), "n'est pas un numéro")
	require.Contains(t, o.types(t, `/recette reserve V 1 "Lenteurs" --gravite mineure`), "notée sur V-1")
	require.Contains(t, o.types(t, "/recette decider v 1 positive"), "décision positive")
}

func TestWhatIsTypedOfANewContractIsKept(t *testing.T) {
	o := newApp(t)
	m := o.Dispatch(t.Context(), as("coordinatrice", "/recette marche M1 --ccag libre"))
	require.NotNil(t, m.Form)
	require.Contains(t, m.Markdown(), "Titulaire")
	require.Contains(t, o.types(t, "/recette marche M1 --ccag libre --titulaire A"), "est enregistré")
	require.Contains(t, o.types(t, "/recette marche M1 --titulaire B"), "Titulaire : **B**, et non plus A")
}

func TestADayToStartFromIsAskedFor(t *testing.T) {
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	m := o.Dispatch(t.Context(), as("coordinatrice", `/recette ouvrir VA --marche M1 --objet x`))
	require.NotNil(t, m.Form)
	require.Equal(t, "recette ouvrir", m.Form.Command)
	require.Contains(t, m.Markdown(), "--disposition")
	require.Contains(t, o.types(t, `/recette ouvrir VA --marche M1 --objet x --disposition 2/11/2026 --ouverte 4/11/2026`), "lendemain du mercredi 4 novembre 2026")
	require.Contains(t, o.types(t, "/recette calendrier V-1"), "vaut notification : **mercredi 4 novembre 2026**")
}
