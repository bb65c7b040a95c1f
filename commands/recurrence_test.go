package commands_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/i18n"
	"pilotent/internal/drawtest"
)

// What a series is said to be can be typed again.
func TestARuleIsReadAsItIsSaid(t *testing.T) {
	t.Parallel()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	rapid.Check(t, func(t *rapid.T) {
		r := calendar.Rule{Cycle: rapid.SampledFrom([]calendar.Cycle{calendar.CycleWeeks, calendar.CycleMonths, calendar.CycleVacations}).Draw(t, "cycle")}
		most := 3
		if r.Cycle == calendar.CycleVacations {
			most = 1
		}
		for range drawtest.Even(1, most).Draw(t, "days") {
			d := calendar.RankedDay{Weekday: time.Weekday(drawtest.Even(0, 6).Draw(t, "weekday"))}
			if r.Cycle == calendar.CycleMonths {
				d.Rank = rapid.SampledFrom([]int{1, 2, 3, 4, calendar.RankLast}).Draw(t, "rank")
			}
			r.Days = append(r.Days, d)
		}
		switch {
		case r.Cycle == calendar.CycleVacations:
		case r.Cycle == calendar.CycleMonths && rapid.Bool().Draw(t, "named"):
			for range drawtest.Even(1, 4).Draw(t, "months") {
				r.Months = append(r.Months, time.Month(drawtest.Even(1, 12).Draw(t, "month")))
			}
		default:
			r.Every = drawtest.Even(1, calendar.MaxEvery).Draw(t, "every")
		}
		r = r.Tidy()
		for _, lang := range i18n.Languages() {
			said := string(catalog.Printer(lang, nil).Rule(r)) + ", 14h"
			read, err := when.Reader{Lang: lang}.Recurring(said)
			require.NoError(t, err, said)
			require.Equal(t, r, read.Rule, said)
		}
	})
}
