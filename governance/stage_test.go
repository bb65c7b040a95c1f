package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
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
	require.Len(t, wants, len(perimeter.Stages()))
	for i, from := range perimeter.Stages() {
		require.Len(t, wants[i], len(perimeter.Stages()))
		for j, to := range perimeter.Stages() {
			t.Run(string(from+" to "+to), func(t *testing.T) {
				for _, selected := range []bool{false, true} {
					for _, reason := range []string{"", " \n", "un motif"} {
						want := ""
						switch inRollout := !to.Aside() && to != perimeter.StageCandidate; {
						case wants[i][j] == "same":
							want = "stage.same"
						case inRollout && !selected:
							want = "stage.no_decision"
						case wants[i][j] == "why" && reason != "un motif":
							want = "stage.no_reason"
						}
						require.Equal(t, want, keyOf(perimeter.StageMove{From: from, To: to, Selected: selected, Reason: reason}.Check()), "selected %t, reason %q", selected, reason)
					}
				}
			})
		}
	}
}

func TestMoveSchool(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.committee("SECRET", secret, record.DiffusionCommittee)
	adopted, proposed := w.decide("Retenir Wallon A", "COPIL", wallonA), w.propose("Retenir Wallon A", "COPIL", wallonA)
	rejected := w.propose("Retenir Wallon A", "COPIL", wallonA)
	_, err := w.SettleDecision(t.Context(), w.as(pilot), rejected.Ref, committee.DecisionRejected, "")
	require.NoError(t, err)
	unseen := w.decide("Retenir Wallon A en secret", "SECRET", wallonA)
	general := w.decide("Retenir toute la commune", "COPIL")
	before := w.dump()

	for name, tc := range map[string]struct {
		move  rollout.MoveSchool
		key   string
		param string
	}{
		"without a decision":               {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected}, "stage.no_decision", "decision"},
		"by a decision only proposed":      {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: proposed.Ref}, "stage.decision_not_adopted", "decision"},
		"by a decision that was rejected":  {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: rejected.Ref}, "stage.decision_not_adopted", "decision"},
		"by a decision of another school":  {rollout.MoveSchool{School: wallonB, To: perimeter.StageSelected, Decision: adopted.Ref}, "stage.decision_elsewhere", "decision"},
		"by a decision that nobody took":   {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: "COPIL-2026-099"}, "decision.unknown", "decision"},
		"by a decision that is not seen":   {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: unseen.Ref}, "decision.unknown", "decision"},
		"by what is no decision":           {rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: "le COPIL"}, "decision.ref", "decision"},
		"of an unknown school":             {rollout.MoveSchool{School: "0999001W", To: perimeter.StageSelected, Decision: adopted.Ref}, "school.unknown", "school"},
		"to where it is":                   {rollout.MoveSchool{School: wallonA, To: perimeter.StageCandidate}, "stage.same", ""},
		"aside without a reason":           {rollout.MoveSchool{School: wallonA, To: perimeter.StageSuspended, Reason: " "}, "stage.no_reason", "reason"},
		"not even far ahead by a decision": {rollout.MoveSchool{School: wallonB, To: perimeter.StageOpen, Decision: adopted.Ref}, "stage.decision_elsewhere", "decision"},
	} {
		t.Run("refused "+name, func(t *testing.T) {
			_, _, err := w.MoveSchool(t.Context(), w.as(member), tc.move)
			require.Equal(t, tc.key, keyOf(err))
			var e *record.Error
			require.ErrorAs(t, err, &e)
			require.Equal(t, tc.param, e.Param)
			require.Equal(t, before, w.dump())
		})
	}

	move := func(t *testing.T, m rollout.MoveSchool) perimeter.School {
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
		is := move(t, rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: "copil-2026-1"})
		require.Equal(t, []string{adopted.Ref, adopted.Ref}, []string{is.StageDecision, is.SelectedBy})
		require.Equal(t, day("2026-11-23"), is.StageSince)
	})
	t.Run("later moves need no decision, and since when is told", func(t *testing.T) {
		w.at("2026-12-01 00:10")
		is := move(t, rollout.MoveSchool{School: wallonA, To: perimeter.StageOpen})
		require.Equal(t, []string{"", adopted.Ref}, []string{is.StageDecision, is.SelectedBy})
		require.Equal(t, day("2026-12-01"), is.StageSince)
	})
	t.Run("a step back wants a reason, and comes back from aside without one", func(t *testing.T) {
		_, _, err := w.MoveSchool(t.Context(), w.as(member), rollout.MoveSchool{School: wallonA, To: perimeter.StageFed})
		asError(t, err, record.Invalid, "stage.no_reason")
		move(t, rollout.MoveSchool{School: wallonA, To: perimeter.StageSuspended, Reason: "travaux"})
		move(t, rollout.MoveSchool{School: wallonA, To: perimeter.StageOpen})
	})
	t.Run("a decision that names no school selects any", func(t *testing.T) {
		require.Equal(t, general.Ref, move(t, rollout.MoveSchool{School: wallonB, To: perimeter.StageSelected, Decision: general.Ref}).SelectedBy)
	})
	t.Run("history says who, when, from where, before, after and why", func(t *testing.T) {
		lines := w.history("school/" + record.Subject(wallonA))
		var notes []string
		for _, l := range lines {
			require.Equal(t, "school.moved", l.Change)
			require.Equal(t, person(member), l.By)
			require.Equal(t, copil, l.Where)
			notes = append(notes, l.Note)
		}
		require.Equal(t, []string{adopted.Ref, "", "travaux", ""}, notes)
		from, to, ok := rollout.StagesOf(lines[0])
		require.Equal(t, []any{perimeter.StageCandidate, perimeter.StageSelected, true}, []any{from, to, ok})
	})
}
