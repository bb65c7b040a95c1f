package governance

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// NounDigest is the noun of digests.
const NounDigest Noun = "digest"

// committeeAhead is how far ahead a committee's digest looks, in days.
const committeeAhead = 14

// What a digest tells, to a committee's channel and to somebody: what is late and
// what comes.
const (
	CommitteeDigest DeliveryKind = "digest.committee"
	PersonalDigest  DeliveryKind = "digest.personal"
)

var digestKinds = map[DeliveryKind]deliveryPolicy{
	CommitteeDigest: {reminder: true, chain: true},
	PersonalDigest:  {reminder: true, chain: true, waits: true},
}

// DigestView is what a digest has to tell, as its recipient may see it: what a
// committee keeps, to its own channel only.
type DigestView struct {
	// Committee is set in a committee's digest, Person in somebody's own.
	Committee *Committee
	Person    UserID
	Today     calendar.Date
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
	Noun  Noun
	Items []DigestItem
}

// DigestItem is one thing that a digest tells of.
type DigestItem interface {
	Subject() Subject
	// holders are those in whose hands it is.
	holders() []Person
}

// digestScope is for whom a digest gathers, and when.
type digestScope struct {
	project Project
	now     time.Time
	today   calendar.Date
	// committee is nil in somebody's own digest, person zero in a committee's.
	committee *Committee
	person    Preferences
}

// until is the last day of what comes: some days ahead in somebody's own digest.
func (s digestScope) until(ahead int) calendar.Date {
	if s.committee != nil {
		ahead = committeeAhead
	}
	return s.today.AddDays(ahead)
}

// digested is what a digest tells of one noun.
type digested struct {
	late, coming []DigestItem
	// worth says whether what comes deserves a personal digest: what has reminders
	// of its own does not. What is late always does.
	worth bool
}

// Subject names the chain of digests.
func (v DigestView) Subject() Subject { return v.chain.subject() }

func (v DigestView) facts() facts {
	f := facts{author: Person{ID: v.Person}} // nobody else is behind it
	if c := v.Committee; c != nil {
		f = facts{ref: c.Code, author: c.CreatedBy, keeper: *c}
	}
	for _, group := range slices.Concat(v.Late, v.Coming) {
		for _, item := range group.Items {
			f.named = append(f.named, item.holders()...)
		}
	}
	return f
}

// loadDigest gathers what a digest has to tell now.
func loadDigest(tx cachedTx, b Brief, s Subject) (About, error) {
	c, _, err := chainOf(tx, b.Project, s)
	if err != nil {
		return nil, err
	}
	scope := digestScope{project: b.Project, now: b.Now, today: b.Project.Today(b.Now), committee: c.committee}
	v := DigestView{Committee: c.committee, Today: scope.today, chain: c}
	if c.committee != nil {
		v.Until = scope.until(0)
	} else {
		scope.person, v.Person = c.person.Preferences, c.person.Person
	}
	for _, e := range subjects() {
		if e.digest == nil {
			continue
		}
		of, err := e.digest(tx, scope)
		if err != nil {
			return nil, err
		}
		v.Late, v.Coming = v.Late.with(e.noun, of.late), v.Coming.with(e.noun, of.coming)
		v.worth = v.worth || len(of.late) > 0 || of.worth || c.committee != nil && len(of.coming) > 0
	}
	return v, nil
}

func (p DigestPart) with(noun Noun, items []DigestItem) DigestPart {
	if len(items) == 0 {
		return p
	}
	return append(p, DigestGroup{noun, items})
}

// content says when a digest is not told. One that an outage has held back tells
// the present state; where quiet has fallen meanwhile, the next one does.
func (v DigestView) content(tx Tx, b *Brief, d Delivery) error {
	unsettled, err := tx.Unsettled(d.Project, d.Subject)
	if err != nil {
		return err
	}
	newer := func(u Delivery) bool { return u.Due.After(d.Due) && !u.Due.After(b.Now) && v.chain.planned(u.Due) }
	switch {
	case !v.chain.planned(d.Due):
		b.Moot = MootChanged
	case slices.ContainsFunc(unsettled, newer):
		b.Moot = MootNewer
	case b.Now.Sub(d.Due) > lateAfter && v.chain.quiet(b.Now):
		b.Moot = MootQuiet
	case !v.worth:
		b.Moot = MootEmpty
	}
	return nil
}
