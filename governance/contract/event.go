package contract

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

var contractEvents = record.Keeps("contract", Contract.stored, storedContract.contract).Beginning("contract.added")

// storedContract is a contract as history stores it, in versions 0 and 1.
type storedContract struct {
	Project     record.ProjectID      `json:"Project"`
	Ref         string                `json:"Ref"`
	Supplier    string                `json:"Supplier"`
	Terms       Terms                 `json:"Terms"`
	Author      record.StoredPerson   `json:"Author"`
	CreatedAt   time.Time             `json:"CreatedAt"`
	NotifiedOn  calendar.Date         `json:"NotifiedOn"`
	Lots        []string              `json:"Lots"`
	Region      calendar.Region       `json:"Region"`
	Holidays    []calendar.Date       `json:"Holidays"`
	WorkedDays  []calendar.Date       `json:"WorkedDays"`
	InCharge    []record.StoredPerson `json:"InCharge"`
	Deputies    []record.StoredPerson `json:"Deputies"`
	Derogations []storedDerogation    `json:"Derogations"`
}

func (c Contract) stored() storedContract {
	return storedContract{
		Project:     c.Project,
		Ref:         c.Ref,
		Supplier:    c.Supplier,
		Terms:       c.Terms,
		Author:      record.StoredPerson(c.Author),
		CreatedAt:   c.CreatedAt,
		NotifiedOn:  c.NotifiedOn,
		Lots:        c.Lots,
		Region:      c.Region,
		Holidays:    c.Holidays,
		WorkedDays:  c.WorkedDays,
		InCharge:    record.Each(c.InCharge, record.AsStoredPerson),
		Deputies:    record.Each(c.Deputies, record.AsStoredPerson),
		Derogations: record.Each(c.Derogations, Derogation.stored),
	}
}

func (f storedContract) contract() Contract {
	return Contract{
		Project:     f.Project,
		Ref:         f.Ref,
		Supplier:    f.Supplier,
		Terms:       f.Terms,
		Author:      record.Person(f.Author),
		CreatedAt:   f.CreatedAt,
		NotifiedOn:  f.NotifiedOn,
		Lots:        f.Lots,
		Region:      f.Region,
		Holidays:    f.Holidays,
		WorkedDays:  f.WorkedDays,
		InCharge:    record.Each(f.InCharge, record.StoredPerson.Person),
		Deputies:    record.Each(f.Deputies, record.StoredPerson.Person),
		Derogations: record.Each(f.Derogations, storedDerogation.derogation),
	}
}

type storedDerogation struct {
	Topic   Topic        `json:"Topic"`
	Period  StoredPeriod `json:"Period"`
	Start   string       `json:"Start"`
	SameDay bool         `json:"SameDay"`
	PutOff  bool         `json:"PutOff"`
	Silence Silence      `json:"Silence"`
	Article string       `json:"Article"`
}

func (d Derogation) stored() storedDerogation {
	return storedDerogation{
		Topic:   d.Topic,
		Period:  StoredPeriod(d.Period),
		Start:   d.Start,
		SameDay: d.SameDay,
		PutOff:  d.PutOff,
		Silence: d.Silence,
		Article: d.Article,
	}
}

func (f storedDerogation) derogation() Derogation {
	return Derogation{
		Topic:   f.Topic,
		Period:  calendar.Period(f.Period),
		Start:   f.Start,
		SameDay: f.SameDay,
		PutOff:  f.PutOff,
		Silence: f.Silence,
		Article: f.Article,
	}
}

// StoredPeriod is a period as history stores it.
type StoredPeriod struct {
	Length int           `json:"Length"`
	Unit   calendar.Unit `json:"Unit"`
}

// Events are what history keeps of this room.
func Events() []record.Kind { return []record.Kind{contractEvents} }
