// Package ics writes calendars (RFC 5545) so that every program that we know of
// reads the same instants in them. What programs read differently it does not
// write: no RDATE, no whole days, an exception as an event of its own, each zone
// with its rules, and an hour that clocks show twice in UTC.
//
// What it writes depends on its arguments only: it reads no clock. It imports
// governance/calendar and the standard library.
package ics

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"pilotent/governance/calendar"
)

// Type is what a calendar is served and attached as.
const Type = "text/calendar; charset=utf-8"

// Method is what the reader of a calendar is to do with it (RFC 5546); none for a
// file or a feed.
type Method string

const (
	// MethodPublish is for what people put into their calendar, and answer to nobody.
	MethodPublish Method = "PUBLISH"
	MethodCancel  Method = "CANCEL"
)

// Calendar is a list of events that people subscribe to, or are sent.
type Calendar struct {
	Name   string // "" for an invitation
	Method Method
	// Zone is that of the project. Its rules stand in the calendar even when no event
	// does, since a calendar must not be empty.
	Zone string
	// Refresh is how often a feed is worth reading again; zero says nothing of it.
	Refresh time.Duration
	Events  []Event
}

// Wall is what clocks show on a day.
type Wall struct {
	Day          calendar.Date
	Hour, Minute int
}

// at is the instant at which clocks in the zone show it: see [calendar.Date.At].
func (w Wall) at(loc *time.Location) time.Time { return w.Day.At(w.Hour, w.Minute, loc) }

// near is an instant of about then.
func (w Wall) near() time.Time {
	return time.Date(w.Day.Year, w.Day.Month, w.Day.Day, w.Hour, w.Minute, 0, 0, time.UTC)
}

// Event is what takes place at an hour, once or by a rule.
type Event struct {
	// UID is the event's for ever; an exception has that of its series.
	UID string
	// Sequence grows whenever the event is changed.
	Sequence int
	// Changed is when it was last changed.
	Changed time.Time
	Start   Wall
	// Zone is the IANA name; UTC when it is unknown.
	Zone string
	// Duration is zero when nobody has said it.
	Duration                            time.Duration
	Summary, Description, Location, URL string
	Cancelled                           bool
	// Rule is the text of an RRULE, by which the event comes again; "" when it does not.
	// Its hour must be one that clocks show once on each of its days.
	Rule string
	// Excluded are occurrences of the rule that do not take place. One that an exception
	// is about is left out: the exception says what has become of it.
	Excluded []Wall
	// Slot says which occurrence of the rule an exception is about, by what the rule
	// says; zero for what is none.
	Slot Wall
}

// Text is the calendar as it is served and attached.
func (c Calendar) Text() []byte {
	w := &writer{locations: map[string]*time.Location{}}
	w.Grow(1000 + 600*len(c.Events))
	w.line("BEGIN:VCALENDAR")
	w.line("VERSION:2.0")
	w.line("PRODID:-//pilotent//pilotent//FR")
	w.line("CALSCALE:GREGORIAN")
	w.value("METHOD:", string(c.Method))
	if c.Name != "" {
		w.text("NAME", c.Name) // RFC 7986; what programs read is the next line
		w.text("X-WR-CALNAME", c.Name)
	}
	if c.Refresh > 0 {
		w.line("REFRESH-INTERVAL;VALUE=DURATION:" + duration(c.Refresh))
		w.line("X-PUBLISHED-TTL:", duration(c.Refresh))
	}
	for _, z := range c.zones(w) {
		w.zone(z)
	}
	for _, e := range c.Events {
		w.event(e, c.excluded(e))
	}
	w.line("END:VCALENDAR")
	return w.Bytes()
}

// zones are those of the calendar and its events, the calendar's first, each with
// the time in which its rules must hold.
func (c Calendar) zones(w *writer) []span {
	var list []span
	add := func(loc *time.Location, starts ...time.Time) {
		if loc == time.UTC {
			return
		}
		i := slices.IndexFunc(list, func(s span) bool { return s.loc == loc })
		if i < 0 {
			i, list = len(list), append(list, span{loc: loc})
		}
		for _, t := range starts {
			list[i].include(t)
		}
	}
	add(w.location(c.Zone))
	for _, e := range c.Events {
		loc, start := w.location(e.Zone), e.Start.near()
		add(loc, start)
		if !e.Slot.Day.IsZero() {
			add(loc, e.Slot.near())
		}
		if e.Rule != "" {
			add(loc, start.AddDate(ruleYears, 0, 0))
		}
	}
	for i := range list {
		if list[i].first.IsZero() {
			list[i].include(nowhere)
		}
	}
	return list
}

// excluded are the event's occurrences that do not take place and that no exception
// is about: programs disagree about an occurrence that is both.
func (c Calendar) excluded(e Event) []Wall {
	if len(e.Excluded) == 0 {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(e.Excluded), func(w Wall) bool {
		return slices.ContainsFunc(c.Events, func(other Event) bool { return other.UID == e.UID && other.Slot == w })
	})
}

