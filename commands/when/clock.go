package when

import "time"

// clock is a time of day as it was said: its possible readings, in order.
type clock struct {
	times []wall
	// lasts is how long what begins then is said to last, 0 where nothing is.
	lasts time.Duration
	// fault, when set, makes it a question however few readings are left.
	fault Reason
}

// wall is what a clock on the wall shows; hour 24 is the end of the day.
type wall struct{ hour, minute int }

func (w wall) minutes() int { return w.hour*60 + w.minute }

func (c clock) none() bool { return c.times == nil && c.fault == "" }

// midnight belongs to two days, and people mean either.
func midnight(minute int) clock { return clock{times: []wall{{0, minute}, {24, minute}}} }

func at(hour, minute int) clock {
	switch {
	case minute > 59 || hour > 24 || hour == 24 && minute > 0 || hour == 0 && minute < 0:
		return clock{fault: NoSuchTime}
	case minute < 0: // « dix heures moins le quart »
		hour, minute = hour-1, minute+60
	case hour == 24:
		return clock{times: []wall{{24, 0}}, fault: NoSuchTime}
	}
	return clock{times: []wall{{hour, minute}}}
}

// clock is a time of day, or one and when what begins then is over.
func (p *parser) clock() (clock, bool) { return either(p, p.interval, p.time) }

// time is one time of day: 14h, « à quatorze heures », "8h du soir".
func (p *parser) time() (clock, bool) {
	p.eat("a", "at", "t")
	c, ok := either(p, p.namedHour, p.hours, p.halfPast, p.digital)
	if !ok {
		return clock{}, false
	}
	if t, ok := maybe(p, p.ofDay); ok {
		c = t.of(c)
	}
	p.eat("pile", "precises", "precise", "tapantes", "sharp")
	return c, true
}

func (p *parser) namedHour() (clock, bool) {
	noon := p.eat("midi", "noon")
	if !noon && !p.eat("minuit", "midnight") {
		return clock{}, false
	}
	minute := p.fraction()
	if m, ok := maybe(p, p.minutes); ok && minute == 0 {
		minute = m // « midi trente »
	}
	if m, ok := maybe(p, p.less); ok && minute == 0 {
		minute = -m
	}
	switch {
	case noon:
		return at(12, minute), true
	case minute < 0:
		return at(24, minute), true // it is the evening's
	}
	return midnight(minute), true
}

// hours is 14h, "14 h 30", « neuf heures et demie », « dix heures moins le quart ».
func (p *parser) hours() (clock, bool) {
	n, ok := p.count()
	if !ok || !p.eat("h", "heures", "heure", "hrs") {
		return clock{}, false
	}
	if m, ok := maybe(p, p.minutes); ok {
		return at(n, m), true
	}
	if m, ok := maybe(p, p.less); ok {
		return at(n, -m), true
	}
	return at(n, p.fraction()), true
}

// less are the minutes of « dix heures moins le quart ».
func (p *parser) less() (int, bool) {
	if !p.eat("moins") {
		return 0, false
	}
	if p.eat("le quart", "quart") {
		return 15, true
	}
	m, ok := p.count()
	return m, ok && 0 < m && m < 60
}

// minutes are two digits or words, unless they open a date: "14h 18/12".
func (p *parser) minutes() (int, bool) {
	if sees(p, p.date) || p.dashed() {
		return 0, false
	}
	m, ok := p.number(2)
	if !ok {
		if m.number, ok = p.words(); !ok || m.number < 5 || m.number > 59 { // nobody says « deux heures deux »
			return 0, false
		}
		m.digits = 2
	}
	p.eat("minutes", "min", "mn")
	return m.number, m.digits == 2
}

func (p *parser) fraction() int {
	switch {
	case p.eat("et demie", "et demi"):
		return 30
	case p.eat("et quart"):
		return 15
	}
	return 0
}

// halfPast is "half past two pm", "quarter to 3 pm": half a clock, without am or pm.
func (p *parser) halfPast() (clock, bool) {
	var minute int
	switch {
	case p.eat("half past"):
		minute = 30
	case p.eat("quarter past", "a quarter past"):
		minute = 15
	case p.eat("quarter to", "a quarter to"):
		minute = -15
	default:
		return clock{}, false
	}
	n, ok := p.count()
	if !ok || n < 1 || n > 12 {
		return clock{}, false
	}
	return p.halves(n, minute), true
}

// halves is what a clock of twelve hours may mean by an hour from 1 to 12: what
// am and pm say, else first what is day.
func (p *parser) halves(hour, minute int) clock {
	first, second := at(hour%12, minute), at(hour%12+12, minute)
	switch m := p.meridiem(); {
	case m == anteMeridiem:
		return first
	case m == postMeridiem:
		return second
	case hour < 7 || hour == 12:
		first, second = second, first
	}
	return clock{times: append(first.times, second.times...), fault: Ambiguous}
}

// meridiem is the half of the day that am and pm name.
type meridiem int

const (
	unsaid meridiem = iota
	anteMeridiem
	postMeridiem
)

func (p *parser) meridiem() meridiem {
	switch {
	case p.eat("am", "a m"):
		return anteMeridiem
	case p.eat("pm", "p m"):
		return postMeridiem
	}
	return unsaid
}

// digital is 14:00, 14:00:00, "2:30 pm", 2pm, "2 o'clock" and "8 in the evening".
func (p *parser) digital() (clock, bool) {
	n, ok := p.count()
	if !ok {
		return clock{}, false
	}
	if p.eat("o clock", "oclock") {
		if n < 1 || n > 12 {
			return clock{fault: NoSuchTime}, true
		}
		return p.halves(n, 0), true
	}
	var minute token
	colon := p.eat(":")
	if colon {
		minute, _ = p.number(2)
		if minute.digits != 2 {
			return clock{}, false
		}
		p.eat(": 00")
	}
	m := p.meridiem()
	switch {
	case m == unsaid:
		return at(n, minute.number), colon || sees(p, p.ofDay)
	case p.meridiem() != unsaid:
		return clock{}, false
	case n < 1 || n > 12 || minute.number > 59:
		return clock{fault: NoSuchTime}, true
	case m == anteMeridiem && n == 12:
		return midnight(minute.number), true
	case m == anteMeridiem:
		return at(n, minute.number), true
	}
	return at(n%12+12, minute.number), true
}
