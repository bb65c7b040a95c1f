package governance

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
)

// HistoryLine is one change: who, when, from where, before and after. Lines
// are written with the change, and never edited.
type HistoryLine struct {
	Project ProjectID
	Subject Subject
	At      time.Time
	By      Person
	Where   ChannelID
	// Change is a key of the catalogue under "history.".
	Change string
	// Before and After are the subject as JSON; empty when it did not exist.
	Before, After string
	// Note is what the person wrote beside the change: a reason, a reference.
	Note string
}

// Stages are those that a change of a school's stage went from and to; false
// for any other change.
func (l HistoryLine) Stages() (from, to Stage, ok bool) {
	var before, after struct{ Stage Stage }
	if l.Change != "school.moved" || json.Unmarshal([]byte(l.Before), &before) != nil || json.Unmarshal([]byte(l.After), &after) != nil {
		return "", "", false
	}
	return before.Stage, after.Stage, true
}

// Deadlines are those that a change of a verification's deadline went from and
// to; false for any other change.
func (l HistoryLine) Deadlines() (from, to calendar.Date, ok bool) {
	var before, after struct{ Deadline calendar.Date }
	if l.Change != "verification.moved" || json.Unmarshal([]byte(l.Before), &before) != nil || json.Unmarshal([]byte(l.After), &after) != nil {
		return from, to, false
	}
	return before.Deadline, after.Deadline, true
}

// Extension is how many days of prolongation a line is about: those asked for, and
// those that the supplier has got by it; false for any other change.
func (l HistoryLine) Extension() (asked, granted int, ok bool) {
	var before, after Verification
	if !strings.HasPrefix(l.Change, "verification.exten") || !readSnapshot(l.Before, &before) || !readSnapshot(l.After, &after) {
		return 0, 0, false
	}
	if r := cmp.Or(before.Request, after.Request); r != nil {
		asked = r.Days
	}
	if granted = after.Extra - before.Extra; granted < 0 { // those that silence had granted are refused
		asked, granted = -granted, 0
	}
	return asked, granted, true
}

// ReplyDates are those to which the last day to answer a prolongation has moved,
// from and to; false for any other change.
func (l HistoryLine) ReplyDates() (from, to calendar.Date, ok bool) {
	var before, after Verification
	if l.Change != "verification.extension_moved" || !readSnapshot(l.Before, &before) || !readSnapshot(l.After, &after) ||
		before.Request == nil || after.Request == nil {
		return from, to, false
	}
	return before.Request.ReplyBy, after.Request.ReplyBy, true
}

// Topics are those that a change of a contract's clauses is about; none for any
// other change.
func (l HistoryLine) Topics() []Topic {
	var before, after Contract
	if l.Change != "contract.clause" || json.Unmarshal([]byte(l.Before), &before) != nil || json.Unmarshal([]byte(l.After), &after) != nil {
		return nil
	}
	return slices.DeleteFunc(Topics(), func(t Topic) bool { return snapshot(before.Clause(t)) == snapshot(after.Clause(t)) })
}

// Count is what was counted by a quantitative check; nil for any other change.
func (l HistoryLine) Count() *Count {
	verdict, _ := strings.CutPrefix(l.Change, "verification.")
	var after Verification
	if !slices.Contains(StepQuantity.Verdicts(), Verdict(verdict)) || !readSnapshot(l.After, &after) {
		return nil
	}
	return after.Count
}

// Selection is what a line says that a decision decides on its schools; "" for
// any other change.
func (l HistoryLine) Selection() Selection {
	var after struct{ Selection Selection }
	if l.Change != "decision.marked" || !readSnapshot(l.After, &after) {
		return SelectionNone
	}
	return after.Selection
}

// version is the subject's after the change; 0 when the line tells none.
func (l HistoryLine) version() int {
	var after struct{ Version int }
	if json.Unmarshal([]byte(l.After), &after) != nil {
		return 0
	}
	return after.Version
}

// HistoryStore keeps history, oldest first.
type HistoryStore interface {
	AddHistory(HistoryLine) error
	History(p ProjectID, s Subject) ([]HistoryLine, error)
}

// snapshot is v as JSON; nil is empty.
func snapshot(v any) string {
	if v == nil {
		return ""
	}
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b)
}

// readSnapshot reads a snapshot back; false when there is none.
func readSnapshot(text string, into any) bool {
	return text != "" && json.Unmarshal([]byte(text), into) == nil
}
