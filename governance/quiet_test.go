package governance_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/internal/drawtest"
)

func TestOpenHours(t *testing.T) {
	t.Parallel()
	standard := record.DefaultQuiet()
	lunch := record.Quiet{From: record.Hour{Hour: 12}, To: record.Hour{Hour: 14}}
	christmas := []record.Vacation{{Name: "Noël", First: calendar.MustParseDate("2026-12-19"), Last: calendar.MustParseDate("2027-01-03")}}
	for _, c := range []struct {
		name      string
		quiet     record.Quiet
		vacations []record.Vacation
		zone      string
		at, next  string
	}{
		{"an open hour stays", standard, nil, "", "2026-11-24 09:00", "2026-11-24 09:00"},
		{"the first minute is open", standard, nil, "", "2026-11-24 08:00", "2026-11-24 08:00"},
		{"the last minute is open", standard, nil, "", "2026-11-24 18:59", "2026-11-24 18:59"},
		{"an evening waits for the morning", standard, nil, "", "2026-11-24 19:00", "2026-11-25 08:00"},
		{"a night waits for its morning", standard, nil, "", "2026-11-25 03:00", "2026-11-25 08:00"},
		{"Friday evening waits for Monday", standard, nil, "", "2026-11-27 20:00", "2026-11-30 08:00"},
		{"a Saturday waits for Monday", standard, nil, "", "2026-11-28 10:00", "2026-11-30 08:00"},
		{"a holiday waits for what follows it", standard, nil, "", "2026-12-25 10:00", "2026-12-28 08:00"},
		{"a weekend before a holiday waits for both", standard, nil, "", "2027-03-27 10:00", "2027-03-30 08:00"},
		{"school holidays wait for their end", standard, christmas, "", "2026-12-18 20:00", "2027-01-04 08:00"},
		{"weekends are open for who wants them", lunch, nil, "", "2026-11-28 10:00", "2026-11-28 10:00"},
		{"lunch waits for its end", lunch, nil, "", "2026-11-28 12:30", "2026-11-28 14:00"},
		{"nothing is quiet", record.Quiet{}, nil, "", "2026-12-25 03:00", "2026-12-25 03:00"},
		{"in the zone of the person", standard, nil, "America/Guadeloupe", "2026-11-24 04:00", "2026-11-24 08:00"},
		{"29 February is a day like others", standard, nil, "", "2028-02-28 20:00", "2028-02-29 08:00"},
		{"on the night of the spring change", record.Quiet{From: record.Hour{Hour: 1}, To: record.Hour{Hour: 2, Minute: 30}}, nil, "", "2027-03-28 01:10", "2027-03-28 03:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			zone, err := time.LoadLocation(map[bool]string{true: "Europe/Paris", false: c.zone}[c.zone == ""])
			require.NoError(t, err)
			read := func(s string) time.Time {
				at, err := time.ParseInLocation("2006-01-02 15:04", s, zone)
				require.NoError(t, err)
				return at
			}
			open := record.OpenHours{Quiet: c.quiet, Zone: zone, Vacations: c.vacations}
			next := open.Next(read(c.at))
			require.Equal(t, read(c.next).Format(time.RFC3339), next.Format(time.RFC3339))
			require.Equal(t, next, open.Next(next), "an open moment is its own")
		})
	}
}

// vacationStart is a day of the three years from 2026 on.
var vacationStart = rapid.Map(drawtest.Even(0, 3*365-1), day("2026-01-01").AddDays)

// The days that properties draw come from all of their years alike.
func TestDrawnDaysAreSpread(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		days  *rapid.Generator[calendar.Date]
		years int
	}{"the start of a vacation": {vacationStart, 3}, "a fact": {fact, 12}} {
		const each = 100
		counts := map[int]int{}
		for seed := range each * tc.years {
			counts[tc.days.Example(seed).Year]++
		}
		t.Log(name, counts)
		require.Len(t, counts, tc.years, name)
		for year, n := range counts {
			require.InDelta(t, each, n, each/2, "%s: %d in %d of %v", name, n, year, counts)
		}
	}
}

// Whatever is quiet and whatever the zone does to its clocks: the next moment
// is open, not before the one that was asked about, and the first.
func TestOpenHoursNextIsTheFirstOpenMoment(t *testing.T) {
	t.Parallel()
	zones := []string{
		"Europe/Paris", "Indian/Mayotte", "America/Guadeloupe", "Pacific/Noumea", "Pacific/Marquesas", "America/Miquelon",
		"America/Santiago", "Australia/Lord_Howe", // clocks change at midnight; by half an hour
	}
	hour := rapid.Custom(func(rt *rapid.T) record.Hour {
		return record.Hour{Hour: drawtest.Even(0, 23).Draw(rt, "hour"), Minute: drawtest.Even(0, 59).Draw(rt, "minute")}
	})
	rapid.Check(t, func(rt *rapid.T) {
		zone, err := time.LoadLocation(rapid.SampledFrom(zones).Draw(rt, "zone"))
		require.NoError(rt, err)
		first := vacationStart.Draw(rt, "vacation")
		open := record.OpenHours{
			Zone: zone, Vacations: []record.Vacation{{First: first, Last: first.AddDays(drawtest.Even(-2, 20).Draw(rt, "length"))}},
			Quiet: record.Quiet{
				From: hour.Draw(rt, "from"), To: hour.Draw(rt, "to"), Weekends: rapid.Bool().Draw(rt, "weekends"), Holidays: rapid.Bool().Draw(rt, "holidays"),
			},
		}
		asked := time.Date(2026, 1, 1, 0, drawtest.Even(0, 3*365*24*60).Draw(rt, "at"), 0, 0, time.UTC)
		next := open.Next(asked)
		require.False(rt, next.Before(asked), "%s is before %s", next, asked)
		require.True(rt, open.Next(next).Equal(next), "%s is not open", next)
		for range 20 { // nothing in between is open
			if gap := next.Sub(asked); gap > 0 {
				at := asked.Add(time.Duration(drawtest.Even(0, int(gap/time.Second)-1).Draw(rt, "between")) * time.Second)
				require.True(rt, open.Next(at).Equal(next), "%s comes before %s", open.Next(at), next)
			}
		}
	})
}
