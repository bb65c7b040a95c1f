package acceptance

import (
	"cmp"
	"context"
	"slices"

	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// Correction asks that what silence has done be put right: something was
// notified in time, and written down too late.
type Correction struct {
	Decide
	// Note says why it is put right; default the Reason, which is the decision's own
	// and stands in its minutes.
	Note string
	// Answer stands for the decision where it is the supplier who had answered.
	Answer *bool
}

// CorrectVerification puts in the place of what silence has done what was
// notified in time. The history keeps both. What the silence has opened is void
// then; once somebody has worked on that, nothing is corrected any more. Pilots
// may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CorrectVerification(ctx context.Context, a record.Actor, n Correction) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	var err error
	if n.Note, err = record.OptionalText("note", n.Note); err != nil {
		return VerificationView{}, err
	}
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return VerificationView{}, err
	}
	if err := s.base.MustPilot(ctx, v); err != nil {
		return VerificationView{}, err
	}
	var void *Verification
	view, err := s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (telling, error) {
		before, ok, err := d.tacitlyDecided(*v, n.Answer != nil)
		switch {
		case v.Step == contract.StepQuantity:
			return telling{}, v.notAwaited("")
		case err != nil:
			return telling{}, err
		case !ok && !v.Open():
			return telling{}, record.ConflictError("verification.not_lapsed_decided", "ref", v.Ref(), "outcome", v.Verdict(), "date", v.DecidedOn)
		case !ok:
			return telling{}, record.ConflictError("verification.not_lapsed", "ref", v.Ref())
		case n.Reason == "":
			return telling{}, record.InvalidError("verification.no_correction_reason", "ref", v.Ref()).About("reason")
		case n.On.After(before.Deadline), n.On.Before(before.Fact()):
			return telling{}, record.InvalidError("verification.out_of_period", "date", n.On, "ref", v.Ref(), "start", before.Fact(), "deadline", before.Deadline).About("notified")
		}
		if void, err = d.undoOpening(*v); err != nil {
			return telling{}, err
		}
		d.Aloud(n.Note, n.Reason, n.Observations)
		v.restore(before)
		var done telling
		if n.Answer != nil {
			done, err = d.answer(Answer{Accepted: *n.Answer, On: n.On, Reason: n.Reason}, c, v)
		} else if err = before.decidable(n.Decide, d.Today(), ruleOf(c, before).Silence); err == nil {
			if err = d.passOver(before, n.Decide); err == nil {
				done, err = d.decide(n.Decide, c, v)
			}
		}
		done.kind, done.change, done.note = VerificationCorrected, "verification.corrected", cmp.Or(n.Note, n.Reason)
		return done, err
	})
	view.Void = void
	return view, err
}

// undoOpening makes void what the silence of a verification has opened; nil when it
// has opened nothing.
func (d *changeset) undoOpening(v Verification) (*Verification, error) {
	chain, err := siblings(d.Tx, v)
	if err != nil {
		return nil, err
	}
	later := slices.DeleteFunc(chain, func(o Verification) bool { return o.Number <= v.Number || o.Outcome == contract.OutcomeVoid })
	if len(later) == 0 {
		return nil, nil
	}
	before := later[0]
	touched, err := d.touched(before)
	if err != nil {
		return nil, err
	}
	if len(later) > 1 || touched {
		last := later[len(later)-1]
		return nil, record.ConflictError("verification.followed", "ref", v.Ref(), "next", last.Ref(), "step", last.Step)
	}
	after := before
	after.begin(PhaseEnded, d.Today(), contract.Contract{}, d.Project, d.Now)
	after.Outcome, after.DecidedOn, after.DecidedBy = contract.OutcomeVoid, d.Today(), d.User
	if err := d.saveVerification(&after); err != nil {
		return nil, err
	}
	if err := d.Tell(after.Subject(), VerificationDecided, after.Version, slices.Concat(after.InCharge, after.Deputies)); err != nil {
		return nil, err
	}
	return &after, d.Record(after.Subject(), "verification.void", before, after, v.Ref())
}

// touched reports whether somebody has opened a verification, or something was decided
// or noted on it.
func (d *changeset) touched(v Verification) (bool, error) {
	if v.Author != record.Ourselves || v.Decided() {
		return true, nil
	}
	reservations, err := d.Reservations(v.Project, ReservationFilter{Verification: v.Number})
	if err != nil || len(reservations) > 0 {
		return true, err
	}
	outages, err := d.Outages(v.Project, v.Number)
	return len(outages) > 0, err
}

// restore brings back the state that the verification had; what does not belong
// to it stays.
func (v *Verification) restore(before Verification) {
	v.Phase, v.Since, v.EnteredAt, v.Extra = before.Phase, before.Since, before.EnteredAt, before.Extra
	v.ObservationEnd, v.Deadline = before.ObservationEnd, before.Deadline
	v.Outcome, v.Reason, v.Rate, v.Observations = before.Outcome, before.Reason, before.Rate, before.Observations
	v.DecisionRef, v.DecidedOn, v.DecidedBy, v.DecisionNotice = before.DecisionRef, before.DecidedOn, before.DecidedBy, before.DecisionNotice
	v.Tacit, v.TacitOn = before.Tacit, before.TacitOn
}
