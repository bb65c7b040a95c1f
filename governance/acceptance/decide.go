package acceptance

import (
	"context"
	"errors"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Decide asks that a verification be decided.
type Decide struct {
	Number  int
	Outcome contract.Outcome
	On      calendar.Date // the day the decision was notified; default today
	// AvailableOn, and OpenedOn once it is known, stand instead of On for a
	// decision that went by the profil d'acheteur.
	AvailableOn, OpenedOn calendar.Date

	Reason string        // needed but for admission
	Rate   contract.Rate // needed for a réfaction
	// Observations are what the supplier has said, needed before a rejection.
	Observations string
	// Decision is the reference of the committee's decision that it follows; may
	// be "".
	Decision string
	// Despite are the blocking reservations that stand and that admission
	// passes over; a reason is needed.
	Despite []int
	// Delay is how long the supplier has to present again, of an ajournement that
	// fixes it itself. Default the contract's.
	Delay calendar.Period
}

// DecideVerification records what was decided, and what follows from it: the
// next step, or the supplier's period. Those in charge, their deputies and
// pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) DecideVerification(ctx context.Context, a record.Actor, n Decide) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	return s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (telling, error) {
		var err error
		if n.On.IsZero() && n.AvailableOn.IsZero() && n.OpenedOn.IsZero() {
			n.On = c.Today(d.Project, d.Now)
		}
		if n.On, err = n.notified(*v, c, d.Project, d.todayUnder(c)); err != nil {
			return telling{}, err
		}
		if err := v.decidable(n, d.todayUnder(c), ruleOf(c, *v).Silence); err != nil {
			return telling{}, err
		}
		if err := d.passOver(*v, n); err != nil {
			return telling{}, err
		}
		d.Aloud(n.Reason, n.Observations)
		return d.decide(n, c, v)
	})
}

func (n *Decide) clean() (err error) {
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return err
	}
	n.Observations, err = record.OptionalText("observations", n.Observations)
	return err
}

// notified is the day on which the decision was notified. What is on the profil
// d'acheteur and was not opened yet is not: when it will be may be too late.
func (n Decide) notified(v Verification, c contract.Contract, p record.Project, today calendar.Date) (calendar.Date, error) {
	switch {
	case n.AvailableOn.IsZero() && n.OpenedOn.IsZero():
		return n.On, nil // decidable has more to say of it
	case !n.AvailableOn.IsZero() && n.AvailableOn.Before(v.Fact()):
		return n.On, record.InvalidError("verification.before_start", "date", n.AvailableOn, "start", v.Fact()).About("available")
	}
	on, err := contract.Notified{On: n.On, Available: n.AvailableOn, Opened: n.OpenedOn, Param: "on"}.Day(c, p, today)
	if waits, ok := errors.AsType[*record.Error](err); ok && waits.Key == "notice.not_yet" {
		waits.Key = "notice.not_yet_decided"
		waits.Args["ref"], waits.Args["deadline"] = v.Ref(), v.Deadline
		if will, _ := waits.Args["date"].(calendar.Date); will.After(v.Deadline) {
			waits.Key = "notice.too_late_decided"
		}
	}
	return on, err
}

// decide changes the state as decided.
func (d *changeset) decide(n Decide, c contract.Contract, v *Verification) (telling, error) {
	var err error
	if v.DecisionRef, err = d.decisionFollowed(n.Decision); err != nil {
		return telling{}, err
	}
	// A new decision, after the supplier's observations or its silence, is the last.
	renewed := v.Phase == PhaseReply || v.Phase == PhaseObservations
	v.Outcome, v.Reason, v.Rate, v.Observations = n.Outcome, n.Reason, n.Rate, n.Observations
	v.DecidedOn, v.DecidedBy, v.Tacit, v.TacitOn = n.On, d.User, "", calendar.Date{}
	v.DecisionNotice = nil
	if !n.AvailableOn.IsZero() {
		v.DecisionNotice = &contract.Notice{AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}
	}
	if err := v.fix(contract.TopicRepresentation, n.Delay); err != nil {
		return telling{}, err
	}
	next := PhaseEnded
	switch {
	case n.Outcome == contract.OutcomeAdjourned:
		next = PhaseAnswer
	case n.Outcome == contract.OutcomeReduction && !renewed:
		next = PhaseObservations
	}
	v.begin(next, n.On, c, d.Project, d.Now)
	return telling{kind: VerificationDecided, change: "verification." + string(v.Verdict()), note: n.Reason}, nil
}

// decisionFollowed is the reference of an adopted decision of a committee that a
// verification follows; "" for none.
func (d *changeset) decisionFollowed(ref string) (string, error) {
	if ref == "" {
		return "", nil
	}
	dec, err := committee.VisibleDecision(d.Caller, d.Tx, ref)
	if err != nil {
		return "", err
	}
	if !dec.State.Adopted() {
		return "", record.ConflictError("verification.decision_not_adopted", "decision", dec.Ref, "state", dec.State).About("decision")
	}
	return dec.Ref, nil
}

