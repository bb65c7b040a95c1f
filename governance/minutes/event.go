package minutes

import (
	"time"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

var outageEvents = record.Keeps("outage", storeOutage, storedOutage.outage).Beginning("outage.noted")

// storedOutage is an outage as history stores it, in versions 0 and 1.
type storedOutage struct {
	Project      record.ProjectID    `json:"Project"`
	Number       int                 `json:"Number"`
	Verification int                 `json:"Verification"`
	Day          calendar.Date       `json:"Day"`
	Minutes      int                 `json:"Minutes"`
	Note         string              `json:"Note"`
	Author       record.StoredPerson `json:"Author"`
	CreatedAt    time.Time           `json:"CreatedAt"`
	Cancelled    bool                `json:"Cancelled"`
}

func storeOutage(o acceptance.Outage) storedOutage {
	return storedOutage{
		Project:      o.Project,
		Number:       o.Number,
		Verification: o.Verification,
		Day:          o.Day,
		Minutes:      o.Minutes,
		Note:         o.Note,
		Author:       record.StoredPerson(o.Author),
		CreatedAt:    o.CreatedAt,
		Cancelled:    o.Cancelled,
	}
}

func (f storedOutage) outage() acceptance.Outage {
	return acceptance.Outage{
		Project:      f.Project,
		Number:       f.Number,
		Verification: f.Verification,
		Day:          f.Day,
		Minutes:      f.Minutes,
		Note:         f.Note,
		Author:       record.Person(f.Author),
		CreatedAt:    f.CreatedAt,
		Cancelled:    f.Cancelled,
	}
}

var serviceLevelEvents = record.Keeps("outage.rate", storeServiceLevel, storedServiceLevel.serviceLevel)

// storedServiceLevel is what a contract says of availability as history stores it, in versions 0 and 1.
type storedServiceLevel struct {
	Project      record.ProjectID `json:"Project"`
	Verification int              `json:"Verification"`
	Rate         contract.Rate    `json:"Rate"`
	Clause       string           `json:"Clause"`
}

func storeServiceLevel(l acceptance.ServiceLevel) storedServiceLevel { return storedServiceLevel(l) }

func (f storedServiceLevel) serviceLevel() acceptance.ServiceLevel { return acceptance.ServiceLevel(f) }

var reservationEvents = record.Keeps("reservation", storeReservation, storedReservation.reservation)

// storedReservation is a reservation as history stores it, in versions 0 and 1.
type storedReservation struct {
	Project      record.ProjectID    `json:"Project"`
	Number       int                 `json:"Number"`
	Verification int                 `json:"Verification"`
	Severity     acceptance.Severity `json:"Severity"`
	Text         string              `json:"Text"`
	Schools      []record.UAI        `json:"Schools"`
	Evidence     string              `json:"Evidence"`
	Author       record.StoredPerson `json:"Author"`
	NotedOn      calendar.Date       `json:"NotedOn"`
	CreatedAt    time.Time           `json:"CreatedAt"`
	LiftedOn     calendar.Date       `json:"LiftedOn"`
	LiftedBy     record.StoredPerson `json:"LiftedBy"`
	LiftNote     string              `json:"LiftNote"`
	Despite      string              `json:"Despite"`
	Version      int                 `json:"Version"`
}

func storeReservation(r acceptance.Reservation) storedReservation {
	return storedReservation{
		Project:      r.Project,
		Number:       r.Number,
		Verification: r.Verification,
		Severity:     r.Severity,
		Text:         r.Text,
		Schools:      r.Schools,
		Evidence:     r.Evidence,
		Author:       record.StoredPerson(r.Author),
		NotedOn:      r.NotedOn,
		CreatedAt:    r.CreatedAt,
		LiftedOn:     r.LiftedOn,
		LiftedBy:     record.StoredPerson(r.LiftedBy),
		LiftNote:     r.LiftNote,
		Despite:      r.Despite,
		Version:      r.Version,
	}
}

func (f storedReservation) reservation() acceptance.Reservation {
	return acceptance.Reservation{
		Project:      f.Project,
		Number:       f.Number,
		Verification: f.Verification,
		Severity:     f.Severity,
		Text:         f.Text,
		Schools:      f.Schools,
		Evidence:     f.Evidence,
		Author:       record.Person(f.Author),
		NotedOn:      f.NotedOn,
		CreatedAt:    f.CreatedAt,
		LiftedOn:     f.LiftedOn,
		LiftedBy:     record.Person(f.LiftedBy),
		LiftNote:     f.LiftNote,
		Despite:      f.Despite,
		Version:      f.Version,
	}
}

var verificationEvents = record.Then(
	record.Keeps("verification", storeVerification1, storedVerification1.verification), storeVerification, storedVerification.verification).
	Without("verification.seen", "verification.again")

// storedVerification is a verification as history stores it, in version 2.
type storedVerification struct {
	storedVerification1
	Delays []storedDelay `json:"Delays"`
}

type storedDelay struct {
	Topic  contract.Topic        `json:"Topic"`
	Period contract.StoredPeriod `json:"Period"`
}

func asStoredDelay(d contract.Delay) storedDelay {
	return storedDelay{d.Topic, contract.StoredPeriod(d.Period)}
}

func (f storedDelay) delay() contract.Delay {
	return contract.Delay{Topic: f.Topic, Period: calendar.Period(f.Period)}
}

func storeVerification(v acceptance.Verification) storedVerification {
	return storedVerification{storeVerification1(v), record.Each(v.Delays, asStoredDelay)}
}

func (f storedVerification) verification() acceptance.Verification {
	v := f.storedVerification1.verification()
	v.Delays = record.Each(f.Delays, storedDelay.delay)
	return v
}

// storedVerification1 is the same in versions 0 and 1, without what orders fix.
type storedVerification1 struct {
	Project        record.ProjectID      `json:"Project"`
	Number         int                   `json:"Number"`
	Contract       string                `json:"Contract"`
	Step           contract.Step         `json:"Step"`
	Object         string                `json:"Object"`
	Chain          int                   `json:"Chain"`
	NotifiedOn     calendar.Date         `json:"NotifiedOn"`
	Notice         *storedNotice         `json:"Notice"`
	ObservationEnd calendar.Date         `json:"ObservationEnd"`
	Phase          acceptance.Phase      `json:"Phase"`
	Since          calendar.Date         `json:"Since"`
	EnteredAt      time.Time             `json:"EnteredAt"`
	Extra          int                   `json:"Extra"`
	Deadline       calendar.Date         `json:"Deadline"`
	InCharge       []record.StoredPerson `json:"InCharge"`
	Deputies       []record.StoredPerson `json:"Deputies"`
	Committee      string                `json:"Committee"`
	Outcome        contract.Outcome      `json:"Outcome"`
	Reason         string                `json:"Reason"`
	Rate           contract.Rate         `json:"Rate"`
	Observations   string                `json:"Observations"`
	DecisionRef    string                `json:"DecisionRef"`
	DecidedOn      calendar.Date         `json:"DecidedOn"`
	DecisionNotice *storedNotice         `json:"DecisionNotice"`
	DecidedBy      record.StoredPerson   `json:"DecidedBy"`
	Tacit          contract.Silence      `json:"Lapsed"`
	TacitOn        calendar.Date         `json:"LapsedOn"`
	Count          *storedCount          `json:"Count"`
	Request        *storedRequest        `json:"Request"`
	Again          int                   `json:"Again"`
	Author         record.StoredPerson   `json:"Author"`
	CreatedAt      time.Time             `json:"CreatedAt"`
	Version        int                   `json:"Version"`
}

func storeVerification1(v acceptance.Verification) storedVerification1 {
	return storedVerification1{
		Project:        v.Project,
		Number:         v.Number,
		Contract:       v.Contract,
		Step:           v.Step,
		Object:         v.Object,
		Chain:          v.Chain,
		NotifiedOn:     v.NotifiedOn,
		Notice:         record.Optionally(v.Notice, asStoredNotice),
		ObservationEnd: v.ObservationEnd,
		Phase:          v.Phase,
		Since:          v.Since,
		EnteredAt:      v.EnteredAt,
		Extra:          v.Extra,
		Deadline:       v.Deadline,
		InCharge:       record.Each(v.InCharge, record.AsStoredPerson),
		Deputies:       record.Each(v.Deputies, record.AsStoredPerson),
		Committee:      v.Committee,
		Outcome:        v.Outcome,
		Reason:         v.Reason,
		Rate:           v.Rate,
		Observations:   v.Observations,
		DecisionRef:    v.DecisionRef,
		DecidedOn:      v.DecidedOn,
		DecisionNotice: record.Optionally(v.DecisionNotice, asStoredNotice),
		DecidedBy:      record.StoredPerson(v.DecidedBy),
		Tacit:          v.Tacit,
		TacitOn:        v.TacitOn,
		Count:          record.Optionally(v.Count, storeCount),
		Request:        record.Optionally(v.Request, asStoredRequest),
		Again:          v.Again,
		Author:         record.StoredPerson(v.Author),
		CreatedAt:      v.CreatedAt,
		Version:        v.Version,
	}
}

func (f storedVerification1) verification() acceptance.Verification {
	return acceptance.Verification{
		Project:        f.Project,
		Number:         f.Number,
		Contract:       f.Contract,
		Step:           f.Step,
		Object:         f.Object,
		Chain:          f.Chain,
		NotifiedOn:     f.NotifiedOn,
		Notice:         record.Optionally(f.Notice, storedNotice.notice),
		ObservationEnd: f.ObservationEnd,
		Phase:          f.Phase,
		Since:          f.Since,
		EnteredAt:      f.EnteredAt,
		Extra:          f.Extra,
		Deadline:       f.Deadline,
		InCharge:       record.Each(f.InCharge, record.StoredPerson.Person),
		Deputies:       record.Each(f.Deputies, record.StoredPerson.Person),
		Committee:      f.Committee,
		Outcome:        f.Outcome,
		Reason:         f.Reason,
		Rate:           f.Rate,
		Observations:   f.Observations,
		DecisionRef:    f.DecisionRef,
		DecidedOn:      f.DecidedOn,
		DecisionNotice: record.Optionally(f.DecisionNotice, storedNotice.notice),
		DecidedBy:      record.Person(f.DecidedBy),
		Tacit:          f.Tacit,
		TacitOn:        f.TacitOn,
		Count:          record.Optionally(f.Count, storedCount.count),
		Request:        record.Optionally(f.Request, storedRequest.request),
		Again:          f.Again,
		Author:         record.Person(f.Author),
		CreatedAt:      f.CreatedAt,
		Version:        f.Version,
	}
}

type storedNotice struct {
	By          contract.NoticeBy `json:"By"`
	AvailableOn calendar.Date     `json:"AvailableOn"`
	OpenedOn    calendar.Date     `json:"OpenedOn"`
}

func asStoredNotice(n contract.Notice) storedNotice { return storedNotice(n) }

func (f storedNotice) notice() contract.Notice { return contract.Notice(f) }

type storedCount struct {
	Ordered   int                   `json:"Ordered"`
	Delivered int                   `json:"Delivered"`
	Unit      string                `json:"Unit"`
	Delay     contract.StoredPeriod `json:"Delay"`
}

func storeCount(c acceptance.Count) storedCount {
	return storedCount{
		Ordered:   c.Ordered,
		Delivered: c.Delivered,
		Unit:      c.Unit,
		Delay:     contract.StoredPeriod(c.Delay),
	}
}

func (f storedCount) count() acceptance.Count {
	return acceptance.Count{
		Ordered:   f.Ordered,
		Delivered: f.Delivered,
		Unit:      f.Unit,
		Delay:     calendar.Period(f.Delay),
	}
}

type storedRequest struct {
	Days      int           `json:"Days"`
	Reason    string        `json:"Reason"`
	CauseOn   calendar.Date `json:"CauseOn"`
	AskedOn   calendar.Date `json:"AskedOn"`
	ReplyBy   calendar.Date `json:"ReplyBy"`
	EnteredAt time.Time     `json:"EnteredAt"`
}

func asStoredRequest(r acceptance.ExtensionRequest) storedRequest { return storedRequest(r) }

func (f storedRequest) request() acceptance.ExtensionRequest { return acceptance.ExtensionRequest(f) }

// Events are what history keeps of acceptance.
func Events() []record.Kind {
	return []record.Kind{verificationEvents, reservationEvents, outageEvents, serviceLevelEvents}
}
