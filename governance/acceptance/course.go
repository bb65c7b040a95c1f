package acceptance

import (
	"reflect"
	"slices"
	"strings"

	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// correctedChange is the change that puts something right. Its line has beside it
// what was awaited, as it was before what was wrong: an earlier version than the last.
const correctedChange = "verification.corrected"

// WentBack reports whether a change has taken back others: those after the version
// that it starts from.
func WentBack(before, after Verification) bool { return before.Version < after.Version-1 }

// PutRight is a verification's history, where each correction starts from what was
// awaited. The lines that programs up to 12d7c4b have written start from what a
// silence had done.
func PutRight(lines []record.HistoryLine) []record.HistoryLine {
	lines = slices.Clone(lines)
	var silences []Verification // what was awaited, of one after the other
	for i, l := range lines {
		before, after, ok := record.States[Verification](l)
		switch {
		case !ok:
		case strings.HasPrefix(l.Change, TacitChange):
			if before.Tacit == "" {
				silences = nil
			}
			silences = append(silences, before)
		case l.Change == correctedChange && !WentBack(before, after) && len(silences) > 0:
			lines[i].Before = silenced(silences, after)
		}
	}
	return lines
}

// silenced is the silence in whose place a correction has put what the verification
// is after it: the supplier's answer in that of its own, though others have followed,
// and all else in that of the last.
func silenced(silences []Verification, after Verification) Verification {
	last := silences[len(silences)-1]
	if after.Phase != PhasePresentation && after.Phase != PhaseChoice {
		return last
	}
	for _, s := range slices.Backward(silences) {
		if s.Phase.AwaitsAnswer() {
			return s
		}
	}
	return last
}

// DecidesAfter reports whether a decision made the verification what it is from what
// it was: it says something else, or what the buyer had to do is done, and no
// silence has done it. A réfaction may be decided again word for word.
func (v Verification) DecidesAfter(before Verification) bool {
	acted := before.Open() && !before.Phase.OfSupplier() && v.Phase != before.Phase && v.Tacit == ""
	return acted || !reflect.DeepEqual(v.said(), before.said())
}

// said is what the last decision says.
func (v Verification) said() Verification {
	return Verification{
		Outcome: v.Outcome, Reason: v.Reason, Rate: v.Rate, Observations: v.Observations, DecisionRef: v.DecisionRef,
		DecidedOn: v.DecidedOn, DecidedBy: v.DecidedBy,
	}
}

// act is a decision, an answer, a presentation or a silence.
type act struct {
	awaited, after Verification
	line           record.HistoryLine
}

// silent reports whether nobody has done it.
func (a act) silent() bool { return strings.HasPrefix(a.line.Change, TacitChange) }

// answerable reports whether an answer of the supplier may stand in its place.
func (a act) answers() bool { return a.awaited.Phase.AwaitsAnswer() }

// decides reports whether a decision may stand in its place.
func (a act) decides() bool { return a.silent() || a.after.DecidesAfter(a.awaited) }

// standing are the acts of a history, but for those that were taken back.
func standing(lines []record.HistoryLine) (acts []act) {
	for _, l := range PutRight(lines) {
		before, after, ok := record.States[Verification](l)
		if !ok || after.Outcome == contract.OutcomeVoid {
			continue
		}
		if WentBack(before, after) {
			acts = slices.DeleteFunc(acts, func(a act) bool { return a.after.Version > before.Version })
		}
		if after.Phase != before.Phase || after.DecidesAfter(before) {
			acts = append(acts, act{before, after, l})
		}
	}
	return acts
}

// Wrong is what a correction has taken the place of, as the end of a key of the
// catalogue: "" of a silence, "_decision", "_detail" of one that is the same with other
// words, "_answer" of the supplier, or "_start" of a silence at the end of a period that
// had begun on another day.
func (v VerificationView) Wrong() string {
	switch {
	case v.Outcome == contract.OutcomeUndecided:
		return "_start"
	case v.Was.Tacit != "":
		return ""
	case v.Awaited.DecidedOn == v.DecidedOn && v.Awaited.Outcome == v.Outcome:
		return "_answer"
	case v.Was.DecidedOn == v.DecidedOn && v.Was.Outcome == v.Outcome:
		return "_detail"
	default:
		return "_decision"
	}
}
