package storage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"time"

	"github.com/pressly/goose/v3"
)

//go:embed migrations/sqlite/*.sql migrations/postgres/*.sql
var migrations embed.FS

// migrate applies what the database lacks, and refuses one that is newer than
// the program: an older program would not keep what a newer one needs.
func (s *Store) migrate(ctx context.Context, log *slog.Logger) error {
	newest, err := newestVersion()
	if err != nil {
		return err
	}
	return s.migrateTo(ctx, newest, log)
}

// migrateTo is migrate up to a version, which the program knows.
func (s *Store) migrateTo(ctx context.Context, wanted int64, log *slog.Logger) (err error) {
	folder, err := fs.Sub(migrations, "migrations/"+s.dialect.engine)
	if err != nil {
		return err
	}
	provider, err := goose.NewProvider(s.dialect.goose, s.writer, folder, goose.WithSlog(log), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return err
	}
	// Replicas that start together take turns, from the first look on.
	return s.byTurns(ctx, func() (err error) {
		version, err := provider.GetDBVersion(ctx)
		if err != nil {
			return fmt.Errorf("read the database's version: %w", err)
		}
		if version > wanted {
			return newerError("the database", version, wanted)
		}
		if version < wanted && !s.alone {
			// Whoever works on the file expects the schema that it knows.
			if err := s.file.hold(); err != nil {
				return err
			}
			defer func() { err = errors.Join(err, s.file.release()) }()
		}
		_, err = provider.UpTo(ctx, wanted)
		return err
	})
}

// Those who wait for their turn ask so often, for so long.
const (
	turnEvery   = 250 * time.Millisecond
	turnTimeout = 5 * time.Minute
)

// byTurns runs fn while no other replica does. Who waits holds no connection: through
// PgBouncer there may be few for all.
func (s *Store) byTurns(ctx context.Context, fn func() error) error {
	if s.dialect.turn == "" {
		return fn()
	}
	ctx, cancel := context.WithTimeout(ctx, turnTimeout)
	defer cancel()
	for {
		mine := false
		err := transact(ctx, s.writer, s.dialect.write, func(t *tx) (err error) {
			if mine, err = one(t, "lock of migrations", scalar[bool], s.dialect.turn); err != nil || !mine {
				return err
			}
			if err := t.put("lock of migrations", s.dialect.patience); err != nil {
				return err
			}
			return fn()
		})
		if err != nil || mine {
			return err
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("wait for another replica that migrates: %w", ctx.Err())
		case <-time.After(turnEvery):
		}
	}
}

// newestVersion is that of the schema that the program knows.
func newestVersion() (int64, error) {
	files, err := fs.ReadDir(migrations, "migrations/sqlite") // sorted; the other engine has the same numbers
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1].Name())
}
