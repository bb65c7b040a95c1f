package reminder

import (
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Attention is when somebody may be reminded: what it prefers, and the hours
// that are open to it.
type Attention struct {
	Preferences
	Open record.OpenHours
}

// quietFor is what is quiet for somebody: its own, else the project's.
func (f Preferences) quietFor(p record.Project) record.Quiet {
	if f.Quiet != nil {
		return *f.Quiet
	}
	return p.QuietHours()
}

// Next is t when somebody may be reminded then, else the first moment after it.
// What a pause held back comes in the morning after it.
func (a Attention) Next(t time.Time) time.Time {
	if !a.PauseUntil.IsZero() {
		if after := a.PauseUntil.AddDays(1); t.Before(after.At(0, 0, a.Open.Zone)) {
			t = after.At(Morning, 0, a.Open.Zone)
		}
	}
	return a.Open.Next(t.In(a.Open.Zone))
}

// maxBefore bounds how long before a day somebody reads for the last time, in days: a
// summer.
const maxBefore = 100

// LastRead is the last day on which somebody reads of what is due on a day: that day
// or, where it is quiet, the last one before. The day itself where there is none, as in
// a pause, after which it comes.
func (a Attention) LastRead(due calendar.Date) calendar.Date {
	for day := due; due.DaysUntil(day) > -maxBefore && day.After(a.PauseUntil); day = day.AddDays(-1) {
		if !a.Open.Closed(day) {
			return day
		}
	}
	return due
}

// AttentionOf follows from somebody's preferences.
func AttentionOf(tx Store, p record.Project, f Preferences) (Attention, error) {
	a := Attention{f, record.OpenHours{Quiet: f.quietFor(p), Zone: f.Location(p), Holidays: p.Calendar()}}
	if a.Open.Quiet.Vacations == "" {
		return a, nil
	}
	var err error
	if a.Open.Vacations, err = tx.Vacations(a.Open.Quiet.Vacations); err != nil {
		return a, fmt.Errorf("read school holidays: %w", err)
	}
	return a, nil
}

// Attentions are when each of the people may be reminded.
func Attentions(tx Store, p record.Project, people ...record.Person) (map[record.UserID]Attention, error) {
	of := make(map[record.UserID]Attention, len(people))
	for _, person := range people {
		f, err := tx.Preferences(p.ID, person.ID)
		if err != nil {
			return nil, err
		}
		if of[person.ID], err = AttentionOf(tx, p, f); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// Daily keeps the last of the moments of each day, of those in order.
func Daily(moments []time.Time) []time.Time {
	var kept []time.Time
	for i, at := range moments {
		if i+1 == len(moments) || calendar.DateOf(at) != calendar.DateOf(moments[i+1].In(at.Location())) {
			kept = append(kept, at)
		}
	}
	return kept
}

// Hours is a change of the hours at which a subject's reminders of a kind come:
// appointments have the same leads before and after it.
type Hours struct {
	Kind          DeliveryKind
	Before, After []Appointment
	// Told are the reminders that have come.
	Told []Delivery
	// Next is when, after the change, somebody may be reminded.
	Next func(Recipient) time.Time
}

// overtaken are the reminders, of those unsent, that the change leaves behind:
// the moment for which they waited has gone by, before the change or by it, and
// what is owed after it says nothing of it any more. Each recipient gets one for
// them, as soon as it may.
func (h Hours) overtaken(unsent, owed []Delivery, now time.Time) []Delivery {
	var behind []Delivery
	for _, a := range h.After {
		var was Appointment
		if i := slices.IndexFunc(h.Before, func(b Appointment) bool { return b.To == a.To }); i >= 0 {
			was = h.Before[i]
		}
		left := func(d Delivery) bool {
			if d.Recipient != a.To || d.Kind != h.Kind || slices.ContainsFunc(owed, d.same) {
				return false
			}
			gone := !d.Due.After(now) || d.Occurrence == Overtaken
			for lead, at := range was.Due {
				gone = gone || at.Equal(d.Due) && !a.Due[lead].After(now) && !a.wasTold(lead, h.Kind, h.Told)
			}
			return gone
		}
		if i := slices.IndexFunc(unsent, left); i >= 0 {
			behind = append(behind, Delivery{
				Project: unsent[i].Project, Subject: unsent[i].Subject, Kind: h.Kind, Recipient: a.To, Due: h.Next(a.To), Occurrence: Overtaken,
			})
		}
	}
	return behind
}

// FollowHours makes the reminders of a subject the planned ones and, for what the
// changes of hours overtake, one of the kind that comes as soon as it may; and what
// is owed whatever the hours.
func (d *Changeset) FollowHours(s record.Subject, planned []Delivery, changes []Hours, whatever ...Delivery) error {
	unsent, err := d.Tx.Unsent(d.Project.ID, s)
	if err != nil {
		return err
	}
	// What an earlier change has overtaken finds its moment anew.
	owed := d.still(planned, slices.DeleteFunc(slices.Clone(unsent), func(u Delivery) bool { return u.Occurrence == Overtaken }))
	for _, h := range changes {
		for _, late := range h.overtaken(unsent, owed, d.Now) {
			owed = unlessThatDay(owed, late)
		}
	}
	return d.Tx.Replan(d.Project.ID, s, append(owed, whatever...))
}

// NextDigest is the person's first digest after t: on each day that is neither
// quiet nor in a pause, at its hour, or when the quiet hours end if that is one
// of them. False when there is none any more.
func (a Attention) NextDigest(t time.Time) (time.Time, bool) {
	if a.DigestOff {
		return time.Time{}, false
	}
	day := calendar.DateOf(t.In(a.Open.Zone))
	if a.pausedOn(t, a.Open.Zone) {
		day = a.PauseUntil.AddDays(1)
	}
	for ; ; day = day.AddDays(1) {
		if a.Open.Closed(day) {
			continue
		}
		at := a.DigestAt.On(day, a.Open.Zone)
		if a.Open.Next(at).After(at) {
			at = a.Open.To.On(day, a.Open.Zone)
		}
		if at.After(t) {
			return at, true
		}
	}
}

// plannedDays are what a day on which something is planned is judged by.
type plannedDays struct {
	today    calendar.Date
	holidays calendar.Calendar
	// vacations are the school holidays of the place named.
	vacations []record.Vacation
	place     string
}

// PlannedDays are those of the project.
func (d *Changeset) PlannedDays() (plannedDays, error) {
	place := d.Project.QuietHours().Vacations
	vacations, err := d.Tx.Vacations(place)
	return plannedDays{d.Today(), d.Project.Calendar(), vacations, place}, err
}

// maxMonthsAhead is a school year and the half of the next: nobody plans
// farther, and a slip of the year goes farther.
const maxMonthsAhead = 18

// Unusual are the reasons why nobody seems to be there on that day, or why it
// seems to be a slip.
func (k plannedDays) Unusual(day calendar.Date) []record.Doubt {
	var doubts []record.Doubt
	if n := record.MonthsUntil(k.today, day); n >= maxMonthsAhead {
		doubts = append(doubts, record.NewDoubt("day.far", "date", day, "months", n))
	}
	if name, ok := k.holidays.Holiday(day); ok {
		doubts = append(doubts, record.NewDoubt("day.holiday", "date", day, "holiday", name))
	}
	if day.Weekday() == time.Sunday {
		doubts = append(doubts, record.NewDoubt("day.sunday", "date", day))
	}
	for _, v := range k.vacations {
		if !day.Before(v.First) && !day.After(v.Last) {
			// A zone has those of each of its académies.
			return append(doubts, record.NewDoubt("day.vacation", "date", day, "vacation", v.Name, "place", k.place))
		}
	}
	return doubts
}
