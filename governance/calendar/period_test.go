package calendar_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

func inDays(n int) calendar.Period {
	return calendar.Period{Length: n, Unit: calendar.UnitDays}
}

func inMonths(n int) calendar.Period {
	return calendar.Period{Length: n, Unit: calendar.UnitMonths}
}

func inWorkingDays(n int) calendar.Period {
	return calendar.Period{Length: n, Unit: calendar.UnitWorkingDays}
}

func inClearDays(n int) calendar.Period {
	return calendar.Period{Length: n, Unit: calendar.UnitClearDays}
}

func TestEnd(t *testing.T) {
	t.Parallel()
	const metropole, alsace = calendar.RegionMetropole, calendar.RegionAlsaceMoselleGoodFriday
	for _, tc := range []struct {
		region       calendar.Region
		fact         string
		period       calendar.Period
		rawEnd, want string
	}{
		// The vectors of docs/domain.md, section 2.
		{metropole, "2026-03-02", inDays(30), "2026-04-01", "2026-04-01"},
		{metropole, "2026-04-01", inDays(30), "2026-05-01", "2026-05-04"},
		{metropole, "2026-05-07", inDays(7), "2026-05-14", "2026-05-15"},
		{metropole, "2026-03-27", inDays(7), "2026-04-03", "2026-04-03"},
		{alsace, "2026-03-27", inDays(7), "2026-04-03", "2026-04-07"},
		{metropole, "2026-12-18", inDays(7), "2026-12-25", "2026-12-28"},
		{alsace, "2026-12-18", inDays(7), "2026-12-25", "2026-12-28"},
		{metropole, "2026-01-31", inMonths(1), "2026-02-28", "2026-03-02"},
		{metropole, "2028-01-31", inMonths(1), "2028-02-29", "2028-02-29"},
		{metropole, "2026-08-08", inDays(7), "2026-08-15", "2026-08-17"},

		{calendar.RegionAlsaceMoselle, "2026-03-27", inDays(7), "2026-04-03", "2026-04-03"},
		{calendar.RegionMayotte, "2026-04-20", inDays(7), "2026-04-27", "2026-04-28"},
		{metropole, "2026-01-15", inMonths(1), "2026-02-15", "2026-02-16"},
		{metropole, "2026-01-28", inMonths(1), "2026-02-28", "2026-03-02"},
		{metropole, "2026-03-31", inMonths(3), "2026-06-30", "2026-06-30"},
		{metropole, "2026-12-31", inMonths(2), "2027-02-28", "2027-03-01"},
		{metropole, "2026-11-30", inMonths(13), "2027-12-30", "2027-12-30"},
		{metropole, "2028-02-29", inMonths(12), "2029-02-28", "2029-02-28"},

		// The relevé de décisions of a real CCAP: 5 jours ouvrés.
		{metropole, "2026-04-30", inWorkingDays(5), "2026-05-11", "2026-05-11"},
		{metropole, "2026-12-18", inWorkingDays(5), "2026-12-28", "2026-12-28"},
		{metropole, "2026-03-07", inWorkingDays(1), "2026-03-09", "2026-03-09"},

		// Convocations: 3 or 5 jours francs.
		{metropole, "2026-03-02", inClearDays(3), "2026-03-06", "2026-03-06"},
		{metropole, "2026-03-02", inClearDays(5), "2026-03-08", "2026-03-09"},
		{metropole, "2026-04-02", inClearDays(3), "2026-04-06", "2026-04-07"},
	} {
		t.Run(fmt.Sprintf("%s %s %d %s", tc.region, tc.fact, tc.period.Length, tc.period.Unit), func(t *testing.T) {
			got := calendar.Calendar{Region: tc.region}.End(day(tc.fact), tc.period)
			require.Equal(t, day(tc.fact), got.Fact)
			require.Equal(t, tc.period, got.Period)
			require.Equal(t, day(tc.fact).AddDays(1), got.FirstDay)
			require.Equal(t, day(tc.rawEnd), got.RawEnd)
			require.Equal(t, day(tc.want), got.Day)
			require.Equal(t, tc.rawEnd != tc.want, got.Postponed)
		})
	}
}

