package reminder

import (
	"errors"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// What is overdue is told in the personal digest of the day after, then in the first
// of each week, for insistDays; then to whoever gave it, and in the first of each
// month. A digest that comes for something else does not repeat it.
const insistDays = 35

// Insists reports whether what was due on a day is told to those in whose hands it is.
// A committee's digest always does: it comes once a week.
func (s DigestScope) Insists(due calendar.Date) bool {
	if s.Committee != nil {
		return true
	}
	switch {
	case !s.Last.After(due): // not told as late yet
		return true
	case due.DaysUntil(s.Today) > insistDays:
		return false
	default:
		return s.Last.Before(monday(s.Today))
	}
}

// InsistsToGiver reports whether it is late for so long that whoever gave it is told,
// and has yet to be this month.
func (s DigestScope) InsistsToGiver(due calendar.Date) bool {
	long, month := due.AddDays(insistDays), calendar.NewDate(s.Today.Year, s.Today.Month, 1)
	return s.Committee == nil && s.Today.After(long) && (!s.Last.After(long) || s.Last.Before(month))
}

// monday begins the week of a day.
func monday(day calendar.Date) calendar.Date { return day.AddDays(-(int(day.Weekday()) + 6) % 7) }

// lastTold is the day of the last digest of the chain that was sent; the first of all
// days when none was.
func (c chain) lastTold(tx Tx) (calendar.Date, error) {
	told, err := tx.Told(c.project.ID, c.subject())
	if err != nil || len(told) == 0 {
		return calendar.Date{}, err
	}
	last, err := tx.Sent(c.project.ID, told[len(told)-1].ID)
	if errors.Is(err, record.ErrNone) {
		return calendar.Date{}, nil
	}
	return c.project.Today(last.At), err
}

// channelmates are the committees of whose matters the committee's digest tells: those
// that sit in its channel and have theirs at the same hour. The first tells for all.
func channelmates(tx Tx, c record.Committee) ([]record.Committee, error) {
	all, err := tx.Committees(c.Project)
	return slices.DeleteFunc(all, func(o record.Committee) bool {
		return o.Code != c.Code && (o.Channel != c.Channel || o.DigestTime() != c.DigestTime())
	}), err
}
