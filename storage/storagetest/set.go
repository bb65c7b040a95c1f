package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// sets are listed by name as long as they are used, which no two share; nor does any
// number of a wave.
func sets(t *testing.T, store Store) {
	begin(t, store)
	of := func(number int, name string, wave int, closed time.Time) perimeter.Set {
		return perimeter.Set{Project: here, Number: number, Name: name, Schools: []record.UAI{"0940198E"}, Wave: wave, Author: ien, CreatedAt: noon, ClosedAt: closed}
	}
	update(t, store, here, func(tx Tx) error {
		return all(tx.PutSet(of(1, "Vitry", 0, time.Time{})), tx.PutSet(of(2, "école B", 1, time.Time{})), tx.PutSet(of(3, "École A", 2, time.Time{})), tx.PutSet(of(4, "Vitry", 1, noon)))
	})
	listed := found(t, store, func(tx Tx) ([]perimeter.Set, error) { return tx.Sets(here) })
	require.Equal(t, []string{"École A", "école B", "Vitry"}, pick(listed, func(s perimeter.Set) string { return s.Name }))
	for what, twice := range map[string]perimeter.Set{"name": of(5, "VITRY", 0, time.Time{}), "wave": of(5, "Autre", 2, time.Time{})} {
		require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.PutSet(twice) }), what)
	}
	emptied := of(2, "école B", 1, time.Time{})
	emptied.Schools = nil
	update(t, store, here, func(tx Tx) error { return tx.PutSet(emptied) })
	view(t, store, func(tx Tx) error {
		same(t, emptied)(tx.Set(here, 2))
		return nil
	})
}

// holdUps hold until they are lifted, one of a category for each school.
func holdUps(t *testing.T, store Store) {
	begin(t, store)
	of := func(number int, uai record.UAI, category perimeter.HoldUpCategory, liftedAt time.Time) perimeter.HoldUp {
		return perimeter.HoldUp{Project: here, Number: number, UAI: uai, Category: category, Since: today(), Author: ien, LiftedAt: liftedAt}
	}
	a, b := of(1, "0940198E", perimeter.HoldUpConnection, time.Time{}), of(2, "0940573M", perimeter.HoldUpStaff, time.Time{})
	update(t, store, here, func(tx Tx) error {
		return tx.PutHoldUps(a, b, of(3, "0940198E", perimeter.HoldUpStaff, noon))
	})
	view(t, store, func(tx Tx) error {
		same(t, []perimeter.HoldUp{a, b})(tx.HoldUps(here, nil))
		same(t, []perimeter.HoldUp{b})(tx.HoldUps(here, []record.UAI{"0940573M", "0940999A"}))
		same(t, []perimeter.HoldUp(nil))(tx.HoldUps(here, []record.UAI{}))
		return nil
	})
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		return tx.PutHoldUps(of(4, "0940198E", perimeter.HoldUpConnection, time.Time{}))
	}))
	a.LiftedAt = noon.Add(time.Hour)
	update(t, store, here, func(tx Tx) error { return tx.PutHoldUps(a) })
	require.Equal(t, []perimeter.HoldUp{b}, found(t, store, func(tx Tx) ([]perimeter.HoldUp, error) { return tx.HoldUps(here, nil) }))
}

// quietSchools are those of which nothing was noted, nor of what is done for them.
func quietSchools(t *testing.T, store Store) {
	begin(t, store)
	line := func(s record.Subject, at time.Time) record.HistoryLine {
		return record.HistoryLine{Project: here, Subject: s, At: at, By: ien, Change: "school.noted"}
	}
	update(t, store, here, func(tx Tx) error {
		var schools []perimeter.School
		for _, uai := range []record.UAI{"0940001A", "0940002B", "0940003C", "0940004D"} {
			schools = append(schools, perimeter.School{Project: here, UAI: uai})
		}
		return all(tx.PutSchools(schools...),
			tx.PutAction(rollout.SupportAction{Project: here, Number: 1, Schools: []record.UAI{"0940003C"}}),
			tx.PutAction(rollout.SupportAction{Project: here, Number: 2, Schools: []record.UAI{"0940002B"}}),
			tx.AddHistory(line("school/0940001A", noon), line("school/0940002B", noon.Add(-time.Second)), line("action/A-1", noon), line("action/A-2", noon.Add(-time.Second))))
	})
	require.Equal(t, []record.UAI{"0940002B", "0940004D"}, found(t, store, func(tx Tx) ([]record.UAI, error) { return tx.QuietSchools(here, noon) }))
}

// teammates are found by school and by person, each once for both.
func teammates(t *testing.T, store Store) {
	begin(t, store)
	of := func(number int, uai record.UAI, who record.Person) rollout.Teammate {
		return rollout.Teammate{Project: here, Number: number, UAI: uai, Person: who, Function: rollout.FunctionHead, State: rollout.TeamIn, At: noon, Version: 1}
	}
	a, b, c := of(1, "0940198E", ien), of(2, "0940573M", ien), of(3, "0940198E", drne)
	update(t, store, here, func(tx Tx) error { return all(tx.PutTeammate(c), tx.PutTeammate(b), tx.PutTeammate(a)) })
	view(t, store, func(tx Tx) error {
		same(t, []rollout.Teammate{a, c})(tx.Teammates(here, "0940198E", ""))
		same(t, []rollout.Teammate{a, b})(tx.Teammates(here, "", ien.ID))
		same(t, []rollout.Teammate(nil))(tx.Teammates(here, "0940573M", drne.ID))
		return nil
	})
	require.Error(t, Wide{store}.Update(t.Context(), here, func(tx Tx) error { return tx.PutTeammate(of(4, "0940198E", ien)) }))
	a.State, a.Version = rollout.TeamOut, 2
	update(t, store, here, func(tx Tx) error { return tx.PutTeammate(a) })
	require.Equal(t, []rollout.Teammate{a}, found(t, store, func(tx Tx) ([]rollout.Teammate, error) { return tx.Teammates(here, "0940198E", ien.ID) }))
}
