package governance

import (
	"context"
	"errors"

	"pilotent/governance/calendar"
)

// Decide asks that a verification be decided.
type Decide struct {
	Number  int
	Outcome Outcome
	On      calendar.Date // the day the decision was notified; default today
	// AvailableOn, and OpenedOn once it is known, stand instead of On for a
	// decision that went by the profil d'acheteur.
	AvailableOn, OpenedOn calendar.Date

	Reason string // needed but for admission
	Rate   Rate   // needed for a réfaction
	// Observations are what the supplier has said, needed before a rejection.
	Observations string
	// Decision is the reference of the committee's decision that it follows; may
	// be "".
	Decision string
	// Despite are the blocking reservations that stand and that admission
	// passes over; a reason is needed.
	Despite []int
}

// DecideVerification records what was decided, and what follows from it: the
// next step, or the supplier's period. Those in charge, their deputies and
// pilots may.
func (s *Secretariat) DecideVerification(ctx context.Context, a Actor, n Decide) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	return s.changeVerification(ctx, a, n.Number, func(d *desk, c Contract, v *Verification) (telling, error) {
		var err error
		if n.On.IsZero() && n.AvailableOn.IsZero() && n.OpenedOn.IsZero() {
			n.On = d.todayUnder(c)
		}
		if n.On, err = n.notified(*v, c, d.Project, d.today()); err != nil {
			return telling{}, err
		}
		if err := v.decidable(n, d.today(), ruleOf(c, *v).Silence); err != nil {
			return telling{}, err
		}
		if err := d.passOver(*v, n); err != nil {
			return telling{}, err
		}
		d.aloud(n.Reason, n.Observations)
		return d.decide(n, c, v)
	})
}

func (n *Decide) clean() (err error) {
	if n.Reason, err = optionalText("reason", n.Reason); err != nil {
		return err
	}
	n.Observations, err = optionalText("observations", n.Observations)
	return err
}

// notified is the day on which the decision was notified. What is on the profil
// d'acheteur and was not opened yet is not: when it will be may be too late.
func (n Decide) notified(v Verification, c Contract, p Project, today calendar.Date) (calendar.Date, error) {
	switch {
	case n.AvailableOn.IsZero() && n.OpenedOn.IsZero():
		return n.On, nil // decidable has more to say of it
	case !n.AvailableOn.IsZero() && n.AvailableOn.Before(v.fact()):
		return n.On, InvalidError("verification.before_start", "date", n.AvailableOn, "start", v.fact()).About("available")
	}
	on, err := notified{n.On, n.AvailableOn, n.OpenedOn, "on"}.day(c, p, today)
	if waits, ok := errors.AsType[*Error](err); ok && waits.Key == "notice.not_yet" {
		waits.Key = "notice.not_yet_decided"
		waits.Args["ref"], waits.Args["deadline"] = v.Ref(), v.Deadline
		if will, _ := waits.Args["date"].(calendar.Date); will.After(v.Deadline) {
			waits.Key = "notice.too_late_decided"
		}
	}
	return on, err
}

// decide changes the state as decided.
func (d *desk) decide(n Decide, c Contract, v *Verification) (telling, error) {
	var err error
	if v.DecisionRef, err = d.decisionFollowed(n.Decision); err != nil {
		return telling{}, err
	}
	// A new decision, after the supplier's observations or its silence, is the last.
	renewed := v.Phase == PhaseReply || v.Phase == PhaseObservations
	v.Outcome, v.Reason, v.Rate, v.Observations = n.Outcome, n.Reason, n.Rate, n.Observations
	v.DecidedOn, v.DecidedBy, v.Lapsed, v.LapsedOn = n.On, d.User, "", calendar.Date{}
	v.DecisionNotice = nil
	if !n.AvailableOn.IsZero() {
		v.DecisionNotice = &Notice{AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}
	}
	next := PhaseEnded
	switch {
	case n.Outcome == OutcomeAdjourned:
		next = PhaseAnswer
	case n.Outcome == OutcomeReduction && !renewed:
		next = PhaseObservations
	}
	v.begin(next, n.On, c, d.Project, d.now)
	return telling{kind: VerificationDecided, change: "verification." + string(v.Verdict()), note: n.Reason}, nil
}

// decisionFollowed is the reference of an adopted decision of a committee that a
// verification follows; "" for none.
func (d *desk) decisionFollowed(ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	dec, err := d.visibleDecision(d, ref)
	if err != nil {
		return "", err
	}
	if !dec.State.Adopted() {
		return "", ConflictError("verification.decision_not_adopted", "decision", dec.Ref, "state", dec.State).About("decision")
	}
	return dec.Ref, nil
}

