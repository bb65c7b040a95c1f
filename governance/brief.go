package governance

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// Brief is what a delivery has to say, from the present state of its subject:
// what was planned a week ago is told as it is now.
type Brief struct {
	Project Project
	// Now is the moment of the telling.
	Now time.Time
	// Moot says why there is nothing to say any more; empty when there is.
	Moot Moot
	// Wait is when to say it, where that is later: the next open hour of who
	// is to be reminded. Zero when it may be said now.
	Wait time.Time
	// Late is when a reminder should have been said, where that is long ago.
	// Zero when it is in time.
	Late time.Time

	// Change is the line of history that an announcement about an action or a
	// decision tells of.
	Change HistoryLine

	// keeper is the committee whose matter it is, where that keeps to itself.
	keeper *Committee

	// One of these is set, by the subject.
	Committee    *Committee
	Decision     *DecisionView
	Action       *ActionView
	Meeting      *MeetingView
	Verification *VerificationView
	Digest       *DigestView
	Summary      []Told
}

// Ref and Author are how people name the subject, and who is behind it.
func (b Brief) Ref() (ref string, author Person) {
	switch {
	case b.Decision != nil:
		return b.Decision.Ref, b.Decision.Author
	case b.Action != nil:
		return b.Action.Ref(), b.Action.Author
	case b.Meeting != nil:
		return b.Meeting.Ref(), b.Meeting.Author
	case b.Committee != nil:
		return b.Committee.Code, b.Committee.CreatedBy
	case b.Digest != nil && b.Digest.Committee != nil:
		return b.Digest.Committee.Code, b.Digest.Committee.CreatedBy
	case b.Digest != nil: // nobody else is behind it
		return "", Person{ID: b.Digest.Person}
	default:
		return b.Verification.Ref(), b.Verification.Author
	}
}

// Subject names what the brief is about.
func (b Brief) Subject() Subject {
	switch {
	case b.Decision != nil:
		return b.Decision.Subject()
	case b.Action != nil:
		return b.Action.Subject()
	case b.Meeting != nil:
		return b.Meeting.Subject()
	case b.Committee != nil:
		return b.Committee.Subject()
	default:
		return b.Verification.Subject()
	}
}

// Version is the subject's: a button is bound to it. Digests and summaries have
// no button.
func (b Brief) Version() int {
	switch {
	case b.Decision != nil:
		return b.Decision.Version
	case b.Action != nil:
		return b.Action.Version
	case b.Meeting != nil:
		return b.Meeting.Version
	case b.Verification != nil:
		return b.Verification.Version
	default:
		return 0
	}
}

// Moot is a reason to say nothing.
type Moot string

const (
	MootChanged Moot = "changed" // a later change has its own delivery
	MootClosed  Moot = "closed"  // done, decided, cancelled
	MootBegun   Moot = "begun"   // the meeting has begun
	MootNewer   Moot = "newer"   // a later reminder of the same subject is due as well
	MootGone    Moot = "gone"    // the person does not hold the action any more
	MootEmpty   Moot = "empty"   // there is nothing to tell
	MootQuiet   Moot = "quiet"   // its moment has gone by, and the person is not to be disturbed
	MootSeen    Moot = "seen"    // somebody who is in charge has said so
)

// Brief reads the subject of a delivery.
func (s *Secretariat) Brief(ctx context.Context, d Delivery) (Brief, error) {
	if d.Kind == Summary {
		return s.summary(ctx, d)
	}
	return s.brief(ctx, d)
}

func (s *Secretariat) brief(ctx context.Context, d Delivery) (Brief, error) {
	return s.briefAt(ctx, d, s.now())
}

func (s *Secretariat) briefAt(ctx context.Context, d Delivery, at time.Time) (b Brief, err error) {
	err = s.store.View(ctx, func(tx Tx) error {
		b, err = briefIn(tx, d, at)
		return err
	})
	return b, err
}

func briefIn(tx Tx, d Delivery, at time.Time) (b Brief, err error) {
	b.Now = at
	if b.Project, err = tx.ProjectByID(d.Project); err != nil {
		return b, err
	}
	if err := b.late(tx, d); err != nil {
		return b, err
	}
	err = b.read(tx, d)
	if d.Kind == Undeliverable {
		b.Moot = "" // that it could not be told stays true
	}
	return b, err
}

