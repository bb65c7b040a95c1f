package governance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// SupportAction is something that somebody has promised to a school: support,
// training, animation, assistance.
type SupportAction struct {
	Project   ProjectID
	Number    int
	Title     string
	Kind      ActionKind
	Schools   []UAI
	Assignees []Person // empty while nobody has taken it
	Due       calendar.Date
	State     ActionState
	Author    Person
	CreatedAt time.Time
	ClosedAt  time.Time
	Version   int
}

// ActionKind is what an action consists of.
type ActionKind string

const (
	KindSupport    ActionKind = "support"    // accompagnement; the default
	KindTraining   ActionKind = "training"   // formation
	KindAnimation  ActionKind = "animation"  // animation
	KindAssistance ActionKind = "assistance" // assistance
)

// ActionKinds are all kinds.
func ActionKinds() []ActionKind {
	return []ActionKind{KindSupport, KindTraining, KindAnimation, KindAssistance}
}

func (k ActionKind) MessageKey() string { return "action_kind." + string(k) }

// ActionState is where an action stands.
type ActionState string

const (
	ActionOpen ActionState = "open"
	ActionDid  ActionState = "done"
	ActionOff  ActionState = "cancelled"
)

func (s ActionState) MessageKey() string { return "action_state." + string(s) }

// Ref is how people name the action.
func (a SupportAction) Ref() string { return "A-" + strconv.Itoa(a.Number) }

// Subject names the action in history and deliveries.
func (a SupportAction) Subject() Subject { return NounAction.subject(a.Ref()) }

// Late says whether the action should have been done before today.
func (a SupportAction) Late(today calendar.Date) bool {
	return a.State == ActionOpen && !a.Due.IsZero() && a.Due.Before(today)
}

// heldBy says whether p is one of the assignees.
func (a SupportAction) heldBy(p Person) bool { return slices.ContainsFunc(a.Assignees, p.Is) }

// ParseRef reads "A-37", "a37" or "37" for the prefix "A".
func ParseRef(param, prefix, s string) (int, error) {
	text := strings.ToUpper(strings.TrimRight(strings.TrimSpace(s), ".!")) // a sentence may end with it
	digits := strings.TrimSpace(strings.TrimPrefix(strings.TrimPrefix(text, prefix), "-"))
	n, err := strconv.Atoi(digits)
	if err != nil || n < 1 || strings.HasPrefix(digits, "+") {
		return 0, InvalidError("ref", "text", s, "example", prefix+"-12").About(param)
	}
	return n, nil
}

// ActionFilter narrows a list; zero fields do not.
type ActionFilter struct {
	School   UAI
	Assignee UserID
	State    ActionState
	// DueBefore keeps the actions that were due before that day.
	DueBefore calendar.Date
}

// ActionStore keeps support actions.
type ActionStore interface {
	// Action finds by number; ErrNone when there is none.
	Action(p ProjectID, number int) (SupportAction, error)
	// Actions are those that the filter lets through, the first due first,
	// those without a due date last.
	Actions(p ProjectID, f ActionFilter) ([]SupportAction, error)
	PutAction(SupportAction) error
}

// NewAction asks for a support action.
type NewAction struct {
	Title     string
	Kind      ActionKind // default KindSupport
	Schools   []UAI
	Assignees []Person
	Due       calendar.Date // may be zero
}

// CreateAction gives out a support action and tells those who get it. Members
// of a committee and pilots may.
func (s *Secretariat) CreateAction(ctx context.Context, a Actor, n NewAction) (SupportAction, error) {
	var act SupportAction
	v, err := s.admit(ctx, a)
	if err != nil {
		return act, err
	}
	if err := s.mustRecordSomewhere(ctx, v); err != nil {
		return act, err
	}
	if n.Title, err = cleanText("text", n.Title, maxTitle); err != nil {
		return act, err
	}
	if n.Kind == "" {
		n.Kind = KindSupport
	}
	err = s.update(ctx, v, func(d *desk) error {
		if err := d.notPast(n.Due); err != nil {
			return err
		}
		schools, err := d.schoolsNamed(n.Schools)
		if err != nil {
			return err
		}
		d.aloud(n.Title)
		num, err := d.Next(v.Project.ID, "action")
		if err != nil {
			return fmt.Errorf("number action: %w", err)
		}
		act = SupportAction{
			Project: v.Project.ID, Number: num, Title: n.Title, Kind: n.Kind, Schools: schools,
			Assignees: n.Assignees, Due: n.Due, State: ActionOpen, Author: d.User, CreatedAt: d.now,
		}
		if err := d.repeatedAction(act); err != nil {
			return err
		}
		if err := d.unusualDue(act.Due); err != nil {
			return err
		}
		if err := d.saveAction(&act); err != nil {
			return err
		}
		if err := d.tell(act.Subject(), ActionAssigned, act.Version, act.Assignees); err != nil {
			return err
		}
		return d.record(act.Subject(), "action.created", nil, act, "")
	})
	return act, err
}

