package sitting

import (
	"context"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

// Preparation is what is known of a meeting to come before it takes place.
type Preparation struct {
	Roll
	// Records says that the reader is of the committee, or a pilot.
	Records bool
	// Last is the last day on which it is convened in time, and Today that of the reading.
	Last, Today calendar.Date
	// Own is the seat of the reader; zero where it has none.
	Own Seat
}

// Begins reports whether it is still to begin.
func (p Preparation) Begins() bool { return p.Start().After(p.Now) && p.OpenedAt.IsZero() }

// Late reports whether it is too late to convene it in time.
func (p Preparation) Late() bool { return p.Today.After(p.Last) }

// Silent are those who were convened and have not answered, besides the reader.
func (p Preparation) Silent() (names []record.Called) {
	for _, s := range p.Seats {
		if s.Answer == AnswerNone && s.Number != p.Own.Number {
			names = append(names, s.Called())
		}
	}
	return names
}

// Preparation is how far a meeting is prepared, for those who see its committee.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Preparation(ctx context.Context, a record.Actor, meeting int) (p Preparation, err error) {
	err = s.view(ctx, a, func(v record.Caller, tx Tx) error {
		if p.Roll, err = s.roll(v, tx, meeting); err != nil {
			return err
		}
		rules, err := rulesOf(tx, p.Of)
		if err != nil {
			return err
		}
		p.Records = v.Records(p.Committee)
		p.Last, p.Today = rules.Last(p.Day, v.Project.Calendar()), v.Project.Today(s.base.Now())
		for _, seat := range p.Seats {
			if seat.Account.Is(v.User) {
				p.Own = seat
			}
		}
		return nil
	})
	return p, err
}
