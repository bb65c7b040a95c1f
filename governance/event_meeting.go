package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var meetingEvents = versioned(keeps("meeting", Meeting.stored, storedMeeting.meeting), func(m Meeting) int { return m.Version }).without("meeting.seen")

// storedMeeting is a meeting as history stores it, in versions 0 and 1.
type storedMeeting struct {
	Project   ProjectID     `json:"Project"`
	Number    int           `json:"Number"`
	Committee string        `json:"Committee"`
	Day       calendar.Date `json:"Day"`
	Hour      int           `json:"Hour"`
	Minute    int           `json:"Minute"`
	Zone      string        `json:"Zone"`
	Duration  time.Duration `json:"Duration"`
	Place     string        `json:"Place"`
	State     MeetingState  `json:"State"`
	Reason    string        `json:"Reason"`
	Author    storedPerson  `json:"Author"`
	CreatedAt time.Time     `json:"CreatedAt"`
	Version   int           `json:"Version"`
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
		Author:    storedPerson(m.Author),
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
		Author:    Person(f.Author),
		CreatedAt: f.CreatedAt,
		Version:   f.Version,
	}
}
