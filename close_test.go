package main

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/config"
	"pilotent/console"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/kv"
)

// watchedKV tells whether it was closed.
type watchedKV struct {
	kv.KV
	closed int
}

func (w *watchedKV) Close() error {
	w.closed++
	return w.KV.Close()
}

// A process that goes on after a failure, as one that tries again does, must find
// the database free: its lock is given back with its connections.
func TestWhatCannotBeOpenedLeavesNothingOpen(t *testing.T) {
	t.Parallel()
	broken := errors.New("broken")
	// failingAt opens the catalogue so many times.
	failingAt := func(times int) func() (*i18n.Catalog, error) {
		return func() (*i18n.Catalog, error) {
			if times--; times < 0 {
				return nil, broken
			}
			return i18n.Load()
		}
	}
	newConfig := func(t *testing.T) config.Config {
		return config.Config{
			DatabaseURL: "sqlite:" + filepath.Join(t.TempDir(), "x.db"), MattermostURL: "http://127.0.0.1:1", CallbackURL: "http://127.0.0.1:2",
			MattermostToken: "t", Secret: "un secret pour les tests", Timezone: "Europe/Paris", Holidays: "metropole",
		}
	}
	requireFree := func(t *testing.T, cfg config.Config) {
		t.Helper()
		store, err := storage.Open(t.Context(), cfg.DatabaseURL, slog.New(slog.DiscardHandler), storage.Alone())
		require.NoError(t, err)
		require.NoError(t, store.Close())
	}
	for at, step := range []string{"the bot", "the program"} {
		t.Run("the service, when "+step+" fails", func(t *testing.T) {
			t.Parallel()
			cfg, cache := newConfig(t), &watchedKV{KV: kv.Memory()}
			env := environment{catalogue: failingAt(at), cache: func(context.Context, string) (kv.KV, error) { return cache, nil }}
			_, err := newService(t.Context(), cfg, env, slog.New(slog.DiscardHandler))
			require.ErrorIs(t, err, broken)
			require.Equal(t, 1, cache.closed)
			requireFree(t, cfg)
		})
	}
	t.Run("the service, when the database fails", func(t *testing.T) {
		t.Parallel()
		cfg, cache := newConfig(t), &watchedKV{KV: kv.Memory()}
		cfg.DatabaseURL = "sqlite:" + filepath.Join(t.TempDir(), "no folder", "x.db")
		_, err := newService(t.Context(), cfg, environment{cache: func(context.Context, string) (kv.KV, error) { return cache, nil }}, slog.New(slog.DiscardHandler))
		require.Error(t, err)
		require.Equal(t, 1, cache.closed)
	})
	t.Run("the program of the console", func(t *testing.T) {
		t.Parallel()
		cfg := newConfig(t)
		log := slog.New(slog.DiscardHandler)
		_, err := environment{catalogue: failingAt(0)}.app(t.Context(), cfg, console.NewWorld(time.Date(2026, 11, 23, 7, 0, 0, 0, time.UTC)), scheduler.Options{Log: log}, storage.Alone())
		require.ErrorIs(t, err, broken)
		requireFree(t, cfg)
	})
	t.Run("one that was opened holds it", func(t *testing.T) {
		t.Parallel()
		cfg := newConfig(t)
		s, err := newService(t.Context(), cfg, environment{}, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		_, err = storage.Open(t.Context(), cfg.DatabaseURL, slog.New(slog.DiscardHandler), storage.Alone())
		require.ErrorContains(t, err, "in use")
		s.close()
		requireFree(t, cfg)
	})
}
