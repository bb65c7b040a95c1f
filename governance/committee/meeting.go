package committee

import (
	"context"
	"errors"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Meeting is a session of a committee.
type Meeting struct {
	Project   record.ProjectID
	Number    int
	Committee string
	// Day, Hour, Minute and Zone are what people were told; Start follows.
	Day          calendar.Date
	Hour, Minute int
	Zone         string
	Duration     time.Duration // zero when not said
	Place        string
	State        MeetingState
	Reason       string // why it was moved or cancelled
	Author       record.Person
	CreatedAt    time.Time
	Version      int
	Title        string // what it is about; "" where nobody has said
	// FormerRef is its number in the register from which it was brought in; "" where
	// it had none, or was planned here. Of a committee, no two have the same.
	FormerRef string
	// Series is the number of the series (S-3) that it comes from, and Slot the day on
	// which it falls by the series' rule, whatever it was moved to since; 0 and the zero
	// Date for a meeting that stands alone.
	Series int
	Slot   calendar.Date
	// OpenedAt and ClosedAt are when it was really opened and closed; zero until then.
	OpenedAt, ClosedAt time.Time
	// Point is the number, which stays, of the point at hand; 0 for none.
	Point int
}

// Sits reports whether the meeting has been opened, and not closed yet.
func (m Meeting) Sits() bool { return !m.OpenedAt.IsZero() && m.ClosedAt.IsZero() }

// MeetingState is where a meeting stands.
type MeetingState string

const (
	MeetingScheduled MeetingState = "scheduled"
	MeetingOff       MeetingState = "cancelled"
)

func (s MeetingState) MessageKey() string { return "meeting_state." + string(s) }

// Ref is how people name the meeting.
func (m Meeting) Ref() string { return "R-" + strconv.Itoa(m.Number) }

// Subject names the meeting in history and deliveries.
func (m Meeting) Subject() record.Subject { return NounMeeting.Subject(m.Ref()) }

// Start is the instant at which clocks in the meeting's zone show its hour.
func (m Meeting) Start() time.Time {
	loc, err := time.LoadLocation(m.Zone)
	if err != nil {
		loc = time.UTC
	}
	return m.Day.At(m.Hour, m.Minute, loc)
}

// setStart keeps the wall clock of t, which is what people are told.
func (m *Meeting) setStart(t time.Time, zone string) {
	m.Day, m.Hour, m.Minute, m.Zone = calendar.DateOf(t), t.Hour(), t.Minute(), zone
}

// MeetingFilter narrows a list; zero fields do not.
type MeetingFilter struct {
	Committee string
	State     MeetingState
	From      time.Time // that begin at or after
	Series    int       // the number of the series that they come from
	Sitting   bool      // that have been opened, and not closed
	Unheld    bool      // that have not been closed: one may be held before its day
	Limit     int
}

// MeetingStore keeps meetings.
type MeetingStore interface {
	// Meeting finds by number; ErrNone when there is none.
	Meeting(p record.ProjectID, number int) (Meeting, error)
	// Meetings are those that the filter lets through, the first to begin first.
	Meetings(p record.ProjectID, f MeetingFilter) ([]Meeting, error)
	PutMeeting(Meeting) error
}

// reminders are owed to the committee's channel at each of its leads.
func (m Meeting) reminders(c record.Committee) []reminder.Delivery {
	if m.State != MeetingScheduled || !m.OpenedAt.IsZero() {
		return nil
	}
	start := m.Start()
	var due []time.Time
	for _, l := range c.Leads {
		if at := l.Before(start); at.Before(start) {
			due = append(due, at)
		}
	}
	return reminder.Planned(m.Project, m.Subject(), MeetingReminder, reminder.Appointment{To: reminder.ToChannel(c.Channel), Due: due})
}

// maxDuration bounds a meeting's length.
const maxDuration = 12 * time.Hour

// NewMeeting asks for a meeting.
type NewMeeting struct {
	Committee string // code; default the committee of the channel
	Start     time.Time
	Duration  time.Duration // zero when not said
	Place     string
	Title     string
}

// ScheduleMeeting plans a meeting, announces it in the committee's channel and
// owes the reminders. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) ScheduleMeeting(ctx context.Context, a record.Actor, n NewMeeting) (Meeting, record.Committee, error) {
	var m Meeting
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return m, record.Committee{}, err
	}
	if err := s.base.MustMember(ctx, v); err != nil {
		return m, record.Committee{}, err
	}
	c, err := v.CommitteeNamed(n.Committee)
	if err != nil {
		return m, c, err
	}
	if err := MustServe(ctx, s.base, v, c); err != nil {
		return m, record.Committee{}, err
	}
	if n.Place, n.Title, err = CleanMeeting(n.Place, n.Title, n.Duration); err != nil {
		return m, c, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if !n.Start.After(d.Now) {
			return record.InvalidError("meeting.past", "start", n.Start).About("date")
		}
		num, err := NextMeeting(d.Changeset, c)
		if err != nil {
			return err
		}
		m = Meeting{
			Project: v.Project.ID, Number: num, Committee: c.Code, Duration: n.Duration, Place: n.Place, Title: n.Title,
			State: MeetingScheduled, Author: d.User, CreatedAt: d.Now,
		}
		m.setStart(n.Start.In(v.Project.Location()), v.Project.Zone)
		if err := d.unusualMeeting(nil, m); err != nil {
			return err
		}
		if err := d.saveMeeting(&m, c, MeetingPlanned); err != nil {
			return err
		}
		return d.Record(m.Subject(), "meeting.planned", nil, m, "")
	})
	return m, c, err
}

