package rollout

import (
	"maps"
	"slices"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounAction is the noun of support actions.
const NounAction record.Noun = "action"

// What deliveries tell of an action.
const (
	ActionAssigned  reminder.DeliveryKind = "action.assigned"
	ActionReminder  reminder.DeliveryKind = "action.reminder"
	ActionDone      reminder.DeliveryKind = "action.done"
	ActionAgain     reminder.DeliveryKind = "action.again"     // its holder asked to be reminded again
	ActionWithdrawn reminder.DeliveryKind = "action.withdrawn" // somebody does not hold it any more
	ActionCancelled reminder.DeliveryKind = "action.cancelled"
	ActionReopened  reminder.DeliveryKind = "action.reopened"
	ActionEdited    reminder.DeliveryKind = actionEdited
	ActionCommented reminder.DeliveryKind = actionCommented
	ActionPostponed reminder.DeliveryKind = "action.postponed"
	ActionShared    reminder.DeliveryKind = "action.shared" // others hold it from now on, beside who is told

	ActionOffered   reminder.DeliveryKind = "action.offered"    // a group has got it
	ActionDeclined  reminder.DeliveryKind = "action.declined"   // nobody will do it
	ActionGivenBack reminder.DeliveryKind = "action.given_back" // somebody holds it no more, and says why
	ActionBlocked   reminder.DeliveryKind = "action.blocked"    // it cannot go on
	ActionUnblocked reminder.DeliveryKind = "action.unblocked"  // or can again

	ActionUnrouted reminder.DeliveryKind = "action.unrouted" // no group is there for what a school needs
	ActionWaiting  reminder.DeliveryKind = "action.waiting"  // nobody of its group has taken it, and it is due
)

// ActionEntry is what can be told of support actions.
func ActionEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounAction, Prefix: "A", Load: loadAction, Digest: digestActions, InHand: actionsInHand,
		Follow: func(d *reminder.Changeset, before record.Project, past reminder.Tx) error {
			return within(d).followActions(before, past)
		},
		FollowCommittee: func(d *reminder.Changeset, before, after record.Committee) error {
			return within(d).followGroup(before, after)
		},
		FollowPerson: func(d *reminder.Changeset, before reminder.Preferences) error {
			return within(d).followActionsOf(before)
		},
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			ActionAssigned: {}, ActionDone: {}, ActionWithdrawn: {}, ActionCancelled: {}, ActionPostponed: {}, ActionShared: {},
			ActionReopened: {}, ActionEdited: {}, ActionCommented: {}, ActionOffered: {}, ActionUnrouted: {},
			ActionDeclined: {}, ActionGivenBack: {}, ActionBlocked: {}, ActionUnblocked: {},
			ActionWaiting:  {Reminder: true, TellsLate: true},
			ActionReminder: {Reminder: true, Waits: true, TellsLate: true},
			ActionAgain:    {Waits: true},
		},
	}
}

var _ reminder.Reminded = ActionView{}

