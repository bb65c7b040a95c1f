package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// founded is a program with a committee in the channel copil.
func founded(t *testing.T) *app {
	t.Helper()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	return o
}

func TestUnquotedTextIsAskedBack(t *testing.T) {
	t.Parallel()
	o := founded(t)
	require.Equal(t, strings.Join([]string{
		"**À confirmer.** Je n'ai encore rien enregistré.",
		"",
		"- Sans guillemets, voici ce que j'ai lu (Texte) : « Lancer l'ENT des familles en janvier »",
		"",
		"Si c'est bien cela : `/decision ajouter \"Lancer l'ENT des familles en janvier\" --confirmer`",
	}, "\n"), o.types(t, `/decision Lancer l'ENT des familles en janvier`))
	require.Contains(t, o.types(t, "/decision liste"), "Aucune décision à vous montrer pour l'instant.")

	require.Contains(t, o.types(t, `/decision ajouter "Lancer l'ENT des familles en janvier" --confirmer`), "COPIL-2026-001")
	require.Contains(t, o.types(t, `/decision Lancer l'ENT des enseignants --confirmer`), "COPIL-2026-002")
	require.Contains(t, o.types(t, `/decision "Former les directions"`), "COPIL-2026-003", "what is quoted is not asked")
}

func TestUnquotedTextOfAnyNounIsAskedBack(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{
		"/decision ajouter Retenir trois écoles", "/decision proposer Retenir trois écoles", "/action creer Former l'équipe",
	} {
		require.Contains(t, o.types(t, line), "À confirmer", line)
	}
	require.NotContains(t, o.types(t, "/action liste --toutes"), "Former")
}

func TestNothingThatIsAskedOfTheBotIsRecorded(t *testing.T) {
	t.Parallel()
	o := founded(t)
	o.types(t, `/decision "Retenir trois écoles"`)
	for line, want := range map[string]string{
		"/decision montre moi les décisions de novembre":   "Ce qui s'en approche : `/decision liste` et `/decision voir`.",
		"/decision aide moi stp":                           "« aide » commence comme une demande",
		"/decision supprime la décision du 3 novembre":     "« supprime » commence comme une demande",
		"/decision Supprimez celle de lundi":               "« Supprimez » commence comme une demande",
		"/decision valide la proposition 2":                "« valide » commence comme une demande",
		"/decision corriger COPIL-2026-001 svp":            "« corriger » commence comme une demande",
		"/decision quelles sont les décisions de novembre": "se lit comme une question",
		"/decision où en est Jean Jaurès":                  "se lit comme une question",
		"/decision qu'a-t-on décidé hier":                  "se lit comme une question",
		"/decision on retient Vitry en vague 1 ?":          "se lit comme une question",
		"/decision COPIL-2026-001 est à revoir":            "« COPIL-2026-001 » est une référence",
		"/decision COPIL‑2026‑001 adopter":                 "est une référence",
		"/decision bonjour à tous":                         "« bonjour » commence comme une demande",
		"/decision je voudrais voir la liste":              "« je » commence comme une demande",
		"/decision planifier la réunion de janvier":        "Ce qui s'en approche : `/reunion planifier`.",
		"/decision display the decisions of november":      "« display » commence comme une demande",
		"/decision delete the last one":                    "« delete » commence comme une demande",
		"/decision what did we decide":                     "se lit comme une question",
		"/decision montre-moi la liste des décisions":      "Ce qui s'en approche : `/decision liste` et `/decision voir`.",
		"/decision donne-moi la liste":                     "« donne-moi » commence comme une demande",
		"/decision Envoie moi celles de novembre":          "« Envoie » commence comme une demande",
		"/decision tell me what was decided":               "« tell » commence comme une demande",
		"/decision peux-tu annuler ça":                     "se lit comme une question",
		"/decision Pourriez‑vous retirer la dernière":      "se lit comme une question",
		"/decision a-t-on décidé pour Vitry":               "se lit comme une question",
		"/decision est-ce que Vitry est dedans":            "se lit comme une question",
		"/decision c'est quoi la dernière décision":        "se lit comme une question",
		"/decision C’est où la prochaine réunion":          "se lit comme une question",
		"/decision 🙂 annule la dernière décision":          "commence comme une demande",
	} {
		require.Contains(t, o.types(t, line), want, line)
		require.NotContains(t, o.types(t, line+" --confirmer"), "est consignée", line)
	}
	require.Contains(t, o.types(t, "/decision liste"), "**Une décision**", "whatever was asked, nothing was recorded")
}

