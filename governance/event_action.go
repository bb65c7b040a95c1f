package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var actionEvents = versioned(keeps("action", SupportAction.stored, storedAction.action), func(a SupportAction) int { return a.Version }).without("action.seen", "action.again")

// storedAction is a support action as history stores it, in versions 0 and 1.
type storedAction struct {
	Project   ProjectID      `json:"Project"`
	Number    int            `json:"Number"`
	Title     string         `json:"Title"`
	Kind      ActionKind     `json:"Kind"`
	Schools   []UAI          `json:"Schools"`
	Assignees []storedPerson `json:"Assignees"`
	Due       calendar.Date  `json:"Due"`
	State     ActionState    `json:"State"`
	Author    storedPerson   `json:"Author"`
	CreatedAt time.Time      `json:"CreatedAt"`
	ClosedAt  time.Time      `json:"ClosedAt"`
	Version   int            `json:"Version"`
}

func (a SupportAction) stored() storedAction {
	return storedAction{
		Project:   a.Project,
		Number:    a.Number,
		Title:     a.Title,
		Kind:      a.Kind,
		Schools:   a.Schools,
		Assignees: each(a.Assignees, asStoredPerson),
		Due:       a.Due,
		State:     a.State,
		Author:    storedPerson(a.Author),
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
		Assignees: each(f.Assignees, storedPerson.person),
		Due:       f.Due,
		State:     f.State,
		Author:    Person(f.Author),
		CreatedAt: f.CreatedAt,
		ClosedAt:  f.ClosedAt,
		Version:   f.Version,
	}
}
