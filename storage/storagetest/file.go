package storagetest

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/storage"
)

// File is an empty database of SQLite that is up to date, until the test is over: one for
// each that asks.
func File(t testing.TB) (path string) {
	t.Helper()
	empty, err := migrated()
	require.NoError(t, err)
	path = filepath.Join(fastDir(t), "x.db")
	require.NoError(t, os.WriteFile(path, empty, 0o600))
	return path
}

// migrated is an empty database, made once: it takes longer than most tests.
var migrated = sync.OnceValues(func() (_ []byte, err error) {
	dir, err := os.MkdirTemp("", "pilotent")
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	file := filepath.Join(dir, "x.db")
	if err := storage.Migrate(context.Background(), "sqlite:"+file, slog.New(slog.DiscardHandler)); err != nil {
		return nil, err
	}
	return os.ReadFile(file)
})

// roomInMemory is how much room a folder in memory must have, in bytes.
const roomInMemory = 256 << 20

// fastDir is a folder until the test is over, in memory where the system has one
// with room: SQLite waits for the disk with each file that it opens and closes.
func fastDir(t testing.TB) string {
	t.Helper()
	if memory := memoryFolder(); memory != "" {
		dir, err := os.MkdirTemp(memory, "pilotent-test-")
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, os.RemoveAll(dir)) })
		return dir
	}
	return t.TempDir()
}
