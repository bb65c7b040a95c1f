package governance

import (
	"cmp"
	"reflect"
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
	// Before and After are the subject; nil when it did not exist, and of what does
	// not change it.
	Before, After State
	// Note is what the person wrote beside the change: a reason, a reference.
	Note string
}

// states are what a line keeps of a subject of type S, before and after; false
// where it does not keep both.
func states[S any](l HistoryLine) (before, after S, ok bool) {
	before, was := l.Before.(S)
	after, is := l.After.(S)
	return before, after, was && is
}

// Stages are those that a change of a school's stage went from and to; false
// for any other change.
func (l HistoryLine) Stages() (from, to Stage, ok bool) {
	before, after, ok := states[School](l)
	if !ok || l.Change != "school.moved" {
		return "", "", false
	}
	return before.Stage, after.Stage, true
}

// Deadlines are those that a change of a verification's deadline went from and
// to; false for any other change.
func (l HistoryLine) Deadlines() (from, to calendar.Date, ok bool) {
	before, after, ok := states[Verification](l)
	if !ok || l.Change != "verification.moved" {
		return from, to, false
	}
	return before.Deadline, after.Deadline, true
}

// Extension is how many days of prolongation a line is about: those asked for, and
// those that the supplier has got by it; false for any other change.
func (l HistoryLine) Extension() (asked, granted int, ok bool) {
	before, after, ok := states[Verification](l)
	if !ok || !strings.HasPrefix(l.Change, "verification.exten") {
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
	before, after, ok := states[Verification](l)
	if !ok || l.Change != "verification.extension_moved" || before.Request == nil || after.Request == nil {
		return from, to, false
	}
	return before.Request.ReplyBy, after.Request.ReplyBy, true
}

// Topics are those that a change of a contract's clauses is about; none for any
// other change.
func (l HistoryLine) Topics() []Topic {
	before, after, ok := states[Contract](l)
	if !ok || l.Change != "contract.clause" {
		return nil
	}
	return slices.DeleteFunc(Topics(), func(t Topic) bool { return reflect.DeepEqual(before.Clause(t), after.Clause(t)) })
}

// Count is what was counted by a quantitative check; nil for any other change.
func (l HistoryLine) Count() *Count {
	verdict, _ := strings.CutPrefix(l.Change, "verification.")
	after, ok := l.After.(Verification)
	if !ok || !slices.Contains(StepQuantity.Verdicts(), Verdict(verdict)) {
		return nil
	}
	return after.Count
}

// Selection is what a line says that a decision decides on its schools; "" for
// any other change.
func (l HistoryLine) Selection() Selection {
	after, ok := l.After.(Decision)
	if !ok || l.Change != "decision.marked" {
		return SelectionNone
	}
	return after.Selection
}

// version is the subject's after the change; 0 when the line tells none.
func (l HistoryLine) version() int {
	k, err := kindOf(l.Change)
	if err != nil || k.version == nil || l.After == nil {
		return 0
	}
	return k.version(l.After)
}

// HistoryStore keeps history, oldest first. It stores a line's Texts, and reads
// lines back with Read, whose error it answers.
type HistoryStore interface {
	AddHistory(HistoryLine) error
	History(p ProjectID, s Subject) ([]HistoryLine, error)
}
