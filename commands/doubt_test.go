package commands_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// exchange is a typed line and its answer, word for word.
type exchange struct{ line, want string }

func (o *app) hold(t *testing.T, exchanges []exchange) {
	t.Helper()
	for _, e := range exchanges {
		require.Equal(t, e.want, message.Unquote(o.types(t, e.line)), e.line)
	}
}

// question is how something is asked back.
func question(line string, doubts ...string) string {
	return "**À confirmer.** Je n'ai encore rien enregistré.\n\n- " + strings.Join(doubts, "\n- ") + "\n\nSi c'est bien cela : `" + line + "`"
}

func withCopil(t *testing.T) *app {
	t.Helper()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	return o
}

func TestWhatIsNotTypedStaysAsItWas(t *testing.T) {
	t.Parallel()
	t.Run("of a meeting", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/reunion planifier copil "1/12 10h30" --duree 2h --lieu "Mairie de Vitry"`)
		moved := func(before, start string) string {
			return "**R-1** (COPIL) passe du " + before + " au **" + start + "**. Je préviens le comité."
		}
		o.hold(t, []exchange{
			{`/reunion reporter R-1 "15h"`, moved("mardi 1er décembre 2026 à 10 h 30", "mardi 1er décembre 2026 à 15 h")},
			{`/reunion reporter R-1 9h30 --motif "Salle prise"`, moved("mardi 1er décembre 2026 à 15 h", "mardi 1er décembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 "3/12"`, moved("mardi 1er décembre 2026 à 9 h 30", "jeudi 3 décembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 vendredi 4 décembre`, moved("jeudi 3 décembre 2026 à 9 h 30", "vendredi 4 décembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 demain`, moved("vendredi 4 décembre 2026 à 9 h 30", "mardi 24 novembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 jeudi`, moved("mardi 24 novembre 2026 à 9 h 30", "jeudi 26 novembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 vendredi matin`, moved("jeudi 26 novembre 2026 à 9 h 30", "vendredi 27 novembre 2026 à 9 h 30")},
			{`/reunion reporter R-1 "11/12 14h"`, moved("vendredi 27 novembre 2026 à 9 h 30", "vendredi 11 décembre 2026 à 14 h")},
			{
				`/reunion reporter R-1 jeudi`,
				"« jeudi » peut se lire de plusieurs façons. Est-ce le jeudi 26 novembre 2026 à 14 h ou le jeudi 10 décembre 2026 à 14 h ?\n\n" +
					"- `/reunion reporter R-1 \"jeudi 26 novembre 2026 14 h\"`\n- `/reunion reporter R-1 \"jeudi 10 décembre 2026 14 h\"`",
			},
			{
				`/reunion reporter R-1 "+1 semaine"`,
				"« +1 semaine » peut se lire de plusieurs façons. Est-ce le lundi 30 novembre 2026 à 14 h ou le vendredi 18 décembre 2026 à 14 h ?\n\n" +
					"- `/reunion reporter R-1 \"lundi 30 novembre 2026 14 h\"`\n- `/reunion reporter R-1 \"vendredi 18 décembre 2026 14 h\"`",
			},
			{`/reunion reporter R-1 14h`, "La réunion R-1 est déjà prévue le vendredi 11 décembre 2026 à 14 h."},
			{`/reunion reporter R-1 25h`, "« 25h » : cette heure n'existe pas. Donnez-la entre 0h et 23h59.\n\n- `/reunion reporter R-1 \"votre date\"`"},
			{`/reunion reporter R-1 aujourd'hui`, moved("vendredi 11 décembre 2026 à 14 h", "lundi 23 novembre 2026 à 14 h")},
			// It is 8 h: on that day, 7 h has gone by.
			{`/reunion reporter R-1 "7h"`, "« 7h » est déjà passé. Est-ce le mardi 24 novembre 2026 à 7 h ?\n\n- `/reunion reporter R-1 \"mardi 24 novembre 2026 7 h\"`"},
			{`/reunion move R-1 "3pm"`, moved("lundi 23 novembre 2026 à 14 h", "lundi 23 novembre 2026 à 15 h")},
		})
		require.Contains(t, o.types(t, `/reunion voir R-1`), "Durée : 2 h. Lieu : Mairie de Vitry")
		o.types(t, `/reunion annuler R-1`)
		require.Contains(t, o.types(t, `/reunion reporter R-1 25h`), "est déjà annulée", "before what is wrong with the hour")
	})
	t.Run("of an action", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/action creer "Former" --pour @ien,@cpc --type formation --echeance 1/12`)
		o.hold(t, []exchange{
			{`/action reporter A-1 3/12`, "**A-1** est reportée du mardi 1er décembre 2026 au jeudi 3 décembre 2026.\nJe préviens @ien et @cpc."},
			{
				`/action reporter A-1 +1 semaine`,
				"« +1 semaine » peut se lire de plusieurs façons. Est-ce le lundi 30 novembre 2026 ou le jeudi 10 décembre 2026 ?\n\n" +
					"- `/action reporter A-1 \"lundi 30 novembre 2026\"`\n- `/action reporter A-1 \"jeudi 10 décembre 2026\"`",
			},
		})
		card := o.types(t, "/action voir A-1")
		for _, part := range []string{"formation", "ien", "cpc", "jeudi 3 décembre 2026"} {
			require.Contains(t, card, part)
		}
		o.types(t, "/action reaffecter A-1 @elue")
		require.Contains(t, o.types(t, "/action voir A-1"), "jeudi 3 décembre 2026")
	})
	t.Run("of an agreement", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/convention creer "Convention ENT" --partenaires "Vitry-sur-Seine, commune" --signee 1/9/2026 --jusqu-au 30/6/2027`)
		asked := func(command string) string {
			return "« +1 an » peut se lire de plusieurs façons. Est-ce le mardi 23 novembre 2027 ou le vendredi 30 juin 2028 ?\n\n" +
				"- `" + command + " \"mardi 23 novembre 2027\"`\n- `" + command + " \"vendredi 30 juin 2028\"`"
		}
		o.hold(t, []exchange{
			{`/convention renouveler C-1 +1 an`, asked("/ent convention renouveler C-1")},
			{`/convention modifier C-1 --jusqu-au "+1 an"`, asked("/ent convention modifier C-1 --jusqu-au")},
		})
	})
	t.Run("of reminders and settings", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		for _, tc := range []struct{ command, title string }{{"/rappel regler", "/rappel voir"}, {"/ent reglages", "/ent reglages"}} {
			o.types(t, tc.command+" --calme 21h-6h30 --weekends ouverts --feries ouverts")
			for _, change := range []string{"--weekends calmes", "--calme 22h-6h", "--feries calmes", "--weekends ouverts"} {
				o.types(t, tc.command+" "+change)
			}
			card, _, _ := strings.Cut(message.Unquote(o.types(t, tc.title)), "Historique")
			require.Contains(t, card, "de 22 h à 6 h")
			require.Contains(t, card, "jours fériés")
			require.NotContains(t, card, "week-ends et")
		}
		o.types(t, "/rappel regler --resume 7h15")
		require.Contains(t, o.types(t, "/rappel regler --actions non"), "7 h 15")
	})
	t.Run("of a contract and its clauses", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/recette marche M1 --titulaire "Éditeur ENT" --notifie 5/1/2026 --lots "Lot 1, Lot 2" --responsable @ien --suppleant @cpc --jour-ferie 24/12/2026`)
		for _, change := range []string{"--ccag tic-2009", "--jour-ferie 31/12/2026", "--calendrier mayotte", "--titulaire Hébergeur"} {
			o.types(t, "/recette marche M1 "+change)
		}
		card := message.Unquote(o.types(t, "/recette marche M1 --tout"))
		for _, part := range []string{"Hébergeur", "2009", "5 janvier 2026", "Lot 1", "Lot 2", "Mayotte", "24/12/2026", "31/12/2026", "@ien", "@cpc"} {
			require.Contains(t, card, part)
		}
		o.types(t, `/recette clause M1 VA 15j --article "CCAP 7.2" --jour-meme oui`)
		o.types(t, `/recette clause M1 VA --silence rejet`)
		clause := message.Unquote(o.types(t, "/recette clause M1 VA --depart \"réception du lot\""))
		for _, part := range []string{"15 jours", "CCAP 7.2", "réputée rejetée", "réception du lot", "ce jour compris"} {
			require.Contains(t, clause, part)
		}
	})
	t.Run("of what a contract allows", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/recette marche M1 --titulaire "Éditeur ENT"`)
		o.types(t, `/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 20/11/2026`)
		o.types(t, `/recette indisponibilite V-1 --taux 1,5 --clause "CCAP 7.3"`)
		require.Contains(t, message.Unquote(o.types(t, `/recette indisponibilite V-1 --taux 1`)), "clause du marché : CCAP 7.3")
	})
	t.Run("by a line that only says yes", func(t *testing.T) {
		t.Parallel()
		o := withCopil(t)
		o.types(t, `/recette marche M1 --titulaire "Éditeur ENT"`)
		for _, line := range []string{"/recette marche M1", "/recette clause M1 VA", "/ent reglages"} {
			require.Equal(t, o.types(t, line), o.types(t, line+" --confirmer"))
		}
	})
}

