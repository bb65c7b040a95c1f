package main

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/internal/testenv"
)

var updateKept = flag.Bool("update-kept", false,
	"write anew what the kept databases say; only where a sentence was changed on purpose")

// kept is a folder of storage/testdata: a database as an earlier program wrote
// it, for both engines, and what that program said of it.
type kept struct{ folder string }

func keptDatabases(t *testing.T) []kept {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("storage", "testdata", "*", "pilotent.sqlite.gz"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all []kept
	for _, file := range files {
		all = append(all, kept{filepath.Dir(file)})
	}
	return all
}

// engines make a copy of the database, as it was written, and answer its address.
func (k kept) engines() map[string]func(*testing.T) string {
	return map[string]func(*testing.T) string{"sqlite": k.sqlite, "postgres": k.postgres}
}

func (k kept) sqlite(t *testing.T) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "x.db")
	require.NoError(t, os.WriteFile(file, k.unzip(t, "pilotent.sqlite.gz"), 0o600))
	return "sqlite:" + file
}

func (k kept) postgres(t *testing.T) string {
	t.Helper()
	address := testenv.Postgres(t)
	conn, err := pgconn.Connect(t.Context(), address)
	require.NoError(t, err)
	_, err = conn.Exec(t.Context(), string(k.unzip(t, "pilotent.postgres.sql.gz"))).ReadAll()
	require.NoError(t, err)
	require.NoError(t, conn.Close(t.Context()))
	return address
}

func (k kept) unzip(t *testing.T, name string) []byte {
	t.Helper()
	file, err := os.Open(filepath.Join(k.folder, name))
	require.NoError(t, err)
	defer file.Close()
	zipped, err := gzip.NewReader(file)
	require.NoError(t, err)
	content, err := io.ReadAll(zipped)
	require.NoError(t, err)
	return content
}

// conversation is a script that is held on a copy of the database, in a language.
type conversation struct{ script, locale, golden string }

// conversations are those of a pattern of the folder: NAME.LANGUAGE.txt, or
// NAME.txt for both languages.
func (k kept) conversations(t *testing.T, pattern string) []conversation {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(k.folder, pattern))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	var all []conversation
	for _, file := range files {
		name, only, _ := strings.Cut(strings.TrimSuffix(filepath.Base(file), ".txt"), ".")
		for _, locale := range []string{"fr", "en"} {
			if only == "" || only == locale {
				all = append(all, conversation{file, locale, filepath.Join(k.folder, "said", name+"."+locale+".txt")})
			}
		}
	}
	return all
}

// A database that an earlier program has written is brought up to date, says
// what it said then, and goes on as it did.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	for _, k := range keptDatabases(t) {
		for engine, copied := range k.engines() {
			for _, c := range slices.Concat(k.conversations(t, "read/*.txt"), k.conversations(t, "after.*.txt")) {
				t.Run(filepath.Base(k.folder)+"/"+engine+"/"+strings.TrimSuffix(filepath.Base(c.golden), ".txt"), func(t *testing.T) {
					t.Parallel()
					address := copied(t)
					program{environ: []string{"PILOTENT_DATABASE_URL=" + address}}.must(t, "migrate")
					said := c.hold(t, address)
					if *updateKept {
						if engine == "sqlite" {
							require.NoError(t, os.MkdirAll(filepath.Dir(c.golden), 0o700))
							require.NoError(t, os.WriteFile(c.golden, []byte(said), 0o600))
						}
						return
					}
					want, err := os.ReadFile(c.golden)
					require.NoError(t, err)
					before, now := answers(string(want)), answers(said)
					for i := range min(len(before), len(now)) {
						require.Equal(t, before[i], now[i]) // one of them, and not the whole conversation
					}
					require.Equal(t, len(before), len(now))
				})
			}
		}
	}
}

// answers cuts a transcript before each line that was typed, and before each document.
func answers(transcript string) []string {
	var all []string
	from := 0
	for _, at := range regexp.MustCompile(`(?m)^(\w+~\w+> |=== )`).FindAllStringIndex(transcript, -1) {
		all = append(all, transcript[from:at[0]])
		from = at[0]
	}
	return append(all, transcript[from:])
}

// hold answers the transcript, and the documents that were exported in it.
//
// Left out is what the engines count in their own way: the numbers of deliveries,
// in the names of failures, in the order of what is said at one moment, and
// thereby in the numbers of buttons.
func (c conversation) hold(t *testing.T, address string) string {
	t.Helper()
	script, err := os.ReadFile(c.script)
	require.NoError(t, err)
	begins := regexp.MustCompile(`(?m)^# begins (.+)$`).FindSubmatch(script)
	require.NotNil(t, begins, "%s does not say when it begins", c.script)
	folder := t.TempDir()
	status, out, errs := program{}.run(t, string(script), "console",
		"--database", address, "--now", string(begins[1]), "--locale", c.locale, "--folder", folder)
	require.Zero(t, status, errs)
	out = strings.ReplaceAll(out, folder+string(filepath.Separator), "")
	out = regexp.MustCompile(`(?m)^ *\[\d+\] .*\n`).ReplaceAllString(out, "")
	out = regexp.MustCompile(`\bE-\d+`).ReplaceAllString(out, "E-n")
	return inOneOrder(out) + documents(t, folder)
}

