package committee

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What history says of a meeting that its series has planned, or changed.
const (
	meetingPlanned  = "meeting.planned"
	meetingFollowed = "meeting.followed"
)

// PlanMeeting writes a meeting of the committee that its series foresees, under the
// next number, and plans its reminders. The channel is told only where announced:
// a series that is new tells of all of its meetings at once.
// Errors: Conflict.
func PlanMeeting(d *reminder.Changeset, m *Meeting, c record.Committee, announced bool) (err error) {
	of := within(d)
	if m.Number, err = NextMeeting(d, c); err != nil {
		return err
	}
	if announced {
		err = of.saveMeeting(m, c, MeetingPlanned)
	} else {
		err = of.writeMeeting(m, c)
	}
	if err != nil {
		return err
	}
	return d.Record(m.Subject(), meetingPlanned, nil, *m, "")
}

// FollowMeeting writes what a change of its series makes of a meeting, of which the
// series tells.
func FollowMeeting(d *reminder.Changeset, before Meeting, m *Meeting, c record.Committee) error {
	if err := within(d).writeMeeting(m, c); err != nil {
		return err
	}
	line := meetingFollowed
	if m.State == MeetingOff {
		line = string(MeetingCancelled)
	}
	return d.Record(m.Subject(), line, before, *m, m.Reason)
}

// Clashes asks back which other meetings the committee has while it would sit.
func (m Meeting) Clashes(d *reminder.Changeset) error {
	others, err := within(d).Meetings(m.Project, MeetingFilter{Committee: m.Committee, State: MeetingScheduled, From: m.Start().Add(-maxDuration)})
	d.Doubts = append(d.Doubts, m.clashes(others)...)
	return err
}
