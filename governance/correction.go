package governance

import (
	"cmp"
	"context"
	"slices"
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
func (s *Secretariat) CorrectVerification(ctx context.Context, a Actor, n Correction) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	var err error
	if n.Note, err = optionalText("note", n.Note); err != nil {
		return VerificationView{}, err
	}
	v, err := s.admit(ctx, a)
	if err != nil {
		return VerificationView{}, err
	}
	if err := s.mustPilot(ctx, v); err != nil {
		return VerificationView{}, err
	}
	var void *Verification
	view, err := s.changeVerification(ctx, a, n.Number, func(d *desk, c Contract, v *Verification) (telling, error) {
		before, ok, err := d.lapsed(*v, n.Answer != nil)
		switch {
		case v.Step == StepQuantity:
			return telling{}, v.notAwaited("")
		case err != nil:
			return telling{}, err
		case !ok && !v.Open():
			return telling{}, ConflictError("verification.not_lapsed_decided", "ref", v.Ref(), "outcome", v.Verdict(), "date", v.DecidedOn)
		case !ok:
			return telling{}, ConflictError("verification.not_lapsed", "ref", v.Ref())
		case n.Reason == "":
			return telling{}, InvalidError("verification.no_correction_reason", "ref", v.Ref()).About("reason")
		case n.On.After(before.Deadline), n.On.Before(before.fact()):
			return telling{}, InvalidError("verification.out_of_period", "date", n.On, "ref", v.Ref(), "start", before.fact(), "deadline", before.Deadline).About("notified")
		}
		if void, err = d.undoOpening(*v); err != nil {
			return telling{}, err
		}
		d.aloud(n.Note, n.Reason, n.Observations)
		v.restore(before)
		var done telling
		if n.Answer != nil {
			done, err = d.answer(Answer{Accepted: *n.Answer, On: n.On, Reason: n.Reason}, c, v)
		} else if err = before.decidable(n.Decide, d.today(), ruleOf(c, before).Silence); err == nil {
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
func (d *desk) undoOpening(v Verification) (*Verification, error) {
	chain, err := siblings(d, v)
	if err != nil {
		return nil, err
	}
	later := slices.DeleteFunc(chain, func(o Verification) bool { return o.Number <= v.Number || o.Outcome == OutcomeVoid })
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
		return nil, ConflictError("verification.followed", "ref", v.Ref(), "next", last.Ref(), "step", last.Step)
	}
	after := before
	after.begin(PhaseEnded, d.today(), Contract{}, d.Project, d.now)
	after.Outcome, after.DecidedOn, after.DecidedBy = OutcomeVoid, d.today(), d.User
	if err := d.saveVerification(&after); err != nil {
		return nil, err
	}
	if err := d.tell(after.Subject(), VerificationDecided, after.Version, slices.Concat(after.InCharge, after.Deputies)); err != nil {
		return nil, err
	}
	return &after, d.record(after.Subject(), "verification.void", before, after, v.Ref())
}

// touched says whether somebody has opened a verification, or something was decided
// or noted on it.
func (d *desk) touched(v Verification) (bool, error) {
	if v.Author != Ourselves || v.Decided() {
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
	v.Lapsed, v.LapsedOn = before.Lapsed, before.LapsedOn
}