// notPast refuses a due date that has gone by.
func (d *desk) notPast(due calendar.Date) error {
	if !due.IsZero() && due.Before(d.today()) {
		return InvalidError("action.past", "date", due).About("due")
	}
	return nil
}

// saveAction writes the action and makes its reminders follow.
func (d *desk) saveAction(act *SupportAction) error {
	act.Version++
	if err := d.PutAction(*act); err != nil {
		return err
	}
	of, err := attentions(d, d.Project, act.Assignees...)
	if err != nil {
		return err
	}
	told, err := d.Told(act.Project, act.Subject())
	if err != nil {
		return err
	}
	if err := d.replan(act.Subject(), act.reminders(of, told)); err != nil {
		return err
	}
	return d.planPersonalDigests(act.Assignees)
}

// tell owes a direct message to each person but the one who acts, who knows.
func (d *desk) tell(subject Subject, kind DeliveryKind, version int, people []Person) error {
	return d.announce(subject, kind, version, recipients(without(people, []Person{d.User}))...)
}

// actionLeads are how many days before its due date an action is reminded.
var actionLeads = []int{1, 0}

// appointments are with the assignees: the day before and on the day, in their
// own morning, or when that is quiet, at the next hour that is open to them.
// There are none with those whom of does not know.
func (a SupportAction) appointments(of map[UserID]attention) []appointment {
	if a.State != ActionOpen || a.Due.IsZero() {
		return nil
	}
	var with []appointment
	for _, person := range a.Assignees {
		who, ok := of[person.ID]
		if !ok || who.ActionsOff {
			continue
		}
		to := appointment{to: ToPerson(person.ID)}
		for _, days := range actionLeads {
			day := a.Due.AddDays(-days)
			to.add(day, who.next(day.At(morning, 0, who.open.Zone)))
		}
		with = append(with, to)
	}
	return with
}

// reminders are one a day at most: where what waited for an open hour falls on
// the day of the next reminder, that one is enough. What was told is not planned
// again.
func (a SupportAction) reminders(of map[UserID]attention, told []Delivery) []Delivery {
	with := a.appointments(of)
	for i := range with {
		with[i].due = daily(with[i].untold(ActionReminder, told).due)
	}
	return reminders(a.Project, a.Subject(), ActionReminder, with...)
}

// changeAction runs change on an open action that the actor may change, and
// writes it.
func (s *Secretariat) changeAction(ctx context.Context, a Actor, number int, may func(v visitor, act SupportAction) error, change func(d *desk, act *SupportAction) (line string, err error)) (before, act SupportAction, err error) {
	v, err := s.admit(ctx, a)
	if err != nil {
		return before, act, err
	}
	if err := s.mustMember(ctx, v); err != nil {
		return before, act, err
	}
	err = s.store.View(ctx, func(tx Tx) error {
		before, err = findAction(tx, v.Project.ID, number)
		return err
	})
	if err != nil {
		return before, act, err
	}
	// Asking the chat for names must not happen inside the transaction.
	if err := may(v, before); err != nil {
		return before, act, err
	}
	err = s.update(ctx, v, func(d *desk) error {
		if before, err = findAction(d, v.Project.ID, number); err != nil {
			return err
		}
		if before.State != ActionOpen {
			return before.closedError()
		}
		act = before
		line, err := change(d, &act)
		if err != nil {
			return err
		}
		return d.record(act.Subject(), line, before, act, d.note)
	})
	return before, act, err
}

func (a SupportAction) closedError() error {
	return ConflictError("action.closed", "ref", a.Ref(), "state", a.State, "date", a.ClosedAt)
}

