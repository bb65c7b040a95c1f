package when

import "time"

// interval is a time of day and when what begins then is over: 14h-16h, "de 9h à
// 11h", "10-11:30am". Of a number alone, the other says that it is an hour; with
// « à » between them only after « de », for "le 12 à 14h" is a day.
func (p *parser) interval() (clock, bool) {
	opened := p.eat("de", "from")
	from, marked := maybe(p, p.time)
	half := marked && p.saidHalf()
	bare, ok := 0, marked
	if !marked {
		bare, ok = p.bareHour()
	}
	if !ok {
		return clock{}, false
	}
	switch {
	case p.eat("-"), marked && (p.eat("/") || p.dashed()):
	case (opened || marked) && p.eat("a", "jusqu a", "to", "until", "till"):
	default:
		return clock{}, false
	}
	to, ok := p.rangeEnd(marked, half)
	if !ok {
		return clock{}, false
	}
	if !marked {
		if from = at(bare, 0); p.saidHalf() { // "10-11:30am", "11-1pm", "2-4pm"
			from = eitherHalf(bare)
		}
	}
	return lasting(from, to), true
}

// rangeEnd is the end of a range of hours. Where the beginning is marked as a time
// of day, a number alone will do; half says that it was one of am or pm.
func (p *parser) rangeEnd(marked, half bool) (clock, bool) {
	if to, ok := maybe(p, p.time); ok {
		return to, true
	}
	if !marked || sees(p, p.date) {
		return clock{}, false
	}
	n, ok := p.bareHour()
	if half && n <= 12 { // "2pm-4"
		return eitherHalf(n), ok
	}
	return at(n, 0), ok
}

// eitherHalf is an hour of the clock face, in the morning or in the afternoon.
func eitherHalf(n int) clock { return clock{times: []wall{{n % 12, 0}, {n%12 + 12, 0}}} }

// bareHour is a number that the other end of a range makes an hour.
func (p *parser) bareHour() (int, bool) {
	n, ok := p.number(2)
	return n.number, ok && n.number <= 24
}

// saidHalf reports whether what was just read ends in am or pm.
func (p *parser) saidHalf() bool {
	last := p.tokens[p.pos-1].text
	return last == "am" || last == "pm" || last == "m"
}

// lasting is a beginning and how long it is until an end: of several, those that
// are the least apart. The end of a day is an end; nothing goes on into the next.
func lasting(from, to clock) clock {
	if from.fault == NoSuchTime || to.fault == NoSuchTime && len(to.times) == 0 {
		return clock{fault: NoSuchTime}
	}
	if len(from.times) == 0 || from.fault != "" || to.fault == Ambiguous || from.times[0] == (wall{}) && len(from.times) > 1 {
		return clock{times: from.times, fault: Ambiguous}
	}
	c := clock{times: from.times[:1], fault: EndsFirst}
	for _, f := range from.times {
		for _, t := range to.times {
			if d := time.Duration(t.ends()-f.minutes()) * time.Minute; d > 0 && (c.lasts == 0 || d < c.lasts) {
				c = clock{times: []wall{f}, lasts: d}
			}
		}
	}
	return c
}

// ends is minutes for what is over then: midnight is the end of the day.
func (w wall) ends() int {
	if w == (wall{}) {
		return 24 * 60
	}
	return w.minutes()
}

// lasts is how long something goes on, said after its beginning: "pendant 2h".
func (p *parser) lasts() (time.Duration, bool) {
	if !p.eat("pendant", "durant", "pour", "duree", "for") {
		return 0, false
	}
	p.eat("de")
	s, ok := p.span(minutes, hours)
	return s.clock, ok && s.clock > 0
}
