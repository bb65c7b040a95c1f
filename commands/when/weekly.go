package when

import (
	"strings"
	"time"
)

// Weekly is a moment that comes round every week; what was not said is nil.
type Weekly struct {
	Day *time.Weekday
	At  *Hour
}

// Weekly reads a moment that comes round every week, or the day or the hour of
// one: "lundi 8h", "le jeudi à 7h30", "every Friday at 2 pm", "mardi", "9h". The
// error is always an *Error.
func (r Reader) Weekly(text string) (Weekly, error) {
	p := r.parser(future, text)
	c, timed := maybe(p, p.time)
	day, dated := maybe(p, func() (time.Weekday, bool) {
		p.eat("le", "tous les", "chaque", "on", "every", "each")
		return named(p, weeklyNamed)
	})
	if dated && !timed {
		c, timed = maybe(p, p.time)
	}
	var read Weekly
	if !dated && !timed || !p.done() || timed && (c.fault != "" || len(c.times) != 1 || c.times[0].hour > 23) {
		return read, &Error{Reason: Unreadable, Text: text}
	}
	if dated {
		read.Day = &day
	}
	if timed {
		read.At = &Hour{c.times[0].hour, c.times[0].minute}
	}
	return read, nil
}

// weeklyNamed also knows « lundis » and "Mondays".
func weeklyNamed(word string) (time.Weekday, bool) {
	if day, ok := weekdayNamed(word); ok {
		return day, true
	}
	return weekdayNamed(strings.TrimSuffix(word, "s"))
}
