package calendar_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os/exec"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"github.com/teambition/rrule-go"

	"pilotent/governance/calendar"
	"pilotent/internal/testenv"
)

// comparison is a rule whose days others compute too, from 2026 to 2035.
type comparison struct {
	Rule  string `json:"rule"`
	First string `json:"first"`
	Zone  string `json:"zone"`
	Hour  int    `json:"hour"`
	Min   int    `json:"minute"`
}

func (c comparison) String() string {
	return fmt.Sprintf("%s from %s at %d:%02d %s", c.Rule, c.First, c.Hour, c.Min, c.Zone)
}

// start is what a program says of a start: what the wall shows, and the instant.
type start struct {
	Wall    string `json:"wall"`
	Instant int64  `json:"instant"`
}

var lastCompared = day("2035-12-31")

// comparisons are rules of every kind, in zones on both sides of Greenwich, at hours
// that are skipped and doubled there.
func comparisons() (all []comparison) {
	rules := []struct{ text, first string }{
		{"FREQ=WEEKLY;BYDAY=TH", "2026-01-01"},
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TH", "2026-09-03"},
		{"FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,SU", "2026-01-04"}, // which begins on the last day of a week
		{"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SA", "2026-01-07"}, // which does not begin on its own day
		// Not from 2026-03-29: rrule-go keeps for ever the hour that the clock showed instead.
		{"FREQ=WEEKLY;INTERVAL=52;BYDAY=SU", "2026-10-25"},
		{"FREQ=MONTHLY;BYDAY=1TU", "2026-01-01"},
		{"FREQ=MONTHLY;BYDAY=2SU", "2026-01-01"}, // Miquelon's spring
		{"FREQ=MONTHLY;BYDAY=1SU,-1SU", "2026-01-01"},
		{"FREQ=MONTHLY;BYDAY=2TU,4TU", "2026-02-14"},
		{"FREQ=MONTHLY;BYDAY=4MO,-1MO", "2026-02-01"}, // often one day
		{"FREQ=MONTHLY;INTERVAL=2;BYDAY=1WE", "2026-11-30"},
		{"FREQ=MONTHLY;INTERVAL=5;BYDAY=-1SU", "2026-10-31"},
		{"FREQ=MONTHLY;BYMONTH=2,5,11;BYDAY=-1FR", "2026-02-27"},
		{"FREQ=MONTHLY;BYMONTH=3,10;BYDAY=-1SU", "2026-01-01"}, // the nights themselves
		{"FREQ=MONTHLY;BYMONTH=3,11;BYDAY=1SU,2SU", "2026-01-01"},
	}
	hours := map[string][][2]int{
		"Europe/Paris":     {{14, 0}, {2, 0}, {2, 30}, {3, 0}},
		"Indian/Reunion":   {{14, 0}, {2, 30}},
		"America/Miquelon": {{14, 0}, {1, 30}, {2, 30}},
		"Pacific/Noumea":   {{8, 15}, {2, 30}},
	}
	for _, r := range rules {
		for zone, at := range hours {
			for _, h := range at {
				all = append(all, comparison{r.text, r.first, zone, h[0], h[1]})
			}
		}
	}
	return all
}

func (c comparison) days() (all []calendar.Date) {
	r := calendar.Recurrence{Rule: calendar.MustParseRule(c.Rule), First: day(c.First), Until: lastCompared}
	for d := range r.Slots(r.First, calendar.SchoolDays{}) {
		all = append(all, d)
	}
	return all
}

func (c comparison) wall(d calendar.Date) string {
	return fmt.Sprintf("%sT%02d:%02d:00", d, c.Hour, c.Min)
}

// agree compares our starts with those of another program. Days must be the same, and
// instants too, but where the clock skips or doubles the hour: there the other may
// choose, and ours is what a search finds.
func (c comparison) agree(t *testing.T, others []start) (chosen int) {
	t.Helper()
	loc := zone(t, c.Zone)
	days := c.days()
	require.NotEmpty(t, days, c)
	require.Len(t, others, len(days), c)
	for i, d := range days {
		require.Equal(t, c.wall(d), others[i].Wall, c)
		ours := d.At(c.Hour, c.Min, loc)
		if ours.Unix() == others[i].Instant {
			continue
		}
		chosen++
		require.True(t, unusual(c, d, loc), "%s: %s is %s, not %s", c, d, ours, time.Unix(others[i].Instant, 0).In(loc))
		require.True(t, search(d, c.Hour*60+c.Min, loc).Equal(ours), c)
	}
	return chosen
}

