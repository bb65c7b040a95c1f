package ics

import (
	"fmt"
	"slices"
	"time"
)

// ruleYears is for how long the rules of a zone are given to an event that comes
// again: no series is planned further ahead.
const ruleYears = 10

// span is a zone and the time in which its rules must hold.
type span struct {
	loc         *time.Location
	first, last time.Time // zero when nothing takes place in it
}

// limit is two winters after the last event.
func (s span) limit() time.Time { return s.last.AddDate(3, 0, 0) }

// rulePlay is by how many days the nth weekday of a month differs between years, at
// most.
const rulePlay = 7

func (s *span) include(t time.Time) {
	if s.first.IsZero() || t.Before(s.first) {
		s.first = t
	}
	if t.After(s.last) {
		s.last = t
	}
}

// observance is one offset of a zone, and when it begins: once, or each year by a rule.
type observance struct {
	onsets   []time.Time // at least one
	from, to int         // offsets in seconds east of Greenwich, before and after
	name     string
	daylight bool
}

var (
	// epoch is when an offset begins that was there before.
	epoch = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	// nowhere is the year whose rules a zone has in which nothing takes place.
	nowhere = time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
)

// observances are those that hold from before the first event to two winters after
// the last, the first to begin first.
func (s span) observances() []observance {
	// A year earlier, so that both of the year's offsets have begun.
	begin := changeBefore(s.first.AddDate(-1, 0, 0).In(s.loc))
	list := []observance{observed(begin, s.loc)}
	for t, limit := begin, s.limit(); ; {
		if t.IsZero() { // as if it had always been so
			t = epoch.In(s.loc)
		}
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(limit) {
			return list
		}
		if !end.After(t) { // the last day of a leap year is cut out of it as well
			end = t.AddDate(0, 0, 2)
		}
		t = end
		next := observed(t, s.loc)
		if next.from == next.to { // where it goes by a rule, ZoneBounds cuts winters at New Year
			continue
		}
		i := slices.IndexFunc(list, func(o observance) bool { return o.goesOn(next) })
		if i < 0 {
			list = append(list, next)
			continue
		}
		list[i].onsets = append(list[i].onsets, t)
	}
}

// changeBefore is the last change of clocks before t; zero when there was none.
func changeBefore(t time.Time) time.Time {
	_, offset := t.Zone()
	for {
		start, _ := t.ZoneBounds()
		if start.IsZero() || !start.Before(t) {
			return start
		}
		t = start.Add(-time.Second)
		if _, before := t.Zone(); before != offset {
			return start
		}
	}
}

// observed is the offset that begins at that change of clocks.
func observed(change time.Time, loc *time.Location) observance {
	if change.Before(epoch) {
		t := epoch.In(loc)
		name, offset := t.Zone()
		return observance{onsets: []time.Time{epoch.Add(-time.Duration(offset) * time.Second)}, from: offset, to: offset, name: name}
	}
	change = change.In(loc)
	name, to := change.Zone()
	_, from := change.Add(-time.Second).Zone()
	return observance{onsets: []time.Time{change}, from: from, to: to, name: name, daylight: change.IsDST()}
}

// goesOn reports whether next is what the rule of o gives a year after its last onset.
func (o observance) goesOn(next observance) bool {
	last, then := o.wall(o.onsets[len(o.onsets)-1]), next.wall(next.onsets[0])
	return o.from == next.from && o.to == next.to && o.name == next.name && then.Year() == last.Year()+1 &&
		then.Month() == last.Month() && then.Weekday() == last.Weekday() && nth(then) == nth(last) &&
		then.Hour() == last.Hour() && then.Minute() == last.Minute()
}

// wall is what clocks would have shown at the onset without it: this is what rules are
// written in.
func (o observance) wall(t time.Time) time.Time {
	return t.UTC().Add(time.Duration(o.from) * time.Second)
}

// nth is which of its weekday t is in its month, -1 for the last.
func nth(t time.Time) int {
	if t.AddDate(0, 0, 7).Month() != t.Month() {
		return -1
	}
	return (t.Day()-1)/7 + 1
}

func (w *writer) zone(s span) {
	w.line("BEGIN:VTIMEZONE")
	w.line("TZID:", s.loc.String())
	for _, o := range s.observances() {
		if o.forEver(s) {
			w.observance(o, o.onsets[0], o.rule())
			continue
		}
		// python3-icalendar 4 refuses rules that have an end.
		for _, onset := range o.onsets {
			w.observance(o, onset, "")
		}
	}
	w.line("END:VTIMEZONE")
}

func (w *writer) observance(o observance, onset time.Time, rule string) {
	kind := "STANDARD"
	if o.daylight {
		kind = "DAYLIGHT"
	}
	w.line("BEGIN:", kind)
	w.line("DTSTART:", o.wall(onset).Format(wallForm))
	w.value("RRULE:", rule)
	w.line("TZOFFSETFROM:", offset(o.from))
	w.line("TZOFFSETTO:", offset(o.to))
	w.text("TZNAME", o.name)
	w.line("END:", kind)
}

// forEver reports whether the offset still begins by its rule at the end of the time
// in which the zone's rules must hold.
func (o observance) forEver(s span) bool {
	last := o.onsets[len(o.onsets)-1]
	return len(o.onsets) > 1 && last.AddDate(1, 0, rulePlay).After(s.limit())
}

// rule is by which the offset begins each year.
func (o observance) rule() string {
	first := o.wall(o.onsets[0])
	day := [...]string{"SU", "MO", "TU", "WE", "TH", "FR", "SA"}[first.Weekday()]
	return fmt.Sprintf("FREQ=YEARLY;BYMONTH=%d;BYDAY=%d%s", first.Month(), nth(first), day)
}

func offset(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	text := fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
	if seconds%60 != 0 {
		text += fmt.Sprintf("%02d", seconds%60)
	}
	return text
}
