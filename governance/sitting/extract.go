package sitting

import (
	"context"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// MeetingExtract is the list of meetings as it leaves the chat.
type MeetingExtract struct {
	record.Extract
	Meetings []committee.Meeting // in the order of their days
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
		list, err := committee.VisibleMeetings(v, tx, committee.MeetingFilter{}, code)
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
