package rollout

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// SupportAction is something that somebody has promised to a school: support,
// training, animation, assistance.
type SupportAction struct {
	Project   record.ProjectID
	Number    int
	Title     string
	Kind      ActionKind
	Schools   []record.UAI
	Assignees []record.Person // empty while nobody has taken it
	Group     string          // the support group that owns it, by code; "" for none
	Due       calendar.Date
	State     ActionState
	Author    record.Person
	CreatedAt time.Time
	ClosedAt  time.Time
	Version   int
	// FormerRef is its number in the register from which it was brought in, which no
	// two have; "" where it had none, or was given here.
	FormerRef string
	// Offline are those who hold it and have no account, as that register names them.
	Offline string
	// Origin is what has brought it about; "" where that is nothing more than its author.
	Origin ActionOrigin
	// Blocked is why it cannot go on, since BlockedOn; "" while it can.
	Blocked   string
	BlockedOn calendar.Date
	// Trained is how many people were, and Spent how long it took, in minutes, as was
	// told when it was done; 0 where nothing was.
	Trained int
	Spent   time.Duration
}

// ActionKind is what an action consists of.
type ActionKind string

const (
	KindSupport    ActionKind = "support"    // accompagnement; the default
	KindTraining   ActionKind = "training"   // formation
	KindAnimation  ActionKind = "animation"  // animation
	KindAssistance ActionKind = "assistance" // assistance
	KindNews       ActionKind = "news"       // communication
)

func (k ActionKind) MessageKey() string { return "action_kind." + string(k) }

// ActionState is where an action stands.
type ActionState string

const (
	ActionOpen ActionState = "open"
	ActionDid  ActionState = "done"
	ActionOff  ActionState = "cancelled"
	// ActionRefused is that of one that nobody wanted to take, for a reason.
	ActionRefused ActionState = "declined"
)

func (s ActionState) MessageKey() string { return "action_state." + string(s) }

// Ref is how people name the action.
func (a SupportAction) Ref() string { return "A-" + strconv.Itoa(a.Number) }

// Subject names the action in history and deliveries.
func (a SupportAction) Subject() record.Subject { return NounAction.Subject(a.Ref()) }

// Late reports whether the action should have been done before today.
func (a SupportAction) Late(today calendar.Date) bool {
	return a.State == ActionOpen && !a.Due.IsZero() && a.Due.Before(today)
}

// heldBy reports whether p is one of the assignees.
func (a SupportAction) heldBy(p record.Person) bool { return slices.ContainsFunc(a.Assignees, p.Is) }

// ActionFilter narrows a list; zero fields do not.
type ActionFilter struct {
	School   record.UAI
	Assignee record.UserID
	// Concerns keeps those that somebody holds or has given.
	Concerns record.UserID
	// GivenBy keeps those that somebody has given and does not hold.
	GivenBy record.UserID
	// Group keeps those that a support group owns, by code.
	Group string
	State ActionState
	Kind  ActionKind
	// Blocked keeps those that cannot go on, and Free those that nobody holds.
	Blocked, Free bool
	// DueBefore keeps the actions that were due before that day.
	DueBefore calendar.Date
}

// actionCreated is the change by which an action is given.
const actionCreated = "action.created"

// ActionStore keeps support actions.
type ActionStore interface {
	// Action finds by number; ErrNone when there is none.
	Action(p record.ProjectID, number int) (SupportAction, error)
	// Actions are those that the filter lets through, the first due first,
	// those without a due date last.
	Actions(p record.ProjectID, f ActionFilter) ([]SupportAction, error)
	PutAction(SupportAction) error
}

// NewAction asks for a support action.
type NewAction struct {
	Title     string
	Kind      ActionKind // default KindSupport
	Schools   []record.UAI
	Assignees []record.Person
	// Group is the support group that owns it, by code: NoGroup for none. Where it is "",
	// that of the channel does which nobody is asked to do.
	Group string
	Due   calendar.Date // may be zero

	origin ActionOrigin
}