func TestWhatBeginsADecisionIsOnlyAskedBack(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{
		"/decision Valider le calendrier de la vague 1", "/decision Modifier la date de la formation", "/decision Retenir les écoles de Vitry",
		"/decision Le comité retient trois écoles", "/decision Donner accès aux familles en janvier",
		"/decision Remplacer le prestataire de Vitry", "/decision Appliquer le nouveau calendrier", "/decision ajouter Modifier la date de la formation",
	} {
		require.Contains(t, o.types(t, line), "À confirmer", line)
	}
}

func TestWhatFollowsAQuotedTextIsNoPartOfIt(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for line, want := range map[string]string{
		`/decision "Retenir trois écoles" ce sera fait vite`: "Je n'ai pas su où ranger « ce sera fait vite »",
		`/decision "Retenir trois écoles" 😀`:                 "Je n'ai pas su où ranger « 😀 »",
		`/decision "Retenir" "trois écoles"`:                 `Je n'ai pas su où ranger « "trois écoles" »`,
		`/action creer "Atelier" demain peut-être`:           "Je n'ai pas su où ranger « peut-être »",
		`/comite creer SUIVI "Comité de suivi" opérationnel`: "J'ai lu tout cela ensemble (Nom) : « Comité de suivi opérationnel »",
	} {
		require.Contains(t, o.types(t, line), want, line)
	}
	require.Contains(t, o.types(t, "/decision liste"), "Aucune décision à vous montrer pour l'instant.")
	require.Contains(t, o.types(t, `/decision "Retenir trois écoles" 😀 --confirmer`), "est enregistrée et adoptée : Retenir trois écoles.")
	require.Contains(t, o.types(t, `/decision "Former" -comite copil`), "COPIL-2026-002", "one dash is enough")
	require.Contains(t, o.types(t, `/decision "Ouvrir en janvier" comite copil`), "COPIL-2026-003", "an option without its dashes")
	require.Contains(t, o.types(t, `/decision liste "x" 😀`), "« x 😀 » est en trop.")
}

func TestWhatCanBeAnOptionIsReadAsOne(t *testing.T) {
	t.Parallel()
	o := founded(t)
	require.Equal(t, strings.Join([]string{
		"**A-1** est créée : Atelier", "En charge : @cpc. J'envoie un message direct.", "Échéance : jeudi 3 décembre 2026.",
	}, "\n"), o.types(t, `/action creer "Atelier" pour @cpc avant le 3/12`))
}

func TestWhatFollowsAReferenceIsAReasonOrAnOption(t *testing.T) {
	t.Parallel()
	o := founded(t)
	o.types(t, `/decision proposer "Former les directions"`)
	o.types(t, `/reunion planifier copil "3/12 14h" lieu Mairie duree 2h`)
	require.Contains(t, o.types(t, "/reunion voir R-1"), "Durée : 2 h. Lieu : Mairie")
	require.Contains(t, o.types(t, `/reunion planifier copil "10/12 14h" --lieu salle du comite`), "J'ai lu tout cela ensemble (Lieu) : « salle du comite »")
	require.Contains(t, o.types(t, `/recette marche M1 titulaire "Éditeur ENT" ccag tic-2021`), "Le marché **M1** est enregistré.\nTitulaire (fournisseur) : Éditeur ENT\nClauses générales (CCAG) : CCAG-TIC 2021")
	require.Contains(t, o.types(t, "/recette marche M2 --titulaire Éditeur ENT ccag tic-2021"), "« Éditeur ENT ccag tic-2021 »")
	require.Contains(t, o.types(t, "/reunion annuler R-1 salle prise"), "Sans guillemets, voici ce que j'ai lu (Motif) : « salle prise »")
	require.Contains(t, o.types(t, "/decision rejeter COPIL-2026-001 \"Budget\""), "est rejetée")
	require.Contains(t, o.types(t, "/decision voir COPIL-2026-001"), "Motif : Budget")
	require.Contains(t, o.types(t, `/reunion annuler R-1 "Salle prise" 😀`), "Je n'ai pas su où ranger « 😀 »")
}

