package rollout

import (
	"context"
	"slices"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Reassign asks that an action be somebody else's.
type Reassign struct {
	Number int
	// People are those who hold it from now on; nobody where a group alone gets it.
	People []record.Person
	// Group owns it from now on, by code: NoGroup for none. Where it is "", the group
	// that owns it goes on.
	Group string
}

// ReassignAction gives an action to other people, to a support group, or to people of
// one. Those who lose it, those who get it, those with whom they share it and its author
// are told, and its reminders follow. Those who hold it may, and those who record for a
// committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ReassignAction(ctx context.Context, a record.Actor, n Reassign) (before, after SupportAction, err error) {
	if n.People = reminder.Without(n.People, nil); len(n.People) == 0 && n.Group == "" {
		return before, after, record.InvalidError("action.nobody", "ref", SupportAction{Number: n.Number}.Ref()).About("for")
	}
	may := func(v record.Caller, act SupportAction) error {
		err := s.mustHold(ctx)(v, act)
		if err == nil && n.Group != "" && n.Group != NoGroup {
			n.Group, err = s.groupNamed(ctx, v, n.Group)
		}
		return err
	}
	return s.changeAction(ctx, a, n.Number, may, func(d *changeset, act *SupportAction) (string, error) {
		was := *act
		d.handOver(act, n)
		if err := act.sameHands(was, n); err != nil {
			return "", err
		}
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return actionReassigned, d.tellHandedOver(was, *act, n)
	})
}

// actionReassigned is the change by which an action goes to others.
const actionReassigned = "action.reassigned"

// handOver gives the action to those who are asked for. A group that keeps to itself is
// there for those alone who see it.
func (d *changeset) handOver(act *SupportAction, n Reassign) {
	switch {
	case n.Group == NoGroup && d.Sees(act.Group):
		act.Group = ""
	case n.Group != NoGroup && n.Group != "":
		act.Group = n.Group
	}
	if n.Group != NoGroup || len(n.People) > 0 {
		act.Assignees = n.People
	}
}

// sameHands refuses what changes nobody.
func (a SupportAction) sameHands(was SupportAction, n Reassign) error {
	switch {
	case a.Group != was.Group, !record.SameSet(record.Identifiers(a.Assignees), record.Identifiers(was.Assignees)):
		return nil
	case n.Group == NoGroup:
		return record.ConflictError("action.no_group", "ref", a.Ref()).About("group")
	case len(a.Assignees) == 0:
		return record.ConflictError("action.same_group", "ref", a.Ref(), "group", a.Group).About("group")
	default:
		return record.ConflictError("action.same_people", "ref", a.Ref(), "people", a.Assignees).About("for")
	}
}

// tellHandedOver tells whom it concerns that an action has gone from hands to hands.
func (d *changeset) tellHandedOver(was, is SupportAction, n Reassign) error {
	lost, got := reminder.Without(was.Assignees, is.Assignees), reminder.Without(is.Assignees, was.Assignees)
	share := reminder.Without(append(slices.Clone(is.Assignees), is.Author), slices.Concat(lost, got))
	for _, news := range []struct {
		kind reminder.DeliveryKind
		to   []record.Person
	}{{ActionWithdrawn, lost}, {ActionShared, share}, {ActionAssigned, got}} {
		if err := d.Tell(is.Subject(), news.kind, is.Version, news.to); err != nil {
			return err
		}
	}
	if was.Group != is.Group {
		if err := d.tellGroup(was.Group, is, ActionWithdrawn); err != nil {
			return err
		}
	}
	if n.Group == "" || n.Group == NoGroup {
		return nil
	}
	return d.tellGroup(is.Group, is, ActionOffered)
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
		act.end(ActionOff, d.Now)
		d.Note = reason
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.cancelled", d.tellOf(*act, ActionCancelled, act.Version)
	})
	return act, err
}
