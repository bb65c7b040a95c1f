package acceptance

import (
	"cmp"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// siblings are the verifications of the chain of a delivery: the quantitative
// checks stand in no order with them, and hold up nothing (CCAG-TIC 2021 art. 33.1).
func siblings(tx Tx, v Verification) ([]Verification, error) {
	all, err := StepsOf(tx, v)
	return slices.DeleteFunc(all, func(o Verification) bool { return o.Step == contract.StepQuantity }), err
}

// StepsOf are all verifications of the same delivery, in the order in which
// they were opened: those of one contract that name the same object, however it
// is written.
func StepsOf(tx Tx, v Verification) ([]Verification, error) {
	all, err := tx.Verifications(v.Project, false)
	if err != nil {
		return nil, err
	}
	chain := slices.DeleteFunc(all, func(o Verification) bool {
		if v.Chain != 0 {
			return o.Chain != v.Chain
		}
		return o.Contract != v.Contract || record.Fold(o.Object) != record.Fold(v.Object)
	})
	slices.SortFunc(chain, func(x, y Verification) int { return cmp.Compare(x.Number, y.Number) })
	return chain, nil
}

// positive reports whether the next step may begin.
func (v Verification) positive() bool {
	return v.Phase == PhaseEnded && v.Outcome == contract.OutcomeAdmission
}

// admitted reports whether the delivery has come to its end.
func (v Verification) admitted() bool {
	return v.Phase == PhaseEnded && (v.Step == contract.StepVSR && v.Outcome == contract.OutcomeAdmission || v.Outcome == contract.OutcomeReduction)
}

// follows says why a verification cannot follow those of the same delivery:
// MOM, VA, VSR, admission, in this order (CCAG-TIC 2021 art. 29, 32 and 33); a
// delivery that was begun before it was followed here may begin at any of them.
// After an ajournement or a rejection everything may be done again.
func follows(v Verification, chain []Verification) error {
	chain = slices.DeleteFunc(slices.Clone(chain), func(o Verification) bool { return o.Outcome == contract.OutcomeVoid })
	if len(chain) == 0 {
		return nil
	}
	last := chain[len(chain)-1]
	args := []any{"ref", last.Ref(), "step", last.Step, "object", v.Object, "next", v.Step}
	switch {
	case slices.ContainsFunc(chain, Verification.admitted):
		return record.ConflictError("verification.admitted", args...).About("object")
	case last.Open():
		return record.ConflictError("verification.running", append(args, "await", last.Awaits())...).About("object")
	case last.positive() && v.Step.Rank() <= last.Step.Rank():
		return record.ConflictError("verification.passed", append(args, "verdict", last.Verdict())...).About("step")
	case last.positive() && v.Step.Rank() > last.Step.Rank()+1:
		return record.ConflictError("verification.too_soon", args...).About("step")
	case !last.positive() && v.Step.Rank() > last.Step.Rank():
		return record.ConflictError("verification.not_passed", append(args, "verdict", last.Verdict())...).About("step")
	case v.NotifiedOn.Before(last.DecidedOn):
		return record.InvalidError("verification.before_previous", append(args, "date", v.NotifiedOn, "decided", last.DecidedOn)...).About("notified")
	}
	return nil
}

// openNext opens what follows from a positive end: the VA after the MOM, counted
// from its report (CCAG-TIC 2021 art. 33.2.1), and the VSR after the VA, counted
// from the day after its decision (art. 3.2.1; art. 32.4 says « à compter du jour
// de la décision »: one day less, and the reading is said to people). Nil where
// nothing does, or where the contract says no length.
func (d *changeset) openNext(v Verification, c contract.Contract) (*VerificationView, error) {
	i := v.Step.Rank() + 1
	if !v.positive() || i >= len(contract.Steps()) {
		return nil, nil
	}
	if _, missing := c.Missing(contract.Steps()[i], v.Delays...); missing {
		return nil, nil
	}
	view, err := d.openAfter(v, c, v.following(contract.Steps()[i], v.DecidedOn))
	return &view, err
}

// following is a verification of the same delivery, with the same people.
func (v Verification) following(step contract.Step, notified calendar.Date) Verification {
	return Verification{
		Project: v.Project, Contract: v.Contract, Step: step, Object: v.Object, NotifiedOn: notified,
		InCharge: v.InCharge, Deputies: v.Deputies, Committee: v.Committee,
		// The supplier's time to present again was given for once.
		Delays: slices.DeleteFunc(slices.Clone(v.Delays), func(d contract.Delay) bool { return d.Topic == contract.TopicRepresentation }),
	}
}

// openAfter opens the one that follows a verification of the same delivery.
func (d *changeset) openAfter(v Verification, c contract.Contract, next Verification) (VerificationView, error) {
	chain, err := siblings(d.Tx, v)
	if err != nil {
		return VerificationView{}, err
	}
	return d.openVerification(next, c, chain)
}
