package governance

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// afternoon is the hour of the day before a deadline at which the pilots are
// told that neither those in charge nor their deputies have seen it.
const afternoon = 14

// eve is an hour of the day before the deadline.
func (v Verification) eve(p Project, hour int) time.Time {
	return v.Deadline.AddDays(-1).At(hour, 0, p.Location())
}

// escalations are owed the day before the deadline while nobody has said that
// they have seen its reminders: in the morning to the deputies, in the
// afternoon to the pilots; in the morning to the pilots where there is no deputy.
func (v Verification) escalations(p Project, seen []Seen, told []Delivery) []Delivery {
	if !v.Open() {
		return nil
	}
	first, last := v.eve(p, morning), v.eve(p, afternoon)
	to := recipients(v.Deputies)
	if len(to) == 0 {
		to, last = []Recipient{ToPilots()}, time.Time{}
	}
	var with []appointment
	add := func(r Recipient, at time.Time) {
		to := appointment{to: r}
		to.add(calendar.DateOf(at), at)
		with = append(with, to.untold(VerificationEscalation, told))
	}
	if !v.seenBefore(p, first, seen) {
		for _, r := range to {
			add(r, first)
		}
	}
	if !last.IsZero() && !v.seenBefore(p, last, seen) {
		add(ToPilots(), last)
	}
	return reminders(v.Project, v.Subject(), VerificationEscalation, with...)
}

// seenDeadline are those who have seen what was said about the deadline: that
// somebody has seen a reminder to answer a prolongation does not tell it.
func seenDeadline(tx Tx, v Verification) ([]Seen, error) {
	all, err := tx.Seen(v.Project, v.Subject())
	if err != nil {
		return nil, err
	}
	var seen []Seen
	for _, s := range all {
		if s.Delivery != 0 {
			on, err := tx.Sent(v.Project, s.Delivery)
			if err != nil && !errors.Is(err, ErrNone) {
				return nil, err
			}
			if on.Kind == ExtensionReminder {
				continue
			}
		}
		seen = append(seen, s)
	}
	return seen, nil
}

// seenBefore says whether those whose silence is told at that moment have seen
// it: those in charge, and in the afternoon their deputies.
func (v Verification) seenBefore(p Project, at time.Time, seen []Seen) bool {
	people := v.InCharge
	if !at.Before(v.eve(p, afternoon)) {
		people = slices.Concat(v.InCharge, v.Deputies)
	}
	return slices.ContainsFunc(seen, func(s Seen) bool { return slices.ContainsFunc(people, s.By.Is) })
}

func recipients(people []Person) []Recipient {
	var to []Recipient
	for _, p := range people {
		to = append(to, ToPerson(p.ID))
	}
	return to
}

// without are the people that are not among others, each once.
func without(people, others []Person) []Person {
	var kept []Person
	for _, p := range people {
		if !slices.ContainsFunc(others, p.Is) && !slices.ContainsFunc(kept, p.Is) {
			kept = append(kept, p)
		}
	}
	return kept
}

// passedOn marks the deliveries that those to the pilots were replaced by.
const passedOn = "pilots"

// maxPilots bounds how many pilots are told.
const maxPilots = 20

// PassOn is what replaces a delivery ToPilots when it comes due: the same to
// each of those who are pilots at that moment, but for those who know already.
// Where the team has no pilot, it is what Undelivered says. There is nothing for
// a delivery to anybody else.
func (s *Secretariat) PassOn(ctx context.Context, d Delivery) ([]Delivery, error) {
	if d.Recipient != ToPilots() {
		return nil, nil
	}
	b, err := s.brief(ctx, d)
	if err != nil {
		return nil, err
	}
	pilots, err := s.directory.Pilots(ctx, b.Project.Team, maxPilots)
	if err != nil {
		return nil, fmt.Errorf("name the pilots: %w", err)
	}
	if len(pilots) == 0 {
		return s.Undelivered(ctx, d)
	}
	var know []Recipient
	if _, author := b.Ref(); d.Kind == Undeliverable {
		know = []Recipient{d.Unreached(), ToPerson(author.ID)} // neither could be reached
	} else if b.Verification != nil {
		know = recipients(b.Verification.InCharge) // they have their own reminders
	}
	var owed []Delivery
	for _, p := range pilots {
		to := ToPerson(p.ID)
		if slices.Contains(know, to) {
			continue
		}
		owed = append(owed, Delivery{
			Project: d.Project, Subject: d.Subject, Kind: d.Kind, Recipient: to, Due: d.Due, Occurrence: cmp.Or(d.Occurrence, passedOn),
		})
	}
	return owed, nil
}

// escalation says why nothing of it is to be told any more.
func (v Verification) escalation(d Delivery, p Project, now time.Time, seen []Seen) Moot {
	if v.seenBefore(p, d.Due, seen) {
		return MootSeen
	}
	if d.Occurrence == passedOn {
		d.Recipient = ToPilots()
	}
	return stale(d, v.escalations(p, nil, nil), now)
}

// Near says whether the deadline is tomorrow, today, or past.
func (v Verification) Near(today calendar.Date) bool { return !v.Deadline.After(today.AddDays(1)) }
