package when_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
)

func (ps phrases) shifts(t *testing.T, r when.Reader, before string) {
	t.Helper()
	from, err := time.ParseInLocation("2006-01-02 15:04", before, r.Now.Location())
	require.NoError(t, err)
	ps.read(t, func(text string) string {
		at, err := r.Shift(text, from.UTC()) // the zone is the reader's
		if err != nil {
			return question(t, r, text, err)
		}
		require.Equal(t, r.Now.Location(), at.Location())
		return at.Format("2006-01-02 15:04")
	})
}

func TestShiftKeepsWhatIsNotSaid(t *testing.T) {
	phrases{
		// An hour alone keeps the day.
		"15h":       "2026-12-01 15:00",
		"à 9h":      "2026-12-01 09:00",
		"midi":      "2026-12-01 12:00",
		"2:30 pm":   "2026-12-01 14:30",
		"minuit":    "ambiguous: 2026-12-01 00:00, 2026-12-02 00:00",
		"25h":       "no_such_time",
		"dans 2 h":  "2026-11-23 17:12",
		"à 15h le":  "unreadable",
		"vers 15h":  "unreadable",
		"plus tard": "unreadable",
		// A day alone keeps the hour.
		"18/12":                    "2026-12-18 10:30",
		"le 18 décembre":           "2026-12-18 10:30",
		"2026-12-18":               "2026-12-18 10:30",
		"demain":                   "2026-11-24 10:30",
		"dans 2 semaines":          "2026-12-07 10:30",
		"mardi 15/12":              "2026-12-15 10:30",
		"jeudi prochain":           "ambiguous: 2026-11-26 10:30, 2026-12-03 10:30",
		"jeudi semaine prochaine":  "2026-12-03 10:30",
		"mercredi 2 décembre 2026": "2026-12-02 10:30",
		"1er décembre":             "2026-12-01 10:30",
		"hier":                     "past",
		"18/11/2026":               "past: 2027-11-18 10:30",
		"31/02":                    "no_such_day: 2027-02-28 10:30",
		// A part of the day keeps an hour that it holds.
		"demain matin":      "2026-11-24 10:30",
		"demain après-midi": "missing_time: 2026-11-24 14:00",
		"18/12 au soir":     "unreadable",
		"18/12 matin":       "2026-12-18 10:30",
		// Both are what they say.
		"18/12 14h":            "2026-12-18 14:00",
		"2026-12-18T13:30:00Z": "2026-12-18 14:30",
	}.shifts(t, paris(t, monday), "2026-12-01 10:30")
}

// In another week, a weekday counts from today or from the day that is moved.
func TestShiftAsksFromWhenADayCounts(t *testing.T) {
	phrases{
		"jeudi":     "ambiguous: 2026-11-26 10:30, 2026-12-17 10:30",
		"jeudi 14h": "ambiguous: 2026-11-26 14:00, 2026-12-17 14:00",
		"mardi":     "ambiguous: 2026-11-24 10:30, 2026-12-15 10:30",
		"ce jeudi":  "2026-11-26 10:30",
		"le 28":     "ambiguous: 2026-11-28 10:30, 2026-12-28 10:30",
		"le 2":      "2026-12-02 10:30",
	}.shifts(t, paris(t, monday), "2026-12-15 10:30")
	phrases{
		"jeudi":    "2026-11-26 10:30",
		"vendredi": "2026-11-27 10:30",
		"mardi":    "2026-11-24 10:30",
		"le 28":    "2026-11-28 10:30",
		"lundi":    "2026-11-30 10:30", // that of today has begun
	}.shifts(t, paris(t, monday), "2026-11-25 10:30")
}

// « +1 semaine » says not from which day; « dans une semaine » does.
func TestShiftAsksFromWhenADistanceCounts(t *testing.T) {
	phrases{
		"+1 semaine":           "ambiguous: 2026-11-30 10:30, 2026-12-22 10:30",
		"+ 1 semaine":          "ambiguous: 2026-11-30 10:30, 2026-12-22 10:30",
		"J+7":                  "ambiguous: 2026-11-30 10:30, 2026-12-22 10:30",
		"+1h":                  "ambiguous: 2026-11-23 16:12, 2026-12-15 11:30",
		"dans 1 semaine":       "2026-11-30 10:30",
		"sous huit jours":      "ambiguous: 2026-11-30 10:30, 2026-12-01 10:30",
		"dans 1 h":             "2026-11-23 16:12",
		"a week from today":    "2026-11-30 10:30",
		"+1 semaine à 9h":      "ambiguous: 2026-11-30 09:00, 2026-12-22 09:00",
		"une semaine plus tot": "unreadable",
	}.shifts(t, paris(t, monday), "2026-12-15 10:30")
	phrases{
		"+1 jour": "2026-11-24 18:00",
		"+2h":     "ambiguous: 2026-11-23 17:12, 2026-11-23 20:00",
	}.shifts(t, paris(t, monday), "2026-11-23 18:00")
	r := paris(t, monday)
	for before, days := range map[string]phrases{
		"2027-06-30": {
			"+1 an": "ambiguous: 2027-11-23, 2028-06-30", "J+7": "ambiguous: 2026-11-30, 2027-07-07", "dans 1 an": "2027-11-23",
			"jeudi": "ambiguous: 2026-11-26, 2027-07-01", "31/8": "2027-08-31", "18h": "unreadable",
		},
		"2026-11-20": {"+1 semaine": "ambiguous: 2026-11-27, 2026-11-30", "+2 jours": "2026-11-25", "jeudi": "2026-11-26"},
		"":           {"+1 semaine": "2026-11-30", "jeudi": "2026-11-26"},
	} {
		var from calendar.Date
		if before != "" {
			from = calendar.MustParseDate(before)
		}
		days.read(t, func(text string) string {
			d, err := r.ShiftDay(text, from)
			if err != nil {
				return question(t, r, text, err)
			}
			return d.String()
		})
	}
}

func TestShiftOnTheDayItself(t *testing.T) {
	phrases{
		"15h":         "past: 2026-11-24 15:00",
		"17h":         "2026-11-23 17:00",
		"aujourd'hui": "2026-11-23 18:00",
		"ce soir":     "2026-11-23 18:00",
		"demain":      "2026-11-24 18:00",
	}.shifts(t, paris(t, monday), "2026-11-23 18:00")
}

func TestShiftKeepsTheHourOnTheWallThroughTheNightsWhenClocksChange(t *testing.T) {
	phrases{
		"29/3":      "2027-03-29 02:30",
		"28/3/2027": "no_such_time: 2027-03-28 03:00",
	}.shifts(t, paris(t, "2027-03-20 09:00"), "2027-03-27 02:30")
}

// Whatever was planned, an hour keeps its day and a day keeps its hour.
func TestShiftKeepsAnyDayAndAnyHour(t *testing.T) {
	r := paris(t, monday)
	for i := range 400 {
		before := time.Date(2026, 11, 24+i, i%24, i*7%60, 0, 0, r.Now.Location())
		if before.Hour() != i%24 {
			continue // a clock change
		}
		at, err := r.Shift("14h20", before)
		require.NoError(t, err)
		require.Equal(t, before.Format(time.DateOnly)+" 14:20", at.Format("2006-01-02 15:04"))
		day := before.AddDate(0, 0, 35)
		at, err = r.Shift(fmt.Sprintf("%d/%d/%d", day.Day(), day.Month(), day.Year()), before)
		if err == nil { // the hour is there on that day
			require.Equal(t, day.Format(time.DateOnly)+before.Format(" 15:04"), at.Format("2006-01-02 15:04"))
		}
	}
}
