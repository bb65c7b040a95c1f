package when

import (
	"time"

	"pilotent/governance/calendar"
)

// span is a length of time. Months and days are counted on the calendar.
type span struct {
	months, days int
	clock        time.Duration
}

// elapsed is its length without its months, in days of 24 hours.
func (s span) elapsed() time.Duration { return time.Duration(s.days)*24*time.Hour + s.clock }

// from is the day that far from d. A month later is the same day of the next
// month, or its last day: a month after 31 January is 28 February.
func (s span) from(d calendar.Date, side side) calendar.Date {
	end := lastOf(d.Year, d.Month+time.Month(int(side)*s.months))
	end.Day = min(end.Day, d.Day)
	return end.AddDays(int(side) * s.days)
}

func (s span) plus(n int, u unit) span {
	switch u {
	case minutes:
		s.clock += time.Duration(n) * time.Minute
	case hours:
		s.clock += time.Duration(n) * time.Hour
	case days:
		s.days += n
	case weeks:
		s.days += 7 * n
	case months:
		s.months += n
	case years:
		s.months += 12 * n
	}
	return s
}

// hoursAhead is "dans 45 min", "+2h": more than nothing.
func (p *parser) hoursAhead() (time.Duration, bool) {
	if !p.eat("dans", "ds", "sous", "in", "within", "d ici", "+") {
		return 0, false
	}
	s, ok := p.span(minutes, hours)
	return s.clock, ok && s.clock > 0
}

// span is a length of time in units from the shortest to the longest allowed,
// each written once and the longest first: "1 semaine et 2 jours", "1h30".
func (p *parser) span(shortest, longest unit) (span, bool) {
	var total span
	begun := false
	for longest >= shortest {
		start := p.pos
		if begun {
			p.eat("et", "and")
		}
		n, u, ok := p.quantity()
		if !ok || u < shortest || u > longest {
			p.pos = start
			break
		}
		total, longest, begun = total.plus(n, u), u-1, true
		if u != hours {
			continue
		}
		if m, ok := maybe(p, p.loneMinutes); ok {
			return total.plus(m, minutes), true
		}
	}
	return total, begun
}

// quantity is a number and its unit.
func (p *parser) quantity() (int, unit, bool) {
	switch {
	case p.eat("une demi heure", "demi heure", "half an hour", "a half hour"):
		return 30, minutes, true
	case p.eat("un quart d heure", "quart d heure", "a quarter of an hour"):
		return 15, minutes, true
	case p.eat("trois quarts d heure", "3 quarts d heure", "three quarters of an hour"):
		return 45, minutes, true
	}
	if m, ok := maybe(p, p.partHours); ok {
		return m, minutes, true
	}
	n, ok := p.countOrOne()
	if !ok {
		return 0, 0, false
	}
	if p.eat("fortnight", "fortnights") {
		return 2 * n, weeks, true
	}
	u, ok := named(p, unitNamed)
	return n, u, ok
}

// countOrOne is a number, of which "a" and "an" are one here.
func (p *parser) countOrOne() (int, bool) {
	return either(p, p.figure, p.words, func() (int, bool) { return 1, p.eat("a", "an") })
}

// partHours are the minutes of "1,5h" and "one and a half hours".
func (p *parser) partHours() (int, bool) {
	n, ok := p.countOrOne()
	if !ok {
		return 0, false
	}
	minute := 30
	if !p.eat("and a half", "et demi", "et demie") {
		if !p.eat(",", ".") {
			return 0, false
		}
		part, ok := p.number(2)
		if !ok {
			return 0, false
		}
		minute = part.number * 60
		for range part.digits {
			if minute%10 != 0 { // no whole minutes
				return 0, false
			}
			minute /= 10
		}
	}
	u, ok := named(p, unitNamed)
	return n*60 + minute, ok && u == hours
}

func (p *parser) figure() (int, bool) {
	n, ok := p.number(maxDigits)
	return n.number, ok
}

// loneMinutes are the minutes of 1h30 and of "une heure et demie".
func (p *parser) loneMinutes() (int, bool) {
	if p.eat("and a half") {
		return 30, true
	}
	if m := p.fraction(); m > 0 {
		return m, true
	}
	m, ok := p.number(2)
	if !ok {
		m.number, ok = p.words()
		m.digits = 2
	}
	if !ok || m.digits != 2 || m.number > 59 {
		return 0, false
	}
	_, unit := named(p, unitNamed)
	return m.number, !unit
}