func TestEndTellsItsSteps(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fact   string
		period calendar.Period
		want   []calendar.Step
	}{
		"days, not postponed": {"2026-03-02", inDays(30), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-03-03"), ""},
			{"counts-days", "3.2.2", day("2026-04-01"), ""},
		}},
		"days, over Good Friday and Easter": {"2026-03-27", inDays(7), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-03-28"), ""},
			{"counts-days", "3.2.2", day("2026-04-03"), ""},
			{"ends-holiday", "3.2.4", day("2026-04-03"), "good-friday"},
			{"ends-weekend", "3.2.4", day("2026-04-04"), ""},
			{"ends-weekend", "3.2.4", day("2026-04-05"), ""},
			{"ends-holiday", "3.2.4", day("2026-04-06"), "easter-monday"},
			{"next-working-day", "3.2.4", day("2026-04-07"), ""},
		}},
		"a holiday on a Saturday": {"2026-08-08", inDays(7), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-08-09"), ""},
			{"counts-days", "3.2.2", day("2026-08-15"), ""},
			{"ends-holiday", "3.2.4", day("2026-08-15"), "assumption"},
			{"ends-weekend", "3.2.4", day("2026-08-16"), ""},
			{"next-working-day", "3.2.4", day("2026-08-17"), ""},
		}},
		"months, same day": {"2026-03-15", inMonths(1), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-03-16"), ""},
			{"quantieme", "3.2.3", day("2026-04-15"), ""},
		}},
		"months, no such day": {"2028-01-31", inMonths(1), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2028-02-01"), ""},
			{"last-day-of-month", "3.2.3", day("2028-02-29"), ""},
		}},
		"working days": {"2026-03-06", inWorkingDays(1), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-03-07"), ""},
			{"counts-working-days", "3.2.5", day("2026-03-09"), ""},
		}},
		"clear days": {"2026-03-02", inClearDays(3), []calendar.Step{
			{"starts-day-after", "3.2.1", day("2026-03-03"), ""},
			{"counts-clear-days", "", day("2026-03-06"), ""},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			c := calendar.Calendar{Region: calendar.RegionAlsaceMoselleGoodFriday}
			require.Equal(t, tc.want, c.End(day(tc.fact), tc.period).Steps)
		})
	}
}

func TestEndFromCountsTheFirstDay(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		first        string
		period       calendar.Period
		rawEnd, want string
	}{
		"days":                    {"2026-03-03", inDays(30), "2026-04-01", "2026-04-01"},
		"put off":                 {"2026-04-02", inDays(30), "2026-05-01", "2026-05-04"},
		"months":                  {"2026-02-01", inMonths(1), "2026-02-28", "2026-03-02"},
		"after a short month":     {"2026-03-01", inMonths(1), "2026-03-31", "2026-03-31"},
		"to a short month":        {"2026-01-31", inMonths(1), "2026-02-28", "2026-03-02"},
		"to one in a leap year":   {"2028-01-30", inMonths(1), "2028-02-29", "2028-02-29"},
		"from the leap day":       {"2028-02-29", inMonths(12), "2029-02-28", "2029-02-28"},
		"in the middle of months": {"2026-11-18", inMonths(1), "2026-12-17", "2026-12-17"},
		"working days":            {"2026-03-06", inWorkingDays(2), "2026-03-09", "2026-03-09"},
	} {
		t.Run(name, func(t *testing.T) {
			got := calendar.Calendar{}.EndFrom(day(tc.first), tc.period)
			require.Equal(t, []string{tc.first, tc.first, tc.rawEnd, tc.want},
				[]string{got.Fact.String(), got.FirstDay.String(), got.RawEnd.String(), got.Day.String()})
			require.Equal(t, calendar.Step{Rule: "starts-same-day", Day: day(tc.first)}, got.Steps[0])
		})
	}
	require.Equal(t, calendar.Deadline{Period: inDays(1)}, calendar.Calendar{}.EndFrom(calendar.Date{}, inDays(1)))
	require.Equal(t, calendar.Deadline{Fact: day("2026-03-06")}, calendar.Calendar{}.EndFrom(day("2026-03-06"), calendar.Period{}))
}

