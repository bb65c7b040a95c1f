package config_test

import (
	"encoding/base64"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/config"
)

func TestEnsureSecret(t *testing.T) {
	t.Parallel()
	t.Run("creates a secret beside the database, and finds it again", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		for i, address := range []string{"sqlite:" + dir + "/pilotent.db", "sqlite://" + dir + "/pilotent.db"} {
			c := config.Config{DatabaseURL: address}
			path, created, err := config.EnsureSecret(&c, "")
			require.NoError(t, err)
			require.Equal(t, filepath.Join(dir, "pilotent.secret"), path)
			require.Equal(t, i == 0, created)
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			require.Equal(t, c.Secret+"\n", string(content))
			key, err := base64.StdEncoding.DecodeString(c.Secret)
			require.NoError(t, err)
			require.Len(t, key, 32)
			info, err := os.Stat(path)
			require.NoError(t, err)
			require.Equal(t, fs.FileMode(0o600), info.Mode())
		}
	})
	t.Run("makes another secret in another folder", func(t *testing.T) {
		t.Parallel()
		a, b := defaults(), defaults()
		_, _, err := config.EnsureSecret(&a, t.TempDir())
		require.NoError(t, err)
		_, created, err := config.EnsureSecret(&b, t.TempDir())
		require.NoError(t, err)
		require.True(t, created)
		require.NotEqual(t, a.Secret, b.Secret)
	})
	t.Run("ends with one secret for all who start at once", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		const starters = 32
		var (
			configs [starters]config.Config
			created [starters]bool
			errs    [starters]error
			wait    sync.WaitGroup
		)
		start := make(chan struct{})
		for i := range starters {
			wait.Go(func() {
				configs[i] = defaults()
				<-start
				_, created[i], errs[i] = config.EnsureSecret(&configs[i], dir)
			})
		}
		close(start)
		wait.Wait()
		creators := 0
		for i := range starters {
			require.NoError(t, errs[i])
			require.Equal(t, configs[0].Secret, configs[i].Secret)
			if created[i] {
				creators++
			}
		}
		require.Equal(t, 1, creators)
		entries, err := os.ReadDir(dir)
		require.NoError(t, err)
		require.Len(t, entries, 1, "drafts are removed")
	})
	t.Run("keeps the secret that is set", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		c := defaults()
		c.Secret = "0123456789abcdef"
		path, created, err := config.EnsureSecret(&c, dir)
		require.NoError(t, err)
		require.Empty(t, path)
		require.False(t, created)
		require.Equal(t, "0123456789abcdef", c.Secret)
		require.NoFileExists(t, filepath.Join(dir, "pilotent.secret"))
	})
	t.Run("wants it set when replicas may share the database", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		c := config.Config{DatabaseURL: "postgres://u:" + leak + "@h/db"}
		_, created, err := config.EnsureSecret(&c, dir)
		require.EqualError(t, err, "secret is missing, and all replicas on this database must share it: set PILOTENT_SECRET, or PILOTENT_SECRET_FILE, to the output of: openssl rand -base64 32")
		require.False(t, created)
		require.NoFileExists(t, filepath.Join(dir, "pilotent.secret"))
	})
	t.Run("refuses a file that holds too little, and leaves it", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		file := filepath.Join(dir, "pilotent.secret")
		require.NoError(t, os.WriteFile(file, []byte("short\n"), 0o600))
		c := defaults()
		path, created, err := config.EnsureSecret(&c, dir)
		require.ErrorContains(t, err, file+": has 5 bytes")
		require.Equal(t, file, path)
		require.False(t, created)
		require.Empty(t, c.Secret)
		content, err := os.ReadFile(file)
		require.NoError(t, err)
		require.Equal(t, "short\n", string(content))
	})
	t.Run("says what to do about a folder that is not there", func(t *testing.T) {
		t.Parallel()
		c := defaults()
		_, created, err := config.EnsureSecret(&c, filepath.Join(t.TempDir(), "nowhere"))
		require.ErrorIs(t, err, fs.ErrNotExist)
		require.True(t, strings.HasSuffix(err.Error(), "let the bot write in that folder, or set PILOTENT_SECRET"), err)
		require.False(t, created)
	})
	t.Run("says what to do about a file that cannot be read", func(t *testing.T) {
		t.Parallel()
		dir := t.TempDir()
		require.NoError(t, os.Mkdir(filepath.Join(dir, "pilotent.secret"), 0o700))
		c := defaults()
		_, _, err := config.EnsureSecret(&c, dir)
		require.ErrorContains(t, err, "let the bot read it, or set PILOTENT_SECRET")
	})
}
