package record

import "slices"

// Outcome is something that came of a meeting: a decision or an action that was given
// while it sat. The history of the meeting keeps it, and no table: what was noted at
// which point is what was done, whatever becomes of the points.
type Outcome struct {
	Project ProjectID
	Meeting int
	// Point is the number of the point that was at hand; 0 for none.
	Point int
	About Subject
}

// OutcomeNoted is the change by which a decision or an action joins a meeting.
const OutcomeNoted = "outcome.noted"

// OutcomeEvents are what history keeps of outcomes.
func OutcomeEvents() Kind {
	return Keeps("outcome", Outcome.stored, storedOutcome.outcome).Beginning(OutcomeNoted)
}

// storedOutcome is an outcome as history stores it.
type storedOutcome struct {
	Project ProjectID `json:"Project"`
	Meeting int       `json:"Meeting"`
	Point   int       `json:"Point"`
	About   Subject   `json:"About"`
}

func (o Outcome) stored() storedOutcome { return storedOutcome(o) }

func (f storedOutcome) outcome() Outcome { return Outcome(f) }

// OutcomesIn are those that lines of a meeting's history tell of, the first noted first:
// each once, at the point at which it was noted last.
func OutcomesIn(lines []HistoryLine) (list []Outcome) {
	for _, l := range lines {
		o, ok := l.After.(Outcome)
		if !ok {
			continue
		}
		if i := slices.IndexFunc(list, func(other Outcome) bool { return other.About == o.About }); i >= 0 {
			list[i] = o
		} else {
			list = append(list, o)
		}
	}
	return list
}