// read reads the subject of a delivery of the brief's project.
func (b *Brief) read(tx Tx, d Delivery) error {
	noun, ref, _ := strings.Cut(string(d.Subject), "/")
	switch noun {
	case "decision":
		return b.decision(tx, d, ref)
	case "action":
		return b.action(tx, d, number(ref))
	case "meeting":
		return b.meeting(tx, d, number(ref))
	case "verification":
		return b.verification(tx, d, number(ref))
	case "digest":
		return b.digest(tx, d)
	case "committee":
		return b.committee(tx, d, ref)
	default:
		return fmt.Errorf("delivery about %q: %w", d.Subject, errors.ErrUnsupported)
	}
}

// Undelivered is what is owed when a delivery cannot be delivered: a direct
// message to the person behind its subject, or to the pilots where that person
// is the one who cannot be reached. Nothing, where it is the pilots, and of a digest
// where they know. For a summary, to those behind all that it tells.
func (s *Secretariat) Undelivered(ctx context.Context, d Delivery) ([]Delivery, error) {
	if d.Kind == Summary {
		var owed []Delivery
		b, err := s.summary(ctx, d)
		for _, told := range b.Summary {
			more, err := s.Undelivered(ctx, told.Delivery)
			if err != nil {
				return nil, err
			}
			owed = append(owed, more...)
		}
		return owed, err
	}
	if known, err := s.knownToFail(ctx, d); err != nil || known {
		return nil, err
	}
	b, err := s.brief(ctx, d)
	if err != nil {
		return nil, err
	}
	_, author := b.Ref()
	told := Delivery{
		Project: d.Project, Subject: d.Subject, Kind: Undeliverable, Recipient: ToPerson(author.ID), Due: d.Due,
		// With the fence: a failure that is relaunched and fails again is told again.
		Occurrence: fmt.Sprintf("%d.%d/%s", d.ID, d.Fence, d.Recipient),
	}
	switch {
	case d.Kind == Undeliverable && d.Recipient != told.Recipient:
		return nil, nil
	case d.Kind == Undeliverable:
		told.Recipient, told.Occurrence = ToPilots(), d.Occurrence
	case d.Recipient == told.Recipient:
		told.Recipient = ToPilots()
	}
	return []Delivery{told}, nil
}

// Unreached is the recipient that an Undeliverable delivery tells of.
func (d Delivery) Unreached() Recipient {
	_, recipient, _ := strings.Cut(d.Occurrence, "/")
	return Recipient(recipient)
}

// Failed is the number of the delivery that an Undeliverable delivery tells of.
func (d Delivery) Failed() int64 {
	digits, _, _ := strings.Cut(d.Occurrence, ".")
	n, _ := strconv.ParseInt(digits, 10, 64)
	return n
}

// number is the number in "R-12".
func number(ref string) int {
	_, digits, _ := strings.Cut(ref, "-")
	n, _ := strconv.Atoi(digits)
	return n
}

func (b *Brief) decision(tx Tx, d Delivery, ref string) error {
	dec, err := tx.Decision(d.Project, ref)
	if err != nil {
		return err
	}
	c, err := tx.Committee(d.Project, dec.Committee)
	if err != nil {
		return err
	}
	b.keptBy(c)
	b.Decision = &DecisionView{Decision: dec}
	b.Decision.SchoolList, err = schoolsOf(tx, d.Project, dec.Schools)
	if d.Occurrence != strconv.Itoa(dec.Version) {
		b.Moot = MootChanged
	}
	if err == nil {
		b.Change, err = changeTo(tx, d)
	}
	return err
}

