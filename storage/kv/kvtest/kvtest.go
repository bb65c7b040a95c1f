// Package kvtest is the contract that every [kv.KV] passes. Only tests of
// implementations import it; it imports kv and testify.
package kvtest

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/storage/kv"
)

const (
	// long is longer than any test lasts.
	long = time.Hour
	// short is waited for in real time. A slow machine makes the wait longer,
	// which no case minds.
	short = 20 * time.Millisecond
	// patience is how long what must come may take.
	patience = time.Minute
	callers  = 50
)

// Run holds the store that open returns to the contract. open is called once a
// case, for a store that is empty, and closes it in a Cleanup, whatever error
// a second Close gives.
func Run(t *testing.T, open func(t *testing.T) kv.KV) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, store kv.KV)
	}{
		{"a value is read until it expires", values},
		{"a later value replaces the former and its expiry", replace},
		{"a value is taken once", take},
		{"of many takers one gets the value", takeRace},
		{"only the first call is first, until it expires", once},
		{"of many callers one is first", onceRace},
		{"a burst is allowed, then one token each period", allow},
		{"of many callers a burst is allowed", allowRace},
		{"limits that make no sense are refused", badLimits},
		{"times to live that make no sense are refused", badTTL},
		{"values, limits and topics are apart", apart},
		{"any text is a key and a value", anyText},
		{"wake-ups reach all subscribers of the topic, and coalesce", wakeUps},
		{"a subscription ends with its context", unsubscribe},
		{"an ended context is an error", ended},
		{"a closed store answers ErrClosed and ends subscriptions", closed},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

func values(t *testing.T, store kv.KV) {
	requireNone(t, store, "k")
	require.NoError(t, store.Set(t.Context(), "k", "v", long))
	requireValue(t, store, "k", "v")
	requireValue(t, store, "k", "v")

	require.NoError(t, store.Set(t.Context(), "brief", "v", short))
	<-time.After(2 * short)
	requireNone(t, store, "brief")
	_, ok, err := store.Take(t.Context(), "brief")
	require.NoError(t, err)
	require.False(t, ok)
	requireValue(t, store, "k", "v")
}

func replace(t *testing.T, store kv.KV) {
	require.NoError(t, store.Set(t.Context(), "k", "old", short))
	require.NoError(t, store.Set(t.Context(), "k", "new", long))
	<-time.After(2 * short)
	requireValue(t, store, "k", "new")
}

func take(t *testing.T, store kv.KV) {
	_, ok, err := store.Take(t.Context(), "k")
	require.NoError(t, err)
	require.False(t, ok)

	require.NoError(t, store.Set(t.Context(), "k", "v", long))
	value, ok, err := store.Take(t.Context(), "k")
	require.NoError(t, err)
	require.True(t, ok)
	require.Equal(t, "v", value)
	requireNone(t, store, "k")
}

func takeRace(t *testing.T, store kv.KV) {
	require.NoError(t, store.Set(t.Context(), "k", "v", long))
	require.Equal(t, 1, winners(t, func(ctx context.Context) (bool, error) {
		_, ok, err := store.Take(ctx, "k")
		return ok, err
	}))
}

func once(t *testing.T, store kv.KV) {
	for _, want := range []bool{true, false, false} {
		first, err := store.Once(t.Context(), "k", long)
		require.NoError(t, err)
		require.Equal(t, want, first)
	}
	requireValue(t, store, "k", "")

	first, err := store.Once(t.Context(), "brief", short)
	require.NoError(t, err)
	require.True(t, first)
	<-time.After(2 * short)
	first, err = store.Once(t.Context(), "brief", short)
	require.NoError(t, err)
	require.True(t, first)
}

func onceRace(t *testing.T, store kv.KV) {
	require.Equal(t, 1, winners(t, func(ctx context.Context) (bool, error) {
		return store.Once(ctx, "k", long)
	}))
}

func allow(t *testing.T, store kv.KV) {
	slow := kv.Limit{Burst: 3, Per: long}
	for range slow.Burst {
		ok, wait, err := store.Allow(t.Context(), "slow", slow)
		require.NoError(t, err)
		require.True(t, ok)
		require.Zero(t, wait)
	}
	for range 2 { // a refusal takes nothing: the second waits no longer than the first
		ok, wait, err := store.Allow(t.Context(), "slow", slow)
		require.NoError(t, err)
		require.False(t, ok)
		require.Positive(t, wait)
		require.LessOrEqual(t, wait, slow.Per)
	}
	ok, _, err := store.Allow(t.Context(), "another", slow)
	require.NoError(t, err)
	require.True(t, ok)

	// A token comes back within two periods, even if the machine is so slow that the first is over.
	quick := kv.Limit{Burst: 1, Per: short}
	for range 3 {
		ok, wait, err := store.Allow(t.Context(), "quick", quick)
		require.NoError(t, err)
		if !ok {
			<-time.After(wait + time.Millisecond) // Redis keeps time in milliseconds
			ok, _, err = store.Allow(t.Context(), "quick", quick)
			require.NoError(t, err)
		}
		require.True(t, ok)
	}
}

func allowRace(t *testing.T, store kv.KV) {
	require.Equal(t, 7, winners(t, func(ctx context.Context) (bool, error) {
		ok, _, err := store.Allow(ctx, "k", kv.Limit{Burst: 7, Per: long})
		return ok, err
	}))
}

func badLimits(t *testing.T, store kv.KV) {
	for _, limit := range []kv.Limit{{}, {Burst: 1}, {Per: time.Second}, {Burst: -1, Per: time.Second}, {Burst: 1, Per: -1}} {
		ok, _, err := store.Allow(t.Context(), "k", limit)
		require.Error(t, err, "%+v", limit)
		require.False(t, ok)
	}
}

func badTTL(t *testing.T, store kv.KV) {
	for _, ttl := range []time.Duration{0, -time.Second, time.Microsecond} {
		require.Error(t, store.Set(t.Context(), "k", "v", ttl), "%s", ttl)
		_, err := store.Once(t.Context(), "k", ttl)
		require.Error(t, err, "%s", ttl)
	}
	requireNone(t, store, "k")
}

func apart(t *testing.T, store kv.KV) {
	require.NoError(t, store.Set(t.Context(), "k", "not a number", long))
	ok, _, err := store.Allow(t.Context(), "k", kv.Limit{Burst: 1, Per: long})
	require.NoError(t, err)
	require.True(t, ok)
	requireValue(t, store, "k", "not a number")
	requireNone(t, store, "limit:k")
}

func anyText(t *testing.T, store kv.KV) {
	for _, text := range []string{"", " ", "école é œ €", "a:b\r\nDEL *", "\x00\xff", "{x}"} {
		require.NoError(t, store.Set(t.Context(), "key "+text, text, long))
		requireValue(t, store, "key "+text, text)
	}
}

func wakeUps(t *testing.T, store kv.KV) {
	topic := rand.Text() // on Redis topics are shared by all databases
	one, err := store.Subscribe(t.Context(), topic)
	require.NoError(t, err)
	two, err := store.Subscribe(t.Context(), topic)
	require.NoError(t, err)
	other, err := store.Subscribe(t.Context(), topic+" other")
	require.NoError(t, err)

	for range 10 { // nobody reads, and nobody is held up
		require.NoError(t, store.Publish(t.Context(), topic))
	}
	requireWakeUp(t, one)
	requireWakeUp(t, two)
	require.LessOrEqual(t, cap(one), 1, "wake-ups must not queue")
	require.Empty(t, other)
	require.NoError(t, store.Publish(t.Context(), "nobody listens to "+topic))
}

func unsubscribe(t *testing.T, store kv.KV) {
	ctx, cancel := context.WithCancel(t.Context())
	topic := rand.Text()
	gone, err := store.Subscribe(ctx, topic)
	require.NoError(t, err)
	stays, err := store.Subscribe(t.Context(), topic)
	require.NoError(t, err)

	cancel()
	requireClosed(t, gone)
	require.NoError(t, store.Publish(t.Context(), topic))
	requireWakeUp(t, stays)
}

func ended(t *testing.T, store kv.KV) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, err := range calls(ctx, store) {
		require.ErrorIs(t, err, context.Canceled, name)
	}
}

