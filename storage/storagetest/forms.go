package storagetest

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func forms(t *testing.T, store Store) {
	at(store, noon)
	spend := func(nonce string, until time.Time) bool {
		first, err := store.Spend(t.Context(), nonce, until)
		require.NoError(t, err)
		return first
	}
	hour := noon.Add(time.Hour)
	require.True(t, spend("a", hour))
	require.False(t, spend("a", hour))
	require.True(t, spend("b", hour), "another is none of it")
	require.NoError(t, store.Restore(t.Context(), "a"))
	require.True(t, spend("a", hour))
	require.NoError(t, store.Restore(t.Context(), "never"), "which has not served")

	at(store, hour)
	require.False(t, spend("a", hour), "it has not expired yet")
	at(store, hour.Add(time.Second))
	require.True(t, spend("a", hour), "it is forgotten: by now its own word refuses it")
}

func formRace(t *testing.T, store Store) {
	at(store, noon)
	var wg sync.WaitGroup
	var first atomic.Int32
	for range 8 {
		wg.Go(func() {
			is, err := store.Spend(t.Context(), "a", noon.Add(time.Hour))
			assert.NoError(t, err)
			if is {
				first.Add(1)
			}
		})
	}
	wg.Wait()
	require.Equal(t, int32(1), first.Load())
}
