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
		if before.Outcome == contract.OutcomeVoid {
			return before.decidedError()
		}
		if before.Decided() && before.DecidedBy != record.Ourselves {
			d.Doubt("verification.decided_mistake", "ref", before.Ref(), "outcome", before.Verdict(), "date", before.DecidedOn)
		}
		d.Aloud(reason)
		lines, err := d.History(before.Project, before.Subject())
		if err != nil {
			return err
		}
		later, err := d.later(before)
		if err != nil {
			return err
		}
		var void []Verification
		if acts := standing(lines); len(later) > 0 && opened(later[0], acts) {
			if _, void, err = d.undoOpening(acts, before, Verification{}, c); err != nil {
				return err
			}
		}
		after, err := d.void(before, reason, "verification.cancelled", reason, VerificationCancelled)
		if err != nil {
			return err
		}
		view = NewVerificationView(Redacted(v, after), c, d.Project)
		view.Void = void
		if before.Step != contract.StepQuantity {
			view.Back, err = d.unpresent(before, c)
		}
		d.Change = "verification.cancelled"
		return err
	})
	view.Today = v.Project.Today(s.base.Now())
	return view, err
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
