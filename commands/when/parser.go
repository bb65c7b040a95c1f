package when

import (
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// side is the side of today on which a day written in part is looked for, as
// a step along the calendar.
type side int

const (
	past   side = -1
	future side = 1
)

// parser goes through the tokens of one text. Its productions are methods
// that return false when the text is not theirs; either and maybe then put
// the parser back where it was.
//
//	phrase = ahead in hours | [clock] day [part] [clock] [lasts] | clock [lasts]
//	day    = ahead in days | before | [until] ( named | this part | ranked weekday
//	       | of a month | holiday | from a day | [weekday] date | weekday | edge
//	       | next week | ago ) [until]
//	clock  = interval | time
type parser struct {
	tokens   []token
	pos      int
	today    calendar.Date
	side     side
	american bool
	// kept is the day of what the text moves, and hour its time of day, of which
	// stays what the text leaves out; zero where there is none.
	kept calendar.Date
	hour clock
	// bare is the number of « lundi 14 », which may be an hour; 0 for none.
	bare int
}

// phrase is what a text says: a delay in hours, or a day, a time of day, or
// both.
type phrase struct {
	ahead time.Duration
	plus  bool // « +2h », of which is not said from when
	day   day
	clock clock
}

func (p *parser) phrase() (phrase, bool) {
	plus := sees(p, p.plus)
	if delay, ok := maybe(p, p.hoursAhead); ok {
		return phrase{ahead: delay, plus: plus}, p.done()
	}
	var said phrase
	var timed, dated bool
	said.clock, timed = maybe(p, p.clock)
	said.day, dated = maybe(p, p.day)
	part := wholeDay
	if dated {
		part = p.part()
	}
	if !timed {
		said.clock, timed = maybe(p, p.clock)
	}
	if timed && said.clock.lasts == 0 {
		said.clock.lasts, _ = maybe(p, p.lasts)
	}
	if dated && timed && p.mayRange(said.clock) {
		said.clock.fault = Ambiguous
	}
	if dated && said.clock.none() && !p.hour.none() && part.holds(p.hour.times[0]) {
		said.clock = p.hour
	}
	said.clock = part.narrow(said.clock)
	return said, p.done() && (timed || dated)
}

// mayRange reports whether « lundi 14 à 16h » is a day and an hour, or two hours.
func (p *parser) mayRange(to clock) bool {
	return p.bare >= firstHour && len(to.times) == 1 && to.lasts == 0 &&
		p.bare < to.times[0].hour && to.times[0].hour <= p.bare+longest
}

// A number from firstHour on may be the hour at which something begins that is
// over at most so many hours later.
const firstHour, longest = 8, 4

// maybe tries one production.
func maybe[T any](p *parser, production func() (T, bool)) (T, bool) {
	return either(p, production)
}

// either is the result of the first production that reads on from here.
func either[T any](p *parser, productions ...func() (T, bool)) (T, bool) {
	start := p.pos
	for _, production := range productions {
		if read, ok := production(); ok {
			return read, true
		}
		p.pos = start
	}
	var none T
	return none, false
}

// sees reports whether a production would read on from here, and stays here.
func sees[T any](p *parser, production func() (T, bool)) bool {
	start := p.pos
	_, ok := production()
	p.pos = start
	return ok
}

func (p *parser) done() bool { return p.pos == len(p.tokens) }

// dashed reports whether a hyphen stands before what comes next.
func (p *parser) dashed() bool { return !p.done() && p.tokens[p.pos].dashed }

// eat goes past the first of the phrases that comes next, and reports whether one does.
func (p *parser) eat(phrases ...string) bool {
	for _, phrase := range phrases {
		if p.follows(strings.Fields(phrase)) {
			p.pos += len(strings.Fields(phrase))
			return true
		}
	}
	return false
}

func (p *parser) follows(words []string) bool {
	if len(p.tokens)-p.pos < len(words) {
		return false
	}
	for i, word := range words {
		if p.tokens[p.pos+i].text != word {
			return false
		}
	}
	return true
}

// number goes past a number of at most so many digits.
func (p *parser) number(digits int) (token, bool) {
	if p.done() || p.tokens[p.pos].digits == 0 || p.tokens[p.pos].digits > digits {
		return token{}, false
	}
	p.pos++
	return p.tokens[p.pos-1], true
}

// named goes past a word of a vocabulary.
func named[T any](p *parser, vocabulary func(string) (T, bool)) (T, bool) {
	if p.done() {
		var none T
		return none, false
	}
	meaning, ok := vocabulary(p.tokens[p.pos].text)
	if ok {
		p.pos++
	}
	return meaning, ok
}
