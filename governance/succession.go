package governance

import (
	"cmp"
	"slices"

	"pilotent/governance/calendar"
)

// siblings are the verifications of the chain of a delivery: the quantitative
// checks stand in no order with them, and hold up nothing (CCAG-TIC 2021 art. 33.1).
func siblings(tx Tx, v Verification) ([]Verification, error) {
	all, err := stepsOf(tx, v)
	return slices.DeleteFunc(all, func(o Verification) bool { return o.Step == StepQuantity }), err
}

// stepsOf are all verifications of the same delivery, in the order in which
// they were opened: those of one contract that name the same object, however it
// is written.
func stepsOf(tx Tx, v Verification) ([]Verification, error) {
	all, err := tx.Verifications(v.Project, false)
	if err != nil {
		return nil, err
	}
	chain := slices.DeleteFunc(all, func(o Verification) bool {
		if v.Chain != 0 {
			return o.Chain != v.Chain
		}
		return o.Contract != v.Contract || Fold(o.Object) != Fold(v.Object)
	})
	slices.SortFunc(chain, func(x, y Verification) int { return cmp.Compare(x.Number, y.Number) })
	return chain, nil
}

// positive says whether the next step may begin.
func (v Verification) positive() bool { return v.Phase == PhaseEnded && v.Outcome == OutcomeAdmission }

// admitted says whether the delivery has come to its end.
func (v Verification) admitted() bool {
	return v.Phase == PhaseEnded && (v.Step == StepVSR && v.Outcome == OutcomeAdmission || v.Outcome == OutcomeReduction)
}

// follows says why a verification cannot follow those of the same delivery:
// MOM, VA, VSR, admission, in this order (CCAG-TIC 2021 art. 29, 32 and 33); a
// delivery that was begun before it was followed here may begin at any of them.
// After an ajournement or a rejection everything may be done again.
func follows(v Verification, chain []Verification) error {
	chain = slices.DeleteFunc(slices.Clone(chain), func(o Verification) bool { return o.Outcome == OutcomeVoid })
	if len(chain) == 0 {
		return nil
	}
	last := chain[len(chain)-1]
	args := []any{"ref", last.Ref(), "step", last.Step, "object", v.Object, "next", v.Step}
	switch {
	case slices.ContainsFunc(chain, Verification.admitted):
		return ConflictError("verification.admitted", args...).About("object")
	case last.Open():
		return ConflictError("verification.running", append(args, "await", last.Awaits())...).About("object")
	case last.positive() && v.Step.rank() <= last.Step.rank():
		return ConflictError("verification.passed", append(args, "verdict", last.Verdict())...).About("step")
	case last.positive() && v.Step.rank() > last.Step.rank()+1:
		return ConflictError("verification.too_soon", args...).About("step")
	case !last.positive() && v.Step.rank() > last.Step.rank():
		return ConflictError("verification.not_passed", append(args, "verdict", last.Verdict())...).About("step")
	case v.NotifiedOn.Before(last.DecidedOn):
		return InvalidError("verification.before_previous", append(args, "date", v.NotifiedOn, "decided", last.DecidedOn)...).About("notified")
	}
	return nil
}

// rank orders the steps.
func (s Step) rank() int { return slices.Index(Steps(), s) }

// openNext opens what follows from a positive end: the VA after the MOM, counted
// from its report (CCAG-TIC 2021 art. 33.2.1), and the VSR after the VA, counted
// from the day after its decision (art. 3.2.1; art. 32.4 says « à compter du jour
// de la décision »: one day less, and the reading is said to people). Nil where
// nothing does, or where the contract says no length.
func (d *desk) openNext(v Verification, c Contract) (*VerificationView, error) {
	i := v.Step.rank() + 1
	if !v.positive() || i >= len(Steps()) {
		return nil, nil
	}
	if _, missing := c.missing(Steps()[i]); missing {
		return nil, nil
	}
	view, err := d.openAfter(v, c, v.following(Steps()[i], v.DecidedOn))
	return &view, err
}

// following is a verification of the same delivery, with the same people.
func (v Verification) following(step Step, notified calendar.Date) Verification {
	return Verification{
		Project: v.Project, Contract: v.Contract, Step: step, Object: v.Object, NotifiedOn: notified,
		InCharge: v.InCharge, Deputies: v.Deputies, Committee: v.Committee,
	}
}

// openAfter opens the one that follows a verification of the same delivery.
func (d *desk) openAfter(v Verification, c Contract, next Verification) (VerificationView, error) {
	chain, err := siblings(d, v)
	if err != nil {
		return VerificationView{}, err
	}
	return d.openVerification(next, c, chain)
}