func closed(t *testing.T, store kv.KV) {
	wake, err := store.Subscribe(t.Context(), rand.Text())
	require.NoError(t, err)
	require.NoError(t, store.Ping(t.Context()))
	require.NoError(t, store.Close())
	requireClosed(t, wake)
	for name, err := range calls(t.Context(), store) {
		require.ErrorIs(t, err, kv.ErrClosed, name)
	}
	require.ErrorIs(t, store.Close(), kv.ErrClosed)
}

// calls makes every call that reaches the store, and returns the errors by name.
func calls(ctx context.Context, store kv.KV) map[string]error {
	errs := map[string]error{
		"Set":     store.Set(ctx, "k", "v", long),
		"Publish": store.Publish(ctx, "t"),
		"Ping":    store.Ping(ctx),
	}
	_, _, errs["Get"] = store.Get(ctx, "k")
	_, _, errs["Take"] = store.Take(ctx, "k")
	_, errs["Once"] = store.Once(ctx, "k", long)
	_, _, errs["Allow"] = store.Allow(ctx, "k", kv.Limit{Burst: 1, Per: long})
	_, errs["Subscribe"] = store.Subscribe(ctx, "t")
	return errs
}

// winners returns how many of many concurrent calls answered true.
func winners(t *testing.T, call func(ctx context.Context) (bool, error)) int {
	t.Helper()
	var won atomic.Int64
	errs := make(chan error, callers)
	start := make(chan struct{})
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			<-start
			ok, err := call(t.Context())
			if ok {
				won.Add(1)
			}
			errs <- err
		})
	}
	close(start)
	all.Wait()
	close(errs)
	for err := range errs {
		require.NoError(t, err)
	}
	return int(won.Load())
}

func requireValue(t *testing.T, store kv.KV, key, want string) {
	t.Helper()
	value, ok, err := store.Get(t.Context(), key)
	require.NoError(t, err)
	require.True(t, ok, "no value under %q", key)
	require.Equal(t, want, value)
}

func requireNone(t *testing.T, store kv.KV, key string) {
	t.Helper()
	value, ok, err := store.Get(t.Context(), key)
	require.NoError(t, err)
	require.False(t, ok, "%q under %q", value, key)
	require.Empty(t, value)
}

func requireWakeUp(t *testing.T, wake <-chan struct{}) {
	t.Helper()
	select {
	case _, open := <-wake:
		require.True(t, open, "closed instead of a wake-up")
	case <-time.After(patience):
		require.Fail(t, "no wake-up")
	}
}

func requireClosed(t *testing.T, wake <-chan struct{}) {
	t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case _, open := <-wake:
			if !open {
				return
			}
		case <-deadline:
			require.Fail(t, "the channel is still open")
		}
	}
}