func TestEndWithoutADeadline(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		fact   calendar.Date
		period calendar.Period
	}{
		"no fact":         {calendar.Date{}, inDays(30)},
		"no length":       {day("2026-03-02"), inDays(0)},
		"negative length": {day("2026-03-02"), inWorkingDays(-1)},
		"absurd length":   {day("2026-03-02"), inWorkingDays(calendar.MaxPeriod + 1)},
		"no unit":         {day("2026-03-02"), calendar.Period{Length: 30}},
		"unknown unit":    {day("2026-03-02"), calendar.Period{Length: 30, Unit: "weeks"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := calendar.Calendar{}.End(tc.fact, tc.period)
			require.Equal(t, calendar.Deadline{Fact: tc.fact, Period: tc.period}, got)
			require.Equal(t, name == "no fact", tc.period.Valid())
		})
	}
}

func anyPeriod() *rapid.Generator[calendar.Period] {
	return rapid.Custom(func(t *rapid.T) calendar.Period {
		return calendar.Period{
			Length: drawtest.Even(1, 60).Draw(t, "length"),
			Unit:   rapid.SampledFrom(calendar.Units()).Draw(t, "unit"),
		}
	})
}

func TestALaterFirstDayNeverEndsEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		first, period := anyDay().Draw(t, "first"), anyPeriod().Draw(t, "period")
		c := anyCalendar(first).Draw(t, "calendar")
		end := c.EndFrom(first, period)
		require.False(t, c.EndFrom(first.AddDays(1), period).Day.Before(end.Day))
		require.False(t, c.End(first, period).RawEnd.Before(end.RawEnd), "the general rule gives a day more, or as much")
		require.False(t, end.RawEnd.Before(first))
	})
}

func TestDeadlineIsTheFirstWorkingDayFromItsRawEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fact, period := anyDay().Draw(t, "fact"), anyPeriod().Draw(t, "period")
		c := anyCalendar(fact).Draw(t, "calendar")

		got := c.End(fact, period)

		require.NotEqual(t, time.Saturday, got.Day.Weekday())
		require.NotEqual(t, time.Sunday, got.Day.Weekday())
		_, holiday := c.Holiday(got.Day)
		require.False(t, holiday)
		require.False(t, got.Day.Before(got.RawEnd))
		require.False(t, got.RawEnd.Before(got.FirstDay))
		for d := got.RawEnd; d != got.Day; d = d.AddDays(1) {
			require.False(t, c.WorkingDay(d))
		}
		require.Equal(t, got.Day, got.Steps[len(got.Steps)-1].Day)
		for i := 1; i < len(got.Steps); i++ {
			require.False(t, got.Steps[i].Day.Before(got.Steps[i-1].Day))
		}
	})
}

func TestLaterFactNeverEndsEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fact, period := anyDay().Draw(t, "fact"), anyPeriod().Draw(t, "period")
		c := anyCalendar(fact).Draw(t, "calendar")
		later := fact.AddDays(drawtest.Even(0, 40).Draw(t, "days later"))
		require.False(t, c.End(later, period).Day.Before(c.End(fact, period).Day))
	})
}

func TestLongerPeriodNeverEndsEarlier(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		fact, period := anyDay().Draw(t, "fact"), anyPeriod().Draw(t, "period")
		c := anyCalendar(fact).Draw(t, "calendar")
		longer := calendar.Period{Length: period.Length + 1, Unit: period.Unit}
		require.False(t, c.End(fact, longer).Day.Before(c.End(fact, period).Day))
	})
}
