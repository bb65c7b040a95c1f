package when_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// The phrases on which go-dateparser failed: docs/libraries.md.
func TestMomentReadsWhatLibrariesMisread(t *testing.T) {
	phrases{
		"demain à 14h30":      "2026-11-24 14:30",
		"demain 9h":           "2026-11-24 09:00",
		"14h":                 "past: 2026-11-24 14:00",
		"17h":                 "2026-11-23 17:00",
		"lundi à 9h":          "2026-11-30 09:00",
		"vendredi 9h":         "2026-11-27 09:00",
		"mardi en huit à 9h":  "2026-12-01 09:00",
		"lundi prochain 9h":   "2026-11-30 09:00",
		"ce soir":             "missing_time: 2026-11-23 19:00",
		"à midi":              "past: 2026-11-24 12:00",
		"3 mars 2027 à 18h":   "2027-03-03 18:00",
		"fin du mois à 9h":    "2026-11-30 09:00",
		"mardi en quinze 10h": "2026-12-08 10:00",
	}.moments(t, paris(t, monday))
}

func TestMomentReadsEveryWayToWriteADateAndAnHour(t *testing.T) {
	const want = "2026-12-18 14:30"
	phrases{
		"18/12 14h30":                              want,
		"18/12/2026 à 14h30":                       want,
		"18/12/26 14:30":                           want,
		"18.12.2026 14 h 30":                       want,
		"18.12. 14h30":                             want,
		"18-12-2026 14h30":                         want,
		"18\u201112\u20112026 14h30":               want,
		"18/12/2026 - 14h30":                       want,
		"le 18 décembre à 14h30":                   want,
		"vendredi 18 décembre 2026 à 14 h 30":      want,
		"ven. 18 déc. 14h30.":                      want,
		"le vendredi 18 décembre 2026, 14h30":      want,
		"14h30 le 18/12":                           want,
		"14h30 vendredi 18/12":                     want,
		"14 heures 30 le 18 décembre":              want,
		"14 heures et demie le 18/12":              want,
		"le 18 à 14h30 min":                        want,
		"2026-12-18 14:30":                         want,
		"2026-12-18T14:30":                         want,
		"2026-12-18T14:30:00":                      want,
		"2026-12-18T13:30:00Z":                     want,
		"2026-12-18t13:30:00z":                     want,
		"2026-12-18T10:30:00-03:00":                want,
		"18 December 2026 at 2:30pm":               want,
		"2:30 p.m. on Friday, December 18, 2026":   want,
		"Dec 18 14:30":                             want,
		"December 18th at 2:30 PM":                 want,
		"on the 18th of December at 14:30":         want,
		"  LE\u00a018\u202fDÉCEMBRE  À 14H30  ":    want,
		"le 18 de\u0301cembre\u200b a\u0300 14h30": want,
		"d’ici au 18/12 14h30":                     want,
	}.moments(t, paris(t, monday))
}

func TestMomentReadsHours(t *testing.T) {
	phrases{
		"18/12 14h":           "2026-12-18 14:00",
		"18/12 14 h":          "2026-12-18 14:00",
		"18/12 14h00":         "2026-12-18 14:00",
		"18/12 14:00":         "2026-12-18 14:00",
		"18/12 14 heures":     "2026-12-18 14:00",
		"18/12 2pm":           "2026-12-18 14:00",
		"18/12 noon":          "2026-12-18 12:00",
		"18/12 12pm":          "2026-12-18 12:00",
		"18/12 midi et quart": "2026-12-18 12:15",
		"9am tomorrow":        "2026-11-24 09:00",
		"18/12 0h":            "2026-12-18 00:00",
		"1er mars 2027 9h":    "2027-03-01 09:00",
		"14h 18/12":           "2026-12-18 14:00",
		"14h 18 décembre":     "2026-12-18 14:00",
		"18/12 25h":           "no_such_time",
		"18/12 14h60":         "no_such_time",
		"18/12 14:30pm":       "no_such_time",
		"18/12 24h":           "no_such_time: 2026-12-19 00:00",
		"18/12 24h30":         "no_such_time",
		"31/02 25h":           "no_such_day",
		"18/12 14:5":          "unreadable",
		"18/12 14h5":          "unreadable",
		"18/12 14.30":         "unreadable",
		"18/12 14":            "unreadable",
		"18/12 9am pm":        "unreadable",
	}.moments(t, paris(t, monday))
}