func loadAction(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	act, err := own.Action(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	view := ActionView{SupportAction: act, Today: b.Project.Today(b.Now)}
	if act.Group != "" {
		if view.group, err = tx.CommitteeOnce(b.Project.ID, act.Group); err != nil {
			return nil, err
		}
	}
	if view.SchoolList, err = perimeter.SchoolsOf(own, b.Project.ID, act.Schools); err != nil {
		return nil, err
	}
	return view, nil
}

func (v ActionView) Facts() reminder.Facts {
	return reminder.Facts{
		Ref: v.Ref(), Author: v.Author, Version: v.Version,
		Named: append(slices.Clone(v.Assignees), v.Author), Concerned: v.Assignees,
	}
}

func (v ActionView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	v = v.toldTo(d.Recipient)
	b.About = v
	if _, there := d.Recipient.Channel(); there {
		return v.completeForGroup(Open(tx), b, d)
	}
	if d.Kind == ActionUnrouted {
		v.completeForPilots(b)
		return nil
	}
	var of map[record.UserID]reminder.Attention
	person, _ := d.Recipient.Person()
	if tx.Table.Policy(d.Kind).Waits {
		if of, err = reminder.Attentions(tx, b.Project, record.Person{ID: person}); err != nil {
			return err
		}
		v.Today = calendar.DateOf(b.Now.In(of[person].Open.Zone))
		b.About = v
	}
	if d.Kind == ActionCommented {
		b.Change, err = v.commented(tx, d)
		return err
	}
	if b.Change, err = reminder.ChangeTo(tx, d); err != nil {
		return err
	}
	planned := v.reminders(of, nil)
	b.Skip = v.skipReason(d, b.Project, planned)
	if b.Skip == "" && v.overtaken(d.Kind, b.Change) {
		b.Skip = reminder.SkipChanged
	}
	if b.Skip == "" && tx.Table.Policy(d.Kind).Waits {
		b.Await(d, ActionReminder, of[person], planned)
	}
	return nil
}

// skipReason is why a delivery about the action has nothing to say; planned are its
// reminders to the recipient.
func (a SupportAction) skipReason(d reminder.Delivery, p record.Project, planned []reminder.Delivery) reminder.SkipReason {
	person, _ := d.Recipient.Person()
	held := a.heldBy(record.Person{ID: person}) || (d.Kind == ActionReopened || d.Kind == ActionEdited) && a.Author.ID == person
	switch {
	case a.State != stateTold(d.Kind):
		return reminder.SkipClosed
	case a.State != ActionOpen:
		return ""
	case d.Kind == ActionWithdrawn && held: // given back in the meantime
		return reminder.SkipChanged
	case d.Kind != ActionWithdrawn && !held && (!a.follows(d.Kind) || a.Author.ID != person):
		return reminder.SkipGone
	case d.Kind == ActionAgain && reminder.MovedBeyond(d.Occurrence, a.Due, p.Today(d.Due)):
		return reminder.SkipChanged
	case d.Kind == ActionAgain:
		return reminder.Repeated(d, p, planned)
	}
	return ""
}

// stateTold is the state of which a delivery tells.
func stateTold(k reminder.DeliveryKind) ActionState {
	switch k {
	case ActionDone:
		return ActionDid
	case ActionCancelled:
		return ActionOff
	case ActionDeclined:
		return ActionRefused
	default:
		return ActionOpen
	}
}

// follows reports whether the author hears of it as well, holding the action or not.
func (a SupportAction) follows(k reminder.DeliveryKind) bool {
	return slices.Contains([]reminder.DeliveryKind{ActionPostponed, ActionShared, ActionGivenBack, ActionBlocked, ActionUnblocked}, k)
}

// overtaken reports whether what an announcement tells of has been changed since:
// the later change has its own.
func (a SupportAction) overtaken(k reminder.DeliveryKind, l record.HistoryLine) bool {
	then, ok := l.After.(SupportAction)
	switch {
	case !ok:
		return false
	case k == ActionPostponed:
		return then.Due != a.Due
	case k == ActionBlocked, k == ActionUnblocked:
		return then.Blocked != a.Blocked
	case k == ActionShared, k == ActionGivenBack:
		return !slices.EqualFunc(then.Assignees, a.Assignees, record.Person.Is)
	default:
		return false
	}
}

func (v ActionView) Over() error {
	if v.State != ActionOpen {
		return v.closedError()
	}
	return nil
}

// Concerns reports whether the action is the caller's.
func (v ActionView) Concerns(who record.Caller) bool { return v.heldBy(who.User) }

func (v ActionView) Acknowledged() reminder.Sentence {
	return reminder.NewSentence("seen.action", "ref", v.Ref(), "title", v.Title)
}

func (v ActionView) FollowSeen(*reminder.Changeset) error { return nil }

func (v ActionView) RemindAgain(d *reminder.Changeset) (reminder.Delivery, error) {
	at, err := d.MorningAfter(d.User)
	return reminder.Delivery{Kind: ActionAgain, Occurrence: v.Due.String(), Due: at}, err
}

func (v ActionView) Unchanged() reminder.Sentence {
	if v.Due.IsZero() {
		return reminder.Sentence{}
	}
	return reminder.NewSentence("seen.tomorrow_due", "ref", v.Ref(), "date", v.Due)
}

// followAction makes the reminders of an action those that the hours of its
// assignees ask for; before tells the hours that held until now.
func (d *changeset) followAction(act SupportAction, before, after map[record.UserID]reminder.Attention) error {
	told, err := d.Told(act.Project, act.Subject())
	if err != nil {
		return err
	}
	group, err := groupOwning(d.Tx, act)
	if err != nil {
		return err
	}
	return d.FollowHours(act.Subject(), append(act.reminders(after, told), act.calls(d.Project, group)...), []reminder.Hours{{
		Kind: ActionReminder, Before: act.appointments(before), After: act.appointments(after), Told: told,
		Next: func(to reminder.Recipient) time.Time {
			person, _ := to.Person()
			return after[person].Next(d.Now)
		},
	}})
}

// followActionsOf makes the reminders of what somebody holds follow its
// preferences, of which before are those that held until now.
func (d *changeset) followActionsOf(before reminder.Preferences) error {
	was, err := reminder.AttentionOf(d.Tx, d.Project, before)
	if err != nil {
		return err
	}
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen, Assignee: before.Person})
	if err != nil {
		return err
	}
	for _, act := range actions {
		after, err := reminder.Attentions(d.Tx, d.Project, act.Assignees...)
		if err != nil {
			return err
		}
		of := maps.Clone(after)
		of[before.Person] = was
		if err := d.followAction(act, of, after); err != nil {
			return err
		}
	}
	return nil
}

