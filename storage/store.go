// Package storage keeps the project's record in SQLite, for one process, or in
// PostgreSQL, for as many as one likes: it implements [governance.Store], and
// the outbox from which the scheduler's Courier takes what is owed.
//
// Both engines get the same SQL text; what differs is in dialect.go and in the
// two folders of migrations. There is one file a noun.
//
// It imports governance, the two database drivers and goose. Only main imports
// it; everybody else sees ports.
package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"pilotent/governance/record"
)

// Store is an open database, safe for concurrent use.
type Store struct {
	dialect dialect
	// writer and reader are the same pool where the engine has many writers.
	writer, reader *sql.DB
	closers        []func() error
	file           *file // nil where there is none
	alone          bool

	simulated, machine record.Clock
	reading            atomic.Pointer[reading]
}

var _ record.Store = (*Store)(nil)

// Open opens the database at url, migrates it, and is ready. url is
// "sqlite:FILE", whose folder must exist, or "postgres://…", where the
// pool_… parameters of pgxpool are understood. Replicas may call it together.
// A database that a newer program has migrated is refused.
func Open(ctx context.Context, url string, log *slog.Logger, options ...Option) (*Store, error) {
	s, err := connect(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	for _, option := range options {
		option(s)
	}
	if s.alone {
		if err := s.file.hold(); err != nil {
			return nil, errors.Join(fmt.Errorf("open the database: %w", err), s.Close())
		}
	}
	if err := s.migrate(ctx, log); err != nil {
		return nil, errors.Join(fmt.Errorf("migrate the database: %w", err), s.Close())
	}
	if err := s.keepWords(ctx); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if _, _, err := s.NextDue(ctx, time.UnixMilli(1)); err != nil { // which reads the clock
		return nil, errors.Join(err, s.Close())
	}
	if s.alone {
		if err := s.letSpeak(ctx); err != nil {
			return nil, errors.Join(err, s.Close())
		}
	}
	return s, nil
}

// Migrate brings the database at url up to date, and does no more. Open does
// it as well; this is for those who want it done beforehand.
func Migrate(ctx context.Context, url string, log *slog.Logger) error {
	s, err := Open(ctx, url, log)
	if err != nil {
		return err
	}
	return s.Close()
}

// Engine is "sqlite" or "postgres".
func (s *Store) Engine() string { return s.dialect.engine }

// Ping reports whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	if err := s.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one); err != nil {
		return fmt.Errorf("ping the database: %w", err)
	}
	return nil
}

// Writable reports whether changes can be kept: the database answers, its file is
// where it was, it may grow, and a transaction that writes is committed.
func (s *Store) Writable(ctx context.Context) error {
	if s.file != nil {
		if err := s.file.probe(); err != nil {
			return fmt.Errorf("write to the database: %w", err)
		}
	}
	return s.write(ctx, func(t *tx) error {
		if _, err := t.sql.ExecContext(ctx, s.dialect.touch); err != nil {
			return fmt.Errorf("write to the database: %w", err)
		}
		return nil
	})
}

// Close closes the database. What uses it must have ended.
func (s *Store) Close() error {
	var errs []error
	for _, closer := range s.closers {
		errs = append(errs, closer())
	}
	return errors.Join(errs...)
}

// View runs fn on the state that its first read finds; fn's writes fail.
func (s *Store) View(ctx context.Context, fn func(record.Tx) error) error {
	return transact(ctx, s.reader, s.dialect.view, func(t *tx) error { return fn(t) })
}

// Update runs fn in a transaction of the project, after those that run already.
// It must not be called inside another: the second would wait for the first.
func (s *Store) Update(ctx context.Context, project record.ProjectID, fn func(record.Tx) error) error {
	return s.write(ctx, func(t *tx) error {
		if s.dialect.lockProject != "" {
			if err := t.put("project lock", s.dialect.lockProject, project); err != nil {
				return err
			}
		}
		return fn(t)
	})
}

// maxAttempts bounds how often a transaction is tried that was aborted by a deadlock
// or a serialisation failure.
const maxAttempts = 5

// write runs fn in a transaction that writes.
func (s *Store) write(ctx context.Context, fn func(*tx) error) error {
	for attempt := 1; ; attempt++ {
		err := transact(ctx, s.writer, s.dialect.write, fn)
		if err == nil || attempt == maxAttempts || !s.dialect.aborted(err) {
			return err
		}
	}
}

func transact(ctx context.Context, db *sql.DB, options *sql.TxOptions, fn func(*tx) error) error {
	t, err := db.BeginTx(ctx, options)
	if err != nil {
		return fmt.Errorf("begin a transaction: %w", err)
	}
	// After a commit it does nothing; after an error or a panic of fn it is what
	// is wanted, and fn's error is the one that matters.
	defer func() { _ = t.Rollback() }()
	if err := fn(&tx{ctx: ctx, sql: t, writes: !options.ReadOnly}); err != nil {
		return err
	}
	if err := t.Commit(); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
