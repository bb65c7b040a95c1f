package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// doubts are the keys of what is asked back; none when nothing is.
func doubts(err error) []string {
	var keys []string
	if q, ok := errors.AsType[*governance.QuestionError](err); ok {
		for _, d := range q.Doubts {
			keys = append(keys, d.Key)
		}
	}
	return keys
}

// sure is the actor who has said yes to whatever is doubtful.
func sure(a governance.Actor) governance.Actor {
	a.Consent.All = true
	return a
}

func TestACommitteeIsNotGuessedAmongThoseOfAChannel(t *testing.T) {
	w := newWorld(t).withCopil()
	before := w.dump()
	_, err := w.CreateCommittee(t.Context(), w.careful(pilot, copil), governance.NewCommittee{Code: "GT1", Name: "Groupe", Level: governance.LevelAcademic})
	require.Equal(t, []string{"committee.occupied"}, doubts(err))
	require.Equal(t, before, w.dump())
	w.committee("AAA", copil, governance.DiffusionTeam)
	shared := w.chat.channels[copil]
	shared.Private = true
	w.chat.channels[copil] = shared
	w.committee("SECRET", copil, governance.DiffusionCommittee)
	_, err = w.AddContract(t.Context(), w.careful(pilot), governance.NewContract{Ref: "M1", Supplier: "Éditeur"})
	require.NoError(t, err)
	before = w.dump()
	here := w.careful(member, copil)
	inferring := map[string]func(governance.Actor) error{
		"log": func(a governance.Actor) error {
			_, err := w.LogDecision(t.Context(), a, governance.NewDecision{Text: "x"})
			return err
		},
		"schedule": func(a governance.Actor) error {
			_, _, err := w.ScheduleMeeting(t.Context(), a, governance.NewMeeting{Start: w.moment("2026-12-01 09:00")})
			return err
		},
		"rhythm": func(a governance.Actor) error { _, err := w.SetRhythm(t.Context(), a, "", nil); return err },
		"digest": func(a governance.Actor) error {
			_, _, err := w.SetDigest(t.Context(), a, "", whole(governance.DefaultDigest()))
			return err
		},
		"show": func(a governance.Actor) error { _, err := w.Committee(t.Context(), a, ""); return err },
		"open": func(a governance.Actor) error {
			_, err := w.OpenVerification(t.Context(), a, governance.NewVerification{Step: governance.StepVA, Contract: "M1", Object: "x", NotifiedOn: day("2026-11-20")})
			return err
		},
	}
	for name, infer := range inferring {
		e := asError(t, infer(here), governance.Invalid, "committee.shared_closed")
		require.Equal(t, "committee", e.Param, name)
		require.Equal(t, []string{"AAA", "COPIL", "SECRET"}, e.Choices, name)
		require.Equal(t, []string{"SECRET"}, e.Args["closed"], name)
	}
	require.Equal(t, before, w.dump())
	t.Run("and one who is not in the channel learns nothing of who sits there", func(t *testing.T) {
		elsewhere := newWorld(t).withCopil()
		elsewhere.committee("AAA", copil, governance.DiffusionTeam)
		elsewhere.committee("SECRET", cabinet, governance.DiffusionCommittee)
		_, got := w.LogDecision(t.Context(), w.careful(other, copil), governance.NewDecision{Text: "x"})
		_, want := elsewhere.LogDecision(t.Context(), elsewhere.as(other, copil), governance.NewDecision{Text: "x"})
		asError(t, got, governance.Invalid, "committee.shared")
		require.Equal(t, want, got)
	})
	t.Run("one that is named is meant", func(t *testing.T) {
		dec, err := w.LogDecision(t.Context(), here, governance.NewDecision{Text: "x", Committee: "copil"})
		require.NoError(t, err)
		require.Equal(t, "COPIL-2026-001", dec.Ref)
	})
}

func TestASilenceIsNotCorrectedAloudByAccident(t *testing.T) {
	w := newWorld(t).withContract("")
	w.committee("SECRET", secret, governance.DiffusionCommittee)
	w.at("2028-06-08 09:00")
	w.clause(governance.ClauseChange{Topic: governance.TopicVA, Silence: governance.SilenceAccepted, Article: "CCAP 7.4"})
	w.open(governance.StepVA, "2028-06-07", member)
	w.at("2028-07-08 00:00")
	require.NoError(t, passes(w))
	correct := func(a governance.Actor) error {
		_, err := w.CorrectVerification(t.Context(), a, governance.Correction{Note: "retrouvé", Decide: governance.Decide{
			Number: 1, Outcome: governance.OutcomeRejection, On: day("2028-07-05"), Reason: "rien ne marche", Observations: "il conteste",
		}})
		return err
	}
	err := correct(w.careful(pilot, secret))
	require.Equal(t, []string{"committee.aloud"}, doubts(err), err)
	require.NoError(t, correct(sure(w.careful(pilot, secret))))
}
