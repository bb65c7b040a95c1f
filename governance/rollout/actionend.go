package rollout

import (
	"context"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Report is what was done. Its parts may be zero.
type Report struct {
	Note    string
	Trained int           // people
	Spent   time.Duration // in minutes
}

// What a report can count at most: more is a mistake of typing.
const (
	maxTrained = 5000
	maxSpent   = 1000 * time.Hour
)

func (r Report) clean() (Report, error) {
	note, err := record.OptionalText("note", r.Note)
	switch r.Note = note; {
	case err != nil:
		return r, err
	case r.Trained < 0 || r.Trained > maxTrained:
		return r, record.InvalidError("action.too_many", "Count", r.Trained, "most", maxTrained).About("trainees")
	case r.Spent < 0 || r.Spent > maxSpent:
		return r, record.InvalidError("action.too_long", "length", r.Spent, "most", maxSpent).About("spent")
	}
	r.Spent = r.Spent.Truncate(time.Minute)
	return r, nil
}

// CompleteAction reports an action done; its author and those who share it are told.
// Those who hold it may, and those who record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CompleteAction(ctx context.Context, a record.Actor, number int, r Report) (SupportAction, error) {
	r, err := r.clean()
	if err != nil {
		return SupportAction{}, err
	}
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		d.Aloud(r.Note)
		act.end(ActionDid, d.Now)
		act.Trained, act.Spent, d.Note = r.Trained, r.Spent, r.Note
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.done", d.tellOf(*act, ActionDone, act.Version)
	})
	return act, err
}

// end closes the action: nothing holds it up any more.
func (a *SupportAction) end(as ActionState, at time.Time) {
	a.State, a.ClosedAt = as, at
	a.Blocked, a.BlockedOn = "", calendar.Date{}
}

// DeclineAction says for a reason that the caller will not do an action: who holds it
// gives it back; one that nobody has taken is closed, as declined. Those who hold it and
// its author are told, and its group. Those who hold it may, and those who record for a
// committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) DeclineAction(ctx context.Context, a record.Actor, number int, reason string) (before, after SupportAction, err error) {
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return before, after, err
	}
	return s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		d.Aloud(reason)
		d.Note = reason
		line, kind := "action.declined", ActionDeclined
		switch {
		case act.heldBy(d.User):
			line, kind = "action.given_back", ActionGivenBack
			act.Assignees = slices.DeleteFunc(slices.Clone(act.Assignees), d.User.Is)
		case len(act.Assignees) > 0 || act.Offline != "":
			return "", record.ConflictError("action.decline_held", "ref", act.Ref(), "people", act.Assignees, "names", act.Offline)
		default:
			act.end(ActionRefused, d.Now)
		}
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return line, d.tellOf(*act, kind, act.Version)
	})
}

// BlockAction notes why an action cannot go on, until UnblockAction; those who hold it
// and its author are told. Those who hold it may, and those who record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) BlockAction(ctx context.Context, a record.Actor, number int, reason string) (SupportAction, error) {
	reason, err := record.CleanText("reason", reason, record.MaxNote)
	if err != nil {
		return SupportAction{}, err
	}
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		if strings.EqualFold(act.Blocked, reason) {
			return "", record.ConflictError("action.blocked_so", "ref", act.Ref(), "since", act.BlockedOn).About("reason")
		}
		if act.Blocked == "" {
			act.BlockedOn = d.Today()
		}
		d.Aloud(reason)
		act.Blocked, d.Note = reason, reason
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.blocked", d.tellOf(*act, ActionBlocked, act.Version)
	})
	return act, err
}

// UnblockAction says that an action can go on, with a note that may be empty; those who
// hold it and its author are told. Those who hold it may, and those who record for a
// committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) UnblockAction(ctx context.Context, a record.Actor, number int, note string) (SupportAction, error) {
	note, err := record.OptionalText("note", note)
	if err != nil {
		return SupportAction{}, err
	}
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		if act.Blocked == "" {
			return "", record.ConflictError("action.free", "ref", act.Ref())
		}
		d.Aloud(note)
		act.Blocked, act.BlockedOn, d.Note = "", calendar.Date{}, note
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.unblocked", d.tellOf(*act, ActionUnblocked, act.Version)
	})
	return act, err
}
