package kv_test

import (
	"context"
	"strconv"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/storage/kv"
	"pilotent/storage/kv/kvtest"
)

func TestMemory(t *testing.T) {
	kvtest.Run(t, func(t *testing.T) kv.KV {
		store := kv.Memory()
		t.Cleanup(func() { _ = store.Close() })
		return store
	})
}

func TestMemoryForgetsExactlyOnTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := kv.Memory()
		require.NoError(t, store.Set(t.Context(), "k", "v", time.Hour))
		<-time.After(time.Hour - 1)
		_, ok, err := store.Get(t.Context(), "k")
		require.NoError(t, err)
		require.True(t, ok)
		<-time.After(1)
		_, ok, err = store.Get(t.Context(), "k")
		require.NoError(t, err)
		require.False(t, ok)
	})
}

func TestMemoryLimits(t *testing.T) {
	limit := kv.Limit{Burst: 2, Per: time.Minute}
	type step struct {
		after time.Duration // since the step before
		ok    bool
		wait  time.Duration
	}
	for _, c := range []struct {
		name  string
		steps []step
	}{
		{"the burst, then the wait to the nanosecond", []step{
			{ok: true}, {ok: true}, {wait: time.Minute}, {after: time.Minute - 1, wait: 1}, {after: 1, ok: true},
		}},
		{"one token at a time comes back", []step{
			{ok: true}, {ok: true}, {after: time.Minute, ok: true}, {wait: time.Minute},
		}},
		{"rest gives the burst back, and no more", []step{
			{ok: true}, {ok: true}, {after: 24 * time.Hour, ok: true}, {ok: true}, {wait: time.Minute},
		}},
		{"halves of a period count", []step{
			{ok: true}, {after: 30 * time.Second, ok: true}, {wait: 30 * time.Second}, {after: 30 * time.Second, ok: true},
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := kv.Memory()
				for i, s := range c.steps {
					<-time.After(s.after)
					ok, wait, err := store.Allow(t.Context(), "k", limit)
					require.NoError(t, err)
					require.Equal(t, s.ok, ok, "step %d", i)
					require.Equal(t, s.wait, wait, "step %d", i)
				}
			})
		})
	}
}

func TestMemoryIsBounded(t *testing.T) {
	const bound = 1 << 16
	fill := func(t *testing.T, store kv.KV, from, n int, ttl time.Duration) {
		t.Helper()
		for i := range n {
			require.NoError(t, store.Set(t.Context(), strconv.Itoa(from+i), "v", ttl))
		}
	}
	count := func(t *testing.T, store kv.KV, n int) (found int) {
		t.Helper()
		for i := range n {
			_, ok, err := store.Get(t.Context(), strconv.Itoa(i))
			require.NoError(t, err)
			if ok {
				found++
			}
		}
		return found
	}

	t.Run("full, it forgets some and keeps the newest", func(t *testing.T) {
		store := kv.Memory()
		fill(t, store, 0, 2*bound, time.Hour)
		require.NoError(t, store.Set(t.Context(), "newest", "v", time.Hour))
		left := count(t, store, 2*bound)
		require.Less(t, left, bound)
		require.Greater(t, left, bound/2)
		_, ok, err := store.Get(t.Context(), "newest")
		require.NoError(t, err)
		require.True(t, ok)
	})
	t.Run("what expired goes before what lives", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			store := kv.Memory()
			fill(t, store, 0, bound/2, time.Hour)
			fill(t, store, bound/2, bound/2, time.Minute)
			<-time.After(time.Minute)
			fill(t, store, bound, bound/4, time.Hour)
			require.Equal(t, bound/2, count(t, store, bound))
		})
	})
}

func TestMemorySubscription(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := kv.Memory()
		ctx, cancel := context.WithCancel(t.Context())
		wake, err := store.Subscribe(ctx, "topic")
		require.NoError(t, err)

		for range 3 {
			require.NoError(t, store.Publish(t.Context(), "topic"))
		}
		<-wake
		require.Empty(t, wake, "three wake-ups are one when nobody read")

		cancel()
		_, open := <-wake
		require.False(t, open)
		require.NoError(t, store.Publish(t.Context(), "topic"))
		require.NoError(t, store.Close())
	})
}