func (b *Brief) action(tx Tx, d Delivery, n int) error {
	act, err := tx.Action(d.Project, n)
	if err != nil {
		return err
	}
	b.Action = &ActionView{SupportAction: act, Today: b.Project.Today(b.Now)}
	b.Action.SchoolList, err = schoolsOf(tx, d.Project, act.Schools)
	var of map[UserID]attention
	if err == nil && d.Kind.Waits() {
		person, _ := d.Recipient.Person()
		if of, err = attentions(tx, b.Project, Person{ID: person}); err == nil {
			b.Action.Today = calendar.DateOf(b.Now.In(of[person].open.Zone))
		}
	}
	if err == nil {
		b.Change, err = changeTo(tx, d)
	}
	planned := act.reminders(of, nil)
	b.Moot = act.moot(d, b.Project, planned)
	if person, _ := d.Recipient.Person(); b.Moot == "" && err == nil && d.Kind.Waits() {
		b.wait(d, of[person], planned)
	}
	return err
}

// wait says when a personal reminder is said: now, at the next moment that is
// open to whom it goes, or not at all when the next one comes on the same day.
func (b *Brief) wait(d Delivery, who attention, planned []Delivery) {
	at := who.next(b.Now)
	tomorrow := calendar.DateOf(at).AddDays(1).At(0, 0, who.open.Zone)
	if d.Kind == ActionReminder {
		b.Moot = stale(d, planned, tomorrow.Add(-1))
	}
	if b.Moot == "" && at.After(b.Now) {
		b.Wait = at
	}
}

// moot says why a delivery about the action has nothing to say; planned are its
// reminders to the recipient.
func (a SupportAction) moot(d Delivery, p Project, planned []Delivery) Moot {
	told := map[DeliveryKind]ActionState{ActionDone: ActionDid, ActionCancelled: ActionOff}
	state, ok := told[d.Kind]
	if !ok {
		state = ActionOpen
	}
	person, _ := d.Recipient.Person()
	held := a.heldBy(Person{ID: person})
	switch {
	case a.State != state:
		return MootClosed
	case a.State != ActionOpen:
		return ""
	case d.Kind == ActionWithdrawn && held: // given back in the meantime
		return MootChanged
	case d.Kind != ActionWithdrawn && !held:
		return MootGone
	case d.Kind == ActionAgain && movedBeyond(d.Occurrence, a.Due, p.Today(d.Due)):
		return MootChanged
	case d.Kind == ActionAgain:
		return repeated(d, p, planned)
	}
	return ""
}

// changeTo is the line of history of the change that an announcement tells of.
func changeTo(tx Tx, d Delivery) (HistoryLine, error) {
	version, err := strconv.Atoi(d.Occurrence)
	if err != nil {
		return HistoryLine{}, nil // a reminder tells of no change
	}
	lines, err := tx.History(d.Project, d.Subject)
	for _, l := range lines {
		if l.version() == version {
			return l, err
		}
	}
	return HistoryLine{}, err
}

func (b *Brief) meeting(tx Tx, d Delivery, n int) error {
	m, err := tx.Meeting(d.Project, n)
	if err != nil {
		return err
	}
	c, err := tx.Committee(d.Project, m.Committee)
	if err != nil {
		return err
	}
	b.keptBy(c)
	b.Meeting = &MeetingView{Meeting: m, CommitteeName: c.Name, Leads: c.Leads}
	switch {
	case d.Kind == MeetingCancelled:
	case d.Kind != MeetingReminder && d.Occurrence != strconv.Itoa(m.Version):
		b.Moot = MootChanged
	case m.State != MeetingScheduled:
		b.Moot = MootClosed
	case !m.Start().After(b.Now):
		b.Moot = MootBegun
	case d.Kind == MeetingReminder:
		b.Moot = stale(d, m.reminders(c), b.Now)
	}
	return nil
}

// stale says why a reminder has nothing to say although its subject is alive:
// it is planned for another moment by now, or a later one to the same recipient
// is due as well. After an outage one is enough, and it tells the present state.
func stale(d Delivery, planned []Delivery, now time.Time) Moot {
	moot := MootChanged
	if d.Occurrence == Overtaken {
		moot = "" // planned by the hours that held before
	}
	for _, p := range planned {
		if p.Recipient != d.Recipient {
			continue
		}
		if p.Due.After(d.Due) && !p.Due.After(now) {
			return MootNewer
		}
		if p.Due.Equal(d.Due) {
			moot = ""
		}
	}
	return moot
}
