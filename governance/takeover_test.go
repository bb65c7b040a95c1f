package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

func TestHandover(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.committee("CABINET", cabinet, record.DiffusionTeam)
	_, err := w.CloseCommittee(t.Context(), w.as(pilot), "CABINET", "fini")
	require.NoError(t, err)
	w.decide("Retenir Wallon A", "COPIL", wallonA)
	_, err = w.SpecifyDecision(t.Context(), w.as(pilot), committee.EditDecision{Ref: "COPIL-2026-001", Details: committee.Details{
		InCharge: []record.Person{person(other)}, Due: day("2026-12-15"),
	}})
	require.NoError(t, err)
	_, err = w.LogDecision(t.Context(), w.as(pilot), committee.NewDecision{Text: "Avis favorable", Committee: "COPIL", Details: committee.Details{Opinion: true}})
	require.NoError(t, err)
	applied := w.decide("Former", "COPIL")
	_, err = w.ApplyDecision(t.Context(), w.as(pilot), applied.Ref, "")
	require.NoError(t, err)
	w.propose("Ouvrir aux parents", "COPIL")
	w.decide("Changer de référent", "SECRET")
	w.schedule("COPIL", "2026-12-18 14:00")
	w.schedule("COPIL", "2026-12-20 14:00")
	w.schedule("SECRET", "2026-12-01 14:00")
	ver := w.deputised(other)
	for _, due := range []string{"2026-12-15", "2026-11-24"} {
		_, err = w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Former", Due: day(due), Assignees: []record.Person{person(other)}})
		require.NoError(t, err)
	}
	w.at("2026-11-26 08:00")

	refs := func(h governance.Handover) (all []string) {
		for _, c := range h.Committees {
			next := ""
			if c.Next != nil {
				next = " " + c.Next.Ref()
			}
			all = append(all, c.Code+next)
		}
		for _, d := range h.Adopted {
			all = append(all, d.Ref)
		}
		return all
	}
	for user, want := range map[record.UserID][]string{
		pilot: {"COPIL R-1", "SECRET R-10001", "COPIL-2026-001", "SECRET-2026-001"},
		other: {"COPIL R-1", "SECRET", "COPIL-2026-001"},
		guest: {"COPIL R-1", "SECRET", "COPIL-2026-001"},
	} {
		h, err := w.Handover(t.Context(), w.as(user))
		require.NoError(t, err)
		require.Equal(t, want, refs(h), "a committee that is over hands nothing over, nor a decision that is carried out, nor an opinion")
		require.Equal(t, []record.Person{person(pilot)}, h.Pilots)
		require.Len(t, h.Proposed, 1)
		require.Len(t, h.LateActions, 1)
		var held []string
		for _, of := range h.InHand {
			if of.Person.ID == other {
				held = of.Refs
			}
		}
		require.ElementsMatch(t, []string{"A-1", "A-2", "COPIL-2026-001"}, held)
		require.Equal(t, governance.InHand{Person: person(member), Refs: []string{ver.Ref()}}, h.InHand[0])
	}
	t.Run("nobody outside asks, and no page is made while the chat does not say who pilots", func(t *testing.T) {
		_, err := w.Handover(t.Context(), w.as(outsider))
		asError(t, err, record.Forbidden, "forbidden.team")
		w.chat.fail["Pilots"] = errors.New("away")
		defer delete(w.chat.fail, "Pilots")
		_, err = w.Handover(t.Context(), w.as(pilot))
		require.Equal(t, record.Unavailable, record.CodeOf(err))
	})
}
