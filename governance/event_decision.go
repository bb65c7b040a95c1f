package governance

import "time"

var decisionEvents = versioned(keeps("decision", Decision.stored, storedDecision.decision), func(d Decision) int { return d.Version })

// storedDecision is a decision as history stores it, in versions 0 and 1.
type storedDecision struct {
	Project   ProjectID     `json:"Project"`
	Ref       string        `json:"Ref"`
	Committee string        `json:"Committee"`
	Text      string        `json:"Text"`
	State     DecisionState `json:"State"`
	Reason    string        `json:"Reason"`
	Schools   []UAI         `json:"Schools"`
	Selection Selection     `json:"Selection"`
	Author    storedPerson  `json:"Author"`
	LoggedAt  time.Time     `json:"LoggedAt"`
	SettledAt time.Time     `json:"SettledAt"`
	Version   int           `json:"Version"`
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
		Author:    storedPerson(dec.Author),
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
		Author:    Person(f.Author),
		LoggedAt:  f.LoggedAt,
		SettledAt: f.SettledAt,
		Version:   f.Version,
	}
}
