package committee

import (
	"maps"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// followed reports whether somebody is in charge of the decision, or it is due or
// looked at again on a day.
func (d Decision) followed() bool {
	return len(d.InCharge) > 0 || !d.Due.IsZero() || !d.Review.IsZero()
}

// appointments are with those in charge, while there is something to carry out by a day.
func (d Decision) appointments(of map[record.UserID]reminder.Attention) []reminder.Appointment {
	if d.State != DecisionAdopted {
		return nil
	}
	return reminder.DueAppointments(d.InCharge, d.Due, of)
}

// reminders are those of its due date, to those in charge, that were not told yet.
func (d Decision) reminders(of map[record.UserID]reminder.Attention, told []reminder.Delivery) []reminder.Delivery {
	return reminder.DueReminders(d.Project, d.Subject(), DecisionReminder, d.appointments(of), told)
}

// review reminds the committee's channel, in the morning, of the day on which it looks
// at a decision again that binds.
func (d Decision) review(p record.Project, c record.Committee) []reminder.Delivery {
	if !d.State.Adopted() || d.Review.IsZero() {
		return nil
	}
	at := d.Review.At(reminder.Morning, 0, p.Location())
	return reminder.Planned(d.Project, d.Subject(), DecisionReview, reminder.Appointment{To: reminder.ToChannel(c.Channel), Due: []time.Time{at}})
}

// owed are all reminders of it that were not told yet.
func (d Decision) owed(p record.Project, c record.Committee, of map[record.UserID]reminder.Attention, told []reminder.Delivery) []reminder.Delivery {
	return append(d.reminders(of, told), d.review(p, c)...)
}

// putDecision writes a decision, of which before is what it was, makes its reminders
// and the digests of those in charge follow, and tells whom it concerns.
func (d *changeset) putDecision(before, dec Decision, c record.Committee) error {
	if err := d.PutDecision(dec); err != nil {
		return err
	}
	if !before.followed() && !dec.followed() {
		return nil
	}
	of, err := reminder.Attentions(d.Tx, d.Project, dec.InCharge...)
	if err != nil {
		return err
	}
	told, err := d.Told(dec.Project, dec.Subject())
	if err != nil {
		return err
	}
	if err := d.Replan(dec.Subject(), dec.owed(d.Project, c, of, told)); err != nil {
		return err
	}
	if err := d.PlanPersonalDigests(reminder.Without(slices.Concat(before.InCharge, dec.InCharge), nil)); err != nil {
		return err
	}
	return d.tellInCharge(before, dec)
}

// tellInCharge tells those who are in charge from now on, those who are not any more,
// and those for whom it is due on another day, or shared with others. A proposal
// charges nobody: they are told once it is adopted.
func (d *changeset) tellInCharge(before, dec Decision) error {
	var was, is []record.Person
	if before.State == DecisionAdopted {
		was = before.InCharge
	}
	if dec.State == DecisionAdopted {
		is = dec.InCharge
	}
	stay := reminder.Without(is, reminder.Without(is, was))
	news := map[reminder.DeliveryKind][]record.Person{DecisionAssigned: reminder.Without(is, was)}
	switch {
	case dec.State == DecisionApplied:
		news[DecisionCarried] = was
	case dec.Due != before.Due || !slices.EqualFunc(was, is, record.Person.Is):
		news[DecisionSpecified] = stay
	}
	if dec.State != DecisionApplied {
		news[DecisionWithdrawn] = reminder.Without(was, is)
	}
	for _, kind := range slices.Sorted(maps.Keys(news)) {
		if err := d.Tell(dec.Subject(), kind, dec.Version, news[kind]); err != nil {
			return err
		}
	}
	return nil
}

// personal reports whether deliveries of a kind go to those in charge, whatever else
// becomes of the decision meanwhile.
func personal(k reminder.DeliveryKind) bool {
	return k == DecisionAssigned || k == DecisionWithdrawn || k == DecisionReminder || k == DecisionAgain
}

// completePersonal is Complete for what goes to somebody in charge.
func (v DecisionView) completePersonal(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	person, _ := d.Recipient.Person()
	of, err := reminder.Attentions(tx, b.Project, record.Person{ID: person})
	if err != nil {
		return err
	}
	if b.Change, err = reminder.ChangeTo(tx, d); err != nil {
		return err
	}
	waits := tx.Table.Policy(d.Kind).Waits
	if waits {
		v.Today = calendar.DateOf(b.Now.In(of[person].Open.Zone))
		b.About = v
	}
	planned := v.reminders(of, nil)
	if b.Skip, err = v.skipReason(Open(tx), d, b.Project, planned); err != nil || b.Skip != "" || !waits {
		return err
	}
	b.Await(d, DecisionReminder, of[person], planned)
	return nil
}

// skipReason is why what goes to somebody in charge has nothing to say; planned are the
// reminders of the recipient.
func (d Decision) skipReason(tx DecisionStore, of reminder.Delivery, p record.Project, planned []reminder.Delivery) (reminder.SkipReason, error) {
	person, _ := of.Recipient.Person()
	held := d.heldBy(record.Person{ID: person})
	if of.Kind == DecisionWithdrawn {
		return d.skipWithdrawn(tx, record.Person{ID: person})
	}
	switch {
	case d.State != DecisionAdopted:
		return reminder.SkipClosed, nil
	case !held:
		return reminder.SkipGone, nil
	case of.Kind == DecisionAgain && reminder.MovedBeyond(of.Occurrence, d.Due, p.Today(of.Due)):
		return reminder.SkipChanged, nil
	case of.Kind == DecisionAgain:
		return reminder.Repeated(of, p, planned), nil
	}
	return "", nil
}

// skipWithdrawn is why somebody is not told that it is in charge no more: it is again,
// or of the decision that replaces this one.
func (d Decision) skipWithdrawn(tx DecisionStore, who record.Person) (reminder.SkipReason, error) {
	if d.State == DecisionAdopted && d.heldBy(who) {
		return reminder.SkipChanged, nil
	}
	if d.SupersededBy == "" {
		return "", nil
	}
	next, err := tx.Decision(d.Project, d.SupersededBy)
	if err == nil && next.heldBy(who) {
		return reminder.SkipChanged, nil
	}
	return "", err
}

// followDecision makes the reminders of a decision those that the hours of those in
// charge ask for; before tells the hours that held until now.
func (d *changeset) followDecision(dec Decision, c record.Committee, before, after map[record.UserID]reminder.Attention) error {
	told, err := d.Told(dec.Project, dec.Subject())
	if err != nil {
		return err
	}
	return d.FollowHours(dec.Subject(), dec.owed(d.Project, c, after, told), []reminder.Hours{{
		Kind: DecisionReminder, Before: dec.appointments(before), After: dec.appointments(after), Told: told,
		Next: func(to reminder.Recipient) time.Time {
			person, _ := to.Person()
			return after[person].Next(d.Now)
		},
	}})
}

// followDecisionsOf makes the reminders of what somebody is in charge of follow its
// preferences, of which before are those that held until now.
func (d *changeset) followDecisionsOf(before reminder.Preferences) error {
	was, err := reminder.AttentionOf(d.Tx, d.Project, before)
	if err != nil {
		return err
	}
	return d.eachFollowed(DecisionFilter{State: DecisionAdopted, InCharge: before.Person}, func(dec Decision, c record.Committee) error {
		after, err := reminder.Attentions(d.Tx, d.Project, dec.InCharge...)
		if err != nil {
			return err
		}
		of := maps.Clone(after)
		of[before.Person] = was
		return d.followDecision(dec, c, of, after)
	})
}

// followDecisions makes the reminders of all decisions follow the project's settings.
func (d *changeset) followDecisions(before record.Project, past reminder.Tx) error {
	return d.eachFollowed(DecisionFilter{Followed: true}, func(dec Decision, c record.Committee) error {
		was, err := reminder.Attentions(past, before, dec.InCharge...)
		if err != nil {
			return err
		}
		of, err := reminder.Attentions(d.Tx, d.Project, dec.InCharge...)
		if err != nil {
			return err
		}
		return d.followDecision(dec, c, was, of)
	})
}

// followCommitteesDecisions makes what the committee's channel is reminded of come to
// the one that it has.
func (d *changeset) followCommitteesDecisions(before, after record.Committee) error {
	if before.Code == "" || before.Channel == after.Channel {
		return nil
	}
	return d.eachFollowed(DecisionFilter{Committee: after.Code, Followed: true}, func(dec Decision, _ record.Committee) error {
		of, err := reminder.Attentions(d.Tx, d.Project, dec.InCharge...)
		if err != nil {
			return err
		}
		return d.followDecision(dec, after, of, of)
	})
}

// eachFollowed calls follow with each decision that the filter lets through and that
// binds, and its committee.
func (d *changeset) eachFollowed(f DecisionFilter, follow func(Decision, record.Committee) error) error {
	list, err := d.Decisions(d.Project.ID, f)
	if err != nil {
		return err
	}
	for _, dec := range list {
		if !dec.State.Adopted() {
			continue
		}
		c, err := d.Committee(d.Project.ID, dec.Committee)
		if err != nil {
			return err
		}
		if err := follow(dec, c); err != nil {
			return err
		}
	}
	return nil
}
