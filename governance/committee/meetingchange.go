package committee

import (
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
func (s *Service) EditMeeting(ctx context.Context, a record.Actor, n EditMeeting) (before, after Meeting, err error) {
	if n.Place, err = record.OptionalName("place", n.Place, record.MaxName); err != nil {
		return before, after, err
	}
	if n.Title, err = record.OptionalName("title", n.Title, record.MaxName); err != nil {
		return before, after, err
	}
	if n.Reason, err = record.OptionalText("reason", n.Reason); err != nil {
		return before, after, err
	}
	if n.Duration < 0 || n.Duration > maxDuration {
		return before, after, record.InvalidError("meeting.duration", "max", maxDuration).About("duration")
	}
	if n.Place == "" && n.Title == "" && n.Duration == 0 {
		return before, after, record.InvalidError("meeting.nothing", "ref", Meeting{Number: n.Number}.Ref()).About("place")
	}
	return s.changeMeeting(ctx, a, n.Number, MeetingEdited, func(d *changeset, m *Meeting) error {
		was := *m
		if n.Place != "" {
			m.Place = n.Place
		}
		if n.Title != "" {
			m.Title = n.Title
		}
		if n.Duration > 0 {
			m.Duration = n.Duration
		}
		m.Reason = n.Reason
		if len(m.differs(was)) == 0 {
			return record.ConflictError("meeting.unchanged", "ref", m.Ref()).About("place")
		}
		if m.Duration == was.Duration {
			return nil
		}
		return d.unusualMeeting(&was, *m)
	})
}

// differs are the parts in which the meeting is not what it was, but its start.
func (m Meeting) differs(was Meeting) (parts record.Parts) {
	parts.Note(record.PartTitle, m.Title != was.Title)
	parts.Note(record.PartPlace, m.Place != was.Place)
	parts.Note(record.PartDuration, m.Duration != was.Duration)
	return parts
}
