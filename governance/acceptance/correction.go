package acceptance

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Correction asks that what was entered wrong be put right, or what silence has done
// because something that was notified in time was written down too late.
type Correction struct {
	Decide
	// Note says why it is put right; default the Reason, which is the decision's own
	// and stands in its minutes.
	Note string
	// Answer stands for the decision where it is the supplier who had answered.
	Answer *bool
}

// errOthers is of what only pilots put right: silence has done it, or somebody else.
var errOthers = errors.New("entered by others")

// CorrectVerification puts what was notified in the place of what somebody has
// entered wrong, or silence has done: of several, the last that it can stand for. What
// has come after that is taken back, and what was opened after it is void, or begins
// on another day where it would have begun as well. The history keeps everything.
// Pilots may, and whoever has entered all that is taken back.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CorrectVerification(ctx context.Context, a record.Actor, n Correction) (VerificationView, error) {
	if err := n.clean(); err != nil {
		return VerificationView{}, err
	}
	var err error
	if n.Note, err = record.OptionalText("note", n.Note); err != nil {
		return VerificationView{}, err
	}
	var was, back Verification
	var void []Verification
	view, err := s.changeVerification(ctx, a, n.Number, func(d *changeset, c contract.Contract, v *Verification) (done telling, err error) {
		acts, err := d.replaced(n, *v, c)
		if err != nil {
			return telling{}, err
		}
		was = Redacted(d.Caller, acts[0].after)
		awaited := acts[0].awaited
		back = awaited
		d.Aloud(n.Note, n.Reason, n.Observations)
		wrong := *v
		v.restore(awaited)
		if n.Answer != nil {
			done, err = d.answer(Answer{Accepted: *n.Answer, On: n.On, Reason: n.Reason}, c, v)
		} else if err = d.passOver(awaited, n.Decide); err == nil {
			done, err = d.decide(n.Decide, c, v)
		}
		if err != nil {
			return telling{}, err
		}
		if v.same(wrong) || v.same(acts[0].after) {
			return telling{}, record.ConflictError("verification.same", "ref", v.Ref())
		}
		done.moved, void, err = d.undoOpening(acts, wrong, *v, c)
		done.kind, done.change, done.note = VerificationCorrected, correctedChange, cmp.Or(n.Note, n.Reason)
		done.aloud = slices.ContainsFunc(acts, act.silent)
		done.before = &awaited
		return done, err
	})
	if refused, ok := errors.AsType[*record.Error](err); errors.Is(err, errOthers) || ok && refused.Code == record.Forbidden {
		err = s.onlyPilots(ctx, a)
	}
	view.Void, view.Was, view.Awaited = void, was, back
	return view, err
}

// onlyPilots is the refusal of what pilots may do.
func (s *Service) onlyPilots(ctx context.Context, a record.Actor) error {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return err
	}
	return s.base.MustPilot(ctx, v)
}

// replaced are the acts that a correction takes back, the first of them that in whose
// place it stands: the last that it can stand for.
func (d *changeset) replaced(n Correction, v Verification, c contract.Contract) ([]act, error) {
	lines, err := d.History(v.Project, v.Subject())
	if err != nil {
		return nil, err
	}
	acts := standing(lines)
	switch {
	case v.Step == contract.StepQuantity:
		return nil, v.notAwaited("")
	case v.Outcome == contract.OutcomeVoid:
		return nil, v.decidedError()
	case len(acts) == 0:
		return nil, record.ConflictError("verification.not_lapsed", "ref", v.Ref())
	case n.Reason == "":
		return nil, record.InvalidError("verification.no_correction_reason", "ref", v.Ref()).About("reason")
	}
	for i, a := range acts { // it may begin on another day since
		if a.awaited.NotifiedOn != v.NotifiedOn {
			acts[i].awaited = a.awaited.From(v, c, d.Project)
		}
	}
	var wrong error
	for i, a := range slices.Backward(acts) {
		if n.Answer != nil && !a.answers() || n.Answer == nil && !a.decides() {
			continue
		}
		err := n.standsFor(a, d.todayUnder(c), c)
		if err == nil {
			return acts[i:], d.may(acts[i:])
		}
		wrong = cmp.Or(wrong, err)
	}
	if wrong == nil {
		wrong = acts[len(acts)-1].awaited.notAwaited("verification.no_answer")
	}
	return nil, wrong
}

// standsFor says why a correction cannot stand in the place of an act.
func (n Correction) standsFor(a act, today calendar.Date, c contract.Contract) error {
	v, silence := a.awaited, ruleOf(c, a.awaited).Silence
	switch {
	case a.silent() && (n.On.After(v.Deadline) || n.On.Before(v.Fact())):
		return record.InvalidError("verification.out_of_period", "date", n.On, "ref", v.Ref(), "start", v.Fact(), "deadline", v.Deadline).About("notified")
	case n.Answer != nil:
		return v.answerable(Answer{Accepted: *n.Answer, On: n.On}, today, silence)
	default:
		return v.decidable(n.Decide, today, silence)
	}
}

