package rollout

import (
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Interested are those who hear what becomes of the action, each once: those who
// hold it, and its author.
func (a SupportAction) Interested() []record.Person {
	return reminder.Without(append(slices.Clone(a.Assignees), a.Author), nil)
}

// Others are those who hold the action beside somebody.
func (a SupportAction) Others(u record.UserID) []record.Person {
	return reminder.Without(a.Assignees, []record.Person{{ID: u}})
}

// Taken reports whether somebody took an action by that change.
func Taken(l record.HistoryLine) bool { return l.Change == "action.taken" }

// HandedOn are the action as it was and as it is, of a line that says that it went to
// others; false for any other change.
func HandedOn(l record.HistoryLine) (from, to SupportAction, ok bool) {
	from, to, ok = record.States[SupportAction](l)
	return from, to, ok && l.Change == actionReassigned
}

// DueBefore is the due date that a change has replaced; zero where there was none.
func DueBefore(l record.HistoryLine) calendar.Date {
	before, _ := l.Before.(SupportAction)
	return before.Due
}
