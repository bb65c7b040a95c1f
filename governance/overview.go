package governance

import (
	"context"
	"time"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// Overview is the project at a glance, as the actor may see it.
type Overview struct {
	Project       string
	Closed        *record.Closing // nil while the project is open
	Today         calendar.Date
	Schools       int
	ByStage       map[perimeter.Stage]int
	OpenActions   int
	LateActions   []rollout.SupportAction
	Meetings      []committee.Meeting       // to come, the first first
	Verifications []acceptance.Verification // running, the first deadline first
	Proposed      []committee.Decision      // waiting to be settled
	Agreements    []committee.Agreement     // in force, the first to end first
}

// Overview counts the schools by stage, and gathers what is late and what
// comes. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Overview(ctx context.Context, a record.Actor) (Overview, error) {
	var o Overview
	err := s.base.View(ctx, a, func(v record.Caller, own reminder.Tx) (err error) {
		o, err = s.overview(ctx, v, acceptance.Open(own))
		return err
	})
	return o, err
}

func (s *Service) overview(ctx context.Context, v record.Caller, tx acceptance.Tx) (o Overview, err error) {
	now := s.base.Now()
	o.Project, o.Closed, o.Today = v.Project.Name, v.Project.Closed, v.Project.Today(now)
	if o.ByStage, err = s.schools.Count(ctx, tx, v.Project.ID); err != nil {
		return o, err
	}
	for _, n := range o.ByStage {
		o.Schools += n
	}
	if o.Proposed, err = committee.VisibleDecisions(v, tx, committee.DecisionFilter{State: committee.DecisionIsProposed}); err != nil {
		return o, err
	}
	if o.Agreements, err = committee.AgreementsInForce(tx, v.Project.ID, "", o.Today); err != nil {
		return o, err
	}
	if err := o.gather(tx, v, now); err != nil {
		return o, err
	}
	o.Verifications, err = tx.Verifications(v.Project.ID, true)
	for i, ver := range o.Verifications {
		o.Verifications[i] = acceptance.Redacted(v, ver)
	}
	return o, err
}

// gather adds the actions that are open, and the meetings to come that the caller
// may see.
func (o *Overview) gather(tx acceptance.Tx, v record.Caller, now time.Time) error {
	open, err := rollout.VisibleActions(v, tx, rollout.ActionFilter{State: rollout.ActionOpen})
	if err != nil {
		return err
	}
	o.OpenActions = len(open)
	for _, act := range open {
		if act.Late(o.Today) {
			o.LateActions = append(o.LateActions, act)
		}
	}
	meetings, err := tx.Meetings(v.Project.ID, committee.MeetingFilter{State: committee.MeetingScheduled, From: now, Unheld: true})
	for _, m := range meetings {
		if v.Sees(m.Committee) {
			o.Meetings = append(o.Meetings, m)
		}
	}
	return err
}
