package ics_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/ics"
	"pilotent/internal/testenv"
)

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

func at(date string, hour, minute int) ics.Wall {
	return ics.Wall{Day: day(date), Hour: hour, Minute: minute}
}

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	require.NoError(t, err)
	return loc
}

// changed is when all events were last changed.
var changed = time.Date(2026, 11, 30, 16, 30, 0, 0, time.UTC)

// read is an event, or an occurrence of one, as a program has read it.
type read struct {
	UID         string `json:"uid"`
	Sequence    int    `json:"sequence"`
	Start       string `json:"start"` // UTC
	End         string `json:"end"`
	Summary     string `json:"summary"`
	Description string `json:"description"`
	Location    string `json:"location"`
	Status      string `json:"status"`
}

// reader is a program that reads calendars: each event by itself, and the occurrences
// of those that come again.
type reader struct {
	events      func(t *testing.T, text []byte) []read
	occurrences func(t *testing.T, text []byte) []string
	// rules reports whether it knows zones by the rules in the calendar alone.
	rules bool
}

// readers are those that the tests run everywhere.
func readers() map[string]reader {
	return map[string]reader{
		"go-ical":           {events: readByGo, occurrences: expandedByGo},
		"python3-icalendar": {events: readByPython, rules: true},
	}
}

// program is the path of a program of a Debian package, installed where it is missing
// and may be.
func program(t *testing.T, pkg, name string) string {
	t.Helper()
	var said bytes.Buffer
	require.NoError(t, testenv.Prepare(t.Context(), &said, pkg), said.String())
	path, err := exec.LookPath(name)
	require.NoError(t, err)
	return path
}

// ask runs a program over a calendar and reads the JSON that it writes.
func ask[T any](t *testing.T, text []byte, name string, args ...string) (answer T) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.ics")
	require.NoError(t, os.WriteFile(path, text, 0o600))
	out, err := exec.CommandContext(t.Context(), name, append(args, path)...).CombinedOutput()
	require.NoError(t, err, string(out))
	require.NoError(t, json.Unmarshal(out, &answer), string(out))
	return answer
}

const pythonScript = `
import sys, json, datetime, icalendar
def utc(p):
    return p.dt.astimezone(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ") if p is not None else ""
calendar = icalendar.Calendar.from_ical(open(sys.argv[1], "rb").read())
assert not calendar.errors, calendar.errors
print(json.dumps([dict(uid=str(e["UID"]), sequence=int(e["SEQUENCE"]), start=utc(e["DTSTART"]), end=utc(e.get("DTEND")),
    summary=str(e.get("SUMMARY", "")), description=str(e.get("DESCRIPTION", "")), location=str(e.get("LOCATION", "")),
    status=str(e["STATUS"]))
    for e in calendar.walk("VEVENT")]))
`

func readByPython(t *testing.T, text []byte) []read {
	t.Helper()
	return ask[[]read](t, text, python(t), "-c", pythonScript)
}

func python(t *testing.T) string {
	t.Helper()
	return program(t, "python3-icalendar", "/usr/bin/python3")
}

// nights are events around both nights of a change of clocks, by quarters of an hour,
// and at 14:00 in summer and winter of four years.
func nights(zone string, change ...string) (list []ics.Event) {
	add := func(w ics.Wall) {
		list = append(list, ics.Event{
			UID: fmt.Sprintf("%s-%d@pilotent", zone, len(list)), Changed: changed, Start: w, Zone: zone, Duration: 90 * time.Minute, Summary: "COPIL",
		})
	}
	for _, d := range change {
		for quarter := range 4 * 5 {
			add(at(d, quarter/4, quarter%4*15))
		}
	}
	for year := 2026; year < 2030; year++ {
		add(at(fmt.Sprintf("%d-01-15", year), 14, 0))
		add(at(fmt.Sprintf("%d-07-15", year), 14, 0))
	}
	return list
}

// changes are zones of France with the days on which their clocks change, two winters
// ahead.
var changes = map[string][]string{
	"Europe/Paris":       {"2027-03-28", "2027-10-31", "2028-03-26", "2028-10-29"},
	"America/Miquelon":   {"2027-03-14", "2027-11-07", "2028-03-12", "2028-11-05"},
	"Pacific/Noumea":     {"2027-03-28", "2027-10-31"},
	"Indian/Reunion":     {"2027-03-28", "2027-10-31"},
	"America/Guadeloupe": {"2027-03-28", "2027-10-31"},
	"America/Cayenne":    {"2027-03-28", "2027-10-31"},
	"UTC":                {"2027-03-28"},
}

// unknown is the calendar with names of zones that no program knows: it has to go by
// their rules.
func unknown(text []byte) []byte {
	return regexp.MustCompile(`TZID([:=])`).ReplaceAll(text, []byte("TZID${1}Pilotent/"))
}