// may is errOthers where the caller is no pilot, and not all is its own.
func (d *changeset) may(acts []act) error {
	others := func(a act) bool { return a.silent() || !a.line.By.Is(d.User) }
	if d.Role != record.RolePilot && slices.ContainsFunc(acts, others) {
		return errOthers
	}
	return nil
}

// undoOpening makes void what was opened after what was wrong, the last first. Where
// the step was passed, and is passed still, what has followed begins on the day on
// which it would have. What somebody has worked on is asked about.
func (d *changeset) undoOpening(acts []act, wrong, right Verification, c contract.Contract) (*VerificationView, []Verification, error) {
	later, err := d.later(wrong)
	if err != nil {
		return nil, nil, err
	}
	if len(later) > 0 && wrong.positive() && right.positive() && later[0].NotifiedOn == wrong.DecidedOn {
		return d.moveNext(later[0], right.DecidedOn, c)
	}
	var void []Verification
	for _, o := range slices.Backward(later) {
		touched, err := d.touched(o, acts)
		if err != nil {
			return nil, nil, err
		}
		if touched {
			d.Doubt("verification.followed", "ref", wrong.Ref(), "next", o.Ref(), "step", o.Step)
		}
		after, err := d.void(o, "", "verification.void", wrong.Ref(), VerificationDecided)
		if err != nil {
			return nil, nil, err
		}
		void = append(void, after)
	}
	return nil, void, nil
}

// later are the verifications of the same delivery that count and come after one,
// which is none of its chain where it is a quantitative check.
func (d *changeset) later(v Verification) ([]Verification, error) {
	if v.Step == contract.StepQuantity {
		return nil, nil
	}
	chain, err := siblings(d.Tx, v)
	return slices.DeleteFunc(chain, func(o Verification) bool { return o.Number <= v.Number || o.Outcome == contract.OutcomeVoid }), err
}

// opened reports whether one of acts has opened a verification.
func opened(v Verification, acts []act) bool {
	return v.Author == record.Ourselves || slices.ContainsFunc(acts, func(a act) bool {
		return a.line.Note == v.Ref() || a.after.positive() && a.line.At.Equal(v.CreatedAt)
	})
}

// void ends a verification as if it had not been opened.
func (d *changeset) void(v Verification, reason, change, note string, kind reminder.DeliveryKind) (Verification, error) {
	before := v
	v.begin(PhaseEnded, d.Today(), contract.Contract{}, d.Project, d.Now)
	v.Outcome, v.Reason, v.DecidedOn, v.DecidedBy = contract.OutcomeVoid, reason, d.Today(), d.User
	v.Rate, v.Observations, v.DecisionRef, v.DecisionNotice, v.Tacit, v.TacitOn = 0, "", "", nil, "", calendar.Date{}
	if err := d.saveVerification(&v); err != nil {
		return v, err
	}
	if err := d.tellThose(v, kind, before.Tacit != ""); err != nil {
		return v, err
	}
	return v, d.Record(v.Subject(), change, before, v, note)
}

// touched reports whether somebody has opened a verification, other than by one of
// acts, or something was decided or noted on it.
func (d *changeset) touched(v Verification, acts []act) (bool, error) {
	if !opened(v, acts) || v.Decided() && v.DecidedBy != record.Ourselves {
		return true, nil
	}
	reservations, err := d.Reservations(v.Project, ReservationFilter{Verification: v.Number})
	if err != nil || len(reservations) > 0 {
		return true, err
	}
	outages, err := d.Outages(v.Project, v.Number)
	return len(outages) > 0, err
}

// same reports whether a verification says what it said before, and waits for it.
func (v Verification) same(before Verification) bool {
	said := before.said()
	if said.DecidedBy != record.Ourselves {
		said.DecidedBy = v.DecidedBy
	}
	return before.Tacit == "" && v.Phase == before.Phase && v.Since == before.Since && reflect.DeepEqual(v.said(), said) && slices.Equal(v.Delays, before.Delays)
}

// restore brings back the state that the verification had; what does not belong
// to it stays.
func (v *Verification) restore(before Verification) {
	v.Phase, v.Since, v.EnteredAt, v.Extra = before.Phase, before.Since, before.EnteredAt, before.Extra
	v.ObservationEnd, v.Deadline = before.ObservationEnd, before.Deadline
	v.Outcome, v.Reason, v.Rate, v.Observations = before.Outcome, before.Reason, before.Rate, before.Observations
	v.DecisionRef, v.DecidedOn, v.DecidedBy, v.DecisionNotice = before.DecisionRef, before.DecidedOn, before.DecidedBy, before.DecisionNotice
	v.Tacit, v.TacitOn, v.Delays = before.Tacit, before.TacitOn, before.Delays
}
