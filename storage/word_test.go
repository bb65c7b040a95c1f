package storage_test

import (
	"database/sql"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// raw opens the database at url as it is.
func raw(t testing.TB, url string) (*sql.DB, goose.Dialect) {
	t.Helper()
	driver, source, dialect := "pgx", url, goose.DialectPostgres
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source, dialect = "sqlite", file, goose.DialectSQLite3
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db, dialect
}

// What an earlier program has written is found by its words as soon as the database is
// open, by replicas that open it together as well; so is what has keys of another version.
func TestWordsOfWhatWasThereBefore(t *testing.T) {
	const many = 450 // more than two transactions take
	for engine, address := range engines() {
		t.Run(engine, func(t *testing.T) {
			url := address(t)
			db, dialect := raw(t, url)
			before, err := goose.NewProvider(dialect, db, os.DirFS("migrations/"+engine), goose.WithDisableGlobalRegistry(true))
			require.NoError(t, err)
			_, err = before.UpTo(t.Context(), 16)
			require.NoError(t, err)
			for _, p := range []string{"p", "q"} {
				_, err = db.ExecContext(t.Context(), `INSERT INTO projects (id, team_id) VALUES ($1, $2)`, p, "team of "+p)
				require.NoError(t, err)
			}
			var rows []string
			for i := range many {
				rows = append(rows, fmt.Sprintf("('%s', 'COPIL-2026-%03d', 'COPIL', 'adopted', 'Les tablettes n° %d sont adoptées', 'x', 1)", []string{"p", "q"}[i%3/2], i, i))
			}
			_, err = db.ExecContext(t.Context(), `INSERT INTO decisions (project_id, ref, committee, state, body, search, version) VALUES `+strings.Join(rows, ", "))
			require.NoError(t, err)

			opened := make(chan error, 3)
			for range cap(opened) {
				go func() {
					s, err := storage.Open(t.Context(), url, slog.New(slog.DiscardHandler))
					if err == nil {
						err = s.Close()
					}
					opened <- err
				}()
				if engine == "sqlite" { // which one process has
					require.NoError(t, <-opened)
				}
			}
			for range cap(opened) {
				if engine == "postgres" {
					require.NoError(t, <-opened)
				}
			}
			found := func() {
				require.NoError(t, storagetest.Wide{Store: open(t, url)}.View(t.Context(), func(tx storagetest.Tx) error {
					all, err := tx.Decisions("p", committee.DecisionFilter{Words: "adopter"})
					require.NoError(t, err)
					require.Len(t, all, many/3*2)
					one, err := tx.Decisions("p", committee.DecisionFilter{Words: "tablette 18"})
					require.Len(t, one, 1)
					return err
				}))
			}
			found()

			_, err = db.ExecContext(t.Context(), "UPDATE decision_words SET word = 'x' || word")
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), "UPDATE decisions SET worded = -1")
			require.NoError(t, err)
			found()
			var stale int
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT COUNT(*) FROM decision_words WHERE word LIKE 'xtab%'").Scan(&stale))
			require.Zero(t, stale)
		})
	}
}
