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
func (s *Store) migrate(ctx context.Context, log *slog.Logger) (err error) {
	folder, err := fs.Sub(migrations, "migrations/"+s.dialect.engine)
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{goose.WithSlog(log), goose.WithDisableGlobalRegistry(true)}
	if s.dialect.goose == goose.DialectPostgres {
		// Replicas that start together take turns: asked each second, for 5 minutes.
		turns, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 300))
		if err != nil {
			return err
		}
		options = append(options, goose.WithSessionLocker(turns))
	}
	provider, err := goose.NewProvider(s.dialect.goose, s.writer, folder, options...)
	if err != nil {
		return err
	}
	version, err := provider.GetDBVersion(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	sources := provider.ListSources()
	if newest := sources[len(sources)-1].Version; version > newest {
		return fmt.Errorf("the database is newer than this program: its version is %d, the program knows %d", version, newest)
	}
	if version < sources[len(sources)-1].Version && !s.alone {
		// Whoever works on the file expects the schema that it knows.
		if err := s.file.hold(); err != nil {
			return err
		}
		defer func() { err = errors.Join(err, s.file.release()) }()
	}
	_, err = provider.Up(ctx)
	return err
}
