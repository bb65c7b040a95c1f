package rollout

import (
	"context"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// ActionView is an action with what surrounds it.
type ActionView struct {
	SupportAction
	SchoolList []perimeter.School
	Today      calendar.Date
	History    []record.HistoryLine

	// group owns it; the zero Committee where none does.
	group record.Committee
}

// Action is one action and its history. Anybody of the team may ask.
// Errors: NotFound, Forbidden, Unavailable.
func (s *Service) Action(ctx context.Context, a record.Actor, number int) (ActionView, error) {
	var view ActionView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if view.SupportAction, err = FindAction(tx, v.Project.ID, number); err != nil {
			return err
		}
		view.SupportAction = Redacted(v, view.SupportAction)
		view.Today = v.Project.Today(s.base.Now())
		if view.SchoolList, err = perimeter.SchoolsOf(tx, v.Project.ID, view.Schools); err != nil {
			return err
		}
		perimeter.Redacted(v, view.SchoolList)
		view.History, err = actionHistory(v, tx, view.SupportAction)
		return err
	})
	return view, err
}

// Actions lists what the filter lets through, the first due first, or what was done,
// the last first; late ones only when late is set. today is the project's day.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Actions(ctx context.Context, a record.Actor, f ActionFilter, late bool) (list []SupportAction, today calendar.Date, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		today = v.Project.Today(s.base.Now())
		if late {
			f.DueBefore, f.State = today, ActionOpen
		}
		if f, err = f.read(v); err != nil {
			return err
		}
		if f.School != "" {
			if _, err := perimeter.FindSchool(tx, v.Project.ID, f.School); err != nil {
				return err
			}
		}
		if list, err = VisibleActions(v, tx, f); f.State == ActionDid {
			slices.SortStableFunc(list, func(a, o SupportAction) int { return o.ClosedAt.Compare(a.ClosedAt) })
		}
		return err
	})
	return list, today, err
}
