package governance

import (
	"context"
	"slices"
)

// ReassignAction gives an action to other people. Those who lose it and those
// who get it are told, and its reminders follow. Those who hold it may, and
// those who record for a committee.
func (s *Secretariat) ReassignAction(ctx context.Context, a Actor, number int, people []Person) (before, after SupportAction, err error) {
	people = without(people, nil)
	return s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *desk, act *SupportAction) (string, error) {
		lost, got := without(act.Assignees, people), without(people, act.Assignees)
		if len(lost) == 0 && len(got) == 0 {
			return "", ConflictError("action.same_people", "ref", act.Ref(), "people", people).About("for")
		}
		act.Assignees = people
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		if err := d.tell(act.Subject(), ActionWithdrawn, act.Version, lost); err != nil {
			return "", err
		}
		return "action.reassigned", d.tell(act.Subject(), ActionAssigned, act.Version, got)
	})
}

// CancelAction gives an action up; its reminders go, and those who held it and
// its author are told. Those who hold it may, and those who record for a committee.
func (s *Secretariat) CancelAction(ctx context.Context, a Actor, number int, reason string) (SupportAction, error) {
	reason, err := optionalText("reason", reason)
	if err != nil {
		return SupportAction{}, err
	}
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *desk, act *SupportAction) (string, error) {
		d.aloud(reason)
		act.State, act.ClosedAt, d.note = ActionOff, d.now, reason
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.cancelled", d.tell(act.Subject(), ActionCancelled, act.Version, append(slices.Clone(act.Assignees), act.Author))
	})
	return act, err
}
