package governance

import (
	"maps"
	"slices"
	"time"

	"pilotent/governance/calendar"
)

// NounAction is the noun of support actions.
const NounAction Noun = "action"

// What deliveries tell of an action.
const (
	ActionAssigned  DeliveryKind = "action.assigned"
	ActionReminder  DeliveryKind = "action.reminder"
	ActionDone      DeliveryKind = "action.done"
	ActionAgain     DeliveryKind = "action.again"     // its holder asked to be reminded again
	ActionWithdrawn DeliveryKind = "action.withdrawn" // somebody does not hold it any more
	ActionCancelled DeliveryKind = "action.cancelled"
)

var actionKinds = map[DeliveryKind]deliveryPolicy{
	ActionAssigned: {}, ActionDone: {}, ActionWithdrawn: {}, ActionCancelled: {},
	ActionReminder: {reminder: true, waits: true, tellsLate: true},
	ActionAgain:    {waits: true},
}

func loadAction(tx cachedTx, b Brief, s Subject) (About, error) {
	act, err := tx.Action(b.Project.ID, s.number())
	if err != nil {
		return nil, err
	}
	view := ActionView{SupportAction: act, Today: b.Project.Today(b.Now)}
	if view.SchoolList, err = schoolsOf(tx, b.Project.ID, act.Schools); err != nil {
		return nil, err
	}
	return view, nil
}

func (v ActionView) facts() facts {
	return facts{
		ref: v.Ref(), author: v.Author, version: v.Version,
		named: append(slices.Clone(v.Assignees), v.Author), concerned: v.Assignees,
	}
}

func (v ActionView) content(tx Tx, b *Brief, d Delivery) (err error) {
	var of map[UserID]attention
	person, _ := d.Recipient.Person()
	if d.Kind.Waits() {
		if of, err = attentions(tx, b.Project, Person{ID: person}); err != nil {
			return err
		}
		v.Today = calendar.DateOf(b.Now.In(of[person].open.Zone))
		b.About = v
	}
	if b.Change, err = changeTo(tx, d); err != nil {
		return err
	}
	planned := v.reminders(of, nil)
	if b.Moot = v.moot(d, b.Project, planned); b.Moot == "" && d.Kind.Waits() {
		b.wait(d, of[person], planned)
	}
	return nil
}

// wait says when a personal reminder is said: now, at the next moment that is
// open to whom it goes, or not at all when the next one comes on the same day.
func (b *Brief) wait(d Delivery, who attention, planned []Delivery) {
	at := who.next(b.Now)
	tomorrow := calendar.DateOf(at).AddDays(1).At(0, 0, who.open.Zone)
	if d.Kind == ActionReminder {
		b.Moot = stale(d, planned, tomorrow.Add(-1))
	}
	if b.Moot == "" && at.After(b.Now) {
		b.Wait = at
	}
}

// moot says why a delivery about the action has nothing to say; planned are its
// reminders to the recipient.
func (a SupportAction) moot(d Delivery, p Project, planned []Delivery) Moot {
	told := map[DeliveryKind]ActionState{ActionDone: ActionDid, ActionCancelled: ActionOff}
	state, ok := told[d.Kind]
	if !ok {
		state = ActionOpen
	}
	person, _ := d.Recipient.Person()
	held := a.heldBy(Person{ID: person})
	switch {
	case a.State != state:
		return MootClosed
	case a.State != ActionOpen:
		return ""
	case d.Kind == ActionWithdrawn && held: // given back in the meantime
		return MootChanged
	case d.Kind != ActionWithdrawn && !held:
		return MootGone
	case d.Kind == ActionAgain && movedBeyond(d.Occurrence, a.Due, p.Today(d.Due)):
		return MootChanged
	case d.Kind == ActionAgain:
		return repeated(d, p, planned)
	}
	return ""
}

// movedBeyond says whether an action's due date, which was asked, has been
// moved to a day after the one on which its holder is reminded again.
func movedBeyond(asked string, due, day calendar.Date) bool {
	return due.String() != asked && due.After(day)
}

func (v ActionView) over() error {
	if v.State != ActionOpen {
		return v.closedError()
	}
	return nil
}

func (v ActionView) concerns(who visitor) bool { return v.heldBy(who.User) }

func (v ActionView) acknowledged() Sentence {
	return NewSentence("seen.action", "ref", v.Ref(), "title", v.Title)
}

func (v ActionView) followSeen(*desk) error { return nil }

func (v ActionView) again(d *desk) (Delivery, error) {
	at, err := d.morningAfter(d.User)
	return Delivery{Kind: ActionAgain, Occurrence: v.Due.String(), Due: at}, err
}

func (v ActionView) unchanged() Sentence {
	if v.Due.IsZero() {
		return Sentence{}
	}
	return NewSentence("seen.tomorrow_due", "ref", v.Ref(), "date", v.Due)
}

// followAction makes the reminders of an action those that the hours of its
// assignees ask for; before tells the hours that held until now.
func (d *desk) followAction(act SupportAction, before, after map[UserID]attention) error {
	told, err := d.Told(act.Project, act.Subject())
	if err != nil {
		return err
	}
	return d.followHours(act.Subject(), act.reminders(after, told), []hours{{
		ActionReminder, act.appointments(before), act.appointments(after), told,
		func(to Recipient) time.Time {
			person, _ := to.Person()
			return after[person].next(d.now)
		},
	}})
}

// followActionsOf makes the reminders of what somebody holds follow its
// preferences, of which before are those that held until now.
func (d *desk) followActionsOf(before Preferences) error {
	was, err := attentionOf(d, d.Project, before)
	if err != nil {
		return err
	}
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen, Assignee: before.Person})
	if err != nil {
		return err
	}
	for _, act := range actions {
		after, err := attentions(d, d.Project, act.Assignees...)
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
func (d *desk) followActions(before Project, past Tx) error {
	actions, err := d.Actions(d.Project.ID, ActionFilter{State: ActionOpen})
	if err != nil {
		return err
	}
	for _, act := range actions {
		was, err := attentions(past, before, act.Assignees...)
		if err != nil {
			return err
		}
		of, err := attentions(d, d.Project, act.Assignees...)
		if err != nil {
			return err
		}
		if err := d.followAction(act, was, of); err != nil {
			return err
		}
	}
	return nil
}

func actionsInHand(tx Tx, p ProjectID, u UserID) (people []Person, err error) {
	open, err := tx.Actions(p, ActionFilter{State: ActionOpen, Assignee: u})
	for _, act := range open {
		people = append(people, act.Assignees...)
	}
	return people, err
}

// holders are those in whose hands it is.
func (a SupportAction) holders() []Person { return a.Assignees }

// actionsAhead is how far ahead somebody's own digest looks, in days.
const actionsAhead = 3

// digestActions sorts the open actions, of a person those that it holds. Those
// that are due today or tomorrow have reminders of their own: they deserve a
// personal digest where the person has turned those off.
func digestActions(tx Tx, s digestScope) (of digested, err error) {
	open, err := tx.Actions(s.project.ID, ActionFilter{State: ActionOpen, Assignee: s.person.Person})
	if err != nil {
		return of, err
	}
	until, tomorrow := s.until(actionsAhead), s.today.AddDays(1)
	for _, a := range open {
		switch {
		case a.Late(s.today):
			of.late = append(of.late, a)
		case !a.Due.IsZero() && !a.Due.After(until):
			of.coming = append(of.coming, a)
			of.worth = of.worth || s.person.ActionsOff && !a.Due.After(tomorrow)
		}
	}
	return of, nil
}
