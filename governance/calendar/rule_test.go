package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance/calendar"
	"pilotent/internal/drawtest"
)

func TestRuleText(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]calendar.Rule{
		"FREQ=WEEKLY;BYDAY=TH":                    {Cycle: calendar.CycleWeeks, Every: 1, Days: days(0, time.Thursday)},
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH,SU":   {Cycle: calendar.CycleWeeks, Every: 2, Days: days(0, time.Monday, time.Thursday, time.Sunday)},
		"FREQ=MONTHLY;BYDAY=1TU":                  {Cycle: calendar.CycleMonths, Every: 1, Days: days(1, time.Tuesday)},
		"FREQ=MONTHLY;INTERVAL=3;BYDAY=-1FR":      {Cycle: calendar.CycleMonths, Every: 3, Days: days(calendar.RankLast, time.Friday)},
		"FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR":  {Cycle: calendar.CycleMonths, Every: 1, Days: days(calendar.RankLast, time.Friday), Months: []time.Month{2, 5, 11}},
		"FREQ=MONTHLY;BYDAY=2TU,4TU,-1MO":         {Cycle: calendar.CycleMonths, Every: 1, Days: append(append(days(2, time.Tuesday), days(4, time.Tuesday)...), days(-1, time.Monday)...)},
		"AFTER=SCHOOL-HOLIDAYS;BYDAY=TH":          {Cycle: calendar.CycleVacations, Every: 1, Days: days(0, time.Thursday)},
		"FREQ=WEEKLY;INTERVAL=52;BYDAY=SA":        {Cycle: calendar.CycleWeeks, Every: 52, Days: days(0, time.Saturday)},
		"FREQ=MONTHLY;BYMONTH=12;BYDAY=4SU,-1SU":  {Cycle: calendar.CycleMonths, Every: 1, Days: append(days(4, time.Sunday), days(-1, time.Sunday)...), Months: []time.Month{12}},
		"FREQ=MONTHLY;INTERVAL=12;BYDAY=1WE,1SU":  {Cycle: calendar.CycleMonths, Every: 12, Days: days(1, time.Wednesday, time.Sunday)},
		"FREQ=MONTHLY;BYMONTH=1,9;BYDAY=3MO,-1TU": {Cycle: calendar.CycleMonths, Every: 1, Days: append(days(3, time.Monday), days(-1, time.Tuesday)...), Months: []time.Month{1, 9}},
	} {
		t.Run(text, func(t *testing.T) {
			got, err := calendar.ParseRule(text)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.Equal(t, text, got.String())
			require.NoError(t, got.Check())
			require.Equal(t, got, got.Tidy())
		})
	}
	t.Run("in order, whatever was said first", func(t *testing.T) {
		r := calendar.Rule{Cycle: calendar.CycleMonths, Days: append(days(-1, time.Friday), days(1, time.Sunday, time.Friday, time.Sunday)...), Months: []time.Month{11, 2, 11}}
		require.Error(t, r.Check())
		require.Equal(t, "FREQ=MONTHLY;BYMONTH=2,11;BYDAY=1FR,1SU,-1FR", r.Tidy().String())
		require.True(t, r.Tidy().Equal(calendar.MustParseRule("FREQ=MONTHLY;BYMONTH=2,11;BYDAY=1FR,1SU,-1FR")))
		require.False(t, r.Tidy().Equal(calendar.MustParseRule("FREQ=MONTHLY;BYMONTH=2;BYDAY=1FR,1SU,-1FR")))
	})
	t.Run("what is no weekday", func(t *testing.T) {
		require.Error(t, calendar.Rule{Cycle: calendar.CycleWeeks, Every: 1, Days: days(0, 7)}.Check())
	})
	t.Run("all months are none that is named", func(t *testing.T) {
		r := calendar.Rule{Cycle: calendar.CycleMonths, Days: days(1, time.Monday)}
		for m := time.January; m <= time.December; m++ {
			r.Months = append(r.Months, m)
		}
		require.Equal(t, "FREQ=MONTHLY;BYDAY=1MO", r.Tidy().String())
	})
}

