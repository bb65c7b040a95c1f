package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// moves takes schools to a stage on a day.
func (w *world) moves(day string, to perimeter.Stage, reason string, schools ...record.UAI) {
	w.Helper()
	w.at(day + " 10:00")
	for _, uai := range schools {
		_, _, err := w.MoveSchool(w.Context(), w.as(pilot), rollout.MoveSchool{School: uai, To: to, Reason: reason, Decision: "COPIL-2026-001"})
		require.NoError(w, err)
	}
}

func (w *world) deployment(n perimeter.AskDeployment) perimeter.Deployment {
	w.Helper()
	d, err := w.Deployment(w.Context(), w.as(guest), n)
	require.NoError(w, err)
	return d
}

// deployedWorld is a year of three schools, seen on 30 November 2026.
func deployedWorld(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.at("2026-01-05 08:00")
	w.withCopil()
	w.decide("Retenir trois écoles", "COPIL", wallonA, wallonB, jauresMat)
	w.moves("2026-02-10", perimeter.StageSelected, "", wallonA, wallonB, jauresMat)
	w.moves("2026-06-30", perimeter.StageTrained, "", wallonA, wallonB)
	w.moves("2026-09-15", perimeter.StageOpen, "", wallonA)
	w.moves("2026-10-30", perimeter.StageOpen, "", wallonB)
	w.moves("2026-10-31", perimeter.StageInUse, "", wallonA)
	w.moves("2026-11-12", perimeter.StageWithdrawn, "fermée", jauresMat)
	w.at("2026-11-30 09:00")
	return w
}

func TestDeploymentIsCountedNowAndBefore(t *testing.T) {
	t.Parallel()
	w := deployedWorld(t)
	of := w.deployment(perimeter.AskDeployment{Months: 11})
	require.Equal(t, perimeter.Counts{perimeter.StageOpen: 1, perimeter.StageInUse: 1, perimeter.StageWithdrawn: 1}, of.Now)
	require.Equal(t, []int{3, 2, 100}, []int{of.Now.Total(), of.Now.Deployed(), of.Now.Rate()})
	require.Equal(t, perimeter.Counts{perimeter.StageOpen: 2, perimeter.StageSelected: 1}, of.Before, "on 30 October, the day of a move included")

	all := func(s perimeter.Stage) perimeter.Counts { return perimeter.Counts{s: 3} }
	trained := perimeter.Counts{perimeter.StageTrained: 2, perimeter.StageSelected: 1}
	first := perimeter.Counts{perimeter.StageTrained: 1, perimeter.StageOpen: 1, perimeter.StageSelected: 1}
	october := perimeter.Counts{perimeter.StageInUse: 1, perimeter.StageOpen: 1, perimeter.StageSelected: 1}
	want := []perimeter.MonthCounts{
		{Day: calendar.NewDate(2025, 12, 31), Counts: all(perimeter.StageCandidate)}, {Day: calendar.NewDate(2026, 1, 31), Counts: all(perimeter.StageCandidate)},
	}
	for month, counts := range map[int]perimeter.Counts{
		2: all(perimeter.StageSelected), 3: all(perimeter.StageSelected), 4: all(perimeter.StageSelected), 5: all(perimeter.StageSelected),
		6: trained, 7: trained, 8: trained, 9: first, 10: october,
	} {
		require.Equal(t, counts, of.Months[month].Counts, month)
	}
	require.Equal(t, want, of.Months[:2])
	require.Equal(t, perimeter.MonthCounts{Day: calendar.NewDate(2026, 11, 30), Counts: of.Now}, of.Months[11])

	t.Run("all of them at a glance are counted the same", func(t *testing.T) {
		o, err := w.Overview(t.Context(), w.as(guest))
		require.NoError(t, err)
		of := w.deployment(perimeter.AskDeployment{})
		require.Equal(t, of, o.Deployment)
	})
	t.Run("a move that was undone was none", func(t *testing.T) {
		w := deployedWorld(t)
		before := w.deployment(perimeter.AskDeployment{Months: 11})
		_, err := w.MoveSchools(t.Context(), w.as(pilot), []record.UAI{wallonB}, rollout.MoveSchool{To: perimeter.StageInUse})
		require.NoError(t, err)
		_, err = w.UndoMoves(t.Context(), w.as(pilot))
		require.NoError(t, err)
		require.Equal(t, before, w.deployment(perimeter.AskDeployment{Months: 11}))
	})
}

