package when_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"golang.org/x/text/unicode/norm"

	"pilotent/commands/when"
)

func recurring(t *testing.T, text string) string {
	t.Helper()
	read, err := (when.Reader{}).Recurring(text)
	if err != nil {
		asked, ok := errors.AsType[*when.Error](err)
		require.True(t, ok)
		require.Equal(t, text, asked.Text)
		require.Empty(t, asked.Candidates)
		return string(asked.Reason)
	}
	said := fmt.Sprintf("%s at %d:%02d", read.Rule, read.At.Hour, read.At.Minute)
	if read.Lasts > 0 {
		said += " for " + read.Lasts.String()
	}
	if read.IfClosed != "" {
		said += " " + string(read.IfClosed)
	}
	return strings.NewReplacer("FREQ=WEEKLY", "W", "FREQ=MONTHLY", "M", "AFTER=SCHOOL-HOLIDAYS", "V", ";INTERVAL=", "/", ";BYDAY=", " ", ";BYMONTH=", "@").Replace(said)
}

func TestRecurring(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"premier mardi du mois à 14h":                            "M 1TU at 14:00",
		"PREMIER MARDI DU MOIS A 14 H":                           "M 1TU at 14:00",
		"1er mardi du mois 14h":                                  "M 1TU at 14:00",
		"le 1er mardi de chaque mois à 14h30":                    "M 1TU at 14:30",
		"chaque premier mardi du mois à quatorze heures":         "M 1TU at 14:00",
		"tous les premiers mardis du mois, 14h":                  "M 1TU at 14:00",
		"tous les mois, le premier mardi à 14h":                  "M 1TU at 14:00",
		"à 14h le premier mardi du mois":                         "M 1TU at 14:00",
		"premier mardi 14h":                                      "M 1TU at 14:00",
		"dernier jeudi du mois de 9h à 11h":                      "M -1TH at 9:00 for 2h0m0s",
		"premier mardi du mois 14h-16h":                          "M 1TU at 14:00 for 2h0m0s",
		"2e et 4e mardi du mois à 9h":                            "M 2TU,4TU at 9:00",
		"les deuxième et quatrième mardis du mois à 9h":          "M 2TU,4TU at 9:00",
		"le premier et le troisième jeudi du mois à midi":        "M 1TH,3TH at 12:00",
		"1er mardi et 3e jeudi du mois à 9h":                     "M 1TU,3TH at 9:00",
		"1er, 2e et dernier lundi du mois 8h":                    "M 1MO,2MO,-1MO at 8:00",
		"premier lundi du mois tous les deux mois à 9h":          "M/2 1MO at 9:00",
		"tous les deux mois le premier lundi à 9h":               "M/2 1MO at 9:00",
		"un mois sur deux, le dernier vendredi à 9h":             "M/2 -1FR at 9:00",
		"premier jeudi du trimestre à 10h":                       "M@1,4,7,10 1TH at 10:00",
		"dernier vendredi de novembre, février et mai à 14h":     "M@2,5,11 -1FR at 14:00",
		"dernier vendredi de novembre, de février et de mai 14h": "M@2,5,11 -1FR at 14:00",
		"2e mardi d'octobre et d'avril à 9h":                     "M@4,10 2TU at 9:00",
		"premier mardi des mois de janvier et juin à 9h":         "M@1,6 1TU at 9:00",
		"le troisième mardi en mars à 9h":                        "M@3 3TU at 9:00",

		"tous les jeudis à 9h30":                           "W TH at 9:30",
		"tous les jeudis 9h30":                             "W TH at 9:30",
		"chaque jeudi à 9h30":                              "W TH at 9:30",
		"le jeudi à 9h30":                                  "W TH at 9:30",
		"jeudi 9h30":                                       "W TH at 9:30",
		"9h30 tous les jeudis":                             "W TH at 9:30",
		"toutes les semaines le jeudi à 9h30":              "W TH at 9:30",
		"tous les mardis et jeudis à 9h":                   "W TU,TH at 9:00",
		"le mardi et le jeudi à 9h":                        "W TU,TH at 9:00",
		"tous les jeudis de 10h à 12h":                     "W TH at 10:00 for 2h0m0s",
		"un jeudi sur deux à 10h":                          "W/2 TH at 10:00",
		"1 jeudi sur 2 à 10h":                              "W/2 TH at 10:00",
		"un lundi sur trois 8h15":                          "W/3 MO at 8:15",
		"une semaine sur deux le jeudi à 10h":              "W/2 TH at 10:00",
		"le jeudi, une semaine sur deux, 10h":              "W/2 TH at 10:00",
		"tous les quinze jours le jeudi à 10h":             "W/2 TH at 10:00",
		"tous les 15 jours, le jeudi à 10h":                "W/2 TH at 10:00",
		"toutes les 3 semaines le lundi à 9h":              "W/3 MO at 9:00",
		"le lundi toutes les 3 semaines à 9h":              "W/3 MO at 9:00",
		"tous les jeudis à 9h30 hors vacances scolaires":   "W TH at 9:30 skip",
		"tous les jeudis sauf pendant les vacances à 9h30": "W TH at 9:30 skip",

		"le jeudi qui suit les vacances à 14h":        "V TH at 14:00",
		"le premier jeudi après les vacances à 14h":   "V TH at 14:00",
		"le jeudi après chaque vacances scolaires 9h": "V TH at 9:00",
		"après les vacances, le jeudi à 14h":          "V TH at 14:00",
		"le jeudi au retour des vacances à 14h":       "V TH at 14:00",

		"every first Tuesday at 2pm":                           "M 1TU at 14:00",
		"first Tuesday of the month at 2pm":                    "M 1TU at 14:00",
		"the 1st Tuesday of each month 14:00":                  "M 1TU at 14:00",
		"second and fourth Tuesday of the month at 9am":        "M 2TU,4TU at 9:00",
		"last Friday of November, February and May at 2pm":     "M@2,5,11 -1FR at 14:00",
		"the first Monday of every month, every 2 months, 9am": "M/2 1MO at 9:00",
		"every other month on the first Monday at 9am":         "M/2 1MO at 9:00",
		"every second Tuesday of the month at 9am":             "M 2TU at 9:00",
		"every Thursday at 9:30":                               "W TH at 9:30",
		"Thursdays at 9:30":                                    "W TH at 9:30",
		"every Tuesday and Thursday at 9am":                    "W TU,TH at 9:00",
		"every other Thursday at 10am":                         "W/2 TH at 10:00",
		"every two weeks on Thursday at 10am":                  "W/2 TH at 10:00",
		"every fortnight on Thursday 10am":                     "W/2 TH at 10:00",
		"one Thursday in two at 10am":                          "W/2 TH at 10:00",
		"the Thursday after the school holidays at 2pm":        "V TH at 14:00",
		"the first Thursday after each school holiday at 2pm":  "V TH at 14:00",
		"every Thursday at 9:30 except during school holidays": "W TH at 9:30 skip",
	} {
		t.Run(text, func(t *testing.T) {
			require.Equal(t, want, recurring(t, text))
			require.Equal(t, want, recurring(t, strings.ToUpper(text)))
			require.Equal(t, want, recurring(t, norm.NFD.String(text)))
		})
	}
}

