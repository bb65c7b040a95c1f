package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var outageEvents = keeps("outage", Outage.stored, storedOutage.outage).beginning("outage.noted")

// storedOutage is an outage as history stores it, in versions 0 and 1.
type storedOutage struct {
	Project      ProjectID     `json:"Project"`
	Number       int           `json:"Number"`
	Verification int           `json:"Verification"`
	Day          calendar.Date `json:"Day"`
	Minutes      int           `json:"Minutes"`
	Note         string        `json:"Note"`
	Author       storedPerson  `json:"Author"`
	CreatedAt    time.Time     `json:"CreatedAt"`
	Cancelled    bool          `json:"Cancelled"`
}

func (o Outage) stored() storedOutage {
	return storedOutage{
		Project:      o.Project,
		Number:       o.Number,
		Verification: o.Verification,
		Day:          o.Day,
		Minutes:      o.Minutes,
		Note:         o.Note,
		Author:       storedPerson(o.Author),
		CreatedAt:    o.CreatedAt,
		Cancelled:    o.Cancelled,
	}
}

func (f storedOutage) outage() Outage {
	return Outage{
		Project:      f.Project,
		Number:       f.Number,
		Verification: f.Verification,
		Day:          f.Day,
		Minutes:      f.Minutes,
		Note:         f.Note,
		Author:       Person(f.Author),
		CreatedAt:    f.CreatedAt,
		Cancelled:    f.Cancelled,
	}
}

var serviceLevelEvents = keeps("outage.rate", ServiceLevel.stored, storedServiceLevel.serviceLevel)

// storedServiceLevel is what a contract says of availability as history stores it, in versions 0 and 1.
type storedServiceLevel struct {
	Project      ProjectID `json:"Project"`
	Verification int       `json:"Verification"`
	Rate         Rate      `json:"Rate"`
	Clause       string    `json:"Clause"`
}

func (l ServiceLevel) stored() storedServiceLevel { return storedServiceLevel(l) }

func (f storedServiceLevel) serviceLevel() ServiceLevel { return ServiceLevel(f) }
