package when

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// weekday is a weekday alone: "jeudi", "jeudi prochain", "mardi en huit", "Monday
// week". « Le jeudi » alone is every one of them.
func (p *parser) weekday() (day, bool) {
	every := p.eat("le")
	p.eat("on")
	this := p.eat("ce", "this")
	next := !this && p.eat("next")
	last := !this && !next && p.eat("last")
	w, ok := p.weekdayName()
	if !ok {
		return day{}, false
	}
	coming := p.coming(w)
	switch {
	case this:
		return onWeekday(p.nearest(w)[0]), true
	case next, p.eat("prochain", "pro"):
		if coming.Before(p.inWeek(1, time.Monday)) { // this week's, or next week's
			return onWeekday(coming, coming.AddDays(7)), true
		}
		return onWeekday(coming), true
	case last, p.eat("dernier"):
		return onWeekday(p.previous(w)), true
	case p.eat("en huit", "week"):
		return p.later(w, 7), true
	case p.eat("en quinze", "fortnight"):
		return p.later(w, 14), true
	case p.eat("de cette semaine", "cette semaine", "this week"):
		return onWeekday(p.inWeek(0, w)), true
	case p.saidNextWeek():
		return onWeekday(p.inWeek(1, w)), true
	}
	return onWeekday(p.orThen(p.nearest(w), p.inWeekOf(p.kept, w))...), !every
}

// weekdayName is a weekday; « mar. », which is a month too, where an hour or a
// word for which Tuesday follows.
func (p *parser) weekdayName() (time.Weekday, bool) {
	if w, ok := named(p, weekdayNamed); ok {
		return w, true
	}
	if !p.eat("mar") {
		return 0, false
	}
	follows := sees(p, p.clock) || sees(p, func() (part, bool) { t := p.part(); return t, t != wholeDay }) ||
		sees(p, func() (bool, bool) { return true, p.eat("prochain", "pro", "dernier", "en huit", "en quinze") })
	return time.Tuesday, follows
}

// weekdayDate is a weekday with its date, which must agree.
func (p *parser) weekdayDate() (day, bool) {
	p.eat("le", "on")
	w, ok := named(p, weekdayNamed)
	if !ok {
		return p.marDate()
	}
	d, ok := either(p, p.date, p.numberedDay, p.maybeHour)
	return p.agree(w, d), ok
}

// maybeHour is the day of « lundi 14 », which before « à 16h » may be an hour too.
func (p *parser) maybeHour() (day, bool) {
	start := p.pos
	d, ok := p.dayOfMonth()
	if ok && sees(p, func() (clock, bool) { c, ok := p.time(); return c, ok && p.tokens[start+1].text == "a" }) {
		p.bare = p.tokens[start].number
	}
	return d, ok
}

// marDate is « mar. 8 déc. », a Tuesday, and "mar 8", which may be in March too.
func (p *parser) marDate() (day, bool) {
	if !p.eat("mar") {
		return day{}, false
	}
	if d, ok := maybe(p, p.date); ok {
		return p.agree(time.Tuesday, d), true
	}
	start := p.pos
	d, ok := p.dayOfMonth()
	end := p.pos
	if !ok || sees(p, func() (int, bool) { y, _ := p.year(); return y, y != 0 }) {
		return day{}, false
	}
	p.pos = start
	n, _ := p.dayNumber()
	p.pos = end
	d = p.agree(time.Tuesday, d)
	if d.fault != "" && d.fault != Ambiguous {
		return d, true
	}
	return day{readings: append(d.readings, p.on(n, int(time.March), 0).readings...), fault: Ambiguous}, true
}

// agree keeps the readings that fall on that weekday. When none does, the nearer
// day on the other side of today may; else either the weekday or the date is a
// slip, and both are proposed.
func (p *parser) agree(w time.Weekday, d day) day {
	if d.fault == NoSuchDay || d.none() {
		return d
	}
	var agreeing []reading
	for _, r := range d.readings {
		if r.date.Weekday() == w {
			if r.nearer.Weekday() != w {
				r.nearer = calendar.Date{} // the weekday says which of them
			}
			agreeing = append(agreeing, r)
		}
	}
	if agreeing != nil {
		return day{readings: agreeing}
	}
	if r := d.readings[0]; d.fault == "" && !r.nearer.IsZero() && r.nearer.Weekday() == w {
		// It is meant, and on the wrong side of today.
		return day{readings: []reading{{date: r.nearer, every: r.every}}}
	}
	return day{
		readings: append(d.readings, reading{date: p.around(d.readings[0].date, w), every: once}),
		fault:    Ambiguous,
	}
}

// around is the nearest such weekday to a date, on the side looked at.
func (p *parser) around(d calendar.Date, w time.Weekday) calendar.Date {
	ahead := int(w-d.Weekday()+7) % 7
	near, far := d.AddDays(ahead), d.AddDays(ahead-7)
	if ahead > 3 {
		near, far = far, near
	}
	if !p.fits(near) && p.fits(far) {
		return far
	}
	return near
}

// nearest is the nearest such weekday on the side looked at; said on that
// very weekday, it may be today or a week away.
func (p *parser) nearest(w time.Weekday) []calendar.Date {
	day := p.coming(w)
	if p.side == past {
		day = p.previous(w)
	}
	if p.today.Weekday() == w {
		return []calendar.Date{p.today, day}
	}
	return []calendar.Date{day}
}

// later is so many days after the coming weekday.
func (p *parser) later(w time.Weekday, days int) day {
	later := onWeekday(p.coming(w).AddDays(days))
	if p.today.Weekday() == w {
		later = onWeekday(p.today.AddDays(days), p.coming(w).AddDays(days))
	}
	return later
}

// coming is the first such weekday after today.
func (p *parser) coming(w time.Weekday) calendar.Date {
	return p.today.AddDays(int(w-p.today.Weekday()+6)%7 + 1)
}

// previous is the last such weekday before today.
func (p *parser) previous(w time.Weekday) calendar.Date {
	return p.today.AddDays(-(int(p.today.Weekday()-w+6)%7 + 1))
}

// inWeek is that weekday, so many weeks from this one. Weeks begin on Monday
// (ISO 8601).
func (p *parser) inWeek(weeks int, w time.Weekday) calendar.Date {
	monday := p.today.AddDays(-((int(p.today.Weekday()) + 6) % 7))
	return monday.AddDays(7*weeks + (int(w)+6)%7)
}

// inWeekOf is that weekday in the week of a day.
func (p *parser) inWeekOf(d calendar.Date, w time.Weekday) calendar.Date {
	return d.AddDays((int(w)+6)%7 - (int(d.Weekday())+6)%7)
}

// orThen adds the day that is meant when people count from the day to be moved,
// and not from today.
func (p *parser) orThen(days []calendar.Date, then calendar.Date) []calendar.Date {
	if p.kept.IsZero() || then.IsZero() || !p.fits(then) || slices.Contains(days, then) {
		return days
	}
	return append(days, then)
}

// onWeekday is a day that comes round every week.
func onWeekday(dates ...calendar.Date) day {
	var d day
	for _, date := range dates {
		d.readings = append(d.readings, reading{date: date, every: weekly})
	}
	return d
}
