package when

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// settleDay is the one day left on that side of today, at its first instant.
func (r Reader) settleDay(side side, d day, text string) (time.Time, error) {
	today := calendar.DateOf(r.Now)
	fits := func(at time.Time) bool { return int(side)*calendar.DateOf(at).Compare(today) >= 0 }
	missed := Past
	if side == past {
		missed = Future
	}
	left, reason := r.settle(d, clock{times: []wall{{}}}, side, fits, missed)
	if reason != "" {
		return time.Time{}, &Error{Reason: reason, Text: text, Candidates: left, DayOnly: true}
	}
	return left[0], nil
}

// settleMoment is the one moment left after now.
func (r Reader) settleMoment(d day, c clock, text string) (time.Time, error) {
	left, reason := r.settle(d, c, future, r.Now.Before, Past)
	if reason == "" && !shown(left[0], c.times) {
		reason = NoSuchTime
	}
	if reason != "" {
		return time.Time{}, &Error{Reason: reason, Text: text, Candidates: left}
	}
	return left[0], nil
}

// shown reports whether a clock shows one of the times at that instant: it does
// not when the spring change skipped it.
func shown(at time.Time, times []wall) bool {
	for _, w := range times {
		if at.Hour() == w.hour%24 && at.Minute() == w.minute {
			return true
		}
	}
	return false
}

// settle strikes out the readings that do not fit. It returns what is left,
// and why that is not an answer; the reason is empty for exactly one.
func (r Reader) settle(d day, c clock, side side, fits func(time.Time) bool, missed Reason) ([]time.Time, Reason) {
	var left, next []time.Time
	for _, reading := range d.readings {
		for _, w := range c.times {
			at := r.instant(reading.date, w)
			if second, ok := again(at); ok && !fits(at) {
				at = second
			}
			if fits(at) {
				left = add(left, at)
			} else {
				next = add(next, r.comeRound(reading, w, side, fits))
			}
		}
	}
	switch {
	case d.fault == NoSuchDay:
		return left, NoSuchDay
	case c.fault == NoSuchTime:
		return left, NoSuchTime
	case c.fault == EndsFirst:
		return nil, EndsFirst
	case len(left) == 0:
		return next, missed
	case len(left) > 1, d.fault == Ambiguous, c.fault == Ambiguous:
		return left, Ambiguous
	}
	return left, c.fault
}

// comeRound is the next time, or the last, that a reading comes round and
// fits; the zero time when it does not. Of a day gone by, an earlier year is only
// proposed where it is nearer than the one that was said: in January one may
// write the next one, but who writes the date of tomorrow does not mean last
// year, and silence might take effect by it.
func (r Reader) comeRound(d reading, w wall, side side, fits func(time.Time) bool) time.Time {
	said := r.instant(d.date, w)
	for {
		date, ok := d.every.move(d.date, side)
		if !ok || !inYears(date.Year) {
			return time.Time{}
		}
		d.date = date
		if at := r.instant(date, w); fits(at) {
			if side == past && d.every == yearly && at.Sub(r.Now).Abs() > said.Sub(r.Now).Abs() {
				return time.Time{}
			}
			return at
		}
	}
}

// again is when the clock shows an instant's hour a second time that night; it
// reports false for any other hour.
func again(at time.Time) (time.Time, bool) {
	second := at.Add(time.Hour)
	return second, second.Hour() == at.Hour() && second.Minute() == at.Minute()
}

func (r Reader) instant(d calendar.Date, w wall) time.Time {
	return d.AddDays(w.hour/24).At(w.hour%24, w.minute, r.Now.Location())
}

// add leaves out what is out of bounds, and what is there.
func add(times []time.Time, at time.Time) []time.Time {
	if !within(at) || slices.ContainsFunc(times, at.Equal) {
		return times
	}
	return append(times, at)
}

func within(at time.Time) bool { return inYears(at.Year()) }
