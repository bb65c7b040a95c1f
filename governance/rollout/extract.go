package rollout

import (
	"context"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// ActionExtract is the list of actions as it leaves the chat.
type ActionExtract struct {
	record.Extract
	Actions []SupportAction // the first due first
	Schools map[record.UAI]perimeter.School
}

// DueOn is the day by which an action counts: that on which it is due, else that
// on which it was given.
func (e ActionExtract) DueOn(a SupportAction) calendar.Date {
	if a.Due.IsZero() {
		return e.Day(a.CreatedAt)
	}
	return a.Due
}

// ExtractActions are the actions that the filter lets through, of the days of
// the period; late ones only when late is set.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) ExtractActions(ctx context.Context, a record.Actor, f ActionFilter, late bool, within record.Period) (ActionExtract, error) {
	var e ActionExtract
	if err := within.Check(); err != nil {
		return e, err
	}
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		e.Project, e.Now = v.Project, s.base.Now()
		if late {
			f.DueBefore, f.State = e.Today(), ActionOpen
		}
		f, err := f.read(v)
		if err != nil {
			return err
		}
		list, err := VisibleActions(v, tx, f)
		if err != nil {
			return err
		}
		for _, act := range list {
			if within.Has(e.DueOn(act)) {
				e.Actions = append(e.Actions, act)
			}
		}
		e.Schools, err = perimeter.SchoolsKnown(tx, v.Project.ID)
		return err
	})
	if err != nil {
		return ActionExtract{}, err
	}
	var people []record.Person
	for _, act := range e.Actions {
		people = append(append(people, act.Author), act.Assignees...)
	}
	e.Named(ctx, s.base.Directory, people)
	return e, nil
}
