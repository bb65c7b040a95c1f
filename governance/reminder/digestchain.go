package reminder

import (
	"context"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/record"
)

// chain is the digests of one committee or of one person. One of them is owed
// at a time: when it ends, however it does, the next is.
type chain struct {
	project record.Project
	// One of both is set.
	committee *record.Committee
	person    *Attention
}

// committeeChain and personalChain name the chains: no name of a person goes
// into the database.
func committeeChain(code string) record.Subject { return NounDigest.Subject(code) }

func personalChain(person record.UserID) record.Subject {
	return NounDigest.Subject("@" + string(person))
}

// chainOf reads the chain of that name. It is over when alive is false: its
// person has nothing in hand.
func chainOf(tx Tx, p record.Project, s record.Subject) (c chain, alive bool, err error) {
	c.project = p
	if user, ok := cutPrefix(s.Ref(), "@"); ok {
		f, err := tx.Preferences(p.ID, record.UserID(user))
		if err != nil {
			return c, false, err
		}
		a, err := AttentionOf(tx, p, f)
		if err != nil {
			return c, false, err
		}
		c.person = &a
		alive, err = hasInHand(tx, p.ID, f.Person)
		return c, alive, err
	}
	committee, err := tx.Committee(p.ID, s.Ref())
	c.committee = &committee
	return c, err == nil, err
}

// hasInHand reports whether somebody holds something, or has the charge of it, that
// is still to be done.
func hasInHand(tx Tx, p record.ProjectID, u record.UserID) (bool, error) {
	people, err := inHand(tx, p, u)
	return slices.ContainsFunc(people, record.Person{ID: u}.Is), err
}

// inHand are those who have something in hand: u alone, unless that is empty.
func inHand(tx Tx, p record.ProjectID, u record.UserID) (people []record.Person, err error) {
	for _, e := range tx.Table {
		if e.InHand == nil {
			continue
		}
		more, err := e.InHand(tx, p, u)
		if err != nil {
			return nil, err
		}
		people = append(people, more...)
	}
	return people, nil
}

// next is the first digest of the chain after t; false when there is none.
func (c chain) next(t time.Time) (time.Time, bool) {
	if c.person != nil {
		return c.person.NextDigest(t)
	}
	return c.committee.DigestTime().Next(c.project, t)
}

// subject names the chain.
func (c chain) subject() record.Subject {
	if c.person != nil {
		return personalChain(c.person.Person)
	}
	return committeeChain(c.committee.Code)
}

// planned reports whether the chain has a digest at that moment.
func (c chain) planned(at time.Time) bool {
	next, ok := c.next(at.Add(-time.Millisecond))
	return ok && next.Equal(at)
}

// owed is the chain's first digest after t, if there is one.
func (c chain) owed(t time.Time) []Delivery {
	at, ok := c.next(t)
	if !ok {
		return nil
	}
	d := Delivery{Project: c.project.ID, Subject: c.subject(), Due: at}
	if c.person != nil {
		d.Kind, d.Recipient = PersonalDigest, ToPerson(c.person.Person)
	} else {
		d.Kind, d.Recipient = CommitteeDigest, ToChannel(c.committee.Channel)
	}
	return []Delivery{d}
}

// nextIn is what the chain of that name owes after now by the present
// settings. done says that there is nothing to change: it is planned already,
// or one is due, whose end will owe the next.
func nextIn(tx Tx, p record.Project, s record.Subject, now time.Time) (owed []Delivery, done bool, err error) {
	unsettled, err := tx.Unsettled(p.ID, s)
	if err != nil {
		return nil, false, err
	}
	if slices.ContainsFunc(unsettled, func(u Delivery) bool { return !u.Due.After(now) }) {
		return nil, true, nil
	}
	c, alive, err := chainOf(tx, p, s)
	if err != nil {
		return nil, false, err
	}
	if alive {
		owed = c.owed(now)
	}
	return owed, slices.EqualFunc(unsettled, owed, func(u, o Delivery) bool {
		return u.Due.Equal(o.Due) && u.Recipient == o.Recipient
	}), nil
}

// planDigest makes the next digest of that name the one that the settings ask
// for, which must be written already.
func (d *Changeset) planDigest(s record.Subject) error {
	p, err := d.Tx.ProjectByID(d.Project.ID)
	if err != nil {
		return fmt.Errorf("read project: %w", err)
	}
	owed, done, err := nextIn(d.Tx, p, s, d.Now)
	if err != nil || done {
		return err
	}
	return d.Tx.Replan(p.ID, s, owed)
}

