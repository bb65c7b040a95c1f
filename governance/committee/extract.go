package committee

import (
	"context"
	"slices"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// DecisionExtract is the register of decisions as it leaves the chat.
type DecisionExtract struct {
	record.Extract
	Decisions []Decision // in the order of their days
	Schools   map[record.UAI]perimeter.School
}

// Day is the day on which a decision was taken or came to its state, else that on
// which it was logged.
func (e DecisionExtract) Day(d Decision) calendar.Date {
	switch {
	case !d.DecidedOn.IsZero():
		return d.DecidedOn
	case d.SettledAt.IsZero():
		return e.Extract.Day(d.LoggedAt)
	default:
		return e.Extract.Day(d.SettledAt)
	}
}

// ExtractDecisions are the decisions that the filter lets through and the actor
// may see.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) ExtractDecisions(ctx context.Context, a record.Actor, f DecisionFilter) (DecisionExtract, error) {
	var e DecisionExtract
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		e.Project, e.Now = v.Project, s.base.Now()
		if f, err = f.read(v); err != nil {
			return err
		}
		list, err := VisibleDecisions(v, tx, f)
		if err != nil {
			return err
		}
		slices.Reverse(list)
		e.Decisions = list
		e.Schools, err = perimeter.SchoolsKnown(tx, v.Project.ID)
		return err
	})
	if err != nil {
		return DecisionExtract{}, err
	}
	var people []record.Person
	for _, d := range e.Decisions {
		people = append(append(people, d.Author), d.InCharge...)
	}
	e.Named(ctx, s.base.Directory, people)
	return e, nil
}
