package when

import (
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Recurring is what comes back, and at which hour.
type Recurring struct {
	Rule calendar.Rule
	At   Hour
	// Lasts is how long each lasts, where the text says it ("14h-16h"); else 0.
	Lasts time.Duration
	// IfClosed is calendar.IfClosedSkip where the text leaves out school holidays
	// (« hors vacances »); else empty.
	IfClosed calendar.IfClosed
}

// Recurring reads which days come back, and when: "premier mardi du mois à 14h", "un
// jeudi sur deux à 10h", "dernier vendredi de novembre, février et mai à 14h", "le jeudi
// qui suit les vacances à 14h", "every first Tuesday at 2pm". Days of the month are no
// such days: they may be Sundays. The error is always an *Error, without candidates.
func (r Reader) Recurring(text string) (Recurring, error) {
	p := r.parser(future, text)
	c, timed := maybe(p, p.clock)
	rule, ok := either(p, p.afterVacations, p.monthlyRule, p.weeklyRule)
	read := Recurring{Rule: rule.Tidy()}
	for !p.done() {
		switch at, said := maybe(p, p.clock); {
		case said && !timed:
			c, timed = at, true
		case !said && read.IfClosed == "" && p.exceptVacations():
			read.IfClosed = calendar.IfClosedSkip
		default:
			return Recurring{}, &Error{Reason: p.missed(), Text: text}
		}
	}
	switch {
	case !ok:
		return Recurring{}, &Error{Reason: p.missed(), Text: text}
	case rule.Cycle == "":
		return Recurring{}, &Error{Reason: Ambiguous, Text: text}
	case slices.ContainsFunc(rule.Days, func(d calendar.RankedDay) bool { return d.Rank > calendar.MaxRank }):
		return Recurring{}, &Error{Reason: NoSuchRank, Text: text}
	case read.Rule.Check() != nil:
		return Recurring{}, &Error{Reason: Unreadable, Text: text}
	case !timed:
		return Recurring{}, &Error{Reason: MissingTime, Text: text}
	case c.fault != "" || len(c.times) != 1 || c.times[0].hour > 23:
		return Recurring{}, &Error{Reason: NoSuchTime, Text: text}
	}
	read.At, read.Lasts = Hour{c.times[0].hour, c.times[0].minute}, c.lasts
	return read, nil
}

// missed is what a text lacks that is no rule.
func (p *parser) missed() Reason {
	words := func(named func(string) bool) bool {
		return slices.ContainsFunc(p.tokens, func(t token) bool { return named(t.text) })
	}
	if !words(func(word string) bool { _, ok := weeklyNamed(word); return ok }) {
		return MissingWeekday
	}
	if words(func(word string) bool { return word == "fois" || word == "times" || word == "twice" }) {
		return MissingMonths
	}
	return Unreadable
}

// eachDay is what may stand before a day that comes back; it reports whether that is
// "every", which before a rank means two things.
func (p *parser) eachDay() (every bool) {
	p.eat("le", "les", "on the", "on", "the")
	return p.eat("every", "each", "tous les", "toutes les", "chaque")
}

// and is what may stand between two that are listed.
func (p *parser) and() { p.eat("et", "puis", "and", ",", "&", "+") }

// monthlyRule is "2e et 4e mardi du mois", "tous les deux mois, le premier lundi".
func (p *parser) monthlyRule() (calendar.Rule, bool) {
	rule := calendar.Rule{Cycle: calendar.CycleMonths}
	var counted, ok bool
	rule.Every, counted = maybe(p, p.everyMonths)
	every := p.eachDay()
	if rule.Days, ok = p.rankedDays(); !ok {
		return rule, false
	}
	var said bool
	rule.Months, said = p.ofMonths()
	if !counted {
		rule.Every, counted = maybe(p, p.everyMonths)
	}
	if every && !said && !counted && rule.Days[0].Rank > 1 {
		rule.Cycle = "" // "every second Tuesday": of the month, or every two weeks
	}
	return rule, true
}

// rankedDays are "2e et 4e mardi", "1er mardi et 3e jeudi".
func (p *parser) rankedDays() (days []calendar.RankedDay, ok bool) {
	for {
		group, ok := maybe(p, p.rankedGroup)
		if !ok {
			return days, len(days) > 0
		}
		days = append(days, group...)
	}
}

func (p *parser) rankedGroup() (days []calendar.RankedDay, ok bool) {
	for {
		p.and()
		p.eat("le", "les", "the", "on the")
		rank, ok := maybe(p, p.rankOrLast)
		if !ok {
			break
		}
		days = append(days, calendar.RankedDay{Rank: rank})
	}
	w, ok := named(p, weeklyNamed)
	for i := range days {
		days[i].Weekday = w
	}
	return days, ok && len(days) > 0
}

func (p *parser) rankOrLast() (int, bool) {
	if p.eat("dernier", "derniers", "last") {
		return calendar.RankLast, true
	}
	return either(p, p.rank, func() (int, bool) {
		return named(p, func(word string) (int, bool) { return rankNamed(strings.TrimSuffix(word, "s")) })
	})
}

// ofMonths are those of « du mois », which are all, "de novembre, février et mai", or
// « de chaque trimestre », which begin in January; it reports whether any were named.
func (p *parser) ofMonths() (months []time.Month, said bool) {
	switch {
	case p.eat("du mois de", "des mois de", "des mois d", "du mois d", "of the months of"):
	case p.eat("du mois", "de chaque mois", "de tous les mois", "of the month", "of each month", "of every month", "in the month", "par mois", "a month"):
		return nil, true
	case p.eat("du trimestre", "de chaque trimestre", "chaque trimestre", "of the quarter", "of each quarter", "of every quarter", "each quarter", "every quarter"):
		return []time.Month{time.January, time.April, time.July, time.October}, true
	}
	for {
		month, ok := maybe(p, func() (time.Month, bool) {
			p.and()
			p.eat("de", "d", "en", "of", "in")
			return named(p, monthNamed)
		})
		if !ok {
			return months, len(months) > 0
		}
		months = append(months, month)
	}
}

// everyMonths is how many months lie between two: « tous les deux mois », « un mois sur
// deux », "every other month".
func (p *parser) everyMonths() (int, bool) { return p.everySo(months, "month", "mois") }

// everyWeeks is that of weeks; « tous les quinze jours » are two.
func (p *parser) everyWeeks() (int, bool) {
	if p.eat("tous les quinze jours", "tous les 15 jours", "every fortnight", "fortnightly") {
		return 2, true
	}
	return p.everySo(weeks, "week", "semaine")
}

func (p *parser) everySo(u unit, english, french string) (int, bool) {
	if p.eat("every other "+english, "every second "+english) {
		return 2, true
	}
	if n, ok := maybe(p, func() (int, bool) { return p.oneIn(func() bool { return p.eat(french, english) }) }); ok {
		return n, true
	}
	if !p.eat("tous les", "toutes les", "chaque", "every", "each") {
		return 0, false
	}
	n, counted := maybe(p, p.count)
	named, ok := named(p, unitNamed)
	if !counted {
		n = 1
	}
	return n, ok && named == u
}

// oneIn is « un jeudi sur deux », "one Thursday in two".
func (p *parser) oneIn(what func() bool) (int, bool) {
	if one, ok := maybe(p, p.count); !ok || one != 1 || !what() || !p.eat("sur", "in", "out of") {
		return 0, false
	}
	return p.count()
}

// weeklyRule is "tous les jeudis", « un jeudi sur deux », "toutes les 3 semaines le
// lundi", "every other Thursday".
func (p *parser) weeklyRule() (calendar.Rule, bool) {
	rule := calendar.Rule{Cycle: calendar.CycleWeeks}
	var w time.Weekday
	n, ok := maybe(p, func() (int, bool) {
		return p.oneIn(func() (ok bool) { w, ok = named(p, weeklyNamed); return ok })
	})
	if ok {
		rule.Every, rule.Days = n, []calendar.RankedDay{{Weekday: w}}
		return rule, true
	}
	var counted bool
	if rule.Every, counted = maybe(p, p.everyWeeks); !counted && p.eat("every other") {
		rule.Every, counted = 2, true
	}
	for {
		w, ok := maybe(p, func() (time.Weekday, bool) {
			p.and()
			p.eachDay()
			return named(p, weeklyNamed)
		})
		if !ok {
			break
		}
		rule.Days = append(rule.Days, calendar.RankedDay{Weekday: w})
	}
	if !counted {
		rule.Every, _ = maybe(p, p.everyWeeks)
	}
	return rule, len(rule.Days) > 0
}

// afterVacations is « le jeudi qui suit les vacances », "the first Thursday after each
// school holiday", « après les vacances, le jeudi ».
func (p *parser) afterVacations() (calendar.Rule, bool) {
	after := p.followsVacations()
	p.eachDay()
	p.eat("premier", "1 er", "first")
	w, ok := named(p, weeklyNamed)
	if !ok || !after && !p.followsVacations() {
		return calendar.Rule{}, false
	}
	return calendar.Rule{Cycle: calendar.CycleVacations, Days: []calendar.RankedDay{{Weekday: w}}}, true
}

func (p *parser) followsVacations() bool {
	said, _ := maybe(p, func() (bool, bool) {
		said := p.eat("qui suit", "suivant", "apres", "au retour", "following", "that follows", "after") && p.vacations()
		return said, said
	})
	return said
}

func (p *parser) vacations() bool {
	p.eat("les", "des", "de", "chaque", "chacune des", "toutes les", "the", "each", "every")
	if p.eat("vacances") {
		p.eat("scolaires")
		return true
	}
	return p.eat("school holidays", "school holiday", "school breaks", "school break", "holidays", "holiday")
}

// exceptVacations is « hors vacances scolaires », "except the school holidays".
func (p *parser) exceptVacations() bool {
	said, _ := maybe(p, func() (bool, bool) {
		said := p.eat("hors", "sauf pendant", "sauf", "en dehors", "except during", "except in", "except", "outside") && p.vacations()
		return said, said
	})
	return said
}
