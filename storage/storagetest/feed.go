package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

func feeds(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, elsewhere, func(tx Tx) error {
		return tx.AddProject(record.Project{ID: elsewhere, Team: "t2", Zone: "Europe/Paris"})
	})
	own := sitting.Feed{Project: here, Number: 1, Owner: ien, Hash: "hash 1", CreatedAt: noon}
	copil := sitting.Feed{Project: here, Number: 2, Owner: ien, Committee: "COPIL", Hash: "hash 2", CreatedAt: noon}
	others := sitting.Feed{Project: here, Number: 3, Owner: drne, Hash: "hash 3", CreatedAt: noon}
	theirs := sitting.Feed{Project: elsewhere, Number: 1, Owner: ien, Hash: "hash 4", CreatedAt: noon}
	put := func(list ...sitting.Feed) {
		t.Helper()
		for _, f := range list {
			update(t, store, f.Project, func(tx Tx) error { return tx.PutFeed(f) })
		}
	}
	put(copil, own, others, theirs)
	of := func(p record.ProjectID, u record.UserID) []sitting.Feed {
		t.Helper()
		return found(t, store, func(tx Tx) ([]sitting.Feed, error) { return tx.Feeds(p, u) })
	}
	require.Equal(t, []sitting.Feed{own, copil}, of(here, ien.ID))
	require.Equal(t, []sitting.Feed{theirs}, of(elsewhere, ien.ID))
	for _, f := range []sitting.Feed{own, copil, others, theirs} {
		view(t, store, func(tx Tx) error {
			got, team, err := tx.FeedByHash(f.Hash)
			require.Equal(t, f, got, "of whatever project")
			require.Equal(t, record.TeamID("team-"+f.Project), team)
			return err
		})
	}
	refused := func(f sitting.Feed, why string) {
		t.Helper()
		require.Error(t, Wide{store}.Update(t.Context(), f.Project, func(tx Tx) error { return tx.PutFeed(f) }), why)
	}
	refused(sitting.Feed{Project: elsewhere, Number: 2, Owner: drne, Hash: own.Hash, CreatedAt: noon}, "a token is one feed's")
	next := sitting.Feed{Project: here, Number: 4, Owner: ien, Hash: "hash 5", CreatedAt: noon}
	refused(next, "one is read at a time")

	own.EndedAt = noon.Add(time.Hour)
	put(own)
	require.ErrorIs(t, Wide{store}.View(t.Context(), func(tx Tx) error { _, _, err := tx.FeedByHash(own.Hash); return err }), record.ErrNone, "it has ended")
	require.Equal(t, []sitting.Feed{copil}, of(here, ien.ID))
	put(next)
	require.Equal(t, []sitting.Feed{copil, next}, of(here, ien.ID))
}
