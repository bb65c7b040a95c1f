package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestReminderOptions(t *testing.T) {
	t.Parallel()
	for line, wants := range map[string][]string{
		"/ent rappels":            {"**Vos rappels**", "de 19 h à 8 h"},
		"/ent rappel":             {"**Vos rappels**"},
		"/rappels":                {"**Vos rappels**"},
		"/ent reminders":          {"**Vos rappels**"},
		"/rappel regler":          {"Que voulez-vous changer"},
		"/rappel --resume 7h30":   {"Résumé personnel : à 8 h", "et non à 7 h 30"},
		"/rappel --calme 20h-7h":  {"Moments calmes, les vôtres : de 20 h à 7 h"},
		"/rappel —calme 20h-7h":   {"Moments calmes, les vôtres : de 20 h à 7 h"},
		"/rappel --jusqu-au 18/1": {"jusqu'au lundi 18 janvier 2027"},
		"/rappel --comite copil":  {"`--comite`"},
		"/rappel regler --x":      {"--résumé"},
		"/rappel changer calme":   {"Il manque une valeur après `--calme`."},
		"/rappel pause":           {"Jusqu'au"},
		"/rappel pause 18/12 14h": {"Je ne comprends pas la date « 18/12 14h ». Écrivez « 18/12 »"},
		"/rappel pause toujours":  {"Je ne comprends pas la date « toujours »"},

		"/rappel regler --resume 7 h 30 --calme aucune":             {"Résumé personnel : à 7 h 30", "Moments calmes, les vôtres : les week-ends et les jours fériés"},
		"/rappel regler --resume 7h30":                              {"à 8 h, quand finissent les heures calmes, et non à 7 h 30"},
		"/rappel regler --résumé non":                               {"Résumé personnel : non", "toujours rappelées"},
		"/rappel regler --resume oui":                               {"Résumé personnel : à 8 h"},
		"/rappel regler --resume tôt":                               {"« tôt » n'est pas une heure. Écrivez « 7h30 »"},
		"/rappel regler --resume 12h75":                             {"« 12h75 » : cette heure n'existe pas."},
		"/rappel regler --actions non":                              {"Rappels de vos actions : non", "toujours rappelées"},
		"/rappel regler --actions peut-être":                        {"Au choix : oui et non"},
		"/rappel regler --calme de 20h à 7h30":                      {"de 20 h à 7 h 30"},
		"/rappel regler --calme 22h-25h":                            {"« 25h » : cette heure n'existe pas. Écrivez « 7h30 »"},
		"/rappel regler --calme la nuit":                            {"« la nuit » ne donne pas deux heures"},
		"/rappel regler --calme 8h-8h":                              {"à la même heure"},
		"/rappel regler --weekends ouverts --feries ouverts":        {"les vôtres : de 19 h à 8 h\n"},
		"/rappel regler --calme non --weekends ouv --feries ouvert": {"les vôtres : aucun\n"},
		"/rappel regler --week-ends non":                            {"--weekends"},
		"/rappel regler --weekends jamais":                          {"Au choix : calmes et ouverts"},
		"/rappel regler --vacances non":                             {"Moments calmes, les vôtres"},
		"/rappel regler --calme projet":                             {"Moments calmes, ceux du projet"},

		"/ent reglages":                                {"**Réglages du projet ENT Val-de-Marne**", "métropole"},
		"/ent réglages --féries réunion":               {"Jours fériés : La Réunion"},
		"/ent reglages --feries ouverts":               {"Jours fériés : métropole", "de 19 h à 8 h et les week-ends"},
		"/ent reglages --fuseau la réunion":            {"heure de La Réunion"},
		"/ent reglages --fuseau Indian/Mayotte":        {"heure de Mayotte"},
		"/ent reglages --fuseau Lune":                  {"« Lune »", "Guadeloupe"},
		"/ent reglages --langue en":                    {"anglais"},
		"/ent reglages --langue italien":               {"« italien »"},
		"/ent reglages --calme projet":                 {"ne donne pas deux heures"},
		"/ent reglages --vacances Créteil":             {"pilotent import vacances"},
		"/ent regler --calme aucun --weekends ouverts": {"Moments calmes : les jours fériés"},
	} {
		t.Run(line, func(t *testing.T) {
			t.Parallel()
			answer := newApp(t).types(t, line)
			for _, want := range wants {
				require.Contains(t, answer+"\n", want)
			}
		})
	}
}

func TestRemindersSayTheirZone(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	answer := o.types(t, "/ent reglages --fuseau Guadeloupe")
	require.Contains(t, answer, "Fuseau horaire : heure de Guadeloupe")
	require.Contains(t, answer, "de 19 h à 8 h, ")
	require.Contains(t, o.types(t, "/rappel pause vendredi"), "lundi 30 novembre 2026 à 8 h.", "who has no zone of their own is where the project is")
	in := as("coordinatrice", "/rappel pause vendredi")
	in.Zone = "Europe/Paris"
	require.Contains(t, o.Dispatch(t.Context(), in).Markdown(), "lundi 30 novembre 2026 à 8 h (heure de Guadeloupe)")
	in.Zone = "America/Martinique"
	require.Contains(t, o.Dispatch(t.Context(), in).Markdown(), "lundi 30 novembre 2026 à 8 h.", "the same hour has no need of a name")
	require.Contains(t, o.types(t, "/rappel"), "**En pause** jusqu'au vendredi 27 novembre 2026 compris")
}

func TestAPauseSaysWhatIsDueInIt(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	o.types(t, `/action creer "Former l'équipe" --pour moi --échéance 1/12`)
	require.Contains(t, o.types(t, "/rappel pause jusqu'au 4/12"), "Une action est à faire d'ici là :\n\n- **A-1** Former l'équipe, pour le 01/12/2026")
	require.NotContains(t, o.types(t, "/rappel pause jusqu'au 26/11"), "d'ici là :")
}
