package calendar_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

// anyCalendar draws a region, and a few days of one's own near fact.
func anyCalendar(near calendar.Date) *rapid.Generator[calendar.Calendar] {
	days := rapid.SliceOfN(rapid.Map(drawtest.Even(0, 60), near.AddDays), 0, 8)
	return rapid.Custom(func(t *rapid.T) calendar.Calendar {
		return calendar.Calendar{
			Region:  rapid.SampledFrom(calendar.Regions()).Draw(t, "region"),
			Added:   days.Draw(t, "added"),
			Removed: days.Draw(t, "removed"),
		}
	})
}

func TestWorkingDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		day  string
		want bool
	}{
		"Friday":            {"2026-12-18", true},
		"Saturday":          {"2026-12-19", false},
		"Sunday":            {"2026-12-20", false},
		"Monday":            {"2026-12-21", true},
		"a weekday holiday": {"2026-12-25", false},
		"Easter Monday":     {"2026-04-06", false},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, tc.want, calendar.Calendar{}.WorkingDay(day(tc.day)))
		})
	}
	t.Run("a removed week-end day is still no working day", func(t *testing.T) {
		c := calendar.Calendar{Removed: []calendar.Date{day("2026-08-15")}}
		require.False(t, c.WorkingDay(day("2026-08-15")))
	})
}

// The 2 % of unavailability that a VSR allows is of worked days; the counts are
// those of docs/domain.md, section 2.
func TestWorkedDaysOfAnObservationWindow(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		from, to string
		want     int
	}{
		"2 April to 1 May 2026": {"2026-04-02", "2026-05-01", 20},
		"2 to 31 May 2026":      {"2026-05-02", "2026-05-31", 17},
	} {
		t.Run(name, func(t *testing.T) {
			worked := 0
			for d := day(tc.from); !d.After(day(tc.to)); d = d.AddDays(1) {
				if (calendar.Calendar{}).WorkingDay(d) {
					worked++
				}
			}
			require.Equal(t, tc.want, worked)
		})
	}
}

func TestNextWorkingDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		region    calendar.Region
		day, want string
	}{
		"a working day itself":          {"", "2026-12-18", "2026-12-18"},
		"from Saturday to Monday":       {"", "2026-12-19", "2026-12-21"},
		"a Friday holiday, to Monday":   {"", "2026-05-01", "2026-05-04"},
		"over Easter":                   {"", "2026-04-04", "2026-04-07"},
		"from Good Friday over Easter":  {calendar.RegionAlsaceMoselleGoodFriday, "2026-04-03", "2026-04-07"},
		"26 December on a Monday, 2022": {calendar.RegionAlsaceMoselle, "2022-12-25", "2022-12-27"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, day(tc.want), calendar.Calendar{Region: tc.region}.NextWorkingDay(day(tc.day)))
		})
	}
}

func TestAddWorkingDays(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		day  string
		n    int
		want string
	}{
		"within a week":                {"2026-03-02", 4, "2026-03-06"},
		"over a week-end":              {"2026-03-05", 5, "2026-03-12"},
		"from a Saturday":              {"2026-03-07", 1, "2026-03-09"},
		"over Christmas and new year":  {"2026-12-18", 10, "2027-01-05"},
		"none stays, even on a Sunday": {"2026-03-08", 0, "2026-03-08"},
		"back over a week-end":         {"2026-03-09", -1, "2026-03-06"},
		"back over Easter":             {"2026-04-08", -2, "2026-04-03"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, day(tc.want), calendar.Calendar{}.AddWorkingDays(day(tc.day), tc.n))
		})
	}

	t.Run("passes over exactly n working days", func(t *testing.T) {
		rapid.Check(t, func(t *rapid.T) {
			from, n := anyDay().Draw(t, "from"), drawtest.Even(1, 60).Draw(t, "n")
			c := anyCalendar(from).Draw(t, "calendar")
			to := c.AddWorkingDays(from, n)
			require.True(t, c.WorkingDay(to))
			worked := 0
			for d := from.AddDays(1); !d.After(to); d = d.AddDays(1) {
				if c.WorkingDay(d) {
					worked++
				}
			}
			require.Equal(t, n, worked)
			require.Equal(t, c.NextWorkingDay(from.AddDays(1)), c.AddWorkingDays(from, 1))
			if c.WorkingDay(from) {
				require.Equal(t, from, c.AddWorkingDays(to, -n))
			}
		})
	})
}
