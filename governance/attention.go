package governance

import (
	"fmt"
	"maps"
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

// overtaken are the reminders of a kind, of those unsent, that a change of hours leaves
// behind: the moment for which they waited has gone by, before the change or by
// it, and the plan that follows says nothing of it any more. What is overdue at
// a moment that is still planned stays; for the rest, each recipient gets one,
// as soon as next lets it. Appointments have the same leads before and after.
func overtaken(kind DeliveryKind, unsent []Delivery, before, after []appointment, now time.Time, next func(Recipient) time.Time) []Delivery {
	var behind []Delivery
	for _, a := range after {
		var was appointment
		if i := slices.IndexFunc(before, func(b appointment) bool { return b.to == a.to }); i >= 0 {
			was = before[i]
		}
		late := false
		for _, d := range unsent {
			if d.Recipient != a.to || d.Kind != kind {
				continue
			}
			overdue, lead := !d.Due.After(now), slices.IndexFunc(was.due, d.Due.Equal)
			switch {
			case overdue && slices.ContainsFunc(a.due, d.Due.Equal):
				behind = append(behind, d)
			case overdue, d.Occurrence == Overtaken, lead >= 0 && !a.due[lead].After(now):
				late = true
			}
		}
		if late {
			d := unsent[0]
			behind = append(behind, Delivery{
				Project: d.Project, Subject: d.Subject, Kind: kind, Recipient: a.to, Due: next(a.to), Occurrence: Overtaken,
			})
		}
	}
	return behind
}

// followAction makes the reminders of an action those that the hours of its
// assignees ask for; before tells the hours that held until now.
func (d *desk) followAction(act SupportAction, before, after map[UserID]attention) error {
	unsent, err := d.Unsent(act.Project, act.Subject())
	if err != nil {
		return err
	}
	planned := act.reminders(after, d.now)
	next := func(to Recipient) time.Time {
		person, _ := to.Person()
		return after[person].next(d.now)
	}
	for _, late := range overtaken(ActionReminder, unsent, act.appointments(before), act.appointments(after), d.now, next) {
		// The next reminder is enough when it comes on the same day.
		if !slices.ContainsFunc(planned, func(p Delivery) bool {
			return p.Recipient == late.Recipient && calendar.DateOf(p.Due) == calendar.DateOf(late.Due.In(p.Due.Location()))
		}) {
			planned = append(planned, late)
		}
	}
	return d.Replan(act.Project, act.Subject(), planned)
}

// followVerification makes the reminders of a verification those of the
// project's zone; before is the project until now.
func (d *desk) followVerification(v Verification, before Project) error {
	unsent, err := d.Unsent(v.Project, v.Subject())
	if err != nil {
		return err
	}
	now := func(Recipient) time.Time { return d.now }
	channel, err := channelOf(d, v)
	if err != nil {
		return err
	}
	was, is := v.appointments(before, channel), v.appointments(d.Project, channel)
	return d.planVerification(v, overtaken(VerificationReminder, unsent, was, is, d.now, now)...)
}

// followPerson makes what is owed to somebody follow its preferences, of which
// before are those that held until now.
func (d *desk) followPerson(before Preferences) error {
	was, err := attentionOf(d, d.Project, before)
	if err != nil {
		return err
	}
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen, Assignee: before.Person})
	if err != nil {
		return err
	}
	for _, act := range actions {
		after, err := attentions(d, d.Project, act.Assignees...)
		if err != nil {
			return err
		}
		of := maps.Clone(after)
		of[before.Person] = was
		if err := d.followAction(act, of, after); err != nil {
			return err
		}
	}
	return d.planPersonalDigest(before.Person)
}

// followProject makes everything that is owed follow the project's settings, of
// which before are those that held until now. Meetings keep the hour and the
// zone that people were told.
func (d *desk) followProject(before Project) error {
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen})
	if err != nil {
		return err
	}
	var people []Person
	for _, act := range actions {
		was, err := attentions(d, before, act.Assignees...)
		if err != nil {
			return err
		}
		of, err := attentions(d, d.Project, act.Assignees...)
		if err != nil {
			return err
		}
		if err := d.followAction(act, was, of); err != nil {
			return err
		}
		people = append(people, act.Assignees...)
	}
	verifications, err := d.Verifications(d.Project.ID, true)
	if err != nil {
		return err
	}
	for _, v := range verifications {
		if err := d.followVerification(v, before); err != nil {
			return err
		}
		people = append(people, v.InCharge...)
	}
	return d.followDigests(people)
}

// followDigests plans the digests of all committees, and of the people and
// those who have chosen how they are reminded.
func (d *desk) followDigests(people []Person) error {
	chosen, err := d.AllPreferences(d.Project.ID)
	if err != nil {
		return err
	}
	var users []UserID
	for _, p := range people {
		users = append(users, p.ID)
	}
	for _, f := range chosen {
		users = append(users, f.Person)
	}
	slices.Sort(users)
	for _, u := range slices.Compact(users) {
		if err := d.planPersonalDigest(u); err != nil {
			return err
		}
	}
	committees, err := d.Committees(d.Project.ID)
	if err != nil {
		return err
	}
	for _, c := range committees {
		if err := d.planCommitteeDigest(c); err != nil {
			return err
		}
	}
	return nil
}
