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

// counted counts the transactions, and those that change something.
type counted struct {
	record.Store
	views, updates atomic.Int64
}

func (c *counted) View(ctx context.Context, fn func(record.Tx) error) error {
	c.views.Add(1)
	return c.Store.View(ctx, fn)
}

func (c *counted) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	c.updates.Add(1)
	return c.Store.Update(ctx, p, fn)
}

// What a command costs: one transaction says who asks and what is whose, and one
// reads all that is answered. A command that only shows takes no lock.
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
	for line, want := range map[string][2]int64{
		"/ecole 0940198E":                {2, 0},
		"/ecole historique 0940198E":     {2, 0},
		"/ecole wallon":                  {2, 0},
		"/rappel":                        {2, 0},
		"/ent bilan":                     {2, 0},
		`/ecole note 0940198E "bonjour"`: {2, 1},
	} {
		t.Run(line, func(t *testing.T) {
			c.views.Store(0)
			c.updates.Store(0)
			o.types(t, line)
			require.Equal(t, want, [2]int64{c.views.Load(), c.updates.Load()})
		})
	}
}
