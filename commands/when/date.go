package when

import (
	"time"

	"pilotent/governance/calendar"
)

// date is a day with its month: 18/12, "18 décembre 2026", "December 18".
func (p *parser) date() (day, bool) {
	p.article()
	return either(p, p.numeric, p.dayMonth, p.monthDay)
}

func (p *parser) article() bool { return p.eat("le", "au", "on the", "the", "on") }

// numeric is 18/12, 18.12.26 or 2026-12-18.
func (p *parser) numeric() (day, bool) {
	if sees(p, p.interval) { // "9-11h"
		return day{}, false
	}
	first, ok := p.number(4)
	if !ok {
		return day{}, false
	}
	sign, ok := p.sign()
	if !ok {
		return day{}, false
	}
	second, ok := p.number(2)
	if !ok || sees(p, func() (bool, bool) { return true, p.eat("h", "heures", "heure") }) { // "14h30-16h"
		return day{}, false
	}
	var third token
	if p.eat(sign) {
		if third, ok = p.number(4); !ok {
			return day{}, false
		}
	}
	switch {
	case first.digits == 4 && (third.digits == 1 || third.digits == 2):
		return p.on(third.number, second.number, first.number), inYears(first.number)
	case first.digits > 2:
		return day{}, false
	case third.digits == 4:
		return p.dayFirst(first.number, second.number, third.number), inYears(third.number)
	case third.digits == 2:
		return p.dayFirst(first.number, second.number, FirstYear+third.number), true
	}
	return p.dayFirst(first.number, second.number, 0), third.digits == 0
}

func (p *parser) sign() (string, bool) {
	for _, sign := range []string{"/", "-", "."} {
		if p.eat(sign) {
			return sign, true
		}
	}
	return "", false
}

// dayFirst weighs the American order against everyone else's.
func (p *parser) dayFirst(first, second, year int) day {
	european, american := p.on(first, second, year), p.on(second, first, year)
	switch {
	case first <= 12 && second > 12 && p.american:
		return american
	case first <= 12 && second > 12:
		return day{readings: american.readings, fault: NoSuchDay}
	case p.american && first != second && european.fault == "" && american.fault == "":
		return day{readings: append(european.readings, american.readings...), fault: Ambiguous}
	}
	return european
}

// dayMonth is "18 décembre 2026", "1er mars", « quinze janvier », "18-Dec-2026",
// "the 3rd of May".
func (p *parser) dayMonth() (day, bool) {
	n, ok := p.dayNumber()
	if !ok {
		return day{}, false
	}
	p.eat("of", "-")
	m, ok := named(p, monthNamed)
	if !ok {
		return day{}, false
	}
	y, ok := p.year()
	return p.on(n, int(m), y), ok
}

// monthDay is "December 18, 2026".
func (p *parser) monthDay() (day, bool) {
	m, ok := named(p, monthNamed)
	if !ok || sees(p, p.clock) {
		return day{}, false
	}
	n, ok := p.dayNumber()
	if !ok {
		return day{}, false
	}
	y, ok := p.year()
	return p.on(n, int(m), y), ok
}

// numberedDay is "le 15".
func (p *parser) numberedDay() (day, bool) {
	if !p.article() {
		return day{}, false
	}
	return p.dayOfMonth()
}

// dayOfMonth is the number alone, once it is known not to be an hour.
func (p *parser) dayOfMonth() (day, bool) {
	if sees(p, p.clock) {
		return day{}, false
	}
	n, ok := p.dayNumber()
	switch {
	case !ok:
		return day{}, false
	case n < 1 || n > 31:
		return day{fault: NoSuchDay}, true
	}
	d := p.open(monthly, func(k int) calendar.Date {
		d := calendar.NewDate(p.today.Year, p.today.Month+time.Month(k), n)
		if d.Day != n {
			return calendar.Date{}
		}
		return d
	})
	if then := calendar.NewDate(p.kept.Year, p.kept.Month, n); then.Day == n {
		for _, date := range p.orThen([]calendar.Date{d.readings[0].date}, then)[1:] {
			d.readings = append(d.readings, reading{date: date, every: monthly})
		}
	}
	return d, true
}

