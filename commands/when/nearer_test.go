package when_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
)

// nearer is what a text was read as, and the same day that is nearer.
func nearer(read, near calendar.Date, err error) string {
	switch {
	case err != nil:
		return "error"
	case near.IsZero():
		return read.String()
	}
	return read.String() + ", not " + near.String()
}

func TestADayOnTheWrongSideOfTodayIsTold(t *testing.T) {
	read := map[string]func(when.Reader, string) string{
		"Date": func(r when.Reader, text string) string { d, err := r.Date(text); return nearer(d.Date, d.Nearer, err) },
		"PastDate": func(r when.Reader, text string) string {
			d, err := r.PastDate(text)
			return nearer(d.Date, d.Nearer, err)
		},
		"Moment": func(r when.Reader, text string) string {
			at, err := r.Moment(text + " 14h")
			return nearer(calendar.DateOf(at.Time), at.Nearer, err)
		},
		"Shift": func(r when.Reader, text string) string {
			at, err := r.Shift(text, r.Now.AddDate(0, 0, 1))
			return nearer(calendar.DateOf(at.Time), at.Nearer, err)
		},
	}
	for _, tc := range []struct{ kind, today, text, want string }{
		{"PastDate", "2026-12-01", "2/12", "2025-12-02, not 2026-12-02"},
		{"PastDate", "2026-12-01", "2 décembre", "2025-12-02, not 2026-12-02"},
		{"PastDate", "2026-12-01", "December 2", "2025-12-02, not 2026-12-02"},
		{"PastDate", "2026-12-01", "le 2", "2026-11-02, not 2026-12-02"},
		{"PastDate", "2026-12-01", "fin décembre", "2025-12-31, not 2026-12-31"},
		{"PastDate", "2026-12-01", "mi-décembre", "2025-12-15, not 2026-12-15"},
		{"PastDate", "2026-12-01", "1/3", "2026-03-01, not 2027-03-01"},
		{"PastDate", "2026-12-01", "23/11", "2026-11-23"},
		{"PastDate", "2026-12-01", "1/12", "2026-12-01"},
		{"PastDate", "2026-12-01", "2/12/2025", "2025-12-02"},
		{"PastDate", "2026-12-01", "02/12/25", "2025-12-02"},
		{"PastDate", "2026-12-01", "mardi 2/12", "2025-12-02"}, // this year it is a Wednesday
		{"PastDate", "2026-12-01", "mercredi", "2026-11-25"},
		{"PastDate", "2026-12-01", "hier", "2026-11-30"},
		{"PastDate", "2026-01-01", "31/12", "2025-12-31"},
		{"Date", "2026-12-03", "2/12", "2027-12-02, not 2026-12-02"},
		{"Date", "2026-12-03", "le 2", "2027-01-02, not 2026-12-02"},
		{"Date", "2026-12-03", "fin novembre", "2027-11-30, not 2026-11-30"},
		{"Date", "2026-12-03", "15/1", "2027-01-15"},
		{"Date", "2026-12-03", "3/12", "2026-12-03"},
		{"Date", "2026-12-03", "le 15", "2026-12-15"},
		{"Date", "2026-12-03", "mercredi", "2026-12-09"},
		{"Date", "2026-12-03", "fin du mois", "2026-12-31"},
		{"Date", "2026-12-31", "1/1", "2027-01-01"},
		{"Date", "2026-06-10", "mercredi 1", "2026-07-01"}, // 1 June is a Monday
		{"Date", "2026-02-10", "dimanche 1", "2026-03-01, not 2026-02-01"},
		{"Moment", "2026-12-03", "2/12", "2027-12-02, not 2026-12-02"},
		{"Moment", "2026-12-03", "le 2", "2027-01-02, not 2026-12-02"},
		{"Moment", "2026-12-03", "4/12", "2026-12-04"},
		{"Shift", "2026-12-03", "2/12", "2027-12-02, not 2026-12-02"},
		{"Shift", "2026-12-03", "14h", "2026-12-04"},
	} {
		t.Run(fmt.Sprint(tc.kind, " ", tc.today, " ", tc.text), func(t *testing.T) {
			require.Equal(t, tc.want, read[tc.kind](paris(t, tc.today+" 10:00"), tc.text))
		})
	}
}

