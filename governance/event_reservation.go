package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var reservationEvents = versioned(keeps("reservation", Reservation.stored, storedReservation.reservation), func(r Reservation) int { return r.Version })

// storedReservation is a reservation as history stores it, in versions 0 and 1.
type storedReservation struct {
	Project      ProjectID     `json:"Project"`
	Number       int           `json:"Number"`
	Verification int           `json:"Verification"`
	Severity     Severity      `json:"Severity"`
	Text         string        `json:"Text"`
	Schools      []UAI         `json:"Schools"`
	Evidence     string        `json:"Evidence"`
	Author       storedPerson  `json:"Author"`
	NotedOn      calendar.Date `json:"NotedOn"`
	CreatedAt    time.Time     `json:"CreatedAt"`
	LiftedOn     calendar.Date `json:"LiftedOn"`
	LiftedBy     storedPerson  `json:"LiftedBy"`
	LiftNote     string        `json:"LiftNote"`
	Despite      string        `json:"Despite"`
	Version      int           `json:"Version"`
}

func (r Reservation) stored() storedReservation {
	return storedReservation{
		Project:      r.Project,
		Number:       r.Number,
		Verification: r.Verification,
		Severity:     r.Severity,
		Text:         r.Text,
		Schools:      r.Schools,
		Evidence:     r.Evidence,
		Author:       storedPerson(r.Author),
		NotedOn:      r.NotedOn,
		CreatedAt:    r.CreatedAt,
		LiftedOn:     r.LiftedOn,
		LiftedBy:     storedPerson(r.LiftedBy),
		LiftNote:     r.LiftNote,
		Despite:      r.Despite,
		Version:      r.Version,
	}
}

func (f storedReservation) reservation() Reservation {
	return Reservation{
		Project:      f.Project,
		Number:       f.Number,
		Verification: f.Verification,
		Severity:     f.Severity,
		Text:         f.Text,
		Schools:      f.Schools,
		Evidence:     f.Evidence,
		Author:       Person(f.Author),
		NotedOn:      f.NotedOn,
		CreatedAt:    f.CreatedAt,
		LiftedOn:     f.LiftedOn,
		LiftedBy:     Person(f.LiftedBy),
		LiftNote:     f.LiftNote,
		Despite:      f.Despite,
		Version:      f.Version,
	}
}
