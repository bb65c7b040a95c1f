package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

func TestSets(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	create := func(n perimeter.NewSet) error {
		_, err := w.CreateSet(t.Context(), w.as(member), n)
		return err
	}
	set, err := w.CreateSet(t.Context(), w.as(member), perimeter.NewSet{Name: " REP  Vitry", Schools: []record.UAI{wallonB, wallonA, wallonB}})
	require.NoError(t, err)
	require.Equal(t, []record.UAI{wallonA, wallonB}, set.Schools, "each once, as people sort them")

	before := w.dump()
	for name, tc := range map[string]struct {
		err error
		key string
	}{
		"a name that is taken":   {create(perimeter.NewSet{Name: "rep vitry", Schools: []record.UAI{wallonA}}), "set.taken"},
		"no school":              {create(perimeter.NewSet{Name: "Thiais"}), "set.empty"},
		"an unknown school":      {create(perimeter.NewSet{Name: "Thiais", Schools: []record.UAI{"0999001W"}}), "school.unknown"},
		"a name that is a UAI":   {create(perimeter.NewSet{Name: "0940198 E", Schools: []record.UAI{wallonA}}), "set.sign"},
		"a name with a comma":    {create(perimeter.NewSet{Name: "Vitry, Thiais", Schools: []record.UAI{wallonA}}), "set.sign"},
		"a set that is not":      {change(w, perimeter.EditSet{Set: "Thiais", Close: true}), "set.unknown"},
		"the name that it has":   {change(w, perimeter.EditSet{Set: "REP Vitry", Name: set.Name}), "set.same_name"},
		"what it has already":    {change(w, perimeter.EditSet{Set: "REP Vitry", Add: []record.UAI{wallonA}}), "set.same"},
		"to take out all":        {change(w, perimeter.EditSet{Set: "REP Vitry", Remove: []record.UAI{wallonA, wallonB}}), "set.emptied"},
		"to take out what is no": {change(w, perimeter.EditSet{Set: "REP Vitry", Remove: []record.UAI{jauresMat}}), "set.same"},
	} {
		require.Equal(t, tc.key, keyOf(tc.err), name)
	}
	require.Equal(t, before, w.dump())

	t.Run("its schools are listed, with what else they must be", func(t *testing.T) {
		list, err := w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Set: "rep vitry"})
		require.NoError(t, err)
		require.ElementsMatch(t, []record.UAI{wallonA, wallonB}, uais(list.Schools))
		list, err = w.ListSchools(t.Context(), w.as(guest), perimeter.SchoolFilter{Set: "rep vitry", Commune: "fresnes"})
		require.NoError(t, err)
		require.Empty(t, list.Schools)
	})
	t.Run("it changes its schools and its name, and is closed for another to take that", func(t *testing.T) {
		require.NoError(t, change(w, perimeter.EditSet{Set: "rep vitry", Add: []record.UAI{jauresMat}}))
		require.NoError(t, change(w, perimeter.EditSet{Set: "rep vitry", Remove: []record.UAI{wallonA}}))
		require.NoError(t, change(w, perimeter.EditSet{Set: "rep vitry", Name: "Rep Vitry"}), "in other letters")
		list, err := w.Sets(t.Context(), w.as(guest))
		require.NoError(t, err)
		require.Len(t, list, 1)
		require.Equal(t, "Rep Vitry", list[0].Name)
		require.ElementsMatch(t, []record.UAI{wallonB, jauresMat}, list[0].Schools)
		require.NoError(t, change(w, perimeter.EditSet{Set: "Rep Vitry", Close: true}))
		require.NoError(t, create(perimeter.NewSet{Name: "Rep Vitry", Schools: []record.UAI{wallonA}}))
		var changes []string
		for _, l := range w.history(set.Subject()) {
			changes = append(changes, l.Change)
		}
		require.Equal(t, []string{"set.created", "set.changed", "set.changed", "set.renamed", "set.closed"}, changes)
	})
}

func change(w *world, e perimeter.EditSet) error {
	_, _, err := w.ChangeSet(w.Context(), w.as(member), e)
	return err
}

