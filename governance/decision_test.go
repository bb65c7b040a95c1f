package governance_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/storage/storagetest"
)

func TestLogDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()

	t.Run("it is adopted as logged, numbered, announced and told in history", func(t *testing.T) {
		dec, err := w.LogDecision(t.Context(), w.as(member, copil), committee.NewDecision{
			Text: "  Retenir 2 écoles de Vitry ", Schools: []record.UAI{wallonB, wallonA, wallonB}, Selection: committee.SelectionSelects,
		})
		require.NoError(t, err)
		require.Equal(t, committee.Decision{
			Project: record.ProjectID(team), Ref: "COPIL-2026-001", Committee: "COPIL", Text: "Retenir 2 écoles de Vitry",
			State: committee.DecisionAdopted, Schools: []record.UAI{wallonB, wallonA}, Selection: committee.SelectionSelects, Author: person(member),
			LoggedAt: w.now(), SettledAt: w.now(), Version: 1,
		}, dec)
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionSettled))
		require.Empty(t, w.owed(dec.Subject(), committee.DecisionProposed))
		lines := w.history(dec.Subject())
		require.Len(t, lines, 1)
		require.Equal(t, "decision.logged", lines[0].Change)
		require.Nil(t, lines[0].Before)
		require.Equal(t, committee.DecisionAdopted, lines[0].After.(committee.Decision).State)
	})
	t.Run("one that is proposed is not settled yet", func(t *testing.T) {
		dec := w.propose("Acheter des tablettes", "copil")
		require.Equal(t, "COPIL-2026-002", dec.Ref)
		require.True(t, dec.SettledAt.IsZero())
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed(dec.Subject(), committee.DecisionProposed))
		require.Equal(t, []string{"decision.proposed"}, w.changes(dec.Subject()))
	})
	t.Run("what cannot be logged takes no number", func(t *testing.T) {
		before := w.dump()
		for key, n := range map[string]committee.NewDecision{
			"text.empty":        {Committee: "COPIL", Text: " \n"},
			"text.too_long":     {Committee: "COPIL", Text: strings.Repeat("é", 501)},
			"school.unknown":    {Committee: "COPIL", Text: "x", Schools: []record.UAI{wallonA, "0999001W"}},
			"committee.unknown": {Committee: "COSUI", Text: "x"},
		} {
			_, err := w.LogDecision(t.Context(), w.as(pilot), n)
			require.Equal(t, key, keyOf(err))
		}
		require.Equal(t, before, w.dump())
		require.Equal(t, "COPIL-2026-003", w.decide(strings.Repeat("é", 500), "COPIL").Ref)
	})
	t.Run("each committee counts for itself", func(t *testing.T) {
		w.committee("GT1", cabinet, record.DiffusionTeam)
		require.Equal(t, "GT1-2026-001", w.decide("x", "GT1").Ref)
		require.Equal(t, "COPIL-2026-004", w.decide("x", "COPIL").Ref)
	})
	t.Run("each civil year in the project's zone counts for itself", func(t *testing.T) {
		for _, tc := range [][2]string{
			{"2026-12-31 23:59", "COPIL-2026-005"}, {"2027-01-01 00:00", "COPIL-2027-001"}, {"2027-01-01 00:30", "COPIL-2027-002"},
		} {
			w.at(tc[0])
			require.Equal(t, tc[1], w.decide("x", "COPIL").Ref)
		}
	})
}

func TestWhichCommittee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	log := func(a record.Actor, code string) string {
		dec, err := w.LogDecision(t.Context(), a, committee.NewDecision{Text: "x", Committee: code})
		if err != nil {
			return keyOf(err)
		}
		return dec.Committee
	}
	require.Equal(t, "committee.none_yet", log(w.as(pilot), ""))
	w.committee("COPIL", copil, record.DiffusionTeam)
	w.committee("GT1", cabinet, record.DiffusionTeam)
	require.Equal(t, "GT1", log(w.as(pilot, cabinet), ""), "that of the channel")
	require.Equal(t, "COPIL", log(w.as(pilot, cabinet), " copil "), "that which is named")
	require.Equal(t, "COPIL", log(w.as(member), ""), "the only one of its member")
	require.Equal(t, "committee.which", log(w.as(pilot), ""), "of two, none is guessed")
	require.Equal(t, "committee.unknown", log(w.as(pilot), "COPI"))
}

// flaky is a store in which the history of some changes cannot be written,
// which is the last thing that they write.
type flaky struct{ record.Store }

type flakyTx struct{ storagetest.Tx }

var errFlaky = errors.New("no room left")

func (f flaky) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	return f.Store.Update(ctx, p, func(tx record.Tx) error { return fn(flakyTx{tx.(storagetest.Tx)}) })
}

func (f flakyTx) AddHistory(lines ...record.HistoryLine) error {
	for _, l := range lines {
		if dec, ok := l.After.(committee.Decision); ok && dec.Text == "doomed" {
			return errFlaky
		}
	}
	return f.Tx.AddHistory(lines...)
}

