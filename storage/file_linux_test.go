package storage_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/storage"
)

// A process that is being started has all files of its parent from its fork to
// its exec, as a duplicate has.
func TestTheFileIsLetGoWhileAProcessStarts(t *testing.T) {
	url := sqliteFile(t)
	first, err := storage.Open(t.Context(), url, slog.New(slog.DiscardHandler), storage.Alone())
	require.NoError(t, err)
	duplicated := 0
	files, err := os.ReadDir("/proc/self/fd")
	require.NoError(t, err)
	for _, f := range files {
		name, err := os.Readlink(filepath.Join("/proc/self/fd", f.Name()))
		if err != nil || name != strings.TrimPrefix(url, "sqlite:")+".lock" {
			continue
		}
		fd, err := strconv.Atoi(f.Name())
		require.NoError(t, err)
		double, err := syscall.Dup(fd)
		require.NoError(t, err)
		t.Cleanup(func() { require.NoError(t, syscall.Close(double)) })
		duplicated++
	}
	require.Equal(t, 1, duplicated)
	require.NoError(t, first.Close())
	open(t, url, storage.Alone())
}
