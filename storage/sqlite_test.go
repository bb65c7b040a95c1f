package storage_test

import (
	"log/slog"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

func TestSQLite(t *testing.T) {
	storagetest.Run(t, func(t *testing.T, now record.Clock) storagetest.Store {
		return open(t, sqliteFile(t), storage.Simulated(now))
	})
}

// open opens the store, until the test is over.
func open(t testing.TB, url string, options ...storage.Option) *storage.Store {
	t.Helper()
	store, err := storage.Open(t.Context(), url, slog.New(slog.DiscardHandler), options...)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	return store
}

// sqliteFile is the address of a file that is not there yet.
func sqliteFile(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "pilotent.db")
}

func TestOpenSQLite(t *testing.T) {
	t.Run("a file may have any name", func(t *testing.T) {
		for _, name := range []string{"a b.db", "50%.db", "what?.db", "n#1.db", "é%41.db"} {
			file := filepath.Join(t.TempDir(), name)
			require.Equal(t, "sqlite", open(t, "sqlite:"+file).Engine())
			require.FileExists(t, file)
			require.NoError(t, open(t, "sqlite://"+file).Ping(t.Context()))
		}
	})
	t.Run("what is written is there after a restart", func(t *testing.T) {
		url := sqliteFile(t)
		first, err := storage.Open(t.Context(), url, slog.New(slog.DiscardHandler))
		require.NoError(t, err)
		require.NoError(t, first.Update(t.Context(), "p", addProject))
		require.NoError(t, first.Close())
		require.NoError(t, storagetest.Wide{Store: open(t, url)}.View(t.Context(), func(tx storagetest.Tx) error {
			_, err := tx.ProjectByID("p")
			return err
		}))
	})
	t.Run("two processes may share a file", func(t *testing.T) {
		url := sqliteFile(t)
		one, other := open(t, url), open(t, url)
		require.NoError(t, one.Update(t.Context(), "p", addProject))
		done := make(chan error, 20)
		for i := range cap(done) {
			store := []*storage.Store{one, other}[i%2]
			go func() {
				done <- storagetest.Wide{Store: store}.Update(t.Context(), "p", func(tx storagetest.Tx) error { _, err := tx.Next("p", "n"); return err })
			}()
		}
		for range cap(done) {
			require.NoError(t, <-done)
		}
		require.NoError(t, storagetest.Wide{Store: one}.Update(t.Context(), "p", func(tx storagetest.Tx) error {
			n, err := tx.Next("p", "n")
			require.Equal(t, cap(done)+1, n)
			return err
		}))
	})
}

func TestOpenRefuses(t *testing.T) {
	for name, url := range map[string]string{
		"nothing":               "",
		"another engine":        "mysql://localhost/pilotent",
		"a file without scheme": "/var/lib/pilotent.db",
		"no file":               "sqlite:",
		"memory":                "sqlite::memory:",
		"a folder that is not":  "sqlite:" + filepath.Join(t.TempDir(), "no", "such", "folder.db"),
		"a server that is not":  "postgres://nobody:secret@127.0.0.1:1/none",
		"a malformed address":   "postgres://nobody:secret@127.0.0.1:port/none",
		"a folder, not a file":  "sqlite:" + t.TempDir(),
	} {
		t.Run(name, func(t *testing.T) {
			_, err := storage.Open(t.Context(), url, slog.New(slog.DiscardHandler))
			require.Error(t, err)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

func addProject(tx record.Tx) error {
	return tx.AddProject(record.Project{ID: "p", Team: "t"})
}
