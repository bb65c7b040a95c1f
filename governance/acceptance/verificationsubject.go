package acceptance

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounVerification is the noun of verifications.
const NounVerification record.Noun = "verification"

// What deliveries tell of a verification.
const (
	VerificationOpened   reminder.DeliveryKind = "verification.opened"
	VerificationDecided  reminder.DeliveryKind = "verification.decided"
	VerificationReminder reminder.DeliveryKind = "verification.reminder"
	VerificationAgain    reminder.DeliveryKind = "verification.again"
	// VerificationEscalation tells the deputies, then the pilots, that nobody has
	// seen the reminders of a deadline.
	VerificationEscalation reminder.DeliveryKind = "verification.escalation"
	// VerificationLapse has the service carry out what silence means: it is
	// no message. VerificationTacit tells of it.
	VerificationTacitEffect reminder.DeliveryKind = "verification.lapse"
	VerificationTacit       reminder.DeliveryKind = "verification.lapsed"
	// VerificationFollowed tells what the supplier has done after a decision,
	// VerificationCorrected that what was entered wrong, or silence had done, is put right.
	VerificationFollowed  reminder.DeliveryKind = "verification.followed"
	VerificationCorrected reminder.DeliveryKind = "verification.corrected"
	// VerificationCancelled tells that it was opened by mistake.
	VerificationCancelled reminder.DeliveryKind = "verification.cancelled"
	// VerificationMoved tells that a change of the contract or of the holidays has
	// moved the deadline.
	VerificationMoved reminder.DeliveryKind = "verification.moved"
	// ExtensionReminder reminds of a supplier's request for a prolongation that
	// waits for an answer; ExtensionTacit tells that silence has answered it.
	ExtensionReminder reminder.DeliveryKind = "extension.reminder"
	ExtensionTacit    reminder.DeliveryKind = "extension.lapsed"
)

// VerificationEntry is what can be told of verifications.
func VerificationEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounVerification, Prefix: "V", InFull: true,
		Load: loadVerification, Digest: digestVerifications, InHand: verificationsInHand,
		Follow: func(d *reminder.Changeset, before record.Project, _ reminder.Tx) error {
			return within(d).followVerifications(before)
		},
		FollowCommittee: func(d *reminder.Changeset, before, after record.Committee) error {
			return within(d).followCommittee(before, after)
		},
		Reconcile: func(ctx context.Context, base *reminder.Base) error { return NewService(base).PlanTacitEffects(ctx) },
		CarryOut: func(ctx context.Context, base *reminder.Base, p record.ProjectID, s record.Subject) (bool, error) {
			return NewService(base).CarryOutTacitEffect(ctx, p, s)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			VerificationOpened: {}, VerificationDecided: {}, VerificationAgain: {}, VerificationTacit: {}, VerificationFollowed: {},
			VerificationCorrected: {}, VerificationCancelled: {}, VerificationMoved: {}, ExtensionTacit: {},
			VerificationReminder:    {Reminder: true, TellsLate: true},
			ExtensionReminder:       {Reminder: true, TellsLate: true},
			VerificationEscalation:  {Reminder: true},
			VerificationTacitEffect: {Reminder: true},
		},
	}
}

var _ reminder.Reminded = VerificationView{}

