package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// doubts are the keys of what is asked back; none when nothing is.
func doubts(err error) []string {
	var keys []string
	if q, ok := errors.AsType[*record.QuestionError](err); ok {
		for _, d := range q.Doubts {
			keys = append(keys, d.Key)
		}
	}
	return keys
}

// sure is the actor who has said yes to whatever is doubtful.
func sure(a record.Actor) record.Actor {
	a.Consent.All = true
	return a
}

func TestACommitteeIsNotGuessedAmongThoseOfAChannel(t *testing.T) {
	w := newWorld(t).withCopil()
	before := w.dump()
	_, err := w.CreateCommittee(t.Context(), w.careful(pilot, copil), committee.NewCommittee{Code: "GT1", Name: "Groupe", Level: record.LevelAcademic})
	require.Equal(t, []string{"committee.occupied"}, doubts(err))
	require.Equal(t, before, w.dump())
	w.committee("AAA", copil, record.DiffusionTeam)
	shared := w.chat.channels[copil]
	shared.Private = true
	w.chat.channels[copil] = shared
	w.committee("SECRET", copil, record.DiffusionCommittee)
	_, err = w.AddContract(t.Context(), w.careful(pilot), acceptance.NewContract{Ref: "M1", Supplier: "Éditeur"})
	require.NoError(t, err)
	before = w.dump()
	here := w.careful(member, copil)
	inferring := map[string]func(record.Actor) error{
		"log": func(a record.Actor) error {
			_, err := w.LogDecision(t.Context(), a, committee.NewDecision{Text: "x"})
			return err
		},
		"schedule": func(a record.Actor) error {
			_, _, err := w.ScheduleMeeting(t.Context(), a, committee.NewMeeting{Start: w.moment("2026-12-01 09:00")})
			return err
		},
		"rhythm": func(a record.Actor) error { _, err := w.SetLeads(t.Context(), a, "", nil); return err },
		"digest": func(a record.Actor) error {
			_, _, err := w.SetDigest(t.Context(), a, "", whole(record.DefaultDigest()))
			return err
		},
		"show": func(a record.Actor) error { _, err := w.Committee(t.Context(), a, ""); return err },
		"open": func(a record.Actor) error {
			_, err := w.OpenVerification(t.Context(), a, acceptance.NewVerification{Step: contract.StepVA, Contract: "M1", Object: "x", NotifiedOn: day("2026-11-20")})
			return err
		},
	}
	for name, infer := range inferring {
		e := asError(t, infer(here), record.Invalid, "committee.shared_closed")
		require.Equal(t, "committee", e.Param, name)
		require.Equal(t, []string{"AAA", "COPIL", "SECRET"}, e.Choices, name)
		require.Equal(t, []string{"SECRET"}, e.Args["closed"], name)
	}
	require.Equal(t, before, w.dump())
	t.Run("and one who is not in the channel learns nothing of who sits there", func(t *testing.T) {
		elsewhere := newWorld(t).withCopil()
		elsewhere.committee("AAA", copil, record.DiffusionTeam)
		elsewhere.committee("SECRET", cabinet, record.DiffusionCommittee)
		_, got := w.LogDecision(t.Context(), w.careful(other, copil), committee.NewDecision{Text: "x"})
		_, want := elsewhere.LogDecision(t.Context(), elsewhere.as(other, copil), committee.NewDecision{Text: "x"})
		asError(t, got, record.Invalid, "committee.shared")
		require.Equal(t, want, got)
	})
	t.Run("one that is named is meant", func(t *testing.T) {
		dec, err := w.LogDecision(t.Context(), here, committee.NewDecision{Text: "x", Committee: "copil"})
		require.NoError(t, err)
		require.Equal(t, "COPIL-2026-001", dec.Ref)
	})
}

func TestASilenceIsNotCorrectedAloudByAccident(t *testing.T) {
	w := newWorld(t).withContract("")
	w.committee("SECRET", secret, record.DiffusionCommittee)
	w.at("2028-06-08 09:00")
	w.clause(contract.ClauseChange{Topic: contract.TopicVA, Silence: contract.SilenceAccepted, Article: "CCAP 7.4"})
	w.open(contract.StepVA, "2028-06-07", member)
	w.at("2028-07-08 00:00")
	require.NoError(t, passes(w))
	correct := func(a record.Actor) error {
		_, err := w.CorrectVerification(t.Context(), a, acceptance.Correction{Note: "retrouvé", Decide: acceptance.Decide{
			Number: 1, Outcome: contract.OutcomeRejection, On: day("2028-07-05"), Reason: "rien ne marche", Observations: "il conteste",
		}})
		return err
	}
	err := correct(w.careful(pilot, secret))
	require.Equal(t, []string{"committee.aloud"}, doubts(err), err)
	require.NoError(t, correct(sure(w.careful(pilot, secret))))
}
