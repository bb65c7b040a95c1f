package calendar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
)

// tenSchoolYears are school holidays such as those of zoneC, ten years of them.
func tenSchoolYears() calendar.SchoolDays {
	var all []calendar.Vacation
	for year := range 10 {
		for _, v := range zoneC() {
			v.First.Year, v.Last.Year = v.First.Year+year, v.Last.Year+year
			all = append(all, v)
		}
	}
	return schoolDays(all...)
}

// plan plans each of the series over so many years, and says how many occurrences
// that gave and how long each took.
func plan(series []calendar.Recurrence, years int, school calendar.SchoolDays) (n int, each time.Duration) {
	began := time.Now()
	for _, r := range series {
		r.Until = r.First.AddDays(365 * years)
		for range r.Occurrences(r.First, school) {
			n++
		}
	}
	return n, time.Since(began) / time.Duration(n)
}

// BenchmarkPlanning plans ten years of 200 series and, by turns in the same run, a year
// of one of them: "ratio" is the cost of an occurrence of the first over that of the
// second, which is to be at most 2.
func BenchmarkPlanning(b *testing.B) {
	school := tenSchoolYears()
	rules := []string{"FREQ=WEEKLY;BYDAY=TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH", "FREQ=MONTHLY;BYDAY=1TU", "FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR"}
	var all []calendar.Recurrence
	for i := range 200 {
		all = append(all, calendar.Recurrence{
			Rule: calendar.MustParseRule(rules[i%len(rules)]), First: day("2026-09-01").AddDays(i % 28), IfClosed: calendar.IfClosedMove,
		})
	}
	var many, one time.Duration
	rounds, occurrences := 0, 0
	for b.Loop() {
		rounds++
		n, each := plan(all, 10, school)
		occurrences, many = n, many+each
		var alone time.Duration
		for _, r := range all[:len(rules)] { // one of each kind, for the kinds cost differently
			var total time.Duration
			const times = 50 // a year is too short to be measured once
			for range times {
				_, each := plan([]calendar.Recurrence{r}, 1, school)
				total += each
			}
			ofKind, _ := plan([]calendar.Recurrence{r}, 10, school)
			alone += total / times * time.Duration(ofKind)
		}
		inAll, _ := plan(all[:len(rules)], 10, school)
		one += alone / time.Duration(inAll)
	}
	require.Greater(b, occurrences, 50_000)
	b.ReportMetric(float64(occurrences), "occurrences")
	b.ReportMetric(float64(many.Nanoseconds())/float64(rounds), "ns/occurrence")
	b.ReportMetric(float64(one.Nanoseconds())/float64(rounds), "one-ns/occurrence")
	b.ReportMetric(float64(many)/float64(one), "ratio")
	b.ReportMetric(0, "ns/op")
}
