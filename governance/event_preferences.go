package governance

import "pilotent/governance/calendar"

var preferencesEvents = keeps("preferences", Preferences.stored, storedPreferences.preferences)

// storedPreferences is somebody's preferences as history stores it, in versions 0 and 1.
type storedPreferences struct {
	Project    ProjectID     `json:"Project"`
	Person     UserID        `json:"Person"`
	Zone       string        `json:"Zone"`
	DigestAt   storedHour    `json:"DigestAt"`
	DigestOff  bool          `json:"DigestOff"`
	ActionsOff bool          `json:"ActionsOff"`
	Quiet      *storedQuiet  `json:"Quiet"`
	PauseUntil calendar.Date `json:"PauseUntil"`
}

func (f Preferences) stored() storedPreferences {
	return storedPreferences{
		Project:    f.Project,
		Person:     f.Person,
		Zone:       f.Zone,
		DigestAt:   storedHour(f.DigestAt),
		DigestOff:  f.DigestOff,
		ActionsOff: f.ActionsOff,
		Quiet:      optionally(f.Quiet, Quiet.stored),
		PauseUntil: f.PauseUntil,
	}
}

func (f storedPreferences) preferences() Preferences {
	return Preferences{
		Project:    f.Project,
		Person:     f.Person,
		Zone:       f.Zone,
		DigestAt:   Hour(f.DigestAt),
		DigestOff:  f.DigestOff,
		ActionsOff: f.ActionsOff,
		Quiet:      optionally(f.Quiet, storedQuiet.quiet),
		PauseUntil: f.PauseUntil,
	}
}

type storedQuiet struct {
	From      storedHour `json:"from"`
	To        storedHour `json:"to"`
	Weekends  bool       `json:"weekends"`
	Holidays  bool       `json:"holidays"`
	Vacations string     `json:"vacations,omitempty"`
}

func (q Quiet) stored() storedQuiet {
	return storedQuiet{
		From:      storedHour(q.From),
		To:        storedHour(q.To),
		Weekends:  q.Weekends,
		Holidays:  q.Holidays,
		Vacations: q.Vacations,
	}
}

func (f storedQuiet) quiet() Quiet {
	return Quiet{
		From:      Hour(f.From),
		To:        Hour(f.To),
		Weekends:  f.Weekends,
		Holidays:  f.Holidays,
		Vacations: f.Vacations,
	}
}

type storedHour struct {
	Hour   int `json:"h"`
	Minute int `json:"m,omitempty"`
}
