package governance

import (
	"time"

	"pilotent/governance/calendar"
)

var verificationEvents = versioned(keeps("verification", Verification.stored, storedVerification.verification), func(v Verification) int { return v.Version }).
	without("verification.seen", "verification.again")

// storedVerification is a verification as history stores it, in versions 0 and 1.
type storedVerification struct {
	Project        ProjectID      `json:"Project"`
	Number         int            `json:"Number"`
	Contract       string         `json:"Contract"`
	Step           Step           `json:"Step"`
	Object         string         `json:"Object"`
	Chain          int            `json:"Chain"`
	NotifiedOn     calendar.Date  `json:"NotifiedOn"`
	Notice         *storedNotice  `json:"Notice"`
	ObservationEnd calendar.Date  `json:"ObservationEnd"`
	Phase          Phase          `json:"Phase"`
	Since          calendar.Date  `json:"Since"`
	EnteredAt      time.Time      `json:"EnteredAt"`
	Extra          int            `json:"Extra"`
	Deadline       calendar.Date  `json:"Deadline"`
	InCharge       []storedPerson `json:"InCharge"`
	Deputies       []storedPerson `json:"Deputies"`
	Committee      string         `json:"Committee"`
	Outcome        Outcome        `json:"Outcome"`
	Reason         string         `json:"Reason"`
	Rate           Rate           `json:"Rate"`
	Observations   string         `json:"Observations"`
	DecisionRef    string         `json:"DecisionRef"`
	DecidedOn      calendar.Date  `json:"DecidedOn"`
	DecisionNotice *storedNotice  `json:"DecisionNotice"`
	DecidedBy      storedPerson   `json:"DecidedBy"`
	Lapsed         Silence        `json:"Lapsed"`
	LapsedOn       calendar.Date  `json:"LapsedOn"`
	Count          *storedCount   `json:"Count"`
	Request        *storedRequest `json:"Request"`
	Again          int            `json:"Again"`
	Author         storedPerson   `json:"Author"`
	CreatedAt      time.Time      `json:"CreatedAt"`
	Version        int            `json:"Version"`
}

func (v Verification) stored() storedVerification {
	return storedVerification{
		Project:        v.Project,
		Number:         v.Number,
		Contract:       v.Contract,
		Step:           v.Step,
		Object:         v.Object,
		Chain:          v.Chain,
		NotifiedOn:     v.NotifiedOn,
		Notice:         optionally(v.Notice, asStoredNotice),
		ObservationEnd: v.ObservationEnd,
		Phase:          v.Phase,
		Since:          v.Since,
		EnteredAt:      v.EnteredAt,
		Extra:          v.Extra,
		Deadline:       v.Deadline,
		InCharge:       each(v.InCharge, asStoredPerson),
		Deputies:       each(v.Deputies, asStoredPerson),
		Committee:      v.Committee,
		Outcome:        v.Outcome,
		Reason:         v.Reason,
		Rate:           v.Rate,
		Observations:   v.Observations,
		DecisionRef:    v.DecisionRef,
		DecidedOn:      v.DecidedOn,
		DecisionNotice: optionally(v.DecisionNotice, asStoredNotice),
		DecidedBy:      storedPerson(v.DecidedBy),
		Lapsed:         v.Lapsed,
		LapsedOn:       v.LapsedOn,
		Count:          optionally(v.Count, Count.stored),
		Request:        optionally(v.Request, asStoredRequest),
		Again:          v.Again,
		Author:         storedPerson(v.Author),
		CreatedAt:      v.CreatedAt,
		Version:        v.Version,
	}
}

func (f storedVerification) verification() Verification {
	return Verification{
		Project:        f.Project,
		Number:         f.Number,
		Contract:       f.Contract,
		Step:           f.Step,
		Object:         f.Object,
		Chain:          f.Chain,
		NotifiedOn:     f.NotifiedOn,
		Notice:         optionally(f.Notice, storedNotice.notice),
		ObservationEnd: f.ObservationEnd,
		Phase:          f.Phase,
		Since:          f.Since,
		EnteredAt:      f.EnteredAt,
		Extra:          f.Extra,
		Deadline:       f.Deadline,
		InCharge:       each(f.InCharge, storedPerson.person),
		Deputies:       each(f.Deputies, storedPerson.person),
		Committee:      f.Committee,
		Outcome:        f.Outcome,
		Reason:         f.Reason,
		Rate:           f.Rate,
		Observations:   f.Observations,
		DecisionRef:    f.DecisionRef,
		DecidedOn:      f.DecidedOn,
		DecisionNotice: optionally(f.DecisionNotice, storedNotice.notice),
		DecidedBy:      Person(f.DecidedBy),
		Lapsed:         f.Lapsed,
		LapsedOn:       f.LapsedOn,
		Count:          optionally(f.Count, storedCount.count),
		Request:        optionally(f.Request, storedRequest.request),
		Again:          f.Again,
		Author:         Person(f.Author),
		CreatedAt:      f.CreatedAt,
		Version:        f.Version,
	}
}

type storedNotice struct {
	By          NoticeBy      `json:"By"`
	AvailableOn calendar.Date `json:"AvailableOn"`
	OpenedOn    calendar.Date `json:"OpenedOn"`
}

func asStoredNotice(n Notice) storedNotice { return storedNotice(n) }

func (f storedNotice) notice() Notice { return Notice(f) }

type storedCount struct {
	Ordered   int          `json:"Ordered"`
	Delivered int          `json:"Delivered"`
	Unit      string       `json:"Unit"`
	Delay     storedPeriod `json:"Delay"`
}

func (c Count) stored() storedCount {
	return storedCount{
		Ordered:   c.Ordered,
		Delivered: c.Delivered,
		Unit:      c.Unit,
		Delay:     storedPeriod(c.Delay),
	}
}

func (f storedCount) count() Count {
	return Count{
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

func asStoredRequest(r ExtensionRequest) storedRequest { return storedRequest(r) }

func (f storedRequest) request() ExtensionRequest { return ExtensionRequest(f) }
