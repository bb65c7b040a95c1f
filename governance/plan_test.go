package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

func town(schools int) organisation.Initialise {
	return organisation.Initialise{
		Perimeter: organisation.PerimeterCommune, Schools: schools, Stage: organisation.StagePilot,
		Partners: []committee.InstitutionChange{{Name: "Mairie de Vitry", Level: new(record.LevelTerritorial)}, {Name: "DSDEN 94"}},
	}
}

// results are what became of each line, by its code.
func results(v organisation.PlanView) map[string]organisation.Result {
	of := map[string]organisation.Result{}
	for _, o := range v.Done {
		of[o.Code] = o.Result
	}
	return of
}

func TestPlansAreCarriedOut(t *testing.T) {
	t.Parallel()
	propose := func(w *world, schools int) organisation.PlanView {
		v, err := w.Initialise(t.Context(), w.as(pilot), town(schools))
		require.NoError(t, err)
		return v
	}
	confirm := func(w *world, in ...record.ChannelID) organisation.PlanView {
		v, err := w.ConfirmPlan(t.Context(), w.as(pilot, in...))
		require.NoError(t, err)
		return v
	}
	codes := func(w *world) (codes []string) {
		list, err := w.Committees(t.Context(), w.as(pilot))
		require.NoError(t, err)
		for _, c := range list {
			codes = append(codes, c.Code)
		}
		return codes
	}

	t.Run("a project whose schools nobody has counted is that of its directory", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		schools, err := w.ListSchools(t.Context(), w.as(other), perimeter.SchoolFilter{})
		require.NoError(t, err)
		require.Positive(t, schools.Total)
		v, err := w.Initialise(t.Context(), w.as(pilot), town(0))
		require.NoError(t, err)
		require.Equal(t, schools.Total, v.Profile.Schools)
		_, err = w.CorrectPlan(t.Context(), w.as(pilot), organisation.Correction{Number: 1, Yearly: 5})
		require.NoError(t, err)
		_, err = w.ConfirmPlan(t.Context(), w.as(pilot, "copil"))
		require.NoError(t, err)
		p, err := w.Profile(t.Context(), w.as(other))
		require.NoError(t, err)
		require.Equal(t, v.Profile.Schools, p.Schools)
	})
	t.Run("one that was corrected is not replaced without a word", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 6)
		propose(w, 7) // nothing of it was corrected
		_, err := w.CorrectPlan(t.Context(), w.as(pilot), organisation.Correction{Number: 1, Yearly: 5})
		require.NoError(t, err)
		unsure := w.as(pilot)
		unsure.Consent = record.Consent{}
		_, err = w.Initialise(t.Context(), unsure, town(8))
		require.Equal(t, []string{"plan.replaced"}, doubts(err))
	})
	t.Run("nothing is made before it is confirmed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 6)
		require.Empty(t, codes(w))
		for _, user := range []record.UserID{member, other, guest} {
			_, err := w.Plan(t.Context(), w.as(user))
			require.Equal(t, record.Forbidden, record.CodeOf(err))
		}
		partners, err := w.Partners(t.Context(), w.as(pilot))
		require.NoError(t, err)
		require.Empty(t, partners)
		p, err := w.Profile(t.Context(), w.as(other))
		require.NoError(t, err)
		require.Zero(t, p.Version)
		require.Empty(t, w.chat.made)
	})
	t.Run("each committee has a channel of its own, and what the plan says of it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 60)
		v := confirm(w, copil)
		require.Equal(t, map[string]organisation.Result{
			"COPIL": organisation.ResultHere, "SUIVI": organisation.ResultMade, "USAGERS": organisation.ResultMade,
		}, results(v))
		require.Equal(t, []string{"COPIL", "SUIVI", "USAGERS"}, codes(w))
		c, err := w.Committee(t.Context(), w.as(pilot), "SUIVI")
		require.NoError(t, err)
		require.Equal(t, record.KindOperational, c.Kind)
		require.Equal(t, 6, c.Yearly)
		require.Contains(t, c.Agenda, "Actions en retard")
		require.False(t, v.Draft.DoneAt.IsZero())
		require.Equal(t, []string{"plan.proposed", "plan.done"}, w.changes(organisation.DraftSubject))
	})
	t.Run("what cannot be made is told, and the rest is made; twice makes nothing double", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 60)
		v := confirm(w) // ~copil is somebody's
		require.Equal(t, organisation.ResultTaken, results(v)["COPIL"])
		require.Equal(t, []string{"SUIVI", "USAGERS"}, codes(w))
		require.True(t, v.Draft.DoneAt.IsZero(), "it is discussed still")
		v = confirm(w, copil)
		require.Equal(t, map[string]organisation.Result{
			"COPIL": organisation.ResultHere, "SUIVI": organisation.ResultKept, "USAGERS": organisation.ResultKept,
		}, results(v))
		require.Equal(t, []string{"COPIL", "SUIVI", "USAGERS"}, codes(w))
		require.Len(t, w.chat.made, 2)
		require.Equal(t, []string{"profile.changed"}, w.changes(organisation.ProfileSubject))
	})
	t.Run("where no channel may be made, it is told and nothing is left behind", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.fail["CreateChannel"] = record.ErrNone
		propose(w, 6)
		require.Equal(t, map[string]organisation.Result{"COPIL": organisation.ResultChannel}, results(confirm(w)))
		require.Empty(t, codes(w))
	})
	t.Run("an outage is told, line by line", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.fail["CreateChannel"] = errors.New("down")
		propose(w, 6)
		v := confirm(w)
		require.Equal(t, organisation.ResultFailed, v.Done[0].Result)
		require.Equal(t, record.Unavailable, record.CodeOf(v.Done[0].Err))
	})
	t.Run("lines are corrected, left out and taken back, by any pilot", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.roles[other] = record.RolePilot
		propose(w, 60)
		for _, c := range []organisation.Correction{
			{Number: 1, Code: "pilotage", Name: "Comité de l'ENT"}, {Number: 2, Out: true}, {Number: 3, Out: true}, {Number: 3, In: true},
		} {
			_, err := w.CorrectPlan(t.Context(), w.as(other), c)
			require.NoError(t, err)
		}
		_, err := w.CorrectPlan(t.Context(), w.as(other), organisation.Correction{Number: 3, Code: "PILOTAGE"})
		require.Equal(t, record.Conflict, record.CodeOf(err))
		confirm(w)
		require.Equal(t, []string{"PILOTAGE", "USAGERS"}, codes(w))
	})
	t.Run("another stage says what is added and what is not foreseen any more", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 60)
		confirm(w, copil)
		v, err := w.ChangeStage(t.Context(), w.as(pilot), organisation.StageDeployment)
		require.NoError(t, err)
		require.Len(t, v.Lines, 4)
		require.Nil(t, v.Lines[2].Present, "the support group is new")
		require.Equal(t, 10, v.Lines[1].Yearly)
		require.Equal(t, 6, v.Lines[1].Present.Yearly)
		require.Equal(t, []string{"COPIL", "SUIVI", "USAGERS"}, codes(w), "nothing is done without a yes")
		confirm(w)
		require.Equal(t, []string{"ACCOMP", "COPIL", "SUIVI", "USAGERS"}, codes(w))
		v, err = w.ChangeStage(t.Context(), w.as(pilot), organisation.StageSteady)
		require.NoError(t, err)
		require.Equal(t, []string{"ACCOMP"}, record.CodesOf(v.Extra))
	})
	t.Run("a plan that is given up is over", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		propose(w, 6)
		_, err := w.DropPlan(t.Context(), w.as(pilot))
		require.NoError(t, err)
		_, err = w.ConfirmPlan(t.Context(), w.as(pilot))
		require.Equal(t, record.Conflict, record.CodeOf(err))
		require.Empty(t, codes(w))
	})
}
