package when

import (
	"time"

	"pilotent/governance/calendar"
)

// rankedWeekday is "premier lundi de janvier", "2e jeudi du mois prochain", "the
// last Friday in January".
func (p *parser) rankedWeekday() (day, bool) {
	p.eat("le", "on the", "the")
	rank, ok := maybe(p, p.rank)
	last := !ok && p.eat("dernier", "last")
	if !ok && !last {
		return day{}, false
	}
	w, ok := named(p, weekdayNamed)
	if !ok {
		return day{}, false
	}
	if last {
		rank = calendar.RankLast
	}
	inMonth := func(first calendar.Date) calendar.Date {
		return calendar.RankedDay{Rank: rank, Weekday: w}.In(first.Year, first.Month)
	}
	if month, ok := maybe(p, p.relativeMonth); ok {
		d := inMonth(month)
		if d.IsZero() {
			return day{fault: NoSuchDay}, true
		}
		return one(d, once), true
	}
	p.eat("du mois de", "de", "d", "in", "of")
	m, ok := named(p, monthNamed)
	if !ok {
		return day{}, false
	}
	y, ok := p.year()
	if y != 0 {
		if d := inMonth(calendar.NewDate(y, m, 1)); !d.IsZero() {
			return one(d, once), ok
		}
		return day{fault: NoSuchDay}, ok
	}
	// A fifth Monday that the next January lacks is not that of another year.
	if p.inNearest(m, inMonth).IsZero() {
		return day{fault: NoSuchDay}, true
	}
	return p.open(once, func(k int) calendar.Date { return inMonth(calendar.NewDate(p.today.Year+k, m, 1)) }), true
}

// inNearest is a day of the nearest such month on the side looked at.
func (p *parser) inNearest(m time.Month, inMonth func(calendar.Date) calendar.Date) calendar.Date {
	first := calendar.NewDate(p.today.Year, m, 1)
	if !p.fits(lastOf(first.Year, m)) && p.side == future || p.side == past && !p.fits(first) {
		first.Year += int(p.side)
	}
	return inMonth(first)
}
