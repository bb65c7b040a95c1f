package rollout

import (
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Holders are those in whose hands it is.
func (a SupportAction) Holders() []record.Person { return a.Assignees }

// actionsAhead is how far ahead somebody's own digest looks, in days.
const actionsAhead = 3

// digestActions sorts the open actions: of a committee those that were given in its
// channel, or that it owns, also without a due date while nobody has taken them; of a person those that it holds and, of those that are late for long or
// that nobody holds, those that it gave. Those that are due today or tomorrow have
// reminders of their own: they deserve a personal digest where the person has turned
// those off.
func digestActions(tx reminder.Tx, s reminder.DigestScope) (of reminder.Digested, err error) {
	open, err := Open(tx).Actions(s.Project.ID, ActionFilter{State: ActionOpen, Concerns: s.Person.Person})
	if err != nil {
		return of, err
	}
	own, err := ownActions(tx, s)
	if err != nil {
		return of, err
	}
	named, err := groupsNamed(tx, s)
	if err != nil {
		return of, err
	}
	tomorrow := s.Today.AddDays(1)
	for _, a := range slices.DeleteFunc(open, func(a SupportAction) bool { return outOfSight(s, a) }) {
		mine := own(a)
		a.Group = named[a.Group]
		switch {
		case a.Late(s.Today):
			if mine && s.Insists(a.Due) || a.Author.ID == s.Person.Person && s.InsistsToGiver(a.Due) {
				of.Late, of.Worth = append(of.Late, a), true
			}
		case mine:
			of.Coming = append(of.Coming, a)
			of.Worth = of.Worth || s.Person.ActionsOff && !a.Due.After(tomorrow)
		}
	}
	return of, err
}

// outOfSight reports whether a digest says nothing of an action yet: it is due later,
// or on no day. What waits for somebody of a group is in sight of it.
func outOfSight(s reminder.DigestScope, a SupportAction) bool {
	if a.Due.IsZero() {
		return !a.Waits() || !owns(s, a)
	}
	return a.Due.After(s.Until(actionsAhead))
}

// ownActions tell the actions of whoever the digest is for.
func ownActions(tx reminder.Tx, s reminder.DigestScope) (own func(SupportAction) bool, err error) {
	if s.Committee == nil {
		me := record.Person{ID: s.Person.Person}
		return func(a SupportAction) bool { return a.heldBy(me) || len(a.Assignees) == 0 }, nil
	}
	given := map[record.Subject][]committee.Seat{}
	for _, c := range s.Committees {
		seats, err := committee.SeatsOf(tx, c)
		if err != nil {
			return nil, err
		}
		for _, seat := range seats {
			there, err := tx.ChangedIn(s.Project.ID, actionCreated, seat.Channel)
			if err != nil {
				return nil, err
			}
			for _, subject := range there {
				given[subject] = append(given[subject], seat)
			}
		}
	}
	return func(a SupportAction) bool {
		return owns(s, a) || slices.ContainsFunc(given[a.Subject()], func(seat committee.Seat) bool { return seat.Had(a.CreatedAt) })
	}, nil
}

// owns reports whether a committee that the digest tells of owns the action.
func owns(s reminder.DigestScope, a SupportAction) bool {
	return slices.ContainsFunc(s.Committees, func(c record.Committee) bool { return c.Code == a.Group })
}

// groupsNamed are the groups that a digest names, by code: neither those of which it
// tells, nor those that keep to themselves.
func groupsNamed(tx reminder.Tx, s reminder.DigestScope) (map[string]string, error) {
	named := map[string]string{}
	all, err := tx.Committees(s.Project.ID)
	for _, c := range all {
		if c.Diffusion == record.DiffusionTeam && !owns(s, SupportAction{Group: c.Code}) {
			named[c.Code] = c.Code
		}
	}
	return named, err
}