func TestMomentReadsPartsOfTheDay(t *testing.T) {
	phrases{
		"ce matin":                "past: 2026-11-24 09:00",
		"cet après-midi":          "past: 2026-11-24 14:00",
		"cet après-midi à 17h":    "2026-11-23 17:00",
		"this afternoon at 4pm":   "2026-11-23 16:00",
		"ce midi":                 "past: 2026-11-24 12:00",
		"ce soir 20h30":           "2026-11-23 20:30",
		"ce soir 8h":              "ambiguous: 2026-11-23 20:00",
		"tonight":                 "missing_time: 2026-11-23 19:00",
		"tonight at 8pm":          "2026-11-23 20:00",
		"demain matin":            "missing_time: 2026-11-24 09:00",
		"demain matin à 8h":       "2026-11-24 08:00",
		"8h demain matin":         "2026-11-24 08:00",
		"demain midi":             "2026-11-24 12:00",
		"demain après-midi":       "missing_time: 2026-11-24 14:00",
		"demain après-midi 3h":    "ambiguous: 2026-11-24 15:00, 2026-11-24 03:00",
		"demain matin 15h":        "ambiguous: 2026-11-24 15:00",
		"demain soir":             "missing_time: 2026-11-24 19:00",
		"vendredi soir":           "missing_time: 2026-11-27 19:00",
		"tomorrow evening":        "missing_time: 2026-11-24 19:00",
		"tomorrow in the morning": "missing_time: 2026-11-24 09:00",
		"demain soir 25h":         "no_such_time",
		"matin":                   "unreadable",
		"soir 20h":                "unreadable",
		"demain tonight":          "unreadable",
	}.moments(t, paris(t, monday))
}

func TestMomentAsksWhichMidnight(t *testing.T) {
	phrases{
		"vendredi à minuit":          "ambiguous: 2026-11-27 00:00, 2026-11-28 00:00",
		"friday at midnight":         "ambiguous: 2026-11-27 00:00, 2026-11-28 00:00",
		"friday 12am":                "ambiguous: 2026-11-27 00:00, 2026-11-28 00:00",
		"vendredi 0h":                "2026-11-27 00:00",
		"minuit":                     "2026-11-24 00:00",
		"ce soir à minuit":           "2026-11-24 00:00",
		"demain soir minuit et demi": "2026-11-25 00:30",
		"hier minuit":                "past",
	}.moments(t, paris(t, monday))
}

func TestMomentReadsDelays(t *testing.T) {
	phrases{
		"dans 1 h":                         "2026-11-23 16:12",
		"dans une heure":                   "2026-11-23 16:12",
		"dans 45 min":                      "2026-11-23 15:57",
		"dans 1h30":                        "2026-11-23 16:42",
		"dans 9h":                          "2026-11-24 00:12",
		"in 2 hours":                       "2026-11-23 17:12",
		"in half an hour":                  "2026-11-23 15:42",
		"dans 3 jours 9h":                  "2026-11-26 09:00",
		"dans deux semaines à 14h":         "2026-12-07 14:00",
		"dans une semaine et 2 jours à 9h": "2026-12-02 09:00",
		"dans 3 jours":                     "missing_time: 2026-11-26",
		"dans 3 jours et 2 heures":         "unreadable",
		"dans 0 h":                         "unreadable",
		"dans 1 h demain":                  "unreadable",
	}.moments(t, paris(t, monday))
}

func TestMomentNeedsAnHour(t *testing.T) {
	phrases{
		"18/12":      "missing_time: 2026-12-18",
		"2026-12-18": "missing_time: 2026-12-18",
		"vendredi":   "missing_time: 2026-11-27",
		"lundi":      "ambiguous: 2026-11-23, 2026-11-30",
		"31/02":      "no_such_day: 2027-02-28",
		"01/02/2026": "past: 2027-02-01",
		"next week":  "ambiguous: 2026-11-30, 2026-12-01, 2026-12-02, 2026-12-03, 2026-12-04",
	}.moments(t, paris(t, monday))
}

func TestMomentDropsNothing(t *testing.T) {
	phrases{
		"":                      "unreadable",
		"   ":                   "unreadable",
		"18/12 14h mairie":      "unreadable",
		"mairie 18/12 14h":      "unreadable",
		"18/12 14h 15h":         "unreadable",
		"18/12 19/12 14h":       "unreadable",
		"18/12-2026 14h":        "unreadable",
		"18 12 2026 14h":        "unreadable",
		"18/12 -14h":            "unreadable",
		"18/12 14h (mairie)":    "unreadable",
		"18/12 14h?":            "unreadable",
		"18/12/1999 14h":        "unreadable",
		"18/12/2101 14h":        "unreadable",
		"1999-12-18T14:00:00Z":  "unreadable",
		"2101-12-18T14:00:00Z":  "unreadable",
		"début janvier 14h":     "unreadable",
		"dans 123456 jours 14h": "unreadable",
		"dans 100 ans 14h":      "unreadable",
	}.moments(t, paris(t, monday))
}

