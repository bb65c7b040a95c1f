package kv_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
	"pilotent/storage/kv"
	"pilotent/storage/kv/kvtest"
)

// patience is how long what must come may take, on a machine that is busy with other things.
const patience = time.Minute

func open(t *testing.T, address string) kv.KV {
	t.Helper()
	store, err := kv.Open(t.Context(), address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = store.Close() })
	return store
}

func TestRedis(t *testing.T) {
	kvtest.Run(t, func(t *testing.T) kv.KV {
		address, _ := testenv.Redis(t)
		return open(t, address)
	})
}

func TestRedisKeys(t *testing.T) {
	server := testenv.StartRedis(t)
	options, err := redis.ParseURL(server.URL)
	require.NoError(t, err)
	client := redis.NewClient(options)
	t.Cleanup(func() { require.NoError(t, client.Close()) })

	for _, c := range []struct{ name, query, prefix string }{
		{"are pilotent's own", "", "pilotent:"},
		{"have the prefix that the address says", "?prefix=other:", "other:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			require.NoError(t, client.FlushAll(t.Context()).Err())
			store := open(t, server.URL+c.query)
			require.NoError(t, store.Set(t.Context(), "k", "v", time.Minute))
			first, err := store.Once(t.Context(), "nonce", 90*time.Second)
			require.NoError(t, err)
			require.True(t, first)
			_, _, err = store.Allow(t.Context(), "k", kv.Limit{Burst: 3, Per: 2 * time.Minute})
			require.NoError(t, err)

			keys, err := client.Keys(t.Context(), "*").Result()
			require.NoError(t, err)
			require.ElementsMatch(t, []string{c.prefix + "value:k", c.prefix + "value:nonce", c.prefix + "limit:k"}, keys)
			for key, ttl := range map[string]time.Duration{
				"value:k": time.Minute, "value:nonce": 90 * time.Second, "limit:k": 2 * time.Minute,
			} {
				left, err := client.PTTL(t.Context(), c.prefix+key).Result()
				require.NoError(t, err)
				require.Positive(t, left, "%s must expire by itself", key)
				require.LessOrEqual(t, left, ttl)
			}
		})
	}
}

func TestRedisGoesAndComesBack(t *testing.T) {
	server := testenv.StartRedis(t)
	store := open(t, server.URL)
	limit := kv.Limit{Burst: 1, Per: time.Hour}
	require.NoError(t, store.Set(t.Context(), "k", "v", time.Hour))
	ok, _, err := store.Allow(t.Context(), "k", limit)
	require.NoError(t, err)
	require.True(t, ok)
	wake, err := store.Subscribe(t.Context(), "topic")
	require.NoError(t, err)

	require.NoError(t, server.Stop())
	for range 30 { // more than the pool has connections
		_, _, err := store.Get(t.Context(), "k")
		require.Error(t, err)
		require.NotErrorIs(t, err, kv.ErrClosed)
	}
	_, _, err = store.Allow(t.Context(), "k", limit)
	require.Error(t, err)
	later, err := store.Subscribe(t.Context(), "topic")
	require.NoError(t, err, "a subscription waits for the server")

	require.NoError(t, server.Start())
	require.Eventually(t, func() bool { return store.Ping(t.Context()) == nil }, patience, 10*time.Millisecond)
	_, ok, err = store.Get(t.Context(), "k")
	require.NoError(t, err)
	require.False(t, ok, "it saves nothing")
	ok, _, err = store.Allow(t.Context(), "k", limit)
	require.NoError(t, err, "the script is loaded again")
	require.True(t, ok)
	for _, channel := range []<-chan struct{}{wake, later} {
		select { // nobody published: the wake-up says that some may have been missed
		case <-channel:
		case <-time.After(patience):
			require.Fail(t, "no wake-up after the connection came back")
		}
		require.Eventually(t, func() bool {
			if err := store.Publish(t.Context(), "topic"); err != nil {
				return false
			}
			return len(channel) == 1
		}, patience, 10*time.Millisecond)
	}
}

func TestRedisThatHangsIsGivenUp(t *testing.T) {
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "127.0.0.1:0") // the kernel accepts, and nobody answers
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, listener.Close()) })
	store := open(t, "redis://"+listener.Addr().String())

	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	_, err = store.Once(ctx, "k", time.Hour)
	require.Error(t, err)
	_, err = store.Subscribe(ctx, "topic")
	require.NoError(t, err)
	require.NoError(t, ctx.Err(), "it must give up by itself")
}

func TestOpen(t *testing.T) {
	t.Run("without an address it is memory", func(t *testing.T) {
		store := open(t, "")
		require.IsType(t, kv.Memory(), store)
	})
	t.Run("the server may be absent", func(t *testing.T) {
		store := open(t, "redis://127.0.0.1:1/0")
		require.Error(t, store.Ping(t.Context()))
	})
	for _, c := range []struct{ name, address string }{
		{"a scheme that is not Redis", "http://:hunter2@localhost"},
		{"a database that is not a number", "redis://:hunter2@localhost/x"},
		{"a port that is not one", "redis://:hunter2@localhost:port/0"},
		{"an option that does not exist", "redis://:hunter2@localhost/0?nonsense=1"},
		{"a control character", "redis://:hunter2@local\x7fhost/0"},
	} {
		t.Run("refuses "+c.name+" and keeps the password", func(t *testing.T) {
			_, err := kv.Open(t.Context(), c.address)
			require.Error(t, err)
			require.NotContains(t, err.Error(), "hunter2")
		})
	}
}
