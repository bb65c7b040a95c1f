package storage_test

import (
	"database/sql"
	"log/slog"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/internal/testenv"
	"pilotent/storage"
)

func TestMigrate(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	for engine, address := range engines() {
		t.Run(engine+": an empty database is made ready, and left as it is afterwards", func(t *testing.T) {
			url := address(t)
			require.NoError(t, storage.Migrate(t.Context(), url, quiet))
			require.NoError(t, open(t, url).Update(t.Context(), "p", addProject))
			require.NoError(t, storage.Migrate(t.Context(), url, quiet))
			require.NoError(t, open(t, url).View(t.Context(), func(tx governance.Tx) error {
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
