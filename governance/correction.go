package governance

import "context"

// Correction asks that what silence has done be put right: something was
// notified in time, and written down too late.
type Correction struct {
	Decide
	// Answer stands for the decision where it is the supplier who had answered.
	Answer *bool
}

// CorrectVerification puts in the place of what silence has done what was
// notified in time. The history keeps both. Pilots may.
func (s *Secretariat) CorrectVerification(ctx context.Context, a Actor, n Correction) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	v, err := s.admit(ctx, a)
	if err != nil {
		return VerificationView{}, err
	}
	if err := s.mustPilot(ctx, v); err != nil {
		return VerificationView{}, err
	}
	return s.changeVerification(ctx, a, n.Number, func(d *desk, c Contract, v *Verification) (step, error) {
		before, ok, err := d.lapsed(*v)
		switch {
		case v.Step == StepQuantity:
			return step{}, v.notAwaited("")
		case err != nil:
			return step{}, err
		case !ok:
			return step{}, ConflictError("verification.not_lapsed", "ref", v.Ref())
		case n.Reason == "":
			return step{}, InvalidError("verification.no_correction_reason", "ref", v.Ref()).About("reason")
		case n.On.After(before.Deadline), n.On.Before(before.fact()):
			return step{}, InvalidError("verification.out_of_period", "date", n.On, "ref", v.Ref(), "start", before.fact(), "deadline", before.Deadline).About("notified")
		}
		chain, err := siblings(d, *v)
		if err != nil {
			return step{}, err
		}
		if last := chain[len(chain)-1]; last.Number > v.Number {
			return step{}, ConflictError("verification.followed", "ref", v.Ref(), "next", last.Ref(), "step", last.Step)
		}
		v.restore(before)
		var done step
		if n.Answer != nil {
			done, err = d.answer(Answer{Accepted: *n.Answer, On: n.On, Reason: n.Reason}, c, v)
		} else if err = before.decidable(n.Decide, d.today(), ruleOf(c, before).Silence); err == nil {
			if err = d.passOver(before, n.Decide); err == nil {
				done, err = d.decide(n.Decide, c, v)
			}
		}
		done.kind, done.change, done.note = VerificationCorrected, "verification.corrected", n.Reason
		return done, err
	})
}

// restore brings back the state that the verification had; what does not belong
// to it stays.
func (v *Verification) restore(before Verification) {
	v.Phase, v.Since, v.EnteredAt, v.Extra = before.Phase, before.Since, before.EnteredAt, before.Extra
	v.ObservationEnd, v.Deadline = before.ObservationEnd, before.Deadline
	v.Outcome, v.Reason, v.Rate, v.Observations = before.Outcome, before.Reason, before.Rate, before.Observations
	v.DecisionRef, v.DecidedOn, v.DecidedBy = before.DecisionRef, before.DecidedOn, before.DecidedBy
	v.Lapsed, v.LapsedOn = before.Lapsed, before.LapsedOn
}