func TestDeploymentIsNarrowed(t *testing.T) {
	t.Parallel()
	w := deployedWorld(t)
	_, err := w.CreateSet(t.Context(), w.as(pilot), perimeter.NewSet{Name: "Wallon", Schools: []record.UAI{wallonA, wallonB}})
	require.NoError(t, err)
	for name, tc := range map[string]struct {
		f           perimeter.SchoolFilter
		now, before int // deployed
		total       int
	}{
		"none":           {perimeter.SchoolFilter{}, 2, 2, 3},
		"a commune":      {perimeter.SchoolFilter{Commune: "vitry"}, 2, 2, 3},
		"no commune":     {perimeter.SchoolFilter{Commune: "fresnes"}, 0, 0, 0},
		"a set":          {perimeter.SchoolFilter{Set: "wallon"}, 2, 2, 2},
		"a stage":        {perimeter.SchoolFilter{Stage: perimeter.StageInUse}, 1, 1, 1},
		"one aside":      {perimeter.SchoolFilter{Stage: perimeter.StageWithdrawn}, 0, 0, 1},
		"without help":   {perimeter.SchoolFilter{Unsupported: true}, 2, 2, 2},
		"behind no plan": {perimeter.SchoolFilter{Late: true}, 0, 0, 0},
	} {
		of := w.deployment(perimeter.AskDeployment{SchoolFilter: tc.f})
		require.Equal(t, []int{tc.now, tc.before, tc.total}, []int{of.Now.Deployed(), of.Before.Deployed(), of.Now.Total()}, name)
	}
	_, err = w.Deployment(t.Context(), w.as(guest), perimeter.AskDeployment{SchoolFilter: perimeter.SchoolFilter{Set: "Thiais"}})
	require.Equal(t, "set.unknown", keyOf(err))
}

func TestDeploymentByPlace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing("UAI;Nom;Commune;Circonscription\n0940198E;A;Vitry;Vitry 1\n0940573M;B;Thiais;Vitry 1\n0940451E;C;Ablon;\n0940420W;D;Vitry;Vitry 2\n")
	for by, want := range map[perimeter.PlaceKind][]string{
		perimeter.PlaceNone: nil, perimeter.PlaceCommune: {"Vitry", "Ablon", "Thiais"}, perimeter.PlaceDistrict: {"Vitry 1", "", "Vitry 2"}, perimeter.PlaceWave: nil,
	} {
		of := w.deployment(perimeter.AskDeployment{By: by})
		var names []string
		total := 0
		for _, p := range of.Places {
			names, total = append(names, p.Name), total+p.Total()
		}
		require.Equal(t, want, names, "%q: the largest first", by)
		require.True(t, total == 4 || want == nil)
	}
}

