package governance

import (
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// attention is when somebody may be reminded: what it prefers, and the hours
// that are open to it.
type attention struct {
	Preferences
	open OpenHours
}

// quietFor is what is quiet for somebody: its own, else the project's.
func (f Preferences) quietFor(p Project) Quiet {
	if f.Quiet != nil {
		return *f.Quiet
	}
	return p.QuietHours()
}

// next is t when somebody may be reminded then, else the first moment after it.
// What a pause held back comes in the morning after it.
func (a attention) next(t time.Time) time.Time {
	if !a.PauseUntil.IsZero() {
		if after := a.PauseUntil.AddDays(1); t.Before(after.At(0, 0, a.open.Zone)) {
			t = after.At(morning, 0, a.open.Zone)
		}
	}
	return a.open.Next(t.In(a.open.Zone))
}

// attentionOf follows from somebody's preferences.
func attentionOf(tx Tx, p Project, f Preferences) (attention, error) {
	a := attention{f, OpenHours{Quiet: f.quietFor(p), Zone: f.Location(p), Holidays: p.Calendar()}}
	if a.open.Quiet.Vacations == "" {
		return a, nil
	}
	var err error
	if a.open.Vacations, err = tx.Vacations(a.open.Quiet.Vacations); err != nil {
		return a, fmt.Errorf("read school holidays: %w", err)
	}
	return a, nil
}

// attentions are when each of the people may be reminded.
func attentions(tx Tx, p Project, people ...Person) (map[UserID]attention, error) {
	of := make(map[UserID]attention, len(people))
	for _, person := range people {
		f, err := tx.Preferences(p.ID, person.ID)
		if err != nil {
			return nil, err
		}
		if of[person.ID], err = attentionOf(tx, p, f); err != nil {
			return nil, err
		}
	}
	return of, nil
}

// daily keeps the last of the moments of each day, of those in order.
func daily(moments []time.Time) []time.Time {
	var kept []time.Time
	for i, at := range moments {
		if i+1 == len(moments) || calendar.DateOf(at) != calendar.DateOf(moments[i+1].In(at.Location())) {
			kept = append(kept, at)
		}
	}
	return kept
}

// hours is a change of the hours at which a subject's reminders of a kind come:
// appointments have the same leads before and after it.
type hours struct {
	kind          DeliveryKind
	before, after []appointment
	// told are the reminders that have come.
	told []Delivery
	// next is when, after the change, somebody may be reminded.
	next func(Recipient) time.Time
}

// overtaken are the reminders, of those unsent, that the change leaves behind:
// the moment for which they waited has gone by, before the change or by it, and
// what is owed after it says nothing of it any more. Each recipient gets one for
// them, as soon as it may.
func (h hours) overtaken(unsent, owed []Delivery, now time.Time) []Delivery {
	var behind []Delivery
	for _, a := range h.after {
		var was appointment
		if i := slices.IndexFunc(h.before, func(b appointment) bool { return b.to == a.to }); i >= 0 {
			was = h.before[i]
		}
		left := func(d Delivery) bool {
			if d.Recipient != a.to || d.Kind != h.kind || slices.ContainsFunc(owed, d.same) {
				return false
			}
			gone := !d.Due.After(now) || d.Occurrence == Overtaken
			for lead, at := range was.due {
				gone = gone || at.Equal(d.Due) && !a.due[lead].After(now) && !a.wasTold(lead, h.kind, h.told)
			}
			return gone
		}
		if i := slices.IndexFunc(unsent, left); i >= 0 {
			behind = append(behind, Delivery{
				Project: unsent[i].Project, Subject: unsent[i].Subject, Kind: h.kind, Recipient: a.to, Due: h.next(a.to), Occurrence: Overtaken,
			})
		}
	}
	return behind
}

// followHours makes the reminders of a subject the planned ones and, for what the
// changes of hours overtake, one of the kind that comes as soon as it may; and what
// is owed whatever the hours.
func (d *desk) followHours(s Subject, planned []Delivery, changes []hours, whatever ...Delivery) error {
	unsent, err := d.Unsent(d.Project.ID, s)
	if err != nil {
		return err
	}
	// What an earlier change has overtaken finds its moment anew.
	owed := d.still(planned, slices.DeleteFunc(slices.Clone(unsent), func(u Delivery) bool { return u.Occurrence == Overtaken }))
	for _, h := range changes {
		for _, late := range h.overtaken(unsent, owed, d.now) {
			owed = unlessThatDay(owed, late)
		}
	}
	return d.Replan(d.Project.ID, s, append(owed, whatever...))
}

// followPerson makes what is owed to somebody follow its preferences, of which
// before are those that held until now.
func (d *desk) followPerson(before Preferences) error {
	for _, e := range subjects() {
		if e.followPerson == nil {
			continue
		}
		if err := e.followPerson(d, before); err != nil {
			return err
		}
	}
	return nil
}

// followProject makes everything that is owed follow the project's settings, of
// which before are those that held until now; past reads the school holidays as
// they were known. Meetings keep the hour and the zone that people were told.
func (d *desk) followProject(before Project, past Tx) error {
	for _, e := range subjects() {
		if e.follow == nil {
			continue
		}
		if err := e.follow(d, before, past); err != nil {
			return err
		}
	}
	return nil
}
