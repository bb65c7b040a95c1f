package governance

import (
	"context"

	"pilotent/governance/calendar"
)

// Overview is the project at a glance, as the actor may see it.
type Overview struct {
	Project       string
	Today         calendar.Date
	Schools       int
	ByStage       map[Stage]int
	OpenActions   int
	LateActions   []SupportAction
	Meetings      []Meeting      // to come, the first first
	Verifications []Verification // running, the first deadline first
	Proposed      []Decision     // waiting to be settled
}

// Overview counts the schools by stage, and gathers what is late and what
// comes. Anybody of the team may ask.
func (s *Secretariat) Overview(ctx context.Context, a Actor) (Overview, error) {
	o := Overview{ByStage: map[Stage]int{}}
	now := s.now()
	err := s.view(ctx, a, func(v visitor, tx Tx) error {
		o.Project, o.Today = v.Project.Name, v.Project.Today(now)
		schools, err := tx.Schools(v.Project.ID)
		if err != nil {
			return err
		}
		o.Schools = len(schools)
		for _, school := range schools {
			o.ByStage[school.Stage]++
		}
		open, err := tx.Actions(v.Project.ID, ActionFilter{State: ActionOpen})
		if err != nil {
			return err
		}
		o.OpenActions = len(open)
		for _, act := range open {
			if act.Late(o.Today) {
				o.LateActions = append(o.LateActions, act)
			}
		}
		meetings, err := tx.Meetings(v.Project.ID, MeetingFilter{State: MeetingScheduled, From: now})
		if err != nil {
			return err
		}
		for _, m := range meetings {
			if v.sees(m.Committee) {
				o.Meetings = append(o.Meetings, m)
			}
		}
		if o.Proposed, err = visibleDecisions(v, tx, DecisionFilter{State: DecisionIsProposed}); err != nil {
			return err
		}
		o.Verifications, err = tx.Verifications(v.Project.ID, true)
		for i, ver := range o.Verifications {
			o.Verifications[i] = v.verification(ver)
		}
		return err
	})
	return o, err
}