// CleanMeeting are the place and the title as they are kept; refused are those that
// no one could read, and a length that no meeting has.
// Errors: Invalid.
func CleanMeeting(place, title string, length time.Duration) (string, string, error) {
	place, err := record.OptionalName("place", place, record.MaxName)
	if err != nil {
		return "", "", err
	}
	if title, err = record.OptionalName("subject", title, record.MaxName); err != nil {
		return "", "", err
	}
	if length < 0 || length > maxDuration {
		return "", "", record.InvalidError("meeting.duration", "max", maxDuration).About("duration")
	}
	return place, title, nil
}

// saveMeeting writes the meeting, makes its reminders follow, and announces
// the change.
func (d *changeset) saveMeeting(m *Meeting, c record.Committee, kind reminder.DeliveryKind) error {
	if err := d.writeMeeting(m, c); err != nil {
		return err
	}
	return d.Announce(m.Subject(), kind, m.Version, reminder.ToChannel(c.Channel))
}

// writeMeeting writes the meeting, and makes its reminders follow.
func (d *changeset) writeMeeting(m *Meeting, c record.Committee) error {
	m.Version++
	if err := d.PutMeeting(*m); err != nil {
		return err
	}
	return d.Replan(m.Subject(), m.reminders(c))
}

// mustBeToCome refuses a meeting that was cancelled or has begun.
func (m Meeting) mustBeToCome(now time.Time) error {
	if m.State == MeetingOff {
		return m.offError()
	}
	if !m.OpenedAt.IsZero() || !m.Start().After(now) {
		return record.ConflictError("meeting.begun", "ref", m.Ref(), "start", m.Start())
	}
	return nil
}

// changeMeeting runs change on a meeting that is still to come and writes it.
func (s *Service) changeMeeting(ctx context.Context, a record.Actor, number int, kind reminder.DeliveryKind, change func(d *changeset, m *Meeting) error) (before, m Meeting, err error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return before, m, err
	}
	err = s.read(ctx, func(tx Tx) error {
		before, err = VisibleMeeting(v, tx, number)
		return err
	})
	if err != nil {
		return before, m, err
	}
	c, err := v.CommitteeNamed(before.Committee)
	if err != nil {
		return before, m, err
	}
	if err := s.base.MustRecord(ctx, v, c); err != nil {
		return before, m, err
	}
	err = s.update(ctx, v, func(d *changeset) error {
		if before, err = VisibleMeeting(d.Caller, d.Tx, number); err != nil {
			return err
		}
		if err := before.mustBeToCome(d.Now); err != nil {
			return err
		}
		m = before
		if err := change(d, &m); err != nil {
			return err
		}
		d.AloudFor(c, m.newWords(before)...)
		if err := d.saveMeeting(&m, c, kind); err != nil {
			return err
		}
		return d.Record(m.Subject(), string(kind), before, m, m.Reason)
	})
	return before, m, err
}

// newWords are those that a change has brought.
func (m Meeting) newWords(before Meeting) (words []string) {
	if m.Reason != before.Reason {
		words = append(words, m.Reason)
	}
	if m.Title != before.Title || m.Place != before.Place {
		words = append(words, m.Title, m.Place)
	}
	return words
}

