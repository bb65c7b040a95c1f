package when

// clock is a time of day as it was said: its possible readings, in order.
type clock struct {
	times []wall
	// fault, when set, makes it a question however few readings are left.
	fault Reason
}

// wall is what a clock on the wall shows; hour 24 is the end of the day.
type wall struct{ hour, minute int }

func (c clock) none() bool { return c.times == nil && c.fault == "" }

// midnight belongs to two days, and people mean either.
func midnight(minute int) clock { return clock{times: []wall{{0, minute}, {24, minute}}} }

func at(hour, minute int) clock {
	switch {
	case minute > 59 || hour > 24 || hour == 24 && minute > 0:
		return clock{fault: NoSuchTime}
	case hour == 24:
		return clock{times: []wall{{24, 0}}, fault: NoSuchTime}
	}
	return clock{times: []wall{{hour, minute}}}
}

func (p *parser) clock() (clock, bool) {
	p.eat("a", "at", "t")
	return either(p, p.namedHour, p.hours, p.digital)
}

func (p *parser) namedHour() (clock, bool) {
	switch {
	case p.eat("midi", "noon"):
		return at(12, p.fraction()), true
	case p.eat("minuit", "midnight"):
		return midnight(p.fraction()), true
	}
	return clock{}, false
}

// hours is 14h, "14 h 30", "9 heures et demie".
func (p *parser) hours() (clock, bool) {
	n, ok := p.number(2)
	if !ok || !p.eat("h", "heures", "heure") {
		return clock{}, false
	}
	if m, ok := maybe(p, p.minutes); ok {
		return at(n.number, m), true
	}
	return at(n.number, p.fraction()), true
}

// minutes are two digits, unless they open a date: "14h 18/12".
func (p *parser) minutes() (int, bool) {
	if sees(p, p.date) {
		return 0, false
	}
	m, ok := p.number(2)
	if ok {
		p.eat("minutes", "min", "mn")
	}
	return m.number, ok && m.digits == 2
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

// digital is 14:00, 14:00:00, "2:30 pm" and 2pm.
func (p *parser) digital() (clock, bool) {
	n, ok := p.number(2)
	if !ok {
		return clock{}, false
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
	am, pm := p.eat("am", "a m"), p.eat("pm", "p m")
	switch {
	case !am && !pm:
		return at(n.number, minute.number), colon
	case am && pm:
		return clock{}, false
	case n.number < 1 || n.number > 12 || minute.number > 59:
		return clock{fault: NoSuchTime}, true
	case am && n.number == 12:
		return midnight(minute.number), true
	case am:
		return at(n.number, minute.number), true
	}
	return at(n.number%12+12, minute.number), true
}

// part is a part of the day.
type part int

const (
	wholeDay part = iota
	morning
	afternoon
	evening
)

func (p *parser) part() part {
	switch {
	case p.eat("matin", "morning", "in the morning"):
		return morning
	case p.eat("apres midi", "afternoon", "in the afternoon"):
		return afternoon
	case p.eat("soir", "evening", "in the evening"):
		return evening
	}
	return wholeDay
}

// usual is the hour that the part stands for.
func (t part) usual() clock {
	switch t {
	case morning:
		return at(MorningHour, 0)
	case afternoon:
		return at(AfternoonHour, 0)
	case evening:
		return at(EveningHour, 0)
	}
	return clock{}
}

func (t part) holds(w wall) bool {
	switch t {
	case morning:
		return w.hour < 12
	case afternoon:
		return w.hour >= 12 && w.hour < 19
	case evening:
		return w.hour >= 17
	}
	return true
}

// narrow keeps the readings of a time that fall in the part. When none does,
// as in "ce soir 8h", the time is questioned: counted from noon if that falls
// in the part, then as it was written.
func (t part) narrow(c clock) clock {
	if c.none() {
		return t.usual()
	}
	if c.fault != "" {
		return c
	}
	var held, shifted []wall
	for _, w := range c.times {
		if t.holds(w) {
			held = append(held, w)
		}
		if later := (wall{w.hour + 12, w.minute}); w.hour < 12 && t.holds(later) {
			shifted = append(shifted, later)
		}
	}
	if held != nil {
		return clock{times: held}
	}
	return clock{times: append(shifted, c.times...), fault: Ambiguous}
}
