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
	if d, ok := maybe(p, p.before); ok {
		return d, true
	}
	p.eat("d ici a", "d ici", "jusqu au", "jusqu a", "pour", "by", "until", "au plus tard", "no later than", "at the latest")
	d, ok := either(p, p.namedDay, p.thisPart, p.rankedWeekday, p.ofMonth, p.holiday, p.fromDay, p.weekdayDate, p.weekday, p.date,
		p.numberedDay, p.edge, p.nextWeek, p.ago)
	if ok {
		p.eat("au plus tard", "dernier delai", "derniere limite", "delai de rigueur", "max", "maxi", "maximum", "at the latest", "inclus", "compris", "inclusive")
	}
	return d, ok
}

// before is « avant le 18 décembre », which to some is the day before.
func (p *parser) before() (day, bool) {
	if sees(p, p.namedDay) || !p.eat("avant", "before") { // « avant-hier »
		return day{}, false
	}
	d, ok := either(p, p.namedDay, p.rankedWeekday, p.ofMonth, p.holiday, p.weekdayDate, p.weekday, p.date, p.numberedDay, p.edge)
	if !ok || d.fault != "" {
		return d, ok
	}
	for _, r := range d.readings {
		d.readings = append(d.readings, reading{date: r.date.AddDays(-1), every: once})
	}
	d.fault = Ambiguous
	return d, true
}

func (p *parser) namedDay() (day, bool) {
	switch {
	case p.eat("aujourd hui", "aujourdhui", "ajd", "auj", "ce jour", "today"):
		return one(p.today, daily), true
	case p.eat("demain", "tomorrow", "tmrw", "tmw"):
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

// nextWeek is no day: all its working days are proposed, unless one follows.
func (p *parser) nextWeek() (day, bool) {
	if !p.saidNextWeek() {
		return day{}, false
	}
	if w, ok := maybe(p, func() (time.Weekday, bool) { p.eat("le", "on"); return named(p, weekdayNamed) }); ok {
		return onWeekday(p.inWeek(1, w)), true
	}
	d := day{fault: Ambiguous}
	for w := time.Monday; w <= time.Friday; w++ {
		d.readings = append(d.readings, reading{date: p.inWeek(1, w), every: weekly})
	}
	return d, true
}

func (p *parser) saidNextWeek() bool {
	_, said := maybe(p, func() (bool, bool) {
		p.eat("de la", "la", "of")
		return true, p.eat("semaine prochaine", "semaine pro", "sem prochaine", "sem pro", "next week")
	})
	return said
}

func inYears(year int) bool { return FirstYear <= year && year <= LastYear }
