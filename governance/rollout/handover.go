package rollout

import (
	"context"
	"slices"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ReassignAction gives an action to other people. Those who lose it, those who get
// it, those with whom they share it and its author are told, and its reminders follow. Those who hold it may, and
// those who record for a committee.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ReassignAction(ctx context.Context, a record.Actor, number int, people []record.Person) (before, after SupportAction, err error) {
	people = reminder.Without(people, nil)
	return s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		lost, got := reminder.Without(act.Assignees, people), reminder.Without(people, act.Assignees)
		if len(lost) == 0 && len(got) == 0 {
			return "", record.ConflictError("action.same_people", "ref", act.Ref(), "people", people).About("for")
		}
		act.Assignees = people
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		if err := d.Tell(act.Subject(), ActionWithdrawn, act.Version, lost); err != nil {
			return "", err
		}
		share := reminder.Without(append(slices.Clone(act.Assignees), act.Author), slices.Concat(lost, got))
		if err := d.Tell(act.Subject(), ActionShared, act.Version, share); err != nil {
			return "", err
		}
		return "action.reassigned", d.Tell(act.Subject(), ActionAssigned, act.Version, got)
	})
}

// CancelAction gives an action up; its reminders go, and those who held it and
// its author are told. Those who hold it may, and those who record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CancelAction(ctx context.Context, a record.Actor, number int, reason string) (SupportAction, error) {
	reason, err := record.OptionalText("reason", reason)
	if err != nil {
		return SupportAction{}, err
	}
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		d.Aloud(reason)
		act.State, act.ClosedAt, d.Note = ActionOff, d.Now, reason
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.cancelled", d.Tell(act.Subject(), ActionCancelled, act.Version, act.Interested())
	})
	return act, err
}
