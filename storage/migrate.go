package storage

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
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
	provider, err := s.provider(log)
	if err != nil {
		return err
	}
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
}

func (s *Store) provider(log *slog.Logger) (*goose.Provider, error) {
	folder, err := fs.Sub(migrations, "migrations/"+s.dialect.engine)
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithSlog(log), goose.WithDisableGlobalRegistry(true)}
	if s.dialect.goose == goose.DialectPostgres {
		// Replicas that start together take turns: asked each second, for 5 minutes.
		turns, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(turns))
	}
	return goose.NewProvider(s.dialect.goose, s.writer, folder, options...)
}

// newestVersion is that of the schema that the program knows.
func newestVersion() (int64, error) {
	files, err := fs.ReadDir(migrations, "migrations/sqlite") // sorted; the other engine has the same numbers
	if err != nil {
		return 0, err
	}
	return goose.NumericComponent(files[len(files)-1].Name())
}
