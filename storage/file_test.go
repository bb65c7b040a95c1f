//go:build linux

package storage_test

import (
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
	"pilotent/storage"
)

func TestWritable(t *testing.T) {
	t.Run("a database that can be written to", func(t *testing.T) {
		for _, url := range []string{sqliteFile(t), testenv.Postgres(t)} {
			store := open(t, url)
			for range 3 {
				require.NoError(t, store.Writable(t.Context()))
			}
		}
	})
	t.Run("leaves nothing beside it", func(t *testing.T) {
		url := sqliteFile(t)
		require.NoError(t, open(t, url).Writable(t.Context()))
		files, err := filepath.Glob(filepath.Dir(strings.TrimPrefix(url, "sqlite:")) + "/*")
		require.NoError(t, err)
		for _, f := range files {
			require.Contains(t, []string{"pilotent.db", "pilotent.db-wal", "pilotent.db-shm", "pilotent.db.lock"}, filepath.Base(f))
		}
	})
	for name, spoil := range map[string]func(t *testing.T, file string){
		"moved":    func(t *testing.T, file string) { require.NoError(t, os.Rename(file, file+".old")) },
		"removed":  func(t *testing.T, file string) { require.NoError(t, os.Remove(file)) },
		"replaced": func(t *testing.T, file string) { require.NoError(t, os.Rename(another(t, file), file)) },
		"in a folder that was moved": func(t *testing.T, file string) {
			require.NoError(t, os.Rename(filepath.Dir(file), filepath.Dir(file)+".old"))
		},
	} {
		t.Run("not one that was "+name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "d", "pilotent.db")
			require.NoError(t, os.Mkdir(filepath.Dir(file), 0o700))
			store := open(t, "sqlite:"+file)
			spoil(t, file)
			require.ErrorIs(t, store.Writable(t.Context()), storage.ErrMoved)
			if name != "replaced" {
				require.NoFileExists(t, file, "and none is made in its place")
			}
		})
	}
	t.Run("a link to it may be changed", func(t *testing.T) {
		file := filepath.Join(t.TempDir(), "pilotent.db")
		link := filepath.Join(t.TempDir(), "link.db")
		require.NoError(t, os.Symlink(file, link))
		open(t, "sqlite:"+file)
		store := open(t, "sqlite:"+link)
		require.NoError(t, os.Remove(link))
		require.NoError(t, store.Writable(t.Context()))
	})
	t.Run("not one on a disk that is full, until there is room", func(t *testing.T) {
		disk := mounted(t)
		store := open(t, "sqlite:"+disk+"/pilotent.db")
		require.NoError(t, store.Writable(t.Context()))
		filler, err := os.Create(filepath.Join(disk, "filler"))
		require.NoError(t, err)
		for err == nil {
			_, err = filler.Write(make([]byte, 4096))
		}
		require.ErrorIs(t, err, syscall.ENOSPC)
		require.ErrorIs(t, store.Writable(t.Context()), syscall.ENOSPC)
		require.NoError(t, filler.Close())
		require.NoError(t, os.Remove(filler.Name()))
		require.NoError(t, store.Writable(t.Context()))
	})
	t.Run("not one in a folder that may only be read", func(t *testing.T) {
		disk := mounted(t)
		file := filepath.Join(disk, "d", "pilotent.db")
		require.NoError(t, os.Mkdir(filepath.Dir(file), 0o700))
		store := open(t, "sqlite:"+file)
		require.NoError(t, store.Writable(t.Context()))
		// Root may write into any folder, but not into one that is mounted so.
		require.NoError(t, syscall.Mount(filepath.Dir(file), filepath.Dir(file), "", syscall.MS_BIND, ""))
		t.Cleanup(func() { require.NoError(t, syscall.Unmount(filepath.Dir(file), syscall.MNT_DETACH)) })
		require.NoError(t, syscall.Mount("", filepath.Dir(file), "", syscall.MS_BIND|syscall.MS_REMOUNT|syscall.MS_RDONLY, ""))
		require.ErrorIs(t, store.Writable(t.Context()), syscall.EROFS)
	})
	t.Run("not a PostgreSQL that takes no changes", func(t *testing.T) {
		url := testenv.Postgres(t)
		require.NoError(t, open(t, url).Writable(t.Context()))
		mark := "?"
		if strings.Contains(url, "?") {
			mark = "&"
		}
		store := open(t, url+mark+"default_transaction_read_only=on")
		require.ErrorContains(t, store.Writable(t.Context()), "read-only")
	})
}

