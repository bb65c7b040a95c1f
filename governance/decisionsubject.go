package governance

import (
	"slices"
	"strconv"
)

// NounDecision is the noun of decisions.
const NounDecision Noun = "decision"

// What deliveries tell of a decision.
const (
	DecisionProposed DeliveryKind = "decision.proposed"
	DecisionSettled  DeliveryKind = "decision.settled" // adopted, rejected or deferred
	DecisionMarked   DeliveryKind = "decision.marked"  // what it decides on its schools is said
)

var decisionKinds = map[DeliveryKind]deliveryPolicy{DecisionProposed: {}, DecisionSettled: {}, DecisionMarked: {}}

func loadDecision(tx cachedTx, b Brief, s Subject) (About, error) {
	dec, err := tx.Decision(b.Project.ID, s.Ref())
	if err != nil {
		return nil, err
	}
	c, err := tx.committee(b.Project.ID, dec.Committee)
	if err != nil {
		return nil, err
	}
	view := DecisionView{Decision: dec, CommitteeName: c.Name, keeper: c}
	if view.SchoolList, err = schoolsOf(tx, b.Project.ID, dec.Schools); err != nil {
		return nil, err
	}
	return view, nil
}

func (v DecisionView) facts() facts {
	return facts{ref: v.Ref, author: v.Author, version: v.Version, keeper: v.keeper}
}

func (v DecisionView) content(tx Tx, b *Brief, d Delivery) (err error) {
	if d.Occurrence != strconv.Itoa(v.Version) {
		b.Moot = MootChanged
	}
	b.Change, err = changeTo(tx, d)
	return err
}

func (d Decision) holders() []Person { return nil }

// proposedFor is after how many days an open proposal is late.
const proposedFor = 14

// digestDecisions are the committee's that were proposed long ago, and not settled.
func digestDecisions(tx Tx, s digestScope) (of digested, err error) {
	if s.committee == nil {
		return of, nil
	}
	proposed, err := tx.Decisions(s.project.ID, DecisionFilter{Committee: s.committee.Code, State: DecisionIsProposed})
	for _, dec := range slices.Backward(proposed) {
		if s.project.Today(dec.LoggedAt).DaysUntil(s.today) > proposedFor {
			of.late = append(of.late, dec)
		}
	}
	return of, err
}
