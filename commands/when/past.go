package when

import (
	"time"

	"pilotent/governance/calendar"
)

// Days are those from First to Last, both included.
type Days struct{ First, Last calendar.Date }

// PastDays reads days gone by: a month ("novembre", "11/2026"), a year, a school year
// ("2025-2026"), one of them by its distance ("le mois dernier", "cette semaine"), or
// one day as PastDate does. A month without its year is the latest that has begun; what
// has not ended goes on to its end. The error is always an *Error whose candidates are
// days.
func (r Reader) PastDays(text string) (Days, error) {
	p := r.parser(past, text)
	p.eat("en", "au mois de", "au mois d", "pendant", "durant", "in", "during", "au", "l", "la", "le", "the")
	days, ok := either(p, p.daysOf(p.thisOrLast), p.daysOf(p.monthDays), p.daysOf(p.yearDays))
	if !ok {
		d, err := r.PastDate(text)
		return Days{d.Date, d.Date}, err
	}
	if today := calendar.DateOf(r.Now); days.First.After(today) {
		return Days{}, &Error{Reason: Future, Text: text, DayOnly: true}
	}
	return days, nil
}

// daysOf is a production that reads all that is left.
func (p *parser) daysOf(production func() (Days, bool)) func() (Days, bool) {
	return func() (Days, bool) {
		days, ok := production()
		return days, ok && p.done()
	}
}

// thisOrLast is "cette année", "le mois dernier", "last week".
func (p *parser) thisOrLast() (Days, bool) {
	this := p.eat("ce", "cette", "this")
	before := !this && p.eat("last")
	schoolYear := p.eat("annee scolaire", "school year")
	unit, ok := years, schoolYear
	if !schoolYear {
		unit, ok = named(p, unitNamed)
	}
	if !ok {
		return Days{}, false
	}
	p.eat("ci")
	if !this && !before {
		before = p.eat("dernier", "derniere", "passe", "passee", "precedent", "precedente")
	}
	back := 0
	if before {
		back = 1
	}
	switch {
	case !this && !before:
		return Days{}, false
	case schoolYear:
		began := p.today.Year
		if p.today.Month < time.September {
			began--
		}
		return schoolYearFrom(began - back), true
	case unit == years:
		return Days{calendar.NewDate(p.today.Year-back, time.January, 1), calendar.NewDate(p.today.Year-back, time.December, 31)}, true
	case unit == months:
		first := calendar.NewDate(p.today.Year, p.today.Month-time.Month(back), 1)
		return Days{first, lastOf(first.Year, first.Month)}, true
	case unit == weeks:
		monday := p.today.AddDays(-((int(p.today.Weekday()) + 6) % 7) - 7*back)
		return Days{monday, monday.AddDays(6)}, true
	default:
		return Days{}, false
	}
}

// schoolYearFrom is from 1 September to 31 August, whatever the day of the rentrée.
func schoolYearFrom(year int) Days {
	return Days{calendar.NewDate(year, time.September, 1), calendar.NewDate(year+1, time.August, 31)}
}

// monthDays is "novembre", "novembre 2026", "11/2026".
func (p *parser) monthDays() (Days, bool) {
	month, ok := named(p, monthNamed)
	year := 0
	if ok {
		if n, said := maybe(p, p.yearNumber); said {
			year = n
		}
	} else {
		n, numbered := p.number(2)
		if !numbered || n.number < 1 || n.number > 12 || !p.eat("/", "-", ".") {
			return Days{}, false
		}
		month = time.Month(n.number)
		if year, ok = p.yearNumber(); !ok {
			return Days{}, false
		}
	}
	if year == 0 {
		year = p.today.Year
		if month > p.today.Month {
			year--
		}
	}
	return Days{calendar.NewDate(year, month, 1), lastOf(year, month)}, true
}

// yearDays is "2026", "l'année 2026", "2025-2026", "année scolaire 2025/2026".
func (p *parser) yearDays() (Days, bool) {
	scolaire := p.eat("annee scolaire", "school year")
	if !scolaire {
		p.eat("annee", "year")
	}
	year, ok := p.yearNumber()
	if !ok {
		return Days{}, false
	}
	if p.eat("-", "/") {
		next, ok := p.number(4)
		return schoolYearFrom(year), ok && (next.number == year+1 || next.digits == 2 && next.number == (year+1)%100)
	}
	if scolaire {
		return Days{}, false
	}
	return Days{calendar.NewDate(year, time.January, 1), calendar.NewDate(year, time.December, 31)}, true
}

func (p *parser) yearNumber() (int, bool) {
	n, ok := p.number(4)
	return n.number, ok && n.digits == 4 && inYears(n.number)
}