// CreateAction gives out a support action and tells those who get it, and the channel
// of the group that owns it. Members of a committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CreateAction(ctx context.Context, a record.Actor, n NewAction) (SupportAction, error) {
	var act SupportAction
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return act, err
	}
	if err := s.base.MustRecordSomewhere(ctx, v); err != nil {
		return act, err
	}
	if n.Title, err = record.CleanText("text", n.Title, record.MaxTitle); err != nil {
		return act, err
	}
	if n.Kind == "" {
		n.Kind = KindSupport
	}
	if n.Group, err = s.groupOf(ctx, v, n); err != nil {
		return act, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		act, err = d.createAction(n)
		return err
	})
	return act, err
}

// createAction numbers and writes an action, and tells those who get it.
func (d *changeset) createAction(n NewAction) (SupportAction, error) {
	if err := d.notPast(n.Due); err != nil {
		return SupportAction{}, err
	}
	schools, err := perimeter.SchoolsNamed(d.Tx, d.Project.ID, n.Schools)
	if err != nil {
		return SupportAction{}, err
	}
	d.Aloud(n.Title)
	num, err := NextAction(d.Changeset)
	if err != nil {
		return SupportAction{}, err
	}
	act := SupportAction{
		Project: d.Project.ID, Number: num, Title: n.Title, Kind: n.Kind, Schools: schools,
		Assignees: reminder.Without(n.Assignees, nil), Group: n.Group, Due: n.Due, State: ActionOpen, Author: d.User, CreatedAt: d.Now,
		Origin: n.origin,
	}
	if err := d.repeatedAction(act); err != nil {
		return act, err
	}
	if err := d.unusualDue(act.Due); err != nil {
		return act, err
	}
	if err := d.saveAction(&act); err != nil {
		return act, err
	}
	if err := d.Tell(act.Subject(), ActionAssigned, act.Version, act.Assignees); err != nil {
		return act, err
	}
	if err := d.tellGroup(act.Group, act, ActionOffered); err != nil {
		return act, err
	}
	if err := d.Record(act.Subject(), actionCreated, nil, act, ""); err != nil {
		return act, err
	}
	m, sits, err := committee.SittingHere(d.Changeset)
	if err != nil || !sits {
		return act, err
	}
	return act, m.Note(d.Changeset, act.Subject())
}

// notPast refuses a due date that has gone by.
func (d *changeset) notPast(due calendar.Date) error {
	if !due.IsZero() && due.Before(d.Today()) {
		return record.InvalidError("action.past", "date", due).About("due")
	}
	return nil
}

// saveAction writes the action and makes its reminders follow.
func (d *changeset) saveAction(act *SupportAction) error {
	act.Version++
	if err := d.PutAction(*act); err != nil {
		return err
	}
	if err := d.planAction(*act); err != nil {
		return err
	}
	return d.PlanPersonalDigests(act.Interested())
}

// planAction makes the reminders of an action those that follow from it.
func (d *changeset) planAction(act SupportAction) error {
	of, err := reminder.Attentions(d.Tx, d.Project, act.Assignees...)
	if err != nil {
		return err
	}
	told, err := d.Told(act.Project, act.Subject())
	if err != nil {
		return err
	}
	group, err := groupOwning(d.Tx, act)
	if err != nil {
		return err
	}
	return d.Replan(act.Subject(), append(act.reminders(of, told), act.calls(d.Project, group)...))
}

// appointments are with the assignees, while there is something to be done by a day.
func (a SupportAction) appointments(of map[record.UserID]reminder.Attention) []reminder.Appointment {
	if a.State != ActionOpen {
		return nil
	}
	return reminder.DueAppointments(a.Assignees, a.Due, of)
}

// reminders are those of its due date that were not told yet.
func (a SupportAction) reminders(of map[record.UserID]reminder.Attention, told []reminder.Delivery) []reminder.Delivery {
	return reminder.DueReminders(a.Project, a.Subject(), ActionReminder, a.appointments(of), told)
}

