package calendar_test

import (
	"encoding/json"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

func zone(t require.TestingT, name string) *time.Location {
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// anyDay draws the days of the years that projects live in.
func anyDay() *rapid.Generator[calendar.Date] {
	return rapid.Custom(func(t *rapid.T) calendar.Date {
		return day("2020-01-01").AddDays(drawtest.Even(0, 8000).Draw(t, "offset"))
	})
}

func TestAtClockChanges(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		zone         string
		day          string
		hour, minute int
		want         string
	}{
		"winter":                       {"Europe/Paris", "2026-12-18", 14, 0, "2026-12-18T14:00:00+01:00"},
		"summer":                       {"Europe/Paris", "2026-07-14", 14, 0, "2026-07-14T14:00:00+02:00"},
		"before the doubled hour":      {"Europe/Paris", "2026-10-25", 1, 59, "2026-10-25T01:59:00+02:00"},
		"start of the doubled hour":    {"Europe/Paris", "2026-10-25", 2, 0, "2026-10-25T02:00:00+02:00"},
		"in the doubled hour":          {"Europe/Paris", "2026-10-25", 2, 30, "2026-10-25T02:30:00+02:00"},
		"after the doubled hour":       {"Europe/Paris", "2026-10-25", 3, 0, "2026-10-25T03:00:00+01:00"},
		"before the skipped hour":      {"Europe/Paris", "2027-03-28", 1, 59, "2027-03-28T01:59:00+01:00"},
		"start of the skipped hour":    {"Europe/Paris", "2027-03-28", 2, 0, "2027-03-28T03:00:00+02:00"},
		"in the skipped hour":          {"Europe/Paris", "2027-03-28", 2, 30, "2027-03-28T03:00:00+02:00"},
		"end of the skipped hour":      {"Europe/Paris", "2027-03-28", 2, 59, "2027-03-28T03:00:00+02:00"},
		"after the skipped hour":       {"Europe/Paris", "2027-03-28", 3, 0, "2027-03-28T03:00:00+02:00"},
		"first midnight in spring":     {"Europe/Paris", "2027-03-28", 0, 0, "2027-03-28T00:00:00+01:00"},
		"24 h in spring":               {"Europe/Paris", "2027-03-28", 24, 0, "2027-03-29T00:00:00+02:00"},
		"24 h in autumn":               {"Europe/Paris", "2026-10-25", 24, 0, "2026-10-26T00:00:00+01:00"},
		"24 h at the end of the year":  {"Europe/Paris", "2026-12-31", 24, 0, "2027-01-01T00:00:00+01:00"},
		"Guadeloupe in winter":         {"America/Guadeloupe", "2026-12-18", 14, 0, "2026-12-18T14:00:00-04:00"},
		"Guadeloupe has no spring":     {"America/Guadeloupe", "2027-03-28", 2, 30, "2027-03-28T02:30:00-04:00"},
		"Guadeloupe has no autumn":     {"America/Guadeloupe", "2026-10-25", 2, 30, "2026-10-25T02:30:00-04:00"},
		"Mayotte in summer":            {"Indian/Mayotte", "2026-07-14", 14, 0, "2026-07-14T14:00:00+03:00"},
		"Mayotte has no spring":        {"Indian/Mayotte", "2027-03-28", 2, 30, "2027-03-28T02:30:00+03:00"},
		"Mayotte has no autumn":        {"Indian/Mayotte", "2026-10-25", 2, 30, "2026-10-25T02:30:00+03:00"},
		"Miquelon's own spring":        {"America/Miquelon", "2027-03-14", 2, 30, "2027-03-14T03:00:00-02:00"},
		"Miquelon's own autumn":        {"America/Miquelon", "2026-11-01", 1, 30, "2026-11-01T01:30:00-02:00"},
		"a change by half an hour":     {"Australia/Lord_Howe", "2026-04-05", 1, 45, "2026-04-05T01:45:00+11:00"},
		"a skipped midnight":           {"America/Havana", "2027-03-14", 0, 30, "2027-03-14T01:00:00-04:00"},
		"a day that was skipped whole": {"Pacific/Apia", "2011-12-30", 12, 0, "2011-12-31T00:00:00+14:00"},
	} {
		t.Run(name, func(t *testing.T) {
			loc := zone(t, tc.zone)
			got := day(tc.day).At(tc.hour, tc.minute, loc)
			require.Equal(t, tc.want, got.Format(time.RFC3339))
			require.Equal(t, loc, got.Location())
		})
	}
}

// TestAtAgainstSearch compares At, around clock changes, with a search through
// all instants of the day.
func TestAtAgainstSearch(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ zone, change string }{
		{"Europe/Paris", "2026-10-25"},
		{"Europe/Paris", "2027-03-28"},
		{"America/Miquelon", "2026-11-01"},
		{"America/Miquelon", "2027-03-14"},
		{"America/Guadeloupe", "2026-10-25"},
		{"Indian/Mayotte", "2027-03-28"},
		{"Australia/Lord_Howe", "2026-04-05"},
		{"Australia/Lord_Howe", "2026-10-04"},
		{"America/Havana", "2026-11-01"},
		{"America/Havana", "2027-03-14"},
		{"Pacific/Apia", "2011-12-30"},
	} {
		t.Run(tc.zone+" "+tc.change, func(t *testing.T) {
			loc := zone(t, tc.zone)
			for offset := -1; offset <= 1; offset++ {
				d := day(tc.change).AddDays(offset)
				for m := 0; m <= 24*60; m += 15 {
					got := d.At(m/60, m%60, loc)
					require.True(t, search(d, m, loc).Equal(got), "%s %02d:%02d: %s", d, m/60, m%60, got)
				}
			}
		})
	}
}

