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

// MeetingExtract is the list of meetings as it leaves the chat.
type MeetingExtract struct {
	record.Extract
	Meetings []Meeting // in the order of their days
}

// ExtractMeetings are the meetings of the period, held, cancelled or to come, of
// the committees that the actor sees; of one committee when code is given.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) ExtractMeetings(ctx context.Context, a record.Actor, code string, within record.Period) (MeetingExtract, error) {
	var e MeetingExtract
	if err := within.Check(); err != nil {
		return e, err
	}
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		e.Project, e.Now = v.Project, s.base.Now()
		list, err := visibleMeetings(v, tx, MeetingFilter{}, code)
		for _, m := range list {
			if within.Has(m.Day) {
				e.Meetings = append(e.Meetings, m)
			}
		}
		return err
	})
	if err != nil {
		return MeetingExtract{}, err
	}
	var people []record.Person
	for _, m := range e.Meetings {
		people = append(people, m.Author)
	}
	e.Named(ctx, s.base.Directory, people)
	return e, nil
}