func TestATextWithoutAVerbOpensTheFormOfANewAction(t *testing.T) {
	t.Parallel()
	o := founded(t)
	m := o.Dispatch(t.Context(), as("coordinatrice", `/action "Former l'équipe"`))
	require.NotNil(t, m.Form)
	require.Equal(t, "action creer", m.Form.Command)
	require.Equal(t, "Former l'équipe", m.Form.Fields[0].Default)
	require.Contains(t, m.Markdown(), "Pour créer : `/action créer \"Former l'équipe\"`")
	require.NotContains(t, o.types(t, "/action liste --toutes"), "Former")
}

// The consent of a dialog covers what it showed, and nothing else.
func TestConsentCoversWhatWasShown(t *testing.T) {
	t.Parallel()
	o := founded(t)
	asked := o.Dispatch(t.Context(), as("coordinatrice", "/decision Former les directions en janvier"))
	require.NotEmpty(t, asked.Form.Consent)
	require.Empty(t, asked.Form.Fields)
	require.Contains(t, asked.Form.Intro, "Texte : Former les directions en janvier")

	yes := func(line string, doubts ...record.Doubt) string {
		inv := as("coordinatrice", line)
		for _, d := range doubts {
			inv.Actor.Consent.Marks = append(inv.Actor.Consent.Marks, d.Mark())
		}
		return o.Dispatch(t.Context(), inv).Markdown()
	}
	shown := record.NewDoubt("grammar.unquoted", "param", "text", "text", "Former les directions en janvier")
	require.Contains(t, yes("/decision Former les directions en mars", shown), "À confirmer", "about something else")
	require.Contains(t, yes(`/decision Former les directions en janvier`, shown), "COPIL-2026-001")
}

func TestTheLineThatConfirmsSaysTheSame(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{
		`/decision Nommer l'école "Jean Jaurès" en vague 1 --comite copil`,
		`/decision Dire « oui » et "non" aux familles`,
		"/action creer Former l'équipe, puis la direction --pour @cpc @ien --type formation --echeance \"3 décembre\"",
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", line))
		require.NotNil(t, m.Form, line)
		_, shown, _ := strings.Cut(m.Markdown(), "Si c'est bien cela : `")
		again := o.Dispatch(t.Context(), as("coordinatrice", strings.TrimSuffix(strings.TrimSuffix(shown, "`"), " --confirmer")+" 😀"))
		for name, values := range m.Form.Kept {
			if name != "text" || !strings.Contains(line, `"non"`) { // no quotes are left that this text does not hold
				require.Equal(t, grammar.Raw{name: values}, grammar.Raw{name: again.Form.Kept[name]}, shown)
			}
		}
	}
}

func TestAFormKeepsWhatWasDoubtful(t *testing.T) {
	t.Parallel()
	o := founded(t)
	m := o.Dispatch(t.Context(), as("coordinatrice", "/decision ajouter --confirmer"))
	require.NotNil(t, m.Form)
	require.Nil(t, m.Form.Consent)
	filled, field := o.Complete(t.Context(), as("coordinatrice", ""), "decision ajouter", grammar.Raw{"text": {"Retenir trois écoles"}})
	require.Empty(t, field)
	require.Contains(t, filled.Markdown(), "COPIL-2026-001", "a field says where its text ends")
}

func TestAFlagThatIsDeniedIsNoYes(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{
		`/decision "Ouvrir l'ENT" 😀 --confirmer=non`, `/decision "Ouvrir l'ENT" 😀 --confirmer non`, `/decision "Ouvrir l'ENT" --retient=non`,
		`/decision "Ouvrir l'ENT" --retient non --comite copil`, `/decision "Ouvrir l'ENT" retient: non`, `/decision "Ouvrir l'ENT" —retient:faux`,
		`/decision add "Open it" --selects=no`, `/decision "Ouvrir l'ENT" --confirmer="pas encore"`,
	} {
		require.Contains(t, o.types(t, line), "s'écrit seul, sans « ", line)
	}
	require.Contains(t, o.types(t, "/decision liste"), "Aucune décision")
	require.Contains(t, o.types(t, `/decision Lancer l'ENT aux parents --confirmer=oui`), "COPIL-2026-001")
	require.Contains(t, o.types(t, `/decision ajouter Lancer l'ENT aux élus --confirmer oui`), "COPIL-2026-002")
}

func TestWhatOnlyLooksLikeARequestIsAskedBack(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{
		"/decision 🙂 Commander douze tablettes", "/decision Rendez-vous le 12 à la mairie", "/decision C'est décidé pour Vitry",
		"/decision L'équipe aura douze tablettes", "/decision - Commander douze tablettes",
	} {
		require.Contains(t, o.types(t, line), "À confirmer", line)
	}
	require.Contains(t, o.types(t, "/decision 🙂"), "Je ne connais pas « 🙂 »")
}