// followActions makes the reminders of all actions follow the project's settings.
func (d *changeset) followActions(before record.Project, past reminder.Tx) error {
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen})
	if err != nil {
		return err
	}
	for _, act := range actions {
		was, err := reminder.Attentions(past, before, act.Assignees...)
		if err != nil {
			return err
		}
		of, err := reminder.Attentions(d.Tx, d.Project, act.Assignees...)
		if err != nil {
			return err
		}
		if err := d.followAction(act, was, of); err != nil {
			return err
		}
	}
	return nil
}

func actionsInHand(tx reminder.Tx, p record.ProjectID, u record.UserID) (people []record.Person, err error) {
	open, err := Open(tx).Actions(p, ActionFilter{State: ActionOpen, Concerns: u})
	for _, act := range open {
		people = append(people, act.Assignees...)
		if !act.Due.IsZero() && act.Author.ID != "" {
			people = append(people, act.Author)
		}
	}
	return people, err
}

var ownedActionEvents = record.Then(record.Keeps("action", SupportAction.stored, storedAction.action),
	SupportAction.storedOwned, storedOwnedAction.action)

var actionEvents = record.Then(ownedActionEvents, SupportAction.storedBrought, storedBroughtAction.action).Without("action.seen", "action.again", actionCommented)

// storedAction is a support action as history stores it, in versions 0 and 1.
type storedAction struct {
	Project   record.ProjectID      `json:"Project"`
	Number    int                   `json:"Number"`
	Title     string                `json:"Title"`
	Kind      ActionKind            `json:"Kind"`
	Schools   []record.UAI          `json:"Schools"`
	Assignees []record.StoredPerson `json:"Assignees"`
	Due       calendar.Date         `json:"Due"`
	State     ActionState           `json:"State"`
	Author    record.StoredPerson   `json:"Author"`
	CreatedAt time.Time             `json:"CreatedAt"`
	ClosedAt  time.Time             `json:"ClosedAt"`
	Version   int                   `json:"Version"`
}

func (a SupportAction) stored() storedAction {
	return storedAction{
		Project:   a.Project,
		Number:    a.Number,
		Title:     a.Title,
		Kind:      a.Kind,
		Schools:   a.Schools,
		Assignees: record.Each(a.Assignees, record.AsStoredPerson),
		Due:       a.Due,
		State:     a.State,
		Author:    record.StoredPerson(a.Author),
		CreatedAt: a.CreatedAt,
		ClosedAt:  a.ClosedAt,
		Version:   a.Version,
	}
}

func (f storedAction) action() SupportAction {
	return SupportAction{
		Project:   f.Project,
		Number:    f.Number,
		Title:     f.Title,
		Kind:      f.Kind,
		Schools:   f.Schools,
		Assignees: record.Each(f.Assignees, record.StoredPerson.Person),
		Due:       f.Due,
		State:     f.State,
		Author:    record.Person(f.Author),
		CreatedAt: f.CreatedAt,
		ClosedAt:  f.ClosedAt,
		Version:   f.Version,
	}
}

// storedOwnedAction is a support action as history stores it, in version 2.
type storedOwnedAction struct {
	storedAction
	Group     string `json:"Group"`
	FormerRef string `json:"FormerRef"`
	Offline   string `json:"Offline"`
}

func (a SupportAction) storedOwned() storedOwnedAction {
	return storedOwnedAction{a.stored(), a.Group, a.FormerRef, a.Offline}
}

func (f storedOwnedAction) action() SupportAction {
	a := f.storedAction.action()
	a.Group, a.FormerRef, a.Offline = f.Group, f.FormerRef, f.Offline
	return a
}

// storedBroughtAction is a support action as history stores it, in version 3.
type storedBroughtAction struct {
	storedOwnedAction
	Origin    ActionOrigin  `json:"Origin"`
	Blocked   string        `json:"Blocked"`
	BlockedOn calendar.Date `json:"BlockedOn"`
	Trained   int           `json:"Trained"`
	Spent     time.Duration `json:"Spent"`
}

func (a SupportAction) storedBrought() storedBroughtAction {
	return storedBroughtAction{a.storedOwned(), a.Origin, a.Blocked, a.BlockedOn, a.Trained, a.Spent}
}

func (f storedBroughtAction) action() SupportAction {
	a := f.storedOwnedAction.action()
	a.Origin, a.Blocked, a.BlockedOn = f.Origin, f.Blocked, f.BlockedOn
	a.Trained, a.Spent = f.Trained, f.Spent
	return a
}

// StateVersion is that of the state, for history.
func (a SupportAction) StateVersion() int { return a.Version }
