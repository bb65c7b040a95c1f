package i18n_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/message"
)

// What a French editor asked that these sentences say. Those of deliveries are in
// scheduler/testdata, those of commands in testdata/conversations.
func TestSentencesOfTheEditor(t *testing.T) {
	fr, _ := printers(t, zone(t, "Europe/Paris"))
	day := calendar.MustParseDate("2026-12-29")
	for _, tc := range []struct {
		key   string
		pairs []any
		want  message.Text
	}{
		{"error.grammar.extra", []any{"text", "x", "noun", "action", "topic", "action", "verb", "voir"}, "« x » est en trop. Les précisions s'écrivent avec deux tirets. La liste : `/ent aide action voir`"},
		{"error.grammar.verb", []any{"word", "x", "noun", "action", "topic", "action"}, "Je ne connais pas « x » après `/action`. Ce qui est possible : `/ent aide action`"},
		{"action.given", []any{"ref", "A-1", "title", "Former", "people", "Anne"}, "**A-1** (Former) est confiée à Anne."},
		{"summary.intro", []any{"from", day, "to", day.AddDays(1)}, "**Messages en retard** (du mardi 29 décembre 2026 au mercredi 30 décembre 2026). Je n'ai pas pu vous écrire, veuillez m'excuser."},
		{"verification.deadline", []any{"Count", 3, "date", day}, "Échéance : **mardi 29 décembre 2026** inclus, jusqu'à 24 h (dans 3 jours)"},
		{"verification.deadline", []any{"Count", 1, "date", day}, "Échéance : **mardi 29 décembre 2026** inclus, jusqu'à 24 h (demain)"},
		{"lapsed.accepted", []any{"date", day, "source", message.Text("article 33.2.2")}, "Aucune décision notifiée jusqu'au mardi 29 décembre 2026 inclus : **le service est réputé admis** (article 33.2.2)."},
		{"history.verification.midnight", nil, "fuseau horaire de l'échéance modifié, avec le marché"},
		{"announce.verification.midnight", []any{"zone", fr.Zone(), "moment", "x"}, "Le délai finit à minuit, heure de Paris : x."},
		{"verification.opened_itself", []any{"ref", "V-2", "step", contract.StepVA, "object", "Essai"}, "**V-2** est ouverte automatiquement : VA d'Essai."},
		{"noun.recette.summary", nil, "Vérifier ce que le marché livre (la « recette »), sans manquer d'échéance."},
		{"noun.rappel.summary", nil, "Régler vos rappels, ou y répondre."},
		{"param.region.help", nil, "Le territoire dont les jours fériés comptent, comme « Guadeloupe »."},
		{"param.holidays.help", nil, "Les jours fériés, « calmes » : les rappels attendent ; « ouverts » : ils arrivent."},
		{"param.level.help", nil, "Son échelle : local, académique ou territorial."},
		{"param.text.help", nil, "Ce qu'il faut faire, noter ou décider, en une ou deux phrases."},
		{"param.step.help", nil, "MOM (mise en ordre de marche), VA (aptitude) ou VSR (service régulier)."},
		{"param.about.help", nil, "Le sujet de la clause : VA, VSR, garantie, profil…"},
		{"error.vacation.no_rows", nil, "Ce fichier ne contient aucune période de vacances pour les élèves : je n'ai rien changé."},
		{"import.done", []any{"read", 1, "added", 1, "updated", 0, "unchanged", 0}, "Écoles lues : **1**. Ajouts : 1 ; mises à jour : 0 ; inchangées : 0."},
		{"error.reminder.hour", []any{"text", "25h"}, "« 25h » n'est pas une heure. Écrivez « 7h30 », ou « non » pour ne pas recevoir de résumé."},
		{"error.date.unreadable_day", []any{"text", "x"}, "Je ne comprends pas la date « x ». Écrivez « 18/12 », « vendredi » ou « dans 2 semaines »."},
		{"error.date.unreadable", []any{"text", "x"}, "Je ne comprends pas la date « x ». Écrivez « 18/12 14h », « jeudi 9h » ou « dans 2 semaines à 14h »."},
		{"holiday.bastille", nil, "fête nationale"},
	} {
		require.Equal(t, tc.want, fr.Text(tc.key, tc.pairs...), tc.key)
	}
}