// another is a database of its own beside file.
func another(t *testing.T, file string) string {
	t.Helper()
	store, err := storage.Open(t.Context(), "sqlite:"+file+".new", slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	require.NoError(t, store.Close())
	return file + ".new"
}

// mounted is a small disk of its own; the test is skipped for who may not mount any.
func mounted(t *testing.T) string {
	t.Helper()
	disk := t.TempDir()
	if err := syscall.Mount("tmpfs", disk, "tmpfs", 0, "size=8m"); err != nil {
		t.Skip("only root may mount a disk: ", err)
	}
	t.Cleanup(func() { require.NoError(t, syscall.Unmount(disk, syscall.MNT_DETACH)) })
	return disk
}

func TestAlone(t *testing.T) {
	quiet := slog.New(slog.DiscardHandler)
	t.Run("two cannot have a file to themselves, by whatever name", func(t *testing.T) {
		url := sqliteFile(t)
		open(t, url, storage.Alone())
		link := filepath.Join(t.TempDir(), "link.db")
		require.NoError(t, os.Symlink(strings.TrimPrefix(url, "sqlite:"), link))
		for _, name := range []string{url, "sqlite://" + strings.TrimPrefix(url, "sqlite:"), "sqlite:" + link} {
			_, err := storage.Open(t.Context(), name, quiet, storage.Alone())
			require.ErrorContains(t, err, "is in use by process ")
			require.ErrorContains(t, err, "stop that one first")
		}
	})
	t.Run("it is let go with the store", func(t *testing.T) {
		url := sqliteFile(t)
		first, err := storage.Open(t.Context(), url, quiet, storage.Alone())
		require.NoError(t, err)
		require.NoError(t, first.Close())
		require.NoError(t, open(t, url, storage.Alone()).Writable(t.Context()))
	})
	t.Run("others may still read and write", func(t *testing.T) {
		url := sqliteFile(t)
		open(t, url, storage.Alone())
		require.NoError(t, open(t, url).Update(t.Context(), "p", addProject))
	})
	t.Run("but nobody else makes a schema", func(t *testing.T) {
		url := sqliteFile(t)
		file := strings.TrimPrefix(url, "sqlite:")
		held := open(t, "sqlite:"+another(t, file), storage.Alone()) // of another file
		require.NoError(t, os.Rename(file+".new.lock", file+".lock"))
		_, err := storage.Open(t.Context(), url, quiet)
		require.ErrorContains(t, err, "is in use by process ")
		require.NoError(t, held.Ping(t.Context()))
	})
	t.Run("PostgreSQL serves any number", func(t *testing.T) {
		url := testenv.Postgres(t)
		open(t, url, storage.Alone())
		require.NoError(t, open(t, url, storage.Alone()).Writable(t.Context()))
	})
}

func TestAbsent(t *testing.T) {
	for name, tc := range map[string]struct {
		url    string
		absent bool
	}{
		"nobody listens":      {"postgres://nobody@127.0.0.1:1/none", true},
		"a name of no host":   {"postgres://nobody@no-such-host.invalid/none", true},
		"a malformed address": {"postgres://nobody@127.0.0.1:port/none", false},
		"no such folder":      {"sqlite:" + filepath.Join(t.TempDir(), "no", "such.db"), false},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := storage.Open(t.Context(), tc.url, slog.New(slog.DiscardHandler))
			require.Error(t, err)
			require.Equal(t, tc.absent, errors.Is(err, storage.ErrAbsent), err)
		})
	}
	t.Run("a database that its server does not have", func(t *testing.T) {
		url := testenv.Postgres(t)
		at := strings.LastIndexByte(url, '/')
		_, query, _ := strings.Cut(url[at:], "?")
		_, err := storage.Open(t.Context(), url[:at]+"/none?"+query, slog.New(slog.DiscardHandler))
		require.ErrorContains(t, err, "does not exist")
		require.NotErrorIs(t, err, storage.ErrAbsent, "waiting makes none")
	})
}
