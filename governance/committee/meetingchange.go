package committee

import (
	"cmp"
	"context"
	"time"

	"pilotent/governance/record"
)

// EditMeeting asks that a meeting have another place, length or title. What is zero
// stays.
type EditMeeting struct {
	Number   int
	Place    string
	Duration time.Duration
	Title    string
	Reason   string
}

// EditMeeting changes what is said of a meeting to come but its start, and tells
// the channel. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) EditMeeting(ctx context.Context, a record.Actor, n EditMeeting) (before, after Meeting, err error) {
	if n.Place, n.Title, err = CleanMeeting(n.Place, n.Title, n.Duration); err != nil {
		return before, after, err
	}
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return before, after, err
	}
	if n.Place == "" && n.Title == "" && n.Duration == 0 {
		return before, after, record.InvalidError("meeting.nothing", "ref", Meeting{Number: n.Number}.Ref()).About("place")
	}
	return s.changeMeeting(ctx, a, n.Number, MeetingEdited, func(d *changeset, m *Meeting) error {
		was := *m
		n.apply(m)
		if len(m.differs(was)) == 0 {
			return record.ConflictError("meeting.unchanged", "ref", m.Ref()).About("place")
		}
		if m.Duration == was.Duration {
			return nil
		}
		return d.unusualMeeting(&was, *m)
	})
}

// apply changes what is asked of the meeting.
func (n EditMeeting) apply(m *Meeting) {
	m.Place, m.Title, m.Duration = cmp.Or(n.Place, m.Place), cmp.Or(n.Title, m.Title), cmp.Or(n.Duration, m.Duration)
	m.Reason = n.Reason
}

// differs are the parts in which the meeting is not what it was, but its start.
func (m Meeting) differs(was Meeting) (parts record.Parts) {
	parts.Note(record.PartTitle, m.Title != was.Title)
	parts.Note(record.PartPlace, m.Place != was.Place)
	parts.Note(record.PartDuration, m.Duration != was.Duration)
	return parts
}