// ofMonth is "le 18 du mois prochain", "the 31st of this month".
func (p *parser) ofMonth() (day, bool) {
	p.article()
	n, ok := p.dayNumber()
	if !ok {
		return day{}, false
	}
	month, ok := p.relativeMonth()
	if !ok {
		return day{}, false
	}
	return p.on(n, int(month.Month), month.Year), true
}

// relativeMonth is the first of « du mois », "of next month".
func (p *parser) relativeMonth() (calendar.Date, bool) {
	switch {
	case p.eat("du mois prochain", "of next month", "next month"):
		return calendar.NewDate(p.today.Year, p.today.Month+1, 1), true
	case p.eat("du mois de", "of the month of"):
		return calendar.Date{}, false
	case p.eat("du mois", "de ce mois", "of the month", "of this month", "this month"):
		return calendar.NewDate(p.today.Year, p.today.Month, 1), true
	}
	return calendar.Date{}, false
}

// year is the year after a month, 0 when none is written; it reports false
// for one out of bounds.
func (p *parser) year() (int, bool) {
	start := p.pos
	p.eat("-") // "18-Dec-2026"
	n, ok := p.number(4)
	if !ok || n.digits != 4 {
		p.pos = start
		return 0, true
	}
	return n.number, inYears(n.number)
}

// on is that day of that month; in year 0, which means none was written, the
// nearest on the side looked at.
func (p *parser) on(n, m, year int) day {
	if m < 1 || m > 12 || n < 1 || n > 31 {
		return day{fault: NoSuchDay}
	}
	month := time.Month(m)
	const leap = 2000
	switch {
	case year == 0 && n > lastOf(leap, month).Day, year != 0 && n > lastOf(year, month).Day:
		instead := p.lastDay(month, year)
		return day{readings: instead.readings, fault: NoSuchDay}
	case year != 0:
		return one(calendar.NewDate(year, month, n), yearly)
	}
	d := p.open(yearly, func(k int) calendar.Date {
		d := calendar.NewDate(p.today.Year+k, month, n)
		if d.Day != n {
			return calendar.Date{}
		}
		return d
	})
	// A 29 February that is years away is seldom meant.
	if within := calendar.NewDate(p.today.Year+int(p.side), p.today.Month, p.today.Day); int(p.side)*d.readings[0].date.Compare(within) > 0 {
		return day{readings: append(p.lastDay(month, 0).readings, d.readings...), fault: Ambiguous}
	}
	return d
}

// lastDay is the last day of that month, in year 0 the nearest.
func (p *parser) lastDay(m time.Month, year int) day {
	if year != 0 {
		return one(lastOf(year, m), yearly)
	}
	return p.open(yearly, func(k int) calendar.Date { return lastOf(p.today.Year+k, m) })
}

// open is a day that was written without its year, or its month: the first on
// the side looked at, and the one on the other side where that is nearer.
func (p *parser) open(every cycle, candidate func(k int) calendar.Date) day {
	d, other := p.first(p.side, candidate), p.first(-p.side, candidate)
	read := one(d, every)
	if int(p.side)*p.today.DaysUntil(d) > int(-p.side)*p.today.DaysUntil(other) {
		read.readings[0].nearer = other
	}
	return read
}

// first is the first existing day, going from candidate 0 to 1, 2… or to -1,
// -2…, that is on that side.
func (p *parser) first(side side, candidate func(k int) calendar.Date) calendar.Date {
	for k := 0; ; k += int(side) {
		if d := candidate(k); !d.IsZero() && side.fits(d, p.today) {
			return d
		}
	}
}

func (p *parser) fits(d calendar.Date) bool { return p.side.fits(d, p.today) }

func (s side) fits(d, today calendar.Date) bool { return int(s)*d.Compare(today) >= 0 }

func lastOf(year int, m time.Month) calendar.Date { return calendar.NewDate(year, m+1, 0) }