// inOneOrder sorts what is said by itself at one moment.
func inOneOrder(transcript string) string {
	var out strings.Builder
	var posts []string
	var moment string
	flush := func() {
		slices.Sort(posts)
		out.WriteString(strings.Join(posts, ""))
		posts = nil
	}
	for line := range strings.Lines(transcript) {
		switch {
		case strings.HasPrefix(line, "→ "):
			if _, at, _ := strings.Cut(line, ", "); at != moment {
				flush()
				moment = at
			}
			posts = append(posts, line)
		case len(posts) > 0 && (line == "\n" || strings.HasPrefix(line, "  ")):
			posts[len(posts)-1] += line
		default:
			flush()
			out.WriteString(line)
		}
	}
	flush()
	return out.String()
}

// documents are the exported files, by name: Markdown as it is, the cells of
// workbooks. PDF has the same words.
func documents(t *testing.T, folder string) string {
	t.Helper()
	files, err := os.ReadDir(folder)
	require.NoError(t, err)
	var out strings.Builder
	for _, f := range files {
		content, err := os.ReadFile(filepath.Join(folder, f.Name()))
		require.NoError(t, err)
		switch filepath.Ext(f.Name()) {
		case ".md":
			fmt.Fprintf(&out, "\n=== %s\n%s", f.Name(), content)
		case ".xlsx":
			fmt.Fprintf(&out, "\n=== %s\n%s", f.Name(), cells(t, content))
		case ".pdf", ".docx", ".eml": // which tell the same, and are read elsewhere
		default:
			require.Fail(t, "no such kind of document is expected", f.Name())
		}
	}
	return out.String()
}

func cells(t *testing.T, workbook []byte) string {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(workbook))
	require.NoError(t, err)
	defer f.Close()
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		rows, err := f.GetRows(sheet)
		require.NoError(t, err)
		fmt.Fprintf(&out, "--- %s\n", sheet)
		for _, row := range rows {
			out.WriteString(strings.Join(row, " | ") + "\n")
		}
	}
	return out.String()
}

// SQLite refuses some changes of a table only when it has rows, and what no kept
// database holds is upgraded by nobody but its users: every table of today has a
// row in one of them, and every kind of event that is recorded has happened in one.
func TestKeptDatabasesHoldEverything(t *testing.T) {
	t.Parallel()
	changes := recordedChanges(t)
	for engine, fresh := range databases() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			tables, happened := map[string]bool{}, map[string]bool{}
			for _, k := range keptDatabases(t) {
				db := connect(t, k.engines()[engine](t))
				own := map[string]bool{}
				for _, table := range column(t, db, tableNames[engine]) {
					own[table] = len(column(t, db, "SELECT 1 FROM "+table+" LIMIT 1")) > 0
				}
				require.Empty(t, slices.DeleteFunc(slices.Sorted(maps.Keys(own)), func(name string) bool { return own[name] }),
					"tables of %s that have no row", k.folder)
				maps.Copy(tables, own)
				for _, change := range column(t, db, "SELECT DISTINCT change FROM history") {
					happened[change] = true
				}
			}
			address := fresh(t)
			program{environ: []string{"PILOTENT_DATABASE_URL=" + address}}.must(t, "migrate")
			today := column(t, connect(t, address), tableNames[engine])
			require.NotEmpty(t, today)
			const advice = "keep a database that this program has written: storage/testdata/README.md"
			require.Empty(t, missing(today, tables), advice)
			require.Empty(t, missing(changes, happened), advice)
		})
	}
	t.Run("a kind of event that has not happened is missed, and one of a family that has not", func(t *testing.T) {
		t.Parallel()
		happened := map[string]bool{"school.moved": true, "verification.lapsed_passed": true}
		require.Equal(t, []string{"agreement.signed", "school.closed", "verification.lapsed_x"},
			missing([]string{"agreement.signed", "school.closed", "school.moved", "verification.lapsed_", "verification.lapsed_x"}, happened))
	})
}

// missing are the names that are not there; of one that ends in "_" or ".", the
// rest of which is computed, there is one that begins so.
func missing(names []string, there map[string]bool) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		if !strings.HasSuffix(name, "_") && !strings.HasSuffix(name, ".") {
			return there[name]
		}
		return slices.ContainsFunc(slices.Collect(maps.Keys(there)), func(n string) bool { return strings.HasPrefix(n, name) })
	})
}

var tableNames = map[string]string{
	"sqlite":   "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
	"postgres": "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
}

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
		driver, address = "sqlite", file
	}
	db, err := sql.Open(driver, address)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

// column reads the first column of a query, as text.
func column(t *testing.T, db *sql.DB, query string) (values []string) {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	require.NoError(t, err)
	defer rows.Close()
	for rows.Next() {
		var v string
		require.NoError(t, rows.Scan(&v))
		values = append(values, v)
	}
	require.NoError(t, rows.Err())
	return values
}
