package minutes

import (
	"cmp"
	"slices"
	"strings"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// DeadlinesOf are those that a change of a verification's deadline went from and
// to; false for any other change.
func DeadlinesOf(l record.HistoryLine) (from, to calendar.Date, ok bool) {
	before, after, ok := record.States[acceptance.Verification](l)
	if !ok || l.Change != "verification.moved" {
		return from, to, false
	}
	return before.Deadline, after.Deadline, true
}

// StartsOf are the days with which a verification was said to begin, before and after
// that was put right; false for any other change.
func StartsOf(l record.HistoryLine) (from, to calendar.Date, ok bool) {
	before, after, ok := record.States[acceptance.Verification](l)
	if !ok || l.Change != "verification.restarted" {
		return from, to, false
	}
	return before.NotifiedOn, after.NotifiedOn, true
}

// ExtensionOf is how many days of prolongation a line is about: those asked for, and
// those that the supplier has got by it; false for any other change.
func ExtensionOf(l record.HistoryLine) (asked, granted int, ok bool) {
	before, after, ok := record.States[acceptance.Verification](l)
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

// ReplyDatesOf are those to which the last day to answer a prolongation has moved,
// from and to; false for any other change.
func ReplyDatesOf(l record.HistoryLine) (from, to calendar.Date, ok bool) {
	before, after, ok := record.States[acceptance.Verification](l)
	if !ok || l.Change != "verification.extension_moved" || before.Request == nil || after.Request == nil {
		return from, to, false
	}
	return before.Request.ReplyBy, after.Request.ReplyBy, true
}

// CountOf is what was counted by a quantitative check; nil for any other change.
func CountOf(l record.HistoryLine) *acceptance.Count {
	verdict, _ := strings.CutPrefix(l.Change, "verification.")
	after, ok := l.After.(acceptance.Verification)
	if !ok || !slices.Contains(contract.StepQuantity.Verdicts(), contract.Verdict(verdict)) {
		return nil
	}
	return after.Count
}