// left are the schools that stay, by why.
func left(m rollout.Moves) map[rollout.WhyLeft][]record.UAI {
	stay := map[rollout.WhyLeft][]record.UAI{}
	for _, l := range m.Left {
		stay[l.Why] = uais(l.Schools)
	}
	return stay
}

func TestMoveSchools(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	dec := w.decide("Retenir Wallon", "COPIL", wallonA, wallonB)
	all := []record.UAI{wallonA, wallonB, jauresMat}
	selects := rollout.MoveSchool{To: perimeter.StageSelected, Decision: "copil-2026-1"}

	t.Run("how many can, which cannot and why is asked back, and nothing is done", func(t *testing.T) {
		before := w.dump()
		_, err := w.MoveSchools(t.Context(), w.careful(member), all, selects)
		require.Equal(t, []string{"stage.together", "stage.left"}, asked(t, err, ""))
		require.Equal(t, before, w.dump())
	})
	t.Run("those that can are moved, each with its line of history", func(t *testing.T) {
		moves, err := w.MoveSchools(t.Context(), w.as(member), all, selects)
		require.NoError(t, err)
		require.Equal(t, []record.UAI{wallonA, wallonB}, uais(moves.Schools))
		require.Equal(t, map[rollout.WhyLeft][]record.UAI{rollout.LeftElsewhere: {jauresMat}}, left(moves))
		require.Equal(t, dec.Ref, moves.Schools[1].SelectedBy)
		require.Equal(t, dec.Ref, w.history("school/" + record.Subject(wallonB))[0].Note)
	})
	t.Run("where none can, it says why", func(t *testing.T) {
		before := w.dump()
		_, err := w.MoveSchools(t.Context(), w.as(member), all[:2], selects)
		require.Equal(t, rollout.LeftSame, asError(t, err, record.Conflict, "stage.none_can").Args["why"])
		_, err = w.MoveSchools(t.Context(), w.as(member), nil, rollout.MoveSchool{To: perimeter.StageOpen})
		asError(t, err, record.Invalid, "stage.nobody")
		require.Equal(t, before, w.dump())
	})
	t.Run("undone, they are as they were, but for what has moved since", func(t *testing.T) {
		_, _, err := w.MoveSchool(t.Context(), w.as(pilot), rollout.MoveSchool{School: wallonA, To: perimeter.StageOpen})
		require.NoError(t, err)
		_, err = w.UndoMoves(t.Context(), w.as(pilot))
		asError(t, err, record.NotFound, "stage.nothing_to_undo")
		undone, err := w.UndoMoves(t.Context(), w.as(member))
		require.NoError(t, err)
		require.Equal(t, map[rollout.WhyLeft][]record.UAI{rollout.LeftChanged: {wallonA}}, left(undone))
		st, err := w.SchoolStatus(t.Context(), w.as(member), wallonB)
		require.NoError(t, err)
		require.Equal(t, []string{string(perimeter.StageCandidate), "", ""}, []string{string(st.School.Stage), st.School.StageDecision, st.School.SelectedBy})
		from, to, ok := rollout.StagesOf(st.History[1])
		require.True(t, ok)
		require.Equal(t, []perimeter.Stage{perimeter.StageSelected, perimeter.StageCandidate}, []perimeter.Stage{from, to})
		_, err = w.UndoMoves(t.Context(), w.as(member))
		asError(t, err, record.NotFound, "stage.nothing_to_undo")
	})
	t.Run("named by nobody, they are those of the decision, and the day after nothing can be undone", func(t *testing.T) {
		moves, err := w.MoveSchools(t.Context(), w.as(member), nil, selects)
		require.NoError(t, err)
		require.Equal(t, []record.UAI{wallonB}, uais(moves.Schools))
		require.Equal(t, map[rollout.WhyLeft][]record.UAI{rollout.LeftBackwards: {wallonA}}, left(moves))
		w.at("2026-11-24 00:01")
		_, err = w.UndoMoves(t.Context(), w.as(member))
		asError(t, err, record.NotFound, "stage.nothing_to_undo")
	})
}
