package sitting

import (
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// Outcome is something that came of a meeting.
type Outcome struct {
	// Decision is the decision, Action the action; the other is nil.
	Decision *committee.Decision
	Action   *rollout.SupportAction
	// Point is the number of the point at which it was noted; 0 for none.
	Point int
}

// Subject is what it is.
func (o Outcome) Subject() record.Subject {
	if o.Decision != nil {
		return o.Decision.Subject()
	}
	return o.Action.Subject()
}

// outcomes are what came of a meeting: what was noted while it sat, but for decisions
// of which somebody has said since that another took them, then the other decisions
// that are said to be its own.
func outcomes(tx Tx, m committee.Meeting) (list []Outcome, err error) {
	if m.OpenedAt.IsZero() {
		return nil, nil
	}
	lines, err := tx.History(m.Project, m.Subject())
	if err != nil {
		return nil, err
	}
	for _, noted := range record.OutcomesIn(lines) {
		o, err := outcome(tx, noted)
		if err != nil {
			return nil, err
		}
		if o.Decision == nil || o.Decision.Meeting == 0 || o.Decision.Meeting == m.Number {
			list = append(list, o)
		}
	}
	taken, err := tx.Decisions(m.Project, committee.DecisionFilter{Committee: m.Committee, Meeting: m.Number})
	for _, dec := range slices.Backward(taken) {
		if !slices.ContainsFunc(list, func(o Outcome) bool { return o.Subject() == dec.Subject() }) {
			list = append(list, Outcome{Decision: &dec})
		}
	}
	return list, err
}

// outcome reads what was noted.
func outcome(tx Tx, noted record.Outcome) (Outcome, error) {
	ref, err := committee.ParseDecisionRef(noted.About.Ref())
	if err != nil {
		act, err := tx.Action(noted.Project, noted.About.Number())
		return Outcome{Action: &act, Point: noted.Point}, err
	}
	dec, err := tx.Decision(noted.Project, ref)
	return Outcome{Decision: &dec, Point: noted.Point}, err
}

// At are the outcomes of one point.
func (a Agenda) At(p Point) (list []Outcome) {
	for _, o := range a.Outcomes {
		if o.Point == p.Number {
			list = append(list, o)
		}
	}
	return list
}

// AtHand is the point at hand; false for none.
func (a Agenda) AtHand() (Point, bool) {
	i := slices.IndexFunc(a.Points, func(p Point) bool { return a.Point != 0 && p.Number == a.Point })
	if i < 0 {
		return Point{}, false
	}
	return a.Points[i], true
}

// Next is the point that comes after the one at hand and was not taken up yet, or the
// first that was not; false where all were.
func (a Agenda) Next() (Point, bool) {
	at, _ := a.AtHand()
	waits := func(p Point) bool { return p.State == PointPlanned && p.Place > at.Place }
	i := slices.IndexFunc(a.Points, waits)
	if i < 0 {
		i = slices.IndexFunc(a.Points, func(p Point) bool { return p.State == PointPlanned })
	}
	if i < 0 {
		return Point{}, false
	}
	return a.Points[i], true
}

// Carried are the points that were not dealt with.
func (a Agenda) Carried() (list []Point) {
	for _, p := range a.Points {
		if p.State == PointCarried {
			list = append(list, p)
		}
	}
	return list
}
