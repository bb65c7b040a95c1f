// Package when reads days, moments and durations as French people write them,
// and English-speaking ones: "vendredi à 14h", "18/12", "dans 2 semaines",
// "tomorrow 9am", "1h30".
//
// An ambiguous or past date is questioned, never guessed: it comes back as an
// *Error that says why and what to propose instead. Nothing is dropped
// silently either: one word that is not understood makes the whole text
// unreadable.
//
// A text is folded and cut into tokens (token.go), a small grammar gives it
// its possible readings (parser.go and one file per production), and those on
// the wrong side of now are struck out (settle.go): one left is the answer,
// several are a question.
//
// It imports the standard library, pilotent/governance/calendar for days, and
// golang.org/x/text to fold accents. It reads neither the clock nor the zone
// of the machine.
package when

import (
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Hours that are proposed for a part of the day named without one: "demain
// matin", "cet après-midi", "ce soir".
const (
	MorningHour   = 9
	AfternoonHour = 14
	EveningHour   = 19
)

// Years outside of which a date is unreadable, both included.
const (
	FirstYear = 2000
	LastYear  = 2100
)

// Reader reads what is written at Now, in the zone of Now.Location().
type Reader struct {
	Now time.Time
	// Lang decides one thing: with "en" the numeric 11/12 is ambiguous, since
	// Americans put the month first; with anything else it is 11 December.
	// The words of both languages are always understood.
	Lang string
}

// Day is a day as it was read.
type Day struct {
	calendar.Date
	// Nearer is the same day on the other side of today, where that is nearer
	// and the text, which leaves out the year or the month, may mean it; zero
	// where it does not. A weekday comes round too soon to be mistaken.
	Nearer calendar.Date
}

// Moment is a day and a time of day as they were read.
type Moment struct {
	time.Time
	// Nearer is that of Day.
	Nearer calendar.Date
	// Lasts is how long what begins then lasts, where the text says it ("14h-16h",
	// "10am for an hour"); else 0.
	Lasts time.Duration
	// Twice says that the clock shows that hour twice in that night, and that the
	// text does not say which: the first was taken.
	Twice bool
}

// HalfDay is how long « une demi-journée » is: a school's morning.
const HalfDay = 3*time.Hour + 30*time.Minute

// Date reads a day that is today or to come, with no time of day. A day
// written without its year, or without its month, is the next such day.
// The error is always an *Error whose candidates are days.
func (r Reader) Date(text string) (Day, error) { return r.ShiftDay(text, calendar.Date{}) }

// ShiftDay reads, as Date does, to which day something is moved that was planned
// for before. A weekday, a day of the month or a distance (« +1 semaine ») that
// counts otherwise from before than from today is ambiguous; one that says from
// where it counts is not (« dans 1 semaine »).
func (r Reader) ShiftDay(text string, before calendar.Date) (Day, error) {
	p := r.parser(future, text)
	p.kept = before
	return r.dayOn(p, text)
}

// PastDate reads a day that is today or past, as a notification's: "hier",
// "lundi dernier", "23/11". A day written without its year, or without its
// month, is the latest such day. The error is always an *Error whose
// candidates are days.
func (r Reader) PastDate(text string) (Day, error) {
	return r.dayOn(r.parser(past, text), text)
}

func (r Reader) dayOn(p *parser, text string) (Day, error) {
	said, ok := p.phrase()
	if days := int(said.ahead / (24 * time.Hour)); ok && days > 0 && said.ahead%(24*time.Hour) == 0 { // « sous 48h »
		said.day, ok = distant([]calendar.Date{p.today}, []span{{days: days}}, future)
	}
	if !ok || said.day.none() || !said.clock.none() {
		return Day{}, &Error{Reason: Unreadable, Text: text}
	}
	at, err := r.settleDay(p.side, said.day, text)
	if err != nil {
		return Day{}, err
	}
	d := calendar.DateOf(at)
	return Day{d, said.day.nearer(d)}, nil
}

// Moment reads a day and a time of day, strictly after Now: "18/12 14h",
// "demain à quatorze heures", "dans 45 min", "jeudi 10h-12h". A time of day alone
// is today's. It also takes RFC 3339 with its offset. The result is in the zone of
// Now. The error is always an *Error.
func (r Reader) Moment(text string) (Moment, error) { return r.Shift(text, time.Time{}) }

// Shift reads, as Moment does, when something is moved to that was planned at
// before: of that stays what the text leaves out. "15h" is on the same day,
// "jeudi" at the same hour, "jeudi matin" too if that is in the morning. What
// counts otherwise from before than from Now is ambiguous, as of ShiftDay.
func (r Reader) Shift(text string, before time.Time) (Moment, error) {
	unreadable := &Error{Reason: Unreadable, Text: text}
	if exact, err := time.Parse(time.RFC3339, strings.ToUpper(strings.TrimSpace(fold(text)))); err == nil {
		at, err := r.exact(exact.In(r.Now.Location()), text)
		return Moment{Time: at}, err
	}
	p := r.parser(future, text)
	if !before.IsZero() {
		before = before.In(r.Now.Location())
		p.kept, p.hour = calendar.DateOf(before), at(before.Hour(), before.Minute())
	}
	said, ok := p.phrase()
	switch {
	case !ok:
		return Moment{}, unreadable
	case said.ahead > 0:
		return r.after(said, before, text)
	case said.day.none() && !p.kept.IsZero():
		said.day = one(p.kept, daily)
	case said.day.none():
		said.day = one(p.today, daily)
	case said.clock.none():
		at, err := r.settleDay(future, said.day, text)
		if err != nil {
			return Moment{}, err
		}
		return Moment{}, &Error{Reason: MissingTime, Text: text, Candidates: []time.Time{at}, DayOnly: true}
	}
	at, err := r.settleMoment(said.day, said.clock, text)
	if err != nil {
		return Moment{}, err
	}
	_, twice := again(at)
	return Moment{Time: at, Nearer: said.day.nearer(calendar.DateOf(at)), Lasts: said.clock.lasts, Twice: twice}, nil
}

// after is a delay from Now or, of « +1h », from before as well.
func (r Reader) after(said phrase, before time.Time, text string) (Moment, error) {
	at := r.Now.Add(said.ahead)
	if !within(at) {
		return Moment{}, &Error{Reason: Unreadable, Text: text}
	}
	if then := before.Add(said.ahead); said.plus && then.After(r.Now) && !then.Equal(at) {
		return Moment{}, &Error{Reason: Ambiguous, Text: text, Candidates: []time.Time{at, then}}
	}
	return Moment{Time: at}, nil
}

func (r Reader) exact(at time.Time, text string) (time.Time, error) {
	switch {
	case !within(at):
		return time.Time{}, &Error{Reason: Unreadable, Text: text}
	case at.After(r.Now):
		return at, nil
	}
	hour, minute, _ := at.Clock()
	return r.settleMoment(one(calendar.DateOf(at), yearly), clock{times: []wall{{hour, minute}}}, text)
}

// Duration reads a length of time, more than zero: "1h30", "1,5h", "une
// demi-heure", "2 semaines". A day is 24 hours, half of one HalfDay; months and
// years, which have no fixed length, are unreadable. The error is always an *Error.
func (r Reader) Duration(text string) (time.Duration, error) {
	p := r.parser(future, text)
	if p.eat("une demi journee", "demi journee", "half a day", "a half day", "half day") && p.done() {
		return HalfDay, nil
	}
	s, ok := p.span(minutes, weeks)
	if !ok || !p.done() || s.elapsed() == 0 {
		return 0, &Error{Reason: Unreadable, Text: text}
	}
	return s.elapsed(), nil
}

// Durations reads lengths of time that follow each other: "7j 1j 1h", "1 jour et
// 2 h". What may be one or two, as "1 h 30 min", is unreadable. The error is always
// an *Error.
func (r Reader) Durations(text string) ([]time.Duration, error) {
	p := r.parser(future, text)
	var all []time.Duration
	for hour := false; len(all) == 0 || !p.done(); {
		joined := p.eat("et", "puis", "and", "then", ",")
		n, u, ok := p.quantity()
		if !ok || u > weeks || hour && u == minutes && !joined {
			return nil, &Error{Reason: Unreadable, Text: text}
		}
		s := span{}.plus(n, u)
		if hour = u == hours; hour {
			if m, ok := maybe(p, p.loneMinutes); ok {
				s, hour = s.plus(m, minutes), false
			}
		}
		if s.elapsed() == 0 {
			return nil, &Error{Reason: Unreadable, Text: text}
		}
		all = append(all, s.elapsed())
	}
	return all, nil
}

func (r Reader) parser(side side, text string) *parser {
	return &parser{
		tokens:   tokenize(fold(text)),
		today:    calendar.DateOf(r.Now),
		side:     side,
		american: r.Lang == "en",
	}
}
