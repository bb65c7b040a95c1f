package when

import (
	"time"

	"pilotent/governance/calendar"
)

// holiday is a public holiday by its name, those of one region left out: "Noël",
// "lundi de Pâques", "New Year's Day". Easter and Pentecost are Sundays.
func (p *parser) holiday() (day, bool) {
	p.eat("a la", "a l", "la", "le", "l", "a", "the", "on")
	after := 0
	var name string
	switch {
	case p.eat("lundi de paques", "easter monday"):
		name = calendar.HolidayEasterMonday
	case p.eat("paques", "easter sunday", "easter"):
		name, after = calendar.HolidayEasterMonday, -1
	case p.eat("vendredi saint", "good friday"):
		name, after = calendar.HolidayEasterMonday, -3
	case p.eat("jeudi de l ascension", "ascension", "ascension day"):
		name = calendar.HolidayAscension
	case p.eat("lundi de pentecote", "whit monday"):
		name = calendar.HolidayWhitMonday
	case p.eat("pentecote", "whit sunday"):
		name, after = calendar.HolidayWhitMonday, -1
	case p.eat("noel", "christmas day", "christmas"):
		return p.onNamed(25, time.December)
	case p.eat("jour de l an", "nouvel an", "premier de l an", "new year s day"):
		return p.onNamed(1, time.January)
	case p.eat("new year s eve"):
		return p.onNamed(31, time.December)
	case p.eat("fete du travail"):
		return p.onNamed(1, time.May)
	case p.eat("fete nationale", "bastille day"):
		return p.onNamed(14, time.July)
	case p.eat("assomption", "assumption day"):
		return p.onNamed(15, time.August)
	case p.eat("toussaint", "all saints day"):
		return p.onNamed(1, time.November)
	case p.eat("armistice", "armistice day"):
		return p.onNamed(11, time.November)
	default:
		return day{}, false
	}
	y, ok := p.year()
	if y != 0 {
		return one(movable(y, name).AddDays(after), once), ok
	}
	return p.open(once, func(k int) calendar.Date { return movable(p.today.Year+k, name).AddDays(after) }), ok
}

// onNamed is that day of the year that follows, if one does.
func (p *parser) onNamed(n int, m time.Month) (day, bool) {
	y, ok := p.year()
	return p.on(n, int(m), y), ok
}

// movable is the day on which that holiday falls in a year.
func movable(year int, name string) calendar.Date {
	for d := calendar.NewDate(year, time.March, 1); ; d = d.AddDays(1) {
		if found, ok := (calendar.Calendar{}).Holiday(d); ok && found == name {
			return d
		}
	}
}
