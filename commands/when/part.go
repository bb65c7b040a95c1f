package when

// part is a part of the day.
type part int

const (
	wholeDay part = iota
	morning
	afternoon
	evening
)

// part is said of a day: "demain matin", "tomorrow in the morning".
func (p *parser) part() part {
	switch {
	case p.eat("matin", "mat", "dans la matinee", "en matinee", "morning", "in the morning"):
		return morning
	case p.eat("apres midi", "aprem", "ap midi", "dans l apres midi", "dans l aprem", "afternoon", "in the afternoon"):
		return afternoon
	case p.eat("soir", "en soiree", "dans la soiree", "evening", "in the evening"):
		return evening
	}
	return wholeDay
}

// ofDay is said of an hour: "8h du soir", "8 in the evening".
func (p *parser) ofDay() (part, bool) {
	switch {
	case p.eat("du matin", "du mat", "in the morning"):
		return morning, true
	case p.eat("de l apres midi", "de l aprem", "in the afternoon"):
		return afternoon, true
	case p.eat("du soir", "in the evening"):
		return evening, true
	}
	return wholeDay, false
}

// usual is the hour that the part stands for, of which nobody is sure.
func (t part) usual() clock {
	var c clock
	switch t {
	case morning:
		c = at(MorningHour, 0)
	case afternoon:
		c = at(AfternoonHour, 0)
	case evening:
		c = at(EveningHour, 0)
	case wholeDay:
		return c
	}
	c.fault = MissingTime
	return c
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

// of is an hour of the part, which counts from noon where that is what it says:
// "8h du soir" is 20 h. An hour that the part does not hold is a question.
func (t part) of(c clock) clock {
	narrowed := t.narrow(c)
	if narrowed.fault == Ambiguous && len(narrowed.times) > len(c.times) && t.holds(narrowed.times[0]) && c.fault == "" {
		return clock{times: narrowed.times[:len(narrowed.times)-len(c.times)]}
	}
	return narrowed
}

// narrow keeps the readings of a time that fall in the part. When none does,
// as in "ce soir 8h", the time is questioned: counted from noon if that falls
// in the part, then as it was written.
func (t part) narrow(c clock) clock {
	if c.none() {
		return t.usual()
	}
	if t == wholeDay || c.fault == NoSuchTime || c.fault == EndsFirst {
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
		return clock{times: held, lasts: c.lasts}
	}
	return clock{times: append(shifted, c.times...), lasts: c.lasts, fault: Ambiguous}
}