// unusual reports whether the clock skips or doubles the hour on that day.
func unusual(c comparison, d calendar.Date, loc *time.Location) bool {
	at := d.At(c.Hour, c.Min, loc)
	_, before := at.Add(-3 * time.Hour).Zone()
	_, after := at.Add(3 * time.Hour).Zone()
	return before != after
}

func TestRulesAgreeWithRRuleGo(t *testing.T) {
	t.Parallel()
	for _, c := range comparisons() {
		first := day(c.First)
		from := func(loc *time.Location) []time.Time {
			options, err := rrule.StrToROption(c.Rule)
			require.NoError(t, err)
			options.Dtstart = time.Date(first.Year, first.Month, first.Day, c.Hour, c.Min, 0, 0, loc)
			options.Until = lastCompared.At(23, 59, loc)
			r, err := rrule.NewRRule(*options)
			require.NoError(t, err)
			return r.All()
		}
		// Its days are those of no zone: where clocks skip an hour it shows another one.
		walls, instants := from(time.UTC), from(zone(t, c.Zone))
		require.Len(t, instants, len(walls))
		var theirs []start
		for i := range walls {
			theirs = append(theirs, start{walls[i].Format("2006-01-02T15:04:05"), instants[i].Unix()})
		}
		c.agree(t, theirs)
	}
}

// dateutil says what python3-dateutil makes of comparisons: what the wall shows, and
// the instant by zoneinfo, of a doubled hour the first.
const dateutil = `
import datetime, json, sys, zoneinfo
from dateutil.rrule import rrulestr
told = []
for c in json.load(sys.stdin):
    zone = zoneinfo.ZoneInfo(c["zone"])
    first = datetime.datetime.fromisoformat(c["first"]).replace(hour=c["hour"], minute=c["minute"])
    rule = rrulestr(c["rule"], dtstart=first)
    told.append([{"wall": d.isoformat(), "instant": int(d.replace(tzinfo=zone).timestamp())}
        for d in rule.between(first, datetime.datetime(2036, 1, 1), inc=True)])
json.dump(told, sys.stdout)
`

// python runs a script of python3 with Debian's python3-dateutil, which is installed
// where it is missing and may be: else the test fails and says so.
func python(t *testing.T, script string, in any) []byte {
	t.Helper()
	var said bytes.Buffer
	require.NoError(t, testenv.Prepare(t.Context(), &said, "python3-dateutil"), said.String())
	asked, err := json.Marshal(in)
	require.NoError(t, err)
	cmd := exec.CommandContext(t.Context(), "/usr/bin/python3", "-c", script)
	cmd.Stdin = bytes.NewReader(asked)
	var wrong bytes.Buffer
	cmd.Stderr = &wrong
	out, err := cmd.Output()
	require.NoError(t, err, wrong.String())
	return out
}

func TestRulesAgreeWithDateutil(t *testing.T) {
	t.Parallel()
	all := comparisons()
	var theirs [][]start
	require.NoError(t, json.Unmarshal(python(t, dateutil, all), &theirs))
	require.Len(t, theirs, len(all))
	days, chosen := 0, 0
	for i, c := range all {
		days += len(theirs[i])
		chosen += c.agree(t, theirs[i])
	}
	require.Greater(t, days, 20_000)
	require.Positive(t, chosen, "hours that are skipped are among them")
}

// A rule that no other program knows is none that another would take for its own.
func TestOthersRefuseTheRuleOfSchoolHolidays(t *testing.T) {
	t.Parallel()
	after := calendar.MustParseRule("AFTER=SCHOOL-HOLIDAYS;BYDAY=TH").String()
	_, err := rrule.StrToROption(after)
	require.Error(t, err)
	said := python(t, `
import json, sys
from dateutil.rrule import rrulestr
try:
    rrulestr(json.load(sys.stdin))
except ValueError as e:
    print("refused")
`, after)
	require.Equal(t, "refused\n", string(said))
}
