package governance

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// VerificationRecord is what a written record of a verification needs.
type VerificationRecord struct {
	VerificationView
	Project Project
	Now     time.Time
}

// ContractRecord is a contract with all its verifications, by number.
type ContractRecord struct {
	Contract
	Project       Project
	Verifications []VerificationView
	Today         calendar.Date
	Now           time.Time
}

// VerificationRecord is one verification, for a record of it. Anybody of the
// team may ask.
func (s *Secretariat) VerificationRecord(ctx context.Context, a Actor, number int) (VerificationRecord, error) {
	r := VerificationRecord{Now: s.now()}
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		r.Project = v.Project
		ver, err := findVerification(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		c, err := findContract(tx, v.Project.ID, ver.Contract)
		if err != nil {
			return err
		}
		r.VerificationView, err = v.recorded(tx, ver, c, r.Now)
		return err
	})
	return r, err
}

// ContractRecord is everything that a contract's register holds. Anybody of
// the team may ask.
func (s *Secretariat) ContractRecord(ctx context.Context, a Actor, ref string) (ContractRecord, error) {
	r := ContractRecord{Now: s.now()}
	err := s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		r.Project, r.Today = v.Project, v.Project.Today(r.Now)
		if r.Contract, err = findContract(tx, v.Project.ID, ref); err != nil {
			return err
		}
		all, err := tx.Verifications(v.Project.ID, false)
		if err != nil {
			return err
		}
		for _, ver := range all {
			if ver.Contract != r.Ref {
				continue
			}
			view, err := v.recorded(tx, ver, r.Contract, r.Now)
			if err != nil {
				return err
			}
			r.Verifications = append(r.Verifications, view)
		}
		slices.SortFunc(r.Verifications, func(x, y VerificationView) int { return x.Number - y.Number })
		return nil
	})
	return r, err
}

// recorded is the view of a verification with all that was noted on it, but
// for its history. Its period is the one in which it was verified, also while
// what follows from the decision runs in a period of its own.
func (v visitor) recorded(tx Tx, ver Verification, c Contract, now time.Time) (VerificationView, error) {
	view := newVerificationView(v.verification(ver), c, v.Project)
	view.Today = v.Project.Today(now)
	if ver.Phase != PhaseVerifying && ver.Step != StepQuantity {
		first, err := firstDecided(tx, ver)
		if err != nil {
			return view, err
		}
		view.First = v.verification(first)
		verified := first
		verified.Phase = PhaseVerifying
		view.Deadline, view.Rule = first.Deadline, ruleOf(c, verified)
		_, view.Computed = view.Rule.Deadline(c.Calendar(v.Project), ver.NotifiedOn)
	}
	return view, v.noted(tx, c, &view)
}

// firstDecided is the verification as its first decision left it, with the last
// day of the period for that decision. A silence that was corrected decided
// nothing.
func firstDecided(tx Tx, ver Verification) (Verification, error) {
	lines, err := tx.History(ver.Project, ver.Subject())
	if err != nil {
		return ver, err
	}
	first, found := ver, false
	for _, l := range lines {
		var before, after Verification
		switch {
		case !readSnapshot(l.Before, &before) || !readSnapshot(l.After, &after):
		case !found && before.Phase == PhaseVerifying && after.Phase != PhaseVerifying:
			first, found = after, true
			first.Deadline = before.Deadline
		case l.Change == "verification.corrected" && effects[before.Lapsed] == PhaseVerifying:
			deadline := first.Deadline
			first = after
			first.Deadline = deadline
		}
	}
	return first, nil
}

// noted adds the reservations and the outages to the view.
func (v visitor) noted(tx Tx, c Contract, view *VerificationView) (err error) {
	if view.Reservations, err = v.reservationsOf(tx, view.Number); err != nil {
		return err
	}
	view.Availability, err = availability(tx, v.Project, c, view.Verification)
	return err
}