func TestMomentQuestionsThePast(t *testing.T) {
	phrases{
		"18/12 14h":            "past: 2027-12-18 14:00",
		"18/12 15h":            "past: 2027-12-18 15:00",
		"18/12 15h01":          "2026-12-18 15:01",
		"18/12/2025 14h":       "past: 2027-12-18 14:00",
		"18/12/2025 16h":       "past: 2026-12-18 16:00",
		"29/02/2024 9h":        "past: 2028-02-29 09:00",
		"le 18 à 9h":           "past: 2027-01-18 09:00",
		"ce vendredi 9h":       "past: 2026-12-25 09:00",
		"hier 9h":              "past",
		"2025-12-18T14:00:00Z": "past: 2027-12-18 15:00",
		"2026-12-18T14:00:00Z": "past: 2027-12-18 15:00",
	}.moments(t, paris(t, "2026-12-18 15:00"))
}

func TestMomentOnThatVeryWeekday(t *testing.T) {
	phrases{
		"jeudi 14h":           "ambiguous: 2026-11-26 14:00, 2026-12-03 14:00",
		"jeudi 9h":            "2026-12-03 09:00",
		"jeudi prochain 9h":   "2026-12-03 09:00",
		"ce jeudi 14h":        "2026-11-26 14:00",
		"next thursday 14:00": "2026-12-03 14:00",
		"jeudi 26/11 14h":     "2026-11-26 14:00",
		"jeudi à minuit":      "ambiguous: 2026-11-27 00:00, 2026-12-03 00:00, 2026-12-04 00:00",
		"jeudi en huit 9h":    "ambiguous: 2026-12-03 09:00, 2026-12-10 09:00",
		"on Friday at 14:00":  "2026-11-27 14:00",
	}.moments(t, paris(t, thursday))
}

func TestMomentQuestionsAWeekdayThatContradictsTheDate(t *testing.T) {
	phrases{
		"mardi 18/12/2026 14h": "ambiguous: 2026-12-18 14:00, 2026-12-15 14:00",
		"lundi 18/12 14h":      "ambiguous: 2026-12-18 14:00, 2026-12-21 14:00",
		"vendredi 23/11 16h":   "ambiguous: 2026-11-23 16:00, 2026-11-27 16:00",
		"mardi 18/12/2025 14h": "past: 2026-12-18 14:00",
		"mardi 31/02 14h":      "no_such_day: 2027-02-28 14:00",
	}.moments(t, paris(t, monday))
}

func TestMomentOnTheNightsWhenClocksChange(t *testing.T) {
	t.Run("the skipped hour is questioned", func(t *testing.T) {
		phrases{
			"28/03/2027 2h30":           "no_such_time: 2027-03-28 03:00",
			"28/03/2027 2h":             "no_such_time: 2027-03-28 03:00",
			"28/03/2027 1h59":           "2027-03-28 01:59",
			"28/03/2027 3h":             "2027-03-28 03:00",
			"2027-03-28T02:30:00+01:00": "2027-03-28 03:30",
		}.moments(t, paris(t, monday))
	})
	t.Run("the doubled hour is the first of the two, and told", func(t *testing.T) {
		r := paris(t, "2026-10-24 12:00")
		for text, want := range map[string]string{
			"demain 2h30": "2026-10-25T00:30:00Z true", "demain 1h59": "2026-10-24T23:59:00Z false", "demain 3h": "2026-10-25T02:00:00Z false",
			"2026-10-25T02:30:00+02:00": "2026-10-25T00:30:00Z false", "2026-10-25T02:30:00+01:00": "2026-10-25T01:30:00Z false",
		} {
			at, err := r.Moment(text)
			require.NoError(t, err)
			require.Equal(t, want, fmt.Sprint(at.UTC().Format(time.RFC3339), " ", at.Twice), text)
		}
	})
	t.Run("after the first of the two, it is the second", func(t *testing.T) {
		r := paris(t, "2026-10-25 01:00")
		r.Now = r.Now.Add(100 * time.Minute)
		at, err := r.Moment("2h30")
		require.NoError(t, err)
		require.Equal(t, "2026-10-25T01:30:00Z false", fmt.Sprint(at.UTC().Format(time.RFC3339), " ", at.Twice))
	})
	t.Run("a delay is elapsed time", func(t *testing.T) {
		phrases{"dans 3 h": "2027-03-28 05:30"}.moments(t, paris(t, "2027-03-28 01:30"))
	})
}

func TestMomentInOtherZones(t *testing.T) {
	for _, zone := range []string{"Indian/Mayotte", "America/Guadeloupe"} {
		t.Run(zone, func(t *testing.T) {
			r := reader(t, "2026-12-31 23:30", zone, "fr")
			phrases{
				"demain 0h15":     "2027-01-01 00:15",
				"dans 45 min":     "2027-01-01 00:15",
				"minuit":          "2027-01-01 00:00",
				"31/12 23h":       "past: 2027-12-31 23:00",
				"28/03/2027 2h30": "2027-03-28 02:30",
			}.moments(t, r)
		})
	}
}

func TestMomentStopsAtTheLastYear(t *testing.T) {
	phrases{
		"dans 20 min": "2100-12-31 23:50",
		"dans 1 h":    "unreadable",
	}.moments(t, paris(t, "2100-12-31 23:30"))
}
