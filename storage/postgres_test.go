package storage_test

import (
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/internal/testenv"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

func TestPostgres(t *testing.T) {
	storagetest.Run(t, func(t *testing.T, now governance.Clock) storagetest.Store {
		return open(t, testenv.Postgres(t), storage.Simulated(now))
	})
}

func TestPostgresDeadlock(t *testing.T) {
	t.Run("an update broken off for another one is run again", func(t *testing.T) {
		store := open(t, testenv.Postgres(t))
		require.Equal(t, "postgres", store.Engine())
		for _, p := range []governance.ProjectID{"a", "b"} {
			require.NoError(t, store.Update(t.Context(), p, func(tx governance.Tx) error {
				return tx.AddProject(governance.Project{ID: p, Team: governance.TeamID(p)})
			}))
		}
		// Each takes the other's number after its own, once both have theirs.
		var both sync.WaitGroup
		both.Add(2)
		runs := make(chan governance.ProjectID, 10)
		cross := func(own, other governance.ProjectID) error {
			var once sync.Once
			return store.Update(t.Context(), own, func(tx governance.Tx) error {
				runs <- own
				if _, err := tx.Next(own, "n"); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				_, err := tx.Next(other, "n")
				return err
			})
		}
		errs := make(chan error, 2)
		go func() { errs <- cross("a", "b") }()
		go func() { errs <- cross("b", "a") }()
		require.NoError(t, <-errs)
		require.NoError(t, <-errs)
		require.Greater(t, len(runs), 2, "one was run again")
		require.NoError(t, store.Update(t.Context(), "a", func(tx governance.Tx) error {
			n, err := tx.Next("a", "n")
			require.Equal(t, 3, n)
			return err
		}))
	})
}

// A process that is frozen in the middle of a change holds up nobody for long.
func TestPostgresEndsIdleTransactions(t *testing.T) {
	for query, want := range map[string]string{"": "10s", "&idle_in_transaction_session_timeout=45s": "45s"} {
		store := open(t, testenv.Postgres(t)+query)
		got, err := store.Setting(t.Context(), "idle_in_transaction_session_timeout")
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}
