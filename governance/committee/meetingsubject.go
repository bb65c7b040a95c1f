package committee

import (
	"slices"
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var meetingEvents = record.Then(record.Then(record.Then(record.Keeps("meeting", Meeting.stored, storedMeeting.meeting),
	Meeting.storedTitled, storedTitledMeeting.meeting),
	Meeting.storedFormer, storedFormerMeeting.meeting),
	Meeting.storedSitting, storedSittingMeeting.meeting).Without("meeting.seen")

// storedMeeting is a meeting as history stores it, in versions 0 and 1.
type storedMeeting struct {
	Project   record.ProjectID    `json:"Project"`
	Number    int                 `json:"Number"`
	Committee string              `json:"Committee"`
	Day       calendar.Date       `json:"Day"`
	Hour      int                 `json:"Hour"`
	Minute    int                 `json:"Minute"`
	Zone      string              `json:"Zone"`
	Duration  time.Duration       `json:"Duration"`
	Place     string              `json:"Place"`
	State     MeetingState        `json:"State"`
	Reason    string              `json:"Reason"`
	Author    record.StoredPerson `json:"Author"`
	CreatedAt time.Time           `json:"CreatedAt"`
	Version   int                 `json:"Version"`
}

func (m Meeting) stored() storedMeeting {
	return storedMeeting{
		Project:   m.Project,
		Number:    m.Number,
		Committee: m.Committee,
		Day:       m.Day,
		Hour:      m.Hour,
		Minute:    m.Minute,
		Zone:      m.Zone,
		Duration:  m.Duration,
		Place:     m.Place,
		State:     m.State,
		Reason:    m.Reason,
		Author:    record.StoredPerson(m.Author),
		CreatedAt: m.CreatedAt,
		Version:   m.Version,
	}
}

func (f storedMeeting) meeting() Meeting {
	return Meeting{
		Project:   f.Project,
		Number:    f.Number,
		Committee: f.Committee,
		Day:       f.Day,
		Hour:      f.Hour,
		Minute:    f.Minute,
		Zone:      f.Zone,
		Duration:  f.Duration,
		Place:     f.Place,
		State:     f.State,
		Reason:    f.Reason,
		Author:    record.Person(f.Author),
		CreatedAt: f.CreatedAt,
		Version:   f.Version,
	}
}

// storedTitledMeeting is a meeting as history stores it, in version 2.
type storedTitledMeeting struct {
	storedMeeting
	Title string `json:"Title"`
}

func (m Meeting) storedTitled() storedTitledMeeting { return storedTitledMeeting{m.stored(), m.Title} }

func (f storedTitledMeeting) meeting() Meeting {
	m := f.storedMeeting.meeting()
	m.Title = f.Title
	return m
}

// NounMeeting is the noun of meetings.
const NounMeeting record.Noun = "meeting"

// What deliveries tell of a meeting.
const (
	MeetingPlanned   reminder.DeliveryKind = "meeting.planned"
	MeetingMoved     reminder.DeliveryKind = "meeting.moved"
	MeetingCancelled reminder.DeliveryKind = "meeting.cancelled"
	MeetingEdited    reminder.DeliveryKind = "meeting.edited" // it has another place, length or title
	MeetingReminder  reminder.DeliveryKind = "meeting.reminder"
)

// MeetingEntry is what can be told of meetings.
func MeetingEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounMeeting, Prefix: "R", Load: loadMeeting, Digest: digestMeetings,
		FollowCommittee: func(d *reminder.Changeset, _, after record.Committee) error { return within(d).followMeetings(after) },
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			MeetingPlanned: {}, MeetingMoved: {}, MeetingCancelled: {}, MeetingEdited: {},
			MeetingReminder: {Reminder: true},
		},
	}
}

// followMeetings makes the reminders of a committee's meetings to come those of its
// channel and its leads.
func (d *changeset) followMeetings(c record.Committee) error {
	coming, err := d.Meetings(d.Project.ID, MeetingFilter{Committee: c.Code, From: d.Now, State: MeetingScheduled})
	if err != nil {
		return err
	}
	for _, m := range coming {
		if err := d.Replan(m.Subject(), m.reminders(c)); err != nil {
			return err
		}
	}
	return nil
}

var _ reminder.Reminded = MeetingView{}