func TestRecurringAsksBack(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]when.Reason{
		"":                                                 when.MissingWeekday,
		"le 15 du mois à 14h":                              when.MissingWeekday,
		"dernier jour du mois à 14h":                       when.MissingWeekday,
		"tous les mois à 14h":                              when.MissingWeekday,
		"tous les jours à 9h":                              when.MissingWeekday,
		"une semaine sur deux à 9h":                        when.MissingWeekday,
		"trois fois par an":                                when.MissingWeekday,
		"trois fois par an le premier mardi":               when.MissingMonths,
		"twice a year, first Tuesday, 9am":                 when.MissingMonths,
		"5e mardi du mois à 14h":                           when.NoSuchRank,
		"fifth Tuesday of the month at 2pm":                when.NoSuchRank,
		"premier mardi du mois":                            when.MissingTime,
		"tous les jeudis":                                  when.MissingTime,
		"le jeudi qui suit les vacances":                   when.MissingTime,
		"tous les jeudis à 25h":                            when.NoSuchTime,
		"tous les jeudis à minuit":                         when.NoSuchTime,
		"tous les jeudis à 24h":                            when.NoSuchTime,
		"every Thursday at half past two":                  when.NoSuchTime,
		"every second Thursday at 10am":                    when.Ambiguous,
		"chaque deuxième jeudi à 10h":                      when.Ambiguous,
		"tous les jeudis 9h 10h":                           when.Unreadable,
		"tous les jeudis à 9h hors vacances hors vacances": when.Unreadable,
		"premier mardi de novembre tous les deux mois 9h":  when.Unreadable,
		"un jeudi sur zéro à 9h":                           when.Unreadable,
		"toutes les 60 semaines le lundi 9h":               when.Unreadable,
		"jeudi prochain à 9h":                              when.Unreadable,
		"jeudi 3 décembre à 9h":                            when.Unreadable,
		"tous les jeudis et mois à 9h":                     when.Unreadable,
		"le jeudi qui suit la pluie à 9h":                  when.Unreadable,
	} {
		t.Run(text, func(t *testing.T) { require.Equal(t, string(want), recurring(t, text)) })
	}
}

func FuzzRecurring(f *testing.F) {
	for _, seed := range []string{
		"premier mardi du mois à 14h", "2e et 4e mardi du mois 9h-11h", "dernier vendredi de novembre, février et mai à 14h",
		"un jeudi sur deux à 10h", "le jeudi qui suit les vacances à 14h", "every other Thursday at 10am", "tous les quinze jours le jeudi à 9h hors vacances",
		"every fifth Monday", "un mois sur 99 le 1er lundi 0h",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		read, err := (when.Reader{}).Recurring(text)
		if err != nil {
			return
		}
		require.NoError(t, read.Rule.Check())
		require.Less(t, read.At.Hour, 24)
		again, err := (when.Reader{}).Recurring("\u200b " + strings.ToUpper(text) + "\u00a0")
		require.NoError(t, err)
		require.Equal(t, read, again)
	})
}
