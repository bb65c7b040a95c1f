package commands_test

import (
	"context"
	"io/fs"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
)

// counted counts what is asked of the store.
type counted struct {
	record.Store
	places, views, updates atomic.Int64
}

func (c *counted) Place(ctx context.Context, team record.TeamID) (record.Project, []record.Committee, error) {
	c.places.Add(1)
	return c.Store.Place(ctx, team)
}

func (c *counted) View(ctx context.Context, fn func(record.Tx) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, fn)
}

func (c *counted) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, p, fn)
}

// What a command costs: one statement says who asks and what is whose, and one
// transaction reads all that is answered. A command that only shows takes no lock.
func TestTransactions(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	inv := as("coordinatrice", "/ecole importer ecoles.csv")
	inv.Open = func(string) (fs.File, error) {
		return fstest.MapFS{"ecoles.csv": {Data: []byte("UAI;Nom;Commune\n0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n")}}.Open("ecoles.csv")
	}
	require.False(t, o.Dispatch(t.Context(), inv).Failed, o.log.String())
	c := &counted{Store: o.store.Store}
	o.store.Store = c
	for line, want := range map[string][3]int64{
		"/ecole 0940198E":                {1, 1, 0},
		"/ecole historique 0940198E":     {1, 1, 0},
		"/ecole wallon":                  {1, 1, 0},
		"/rappel":                        {1, 1, 0},
		"/ent bilan":                     {1, 1, 0},
		`/ecole note 0940198E "bonjour"`: {1, 1, 1},
	} {
		t.Run(line, func(t *testing.T) {
			c.places.Store(0)
			c.views.Store(0)
			c.updates.Store(0)
			o.types(t, line)
			require.Equal(t, want, [3]int64{c.places.Load(), c.views.Load(), c.updates.Load()})
		})
	}
}
