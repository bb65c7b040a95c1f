package governance

import (
	"slices"
	"time"
)

// NounVerification is the noun of verifications.
const NounVerification Noun = "verification"

// What deliveries tell of a verification.
const (
	VerificationOpened   DeliveryKind = "verification.opened"
	VerificationDecided  DeliveryKind = "verification.decided"
	VerificationReminder DeliveryKind = "verification.reminder"
	VerificationAgain    DeliveryKind = "verification.again"
	// VerificationEscalation tells the deputies, then the pilots, that nobody has
	// seen the reminders of a deadline.
	VerificationEscalation DeliveryKind = "verification.escalation"
	// VerificationLapse has the Secretariat carry out what silence means: it is
	// no message. VerificationLapsed tells of it.
	VerificationLapse  DeliveryKind = "verification.lapse"
	VerificationLapsed DeliveryKind = "verification.lapsed"
	// VerificationFollowed tells what the supplier has done after a decision,
	// VerificationCorrected that a pilot has put right what silence had done.
	VerificationFollowed  DeliveryKind = "verification.followed"
	VerificationCorrected DeliveryKind = "verification.corrected"
	// VerificationMoved tells that a change of the contract or of the holidays has
	// moved the deadline.
	VerificationMoved DeliveryKind = "verification.moved"
	// ExtensionReminder reminds of a supplier's request for a prolongation that
	// waits for an answer; ExtensionLapsed tells that silence has answered it.
	ExtensionReminder DeliveryKind = "extension.reminder"
	ExtensionLapsed   DeliveryKind = "extension.lapsed"
)

var verificationKinds = map[DeliveryKind]deliveryPolicy{
	VerificationOpened: {}, VerificationDecided: {}, VerificationAgain: {}, VerificationLapsed: {}, VerificationFollowed: {},
	VerificationCorrected: {}, VerificationMoved: {}, ExtensionLapsed: {},
	VerificationReminder:   {reminder: true, tellsLate: true},
	ExtensionReminder:      {reminder: true, tellsLate: true},
	VerificationEscalation: {reminder: true},
	VerificationLapse:      {reminder: true},
}

func loadVerification(tx cachedTx, b Brief, s Subject) (About, error) {
	v, err := tx.Verification(b.Project.ID, s.number())
	if err != nil {
		return nil, err
	}
	c, err := tx.contract(b.Project.ID, v.Contract)
	if err != nil {
		return nil, err
	}
	view := newVerificationView(v, c, b.Project)
	view.Today, view.contract = b.Project.Today(b.Now), c
	if v.Committee != "" {
		of, err := tx.committee(b.Project.ID, v.Committee)
		if err != nil {
			return nil, err
		}
		view.channel = of.Channel
	}
	return view, nil
}

func (v VerificationView) facts() facts {
	people := slices.Concat(v.InCharge, v.Deputies)
	return facts{
		ref: v.Ref(), author: v.Author, version: v.Version,
		named: append(slices.Clone(people), v.Author), reminded: v.InCharge, concerned: people,
	}
}

func (v VerificationView) content(tx Tx, b *Brief, d Delivery) error {
	seen, err := seenDeadline(tx, v.Verification)
	if err != nil {
		return err
	}
	planned := v.reminders(b.Project, v.Rule, v.channel, nil)
	switch {
	case d.Kind == VerificationLapsed, d.Kind == ExtensionLapsed:
		return v.lapsedContent(tx, b, d)
	case d.Kind == VerificationDecided, d.Kind == VerificationFollowed, d.Kind == VerificationCorrected:
		b.Change, err = changeTo(tx, d)
		return err
	case d.Kind == ExtensionReminder:
		return v.requestContent(tx, b, d)
	case !v.Open():
		b.Moot = MootClosed
	case d.Kind == VerificationReminder:
		b.Moot = stale(d, planned, b.Now)
	case d.Kind == VerificationEscalation:
		b.Moot = v.escalation(d, b.Project, b.Now, seen)
	case d.Kind == VerificationAgain && v.Today.After(v.Deadline):
		b.Moot = MootNewer // that of the deadline's own day has told it
	case d.Kind == VerificationAgain:
		b.Moot = repeated(d, b.Project, planned)
	}
	return nil
}

// lapsedContent makes the verification what silence has made of it, whatever has
// happened since: that it did so is told, and what was put right after that has
// an announcement of its own.
func (v VerificationView) lapsedContent(tx Tx, b *Brief, d Delivery) (err error) {
	if b.Change, err = changeTo(tx, d); err != nil {
		return err
	}
	after, ok := b.Change.After.(Verification)
	if !ok {
		return nil
	}
	view := newVerificationView(after, v.contract, b.Project)
	view.Today = v.Today
	if before, ok := b.Change.Before.(Verification); ok && d.Kind == ExtensionLapsed {
		view.Requested = before.Request.under(v.contract, v.contract.Calendar(b.Project))
	}
	b.About = view
	return nil
}