func days(rank int, weekdays ...time.Weekday) (all []calendar.RankedDay) {
	for _, w := range weekdays {
		all = append(all, calendar.RankedDay{Rank: rank, Weekday: w})
	}
	return all
}

// What other programs write, and we would carry out otherwise than they.
func TestRulesOfOthersAreRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                            `"" is none of FREQ`,
		"FREQ=DAILY":                                  `FREQ is WEEKLY or MONTHLY, not "DAILY"`,
		"FREQ=YEARLY;BYMONTH=5;BYDAY=1TU":             `FREQ is WEEKLY or MONTHLY, not "YEARLY"`,
		"FREQ=WEEKLY":                                 "BYDAY is missing",
		"BYDAY=TH":                                    "FREQ is missing",
		"FREQ=WEEKLY;BYDAY=":                          `BYDAY has weekdays such as TU, 1TU or -1TU, not ""`,
		"FREQ=WEEKLY;BYDAY=1TH":                       "only MONTHLY has ranks",
		"FREQ=WEEKLY;BYMONTH=5;BYDAY=TH":              "only MONTHLY has ranks and BYMONTH",
		"FREQ=MONTHLY;BYDAY=TH":                       "from 1 to 4, or -1",
		"FREQ=MONTHLY;BYDAY=5TH":                      "from 1 to 4, or -1",
		"FREQ=MONTHLY;BYDAY=-2TH":                     "from 1 to 4, or -1",
		"FREQ=MONTHLY;BYDAY=0TH":                      `not "0TH"`,
		"FREQ=MONTHLY;BYDAY=xTH":                      `not "xTH"`,
		"FREQ=MONTHLY;BYDAY=1XX":                      `not "1XX"`,
		"FREQ=MONTHLY;BYDAY=1é":                       `BYDAY has weekdays`,
		"FREQ=MONTHLY;BYDAY=+1TH":                     `it is written "FREQ=MONTHLY;BYDAY=1TH"`,
		"FREQ=MONTHLY;BYDAY=2TH,1TH":                  `it is written "FREQ=MONTHLY;BYDAY=1TH,2TH"`,
		"FREQ=MONTHLY;BYDAY=1TH,1TH":                  `it is written "FREQ=MONTHLY;BYDAY=1TH"`,
		"FREQ=MONTHLY;BYDAY=1TH;BYMONTH=5":            `it is written "FREQ=MONTHLY;BYMONTH=5;BYDAY=1TH"`,
		"FREQ=MONTHLY;BYDAY=1TH;BYSETPOS=1":           `"BYSETPOS" is none of`,
		"FREQ=MONTHLY;BYMONTHDAY=31":                  `"BYMONTHDAY" is none of`,
		"FREQ=WEEKLY;UNTIL=20270630;BYDAY=TH":         `"UNTIL" is none of`,
		"FREQ=WEEKLY;COUNT=3;BYDAY=TH":                `"COUNT" is none of`,
		"FREQ=WEEKLY;BYDAY=TH;WKST=SU":                `"WKST" is none of`,
		"FREQ=WEEKLY;INTERVAL=0;BYDAY=TH":             "INTERVAL is from 1 to 52, not 0",
		"FREQ=WEEKLY;INTERVAL=53;BYDAY=TH":            "INTERVAL is from 1 to 52, not 53",
		"FREQ=WEEKLY;INTERVAL=1;BYDAY=TH":             `it is written "FREQ=WEEKLY;BYDAY=TH"`,
		"FREQ=WEEKLY;INTERVAL=deux;BYDAY=TH":          `INTERVAL is a number, not "deux"`,
		"FREQ=MONTHLY;BYMONTH=13;BYDAY=1TH":           "BYMONTH is from 1 to 12",
		"FREQ=MONTHLY;BYMONTH=mai;BYDAY=1TH":          `BYMONTH has numbers, not "mai"`,
		"FREQ=MONTHLY;INTERVAL=2;BYMONTH=5;BYDAY=1TH": "exclude each other",
		"freq=weekly;byday=th":                        `"freq" is none of`,
		"RRULE:FREQ=WEEKLY;BYDAY=TH":                  `"RRULE:FREQ" is none of`,
		"FREQ=WEEKLY;BYDAY=TH;":                       `"" is none of`,
		"FREQ=SCHOOL-HOLIDAYS;BYDAY=TH":               "FREQ is WEEKLY or MONTHLY",
		"AFTER=CHRISTMAS;BYDAY=TH":                    "AFTER is SCHOOL-HOLIDAYS",
		"AFTER=SCHOOL-HOLIDAYS;BYDAY=TU,TH":           "one weekday",
		"AFTER=SCHOOL-HOLIDAYS;INTERVAL=2;BYDAY=TH":   "one weekday",
	} {
		t.Run(text, func(t *testing.T) {
			r, err := calendar.ParseRule(text)
			require.ErrorContains(t, err, want)
			require.Zero(t, r)
			require.Panics(t, func() { calendar.MustParseRule(text) })
		})
	}
}

