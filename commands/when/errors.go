package when

import (
	"fmt"
	"time"
)

// Reason says why a text gives no answer. Its values are stable: they may
// serve in message keys.
type Reason string

const (
	// Unreadable is a text that is not a date, or says more than one.
	Unreadable Reason = "unreadable"
	// Past is a day or a moment gone by where one to come is needed;
	// the candidates are the same day or hour, the next time it comes round.
	Past Reason = "past"
	// Future is a day to come where PastDate needs one gone by;
	// the candidates are the same day, the last time it came round.
	Future Reason = "future"
	// Ambiguous is a text with several readings, which are the candidates.
	// There may be only one when the others are on the wrong side of now.
	// When they are days only, Moment still needs the hour.
	Ambiguous Reason = "ambiguous"
	// MissingTime is a day alone where a moment is needed; the candidate is that
	// day. Of a part of a day (« vendredi matin ») it is the usual hour of that.
	MissingTime Reason = "missing_time"
	// EndsFirst is what would be over before it begins: "16h-14h"; no candidate.
	EndsFirst Reason = "ends_first"
	// NoSuchDay is a day that the calendar lacks, as 31/02; the candidate, if
	// any, is the month's last day, or the day with its month put first.
	NoSuchDay Reason = "no_such_day"
	// NoSuchTime is a time of day that does not exist: 25h, which has no
	// candidate, 24h, whose candidate is 0h of the next day, or an hour that
	// the spring change skips, whose candidate is the first instant after it.
	NoSuchTime Reason = "no_such_time"

	// The last ones are of what comes back, and have no candidates.

	// MissingWeekday names no day of the week: « le 15 du mois », « tous les mois ».
	MissingWeekday Reason = "missing_weekday"
	// MissingMonths says how often in a year, and not in which months.
	MissingMonths Reason = "missing_months"
	// NoSuchRank is a fifth Tuesday, which few months have.
	NoSuchRank Reason = "no_such_rank"
)

// Error is a text that must be questioned. It is what every method of Reader
// returns instead of an answer.
type Error struct {
	Reason Reason
	// Text is what was written, untouched.
	Text string
	// Candidates are what to propose instead, in order, in the zone of
	// Reader.Now; often none.
	Candidates []time.Time
	// DayOnly says that the candidates are days: their hour means nothing.
	DayOnly bool
}

// Error is for logs; people are shown a translated message.
func (e *Error) Error() string {
	return fmt.Sprintf("read date %q: %s", e.Text, e.Reason)
}
