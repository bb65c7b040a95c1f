package when

import (
	"slices"

	"pilotent/governance/calendar"
)

// vague are French words for so many days which are a week, or two, but not to
// everyone who writes them.
var vague = []struct {
	words []string
	days  int
}{
	{[]string{"huit jours", "une huitaine", "huitaine"}, 7},
	{[]string{"quinze jours", "une quinzaine", "quinzaine"}, 14},
}

// stretch is a length of time in days or more: of a vague one, what it may be.
func (p *parser) stretch() ([]span, bool) {
	for _, idiom := range vague {
		if p.eat(idiom.words...) {
			return []span{{days: idiom.days}, {days: idiom.days + 1}}, true
		}
	}
	s, ok := p.span(days, years)
	return []span{s}, ok
}

// distant is that far from each of the days; it reports false out of bounds.
func distant(from []calendar.Date, stretch []span, side side) (day, bool) {
	var d day
	for _, date := range from {
		for _, s := range stretch {
			end := s.from(date, side)
			if !inYears(end.Year) {
				return day{}, false
			}
			d.readings = append(d.readings, reading{date: end, every: once})
		}
	}
	return d, true
}

// daysAhead is "dans 3 jours", "J+7", "+1 semaine".
func (p *parser) daysAhead() (day, bool) {
	from := []calendar.Date{p.today}
	if sees(p, p.plus) && !p.kept.IsZero() {
		from = append(from, p.kept)
		slices.SortFunc(from, calendar.Date.Compare)
	}
	if p.eat("j +", "d +") {
		n, ok := p.figure()
		if !ok {
			return day{}, false
		}
		return distant(from, []span{{days: n}}, future)
	}
	if !p.eat("dans", "ds", "sous", "in", "within", "d ici", "+") {
		return day{}, false
	}
	stretch, ok := p.stretch()
	if !ok {
		return day{}, false
	}
	return distant(from, stretch, future)
}

// plus is how a distance begins that does not say from which day it counts.
func (p *parser) plus() (bool, bool) { return true, p.eat("j +", "d +", "+") }

// ago is "il y a 3 jours", J-3.
func (p *parser) ago() (day, bool) {
	if p.eat("j -", "d -") {
		n, ok := p.figure()
		if !ok {
			return day{}, false
		}
		return distant([]calendar.Date{p.today}, []span{{days: n}}, past)
	}
	before := p.eat("il y a")
	stretch, ok := p.stretch()
	if !ok || !before && !p.eat("ago") {
		return day{}, false
	}
	return distant([]calendar.Date{p.today}, stretch, past)
}

// fromDay is "a week from today", "a week on Friday", "two weeks from now".
func (p *parser) fromDay() (day, bool) {
	stretch, ok := p.stretch()
	if !ok {
		return day{}, false
	}
	if p.eat("from now") {
		return distant([]calendar.Date{p.today}, stretch, future)
	}
	if !p.eat("from", "on", "a partir de", "a compter de", "a partir d", "a compter d") && !sees(p, p.namedDay) {
		return day{}, false
	}
	from, ok := either(p, p.namedDay, p.weekday)
	if !ok {
		return day{}, false
	}
	var starts []calendar.Date
	for _, r := range from.readings {
		starts = append(starts, r.date)
	}
	return distant(starts, stretch, future)
}
