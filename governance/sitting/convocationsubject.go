package sitting

import (
	"strconv"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// What deliveries tell of a convocation.
const (
	// ConvocationPosted tells the committee's channel, and ConvocationSent each member.
	ConvocationPosted reminder.DeliveryKind = "convocation.posted"
	ConvocationSent   reminder.DeliveryKind = "convocation.sent"
	// ConvocationReminder asks those who have not answered.
	ConvocationReminder reminder.DeliveryKind = "convocation.reminder"
)

// What history says of convocations.
const convocationSent = string(ConvocationSent)

// silentFor is how many days before a meeting those are asked who have not answered.
const silentFor = 2

// ConvocationEntry is what can be told of convocations.
func ConvocationEntry() reminder.Entry {
	return reminder.Entry{
		Noun: NounConvocation, InFull: true, Load: loadConvocation,
		Kinds: map[reminder.DeliveryKind]reminder.Policy{
			ConvocationPosted: {}, ConvocationSent: {}, ConvocationReminder: {Reminder: true, Waits: true}, ConvocationLetter: {},
		},
	}
}

// RollView is a roll as it was read for a delivery.
type RollView struct{ Roll }

func loadConvocation(tx reminder.CachedTx, b reminder.Content, s record.Subject) (reminder.About, error) {
	own := Open(tx.Tx)
	m, err := own.Meeting(b.Project.ID, s.Number())
	if err != nil {
		return nil, err
	}
	of := Agenda{Meeting: m}
	if of.Of, err = tx.CommitteeOnce(b.Project.ID, m.Committee); err != nil {
		return nil, err
	}
	if of.Points, err = onAgenda(own, m); err != nil {
		return nil, err
	}
	r, err := rollOf(own, b.Project, of)
	if err == nil && !r.Convened() {
		err = record.ErrNone
	}
	return RollView{r}, err
}

// Subject names the convocation.
func (v RollView) Subject() record.Subject { return v.Convocation.Subject() }

func (v RollView) Facts() reminder.Facts {
	return reminder.Facts{
		Ref: v.Ref(), Author: v.Convocation.Author, Version: v.Convocation.Version, Keeper: v.Of,
		Named: append(v.accounts(), v.Convocation.Author),
	}
}

func (v RollView) Complete(tx reminder.Tx, b *reminder.Content, d reminder.Delivery) error {
	person, _ := d.Recipient.Person()
	switch {
	case d.Kind == ConvocationLetter:
		if b.Skip = ""; d.Occurrence != v.round() {
			b.Skip = reminder.SkipChanged
		}
		return nil
	case d.Kind != ConvocationReminder && d.Occurrence != strconv.Itoa(v.Convocation.Version), v.Convocation.Stale(v.Meeting):
		b.Skip = reminder.SkipChanged
	case v.State != committee.MeetingScheduled:
		b.Skip = reminder.SkipClosed
	case !v.Start().After(b.Now):
		b.Skip = reminder.SkipBegun
	case d.Kind == ConvocationReminder && !v.Awaits(person):
		b.Skip = reminder.SkipSeen
	}
	if b.Skip != "" || d.Kind != ConvocationReminder {
		return nil
	}
	of, err := reminder.Attentions(tx, v.In, record.Person{ID: person})
	if err != nil {
		return err
	}
	switch at := of[person].Next(b.Now); {
	case !at.Before(v.Start()): // it does not wait until after the meeting
	case at.After(b.Now):
		b.Wait = at
	}
	return nil
}

// aDay is how long people have to answer before they are asked.
const aDay = 24 * time.Hour

// remindSilent owes a reminder to those who have an account and have not answered, in the
// morning two days before the meeting; asks is whether it will come to anybody.
func (d *changeset) remindSilent(r Roll) (asks bool, err error) {
	of, err := reminder.Attentions(d.Tx, d.Project, r.accounts()...)
	if err != nil {
		return false, err
	}
	var planned []reminder.Appointment
	for _, s := range r.Seats {
		if s.Account.ID == "" || s.Answer != AnswerNone {
			continue
		}
		at := r.asks(of[s.Account.ID])
		if at.After(d.Now) && at.Sub(r.Convocation.SentAt) >= aDay {
			planned = append(planned, reminder.Appointment{To: reminder.ToPerson(s.Account.ID), Due: []time.Time{at}})
		}
	}
	subject := r.Convocation.Subject()
	return len(planned) > 0, d.Replan(subject, reminder.Planned(d.Project.ID, subject, ConvocationReminder, planned...))
}

// asks is when somebody who has not answered is asked.
func (r Roll) asks(who reminder.Attention) time.Time {
	zone := who.Open.Zone
	return calendar.DateOf(r.Start().In(zone)).AddDays(-silentFor).At(reminder.Morning, 0, zone)
}

var convocationEvents = record.Keeps("convocation", Convocation.stored, storedConvocation.convocation)

// storedConvocation is a convocation as history stores it.
type storedConvocation struct {
	Project  record.ProjectID    `json:"Project"`
	Meeting  int                 `json:"Meeting"`
	AgainFor int                 `json:"AgainFor"`
	SentAt   time.Time           `json:"SentAt"`
	Start    time.Time           `json:"Start"`
	Length   int                 `json:"Length"`
	Unit     calendar.Unit       `json:"Unit"`
	Last     calendar.Date       `json:"Last"`
	Quorum   Quorum              `json:"Quorum"`
	Proxies  int                 `json:"Proxies"`
	Author   record.StoredPerson `json:"Author"`
	Version  int                 `json:"Version"`
}

func (c Convocation) stored() storedConvocation {
	return storedConvocation{
		Project: c.Project, Meeting: c.Meeting, AgainFor: c.AgainFor, SentAt: c.SentAt, Start: c.Start,
		Length: c.Notice.Length, Unit: c.Notice.Unit, Last: c.Last, Quorum: c.Quorum, Proxies: c.Proxies,
		Author: record.StoredPerson(c.Author), Version: c.Version,
	}
}

func (f storedConvocation) convocation() Convocation {
	return Convocation{
		Project: f.Project, Meeting: f.Meeting, AgainFor: f.AgainFor, SentAt: f.SentAt, Start: f.Start,
		Notice: calendar.Period{Length: f.Length, Unit: f.Unit}, Last: f.Last, Quorum: f.Quorum, Proxies: f.Proxies,
		Author: record.Person(f.Author), Version: f.Version,
	}
}
