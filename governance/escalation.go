package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// afternoon is the hour of the day before a deadline at which the pilots are
// told that neither those in charge nor their deputies have seen it.
const afternoon = 14

// escalationsUnseen are the appointments, the day before the deadline, with those
// who are told that nobody has said that they have seen its reminders: in the
// morning the deputies, in the afternoon the pilots; in the morning the pilots
// where there is no deputy.
func (v Verification) escalationsUnseen(p Project, seen []Seen) []appointment {
	if !v.Open() {
		return nil
	}
	var with []appointment
	eve := v.Deadline.AddDays(-1)
	add := func(to Recipient, hour int) {
		if !v.seenFor(to, seen) {
			a := appointment{to: to}
			a.add(eve, eve.At(hour, 0, p.Location()))
			with = append(with, a)
		}
	}
	for _, to := range recipients(v.Deputies) {
		add(to, morning)
	}
	hour := afternoon
	if len(v.Deputies) == 0 {
		hour = morning
	}
	add(ToPilots(), hour)
	return with
}

// escalations are owed at each of those appointments of which nobody was told.
func (v Verification) escalations(p Project, seen []Seen, told []Delivery) []Delivery {
	with := v.escalationsUnseen(p, seen)
	for i := range with {
		with[i] = with[i].untold(VerificationEscalation, told)
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

// seenFor says whether those whose silence is told to somebody have seen it: those
// in charge and, before it is told to the pilots, their deputies.
func (v Verification) seenFor(to Recipient, seen []Seen) bool {
	people := v.InCharge
	if to == ToPilots() {
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

// passedOn begins the occurrence of the deliveries that those to the pilots were
// replaced by; what these were, if anything, follows.
const passedOn = "pilots"

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
	pilots, err := s.directory.Pilots(ctx, b.Project.Team, 0)
	if err != nil {
		return nil, fmt.Errorf("name the pilots: %w", err)
	}
	if len(pilots) == 0 {
		return s.Undelivered(ctx, d)
	}
	about := b.About.facts()
	know := recipients(about.reminded) // they have their own reminders
	if d.Kind == Undeliverable {
		know = []Recipient{d.Unreached(), ToPerson(about.author.ID)} // neither could be reached
	}
	if d.Kind != Undeliverable {
		d.Occurrence = passedOn + d.Occurrence
	}
	var owed []Delivery
	for _, p := range pilots {
		to := ToPerson(p.ID)
		if slices.Contains(know, to) {
			continue
		}
		owed = append(owed, Delivery{Project: d.Project, Subject: d.Subject, Kind: d.Kind, Recipient: to, Due: d.Due, Occurrence: d.Occurrence})
	}
	return owed, nil
}

// escalation says why nothing of it is to be told any more.
func (v Verification) escalation(d Delivery, p Project, now time.Time, seen []Seen) Moot {
	if was, ok := strings.CutPrefix(d.Occurrence, passedOn); ok {
		d.Recipient, d.Occurrence = ToPilots(), was
	}
	if v.seenFor(d.Recipient, seen) {
		return MootSeen
	}
	return stale(d, v.escalations(p, nil, nil), now)
}

// Near says whether the deadline is tomorrow, today, or past.
func (v Verification) Near(today calendar.Date) bool { return !v.Deadline.After(today.AddDays(1)) }
