package governance

import (
	"time"

	"pilotent/governance/calendar"
)

// Preferences are how somebody wants to be reminded in a project. Those of
// somebody who never changed any are DefaultPreferences.
type Preferences struct {
	Project ProjectID
	Person  UserID
	// Zone is the IANA zone in which the hours are meant: that of the person's
	// account in the chat, when last seen; the project's when empty.
	Zone string
	// DigestAt is the hour of the personal digest. Default 8 h.
	DigestAt Hour
	// DigestOff and ActionsOff turn off the personal digest, and the reminders
	// of support actions. Contractual deadlines cannot be turned off.
	DigestOff, ActionsOff bool
	// Quiet are the person's own quiet hours; the project's when nil.
	Quiet *Quiet
	// PauseUntil is the last day of a pause; zero when there is none.
	PauseUntil calendar.Date
}

// DefaultPreferences are those of somebody who never changed any.
func DefaultPreferences(p ProjectID, u UserID) Preferences {
	return Preferences{Project: p, Person: u, DigestAt: Hour{Hour: 8}}
}

// Location is the zone of the person's hours.
func (f Preferences) Location(p Project) *time.Location {
	if f.Zone != "" {
		if loc, err := time.LoadLocation(f.Zone); err == nil {
			return loc
		}
	}
	return p.Location()
}

// PreferencesStore keeps how people want to be reminded.
type PreferencesStore interface {
	// Preferences answers DefaultPreferences for somebody who changed none.
	Preferences(p ProjectID, u UserID) (Preferences, error)
	// AllPreferences are those of everybody who changed any, by person.
	AllPreferences(p ProjectID) ([]Preferences, error)
	PutPreferences(Preferences) error
}