func loadMeeting(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	m, err := Open(tx.Tx).Meeting(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	c, err := tx.CommitteeOnce(b.Project.ID, m.Committee)
	if err != nil {
		return nil, err
	}
	return MeetingView{Meeting: m, CommitteeName: c.Name, Leads: c.Leads, keeper: c}, nil
}

func (v MeetingView) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.Ref(), Author: v.Author, Version: v.Version, Keeper: v.keeper}
}

func (v MeetingView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) (err error) {
	switch {
	case d.Kind == MeetingCancelled:
	case d.Kind != MeetingReminder && d.Occurrence != strconv.Itoa(v.Version):
		b.Skip = reminder.SkipChanged
	case v.State != MeetingScheduled:
		b.Skip = reminder.SkipClosed
	case !v.Start().After(b.Now), !v.OpenedAt.IsZero():
		b.Skip = reminder.SkipBegun
	case d.Kind == MeetingReminder:
		b.Skip = reminder.Stale(d, v.reminders(v.keeper), b.Now)
	case d.Kind == MeetingEdited:
		b.Change, err = reminder.ChangeTo(tx, d)
	}
	return err
}

func (v MeetingView) Over() error {
	if v.State == MeetingOff {
		return v.offError()
	}
	return nil
}

// Concerns reports whether the caller is of its committee, or a pilot.
func (v MeetingView) Concerns(who record.Caller) bool {
	c, err := who.CommitteeNamed(v.Committee)
	return err == nil && (who.Member[c.Code] || who.Role == record.RolePilot)
}

func (v MeetingView) Acknowledged() reminder.Sentence {
	return reminder.NewSentence("seen.meeting", "ref", v.Ref(), "code", v.Committee, "start", v.Start())
}

func (v MeetingView) FollowSeen(*reminder.Changeset) error { return nil }

func (v MeetingView) RemindAgain(*reminder.Changeset) (reminder.Delivery, error) { //nolint:unparam // a meeting is not put off like that
	return reminder.Delivery{}, record.ConflictError("seen.meeting", "ref", v.Ref(), "start", v.Start())
}

func (v MeetingView) Unchanged() reminder.Sentence { return reminder.Sentence{} }

func (m Meeting) Holders() []record.Person { return nil }

// digestMeetings are the committee's that come.
func digestMeetings(tx reminder.Tx, s reminder.DigestScope) (of reminder.Digested, err error) {
	var coming []Meeting
	for _, c := range s.Committees {
		meetings, err := Open(tx).Meetings(s.Project.ID, MeetingFilter{Committee: c.Code, State: MeetingScheduled, From: s.Now, Unheld: true})
		if err != nil {
			return of, err
		}
		coming = append(coming, meetings...)
	}
	slices.SortStableFunc(coming, func(a, b Meeting) int { return a.Start().Compare(b.Start()) })
	for _, m := range coming {
		if !s.Project.Today(m.Start()).After(s.Until(0)) {
			of.Coming = append(of.Coming, m)
		}
	}
	return of, nil
}

// StateVersion is that of the state, for history.
func (m Meeting) StateVersion() int { return m.Version }

// storedFormerMeeting is a meeting as history stores it, in version 3.
type storedFormerMeeting struct {
	storedTitledMeeting
	FormerRef string `json:"FormerRef"`
}

func (m Meeting) storedFormer() storedFormerMeeting {
	return storedFormerMeeting{m.storedTitled(), m.FormerRef}
}

func (f storedFormerMeeting) meeting() Meeting {
	m := f.storedTitledMeeting.meeting()
	m.FormerRef = f.FormerRef
	return m
}

// storedSittingMeeting is a meeting as history stores it, in version 4.
type storedSittingMeeting struct {
	storedFormerMeeting
	Series   int           `json:"Series"`
	Slot     calendar.Date `json:"Slot"`
	OpenedAt time.Time     `json:"OpenedAt"`
	ClosedAt time.Time     `json:"ClosedAt"`
	Point    int           `json:"Point"`
}

func (m Meeting) storedSitting() storedSittingMeeting {
	return storedSittingMeeting{m.storedFormer(), m.Series, m.Slot, m.OpenedAt, m.ClosedAt, m.Point}
}

func (f storedSittingMeeting) meeting() Meeting {
	m := f.storedFormerMeeting.meeting()
	m.Series, m.Slot, m.OpenedAt, m.ClosedAt, m.Point = f.Series, f.Slot, f.OpenedAt, f.ClosedAt, f.Point
	return m
}