// changeAction runs change on an open action that the actor may change, and
// writes it.
func (s *Service) changeAction(ctx context.Context, a record.Actor, number int, may func(v record.Caller, act SupportAction) error, change func(d *changeset, act *SupportAction) (line string, err error)) (before, act SupportAction, err error) {
	return s.changeAnyAction(ctx, a, number, may, func(d *changeset, act *SupportAction) (string, error) {
		if act.State != ActionOpen {
			return "", act.closedError()
		}
		return change(d, act)
	})
}

// changeAnyAction is changeAction for one in whatever state.
func (s *Service) changeAnyAction(ctx context.Context, a record.Actor, number int, may func(v record.Caller, act SupportAction) error, change func(d *changeset, act *SupportAction) (line string, err error)) (before, act SupportAction, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, act, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return before, act, err
	}
	err = s.read(ctx, func(tx Tx) error {
		before, err = FindAction(tx, v.Project.ID, number)
		return err
	})
	if err != nil {
		return before, act, err
	}
	// Asking the chat for names must not happen inside the transaction.
	if err := may(v, before); err != nil {
		return before, act, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = FindAction(d.Tx, v.Project.ID, number); err != nil {
			return err
		}
		act = before
		line, err := change(d, &act)
		if err != nil {
			return err
		}
		return d.Record(act.Subject(), line, before, act, d.Note)
	})
	return Redacted(v, before), Redacted(v, act), err
}

func (a SupportAction) closedError() error {
	return record.ConflictError("action.closed", "ref", a.Ref(), "state", a.State, "date", a.ClosedAt)
}

// FindAction is the action of that number, which everybody sees.
// Errors: NotFound.
func FindAction(tx Tx, p record.ProjectID, number int) (SupportAction, error) {
	act, err := tx.Action(p, number)
	if errors.Is(err, record.ErrNone) {
		return act, record.NotFoundError("action.unknown", "ref", "A-"+strconv.Itoa(number)).About("action")
	}
	return act, err
}

// mustHold refuses those who neither hold the action nor record for a committee.
func (s *Service) mustHold(ctx context.Context) func(record.Caller, SupportAction) error {
	return func(v record.Caller, act SupportAction) error {
		if act.heldBy(v.User) || act.Author.Is(v.User) || v.RecordsSomewhere() {
			return nil
		}
		e := s.base.Refuse(ctx, v, "action", nil)
		if refusal, ok := errors.AsType[*record.Error](e); ok {
			refusal.Args["ref"], refusal.Args["assignees"] = act.Ref(), act.Assignees
		}
		return e
	}
}

// TakeAction adds the actor to those who hold the action. They and its author are
// told. Everybody but guests may.
// Errors: NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) TakeAction(ctx context.Context, a record.Actor, number int) (SupportAction, error) {
	anybody := func(record.Caller, SupportAction) error { return nil }
	_, act, err := s.changeAction(ctx, a, number, anybody, func(d *changeset, act *SupportAction) (string, error) {
		if act.heldBy(d.User) {
			return "", record.ConflictError("action.held", "ref", act.Ref())
		}
		others := act.Interested()
		act.Assignees = append(slices.Clone(act.Assignees), d.User)
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.taken", d.Tell(act.Subject(), ActionShared, act.Version, others)
	})
	return act, err
}

// PostponeAction gives an action another due date, with a reason that may be empty;
// its reminders follow, and those who hold it and its author are told. Those who
// hold it may, and those who record for a committee.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) PostponeAction(ctx context.Context, a record.Actor, number int, to record.Shift[calendar.Date], reason string) (before, after SupportAction, err error) {
	if reason, err = record.OptionalText("reason", reason); err != nil {
		return before, after, err
	}
	return s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *changeset, act *SupportAction) (string, error) {
		due, err := record.Shifted(d.Changeset.Changeset, to, act.Due)
		if err != nil {
			return "", err
		}
		if err := d.notPast(due); err != nil {
			return "", err
		}
		if act.Due == due {
			return "", record.ConflictError("action.same_due", "ref", act.Ref(), "date", due).About("due")
		}
		d.Aloud(reason)
		act.Due, d.Note = due, reason
		if err := d.unusualDue(due); err != nil {
			return "", err
		}
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.postponed", d.tellOf(*act, ActionPostponed, act.Version)
	})
}