// anyRule draws rules of every kind.
func anyRule() *rapid.Generator[calendar.Rule] {
	return rapid.Custom(func(t *rapid.T) calendar.Rule {
		weekday := rapid.Map(drawtest.Even(0, 6), func(n int) time.Weekday { return time.Weekday(n) })
		r := calendar.Rule{Cycle: rapid.SampledFrom([]calendar.Cycle{calendar.CycleWeeks, calendar.CycleMonths, calendar.CycleVacations}).Draw(t, "cycle")}
		if r.Cycle == calendar.CycleVacations {
			r.Days = days(0, weekday.Draw(t, "weekday"))
			return r.Tidy()
		}
		for range drawtest.Even(1, 4).Draw(t, "days") {
			d := calendar.RankedDay{Weekday: weekday.Draw(t, "weekday")}
			if r.Cycle == calendar.CycleMonths {
				d.Rank = rapid.SampledFrom([]int{1, 2, 3, 4, calendar.RankLast}).Draw(t, "rank")
			}
			r.Days = append(r.Days, d)
		}
		switch {
		case r.Cycle == calendar.CycleMonths && rapid.Bool().Draw(t, "named"):
			for range drawtest.Even(1, 4).Draw(t, "months") {
				r.Months = append(r.Months, time.Month(drawtest.Even(1, 12).Draw(t, "month")))
			}
		default:
			r.Every = drawtest.Even(1, calendar.MaxEvery).Draw(t, "every")
		}
		return r.Tidy()
	})
}

func TestRuleIsReadAsItIsWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := anyRule().Draw(t, "rule")
		read, err := calendar.ParseRule(r.String())
		require.NoError(t, err)
		require.Equal(t, r, read)
	})
}

func FuzzParseRule(f *testing.F) {
	for _, s := range []string{
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR", "AFTER=SCHOOL-HOLIDAYS;BYDAY=TH",
		"", ";", "FREQ", "FREQ=", "BYDAY=,", "FREQ=MONTHLY;BYDAY=1TU,-1TU;BYDAY=2TU", "INTERVAL=99999999999999999999", "FREQ=WEEKLY;BYDAY=é",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		r, err := calendar.ParseRule(text)
		if err != nil {
			require.Zero(t, r)
			return
		}
		require.Equal(t, text, r.String())
		require.NoError(t, r.Check())
		n := 0
		for d := range (calendar.Recurrence{Rule: r, First: day("2026-09-01")}).Slots(day("2026-09-01"), calendar.SchoolDays{}) {
			require.False(t, d.Before(day("2026-09-01")))
			if n++; n == 10 {
				break
			}
		}
	})
}