// It is Monday 23 November 2026.
func TestADateOnTheWrongSideOfTodayIsAskedBack(t *testing.T) {
	t.Parallel()
	const (
		ahead = " : j'ai lu le lundi 24 novembre 2025. Le mardi 24 novembre 2026 est plus proche, mais il est encore à venir. Si c'est lui, ne confirmez pas : cela se note le jour même, ou après."
		gone  = " est plus proche, mais il est déjà passé. Si c'est lui, ne confirmez pas : il faut ici une date à venir."
		// Only where both sides are possible would writing the year help.
		either = " est plus proche, mais il est déjà passé. Si c'est lui, écrivez son année."
	)
	o := withCopil(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur ENT"`)
	o.hold(t, []exchange{
		{
			`/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 24/11`,
			question(`/recette ouvrir VSR --marché M1 --objet "Version 2" --notifiée "lundi 24 novembre 2025" --confirmer`, "« 24/11 »"+ahead),
		},
		{
			`/recette ouvrir VSR --marche M1 --objet "Version 2" --disposition "24 novembre" --ouverte 24/11`,
			question(`/recette ouvrir VSR --marché M1 --objet "Version 2" --disposition "lundi 24 novembre 2025" --ouverte "lundi 24 novembre 2025" --confirmer`,
				"« 24 novembre »"+ahead, "« 24/11 »"+ahead),
		},
		{`/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 24/11/2026`, "« 24/11/2026 » n'est pas encore venu : donnez aujourd'hui ou un jour passé."},
		{
			`/recette marche M1 --notifie 24/11`,
			question(`/recette marché M1 --notifié "lundi 24 novembre 2025" --confirmer`, "« 24/11 »"+ahead),
		},
		{
			`/recette marche M1 --jour-ferie "20/11, 24/12"`,
			question(`/recette marché M1 --jour-férié "samedi 20 novembre 2027, jeudi 24 décembre 2026" --confirmer`,
				"« 20/11 » : j'ai lu le samedi 20 novembre 2027. Le vendredi 20 novembre 2026"+either),
		},
		{`/recette marche M1 --jour-ferie 20/11/2026`, "C'est noté. Le marché, maintenant :\n**M1** (Éditeur ENT), CCAG-TIC 2021\nJours fériés en plus : 20/11/2026\n\nAucune échéance en cours ne change.\n\nPour tout voir : `/recette marché M1`"},
		{
			`/reunion planifier "20/11 14h"`,
			question(`/reunion planifier "samedi 20 novembre 2027 14 h" --confirmer`,
				"« 20/11 14h » : j'ai lu le samedi 20 novembre 2027 à 14 h. Le vendredi 20 novembre 2026"+gone),
		},
		{
			`/reunion planifier "le 20 à 14h"`,
			question(`/reunion planifier "dimanche 20 décembre 2026 14 h" --confirmer`,
				"« le 20 à 14h » : j'ai lu le dimanche 20 décembre 2026 à 14 h. Le vendredi 20 novembre 2026"+gone,
				"Vous demandez un dimanche, le dimanche 20 décembre 2026."),
		},
		{
			`/action creer "Former" --echeance 20/11`,
			question(`/action créer "Former" --échéance "samedi 20 novembre 2027" --confirmer`, "« 20/11 » : j'ai lu le samedi 20 novembre 2027. Le vendredi 20 novembre 2026"+gone),
		},
		{
			`/rappel pause 20/11`,
			question(`/rappel pause "samedi 20 novembre 2027" --confirmer`, "« 20/11 » : j'ai lu le samedi 20 novembre 2027. Le vendredi 20 novembre 2026"+gone),
		},
	})
	require.Contains(t, o.types(t, "/recette"), "Aucune")
	require.Contains(t, o.types(t, "/action liste --toutes"), "Aucune")
	require.Contains(t, o.types(t, "/reunion liste"), "Aucune")
	for _, line := range []string{ // complete, or with no other day as near
		`/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 20/11`,
		`/recette ouvrir VSR --marche M1 --objet "Version 3" --notifiee vendredi`,
		`/action creer "Former" --echeance 15/12`, `/action creer "Équiper" --echeance vendredi`, `/action creer "Ouvrir" --echeance "le 24"`,
		`/reunion planifier "24/11 14h"`, `/reunion planifier "mercredi 14h"`, `/rappel pause "3 janvier"`, `/recette marche M1 --jour-ferie 24/12`,
	} {
		require.NotContains(t, o.types(t, line), "À confirmer", line)
	}
}

func TestWhatIsSeldomMeantIsAskedBack(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.hold(t, []exchange{
		{`/reunion planifier "dimanche 14h"`, question(`/reunion planifier "dimanche 29 novembre 2026 14 h" --confirmer`, "Vous demandez un dimanche, le dimanche 29 novembre 2026.")},
		{`/reunion planifier "25/12 14h"`, question(`/reunion planifier "vendredi 25 décembre 2026 14 h" --confirmer`, "Le vendredi 25 décembre 2026 est férié (Noël).")},
		{`/reunion planifier "1/12 2h"`, question(`/reunion planifier "mardi 1er décembre 2026 2 h" --confirmer`, "La réunion commencerait à 2 h, dans la nuit.")},
		{`/reunion planifier "1/12/2028 14h"`, question(`/reunion planifier "vendredi 1er décembre 2028 14 h" --confirmer`, "Le vendredi 1er décembre 2028 est dans 24 mois.")},
		{`/action creer "Former" --echeance 1/5/2027`, question(`/action créer "Former" --échéance "samedi 1er mai 2027" --confirmer`, "Le samedi 1er mai 2027 est férié (fête du Travail).")},
	})
	require.Contains(t, o.types(t, `/reunion planifier "1/12 14h" --duree 2h`), "**R-1** est planifiée")
	o.hold(t, []exchange{
		{`/reunion planifier "1/12 14h"`, question(`/reunion planifier "mardi 1er décembre 2026 14 h" --confirmer`, "COPIL se réunit déjà le mardi 1er décembre 2026 à 14 h (R-1).")},
		{`/reunion planifier "1/12 15h30"`, question(`/reunion planifier "mardi 1er décembre 2026 15 h 30" --confirmer`, "COPIL se réunit déjà le mardi 1er décembre 2026 à 14 h, pendant 2 h (R-1).")},
	})
	require.Contains(t, o.types(t, `/reunion planifier "1/12 14h" --confirmer`), "**R-2** est planifiée")
	o.hold(t, []exchange{
		{`/reunion reporter R-1 dimanche 6/12`, question(`/reunion reporter R-1 "dimanche 6 décembre 2026 14 h" --confirmer`, "Vous demandez un dimanche, le dimanche 6 décembre 2026.")},
		{`/reunion reporter R-1 23h`, question(`/reunion reporter R-1 "mardi 1er décembre 2026 23 h" --confirmer`, "La réunion commencerait à 23 h, dans la nuit.")},
	})
	o.types(t, `/decision proposer "Ouvrir l'ENT aux parents"`)
	o.types(t, `/action creer "Former" --pour @ien`)
	o.hold(t, []exchange{
		{`/decision proposer "ouvrir l'ENT aux parents."`, question(`/decision proposer "ouvrir l'ENT aux parents." --confirmer`, "COPIL-2026-001 dit déjà la même chose (proposée).")},
		{`/decision ajouter "Ouvrir l'ENT aux parents"`, question(`/decision ajouter "Ouvrir l'ENT aux parents" --confirmer`, "COPIL-2026-001 dit déjà la même chose (proposée).")},
		{`/action creer "Former" --pour @ien`, question(`/action créer "Former" --pour @ien --confirmer`, "A-1 est déjà ouverte, avec le même texte, pour les mêmes écoles et les mêmes personnes.")},
		{`/action reporter A-1 "25 décembre"`, question(`/action reporter A-1 "vendredi 25 décembre 2026" --confirmer`, "Le vendredi 25 décembre 2026 est férié (Noël).")},
	})
	o.types(t, `/recette marche M1 --titulaire "Éditeur ENT"`)
	o.types(t, `/recette ouvrir VSR --marche M1 --objet "Version 2" --notifiee 20/11/2026`)
	o.types(t, `/recette indisponibilite V-1 45min --note "Panne"`)
	o.hold(t, []exchange{{
		`/recette indisponibilite V-1 45min --note "panne"`,
		question(`/recette indisponibilité V-1 45min --note "panne" --confirmer`, "I-1 note déjà 45 min le lundi 23 novembre 2026."),
	}})
	// What is not allowed is said, and not asked.
	require.Contains(t, o.types(t, `/reunion planifier "dimanche 14h" --duree 13h`), "Une réunion ne dure pas plus de")
}
