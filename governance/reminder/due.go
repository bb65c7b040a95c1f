package reminder

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// What somebody holds that is due on a day is told to them before it, and on it.

// dueLeads are how many days before it is due something is reminded.
var dueLeads = []int{1, 0}

// DueAppointments are with those who hold what is due: the day before and on the day,
// in their own morning, or when that is quiet, at the next hour that is open to them.
// Of a day on which they do not read, on the last one before. There are none with those
// whom of does not know, or who want none.
func DueAppointments(holders []record.Person, due calendar.Date, of map[record.UserID]Attention) []Appointment {
	if due.IsZero() {
		return nil
	}
	var with []Appointment
	for _, person := range holders {
		who, ok := of[person.ID]
		if !ok || who.ActionsOff {
			continue
		}
		to := Appointment{To: ToPerson(person.ID)}
		last := who.LastRead(due)
		for _, days := range dueLeads {
			day := due.AddDays(-days)
			if last.Before(day) {
				day = last
			}
			to.Add(day, who.Next(day.At(Morning, 0, who.Open.Zone)))
		}
		with = append(with, to)
	}
	return with
}

// DueReminders are one a day at most: where what waited for an open hour falls on the
// day of the next reminder, that one is enough. What was told is not planned again.
func DueReminders(p record.ProjectID, s record.Subject, kind DeliveryKind, with []Appointment, told []Delivery) []Delivery {
	with = slices.Clone(with)
	for i := range with {
		with[i].Due = Daily(with[i].Untold(kind, told).Due)
	}
	return Planned(p, s, kind, with...)
}

// Await says when a personal reminder is said: now, at the next moment that is open to
// whom it goes, or not at all when the next one of its kind comes on the same day.
func (b *Content) Await(d Delivery, kind DeliveryKind, who Attention, planned []Delivery) {
	at := who.Next(b.Now)
	tomorrow := calendar.DateOf(at).AddDays(1).At(0, 0, who.Open.Zone)
	if d.Kind == kind {
		b.Skip = Stale(d, planned, tomorrow.Add(-1))
	}
	if b.Skip == "" && at.After(b.Now) {
		b.Wait = at
	}
}

// WaitOpen makes what goes to one person wait for an hour that is open to them.
func WaitOpen(tx Tx, b *Content, d Delivery) error {
	person, ok := d.Recipient.Person()
	if !ok || b.Skip != "" || !tx.Table.Policy(d.Kind).Waits {
		return nil
	}
	of, err := Attentions(tx, b.Project, record.Person{ID: person})
	if at := of[person].Next(b.Now); err == nil && at.After(b.Now) {
		b.Wait = at
	}
	return err
}

// MovedBeyond reports whether a due date, which was asked, has been moved to a day
// after the one on which its holder is reminded again.
func MovedBeyond(asked string, due, day calendar.Date) bool {
	return due.String() != asked && due.After(day)
}
