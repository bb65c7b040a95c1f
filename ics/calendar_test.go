package ics_test

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"pilotent/ics"
)

// lines are the calendar's, each whole, once it has been shown that they may be sent.
func lines(t *testing.T, text []byte) []string {
	t.Helper()
	require.True(t, strings.HasSuffix(string(text), "\r\n"))
	sent := strings.Split(strings.TrimSuffix(string(text), "\r\n"), "\r\n")
	for _, line := range sent {
		require.LessOrEqual(t, len(line), 75, line)
		require.NotContains(t, line, "\r")
		require.NotContains(t, line, "\n")
		require.True(t, utf8.ValidString(line), "a letter is cut in two: %q", line)
	}
	return strings.Split(strings.ReplaceAll(strings.Join(sent, "\n"), "\n ", ""), "\n")
}

func TestLinesAreFolded(t *testing.T) {
	t.Parallel()
	for size := range 160 {
		for _, letter := range []string{"a", "é", "œ", "—", "🏫"} {
			summary := strings.Repeat("x", size) + strings.Repeat(letter, 120)
			all := lines(t, ics.Calendar{Events: []ics.Event{{UID: "1", Start: at("2027-01-05", 14, 0), Summary: summary}}}.Text())
			require.Contains(t, all, "SUMMARY:"+summary)
		}
	}
}

func TestTextIsEscaped(t *testing.T) {
	t.Parallel()
	for said, written := range map[string]string{
		"a\r\nb\rc\nd":              `a\nb\nc\nd`,
		`a\nb`:                      `a\\nb`,
		"a;b,c:d":                   `a\;b\,c:d`,
		"L'Haÿ « IEN : \"Vitry\" »": "L'Haÿ « IEN : \"Vitry\" »",
		"a\x00\x07\x7fb\tc":         "ab\tc",
		"a\u2028b\xffc":             `a\nb` + "\uFFFDc",
	} {
		all := lines(t, ics.Calendar{Events: []ics.Event{{UID: "1", Start: at("2027-01-05", 14, 0), Summary: said}}}.Text())
		require.Contains(t, all, "SUMMARY:"+written)
	}
}

// Nothing that people write begins a line of its own.
func TestValuesEndNoLine(t *testing.T) {
	t.Parallel()
	const evil = "x\r\nBEGIN:VALARM\r\n"
	e := ics.Event{UID: "1", Start: at("2027-01-05", 14, 0), Summary: evil, Location: evil, Description: evil}
	for _, line := range lines(t, ics.Calendar{Name: evil, Events: []ics.Event{e}}.Text()) {
		require.False(t, strings.HasPrefix(line, "BEGIN:VALARM"), line)
	}
}

func TestCalendarIsAsExpected(t *testing.T) {
	t.Parallel()
	c := series()
	c.Name, c.Refresh = "Réunions COPIL", 90*time.Minute
	c.Events = append(c.Events, rich())
	golden(t, "testdata/series.ics", c.Text())
}

// golden compares with a file, which UPDATE=1 writes anew.
func golden(t *testing.T, path string, text []byte) {
	t.Helper()
	if os.Getenv("UPDATE") != "" {
		require.NoError(t, os.WriteFile(path, text, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), string(text))
}

// What programs read differently is not written.
func TestWhatIsReadDifferentlyIsNotWritten(t *testing.T) {
	t.Parallel()
	c := series()
	c.Events = append(c.Events, nights("Europe/Paris", "2027-10-31")...)
	all := lines(t, c.Text())
	zoned := regexp.MustCompile(`^(DTSTART|DTEND|EXDATE|RECURRENCE-ID)(;TZID=[A-Za-z/]+:\d{8}T\d{6}|:\d{8}T\d{6}Z)$`)
	var left []string
	for _, line := range all {
		require.False(t, strings.HasPrefix(line, "RDATE"), line)
		require.NotContains(t, line, "VALUE=DATE")
		if slot, ok := strings.CutPrefix(line, "EXDATE"); ok {
			left = append(left, slot)
		}
		if slot, ok := strings.CutPrefix(line, "RECURRENCE-ID"); ok {
			require.NotContains(t, left, slot, "both left out and replaced")
		}
		if name, _, _ := strings.Cut(line, ":"); strings.HasPrefix(name, "DTSTART;") || strings.HasPrefix(name, "DTEND") || strings.HasPrefix(name, "EXDATE") {
			require.Regexp(t, zoned, line)
		}
	}
	require.Equal(t, []string{";TZID=Europe/Paris:20270202T140000"}, left)
}

// A calendar has to have something in it.
func TestAFeedWithoutEventsHasItsZone(t *testing.T) {
	t.Parallel()
	text := ics.Calendar{Name: "COPIL", Zone: "America/Miquelon"}.Text()
	all := strings.Join(lines(t, text), "\n")
	require.Contains(t, all, "TZID:America/Miquelon\nBEGIN:STANDARD\n")
	require.Contains(t, all, "RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU\nTZOFFSETFROM:-0300\nTZOFFSETTO:-0200\n")
	require.Contains(t, all, "RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU\nTZOFFSETFROM:-0200\nTZOFFSETTO:-0300\n")
	require.Empty(t, readByPython(t, text))
}

// Zones whose clocks do not change have one offset, and no rule.
func TestZonesWithoutChanges(t *testing.T) {
	t.Parallel()
	for name, offset := range map[string]string{"Pacific/Noumea": "+1100", "Indian/Reunion": "+0400", "America/Guadeloupe": "-0400", "America/Cayenne": "-0300"} {
		all := strings.Join(lines(t, ics.Calendar{Events: nights(name)}.Text()), "\n")
		require.Equal(t, 1, strings.Count(all, "BEGIN:STANDARD"), name)
		require.NotContains(t, all, "RRULE")
		require.Contains(t, all, "TZOFFSETTO:"+offset+"\n")
	}
	require.NotContains(t, string(ics.Calendar{Events: nights("UTC")}.Text()), "VTIMEZONE")
}

// Zones that have changed their rules, that change by no rule, or that are unknown.
func TestUnusualZones(t *testing.T) {
	t.Parallel()
	c := ics.Calendar{}
	for _, place := range []string{"America/New_York", "America/Santiago", "America/Asuncion", "Africa/Casablanca", "Australia/Lord_Howe", "Asia/Jerusalem", "America/Nuuk", "Europe/Dublin"} {
		for year := 2004; year < 2031; year++ {
			for month := 1; month <= 12; month++ {
				c.Events = append(c.Events, ics.Event{
					UID: "1", Start: ics.Wall{Day: day("2004-01-09").AddDays((year-2004)*365 + month*30), Hour: 14}, Zone: place, Summary: "x", Duration: time.Hour,
				})
			}
		}
	}
	text := c.Text()
	lines(t, text)
	for i, r := range readByPython(t, unknown(text)) {
		e := c.Events[i]
		require.Equal(t, e.Start.Day.At(14, 0, zone(t, e.Zone)).UTC().Format(time.RFC3339), r.Start, "%s %v", e.Zone, e.Start)
	}
	c.Events[0].Zone = "Europe/Nulle-Part"
	require.Contains(t, string(ics.Calendar{Events: c.Events[:1]}.Text()), "DTSTART:20040208T140000Z\r\n")
}
