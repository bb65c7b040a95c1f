package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
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
