package governance

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
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

	// Change is the line of history that an announcement tells of.
	Change HistoryLine

	// keeper is the committee whose matter it is, where that keeps to itself.
	keeper *Committee

	// About is the subject; nil in a summary.
	About About
	// Summary are the deliveries that a summary stands for; none in any other.
	Summary []Told
}

// Ref and Author are how people name the subject, and who is behind it.
func (b Brief) Ref() (ref string, author Person) {
	f := b.About.facts()
	return f.ref, f.author
}

// Version is the subject's: a button is bound to it. Digests and summaries have
// no button.
func (b Brief) Version() int {
	if b.About == nil {
		return 0
	}
	return b.About.facts().version
}

// Named is somebody whom the subject names; false when it does not.
func (b Brief) Named(u UserID) (Person, bool) {
	if b.About == nil {
		return Person{}, false
	}
	people := b.About.facts().named
	i := slices.IndexFunc(people, Person{ID: u}.Is)
	if i < 0 {
		return Person{}, false
	}
	return people[i], true
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
		b, err = cachedTx{Tx: tx}.brief(d, at)
		return err
	})
	return b, err
}

// brief is the content of a delivery, at a moment.
func (tx cachedTx) brief(d Delivery, at time.Time) (b Brief, err error) {
	b.Now = at
	if b.Project, err = cached(tx, d.Project, func() (Project, error) { return tx.ProjectByID(d.Project) }); err != nil {
		return b, err
	}
	if err := b.late(tx, d); err != nil {
		return b, err
	}
	if err := b.load(tx, d.Subject); err != nil {
		return b, err
	}
	err = b.About.content(tx, &b, d)
	if d.Kind == Undeliverable {
		b.Moot = "" // that it could not be told stays true
	}
	return b, err
}

// load reads the subject. An errors.ErrUnsupported where the bot can owe nothing
// about it, ErrNone where there is none.
func (b *Brief) load(tx cachedTx, s Subject) error {
	e, err := s.entry()
	if err != nil {
		return err
	}
	type key struct {
		project ProjectID
		subject Subject
	}
	b.About, err = cached(tx, key{b.Project.ID, s}, func() (About, error) { return e.load(tx, *b, s) })
	if err == nil {
		b.keptBy(b.About.facts().keeper)
	}
	return err
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
