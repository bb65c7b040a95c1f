package when

import (
	"time"

	"pilotent/governance/calendar"
)

// day is a day as it was said: its possible readings, in order.
type day struct {
	readings []reading
	// fault, when set, makes it a question however few readings are left:
	// Ambiguous, or NoSuchDay with readings to propose instead.
	fault Reason
}

// reading is one day that was perhaps meant, and how often it comes round.
type reading struct {
	date  calendar.Date
	every cycle
	// nearer is the same day on the other side of today, where that is nearer;
	// zero where it is not, or where the text leaves no choice.
	nearer calendar.Date
}

func one(d calendar.Date, every cycle) day {
	return day{readings: []reading{{date: d, every: every}}}
}

// nearer is that of the reading that was settled on.
func (d day) nearer(settled calendar.Date) calendar.Date {
	for _, r := range d.readings {
		if r.date == settled {
			return r.nearer
		}
	}
	return calendar.Date{}
}

func (d day) none() bool { return d.readings == nil && d.fault == "" }

// cycle is how often a day comes round.
type cycle int

const (
	once cycle = iota
	daily
	weekly
	monthly
	yearly
)

// move is the next such day on one side; it reports false for a day that
// does not come round. Months without a 31st and years without a 29 February
// are skipped.
func (c cycle) move(d calendar.Date, side side) (calendar.Date, bool) {
	switch c {
	case daily:
		return d.AddDays(int(side)), true
	case weekly:
		return d.AddDays(7 * int(side)), true
	case monthly, yearly:
		months := int(side)
		if c == yearly {
			months = 12 * int(side)
		}
		next := calendar.NewDate(d.Year, d.Month+time.Month(months), d.Day)
		for n := 2; next.Day != d.Day; n++ {
			next = calendar.NewDate(d.Year, d.Month+time.Month(n*months), d.Day)
		}
		return next, true
	}
	return calendar.Date{}, false
}

func (p *parser) day() (day, bool) {
	if d, ok := maybe(p, p.daysAhead); ok {
		return d, true
	}
	p.eat("d ici a", "d ici", "jusqu au", "jusqu a", "pour", "by", "until")
	return either(p, p.namedDay, p.thisPart, p.weekdayDate, p.weekday, p.date, p.numberedDay, p.edge, p.nextWeek, p.ago)
}

func (p *parser) namedDay() (day, bool) {
	switch {
	case p.eat("aujourd hui", "aujourdhui", "today"):
		return one(p.today, daily), true
	case p.eat("demain", "tomorrow"):
		return one(p.today.AddDays(1), once), true
	case p.eat("apres demain", "the day after tomorrow", "day after tomorrow"):
		return one(p.today.AddDays(2), once), true
	case p.eat("hier", "yesterday"):
		return one(p.today.AddDays(-1), once), true
	case p.eat("avant hier", "the day before yesterday", "day before yesterday"):
		return one(p.today.AddDays(-2), once), true
	}
	return day{}, false
}

// thisPart is the today of "ce soir"; the evening itself is read next.
func (p *parser) thisPart() (day, bool) {
	if !p.eat("ce", "cet", "cette", "this") {
		return day{}, false
	}
	noon := func() (bool, bool) { return true, p.eat("midi", "noon") }
	part := func() (part, bool) { part := p.part(); return part, part != wholeDay }
	return one(p.today, daily), sees(p, noon) || sees(p, part)
}

// nextWeek is no day: all its working days are proposed.
func (p *parser) nextWeek() (day, bool) {
	if !p.eat("la semaine prochaine", "semaine prochaine", "next week") {
		return day{}, false
	}
	d := day{fault: Ambiguous}
	for w := time.Monday; w <= time.Friday; w++ {
		d.readings = append(d.readings, reading{date: p.inWeek(1, w), every: weekly})
	}
	return d, true
}

// daysAhead is "dans 3 jours".
func (p *parser) daysAhead() (day, bool) {
	if !p.eat("dans", "in", "d ici") {
		return day{}, false
	}
	// In French "huit jours" is a week and "quinze jours" two, but not to
	// everyone who writes them.
	for _, idiom := range []struct {
		words string
		days  int
	}{{"huit jours", 7}, {"quinze jours", 14}} {
		if p.eat(idiom.words) {
			return day{readings: []reading{
				{date: p.today.AddDays(idiom.days), every: once}, {date: p.today.AddDays(idiom.days + 1), every: once},
			}}, true
		}
	}
	s, ok := p.span(days, years)
	return p.distant(s, future), ok && inYears(s.from(p.today, future).Year)
}

// ago is "il y a 3 jours".
func (p *parser) ago() (day, bool) {
	before := p.eat("il y a")
	s, ok := p.span(days, years)
	ok = ok && (before || p.eat("ago"))
	return p.distant(s, past), ok && inYears(s.from(p.today, past).Year)
}

func (p *parser) distant(s span, side side) day { return one(s.from(p.today, side), once) }

func inYears(year int) bool { return FirstYear <= year && year <= LastYear }