func TestDecisionNumbersUnderLoad(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	service := governance.NewService(flaky{w.store}, w.chat, w.now, record.Defaults{}, nil)
	const people, doomed = 50, 15
	refs, failures := make(chan string, people), make(chan error, doomed)
	var wg sync.WaitGroup
	for i := range people + doomed {
		wg.Go(func() {
			n := committee.NewDecision{Text: fmt.Sprintf("decision %d", i), Committee: "COPIL"}
			if i%4 == 0 && i/4 < doomed {
				n.Text = "doomed"
			}
			dec, err := service.LogDecision(t.Context(), w.as(member), n)
			if err != nil {
				failures <- err
				return
			}
			refs <- dec.Ref
		})
	}
	wg.Wait()
	close(refs)
	close(failures)
	var got, want []string
	for ref := range refs {
		got = append(got, ref)
	}
	for i := range people {
		want = append(want, fmt.Sprintf("COPIL-2026-%03d", i+1))
	}
	slices.Sort(got)
	require.Equal(t, want, got)
	for err := range failures {
		require.ErrorIs(t, err, errFlaky)
	}
	list, err := w.Decisions(t.Context(), w.as(other), committee.DecisionFilter{})
	require.NoError(t, err)
	require.Len(t, list, people)
	require.Len(t, w.claim(), people, "each is announced once, and no failure is")
}

func TestSettleDecision(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	const proposed, adopted, rejected, deferred = committee.DecisionIsProposed, committee.DecisionAdopted, committee.DecisionRejected, committee.DecisionDeferred
	for _, tc := range []struct {
		from, to committee.DecisionState
		ok       bool
	}{
		{proposed, adopted, true},
		{proposed, rejected, true},
		{proposed, deferred, true},
		{proposed, proposed, false},
		{deferred, adopted, true},
		{deferred, rejected, true},
		{deferred, deferred, false},
		{deferred, proposed, false},
		{adopted, adopted, false},
		{adopted, rejected, false},
		{adopted, deferred, false},
		{adopted, proposed, false},
		{rejected, adopted, false},
		{rejected, rejected, false},
		{rejected, deferred, false},
		{rejected, proposed, false},
	} {
		t.Run(string(tc.from+" to "+tc.to), func(t *testing.T) {
			dec := w.propose("x", "COPIL")
			if tc.from != proposed {
				var err error
				dec, err = w.SettleDecision(t.Context(), w.as(pilot), dec.Ref, tc.from, "")
				require.NoError(t, err)
			}
			before := w.dump()
			got, err := w.SettleDecision(t.Context(), w.as(member), strings.ToLower(dec.Ref), tc.to, " parce que ")
			if !tc.ok {
				e := asError(t, err, record.Conflict, "decision.settled")
				require.Equal(t, record.Args{"decision": dec.Ref, "state": tc.from}, e.Args)
				require.Equal(t, before, w.dump())
				return
			}
			require.NoError(t, err)
			want := dec
			want.State, want.Reason, want.SettledAt, want.Version = tc.to, "parce que", w.now(), dec.Version+1
			want.LoggedAt, got.LoggedAt = w.now(), w.now()
			require.Equal(t, want, got)
			changes := w.changes(dec.Subject())
			require.Equal(t, "decision."+string(tc.to), changes[len(changes)-1])
			require.Equal(t, "parce que", w.history(dec.Subject())[len(changes)-1].Note)
			// Each settlement is announced, also at the same moment as another one.
			require.Len(t, w.owed(dec.Subject(), committee.DecisionSettled), want.Version-1)
		})
	}
	t.Run("an unknown one is not found", func(t *testing.T) {
		_, err := w.SettleDecision(t.Context(), w.as(pilot), "COPIL-2026-999", adopted, "")
		require.Equal(t, "decision", asError(t, err, record.NotFound, "decision.unknown").Param)
	})
}

func TestDecisionsAreFiltered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("GT1", cabinet, record.DiffusionTeam)
	first := w.decide("Retenir l'école Wallon à Vitry", "COPIL", wallonA)
	second := w.propose("Former les équipes", "COPIL")
	third := w.decide("Étudier la messagerie", "GT1", wallonA, wallonB)
	for name, tc := range map[string]struct {
		filter committee.DecisionFilter
		want   []string
	}{
		"all, the latest first":  {committee.DecisionFilter{}, []string{third.Ref, second.Ref, first.Ref}},
		"committee, in any case": {committee.DecisionFilter{Committee: "copil"}, []string{second.Ref, first.Ref}},
		"state":                  {committee.DecisionFilter{State: committee.DecisionIsProposed}, []string{second.Ref}},
		"school":                 {committee.DecisionFilter{School: wallonA}, []string{third.Ref, first.Ref}},
		"words without accents":  {committee.DecisionFilter{Words: "etudier MESSAGERIE"}, []string{third.Ref}},
		"words of the reference": {committee.DecisionFilter{Words: "gt1-2026"}, []string{third.Ref}},
		"words that none has":    {committee.DecisionFilter{Words: "retenir messagerie"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			list, err := w.Decisions(t.Context(), w.as(guest), tc.filter)
			require.NoError(t, err)
			var refs []string
			for _, d := range list {
				refs = append(refs, d.Ref)
			}
			require.Equal(t, tc.want, refs)
		})
	}
	t.Run("one is shown with its committee, its schools in order and its history", func(t *testing.T) {
		view, err := w.Decision(t.Context(), w.as(guest), "gt1-2026-1")
		require.NoError(t, err)
		require.Equal(t, "Comité GT1", view.CommitteeName)
		require.Equal(t, []record.UAI{wallonA, wallonB}, uais(view.SchoolList))
		require.Len(t, view.History, 1)
	})
}
