package when

import "time"

// midMonth is the day that "mi-décembre" stands for.
const midMonth = 15

// edge is the end or the middle of a period: "fin du mois", "mi-décembre".
// The end of a week is its Friday. A beginning is no day.
func (p *parser) edge() (day, bool) {
	p.eat("a la", "la", "en", "at the", "the")
	switch {
	case p.eat("mi", "mid"):
		m, ok := named(p, monthNamed)
		y, inBounds := p.year()
		return p.on(midMonth, int(m), y), ok && inBounds
	case p.eat("fin de la semaine prochaine", "fin de semaine prochaine", "fin de semaine pro", "end of next week"):
		return onWeekday(p.inWeek(1, time.Friday)), true
	case p.eat("fin de la semaine", "fin de semaine", "end of the week", "end of week"):
		return onWeekday(p.inWeek(0, time.Friday)), true
	case p.eat("fin du mois prochain", "end of next month"):
		return one(lastOf(p.today.Year, p.today.Month+1), once), true
	case p.eat("fin du mois de", "end of the month of"):
		return p.endOfMonth()
	case p.eat("fin du mois", "fin de mois", "end of the month", "end of month"):
		return one(lastOf(p.today.Year, p.today.Month), once), true
	case p.eat("fin de l annee", "fin d annee", "end of the year", "end of year"):
		return one(lastOf(p.today.Year, time.December), yearly), true
	case p.eat("fin de", "fin d", "fin", "end of"):
		return p.endOfMonth()
	}
	return day{}, false
}

func (p *parser) endOfMonth() (day, bool) {
	m, ok := named(p, monthNamed)
	y, inBounds := p.year()
	if !ok && y != 0 { // « fin 2026 »
		m, ok = time.December, true
	}
	if !ok {
		return day{}, false
	}
	return p.lastDay(m, y), inBounds
}
