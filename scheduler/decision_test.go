package scheduler_test

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// decisionScenes are what is told of who carries a decision out, by when, and where it
// was said.
func decisionScenes() []scene {
	full := committee.Details{
		Context: "Les écoles la demandent", Vote: committee.Vote{For: 12, Against: 2, Abstained: 1}, InCharge: []record.Person{person("ien"), person("cpc")},
		Due: calendar.MustParseDate("2026-12-15"), Review: calendar.MustParseDate("2027-03-15"), Contract: "M2026-04",
	}
	mine := committee.Details{InCharge: []record.Person{person("ien")}, Due: full.Due}
	log := func(n committee.Details) func(*world) error {
		return func(w *world) error {
			a := w.as(pilot)
			a.Channel, a.Thread = "general", "p1"
			_, err := w.LogDecision(w.Context(), a, committee.NewDecision{Text: "Ouvrir la messagerie", Committee: "copil", Details: n})
			return err
		}
	}
	then := func(n committee.Details, change func(w *world) error) func(*world) error {
		return func(w *world) error {
			if err := log(n)(w); err != nil {
				return err
			}
			return change(w)
		}
	}
	specify := func(n committee.Details) func(*world) error {
		return func(w *world) error {
			_, err := w.SpecifyDecision(w.Context(), w.as(pilot), committee.EditDecision{Ref: "COPIL-2026-001", Details: n})
			return err
		}
	}
	return []scene{
		{"adopted, with all that is recorded, to the thread", log(full), committee.DecisionSettled, ""},
		{"an opinion, by consensus", log(committee.Details{Opinion: true, Vote: committee.Vote{Consensus: true}}), committee.DecisionSettled, ""},
		{"in charge, with somebody else", log(full), committee.DecisionAssigned, ""},
		{"in charge, without a date", log(committee.Details{InCharge: []record.Person{person("ien")}}), committee.DecisionAssigned, ""},
		{"to carry out tomorrow", log(mine), committee.DecisionReminder, "2026-12-14 09:00"},
		{"to carry out today", log(mine), committee.DecisionReminder, "2026-12-15 09:00"},
		{"to carry out since yesterday", log(mine), committee.DecisionReminder, "2026-12-18 10:00"},
		{"to carry out, asked for again", then(mine, func(w *world) error {
			_, _, err := w.RemindTomorrow(w.Context(), w.as(person("ien")), "decision/COPIL-2026-001")
			return err
		}), committee.DecisionAgain, "2026-11-24 09:00"},
		{"somebody else is in charge", then(mine, specify(committee.Details{InCharge: []record.Person{person("cpc")}})), committee.DecisionWithdrawn, ""},
		{"what one is in charge of is cancelled", then(mine, func(w *world) error {
			_, err := w.CancelDecision(w.Context(), w.as(pilot), "COPIL-2026-001", "Budget")
			return err
		}), committee.DecisionWithdrawn, ""},
		{"what one is in charge of is replaced", then(mine, func(w *world) error {
			_, _, err := w.ReplaceDecision(w.Context(), w.as(pilot), committee.ReplaceDecision{
				Ref: "COPIL-2026-001", Text: "Ouvrir le blog", Details: committee.Details{InCharge: []record.Person{person("cpc")}},
			})
			return err
		}), committee.DecisionWithdrawn, ""},
		{"specified: another day, and why", then(mine, specify(committee.Details{Due: calendar.MustParseDate("2026-12-18"), Context: full.Context, Contract: "M2026-04"})), committee.DecisionSpecified, ""},
		{"carried out by somebody else in charge", then(full, func(w *world) error {
			_, err := w.ApplyDecision(w.Context(), w.as(person("cpc")), "COPIL-2026-001", "")
			return err
		}), committee.DecisionCarried, ""},
		{"to be looked at again", log(full), committee.DecisionReview, "2027-03-15 09:00"},
	}
}

// What is owed to a thread is posted there, and once, whatever is lost on the way.
func TestAThreadIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.as(pilot)
	a.Channel, a.Thread = "general", "p1"
	_, err := w.LogDecision(t.Context(), a, committee.NewDecision{Text: "Ouvrir", Committee: "copil"})
	require.NoError(t, err)
	lost := false
	w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
		id := post()
		if d.Recipient.Thread() != "" && !lost { // it is posted, and the answer is lost
			lost = true
			return "", errCut
		}
		return id, nil
	}
	w.deliver()
	w.at("2026-11-23 08:01")
	w.deliver()
	w.deliver()
	var to []string
	for _, p := range w.chat.said() {
		to = append(to, string(p.To))
	}
	require.True(t, lost)
	require.ElementsMatch(t, []string{"channel/copil", "channel/general/p1"}, to)
}
