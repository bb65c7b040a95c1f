package acceptance

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// MovedDeadline is a verification that a change of its contract has reached, and
// where its deadline was.
type MovedDeadline struct {
	VerificationView
	Before calendar.Date
	// ReplyBefore is where the last day to answer a prolongation was; zero where it
	// has not moved.
	ReplyBefore calendar.Date
	// Silenced says that what silence means at its end has changed; the deadline may
	// then be where it was.
	Silenced bool
}

// FollowHolidays is followContract for all contracts of the project.
func FollowHolidays(of *reminder.Changeset) ([]MovedDeadline, error) {
	d := within(of)
	contracts, err := d.Contracts(d.Project.ID)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, c := range contracts {
		of, err := d.followContract(c, c)
		if err != nil {
			return nil, err
		}
		moved = append(moved, of...)
	}
	return moved, nil
}

// followContract makes the deadlines of a contract's running verifications
// those that its clauses and the calendar now give, and tells those in charge.
// One that cannot be computed any more stays where it was. What silence will do
// follows as well; what would have been done by now may be put right until the
// next midnight.
func (d *changeset) followContract(old, c contract.Contract) ([]MovedDeadline, error) {
	running, err := d.Verifications(d.Project.ID, true)
	if err != nil {
		return nil, err
	}
	var moved []MovedDeadline
	for _, v := range running {
		if v.Contract != c.Ref {
			continue
		}
		m, moves, err := d.follow(v, old, c)
		if err != nil {
			return nil, err
		}
		if moves {
			moved = append(moved, m)
		}
	}
	return moved, nil
}

// follow is followContract for one of them; false where neither its deadline, nor
// what silence means at its end, nor the last day to answer a prolongation is another.
func (d *changeset) follow(before Verification, old, c contract.Contract) (m MovedDeadline, moved bool, err error) {
	view := NewVerificationView(before, c, d.Project)
	if before.Phase != PhaseVerifying {
		view.observation = before.ObservationEnd
	}
	moves := !view.Computed.Day.IsZero() && (view.Computed.Day != before.Deadline || view.observation != before.ObservationEnd)
	silence := ruleOf(old, before).Silence
	changes := moves || !sameSilence(old, c, silence, view.Rule.Silence, d.Project)
	m.Silenced = silence != view.Rule.Silence
	was := before
	if view.followRequest(old, c, d.Project, d.Now) {
		if m.ReplyBefore, err = d.saveReply(before, &view.Verification); err != nil {
			return m, false, err
		}
		was = view.Verification
	}
	if changes {
		if view.EnteredAt = d.Now; moves {
			view.ObservationEnd, view.Deadline = view.observation, view.Computed.Day
		}
		if err := d.saveVerification(&view.Verification); err != nil {
			return m, false, err
		}
		if err := d.tellMoved(was, view.Verification, moves, m.Silenced); err != nil {
			return m, false, err
		}
	}
	view.Verification, view.Today = Redacted(d.Caller, view.Verification), d.Today()
	m.VerificationView, m.Before = view, before.Deadline
	return m, moves || m.Silenced || !m.ReplyBefore.IsZero(), nil
}

// sameSilence reports whether silence means the same under a contract as before its
// change and, where it does something, does so at the same midnight.
func sameSilence(old, c contract.Contract, was, is contract.Silence, p record.Project) bool {
	acts := Acts(is) || is.Answers()
	return was == is && (!acts || old.Location(p).String() == c.Location(p).String())
}

// tellMoved tells that the deadline has moved or, where it has not, that only what
// silence means at its end has changed, or at which midnight.
func (d *changeset) tellMoved(before, v Verification, moves, silenced bool) error {
	kind, change := VerificationMoved, "verification.moved"
	if !moves {
		kind, change = VerificationFollowed, "verification.midnight"
	}
	if !moves && silenced {
		change = "verification.silence"
	}
	if err := d.Tell(v.Subject(), kind, v.Version, slices.Concat(v.InCharge, v.Deputies)); err != nil {
		return err
	}
	return d.Record(v.Subject(), change, before, v, "")
}
