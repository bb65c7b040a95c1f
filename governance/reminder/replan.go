package reminder

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Replan makes the reminders of a subject follow from its plan, and from what
// of an earlier plan is still unsent; and what is owed whenever it was due.
func (d *Changeset) Replan(s record.Subject, planned []Delivery, whenever ...Delivery) error {
	unsent, err := d.Tx.Unsent(d.Project.ID, s)
	if err != nil {
		return err
	}
	return d.Tx.Replan(d.Project.ID, s, append(d.still(planned, unsent), whenever...))
}

// Bring is Replan for a subject that is new here and old elsewhere, of which nothing
// was ever owed.
func (d *Changeset) Bring(s record.Subject, planned []Delivery) error {
	owed := d.still(planned, nil)
	if len(owed) == 0 {
		return nil
	}
	return d.Tx.Replan(d.Project.ID, s, owed)
}

// ReplanFrom is Replan for moments that are new: each recipient for whom all of those
// planned have gone by gets one at that moment instead. None where at is zero.
func (d *Changeset) ReplanFrom(at time.Time, s record.Subject, planned []Delivery) error {
	unsent, err := d.Tx.Unsent(d.Project.ID, s)
	if err != nil {
		return err
	}
	owed := d.still(planned, unsent)
	for _, p := range planned {
		comes := func(o Delivery) bool { return o.Kind == p.Kind && o.Recipient == p.Recipient }
		if at.IsZero() || slices.ContainsFunc(owed, comes) {
			continue
		}
		p.Due, p.Occurrence = at, Overtaken
		owed = append(owed, p)
	}
	return d.Tx.Replan(d.Project.ID, s, owed)
}

// still are the reminders that are owed now of those planned: those to come
// and, of those whose moment has gone by, what is unsent. A change of the subject
// that does not touch a moment takes nothing away from who has yet to be told.
//
// What was Overtaken stays as well, while a moment of its recipient has gone by,
// unless another one comes on the same day.
func (d *Changeset) still(planned, unsent []Delivery) []Delivery {
	var owed []Delivery
	for _, p := range planned {
		if p.Due.After(d.Now) || slices.ContainsFunc(unsent, p.same) {
			owed = append(owed, p)
		}
	}
	for _, u := range unsent {
		gone := func(p Delivery) bool {
			return p.Kind == u.Kind && p.Recipient == u.Recipient && !p.Due.After(d.Now)
		}
		if u.Occurrence == Overtaken && slices.ContainsFunc(planned, gone) {
			owed = unlessThatDay(owed, u)
		}
	}
	return owed
}

// unlessThatDay adds a reminder of no day of its own, unless its recipient gets
// another one of the kind on the same day, of those owed: that one is enough.
func unlessThatDay(owed []Delivery, late Delivery) []Delivery {
	if slices.ContainsFunc(owed, func(p Delivery) bool {
		return p.Kind == late.Kind && p.Recipient == late.Recipient && calendar.DateOf(p.Due) == calendar.DateOf(late.Due.In(p.Due.Location()))
	}) {
		return owed
	}
	return append(owed, late)
}

// same reports whether o is the same reminder of the same subject.
func (d Delivery) same(o Delivery) bool {
	return d.Kind == o.Kind && d.Recipient == o.Recipient && d.Occurrence == o.Occurrence && d.Due.Equal(o.Due)
}