func TestAnUnknownVerbNamesTheOneThatIsMeant(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for line, want := range map[string]string{
		"/action supprimer A-1":             "Vouliez-vous dire `/action annuler` ?",
		"/reunion supprime la réunion du 3": "Vouliez-vous dire `/reunion annuler` ?",
		"/action A-1 finie":                 "« A-1 » est une référence : je n'ai rien enregistré. Pour la voir : `/action voir A-1`.",
		"/reunion R-1 demain":               "Pour la voir : `/reunion voir R-1`.",
		"/recette V-1 demain":               "Pour la voir : `/recette voir V-1`.",
		"/ent convention supprimer C-1":     "Vouliez-vous dire `/ent convention résilier` ?",
		"/ent agreement delete C-1":         "Vouliez-vous dire `/ent convention résilier` ?",
		"/comite montre copil":              "Vouliez-vous dire `/comite",
	} {
		require.Contains(t, o.types(t, line), want, line)
	}
	english := in("copil", "/decision schedule the next meeting")
	english.Locale = "en"
	require.Contains(t, message.Unquote(o.Dispatch(t.Context(), english).Markdown()), "Close to it: `/reunion schedule`.")
}

func TestWhatFollowsATextIsRead(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, end := range []string{
		"pour @cpc pour le 3/12", "à @cpc le 3 décembre", "@cpc avant jeudi 3/12", "--pour @cpc d'ici le 3/12", "pour @cpc, échéance 3/12", "for @cpc by 3 December",
	} {
		answer := o.types(t, `/action creer "Atelier, `+end+`" `+end)
		require.Contains(t, answer, "En charge : @cpc. J'envoie un message direct.\nÉchéance : jeudi 3 décembre 2026.", end)
	}
	require.Contains(t, o.types(t, `/action creer "Deux" pour @cpc et @ien`), "En charge : @cpc et @ien. J'envoie un message direct à chaque personne.")
	require.Contains(t, o.types(t, `/action creer "Trois" pour cpc`), "Je n'ai pas su où ranger « pour cpc »", "nobody is guessed")
	require.Contains(t, o.types(t, `/decision "Remercier les écoles".`), "COPIL-2026-001", "a full stop says nothing")
	require.Contains(t, o.types(t, `/decision "Féliciter les écoles" !`), "COPIL-2026-002")
	require.Contains(t, o.types(t, `/action voir A-1.`), "**A-1**")
	o.types(t, `/reunion planifier copil "3/12 14h"`)
	require.Contains(t, o.types(t, `/reunion reporter R-1 "10/12" "la salle est prise"`), "au **jeudi 10 décembre 2026 à 14 h")
	require.Contains(t, o.types(t, `/decision "Équiper" --ecoles 0940198E 0940573M`), "l'UAI 0940198E", "each UAI is one")
}

func TestAnUnquotedTextThatAsksIsRefusedAfterAnyVerb(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for line, want := range map[string]string{
		"/decision ajouter annuler la dernière":        "commence comme une demande",
		"/decision proposer quelles décisions":         "se lit comme une question",
		"/action creer supprime la dernière":           "commence comme une demande",
		"/ecole note 0940198E montre la dernière note": "commence comme une demande",
		"/ecole note 0940198E COPIL-2026-001 à relire": "est une référence",
		"/decision ajouter Trouver un référent":        "À confirmer",
		"/action creer Il manque des codes":            "À confirmer",
	} {
		require.Contains(t, o.types(t, line), want, line)
	}
}

func TestGuestsAreToldThatTheyOnlyRead(t *testing.T) {
	t.Parallel()
	o := founded(t)
	for _, line := range []string{`/decision "Test"`, `/action creer "Test"`, `/reunion planifier "3/12 14h"`, `/decision "Test" --comite copil`} {
		m := o.Dispatch(t.Context(), as("invitee", line))
		require.Contains(t, m.Markdown(), "peuvent lire ce qui leur est ouvert, mais pas écrire", line)
	}
}

func TestARefusalSaysHowADateWasRead(t *testing.T) {
	t.Parallel()
	o := founded(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Version 2" --notifiee 20/11/2026`)
	answer := o.types(t, "/recette decider V-1 admission --le 24/11")
	require.Contains(t, answer, "« 24/11 »")
	require.Contains(t, answer, "2025")
}
