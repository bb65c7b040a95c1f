package storage_test

import (
	"database/sql"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/internal/testenv"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

func TestMigrate(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	for engine, address := range engines() {
		t.Run(engine+": an empty database is made ready, and left as it is afterwards", func(t *testing.T) {
			url := address(t)
			require.NoError(t, storage.Migrate(t.Context(), url, quiet))
			require.NoError(t, open(t, url).Update(t.Context(), "p", addProject))
			require.NoError(t, storage.Migrate(t.Context(), url, quiet))
			require.NoError(t, storagetest.Wide{Store: open(t, url)}.View(t.Context(), func(tx storagetest.Tx) error {
				_, err := tx.ProjectByID("p")
				return err
			}))
		})
		t.Run(engine+": a database that is newer than the program is refused", func(t *testing.T) {
			url := address(t)
			require.NoError(t, storage.Migrate(t.Context(), url, quiet))
			driver, source := "pgx", url
			if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
				driver, source = "sqlite", file
			}
			db, err := sql.Open(driver, source)
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), "INSERT INTO goose_db_version (version_id, is_applied) VALUES (90000, TRUE)")
			require.NoError(t, err)
			require.NoError(t, db.Close())

			_, err = storage.Open(t.Context(), url, quiet)
			require.ErrorContains(t, err, "newer than this program")
			require.ErrorContains(t, err, "90000")
		})
	}
	t.Run("postgres: replicas may start together", func(t *testing.T) {
		url := testenv.Postgres(t)
		errs := make(chan error, 3)
		for range cap(errs) {
			go func() { errs <- storage.Migrate(t.Context(), url, quiet) }()
		}
		for range cap(errs) {
			require.NoError(t, <-errs)
		}
		require.NoError(t, open(t, url).Ping(t.Context()))
	})
}

// TestWhatWasAdoptedBeforeKeepsItsMeaning: a decision that was adopted before
// any said what it decides on its schools says nothing, and is known by that.
func TestWhatWasAdoptedBeforeKeepsItsMeaning(t *testing.T) {
	for engine, address := range engines() {
		t.Run(engine, func(t *testing.T) {
			url := address(t)
			driver, source, dialect := "pgx", url, goose.DialectPostgres
			if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
				driver, source, dialect = "sqlite", file, goose.DialectSQLite3
			}
			db, err := sql.Open(driver, source)
			require.NoError(t, err)
			before, err := goose.NewProvider(dialect, db, os.DirFS("migrations/"+engine), goose.WithDisableGlobalRegistry(true))
			require.NoError(t, err)
			_, err = before.UpTo(t.Context(), 10)
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), `INSERT INTO projects (id, team_id) VALUES ('p', 't')`)
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), `INSERT INTO decisions (project_id, ref, committee, state)
				VALUES ('p', 'COPIL-2026-001', 'COPIL', 'adopted'), ('p', 'COPIL-2026-002', 'COPIL', 'proposed'), ('p', 'COPIL-2026-003', 'COPIL', 'rejected')`)
			require.NoError(t, err)
			require.NoError(t, db.Close())

			require.NoError(t, storage.Migrate(t.Context(), url, slog.New(slog.DiscardHandler)))
			require.NoError(t, storagetest.Wide{Store: open(t, url)}.View(t.Context(), func(tx storagetest.Tx) error {
				for ref, want := range map[string]committee.Selection{
					"COPIL-2026-001": committee.SelectionUnsaid, "COPIL-2026-002": committee.SelectionNone, "COPIL-2026-003": committee.SelectionNone,
				} {
					dec, err := tx.Decision("p", ref)
					require.NoError(t, err)
					require.Equal(t, want, dec.Selection, ref)
				}
				p, err := tx.ProjectByID("p")
				require.Empty(t, p.Selectors)
				return err
			}))
		})
	}
}