// decidable applies the rules of a decision.
func (v Verification) decidable(n Decide, today calendar.Date, silence Silence) error {
	start := v.fact()
	args := []any{"ref", v.Ref(), "outcome", n.Outcome}
	switch {
	case !v.Open():
		return v.decidedError()
	case v.Step == StepQuantity:
		return v.countAgain()
	case n.On.After(today):
		return InvalidError("verification.future", "date", n.On).About("on")
	case n.On.Before(start):
		return InvalidError("verification.before_start", "date", n.On, "start", start).About("on")
	case n.Outcome.needsReason() && n.Reason == "":
		return InvalidError("verification.no_reason", args...).About("reason")
	case v.Phase.ofSupplier() && (silence.Acts() || !today.After(v.Deadline)):
		return ConflictError("verification.awaits_supplier", append(args, "await", v.Awaits(), "date", v.Deadline)...)
	case !v.allows(n.Outcome):
		return InvalidError("verification.outcome_"+string(v.Awaits()), append(args, "step", v.Step)...).About("outcome")
	case silence.Acts() && n.On.After(v.Deadline):
		return ConflictError("verification.too_late", "ref", v.Ref(), "date", v.Deadline).About("on")
	case n.Outcome == OutcomeReduction && n.Rate == 0:
		return InvalidError("verification.no_rate", args...).About("rate")
	case n.Outcome != OutcomeReduction && n.Rate != 0:
		return InvalidError("verification.rate_unused", args...).About("rate")
	case n.Outcome == OutcomeRejection && n.Observations == "":
		return InvalidError("verification.no_observations", args...).About("observations")
	}
	return nil
}

// allows says which decisions there are: after a MOM none but that it is done;
// after a VA positive, ajournement or rejet (CCAG-TIC 2021 art. 33.2.1); after a
// VSR all (33.2.2); after a refused ajournement réfaction or rejet, and after
// observations on a réfaction all but a new ajournement (2009 art. 28).
func (v Verification) allows(o Outcome) bool {
	switch v.Awaits() {
	case AwaitInstallation:
		return o == OutcomeAdmission
	case AwaitDecision:
		return v.Step == StepVSR || o != OutcomeReduction
	case AwaitReply:
		return o != OutcomeAdjourned
	default:
		return o == OutcomeReduction || o == OutcomeRejection
	}
}

// decidedError says that there is nothing to decide any more, by whom or by what.
func (v Verification) decidedError() error {
	if v.Lapsed != "" && v.Phase == PhaseEnded {
		return ConflictError("verification.lapsed_"+string(v.Lapsed), "ref", v.Ref(), "date", v.LapsedOn)
	}
	if v.Outcome == OutcomeAdjourned {
		return ConflictError("verification.presented_again", "ref", v.Ref(), "date", v.Since)
	}
	return ConflictError("verification.decided", "ref", v.Ref(), "outcome", v.Verdict(), "date", v.DecidedOn)
}

// telling is how a change of a verification is told.
type telling struct {
	kind         DeliveryKind
	change, note string
}

// changeVerification runs change on a verification, writes it, and opens what
// follows from it. What silence has come to mean by now is carried out before.
func (s *Secretariat) changeVerification(ctx context.Context, a Actor, number int,
	change func(d *desk, c Contract, v *Verification) (telling, error),
) (VerificationView, error) {
	var view VerificationView
	v, asked, err := s.admitTo(ctx, a, number)
	if err != nil {
		return view, err
	}
	if err := s.mustAnswerFor(ctx, v, asked); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		before, c, err := findUnderContract(d, v.Project.ID, number)
		if err != nil {
			return err
		}
		ver := before
		done, err := change(d, c, &ver)
		if err != nil {
			return err
		}
		if err := d.saveVerification(&ver); err != nil {
			return err
		}
		if done.kind == VerificationCorrected { // all who were told of the silence
			err = d.tellAll(ver, done.kind)
		} else {
			err = d.tell(ver.Subject(), done.kind, ver.Version, ver.InCharge)
		}
		if err != nil {
			return err
		}
		if err := d.record(ver.Subject(), done.change, before, ver, done.note); err != nil {
			return err
		}
		view = newVerificationView(v.verification(ver), c, v.Project)
		if view.Reservations, err = v.reservationsOf(d, ver.Number); err != nil {
			return err
		}
		if view.Carried, err = v.carriedTo(d, ver); err != nil {
			return err
		}
		if ver.Phase == PhaseEnded {
			view.Opened, err = d.openNext(ver, c)
		}
		if i := ver.Step.rank() + 1; ver.positive() && view.Opened == nil && i < len(Steps()) {
			view.Missing, _ = c.missing(Steps()[i])
		}
		d.change = done.change
		return err
	})
	view.Today = v.Project.Today(s.now())
	return view, err
}