// planPersonalDigest makes the next personal digest of somebody the one that
// its preferences ask for; there is none for who has nothing in hand.
func (d *Changeset) planPersonalDigest(u record.UserID) error { return d.planDigest(personalChain(u)) }

// PlanPersonalDigests does so for each of the people.
func (d *Changeset) PlanPersonalDigests(people []record.Person) error {
	for _, p := range people {
		if p.ID == record.Ourselves.ID {
			continue
		}
		if err := d.planPersonalDigest(p.ID); err != nil {
			return err
		}
	}
	return nil
}

// NextDigest is what is owed once a digest has ended, be it sent, skipped or
// dead: the next one, by the present settings and after the present moment, so
// that a long outage is followed by one digest and not by many. There is none
// for other kinds, for a chain that is over, and for one that goes on already.
// Errors: none but the store's.
func (s *Service) NextDigest(ctx context.Context, d Delivery) (owed []Delivery, err error) {
	if !s.base.table.Policy(d.Kind).Chain {
		return nil, nil
	}
	after := s.base.Now()
	if d.Due.After(after) {
		after = d.Due // a clock went back
	}
	err = s.base.Read(ctx, func(tx Tx) error {
		p, err := tx.ProjectByID(d.Project)
		if err != nil || p.Closed != nil {
			return err
		}
		unsettled, err := tx.Unsettled(p.ID, d.Subject)
		if err != nil || slices.ContainsFunc(unsettled, func(u Delivery) bool { return u.ID != d.ID }) {
			return err
		}
		c, alive, err := chainOf(tx, p, d.Subject)
		if alive {
			owed = c.owed(after)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("plan the digest that follows %d: %w", d.ID, err)
	}
	return owed, nil
}

// PlanDigests adds the digests that are missing, in every project: those of
// committees that are older than digests, and whatever an accident has lost.
// It leaves those that are planned or due as they are, and writes nothing when
// none is missing.
// Errors: none but the store's.
func (s *Service) PlanDigests(ctx context.Context) error {
	return s.base.InEachProject(ctx, "plan the digests", s.planDigests)
}

func (s *Service) planDigests(ctx context.Context, p record.Project) error {
	now := s.base.Now()
	var missing []record.Subject
	err := s.base.Read(ctx, func(tx Tx) error {
		chains, err := chains(tx, p.ID)
		if err != nil {
			return err
		}
		for _, subject := range chains {
			if _, done, err := nextIn(tx, p, subject, now); err != nil {
				return err
			} else if !done {
				missing = append(missing, subject)
			}
		}
		return nil
	})
	if err != nil || len(missing) == 0 {
		return err
	}
	return s.update(ctx, record.Caller{Project: p}, func(d *Changeset) error {
		for _, subject := range missing {
			if err := d.planDigest(subject); err != nil {
				return err
			}
		}
		return nil
	})
}

// chains are the names of all chains of a project that may go on.
func chains(tx Tx, p record.ProjectID) ([]record.Subject, error) {
	var names []record.Subject
	committees, err := tx.Committees(p)
	if err != nil {
		return nil, err
	}
	for _, c := range committees {
		names = append(names, committeeChain(c.Code))
	}
	people, err := inHand(tx, p, "")
	if err != nil {
		return nil, err
	}
	for _, person := range people {
		names = append(names, personalChain(person.ID))
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}

// quiet reports whether t is no time to tell the chain's person anything.
func (c chain) quiet(t time.Time) bool {
	if c.person == nil {
		return false
	}
	return c.person.Next(t).After(t)
}

// PlanDigests plans the digests of a project that is opened again.
func (d *Changeset) PlanDigests() error { return d.followDigests(d.Project, d.Tx) }

// followDigests plans the digests of all committees, and of those who have
// something in hand or have chosen how they are reminded.
func (d *Changeset) followDigests(record.Project, Tx) error {
	names, err := chains(d.Tx, d.Project.ID)
	if err != nil {
		return err
	}
	chosen, err := d.Tx.AllPreferences(d.Project.ID)
	if err != nil {
		return err
	}
	for _, f := range chosen {
		names = append(names, personalChain(f.Person))
	}
	slices.Sort(names)
	for _, name := range slices.Compact(names) {
		if err := d.planDigest(name); err != nil {
			return err
		}
	}
	return nil
}

// followDigestOf plans somebody's own digest.
func (d *Changeset) followDigestOf(before Preferences) error {
	return d.planPersonalDigest(before.Person)
}
