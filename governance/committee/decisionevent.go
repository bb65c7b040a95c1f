package committee

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
)

var decisionEvents = record.Then(record.Then(record.Then(record.Keeps("decision", Decision.stored, storedDecision.decision),
	Decision.storedLinked, storedLinkedDecision.decision),
	Decision.storedDetailed, storedDetailedDecision.decision),
	Decision.storedFormer, storedFormerDecision.decision).Without("decision.seen", string(DecisionAgain))

// storedDecision is a decision as history stores it, in versions 0 and 1.
type storedDecision struct {
	Project   record.ProjectID    `json:"Project"`
	Ref       string              `json:"Ref"`
	Committee string              `json:"Committee"`
	Text      string              `json:"Text"`
	State     DecisionState       `json:"State"`
	Reason    string              `json:"Reason"`
	Schools   []record.UAI        `json:"Schools"`
	Selection Selection           `json:"Selection"`
	Author    record.StoredPerson `json:"Author"`
	LoggedAt  time.Time           `json:"LoggedAt"`
	SettledAt time.Time           `json:"SettledAt"`
	Version   int                 `json:"Version"`
}

func (dec Decision) stored() storedDecision {
	return storedDecision{
		Project:   dec.Project,
		Ref:       dec.Ref,
		Committee: dec.Committee,
		Text:      dec.Text,
		State:     dec.State,
		Reason:    dec.Reason,
		Schools:   dec.Schools,
		Selection: dec.Selection,
		Author:    record.StoredPerson(dec.Author),
		LoggedAt:  dec.LoggedAt,
		SettledAt: dec.SettledAt,
		Version:   dec.Version,
	}
}

func (f storedDecision) decision() Decision {
	return Decision{
		Project:   f.Project,
		Ref:       f.Ref,
		Committee: f.Committee,
		Text:      f.Text,
		State:     f.State,
		Reason:    f.Reason,
		Schools:   f.Schools,
		Selection: f.Selection,
		Author:    record.Person(f.Author),
		LoggedAt:  f.LoggedAt,
		SettledAt: f.SettledAt,
		Version:   f.Version,
	}
}

// storedLinkedDecision is a decision as history stores it, in version 2.
type storedLinkedDecision struct {
	storedDecision
	Supersedes   string `json:"Supersedes"`
	SupersededBy string `json:"SupersededBy"`
}

func (dec Decision) storedLinked() storedLinkedDecision {
	return storedLinkedDecision{dec.stored(), dec.Supersedes, dec.SupersededBy}
}

func (f storedLinkedDecision) decision() Decision {
	dec := f.storedDecision.decision()
	dec.Supersedes, dec.SupersededBy = f.Supersedes, f.SupersededBy
	return dec
}

// storedDetailedDecision is a decision as history stores it, in version 3.
type storedDetailedDecision struct {
	storedLinkedDecision
	Opinion      bool                  `json:"Opinion"`
	Context      string                `json:"Context"`
	Alternatives string                `json:"Alternatives"`
	Meeting      int                   `json:"Meeting"`
	DecidedOn    calendar.Date         `json:"DecidedOn"`
	Vote         storedVote            `json:"Vote"`
	InCharge     []record.StoredPerson `json:"InCharge"`
	Due          calendar.Date         `json:"Due"`
	Review       calendar.Date         `json:"Review"`
	Contract     string                `json:"Contract"`
	Source       storedSource          `json:"Source"`
}

// storedVote and storedSource are parts of it.
type storedVote struct {
	Consensus bool `json:"Consensus"`
	For       int  `json:"For"`
	Against   int  `json:"Against"`
	Abstained int  `json:"Abstained"`
}

type storedSource struct {
	Channel record.ChannelID `json:"Channel"`
	Post    string           `json:"Post"`
	Open    bool             `json:"Open"`
}

func (dec Decision) storedDetailed() storedDetailedDecision {
	return storedDetailedDecision{
		storedLinkedDecision: dec.storedLinked(),
		Opinion:              dec.Opinion,
		Context:              dec.Context,
		Alternatives:         dec.Alternatives,
		Meeting:              dec.Meeting,
		DecidedOn:            dec.DecidedOn,
		Vote:                 storedVote(dec.Vote),
		InCharge:             record.Each(dec.InCharge, record.AsStoredPerson),
		Due:                  dec.Due,
		Review:               dec.Review,
		Contract:             dec.Contract,
		Source:               storedSource(dec.Source),
	}
}

func (f storedDetailedDecision) decision() Decision {
	dec := f.storedLinkedDecision.decision()
	dec.Details = Details{
		Opinion:      f.Opinion,
		Context:      f.Context,
		Alternatives: f.Alternatives,
		Meeting:      f.Meeting,
		DecidedOn:    f.DecidedOn,
		Vote:         Vote(f.Vote),
		InCharge:     record.Each(f.InCharge, record.StoredPerson.Person),
		Due:          f.Due,
		Review:       f.Review,
		Contract:     f.Contract,
		Source:       record.Source(f.Source),
	}
	return dec
}

// storedFormerDecision is a decision as history stores it, in version 4.
type storedFormerDecision struct {
	storedDetailedDecision
	FormerRef string `json:"FormerRef"`
	Offline   string `json:"Offline"`
}

func (dec Decision) storedFormer() storedFormerDecision {
	return storedFormerDecision{dec.storedDetailed(), dec.FormerRef, dec.Offline}
}

func (f storedFormerDecision) decision() Decision {
	dec := f.storedDetailedDecision.decision()
	dec.FormerRef, dec.Offline = f.FormerRef, f.Offline
	return dec
}