func (w *writer) event(e Event, excluded []Wall) {
	loc := w.location(e.Zone)
	w.line("BEGIN:VEVENT")
	w.value("UID:", e.UID)
	changed := utc(e.Changed)
	w.line("DTSTAMP:", changed)
	w.line("LAST-MODIFIED:", changed)
	w.line("SEQUENCE:", strconv.Itoa(e.Sequence))
	start := e.Start.at(loc)
	switch {
	case e.Rule != "": // the rule goes on from what clocks show, whatever they do on its first day
		w.line("DTSTART", e.Start.in(loc))
	default:
		w.line("DTSTART", instant(start))
	}
	if e.Duration > 0 {
		w.line("DTEND", instant(start.Add(e.Duration)))
	}
	w.value("RRULE:", e.Rule)
	for _, x := range excluded {
		w.line("EXDATE", x.in(loc))
	}
	if !e.Slot.Day.IsZero() {
		w.line("RECURRENCE-ID", e.Slot.in(loc))
	}
	w.text("SUMMARY", e.Summary)
	w.text("LOCATION", e.Location)
	w.text("DESCRIPTION", e.Description)
	w.value("URL:", e.URL)
	if e.Cancelled {
		w.line("STATUS:CANCELLED")
		w.line("TRANSP:TRANSPARENT") // it takes nobody's time
	} else {
		w.line("STATUS:CONFIRMED")
	}
	w.line("END:VEVENT")
}

const wallForm, utcForm = "20060102T150405", "20060102T150405Z"

func utc(t time.Time) string { return t.UTC().Format(utcForm) }

// in is what clocks show in the zone, as the end of a line.
func (w Wall) in(loc *time.Location) string {
	if loc == time.UTC {
		return ":" + utc(w.at(loc))
	}
	return fmt.Sprintf(";TZID=%s:%04d%02d%02dT%02d%02d00", loc, w.Day.Year, w.Day.Month, w.Day.Day, w.Hour, w.Minute)
}

// instant is t as the end of a line: in its zone, so that programs show it there, and
// in UTC where clocks show that hour twice, since programs choose differently.
func instant(t time.Time) string {
	if t.Location() == time.UTC || twice(t) {
		return ":" + utc(t)
	}
	return ";TZID=" + t.Location().String() + ":" + t.Format(wallForm)
}

// twice reports whether clocks show that hour at another instant as well.
func twice(t time.Time) bool {
	_, offset := t.Zone()
	start, end := t.ZoneBounds()
	for _, change := range []time.Time{start.Add(-time.Second), end} {
		if _, other := change.Zone(); other != offset && !change.IsZero() {
			again := t.Add(time.Duration(offset-other) * time.Second)
			if _, shown := again.Zone(); shown == other {
				return true
			}
		}
	}
	return false
}

// duration is d in whole minutes, never in days: programs disagree how long those are.
func duration(d time.Duration) string {
	minutes := int(d.Minutes())
	switch {
	case minutes%60 == 0:
		return fmt.Sprintf("PT%dH", minutes/60)
	case minutes < 60:
		return fmt.Sprintf("PT%dM", minutes)
	}
	return fmt.Sprintf("PT%dH%dM", minutes/60, minutes%60)
}

// writer writes lines as RFC 5545 §3.1 has them.
type writer struct {
	bytes.Buffer
	next      []byte                    // the line that is written next
	locations map[string]*time.Location // by name: each is looked up once
}

// location is the zone of that name; UTC when there is none.
func (w *writer) location(name string) *time.Location {
	if loc, ok := w.locations[name]; ok {
		return loc
	}
	loc, err := time.LoadLocation(name)
	if err != nil || loc.String() == "UTC" || loc == time.Local {
		loc = time.UTC
	}
	w.locations[name] = loc
	return loc
}

// foldAt is how many octets a line has at most, without its end.
const foldAt = 75

// line writes a line of those parts.
func (w *writer) line(parts ...string) {
	w.next = w.next[:0]
	for _, part := range parts {
		w.next = append(w.next, part...)
	}
	w.end()
}

// end writes the next line, which goes on with a blank where it is too long. No letter is
// cut in two.
func (w *writer) end() {
	rest := w.next
	for room := foldAt; len(rest) > room; room = foldAt - 1 {
		cut := room
		for rest[cut]&0xC0 == 0x80 { // within a letter of UTF-8
			cut--
		}
		w.Write(rest[:cut])
		w.WriteString("\r\n ")
		rest = rest[cut:]
	}
	w.Write(rest)
	w.WriteString("\r\n")
}

// value writes a line that has a value which is no free text; none when it is empty.
func (w *writer) value(name, value string) {
	if value != "" {
		w.line(name, plain(value))
	}
}

// text writes a line of free text; none when there is none. What RFC 5545 §3.3.11 wants
// escaped is; a colon and an apostrophe stay as they are.
func (w *writer) text(name, value string) {
	if value == "" {
		return
	}
	w.next = append(append(w.next[:0], name...), ':')
	value = plain(value)
	for i := range len(value) {
		switch c := value[i]; c {
		case '\\', ';', ',':
			w.next = append(w.next, '\\', c)
		case '\n':
			w.next = append(w.next, '\\', 'n')
		default:
			w.next = append(w.next, c)
		}
	}
	w.end()
}

// lineEnds are all that end a line somewhere.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\u0085", "\n")

// plain is a text whose lines end with LF and that has no other control character,
// in UTF-8.
func plain(s string) string {
	if utf8.ValidString(s) && strings.IndexFunc(s, odd) < 0 { // nearly always
		return s
	}
	return strings.Map(func(r rune) rune {
		if odd(r) {
			return -1
		}
		return r
	}, lineEnds.Replace(strings.ToValidUTF8(s, "\uFFFD")))
}

// odd reports whether a plain text has no such character.
func odd(r rune) bool {
	return r < ' ' && r != '\n' && r != '\t' || r == 0x7F || r == '\u0085' || r == '\u2028' || r == '\u2029'
}