// search is the first instant whose clock shows the minute-th minute of d or,
// when none does, the first whose clock is past it.
func search(d calendar.Date, minute int, loc *time.Location) time.Time {
	clock := func(t time.Time) time.Time {
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), 0, 0, time.UTC)
	}
	asked := time.Date(d.Year, d.Month, d.Day, 0, minute, 0, 0, time.UTC)
	var past time.Time
	for t := asked.Add(-15 * time.Hour); t.Before(asked.Add(15 * time.Hour)); t = t.Add(5 * time.Minute) {
		switch shown := clock(t.In(loc)); {
		case shown.Equal(asked):
			return t
		case past.IsZero() && shown.After(asked):
			past = t
		}
	}
	return past
}

func TestAtShowsTheAskedClock(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		loc := zone(t, rapid.SampledFrom([]string{
			"Europe/Paris", "America/Guadeloupe", "America/Cayenne", "Indian/Mayotte", "Indian/Reunion",
			"America/Miquelon", "Pacific/Noumea", "Pacific/Tahiti", "UTC",
		}).Draw(t, "zone"))
		d := anyDay().Draw(t, "day")
		// These zones skip hours before 3 h only.
		hour, minute := drawtest.Even(3, 23).Draw(t, "hour"), drawtest.Even(0, 59).Draw(t, "minute")

		got := d.At(hour, minute, loc)

		require.Equal(t, d, calendar.DateOf(got))
		require.Equal(t, []int{hour, minute, 0, 0}, []int{got.Hour(), got.Minute(), got.Second(), got.Nanosecond()})
	})
}

func TestDateIsTheCivilDayOfTheZone(t *testing.T) {
	t.Parallel()
	instant := time.Date(2026, time.December, 18, 23, 0, 0, 0, time.UTC)
	require.Equal(t, day("2026-12-18"), calendar.DateOf(instant))
	require.Equal(t, day("2026-12-19"), calendar.DateOf(instant.In(zone(t, "Europe/Paris"))))
	require.Equal(t, day("2026-12-18"), calendar.DateOf(instant.In(zone(t, "America/Guadeloupe"))))
}

func TestDateArithmetic(t *testing.T) {
	t.Parallel()
	t.Run("a day past the end runs on", func(t *testing.T) {
		require.Equal(t, day("2026-03-02"), calendar.NewDate(2026, time.February, 30))
		require.Equal(t, day("2025-12-31"), calendar.NewDate(2026, time.January, 0))
	})
	t.Run("leap days", func(t *testing.T) {
		require.Equal(t, day("2028-02-29"), day("2028-02-28").AddDays(1))
		require.Equal(t, day("2100-03-01"), day("2100-02-28").AddDays(1))
	})
	t.Run("centuries apart", func(t *testing.T) {
		require.Equal(t, 146097, day("1600-01-01").DaysUntil(day("2000-01-01")))
		require.Equal(t, -146097, day("2000-01-01").DaysUntil(day("1600-01-01")))
	})
	t.Run("weekday", func(t *testing.T) {
		require.Equal(t, time.Friday, day("2026-12-18").Weekday())
	})
	t.Run("days there and back", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			d, n := anyDay().Draw(t, "day"), drawtest.Even(-200_000, 200_000).Draw(t, "n")
			e := d.AddDays(n)
			require.Equal(t, n, d.DaysUntil(e))
			require.Equal(t, d, e.AddDays(-n))
			require.Equal(t, n > 0, d.Before(e))
			require.Equal(t, n < 0, d.After(e))
			require.Equal(t, n == 0, d.Compare(e) == 0)
		})
	})
}

func TestDateText(t *testing.T) {
	t.Parallel()
	t.Run("no date is the empty text", func(t *testing.T) {
		d, err := calendar.ParseDate("")
		require.NoError(t, err)
		require.True(t, d.IsZero())
		require.Empty(t, d.String())
	})
	t.Run("JSON", func(t *testing.T) {
		want := map[string]calendar.Date{"due": day("2026-12-18"), "none": {}}
		b, err := json.Marshal(want)
		require.NoError(t, err)
		require.JSONEq(t, `{"due":"2026-12-18","none":""}`, string(b))
		var got map[string]calendar.Date
		require.NoError(t, json.Unmarshal(b, &got))
		require.Equal(t, want, got)
	})
	t.Run("what is no day is refused", func(t *testing.T) {
		for _, s := range []string{"2026-02-29", "2026-13-01", "18/12/2026", "2026-1-2", " ", "2026-12-18T00:00:00Z"} {
			_, err := calendar.ParseDate(s)
			require.Error(t, err, s)
			d := day("2026-01-01")
			require.Error(t, d.UnmarshalText([]byte(s)))
			require.Equal(t, day("2026-01-01"), d, "a refused text changes nothing")
			require.Panics(t, func() { calendar.MustParseDate(s) })
		}
	})
}

func FuzzParseDate(f *testing.F) {
	for _, s := range []string{"", "2026-12-18", "2028-02-29", "0000-01-01", "9999-12-31", "2026-02-30", "-001-01-01"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		d, err := calendar.ParseDate(s)
		if err != nil {
			require.True(t, d.IsZero())
			return
		}
		require.Equal(t, s, d.String())
	})
}
