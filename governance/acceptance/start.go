package acceptance

import (
	"context"
	"errors"
	"reflect"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// NewStart asks that a verification begin with another day than the one that was
// entered.
type NewStart struct {
	Number int
	// These are as in NewVerification.
	NotifiedOn            calendar.Date
	By                    contract.NoticeBy
	AvailableOn, OpenedOn calendar.Date
	Reason                string // may be ""
}

// MoveStart puts another day in the place of the one with which a verification has
// begun. Its deadline, what is reminded of and what silence will do follow. What
// silence has done at the end of the period is taken back, which only pilots may; what
// somebody has decided stays. Those in charge, their deputies and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MoveStart(ctx context.Context, a record.Actor, n NewStart) (VerificationView, error) {
	var err error
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return VerificationView{}, err
	}
	var void []Verification
	view, err := s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (done telling, err error) {
		d.Aloud(n.Reason)
		if done, void, err = d.moveStart(n, c, v); err == nil {
			err = d.afterPrevious(*v)
		}
		return done, err
	})
	if errors.Is(err, errOthers) {
		err = s.onlyPilots(ctx, a)
	}
	view.Void = void
	return view, err
}

func (d *changeset) moveStart(n NewStart, c contract.Contract, v *Verification) (done telling, void []Verification, err error) {
	start := NewVerification{NotifiedOn: n.NotifiedOn, By: n.By, AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}
	notified, notice, err := start.notice(c, d.Project, d.todayUnder(c))
	if err != nil {
		return done, nil, err
	}
	moved := *v
	moved.NotifiedOn, moved.Notice = notified, notice
	if err := d.startable(*v, moved, c, start.startParam()); err != nil {
		return done, nil, err
	}
	lines, err := d.History(v.Project, v.Subject())
	if err != nil {
		return done, nil, err
	}
	acts := standing(lines)
	done = telling{kind: VerificationFollowed, change: "verification.restarted", note: n.Reason}
	switch {
	case len(acts) == 0:
		done.kind = VerificationMoved
	case len(acts) == 1 && acts[0].silent():
		if err := d.may(acts); err != nil {
			return done, nil, err
		}
		done.kind, done.before, done.aloud = VerificationCorrected, &acts[0].awaited, true
		wrong := *v
		v.restore(acts[0].awaited)
		if _, void, err = d.undoOpening(acts, wrong, *v, c); err != nil {
			return done, nil, err
		}
	case notified.After(acts[0].after.DecidedOn):
		return done, nil, record.ConflictError("verification.start_after", "ref", v.Ref(), "date", notified, "outcome", acts[0].after.Verdict(), "decided", acts[0].after.DecidedOn).About("notified")
	}
	*v = v.From(moved, c, d.Project)
	if v.EnteredAt = d.Now; !v.Open() && len(acts) == 1 {
		v.Deadline = acts[0].awaited.From(moved, c, d.Project).Deadline
	}
	return done, void, d.outagesWithin(*v, c)
}

// startable refuses a start that a verification cannot have.
func (d *changeset) startable(v, moved Verification, c contract.Contract, param string) error {
	switch {
	case v.Step == contract.StepQuantity:
		return v.countAgain()
	case v.Outcome == contract.OutcomeVoid:
		return v.decidedError()
	case moved.NotifiedOn == v.NotifiedOn && reflect.DeepEqual(moved.Notice, v.Notice):
		return record.ConflictError("verification.same_start", "ref", v.Ref(), "date", v.NotifiedOn)
	}
	if err := c.MustHaveEffect(moved.begun(), param); err != nil {
		return err
	}
	return c.MustKnow(v.Step, v.Delays...)
}

// afterPrevious refuses a start before what the verification follows was decided.
func (d *changeset) afterPrevious(v Verification) error {
	chain, err := siblings(d.Tx, v)
	for _, o := range chain {
		if o.Number < v.Number && o.Outcome != contract.OutcomeVoid && v.NotifiedOn.Before(o.DecidedOn) {
			return record.InvalidError("verification.before_previous", "ref", o.Ref(), "step", o.Step, "object", v.Object, "next", v.Step,
				"date", v.NotifiedOn, "decided", o.DecidedOn).About("notified")
		}
	}
	return err
}

// outagesWithin refuses a start by which an outage that counts would be none of the
// observation's.
func (d *changeset) outagesWithin(v Verification, c contract.Contract) error {
	a, err := AvailabilityOf(d.Tx, d.Project, c, v)
	if err != nil || a == nil {
		return err
	}
	for _, o := range a.Outages {
		if !o.Cancelled && (o.Day.Before(a.From) || o.Day.After(a.To)) {
			return record.ConflictError("outage.outside_start", "outage", o.Ref(), "date", o.Day, "ref", v.Ref(), "from", a.From, "to", a.To).About("notified")
		}
	}
	return nil
}

// From is the verification as it would be if it had begun as another one has: its
// notification and its observation and, while it is verified, its deadline.
func (v Verification) From(start Verification, c contract.Contract, p record.Project) Verification {
	v.NotifiedOn, v.Notice = start.NotifiedOn, start.Notice
	first := v
	first.Phase, first.Since = PhaseVerifying, v.NotifiedOn
	view := NewVerificationView(first, c, p)
	v.ObservationEnd = view.observation
	if v.Phase == PhaseVerifying {
		v.Since, v.Deadline = v.NotifiedOn, view.Computed.Day
	}
	return v
}

// moveNext lets the verification that has followed begin on another day, and tells
// those in charge.
func (d *changeset) moveNext(next Verification, on calendar.Date, c contract.Contract) (_ *VerificationView, void []Verification, err error) {
	before := next
	if on != next.NotifiedOn {
		var done telling
		if done, void, err = d.moveStart(NewStart{NotifiedOn: on}, c, &next); err != nil {
			return nil, nil, err
		}
		if done.before != nil {
			before = *done.before
		}
		if err := d.saveVerification(&next); err != nil {
			return nil, nil, err
		}
		if err := d.tell(next, done); err != nil {
			return nil, nil, err
		}
		if err := d.Record(next.Subject(), done.change, before, next, done.note); err != nil {
			return nil, nil, err
		}
	}
	view := NewVerificationView(next, c, d.Project)
	view.Today = d.Today()
	return &view, void, nil
}