// requestContent says whether a reminder to answer has something to say. A message
// that was sent is made anew with the request that it told of, whatever became of that.
func (v VerificationView) requestContent(tx Tx, b *Brief, d Delivery) error {
	if b.Moot = stale(d, v.requestReminders(b.Project, v.channel, nil), b.Now); v.Request == nil {
		b.Moot = MootClosed
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

func (v VerificationView) over() error {
	if !v.Open() {
		return v.decidedError()
	}
	return nil
}

func (v VerificationView) concerns(who visitor) bool {
	return who.role == RolePilot || slices.ContainsFunc(v.facts().concerned, who.User.Is)
}

func (v VerificationView) acknowledged() Sentence {
	if r := v.Requested; r != nil {
		return NewSentence("extension.seen", "ref", v.Ref(), "reply", r.ReplyBy, "date", v.Deadline)
	}
	return NewSentence("seen.verification", "ref", v.Ref(), "date", v.Deadline)
}

// followSeen takes back what is owed because nobody had seen it.
func (v VerificationView) followSeen(d *desk) error { return d.planVerification(v.Verification) }

func (v VerificationView) again(d *desk) (Delivery, error) {
	tomorrow := d.today().AddDays(1)
	if !v.Deadline.After(tomorrow) {
		return Delivery{}, ConflictError("seen.near", "ref", v.Ref(), "date", v.Deadline)
	}
	return Delivery{Kind: VerificationAgain, Due: tomorrow.At(morning, 0, d.Project.Location())}, nil
}

func (v VerificationView) unchanged() Sentence {
	return NewSentence("seen.tomorrow_deadline", "date", v.Deadline)
}

// followVerifications makes what is owed about the running ones follow the
// project's settings.
func (d *desk) followVerifications(before Project, _ Tx) error {
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
func (d *desk) followVerification(v Verification, before Project) error {
	if err := d.spareMidnight(&v, before); err != nil {
		return err
	}
	planned, told, err := d.verificationPlan(v)
	if err != nil {
		return err
	}
	channel, err := channelOf(d, v)
	if err != nil {
		return err
	}
	lapses, err := d.lapsesOf(v)
	if err != nil {
		return err
	}
	seen, err := seenDeadline(d, v)
	if err != nil {
		return err
	}
	c, err := d.Contract(v.Project, v.Contract)
	if err != nil {
		return err
	}
	rule := ruleOf(c, v)
	atOnce := func(Recipient) time.Time { return d.now }
	return d.followHours(v.Subject(), planned, []hours{
		{VerificationReminder, v.appointments(before, rule, channel), v.appointments(d.Project, rule, channel), told, atOnce},
		{ExtensionReminder, v.requestAppointments(before, channel), v.requestAppointments(d.Project, channel), told, atOnce},
		{VerificationEscalation, v.escalationsUnseen(before, seen), v.escalationsUnseen(d.Project, seen), told, atOnce},
	}, lapses...)
}

// spareMidnight leaves until the next midnight what a change of zone would have
// silence do at once: its midnight was still to come.
func (d *desk) spareMidnight(v *Verification, before Project) error {
	c, err := d.Contract(v.Project, v.Contract)
	if err != nil {
		return err
	}
	was, _ := v.nextLapse(before, c)
	is, _ := v.nextLapse(d.Project, c)
	if !was.After(d.now) || is.After(d.now) {
		return nil
	}
	v.EnteredAt = d.now
	if v.Request != nil {
		r := *v.Request
		r.EnteredAt, v.Request = d.now, &r
	}
	return d.PutVerification(*v)
}

func verificationsInHand(tx Tx, p ProjectID, u UserID) (people []Person, err error) {
	running, err := tx.Verifications(p, true)
	for _, v := range running {
		if u == "" || v.inChargeOf(u) {
			people = append(people, v.InCharge...)
		}
	}
	return people, err
}

// inChargeOf says whether u is one of those in charge.
func (v Verification) inChargeOf(u UserID) bool {
	return slices.ContainsFunc(v.InCharge, Person{ID: u}.Is)
}

// holders are those in whose hands it is.
func (v Verification) holders() []Person { return v.InCharge }

// verificationsAhead is how far ahead somebody's own digest looks, in days.
const verificationsAhead = 7

// digestVerifications sorts those that run, of a person those that it is in charge of.
func digestVerifications(tx Tx, s digestScope) (of digested, err error) {
	running, err := tx.Verifications(s.project.ID, true)
	if err != nil {
		return of, err
	}
	until := s.until(verificationsAhead)
	for _, v := range running {
		switch {
		case s.committee == nil && !v.inChargeOf(s.person.Person):
		case v.nextDay().Before(s.today):
			of.late = append(of.late, v)
		case !v.nextDay().After(until):
			of.coming = append(of.coming, v)
		}
	}
	of.worth = len(of.coming) > 0
	return of, nil
}
