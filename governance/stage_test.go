package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

func TestStageMoves(t *testing.T) {
	t.Parallel()
	// What a move from one stage to another wants: nothing ("ok"), a reason
	// ("why") or nothing at all will do ("same"). Rows and columns are in the
	// order of Stages.
	wants := [][]string{
		//            candidate selected agreed fed     trained open    in use  susp.  withdrawn
		/* candidate */ {"same", "ok", "ok", "ok", "ok", "ok", "ok", "why", "why"},
		/* selected  */ {"why", "same", "ok", "ok", "ok", "ok", "ok", "why", "why"},
		/* agreed    */ {"why", "why", "same", "ok", "ok", "ok", "ok", "why", "why"},
		/* fed       */ {"why", "why", "why", "same", "ok", "ok", "ok", "why", "why"},
		/* trained   */ {"why", "why", "why", "why", "same", "ok", "ok", "why", "why"},
		/* open      */ {"why", "why", "why", "why", "why", "same", "ok", "why", "why"},
		/* in use    */ {"why", "why", "why", "why", "why", "why", "same", "why", "why"},
		/* suspended */ {"ok", "ok", "ok", "ok", "ok", "ok", "ok", "same", "why"},
		/* withdrawn */ {"ok", "ok", "ok", "ok", "ok", "ok", "ok", "why", "same"},
	}
	require.Len(t, wants, len(governance.Stages()))
	for i, from := range governance.Stages() {
		require.Len(t, wants[i], len(governance.Stages()))
		for j, to := range governance.Stages() {
			t.Run(string(from+" to "+to), func(t *testing.T) {
				for _, selected := range []bool{false, true} {
					for _, reason := range []string{"", " \n", "un motif"} {
						want := ""
						switch inRollout := !to.Aside() && to != governance.StageCandidate; {
						case wants[i][j] == "same":
							want = "stage.same"
						case inRollout && !selected:
							want = "stage.no_decision"
						case wants[i][j] == "why" && reason != "un motif":
							want = "stage.no_reason"
						}
						require.Equal(t, want, keyOf(governance.CheckMove(from, to, selected, reason)), "selected %t, reason %q", selected, reason)
					}
				}
			})
		}
	}
}

func TestMoveSchool(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, governance.DiffusionCommittee)
	adopted, proposed := w.decide("Retenir Wallon A", "COPIL", wallonA), w.propose("Retenir Wallon A", "COPIL", wallonA)
	rejected := w.propose("Retenir Wallon A", "COPIL", wallonA)
	_, err := w.SettleDecision(t.Context(), w.as(pilot), rejected.Ref, governance.DecisionRejected, "")
	require.NoError(t, err)
	unseen := w.decide("Retenir Wallon A en secret", "SECRET", wallonA)
	general := w.decide("Retenir toute la commune", "COPIL")
	before := w.dump()

	for name, tc := range map[string]struct {
		move  governance.MoveSchool
		key   string
		param string
	}{
		"without a decision":               {governance.MoveSchool{School: wallonA, To: governance.StageSelected}, "stage.no_decision", "decision"},
		"by a decision only proposed":      {governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: proposed.Ref}, "stage.decision_not_adopted", "decision"},
		"by a decision that was rejected":  {governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: rejected.Ref}, "stage.decision_not_adopted", "decision"},
		"by a decision of another school":  {governance.MoveSchool{School: wallonB, To: governance.StageSelected, Decision: adopted.Ref}, "stage.decision_elsewhere", "decision"},
		"by a decision that nobody took":   {governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: "COPIL-2026-099"}, "decision.unknown", "decision"},
		"by a decision that is not seen":   {governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: unseen.Ref}, "decision.unknown", "decision"},
		"by what is no decision":           {governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: "le COPIL"}, "decision.ref", "decision"},
		"of an unknown school":             {governance.MoveSchool{School: "0999001W", To: governance.StageSelected, Decision: adopted.Ref}, "school.unknown", "school"},
		"to where it is":                   {governance.MoveSchool{School: wallonA, To: governance.StageCandidate}, "stage.same", ""},
		"aside without a reason":           {governance.MoveSchool{School: wallonA, To: governance.StageSuspended, Reason: " "}, "stage.no_reason", "reason"},
		"not even far ahead by a decision": {governance.MoveSchool{School: wallonB, To: governance.StageOpen, Decision: adopted.Ref}, "stage.decision_elsewhere", "decision"},
	} {
		t.Run("refused "+name, func(t *testing.T) {
			_, _, err := w.MoveSchool(t.Context(), w.as(member), tc.move)
			require.Equal(t, tc.key, keyOf(err))
			var e *governance.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tc.param, e.Param)
			require.Equal(t, before, w.dump())
		})
	}

	move := func(t *testing.T, m governance.MoveSchool) governance.School {
		t.Helper()
		was, is, err := w.MoveSchool(t.Context(), w.as(member, copil), m)
		require.NoError(t, err)
		st, err := w.SchoolStatus(t.Context(), w.as(member), m.School)
		require.NoError(t, err)
		require.Equal(t, is.Stage, st.School.Stage)
		require.NotEqual(t, was.Stage, is.Stage)
		return is
	}
	t.Run("an adopted decision selects, in whatever case it is typed", func(t *testing.T) {
		is := move(t, governance.MoveSchool{School: wallonA, To: governance.StageSelected, Decision: "copil-2026-1"})
		require.Equal(t, []string{adopted.Ref, adopted.Ref}, []string{is.StageDecision, is.SelectedBy})
		require.Equal(t, day("2026-11-23"), is.StageSince)
	})
	t.Run("later moves need no decision, and since when is told", func(t *testing.T) {
		w.at("2026-12-01 00:10")
		is := move(t, governance.MoveSchool{School: wallonA, To: governance.StageOpen})
		require.Equal(t, []string{"", adopted.Ref}, []string{is.StageDecision, is.SelectedBy})
		require.Equal(t, day("2026-12-01"), is.StageSince)
	})
	t.Run("a step back wants a reason, and comes back from aside without one", func(t *testing.T) {
		_, _, err := w.MoveSchool(t.Context(), w.as(member), governance.MoveSchool{School: wallonA, To: governance.StageFed})
		asError(t, err, governance.Invalid, "stage.no_reason")
		move(t, governance.MoveSchool{School: wallonA, To: governance.StageSuspended, Reason: "travaux"})
		move(t, governance.MoveSchool{School: wallonA, To: governance.StageOpen})
	})
	t.Run("a decision that names no school selects any", func(t *testing.T) {
		require.Equal(t, general.Ref, move(t, governance.MoveSchool{School: wallonB, To: governance.StageSelected, Decision: general.Ref}).SelectedBy)
	})
	t.Run("history says who, when, from where, before, after and why", func(t *testing.T) {
		lines := w.history("school/" + governance.Subject(wallonA))
		var notes []string
		for _, l := range lines {
			require.Equal(t, "school.moved", l.Change)
			require.Equal(t, person(member), l.By)
			require.Equal(t, copil, l.Where)
			notes = append(notes, l.Note)
		}
		require.Equal(t, []string{adopted.Ref, "", "travaux", ""}, notes)
		from, to, ok := lines[0].Stages()
		require.Equal(t, []any{governance.StageCandidate, governance.StageSelected, true}, []any{from, to, ok})
	})
}
