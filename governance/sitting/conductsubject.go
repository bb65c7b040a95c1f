package sitting

import (
	"context"
	"errors"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// NounSitting is the noun of what is told of a meeting while it is held: "sitting/R-12".
// The history of it is the meeting's.
const NounSitting record.Noun = "sitting"

// What the channel is told of a meeting that is held.
const (
	MeetingOpened reminder.DeliveryKind = "sitting.opened"
	MeetingClosed reminder.DeliveryKind = "sitting.closed"
	// MinutesDue tells whoever keeps the minutes that they are still to be written.
	MinutesDue reminder.DeliveryKind = "sitting.minutes"
)

// Entry is what can be told of meetings that are held.
func Entry() reminder.Entry {
	return reminder.Entry{
		Noun: NounSitting, Load: loadSitting,
		FollowCommittee: func(d *reminder.Changeset, _, after record.Committee) error { return within(d).followMinutes(after) },
		Watch:           func(ctx context.Context, base *reminder.Base) error { return NewService(base).EndMeetings(ctx) },
		Kinds:           map[reminder.DeliveryKind]reminder.Policy{MeetingOpened: {}, MeetingClosed: {}, MinutesDue: {Reminder: true, Waits: true}},
	}
}

// View is a meeting that is held, as its channel is told of it.
type View struct{ Agenda }

func loadSitting(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	m, err := own.Meeting(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	v := View{Agenda{Meeting: m, Now: b.Now}}
	if v.Of, err = tx.CommitteeOnce(b.Project.ID, m.Committee); err != nil {
		return nil, err
	}
	if v.Points, err = onAgenda(own, m); err != nil {
		return nil, err
	}
	v.Outcomes, err = outcomes(own, m)
	return v, err
}

// Subject names the meeting in what is told of it while it is held.
func (v View) Subject() record.Subject { return NounSitting.Subject(v.Ref()) }

// Facts are what deliveries go by.
func (v View) Facts() reminder.Facts {
	return reminder.Facts{Ref: v.Ref(), Author: v.Author, Version: v.Version, Keeper: v.Of}
}

// Complete leaves out that a meeting is open where it is closed by then, and that its
// minutes are owed where they are there.
func (v View) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	if d.Kind == MeetingOpened && !v.ClosedAt.IsZero() {
		b.Skip = reminder.SkipClosed
	}
	if d.Kind != MinutesDue {
		return nil
	}
	posted, err := Open(tx).MinutesPosted(b.Project.ID, v.Number)
	if posted {
		b.Skip = reminder.SkipClosed
	}
	if err != nil || posted {
		return err
	}
	return reminder.WaitOpen(tx, b, d)
}

// EndMeetings ends the meetings that nobody has closed in time.
// Errors: none but the store's.
func (s *Service) EndMeetings(ctx context.Context) error {
	return s.base.InEachProject(ctx, "end the meetings", s.endMeetings)
}

func (s *Service) endMeetings(ctx context.Context, p record.Project) error {
	var open []committee.Meeting
	err := s.read(ctx, func(tx Tx) (err error) {
		open, err = tx.Meetings(p.ID, committee.MeetingFilter{Sitting: true})
		return err
	})
	errs := []error{err}
	for _, m := range open {
		if !m.SitsAt(s.base.Now()) {
			errs = append(errs, s.endMeeting(ctx, p, m.Number))
		}
	}
	return errors.Join(errs...)
}

// endMeeting ends a meeting, unless somebody has closed it meanwhile.
func (s *Service) endMeeting(ctx context.Context, p record.Project, number int) error {
	return s.update(ctx, record.Caller{Actor: record.Actor{Team: p.Team, User: record.Ourselves}, Project: p}, func(d *changeset) error {
		m, err := d.Meeting(p.ID, number)
		if err != nil || !m.Sits() || m.SitsAt(d.Now) {
			return err
		}
		of := Agenda{Meeting: m, Now: d.Now}
		if of.Of, err = d.Committee(p.ID, m.Committee); err != nil {
			return err
		}
		if of.Points, err = onAgenda(d.Tx, m); err != nil {
			return err
		}
		return d.end(&of, meetingLapsed)
	})
}
