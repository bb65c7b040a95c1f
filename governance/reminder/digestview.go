package reminder

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// NounDigest is the noun of digests.
const NounDigest record.Noun = "digest"

// committeeAhead is how far ahead a committee's digest looks, in days.
const committeeAhead = 14

// What a digest tells, to a committee's channel and to somebody: what is late and
// what comes.
const (
	CommitteeDigest DeliveryKind = "digest.committee"
	PersonalDigest  DeliveryKind = "digest.personal"
)

// DigestEntry is what can be told of digests.
func DigestEntry() Entry {
	return Entry{
		Noun: NounDigest, InFull: true, Load: loadDigest, Follow: (*Changeset).followDigests, FollowPerson: (*Changeset).followDigestOf,
		FollowCommittee: func(d *Changeset, _, after record.Committee) error { return d.planDigest(committeeChain(after.Code)) },
		Reconcile:       func(ctx context.Context, base *Base) error { return NewService(base).PlanDigests(ctx) },
		Kinds: map[DeliveryKind]Policy{
			CommitteeDigest: {Reminder: true, Chain: true},
			PersonalDigest:  {Reminder: true, Chain: true, Waits: true},
		},
	}
}

// DigestView is what a digest has to tell, as its recipient may see it: what a
// committee keeps, to its own channel only.
type DigestView struct {
	// Committee is set in a committee's digest, Person in somebody's own. Committees
	// are all of whom it tells: those that sit in one channel have one digest.
	Committee  *record.Committee
	Committees []record.Committee
	Person     record.UserID
	Today      calendar.Date
	// Until is the last day of what comes to a committee.
	Until        calendar.Date
	Late, Coming DigestPart

	chain chain
	// worth says that it deserves a message.
	worth bool
}

// DigestPart is what is late, or what comes, noun by noun; none that is empty.
type DigestPart []DigestGroup

// DigestGroup are things of one noun, the first due first.
type DigestGroup struct {
	Noun  record.Noun
	Items []DigestItem
}

// DigestItem is one thing that a digest tells of.
type DigestItem interface {
	Subject() record.Subject
	// Holders are those in whose hands it is.
	Holders() []record.Person
}

// DigestScope is for whom a digest gathers, and when.
type DigestScope struct {
	Project record.Project
	Now     time.Time
	Today   calendar.Date
	// Committee is nil in somebody's own digest, person zero in a committee's.
	Committee  *record.Committee
	Committees []record.Committee
	Person     Preferences
	// Last is the day of the last digest that was sent to the person; zero when none
	// was, and in a committee's.
	Last calendar.Date
	// Through is the last day of what comes, where it is not the digest's own.
	Through calendar.Date
}

// Until is the last day of what comes: some days ahead in somebody's own digest.
func (s DigestScope) Until(ahead int) calendar.Date {
	if !s.Through.IsZero() {
		return s.Through
	}
	if s.Committee != nil {
		ahead = committeeAhead
	}
	return s.Today.AddDays(ahead)
}

// Digested is what a digest tells of one noun.
type Digested struct {
	// Late is what the scope Insists on.
	Late, Coming []DigestItem
	// Worth reports whether that deserves a personal digest: what is late does; what
	// comes does unless it has reminders of its own.
	Worth bool
}

// Subject names the chain of digests.
func (v DigestView) Subject() record.Subject { return v.chain.subject() }

func (v DigestView) Facts() Facts {
	f := Facts{Author: record.Person{ID: v.Person}} // nobody else is behind it
	if c := v.Committee; c != nil {
		f = Facts{Ref: c.Code, Author: c.CreatedBy, Keeper: *c}
		for _, other := range v.Committees { // one that keeps to itself keeps it all
			if other.Diffusion == record.DiffusionCommittee {
				f.Keeper = other
			}
		}
	}
	for _, group := range slices.Concat(v.Late, v.Coming) {
		for _, item := range group.Items {
			f.Named = append(f.Named, item.Holders()...)
		}
	}
	return f
}

// loadDigest gathers what a digest has to tell now.
func loadDigest(tx CachedTx, b Content, s record.Subject) (About, error) {
	c, _, err := chainOf(tx.Tx, b.Project, s)
	if err != nil {
		return nil, err
	}
	scope := DigestScope{Project: b.Project, Now: b.Now, Today: b.Project.Today(b.Now), Committee: c.committee}
	v := DigestView{Committee: c.committee, Today: scope.Today, chain: c}
	if c.committee != nil {
		v.Until = scope.Until(0)
		if scope.Committees, err = channelmates(tx.Tx, *c.committee); err != nil {
			return nil, err
		}
		v.Committees = scope.Committees
	} else {
		scope.Person, v.Person = c.person.Preferences, c.person.Person
		if scope.Last, err = c.lastTold(tx.Tx); err != nil {
			return nil, err
		}
	}
	for _, e := range tx.Table {
		if e.Digest == nil {
			continue
		}
		of, err := e.Digest(tx.Tx, scope)
		if err != nil {
			return nil, err
		}
		v.Late, v.Coming = v.Late.with(e.Noun, of.Late), v.Coming.with(e.Noun, of.Coming)
		v.worth = v.worth || of.Worth || c.committee != nil && len(of.Late)+len(of.Coming) > 0
	}
	return v, nil
}

// LateOf is what is late of what a digest of that scope tells.
func (tx Tx) LateOf(s DigestScope) (late DigestPart, err error) {
	for _, e := range tx.Table {
		if e.Digest == nil {
			continue
		}
		of, err := e.Digest(tx, s)
		if err != nil {
			return nil, err
		}
		late = late.with(e.Noun, of.Late)
	}
	return late, nil
}

func (p DigestPart) with(noun record.Noun, items []DigestItem) DigestPart {
	if len(items) == 0 {
		return p
	}
	return append(p, DigestGroup{noun, items})
}

// Complete says when a digest is not told. One that an outage has held back tells
// the present state; where quiet has fallen meanwhile, the next one does.
func (v DigestView) Complete(tx Tx, b *Content, d Delivery) error {
	unsettled, err := tx.Unsettled(d.Project, d.Subject)
	if err != nil {
		return err
	}
	newer := func(u Delivery) bool { return u.Due.After(d.Due) && !u.Due.After(b.Now) && v.chain.planned(u.Due) }
	switch {
	case !v.chain.planned(d.Due):
		b.Skip = SkipChanged
	case slices.ContainsFunc(unsettled, newer):
		b.Skip = SkipNewer
	case len(v.Committees) > 0 && v.Committees[0].Code != v.Committee.Code:
		b.Skip = SkipShared
	case b.Now.Sub(d.Due) > lateAfter && v.chain.quiet(b.Now):
		b.Skip = SkipQuiet
	case !v.worth:
		b.Skip = SkipEmpty
	}
	return nil
}
