package record

import (
	"time"

	"pilotent/governance/calendar"
)

// Hour is an hour of the wall clock, "19 h 30".
type Hour struct {
	Hour   int `json:"h"`
	Minute int `json:"m,omitempty"`
}

// Compare is negative when h is earlier in the day than o, positive when later.
func (h Hour) Compare(o Hour) int { return (h.Hour*60 + h.Minute) - (o.Hour*60 + o.Minute) }

// On is the instant of that hour on a day.
func (h Hour) On(d calendar.Date, zone *time.Location) time.Time { return d.At(h.Hour, h.Minute, zone) }

// Quiet is when personal reminders wait. Contractual deadlines never do.
type Quiet struct {
	// From and To bound the quiet part of each day, through the night when
	// From is the later. None when they are equal.
	From Hour `json:"from"`
	To   Hour `json:"to"`
	// Weekends, Holidays: whether Saturdays and Sundays, and public holidays,
	// are quiet all day.
	Weekends bool `json:"weekends"`
	Holidays bool `json:"holidays"`
	// Vacations names whose school holidays are quiet all day: an académie or a
	// zone, as in the official calendar. Default nobody's.
	Vacations string `json:"vacations,omitempty"`
}

// DefaultQuiet is from 19 h to 8 h, weekends and public holidays.
func DefaultQuiet() Quiet {
	return Quiet{From: Hour{Hour: 19}, To: Hour{Hour: 8}, Weekends: true, Holidays: true}
}

// After is h, or the end of the quiet hours when it lies in them.
func (q Quiet) After(h Hour) Hour {
	begun, over := h.Compare(q.From) >= 0, h.Compare(q.To) >= 0
	quiet := begun && !over
	if q.From.Compare(q.To) > 0 {
		quiet = begun || !over
	}
	if quiet {
		return q.To
	}
	return h
}

// Vacation is one school holiday: quiet all day.
type Vacation = calendar.Vacation

// OpenHours are when personal reminders may come: all that is not Quiet.
type OpenHours struct {
	Quiet
	Zone      *time.Location
	Holidays  calendar.Calendar
	Vacations []Vacation
}

// maxWait bounds how long a reminder waits for an open hour: who is never to be
// reminded says so otherwise.
const maxWait = 100

// Next is t when it is open, else the first open moment after it. A reminder
// that would wait for more than a hundred days does not.
//
// Hours are compared as instants, not as they read on the wall: on the night
// when clocks go back, what has ended at 2 h 30 does not begin again at 2 h.
func (o OpenHours) Next(t time.Time) time.Time {
	at := t.In(o.Zone)
	for range maxWait {
		day := calendar.DateOf(at)
		from, to := o.From.On(day, o.Zone), o.To.On(day, o.Zone)
		overnight := o.From.Compare(o.To) > 0
		switch {
		case o.Closed(day), overnight && !at.Before(from):
			at = day.AddDays(1).At(0, 0, o.Zone)
		case overnight && at.Before(to), !at.Before(from) && at.Before(to): // "20 h to 8 h", "12 h to 14 h"
			at = to
		default:
			return at
		}
	}
	return t
}

// Closed reports whether the whole day is quiet.
func (o OpenHours) Closed(day calendar.Date) bool {
	if w := day.Weekday(); o.Weekends && (w == time.Saturday || w == time.Sunday) {
		return true
	}
	if o.Quiet.Holidays {
		if _, holiday := o.Holidays.Holiday(day); holiday {
			return true
		}
	}
	for _, v := range o.Vacations {
		if !day.Before(v.First) && !day.After(v.Last) {
			return true
		}
	}
	return false
}