// A weekday that goes with the nearer day leaves no doubt: that is the one.
func TestAWeekdayMeansTheNearerDay(t *testing.T) {
	phrases{
		"mercredi 2/12":     "future",
		"mercredi 2":        "future: 2026-11-02",
		"mardi 2/12":        "2025-12-02",
		"jeudi 2/12":        "ambiguous: 2025-12-02, 2025-12-04",
		"lundi 23 novembre": "2026-11-23",
	}.pastDates(t, paris(t, "2026-12-01 10:00"))
	phrases{
		"mercredi 2/12": "past: 2027-12-02",
		"jeudi 2/12":    "2027-12-02",
		"vendredi 2/12": "ambiguous: 2027-12-02, 2027-12-03",
	}.dates(t, paris(t, "2026-12-03 10:00"))
	phrases{"mercredi 2/12 14h": "past: 2027-12-02 14:00"}.moments(t, paris(t, "2026-12-03 10:00"))
}

// oracle goes through the days around today, the nearest first, and finds those
// that match on either side.
func oracle(today calendar.Date, matches func(calendar.Date) bool) (ahead, behind calendar.Date) {
	for n := 0; ahead.IsZero() || behind.IsZero(); n++ {
		if d := today.AddDays(n); ahead.IsZero() && matches(d) {
			ahead = d
		}
		if d := today.AddDays(-n); behind.IsZero() && matches(d) {
			behind = d
		}
	}
	return ahead, behind
}

func TestAnyDayIsReadAsTheOracleFindsItAndToldWhereTheOtherIsNearer(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 21))
	months := []string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"}
	for range 4_000 {
		today := calendar.NewDate(2004, 1, 1).AddDays(random.IntN(90 * 365))
		day, month := 1+random.IntN(31), time.Month(1+random.IntN(12))
		yearly := func(d calendar.Date) bool { return d.Day == day && d.Month == month }
		if calendar.NewDate(2000, month, day).Day != day || day == 29 && month == time.February { // which is asked
			continue
		}
		r := when.Reader{Now: today.At(random.IntN(24), random.IntN(60), time.UTC)}
		for text, matches := range map[string]func(calendar.Date) bool{
			fmt.Sprintf("%d/%d", day, month):                yearly,
			fmt.Sprintf("le %02d/%02d", day, month):         yearly,
			fmt.Sprintf("%d %s", day, months[month-1]):      yearly,
			fmt.Sprintf("le %d", day):                       func(d calendar.Date) bool { return d.Day == day },
			"fin " + months[month-1]:                        func(d calendar.Date) bool { return d.Month == month && d.AddDays(1).Month != month },
			fmt.Sprintf("%02d/%02d/2044", day, month%12+1):  nil,
			[]string{"lundi", "demain", "hier"}[day%3] + "": nil,
		} {
			read, err := r.Date(text)
			before, pastErr := r.PastDate(text)
			if matches == nil {
				require.True(t, read.Nearer.IsZero() && before.Nearer.IsZero(), text)
				continue
			}
			require.NoError(t, err)
			require.NoError(t, pastErr)
			ahead, behind := oracle(today, matches)
			require.Equal(t, ahead, read.Date, "%s on %s", text, today)
			require.Equal(t, behind, before.Date, "%s on %s", text, today)
			toAhead, toBehind := today.DaysUntil(ahead), behind.DaysUntil(today)
			require.Equal(t, told(toBehind < toAhead, behind), read.Nearer, "%s on %s", text, today)
			require.Equal(t, told(toAhead < toBehind, ahead), before.Nearer, "%s on %s", text, today)
			at, err := r.Moment(text + " 23h59")
			if err == nil {
				require.Equal(t, read.Nearer, at.Nearer, "%s on %s", text, today)
				require.Equal(t, read.Date, calendar.DateOf(at.Time))
			}
		}
	}
}

func told(yes bool, d calendar.Date) calendar.Date {
	if !yes {
		return calendar.Date{}
	}
	return d
}
