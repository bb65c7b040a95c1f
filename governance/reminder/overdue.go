package reminder

import (
	"errors"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// What is overdue deserves a personal digest the day after, then with the first
// digest of each week, for insistDays; then whoever gave it gets one about it every
// giverDays. Any digest that comes tells of all that is late.
const (
	insistDays = 35
	giverDays  = 28
)

// Insists reports whether what was due on a day deserves a digest for those in whose
// hands it is. A committee's always does: it comes once a week.
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

// Outlasts reports whether what was due on a day is late for so long that whoever
// gave it hears of it.
func (s DigestScope) Outlasts(due calendar.Date) bool { return due.DaysUntil(s.Today) > insistDays }

// InsistsToGiver reports whether it deserves a digest for whoever gave it.
func (s DigestScope) InsistsToGiver(due calendar.Date) bool {
	return s.Outlasts(due) && (!s.Last.After(due.AddDays(insistDays)) || s.Last.DaysUntil(s.Today) >= giverDays)
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