func findAction(tx Tx, p ProjectID, number int) (SupportAction, error) {
	act, err := tx.Action(p, number)
	if errors.Is(err, ErrNone) {
		return act, NotFoundError("action.unknown", "ref", "A-"+strconv.Itoa(number)).About("action")
	}
	return act, err
}

// mustHold refuses those who neither hold the action nor record for a committee.
func (s *Secretariat) mustHold(ctx context.Context) func(visitor, SupportAction) error {
	return func(v visitor, act SupportAction) error {
		if act.heldBy(v.User) || act.Author.Is(v.User) || v.recordsSomewhere() {
			return nil
		}
		e := s.refuse(ctx, v, "action", nil)
		if refusal, ok := errors.AsType[*Error](e); ok {
			refusal.Args["ref"], refusal.Args["assignees"] = act.Ref(), act.Assignees
		}
		return e
	}
}

// TakeAction adds the actor to those who hold the action. Everybody but guests may.
func (s *Secretariat) TakeAction(ctx context.Context, a Actor, number int) (SupportAction, error) {
	anybody := func(visitor, SupportAction) error { return nil }
	_, act, err := s.changeAction(ctx, a, number, anybody, func(d *desk, act *SupportAction) (string, error) {
		if act.heldBy(d.User) {
			return "", ConflictError("action.held", "ref", act.Ref())
		}
		act.Assignees = append(slices.Clone(act.Assignees), d.User)
		return "action.taken", d.saveAction(act)
	})
	return act, err
}

// CompleteAction reports an action done; its author is told. Those who hold it
// may, and those who record for a committee.
func (s *Secretariat) CompleteAction(ctx context.Context, a Actor, number int) (SupportAction, error) {
	_, act, err := s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *desk, act *SupportAction) (string, error) {
		act.State, act.ClosedAt = ActionDid, d.now
		if err := d.saveAction(act); err != nil {
			return "", err
		}
		return "action.done", d.tell(act.Subject(), ActionDone, act.Version, []Person{act.Author})
	})
	return act, err
}

// PostponeAction gives an action another due date; its reminders follow. Those
// who hold it may, and those who record for a committee.
func (s *Secretariat) PostponeAction(ctx context.Context, a Actor, number int, due calendar.Date) (before, after SupportAction, err error) {
	return s.changeAction(ctx, a, number, s.mustHold(ctx), func(d *desk, act *SupportAction) (string, error) {
		if err := d.notPast(due); err != nil {
			return "", err
		}
		if act.Due == due {
			return "", ConflictError("action.same_due", "ref", act.Ref(), "date", due).About("due")
		}
		act.Due = due
		if err := d.unusualDue(due); err != nil {
			return "", err
		}
		return "action.postponed", d.saveAction(act)
	})
}

// ActionView is an action with what surrounds it.
type ActionView struct {
	SupportAction
	SchoolList []School
	Today      calendar.Date
	History    []HistoryLine
}

// Action is one action and its history. Anybody of the team may ask.
func (s *Secretariat) Action(ctx context.Context, a Actor, number int) (ActionView, error) {
	var view ActionView
	err := s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		if view.SupportAction, err = findAction(tx, v.Project.ID, number); err != nil {
			return err
		}
		view.Today = v.Project.Today(s.now())
		if view.SchoolList, err = schoolsOf(tx, v.Project.ID, view.Schools); err != nil {
			return err
		}
		v.schools(view.SchoolList)
		view.History, err = tx.History(v.Project.ID, view.Subject())
		return err
	})
	return view, err
}

// Actions lists what the filter lets through, the first due first; late ones
// only when late is set. today is the project's day.
func (s *Secretariat) Actions(ctx context.Context, a Actor, f ActionFilter, late bool) (list []SupportAction, today calendar.Date, err error) {
	err = s.view(ctx, a, func(v visitor, tx Tx) (err error) {
		today = v.Project.Today(s.now())
		if late {
			f.DueBefore, f.State = today, ActionOpen
		}
		if f.School != "" {
			if _, err := findSchool(tx, v.Project.ID, f.School); err != nil {
				return err
			}
		}
		list, err = tx.Actions(v.Project.ID, f)
		return err
	})
	return list, today, err
}
