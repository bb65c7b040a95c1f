package when

import (
	"errors"
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

// Hours reads from which time of day to which: "20h-7h30", "de 20 h à 7 h 30",
// "between 8pm and 7am". The error is always an *Error; its text is the time
// that does not exist, when that is what is wrong.
func (r Reader) Hours(text string) (from, to Hour, err error) {
	said := fold(text)
	for _, opening := range []string{"de ", "entre ", "from ", "between "} {
		said = strings.TrimPrefix(said, opening)
	}
	wrong := &Error{Reason: Unreadable, Text: text}
	for _, word := range between {
		for i := range len(said) {
			if !strings.HasPrefix(said[i:], word) {
				continue
			}
			halves := [2]string{strings.TrimSpace(said[:i]), strings.TrimSpace(said[i+len(word):])}
			var read [2]Hour
			readable := 0
			for h, half := range halves {
				hour, err := r.Hour(half)
				if err == nil {
					read[h] = hour
					readable++
				} else if e, ok := errors.AsType[*Error](err); ok && e.Reason == NoSuchTime {
					wrong = e
				}
			}
			if readable == len(read) {
				return read[0], read[1], nil
			}
		}
	}
	return Hour{}, Hour{}, wrong
}
