package when

import (
	"strings"
	"time"
)

// Weekly reads a moment that comes round every week: "lundi 8h", "le jeudi à
// 7h30", "every Friday at 2 pm". The error is always an *Error, MissingTime
// when there is a day and no hour.
func (r Reader) Weekly(text string) (day time.Weekday, hour, minute int, err error) {
	p := r.parser(future, text)
	c, timed := maybe(p, p.clock)
	p.eat("le", "tous les", "chaque", "on", "every", "each")
	day, dated := named(p, weeklyNamed)
	if dated && !timed {
		c, timed = maybe(p, p.clock)
	}
	switch {
	case dated && !timed && p.done():
		return 0, 0, 0, &Error{Reason: MissingTime, Text: text}
	case !dated || !p.done() || c.fault != "" || len(c.times) != 1 || c.times[0].hour > 23:
		return 0, 0, 0, &Error{Reason: Unreadable, Text: text}
	}
	return day, c.times[0].hour, c.times[0].minute, nil
}

// weeklyNamed also knows « lundis » and "Mondays".
func weeklyNamed(word string) (time.Weekday, bool) {
	if day, ok := weekdayNamed(word); ok {
		return day, true
	}
	return weekdayNamed(strings.TrimSuffix(word, "s"))
}