func TestDeploymentBesideThePlan(t *testing.T) {
	t.Parallel()
	w := deployedWorld(t)
	plan := func(number int, name string, schools []record.UAI, targets ...perimeter.Target) {
		_, err := w.PlanWave(t.Context(), w.as(pilot), perimeter.PlanWave{Number: number, Name: name, Schools: schools, Targets: targets})
		require.NoError(t, err)
	}
	require.False(t, w.deployment(perimeter.AskDeployment{}).Planned())
	plan(1, "Vague 1", []record.UAI{wallonA, wallonB, jauresMat}, perimeter.Target{Stage: perimeter.StageOpen, Due: calendar.NewDate(2026, 10, 1)},
		perimeter.Target{Stage: perimeter.StageInUse, Due: calendar.NewDate(2026, 11, 29)})
	plan(2, "Vague 2", []record.UAI{wallonB}, perimeter.Target{Stage: perimeter.StageInUse, Due: calendar.NewDate(2026, 11, 28)})
	of := w.deployment(perimeter.AskDeployment{By: perimeter.PlaceWave})
	require.True(t, of.Planned())
	require.Equal(t, 1, of.Late, "each once, and none that is aside")
	require.Equal(t, []int{2, 1}, []int{of.Waves[0].Progress[0].Reached, of.Waves[0].Progress[1].Missing})
	require.Equal(t, []perimeter.PlaceCounts{
		{Name: "Vague 1", Wave: 1, Counts: perimeter.Counts{perimeter.StageOpen: 1, perimeter.StageInUse: 1, perimeter.StageWithdrawn: 1}},
		{Name: "Vague 2", Wave: 2, Counts: perimeter.Counts{perimeter.StageOpen: 1}},
	}, of.Places)
	list, err := w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Late: true})
	require.NoError(t, err)
	require.Equal(t, of.Late, list.Total, "as the list says")
	of = w.deployment(perimeter.AskDeployment{SchoolFilter: perimeter.SchoolFilter{Stage: perimeter.StageInUse}})
	require.Len(t, of.Waves, 1)
	require.Equal(t, []record.UAI{wallonA}, of.Waves[0].Schools, "the schools that are meant")
	require.Zero(t, of.Late)
	o, err := w.Overview(t.Context(), w.as(guest))
	require.NoError(t, err)
	require.Equal(t, 1, o.Deployment.Late)
}

func TestSchoolsWithoutSupportSinceTheyOpened(t *testing.T) {
	t.Parallel()
	give := func(w *world, day string, schools ...record.UAI) int {
		w.at(day + " 11:00")
		act, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{Title: "Accompagner " + day, Schools: schools})
		require.NoError(t, err)
		return act.Number
	}
	do := func(w *world, day string, number int) {
		w.at(day + " 12:00")
		_, err := w.CompleteAction(t.Context(), w.as(pilot), number, rollout.Report{})
		require.NoError(t, err)
	}
	for name, tc := range map[string]struct {
		act  func(w *world)
		want []record.UAI
	}{
		"nothing was done":            {func(*world) {}, []record.UAI{wallonA, wallonB}},
		"one is promised":             {func(w *world) { give(w, "2026-11-20", wallonA) }, []record.UAI{wallonB}},
		"one was done since":          {func(w *world) { do(w, "2026-11-21", give(w, "2026-11-20", wallonB)) }, []record.UAI{wallonA}},
		"that of the day it opened":   {func(w *world) { do(w, "2026-10-30", give(w, "2026-10-30", wallonB)) }, []record.UAI{wallonA}},
		"that before it opened":       {func(w *world) { do(w, "2026-10-29", give(w, "2026-10-29", wallonB)) }, []record.UAI{wallonA, wallonB}},
		"that before it was in use":   {func(w *world) { do(w, "2026-10-15", give(w, "2026-10-15", wallonA)) }, []record.UAI{wallonB}},
		"for one that is not in them": {func(w *world) { give(w, "2026-11-20", jauresMat) }, []record.UAI{wallonA, wallonB}},
		"one was called off": {func(w *world) {
			_, err := w.CancelAction(t.Context(), w.as(pilot), give(w, "2026-11-20", wallonA), "reportée")
			require.NoError(t, err)
		}, []record.UAI{wallonA, wallonB}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := deployedWorld(t)
			tc.act(w)
			w.at("2026-11-30 09:00")
			require.Equal(t, len(tc.want), w.deployment(perimeter.AskDeployment{}).Unsupported)
			list, err := w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Unsupported: true})
			require.NoError(t, err)
			require.ElementsMatch(t, tc.want, uais(list.Schools))
		})
	}
}

func TestTheRateIsRoundedDown(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		counts perimeter.Counts
		rate   int
	}{
		{perimeter.Counts{}, 0},
		{perimeter.Counts{perimeter.StageWithdrawn: 2}, 0},
		{perimeter.Counts{perimeter.StageTrained: 1, perimeter.StageOpen: 199}, 99},
		{perimeter.Counts{perimeter.StageSuspended: 1, perimeter.StageInUse: 1}, 50},
		{perimeter.Counts{perimeter.StageWithdrawn: 5, perimeter.StageInUse: 1}, 100},
	} {
		require.Equal(t, tc.rate, tc.counts.Rate(), tc.counts)
	}
}
