package when

import (
	"errors"
	"iter"
	"strings"
)

// Hour is a time of day.
type Hour struct{ Hour, Minute int }

// Hour reads a time of day alone: "7h30", "8 h", "19:00", "midi". Midnight is
// 0:00, however it is written. The error is always an *Error.
func (r Reader) Hour(text string) (Hour, error) {
	p := r.parser(future, text)
	c, ok := p.time()
	switch {
	case !ok || !p.done() || c.fault == Ambiguous:
		return Hour{}, &Error{Reason: Unreadable, Text: text}
	case len(c.times) == 0:
		return Hour{}, &Error{Reason: c.fault, Text: text}
	}
	return Hour{c.times[0].hour % 24, c.times[0].minute}, nil
}

// between are what may stand between two times of day, folded.
var between = []string{"-", " a ", " jusqu'a ", " et ", " to ", " until ", " and "}

// splits are the two sides of each word in said that may stand between two times
// of day.
func splits(said string) iter.Seq2[string, string] {
	return func(yield func(string, string) bool) {
		for _, word := range between {
			for i := range len(said) {
				after, ok := strings.CutPrefix(said[i:], word)
				if ok && !yield(strings.TrimSpace(said[:i]), strings.TrimSpace(after)) {
					return
				}
			}
		}
	}
}

// Hours reads from which time of day to which: "20h-7h30", "de 20 h à 7 h 30",
// "between 8pm and 7am". The error is always an *Error; its text is the time
// that does not exist, when that is what is wrong.
func (r Reader) Hours(text string) (from, to Hour, err error) {
	said := fold(text)
	for _, opening := range []string{"de ", "entre ", "from ", "between "} {
		said = strings.TrimPrefix(said, opening)
	}
	wrong := &Error{Reason: Unreadable, Text: text}
	for before, after := range splits(said) {
		from, noFrom := r.Hour(before)
		to, noTo := r.Hour(after)
		if noFrom == nil && noTo == nil {
			return from, to, nil
		}
		for _, err := range []error{noFrom, noTo} {
			if e, ok := errors.AsType[*Error](err); ok && e.Reason == NoSuchTime {
				wrong = e
			}
		}
	}
	return Hour{}, Hour{}, wrong
}
