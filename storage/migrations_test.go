package storage_test

import (
	"crypto/sha256"
	"database/sql"
	"flag"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/pressly/goose/v3"
	"github.com/stretchr/testify/require"
)

var addMigrations = flag.Bool("add-migrations", false, "note the checksums of new migrations, before they land")

// landed has the checksums of the migrations that are on main.
const landed = "testdata/migrations.sha256"

// A migration that has landed has been run by others: an edited one is run by
// nobody who has, and the database says that it is up to date.
func TestLandedMigrations(t *testing.T) {
	sums := checksums(t, os.DirFS("migrations"))
	list, err := os.ReadFile(landed)
	require.NoError(t, err)
	noted := parseChecksums(t, string(list))
	if *addMigrations {
		maps.DeleteFunc(sums, func(name, _ string) bool { _, ok := noted[name]; return ok })
		maps.Copy(noted, sums)
		var lines strings.Builder
		for _, name := range slices.Sorted(maps.Keys(noted)) {
			fmt.Fprintf(&lines, "%s  %s\n", noted[name], name)
		}
		require.NoError(t, os.WriteFile(landed, []byte(lines.String()), 0o600))
		return
	}
	require.Empty(t, changed(noted, sums), "add a new migration instead")
	require.Empty(t, slices.DeleteFunc(slices.Sorted(maps.Keys(sums)), func(name string) bool { return noted[name] != "" }),
		"new ones are noted by: go test ./storage -run TestLandedMigrations -add-migrations")

	t.Run("one that was edited, or removed, is found", func(t *testing.T) {
		kept := map[string]string{"sqlite/00001_first.sql": "a", "sqlite/00002_more.sql": "b", "sqlite/00003_last.sql": "c"}
		require.Equal(t, []string{"sqlite/00002_more.sql", "sqlite/00003_last.sql"},
			changed(kept, map[string]string{"sqlite/00001_first.sql": "a", "sqlite/00002_more.sql": "x", "sqlite/00004_new.sql": "d"}))
	})
}

// changed are the files that are not any more as noted.
func changed(noted, sums map[string]string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(noted)), func(name string) bool { return sums[name] == noted[name] })
}

// checksums are those of all files, in the form of sha256sum.
func checksums(t *testing.T, folder fs.FS) map[string]string {
	t.Helper()
	sums := map[string]string{}
	require.NoError(t, fs.WalkDir(folder, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		content, err := fs.ReadFile(folder, name)
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(content))
		return err
	}))
	require.NotEmpty(t, sums)
	return sums
}

func parseChecksums(t *testing.T, list string) map[string]string {
	t.Helper()
	noted := map[string]string{}
	for line := range strings.Lines(list) {
		sum, name, ok := strings.Cut(strings.TrimSpace(line), "  ")
		require.True(t, ok, line)
		noted[name] = sum
	}
	return noted
}

// goose leaves out, in silence, what it does not take for a migration.
func TestMigrationFiles(t *testing.T) {
	versions := map[string][]int64{}
	for _, engine := range []string{"sqlite", "postgres"} {
		var left []string
		versions[engine], left = migrationFiles(t, os.DirFS(filepath.Join("migrations", engine)))
		require.Empty(t, left, "%s: not taken by goose: name it 00012_words.sql", engine)
	}
	require.Equal(t, versions["sqlite"], versions["postgres"], "both engines have the same numbers")
	require.NotContains(t, versions["sqlite"], int64(6), "number 6 was never used, and stays so")

	t.Run("a file that goose leaves out is found", func(t *testing.T) {
		file := &fstest.MapFile{Data: []byte("-- +goose Up\nSELECT 1;\n")}
		numbers, left := migrationFiles(t, fstest.MapFS{
			"00001_first.sql": file, "00002-second.sql": file, "third.sql": file, "00004_fourth.SQL": file, "00005_fifth.sql.orig": file,
		})
		require.Equal(t, []int64{1}, numbers)
		require.Equal(t, []string{"00002-second.sql", "00004_fourth.SQL", "00005_fifth.sql.orig", "third.sql"}, left)
	})
}

// migrationFiles are the numbers of the migrations in a folder, and the files that
// are none to goose.
func migrationFiles(t *testing.T, folder fs.FS) (versions []int64, left []string) {
	t.Helper()
	db, err := sql.Open("sqlite", ":memory:")
	require.NoError(t, err)
	defer db.Close()
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, folder, goose.WithDisableGlobalRegistry(true))
	require.NoError(t, err)
	taken := map[string]bool{}
	for _, source := range provider.ListSources() {
		versions = append(versions, source.Version)
		taken[path.Base(source.Path)] = true
	}
	files, err := fs.ReadDir(folder, ".")
	require.NoError(t, err)
	for _, f := range files {
		if !taken[f.Name()] {
			left = append(left, f.Name())
		}
	}
	return versions, left
}
