package rollout

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ReopenAction takes back, for a reason, that an action was done or cancelled; its
// reminders come again, and those who hold it and its author are told. Those who
// hold it may, and those who record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ReopenAction(ctx context.Context, a record.Actor, number int, reason string) (before, after SupportAction, err error) {
	if reason, err = record.CleanText("reason", reason, record.MaxNote); err != nil {
		return before, after, err
	}
	return s.changeAnyAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		if act.State == ActionOpen {
			return "", record.ConflictError("action.open", "ref", act.Ref())
		}
		d.Aloud(reason)
		act.State, act.ClosedAt, d.Note = ActionOpen, time.Time{}, reason
		act.Trained, act.Spent = 0, 0
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.reopened", d.tellOf(*act, ActionReopened, act.Version)
	})
}

// EditAction asks that an action be something else. What is zero stays.
type EditAction struct {
	Number  int
	Title   string
	Kind    ActionKind
	Schools []record.UAI
}

// EditAction gives an open action another title, other schools or another kind;
// those who hold it and its author are told. Those who hold it may, and those who
// record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditAction(ctx context.Context, a record.Actor, n EditAction) (before, after SupportAction, err error) {
	switch {
	case n.Title != "":
		if n.Title, err = record.CleanText("text", n.Title, record.MaxTitle); err != nil {
			return before, after, err
		}
	case n.Kind == "" && len(n.Schools) == 0:
		return before, after, record.InvalidError("action.nothing", "ref", SupportAction{Number: n.Number}.Ref()).About("text")
	}
	return s.changeAction(ctx, a, n.Number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		if err := d.edit(act, n); err != nil {
			return "", err
		}
		if err := d.repeatedAction(*act); err != nil {
			return "", err
		}
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.edited", d.tellOf(*act, ActionEdited, act.Version)
	})
}

// edit changes what is asked of an action.
func (d *changeset) edit(act *SupportAction, n EditAction) (err error) {
	was := *act
	act.Title, act.Kind = cmp.Or(n.Title, act.Title), cmp.Or(n.Kind, act.Kind)
	if len(n.Schools) > 0 {
		if act.Schools, err = perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools); err != nil {
			return err
		}
	}
	switch parts := act.differs(was); {
	case len(parts) == 0:
		return record.ConflictError("action.same", "ref", act.Ref()).About("text")
	case slices.Contains(parts, record.PartTitle):
		d.Aloud(act.Title)
	}
	return nil
}

// differs are the parts in which the action is not what it was.
func (a SupportAction) differs(was SupportAction) (parts record.Parts) {
	parts.Note(record.PartTitle, a.Title != was.Title)
	parts.Note(record.PartKind, a.Kind != was.Kind)
	parts.Note(record.PartSchools, !record.SameSet(a.Schools, was.Schools))
	return parts
}

// EditedParts are those that a line says were edited; none for any other change.
func EditedParts(l record.HistoryLine) record.Parts {
	before, after, ok := record.States[SupportAction](l)
	if !ok || l.Change != actionEdited {
		return nil
	}
	return after.differs(before)
}

// What history says of a comment, and of an edit.
const (
	actionCommented = "action.commented"
	actionEdited    = "action.edited"
)

// CommentAction writes a remark in the history of an action, whatever its state,
// and tells those who hold it and its author. Everybody but guests may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CommentAction(ctx context.Context, a record.Actor, number int, text string) (SupportAction, error) {
	var act SupportAction
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return act, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return act, err
	}
	if text, err = record.CleanText("text", text, record.MaxNote); err != nil {
		return act, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if act, err = FindAction(d.Tx, d.Project.ID, number); err != nil {
			return err
		}
		d.Aloud(text)
		comments, err := commentsOn(d.Tx, act)
		if err != nil {
			return err
		}
		if err := d.tellOf(act, ActionCommented, len(comments)+1); err != nil {
			return err
		}
		return d.Record(act.Subject(), actionCommented, nil, nil, text)
	})
	return Redacted(v, act), err
}

// commentsOn are the remarks on an action, the first first.
func commentsOn(tx record.HistoryStore, act SupportAction) ([]record.HistoryLine, error) {
	lines, err := tx.History(act.Project, act.Subject())
	return slices.DeleteFunc(lines, func(l record.HistoryLine) bool { return l.Change != actionCommented }), err
}

// commented is the remark that a delivery tells of, which its occurrence counts.
func (a SupportAction) commented(tx record.HistoryStore, d reminder.Delivery) (record.HistoryLine, error) {
	comments, err := commentsOn(tx, a)
	n, _ := strconv.Atoi(d.Occurrence)
	if err != nil || n < 1 || n > len(comments) {
		return record.HistoryLine{}, err
	}
	return comments[n-1], nil
}
