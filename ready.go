package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"pilotent/storage"
)

// readiness is what /readyz tells. Looking writes to the disk, and anybody may
// ask: it looks once a second at most, and those who ask meanwhile are told the same.
type readiness struct {
	look func(context.Context) error
	mu   sync.Mutex
	seen time.Time
	err  error
}

// lookEvery is how long an answer is good for.
const lookEvery = time.Second

func (r *readiness) now(ctx context.Context) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.seen.IsZero() || time.Since(r.seen) >= lookEvery {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
		defer cancel()
		r.err = r.look(ctx)
		r.seen = time.Now()
	}
	return r.err
}

// ready reports whether commands can be answered now. Who asks may be anybody: the
// reason is told in the log, and here only of what kind it is.
func (s *service) ready(w http.ResponseWriter, r *http.Request) {
	status, text := http.StatusOK, "ready"
	if err := s.readiness.now(r.Context()); err != nil {
		status, text = http.StatusServiceUnavailable, err.Error()
	}
	w.WriteHeader(status)
	_, _ = fmt.Fprintln(w, text)
}

// able looks whether commands can be answered, and logs when that changes.
func (s *service) able(ctx context.Context) error {
	told, reason := s.inability(ctx)
	text := ""
	if told != nil {
		text = told.Error()
	}
	if text != s.unable {
		if s.unable = text; told != nil {
			s.log.Warn("not ready", "why", text, "err", reason)
		} else {
			s.log.Info("ready again")
		}
	}
	return told
}

func (s *service) inability(ctx context.Context) (told, reason error) {
	switch err := s.app.store.Writable(ctx); {
	case errors.Is(err, storage.ErrMoved):
		return errors.New("database: its file was moved, removed or replaced"), err
	case err != nil && s.app.store.Ping(ctx) == nil:
		return errors.New("database: it takes no changes"), err
	case err != nil:
		return errors.New("database: not answering"), err
	}
	if err := s.bot.Ready(ctx); err != nil {
		return fmt.Errorf("Mattermost: %w", err), err //nolint:revive,staticcheck // a name
	}
	return nil, nil
}