// MoveMeeting gives a meeting another start; its reminders follow, and the
// channel is told. Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) MoveMeeting(ctx context.Context, a record.Actor, number int, to record.Shift[time.Time], reason string) (before, after Meeting, err error) {
	if reason, err = record.OptionalText("reason", reason); err != nil {
		return before, after, err
	}
	return s.changeMeeting(ctx, a, number, MeetingMoved, func(d *changeset, m *Meeting) error {
		start, err := record.Shifted(d.Changeset.Changeset, to, m.Start())
		switch {
		case err != nil:
			return err
		case !start.After(d.Now):
			return record.InvalidError("meeting.past", "start", start).About("moved")
		case start.Equal(m.Start()):
			return record.ConflictError("meeting.same", "ref", m.Ref(), "start", start).About("moved")
		}
		before := *m
		m.setStart(start.In(d.Project.Location()), d.Project.Zone)
		m.Reason = reason
		return d.unusualMeeting(&before, *m)
	})
}

// CancelMeeting cancels a meeting; its reminders go, and the channel is told.
// Members of the committee and pilots may.
// Errors: Invalid, NotFound, Conflict, Forbidden, Unavailable.
func (s *Service) CancelMeeting(ctx context.Context, a record.Actor, number int, reason string) (Meeting, error) {
	reason, err := record.OptionalText("reason", reason)
	if err != nil {
		return Meeting{}, err
	}
	_, m, err := s.changeMeeting(ctx, a, number, MeetingCancelled, func(_ *changeset, m *Meeting) error {
		m.State, m.Reason = MeetingOff, reason
		return nil
	})
	return m, err
}

// MeetingView is a meeting with what surrounds it.
type MeetingView struct {
	Meeting
	CommitteeName string
	Leads         []record.Lead
	History       []record.HistoryLine
	// keeper is its committee, as read for a delivery.
	keeper record.Committee
}

// Meeting is one meeting and its history, for those who see its committee.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Meeting(ctx context.Context, a record.Actor, number int) (MeetingView, error) {
	var view MeetingView
	err := s.view(ctx, a, func(v record.Caller, tx Tx) (err error) {
		if view.Meeting, err = VisibleMeeting(v, tx, number); err != nil {
			return err
		}
		c, err := v.CommitteeNamed(view.Committee)
		if err != nil {
			return err
		}
		view.CommitteeName, view.Leads = c.Name, c.Leads
		view.History, err = tx.History(v.Project.ID, view.Subject())
		return err
	})
	return view, err
}

// Meetings lists the meetings to come of the committees that the actor sees,
// the first to begin first; of one committee when code is given. With past,
// those that have begun as well.
// Errors: Invalid, NotFound, Forbidden, Unavailable.
func (s *Service) Meetings(ctx context.Context, a record.Actor, code string, past bool) ([]Meeting, error) {
	var list []Meeting
	err := s.view(ctx, a, func(v record.Caller, tx Tx) error {
		f := MeetingFilter{State: MeetingScheduled, From: s.base.Now(), Unheld: true}
		if past {
			f = MeetingFilter{}
		}
		var err error
		list, err = VisibleMeetings(v, tx, f, code)
		return err
	})
	return list, err
}

// VisibleMeetings are those that the filter lets through and the caller may see;
// of one committee when code is given.
func VisibleMeetings(v record.Caller, tx MeetingStore, f MeetingFilter, code string) ([]Meeting, error) {
	if code != "" {
		c, err := v.CommitteeNamed(code)
		if err != nil {
			return nil, err
		}
		f.Committee = c.Code
	}
	all, err := tx.Meetings(v.Project.ID, f)
	var list []Meeting // nil also when all of them are hidden: a difference would tell
	for _, m := range all {
		if v.Sees(m.Committee) {
			list = append(list, m)
		}
	}
	return list, err
}

func (m Meeting) offError() error { return record.ConflictError("meeting.off", "ref", m.Ref()) }

// VisibleMeeting is the meeting if the caller sees its committee; otherwise it does
// not exist.
func VisibleMeeting(v record.Caller, tx MeetingStore, number int) (Meeting, error) {
	m, err := tx.Meeting(v.Project.ID, number)
	if errors.Is(err, record.ErrNone) || err == nil && !v.Sees(m.Committee) {
		return Meeting{}, record.NotFoundError("meeting.unknown", "ref", "R-"+strconv.Itoa(number)).About("meeting")
	}
	return m, err
}
