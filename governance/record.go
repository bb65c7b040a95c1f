package governance

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// VerificationRecord is what a written record of a verification needs. Its rule
// and its deadline are those of the period in which it was verified, also while
// what follows from the decision runs in a period of its own.
type VerificationRecord struct {
	VerificationView
	Project Project
	Now     time.Time
	// Rulings are its decisions, the first first; none before there is one.
	Rulings []Ruling
	// Since is what has happened since the last of them.
	Since []Event
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
	var r VerificationRecord
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		ver, c, err := findUnderContract(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		r, err = v.recorded(tx, ver, c, s.now())
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
			of, err := v.recorded(tx, ver, r.Contract, r.Now)
			if err != nil {
				return err
			}
			r.Verifications = append(r.Verifications, of.VerificationView)
		}
		slices.SortFunc(r.Verifications, func(x, y VerificationView) int { return x.Number - y.Number })
		return nil
	})
	return r, err
}

// recorded is the record of a verification, with all that was noted on it. What
// was decided in a way that its history does not tell is one decision.
func (v visitor) recorded(tx Tx, ver Verification, c Contract, now time.Time) (VerificationRecord, error) {
	r := VerificationRecord{VerificationView: newVerificationView(v.verification(ver), c, v.Project), Project: v.Project, Now: now}
	r.Today = v.Project.Today(now)
	if err := v.noted(tx, c, &r.VerificationView); err != nil {
		return r, err
	}
	lines, err := tx.History(ver.Project, ver.Subject())
	if err != nil {
		return r, err
	}
	if ver.Step == StepQuantity {
		r.Rulings = v.counts(lines, r.VerificationView, c)
		return r, nil
	}
	course := courseOf(lines, c, v.Project)
	if len(course.decisions) == 0 && ver.Decided() && ver.Outcome != OutcomeVoid {
		before := ver
		before.Phase, before.Since = PhaseVerifying, ver.NotifiedOn
		course.decisions = []taken{{before: before, after: ver}}
	}
	r.Rulings, r.Since = v.rulings(course.decisions, r.VerificationView, c), course.since
	if len(r.Rulings) > 0 {
		first := r.Rulings[0]
		r.First, r.Deadline, r.Rule, r.Computed = first.Verification, first.Deadline, first.Rule, first.Computed
	}
	return r, nil
}

// noted adds the reservations and the outages to the view.
func (v visitor) noted(tx Tx, c Contract, view *VerificationView) (err error) {
	if view.Reservations, err = v.reservationsOf(tx, view.Number); err != nil {
		return err
	}
	if view.Carried, err = v.carriedTo(tx, view.Verification); err != nil {
		return err
	}
	view.Availability, err = availability(tx, v.Project, c, view.Verification)
	return err
}
