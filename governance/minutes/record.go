package minutes

import (
	"context"
	"slices"
	"time"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// StepSummary is how the verifications of one step go.
type StepSummary struct {
	Step    contract.Step
	InTime  int
	Late    int // decided after the deadline, or still running after it
	Running int // in time so far
	// Used and Allowed are days, over all of them.
	Used, Allowed int
}

// VerificationRecord is what a written record of a verification needs. Its rule
// and its deadline are those of the period in which it was verified, also while
// what follows from the decision runs in a period of its own.
type VerificationRecord struct {
	acceptance.VerificationView
	Project record.Project
	Now     time.Time
	// Rulings are its decisions, the first first; none before there is one.
	Rulings []Ruling
	// Since is what has happened since the last of them.
	Since []Event
	// Withdrawn are those that were put right, which hold no more, the first first.
	Withdrawn []Withdrawn
}

// ContractRecord is a contract with all its verifications, by number.
type ContractRecord struct {
	contract.Contract
	Project       record.Project
	Verifications []acceptance.VerificationView
	Today         calendar.Date
	Now           time.Time
}

// VerificationRecord is one verification, for a record of it. Anybody of the
// team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) VerificationRecord(ctx context.Context, a record.Actor, number int) (VerificationRecord, error) {
	var r VerificationRecord
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		ver, c, err := acceptance.FindUnderContract(tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		r, err = recorded(v, tx, ver, c, s.base.Now())
		return err
	})
	return r, err
}

// ContractRecord is everything that a contract's register holds. Anybody of
// the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) ContractRecord(ctx context.Context, a record.Actor, ref string) (ContractRecord, error) {
	var r ContractRecord
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		c, err := contract.FindContract(tx, v.Project.ID, ref)
		if err != nil {
			return err
		}
		r, err = RecordOf(v, tx, c, s.base.Now())
		return err
	})
	return r, err
}

// RecordOf is everything that the register of a contract holds, as the caller may see it.
func RecordOf(v record.Caller, tx Tx, c contract.Contract, now time.Time) (ContractRecord, error) {
	r := ContractRecord{Contract: c, Project: v.Project, Today: v.Project.Today(now), Now: now}
	all, err := tx.Verifications(v.Project.ID, false)
	if err != nil {
		return r, err
	}
	for _, ver := range all {
		if ver.Contract != r.Ref {
			continue
		}
		of, err := recorded(v, tx, ver, r.Contract, r.Now)
		if err != nil {
			return r, err
		}
		r.Verifications = append(r.Verifications, of.VerificationView)
	}
	slices.SortFunc(r.Verifications, func(x, y acceptance.VerificationView) int { return x.Number - y.Number })
	return r, nil
}

// recorded is the record of a verification, with all that was noted on it. What
// was decided in a way that its history does not tell is one decision.
func recorded(v record.Caller, tx Tx, ver acceptance.Verification, c contract.Contract, now time.Time) (VerificationRecord, error) {
	r := VerificationRecord{VerificationView: acceptance.NewVerificationView(acceptance.Redacted(v, ver), c, v.Project), Project: v.Project, Now: now}
	r.Today = v.Project.Today(now)
	if err := noted(v, tx, c, &r.VerificationView); err != nil {
		return r, err
	}
	lines, err := tx.History(ver.Project, ver.Subject())
	if err != nil {
		return r, err
	}
	if ver.Step == contract.StepQuantity {
		r.Rulings = counts(v, lines, r.VerificationView, c)
		return r, nil
	}
	course := courseOf(lines, c, v.Project)
	if len(course.decisions) == 0 && ver.Decided() && ver.Outcome != contract.OutcomeVoid {
		before := ver
		before.Phase, before.Since = acceptance.PhaseVerifying, ver.NotifiedOn
		course.decisions = []taken{{before: before, after: ver}}
	}
	r.Rulings, r.Since = rulings(v, course.decisions, r.VerificationView, c), course.since
	for _, w := range course.withdrawn {
		w.Verification = acceptance.Redacted(v, w.Verification)
		r.Withdrawn = append(r.Withdrawn, w)
	}
	if len(r.Rulings) > 0 {
		first := r.Rulings[0]
		r.First, r.Deadline, r.Rule, r.Computed = first.Verification, first.Deadline, first.Rule, first.Computed
	}
	return r, nil
}