func loadVerification(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	v, err := Open(tx.Tx).Verification(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	c, err := contract.Cached(tx, b.Project.ID, v.Contract)
	if err != nil {
		return nil, err
	}
	view := NewVerificationView(v, c, b.Project)
	view.Today, view.contract = b.Project.Today(b.Now), c
	view.channel, err = v.committeeChannel(tx.CommitteeOnce)
	return view, err
}

func (v VerificationView) Facts() reminder.Facts {
	people := slices.Concat(v.InCharge, v.Deputies)
	return reminder.Facts{
		Ref: v.Ref(), Author: v.Author, Version: v.Version,
		Named: append(slices.Clone(people), v.Author), Reminded: v.InCharge, Concerned: people,
	}
}

func (v VerificationView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	seen, err := seenDeadline(tx, v.Verification)
	if err != nil {
		return err
	}
	planned := v.reminders(b.Project, v.Rule, v.channel, nil)
	switch {
	case d.Kind == VerificationTacit, d.Kind == ExtensionTacit:
		return v.completeTacit(tx, b, d)
	case d.Kind == VerificationCorrected:
		return v.completeCorrected(tx, b, d)
	case d.Kind == VerificationDecided, d.Kind == VerificationFollowed, d.Kind == VerificationCancelled, d.Kind == VerificationMoved && v.Open():
		b.Change, err = reminder.ChangeTo(tx, d)
		return err
	case d.Kind == ExtensionReminder:
		return v.requestContent(tx, b, d)
	case !v.Open() || v.silenced(b.Project, b.Now):
		b.Skip = reminder.SkipClosed
	case d.Kind == VerificationReminder:
		b.Skip = reminder.Stale(d, planned, b.Now)
	case d.Kind == VerificationEscalation:
		b.Skip = v.escalation(d, b.Project, b.Now, seen)
	case d.Kind == VerificationAgain && v.Today.After(v.Deadline):
		b.Skip = reminder.SkipNewer // that of the deadline's own day has told it
	case d.Kind == VerificationAgain:
		b.Skip = reminder.Repeated(d, b.Project, planned)
	}
	return nil
}

// silenced reports whether silence has changed the verification by now, although that
// is not written down yet: after a stop, what it does is told next, and nothing that
// it contradicts before.
func (v VerificationView) silenced(p record.Project, now time.Time) bool {
	at, _ := v.nextTacitEffect(p, v.contract)
	return !at.IsZero() && !at.After(now)
}

// completeTacit makes the verification what silence has made of it, whatever has
// happened since: that it did so is told, and what was put right after that has
// an announcement of its own.
func (v VerificationView) completeTacit(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	if b.Change, err = reminder.ChangeTo(tx, d); err != nil {
		return err
	}
	after, ok := b.Change.After.(Verification)
	if !ok {
		return nil
	}
	view := NewVerificationView(after, v.contract, b.Project)
	view.Today = v.Today
	if before, ok := b.Change.Before.(Verification); ok && d.Kind == ExtensionTacit {
		view.Requested = before.Request.under(v.contract, v.contract.Calendar(b.Project))
	}
	b.About = view
	return nil
}

// completeCorrected adds what was wrong.
func (v VerificationView) completeCorrected(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	if b.Change, err = reminder.ChangeTo(tx, d); err != nil {
		return err
	}
	lines, err := tx.History(v.Project, v.Subject())
	for _, l := range lines {
		if was, ok := l.After.(Verification); ok && was.Version == b.Change.Version()-1 {
			v.Was = was
		}
	}
	v.Awaited, _ = b.Change.Before.(Verification)
	b.About = v
	return err
}

// requestContent reports whether a reminder to answer has something to say. A message
// that was sent is made anew with the request that it told of, whatever became of that.
func (v VerificationView) requestContent(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	if b.Skip = reminder.Stale(d, v.requestReminders(b.Project, v.channel, nil), b.Now); v.Request == nil || v.silenced(b.Project, b.Now) {
		b.Skip = reminder.SkipClosed
	}
	if v.Request != nil && !v.Request.EnteredAt.After(b.Now) {
		return nil
	}
	lines, err := tx.History(v.Project, v.Subject())
	for _, l := range slices.Backward(lines) {
		if was, ok := l.After.(Verification); ok && !l.At.After(b.Now) {
			v.Requested = was.Request.under(v.contract, v.contract.Calendar(b.Project))
			b.About = v
			break
		}
	}
	return err
}

func (v VerificationView) Over() error {
	if !v.Open() {
		return v.decidedError()
	}
	return nil
}

// Concerns reports whether the caller is in charge of it, a deputy, or a pilot.
func (v VerificationView) Concerns(who record.Caller) bool {
	return who.Role == record.RolePilot || slices.ContainsFunc(v.Facts().Concerned, who.User.Is)
}

func (v VerificationView) Acknowledged() reminder.Sentence {
	if r := v.Requested; r != nil {
		return reminder.NewSentence("extension.seen", "ref", v.Ref(), "reply", r.ReplyBy, "date", v.Deadline)
	}
	return reminder.NewSentence("seen.verification", "ref", v.Ref(), "date", v.Deadline)
}

// FollowSeen takes back what is owed because nobody had seen it.
func (v VerificationView) FollowSeen(d *reminder.Changeset) error {
	return within(d).planVerification(v.Verification)
}

func (v VerificationView) RemindAgain(d *reminder.Changeset) (reminder.Delivery, error) {
	tomorrow := d.Today().AddDays(1)
	if !v.Deadline.After(tomorrow) {
		return reminder.Delivery{}, record.ConflictError("seen.near", "ref", v.Ref(), "date", v.Deadline)
	}
	return reminder.Delivery{Kind: VerificationAgain, Due: tomorrow.At(reminder.Morning, 0, d.Project.Location())}, nil
}

func (v VerificationView) Unchanged() reminder.Sentence {
	return reminder.NewSentence("seen.tomorrow_deadline", "date", v.Deadline)
}

// followVerifications makes what is owed about the running ones follow the
// project's settings.
func (d *changeset) followVerifications(before record.Project) error {
	running, err := d.Verifications(d.Project.ID, true)
	if err != nil {
		return err
	}
	for _, v := range running {
		if err := d.followVerification(v, before); err != nil {
			return err
		}
	}
	return nil
}

// followVerification makes the reminders and escalations of a verification those
// of the project's zone; before is the project until now.
func (d *changeset) followVerification(v Verification, before record.Project) error {
	if err := d.spareMidnight(&v, before); err != nil {
		return err
	}
	planned, told, err := d.verificationPlan(v)
	if err != nil {
		return err
	}
	channel, err := v.committeeChannel(d.Committee)
	if err != nil {
		return err
	}
	tacitEffects, err := d.tacitEffectsOf(v)
	if err != nil {
		return err
	}
	seen, err := seenDeadline(d.Tx, v)
	if err != nil {
		return err
	}
	c, err := d.Contract(v.Project, v.Contract)
	if err != nil {
		return err
	}
	rule := ruleOf(c, v)
	change := func(kind reminder.DeliveryKind, before, after []reminder.Appointment) reminder.Hours {
		return reminder.Hours{Kind: kind, Before: before, After: after, Told: told, Next: func(reminder.Recipient) time.Time { return d.Now }}
	}
	return d.FollowHours(v.Subject(), planned, []reminder.Hours{
		change(VerificationReminder, v.appointments(before, rule, channel), v.appointments(d.Project, rule, channel)),
		change(ExtensionReminder, v.requestAppointments(before, channel), v.requestAppointments(d.Project, channel)),
		change(VerificationEscalation, v.escalationsUnseen(before, seen), v.escalationsUnseen(d.Project, seen)),
	}, tacitEffects...)
}

// spareMidnight leaves until the next midnight what a change of zone would have
// silence do at once: its midnight was still to come.
func (d *changeset) spareMidnight(v *Verification, before record.Project) error {
	c, err := d.Contract(v.Project, v.Contract)
	if err != nil {
		return err
	}
	was, _ := v.nextTacitEffect(before, c)
	is, _ := v.nextTacitEffect(d.Project, c)
	if !was.After(d.Now) || is.After(d.Now) {
		return nil
	}
	v.EnteredAt = d.Now
	if v.Request != nil {
		r := *v.Request
		r.EnteredAt, v.Request = d.Now, &r
	}
	return d.PutVerification(*v)
}

func verificationsInHand(tx reminder.Tx, p record.ProjectID, u record.UserID) (people []record.Person, err error) {
	running, err := Open(tx).Verifications(p, true)
	for _, v := range running {
		for _, p := range append(slices.Clone(v.InCharge), v.Author) {
			if p.ID != "" && (u == "" || p.ID == u) {
				people = append(people, p)
			}
		}
	}
	return people, err
}

// inChargeOf reports whether u is one of those in charge.
func (v Verification) inChargeOf(u record.UserID) bool {
	return slices.ContainsFunc(v.InCharge, record.Person{ID: u}.Is)
}

// Holders are those in whose hands it is.
func (v Verification) Holders() []record.Person { return v.InCharge }

// verificationsAhead is how far ahead somebody's own digest looks, in days.
const verificationsAhead = 7

// digestVerifications sorts those that run: of a committee its own, of a person those
// that it is in charge of and, of those that are late for long, those that it opened.
func digestVerifications(tx reminder.Tx, s reminder.DigestScope) (of reminder.Digested, err error) {
	running, err := Open(tx).Verifications(s.Project.ID, true)
	if err != nil {
		return of, err
	}
	until := s.Until(verificationsAhead)
	for _, v := range running {
		due := v.nextDay()
		mine := s.Committee == nil && v.inChargeOf(s.Person.Person) || slices.ContainsFunc(s.Committees, func(c record.Committee) bool { return c.Code == v.Committee })
		switch {
		case due.Before(s.Today):
			if mine && s.Insists(due) || v.Author.ID == s.Person.Person && s.InsistsToGiver(due) {
				of.Late, of.Worth = append(of.Late, v), true
			}
		case mine && !due.After(until):
			of.Coming, of.Worth = append(of.Coming, v), true
		}
	}
	return of, nil
}
