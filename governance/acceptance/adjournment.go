package acceptance

import (
	"context"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// SupplierAnswer is what the supplier may say of a decision.
type SupplierAnswer string

const (
	AnswerAccepted SupplierAnswer = "accepted"
	AnswerRefused  SupplierAnswer = "refused" // or observations, of a réfaction
)

func (a SupplierAnswer) MessageKey() string { return "answer." + string(a) }

// Answer is what the supplier has notified of an ajournement, or of a réfaction.
type Answer struct {
	Number   int
	Accepted bool
	On       calendar.Date // default today
	Reason   string        // what it has said; may be ""
}

// AnswerVerification records the supplier's answer. An ajournement that is
// accepted is to be presented again; one that is refused leaves the buyer to
// choose; a réfaction that is accepted has ended, and one with observations is
// to be decided anew (CCAG-TIC 2009 art. 28; 2021 art. 34). Those in charge, their
// deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) AnswerVerification(ctx context.Context, a record.Actor, n Answer) (VerificationView, error) {
	var err error
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return VerificationView{}, err
	}
	return s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (telling, error) {
		if n.On.IsZero() {
			n.On = c.Today(d.Project, d.Now)
		}
		d.Aloud(n.Reason)
		return d.answer(n, c, v)
	})
}

func (d *changeset) answer(n Answer, c contract.Contract, v *Verification) (telling, error) {
	if err := v.answerable(n, d.todayUnder(c), ruleOf(c, *v).Silence); err != nil {
		return telling{}, err
	}
	change := map[bool]string{true: "verification.answer_accepted", false: "verification.answer_refused"}[n.Accepted]
	decided := v.DecidedOn
	v.Tacit, v.TacitOn = "", calendar.Date{}
	switch {
	case v.Phase == PhaseAnswer && n.Accepted:
		// The 15 days to present again run from the ajournement, not from its acceptance.
		v.begin(PhasePresentation, decided, c, d.Project, d.Now)
	case v.Phase == PhaseAnswer:
		v.begin(PhaseChoice, n.On, c, d.Project, d.Now)
	case n.Accepted:
		change = "verification.reduction_accepted"
		v.begin(PhaseEnded, n.On, c, d.Project, d.Now)
	default:
		change = "verification.observations"
		v.begin(PhaseReply, n.On, c, d.Project, d.Now)
	}
	return telling{kind: VerificationFollowed, change: change, note: n.Reason}, nil
}

func (v Verification) answerable(n Answer, today calendar.Date, silence contract.Silence) error {
	switch {
	case !v.Phase.AwaitsAnswer():
		return v.notAwaited("verification.no_answer")
	case n.On.After(today):
		return record.InvalidError("verification.future", "date", n.On).About("on")
	case n.On.Before(v.Since):
		return record.InvalidError("verification.before_decision", "date", n.On, "start", v.Since, "ref", v.Ref()).About("on")
	case Acts(silence) && n.On.After(v.Deadline):
		return record.ConflictError("verification.answer_too_late", "ref", v.Ref(), "date", v.Deadline).About("on")
	}
	return nil
}

// notAwaited says what the verification waits for, or how it has ended, instead
// of what was said.
func (v Verification) notAwaited(key string) error {
	if !v.Open() {
		return v.decidedError()
	}
	if v.Step == contract.StepQuantity {
		return v.countAgain()
	}
	return record.ConflictError(key, "ref", v.Ref(), "await", v.Awaits(), "date", v.Deadline)
}

// Presentation is that the supplier begins anew after an ajournement.
type Presentation struct {
	Number int
	On     calendar.Date // default today
	// Installed says that it begins with a new mise en ordre de marche, which the
	// buyer may ask for after a VA (CCAG-TIC 2021 art. 33.2.1; 2009 art. 27.2.1).
	Installed bool
}

// PresentVerification records that the supplier has presented again what was
// ajourned: the whole period to verify starts again, as a new verification of
// the same delivery (CCAG-TIC 2009 art. 28.2.2; 2021 art. 34). Presenting is
// accepting. Those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PresentVerification(ctx context.Context, a record.Actor, n Presentation) (VerificationView, error) {
	var opened VerificationView
	view, err := s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (telling, error) {
		if n.On.IsZero() {
			n.On = c.Today(d.Project, d.Now)
		}
		on := n.On
		switch {
		case v.Phase != PhaseAnswer && v.Phase != PhasePresentation:
			return telling{}, v.notAwaited("verification.no_presentation")
		case n.Installed && v.Step != contract.StepVA:
			return telling{}, record.InvalidError("verification.no_installation", "ref", v.Ref(), "step", v.Step).About("installed")
		case on.After(d.todayUnder(c)):
			return telling{}, record.InvalidError("verification.future", "date", on).About("presented")
		case on.Before(v.DecidedOn):
			return telling{}, record.InvalidError("verification.before_decision", "date", on, "start", v.DecidedOn, "ref", v.Ref()).About("presented")
		case Acts(ruleOf(c, *v).Silence) && on.After(v.Deadline):
			return telling{}, record.ConflictError("verification.presented_too_late", "ref", v.Ref(), "date", v.Deadline).About("presented")
		}
		v.Tacit, v.TacitOn = "", calendar.Date{}
		v.begin(PhaseEnded, on, c, d.Project, d.Now)
		next := v.following(v.Step, on)
		next.Again = v.Number
		change := "verification.presented"
		if n.Installed {
			next, change = v.following(contract.StepMOM, on), "verification.installs"
		}
		var err error
		opened, err = d.openAfter(*v, c, next)
		return telling{kind: VerificationFollowed, change: change, note: opened.Ref()}, err
	})
	view.Opened = &opened
	return view, err
}
