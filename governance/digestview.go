package governance

import (
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// How far ahead digests look, and after how long an open proposal is late, in days.
const (
	committeeAhead     = 14
	proposedFor        = 14
	actionsAhead       = 3 // in a personal digest
	verificationsAhead = 7 // in a personal digest
)

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
}

// DigestPart is what is late, or what comes, the first due first.
type DigestPart struct {
	Actions       []SupportAction
	Verifications []Verification
	Decisions     []Decision // proposed, and not settled
	Meetings      []Meeting
}

// Empty says whether there is nothing in it.
func (p DigestPart) Empty() bool {
	return len(p.Actions)+len(p.Verifications)+len(p.Decisions)+len(p.Meetings) == 0
}

// due sorts open actions and running verifications into late and coming ones.
func (v *DigestView) due(actions []SupportAction, running []Verification, actionsUntil, verificationsUntil calendar.Date) {
	for _, a := range actions {
		switch {
		case a.Late(v.Today):
			v.Late.Actions = append(v.Late.Actions, a)
		case !a.Due.IsZero() && !a.Due.After(actionsUntil):
			v.Coming.Actions = append(v.Coming.Actions, a)
		}
	}
	for _, r := range running {
		switch {
		case r.nextDay().Before(v.Today):
			v.Late.Verifications = append(v.Late.Verifications, r)
		case !r.nextDay().After(verificationsUntil):
			v.Coming.Verifications = append(v.Coming.Verifications, r)
		}
	}
}

// committeeDigest gathers what the committee's channel is to be told: what it
// keeps itself, and what is open to the whole team.
func committeeDigest(tx Tx, p Project, c Committee, now time.Time) (*DigestView, error) {
	today := p.Today(now)
	v := &DigestView{Committee: &c, Today: today, Until: today.AddDays(committeeAhead)}
	open, err := tx.Actions(p.ID, ActionFilter{State: ActionOpen})
	if err != nil {
		return nil, err
	}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return nil, err
	}
	v.due(open, running, v.Until, v.Until)
	proposed, err := tx.Decisions(p.ID, DecisionFilter{Committee: c.Code, State: DecisionIsProposed})
	if err != nil {
		return nil, err
	}
	for _, dec := range slices.Backward(proposed) {
		if p.Today(dec.LoggedAt).DaysUntil(today) > proposedFor {
			v.Late.Decisions = append(v.Late.Decisions, dec)
		}
	}
	meetings, err := tx.Meetings(p.ID, MeetingFilter{Committee: c.Code, State: MeetingScheduled, From: now})
	if err != nil {
		return nil, err
	}
	for _, m := range meetings {
		if !p.Today(m.Start()).After(v.Until) {
			v.Coming.Meetings = append(v.Coming.Meetings, m)
		}
	}
	return v, nil
}

// personalDigest gathers what somebody is to be told. worth says whether it
// deserves a message: actions that are due today or tomorrow have reminders of
// their own, unless the person has turned those off.
func personalDigest(tx Tx, p Project, f Preferences, now time.Time) (v *DigestView, worth bool, err error) {
	v = &DigestView{Person: f.Person, Today: p.Today(now)}
	held, err := tx.Actions(p.ID, ActionFilter{State: ActionOpen, Assignee: f.Person})
	if err != nil {
		return nil, false, err
	}
	running, err := tx.Verifications(p.ID, true)
	if err != nil {
		return nil, false, err
	}
	running = slices.DeleteFunc(running, func(r Verification) bool { return !r.inChargeOf(f.Person) })
	v.due(held, running, v.Today.AddDays(actionsAhead), v.Today.AddDays(verificationsAhead))
	tomorrow := v.Today.AddDays(1)
	soon := slices.ContainsFunc(v.Coming.Actions, func(a SupportAction) bool { return !a.Due.After(tomorrow) })
	return v, !v.Late.Empty() || len(v.Coming.Verifications) > 0 || f.ActionsOff && soon, nil
}

// digest is what a digest has to say now. One that an outage has held back
// tells the present state; where quiet has fallen meanwhile, the next one does.
func (b *Brief) digest(tx Tx, d Delivery) error {
	c, _, err := chainOf(tx, b.Project, d.Subject)
	if err != nil {
		return err
	}
	var worth bool
	if c.person != nil {
		b.Digest, worth, err = personalDigest(tx, b.Project, c.person.Preferences, b.Now)
	} else {
		b.keptBy(*c.committee)
		b.Digest, err = committeeDigest(tx, b.Project, *c.committee, b.Now)
		worth = err == nil && (!b.Digest.Late.Empty() || !b.Digest.Coming.Empty())
	}
	if err != nil {
		return err
	}
	unsettled, err := tx.Unsettled(d.Project, d.Subject)
	if err != nil {
		return err
	}
	newer := func(u Delivery) bool { return u.Due.After(d.Due) && !u.Due.After(b.Now) && c.planned(u.Due) }
	switch {
	case !c.planned(d.Due):
		b.Moot = MootChanged
	case slices.ContainsFunc(unsettled, newer):
		b.Moot = MootNewer
	case b.Now.Sub(d.Due) > lateAfter && c.quiet(b.Now):
		b.Moot = MootQuiet
	case !worth:
		b.Moot = MootEmpty
	}
	return nil
}

// quiet says whether t is no time to tell the chain's person anything.
func (c chain) quiet(t time.Time) bool {
	if c.person == nil {
		return false
	}
	return c.person.next(t).After(t)
}
