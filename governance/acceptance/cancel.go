package acceptance

import (
	"context"
	"slices"

	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// CancelVerification takes back a verification that was opened by mistake: it counts
// for nothing, and stays written down with what was noted on it. What it has opened is
// void; what it had presented again waits for that again, until the next
// midnight at least. Those in charge, their deputies, pilots and who has opened it may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CancelVerification(ctx context.Context, a record.Actor, number int, reason string) (VerificationView, error) {
	var view VerificationView
	v, asked, err := s.admitTo(ctx, a, number)
	if err != nil {
		return view, err
	}
	if v.Role == record.RoleGuest || !asked.Author.Is(v.User) {
		if err := s.mustAnswerFor(ctx, v, asked); err != nil {
			return view, err
		}
	}
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return view, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		before, c, err := FindUnderContract(d.Tx, v.Project.ID, number)
		if err != nil {
			return err
		}
		d.Aloud(reason)
		view, err = d.cancel(before, c, reason)
		d.Change = "verification.cancelled"
		return err
	})
	view.Today = v.Project.Today(s.base.Now())
	return view, err
}

// cancel makes a verification void with what it has opened, and its view.
func (d *changeset) cancel(before Verification, c contract.Contract, reason string) (view VerificationView, err error) {
	if before.Outcome == contract.OutcomeVoid {
		return view, before.decidedError()
	}
	if before.Decided() && before.DecidedBy != record.Ourselves {
		d.Doubt("verification.decided_mistake", "ref", before.Ref(), "outcome", before.Verdict(), "date", before.DecidedOn)
	}
	void, err := d.undoOpened(before, c)
	if err != nil {
		return view, err
	}
	after, err := d.void(before, reason, "verification.cancelled", reason, VerificationCancelled)
	if err != nil {
		return view, err
	}
	view = NewVerificationView(Redacted(d.Caller, after), c, d.Project)
	view.Void = void
	if before.Step != contract.StepQuantity {
		view.Back, err = d.unpresent(before, c)
	}
	return view, err
}

// undoOpened makes void what a verification has opened; none where it has not.
func (d *changeset) undoOpened(v Verification, c contract.Contract) (void []Verification, err error) {
	lines, err := d.History(v.Project, v.Subject())
	if err != nil {
		return nil, err
	}
	later, err := d.later(v)
	if err != nil {
		return nil, err
	}
	if acts := standing(lines); len(later) > 0 && opened(later[0], acts) {
		_, void, err = d.undoOpening(acts, v, Verification{}, c)
	}
	return void, err
}

// unpresent lets the verification that another one has presented again wait for that
// as before; nil where there is none.
func (d *changeset) unpresent(next Verification, c contract.Contract) (*VerificationView, error) {
	chain, err := siblings(d.Tx, next)
	if err != nil {
		return nil, err
	}
	for _, v := range slices.Backward(chain) {
		if v.Number >= next.Number || v.Phase != PhaseEnded || v.Outcome != contract.OutcomeAdjourned {
			continue
		}
		lines, err := d.History(v.Project, v.Subject())
		if err != nil {
			return nil, err
		}
		acts := standing(lines)
		if len(acts) == 0 || acts[len(acts)-1].line.Note != next.Ref() {
			return nil, nil
		}
		awaited := acts[len(acts)-1].awaited
		v.restore(awaited)
		v.EnteredAt = d.Now
		if err := d.saveVerification(&v); err != nil {
			return nil, err
		}
		if err := d.Tell(v.Subject(), VerificationFollowed, v.Version, slices.Concat(v.InCharge, v.Deputies)); err != nil {
			return nil, err
		}
		view := NewVerificationView(Redacted(d.Caller, v), c, d.Project)
		view.Today = d.Today()
		return &view, d.Record(v.Subject(), "verification.unpresented", awaited, v, next.Ref())
	}
	return nil, nil
}