// decidable applies the rules of a decision.
func (v Verification) decidable(n Decide, today calendar.Date, silence contract.Silence) error {
	start := v.Fact()
	args := []any{"ref", v.Ref(), "outcome", n.Outcome}
	switch {
	case !v.Open():
		return v.decidedError()
	case v.Step == contract.StepQuantity:
		return v.countAgain()
	case n.On.After(today):
		return record.InvalidError("verification.future", "date", n.On).About("on")
	case n.On.Before(start):
		return record.InvalidError("verification.before_start", "date", n.On, "start", start).About("on")
	case n.Outcome.NeedsReason() && n.Reason == "":
		return record.InvalidError("verification.no_reason", args...).About("reason")
	case v.Phase.OfSupplier() && (Acts(silence) || !today.After(v.Deadline)):
		return record.ConflictError("verification.awaits_supplier", append(args, "await", v.Awaits(), "date", v.Deadline)...)
	case !v.Allows(n.Outcome):
		return record.InvalidError("verification.outcome_"+string(v.Awaits()), append(args, "step", v.Step)...).About("outcome")
	case Acts(silence) && n.On.After(v.Deadline):
		return record.ConflictError("verification.too_late", "ref", v.Ref(), "date", v.Deadline).About("on")
	case n.Outcome != contract.OutcomeAdjourned && n.Delay != (calendar.Period{}):
		return record.InvalidError("verification.delay_unused", args...).About("delay")
	case n.Outcome == contract.OutcomeReduction && n.Rate == 0:
		return record.InvalidError("verification.no_rate", args...).About("rate")
	case n.Outcome != contract.OutcomeReduction && n.Rate != 0:
		return record.InvalidError("verification.rate_unused", args...).About("rate")
	case n.Outcome == contract.OutcomeRejection && n.Observations == "":
		return record.InvalidError("verification.no_observations", args...).About("observations")
	}
	return nil
}

// Allows reports whether o may be decided: after a MOM only that it is done;
// after a VA positive, ajournement or rejet (CCAG-TIC 2021 art. 33.2.1); after a
// VSR all (33.2.2); after a refused ajournement réfaction or rejet, and after
// observations on a réfaction all but a new ajournement (2009 art. 28).
func (v Verification) Allows(o contract.Outcome) bool {
	switch v.Awaits() {
	case AwaitInstallation:
		return o == contract.OutcomeAdmission
	case AwaitDecision:
		return v.Step == contract.StepVSR || o != contract.OutcomeReduction
	case AwaitReply:
		return o != contract.OutcomeAdjourned
	default:
		return o == contract.OutcomeReduction || o == contract.OutcomeRejection
	}
}

// todayUnder is the last day on which something can have been done under a contract:
// the project's today, or that of the contract's place where it is further on.
func (d *changeset) todayUnder(c contract.Contract) calendar.Date {
	today, there := d.Today(), c.Today(d.Project, d.Now)
	if there.After(today) {
		return there
	}
	return today
}

// decidedError says that there is nothing to decide any more, by whom or by what.
func (v Verification) decidedError() error {
	if v.Outcome == contract.OutcomeVoid {
		return record.ConflictError("verification.void", "ref", v.Ref(), "date", v.DecidedOn, "by", v.DecidedBy)
	}
	if v.Tacit != "" && v.Phase == PhaseEnded {
		return record.ConflictError("verification.lapsed_"+string(v.Tacit), "ref", v.Ref(), "date", v.TacitOn)
	}
	if v.Outcome == contract.OutcomeAdjourned {
		return record.ConflictError("verification.presented_again", "ref", v.Ref(), "date", v.Since)
	}
	return record.ConflictError("verification.decided", "ref", v.Ref(), "outcome", v.Verdict(), "date", v.DecidedOn)
}

// telling is how a change of a verification is told.
type telling struct {
	kind         reminder.DeliveryKind
	change, note string
	// before is what the change starts from, where that is not what was last; moved has
	// followed already. Both are nil otherwise.
	before *Verification
	moved  *VerificationView
	// aloud says that the committee's channel is told as well.
	aloud bool
}

// changeVerification runs change on a verification, writes it, and opens what
// follows from it. What silence has come to mean by now is carried out before.
func (s *Service) changeVerification(ctx context.Context, a record.Actor, number int,
	change func(d *changeset, c contract.Contract, v *Verification) (telling, error),
) (VerificationView, error) {
	var view VerificationView
	v, asked, err := s.admitTo(ctx, a, number)
	if err != nil {
		return view, err
	}
	if err := s.mustAnswerFor(ctx, v, asked); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, c, err := FindUnderContract(d.Tx, v.Project.ID, number)
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
		if err := d.tell(ver, done); err != nil {
			return err
		}
		if done.before != nil {
			before = *done.before
		}
		if err := d.Record(ver.Subject(), done.change, before, ver, done.note); err != nil {
			return err
		}
		view, err = d.afterChange(ver, c, done)
		d.Change = done.change
		return err
	})
	view.Today = v.Project.Today(s.base.Now())
	return view, err
}

// tell tells of a change those whom it is about: of a correction all who were told of
// what was wrong, of another start the deputies as well.
func (d *changeset) tell(v Verification, done telling) error {
	if done.kind == VerificationCorrected || done.kind == VerificationMoved {
		return d.tellThose(v, done.kind, done.aloud)
	}
	return d.Tell(v.Subject(), done.kind, v.Version, v.InCharge)
}

// afterChange opens what follows from a verification as it is now, and answers its
// view, with what the contract does not say yet of the step that comes next.
func (d *changeset) afterChange(ver Verification, c contract.Contract, done telling) (view VerificationView, err error) {
	view = NewVerificationView(Redacted(d.Caller, ver), c, d.Project)
	if view.Reservations, err = ReservationsOf(d.Caller, d.Tx, ver.Number); err != nil {
		return view, err
	}
	if view.Carried, err = CarriedTo(d.Caller, d.Tx, ver); err != nil {
		return view, err
	}
	if view.Moved = done.moved; ver.Phase == PhaseEnded && done.moved == nil && done.change != "verification.restarted" {
		view.Opened, err = d.openNext(ver, c)
	}
	if i := ver.Step.Rank() + 1; ver.positive() && view.Opened == nil && view.Moved == nil && i < len(contract.Steps()) {
		view.Missing, _ = c.Missing(contract.Steps()[i])
	}
	return view, err
}
