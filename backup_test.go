package main

import (
	"database/sql"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/internal/testenv"
)

// Every row of every table comes back as it was, from either engine to either, from the
// database that has rows in the most of them.
func TestBackupKeepsEveryRow(t *testing.T) {
	t.Parallel()
	for engine, copyOf := range fullest(t).engines() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			from := copyOf(t)
			program{}.must(t, "migrate", "--database", from)
			file := filepath.Join(t.TempDir(), "pilotent.backup")
			told := program{}.must(t, "backup", file, "--database", from)
			require.Regexp(t, `(?m)^schools +\d+  sha256 [0-9a-f]{64}$`, told)
			require.Regexp(t, `\nbacked up: \d+ rows of \d+ tables, version \d+, as of 20\S+Z\n$`, told)
			want := rowsOf(t, from, engine)
			copies := []string{from}
			for other, empty := range databases() {
				restored, moved := empty(t), empty(t)
				require.Equal(t, strings.Replace(told, "backed up:", "restored:", 1), program{}.must(t, "restore", file, "--database", restored))
				require.Equal(t, want, rowsOf(t, restored, other), other)
				program{}.must(t, "migrate", "--from", from, "--to", moved)
				require.Equal(t, want, rowsOf(t, moved, other), other)
				copies = append(copies, restored)
			}
			// They say the same, and go on counting.
			expected := spoken(t, from)
			for _, c := range copies[1:] {
				require.Equal(t, expected, spoken(t, c))
			}
		})
	}
}

// fullest is the kept database with the most tables, each of which has a row.
func fullest(t *testing.T) kept {
	t.Helper()
	tables := func(k kept) int { return len(column(t, connect(t, k.sqlite(t)), tableNames["sqlite"])) }
	return slices.MaxFunc(keptDatabases(t), func(a, b kept) int { return tables(a) - tables(b) })
}

// spoken are the lines of a conversation, sorted: what is said at the same moment to
// several is in no order.
func spoken(t *testing.T, address string) []string {
	t.Helper()
	script := "/decision\n/decision ajouter \"Retenir deux écoles\" --comité COPIL\n/ecole note \"Jean Jaurès\" \"vu\"\n/ent\n"
	status, out, errs := program{}.run(t, script, "console", "--database", address, "--now", "2027-06-30 08:00")
	require.Zero(t, status, errs)
	return slices.Sorted(strings.Lines(out))
}

// rowsOf are all rows of all tables, as text, the columns and the rows in order: read by
// nothing of the program's. Only what says that it was restored may differ.
func rowsOf(t *testing.T, address, engine string) map[string][]string {
	t.Helper()
	db := connect(t, address)
	found := map[string][]string{}
	for _, table := range column(t, db, tableNames[engine]) {
		if table == "goose_db_version" || table == "restored" {
			continue
		}
		rows, err := db.QueryContext(t.Context(), "SELECT * FROM "+table)
		require.NoError(t, err)
		found[table] = texts(t, rows)
	}
	require.Greater(t, len(found), 30)
	return found
}

func texts(t *testing.T, rows *sql.Rows) []string {
	t.Helper()
	defer rows.Close()
	names, err := rows.Columns()
	require.NoError(t, err)
	found := []string{}
	for rows.Next() {
		values, to := make([]any, len(names)), make([]any, len(names))
		for i := range values {
			to[i] = &values[i]
		}
		require.NoError(t, rows.Scan(to...))
		row := map[string]any{}
		for i, v := range values {
			switch v {
			case true: // SQLite has none of its own
				v = int64(1)
			case false:
				v = int64(0)
			}
			row[names[i]] = v
		}
		text, err := json.Marshal(row)
		require.NoError(t, err)
		found = append(found, string(text))
	}
	require.NoError(t, rows.Err())
	slices.Sort(found)
	return found
}

func TestBackupFile(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	from, file := "sqlite:"+filepath.Join(folder, "x.db"), filepath.Join(folder, "x.backup")
	program{}.must(t, "migrate", "--database", from)
	program{}.must(t, "backup", file, "--database", from)
	info, err := os.Stat(file)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	require.Contains(t, program{}.must(t, "restore", "--check", file), "whole: ")

	refused := func(says string, args ...string) {
		t.Helper()
		status, _, errs := program{}.run(t, "", args...)
		require.NotZero(t, status)
		require.Contains(t, errs, says)
	}
	refused("is there already", "backup", file, "--database", from)
	refused("is there already", "backup", strings.TrimPrefix(from, "sqlite:"), "--database", from)
	refused("no such file", "backup", filepath.Join(folder, "none", "x.backup"), "--database", from)
	refused("--from", "migrate", "--to", from)
	refused("not empty", "restore", file, "--database", withSample(t, folder))
	content, err := os.ReadFile(file)
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(folder, "cut"), content[:100], 0o600))
	refused("damaged", "restore", "--check", filepath.Join(folder, "cut"))

	left, err := filepath.Glob(filepath.Join(folder, "*.part-*"))
	require.NoError(t, err)
	require.Empty(t, left)
}

// withSample is a database with a project.
func withSample(t *testing.T, folder string) string {
	t.Helper()
	address := "sqlite:" + filepath.Join(folder, "sample.db")
	status, _, errs := program{}.run(t, "/ent\n", "console", "--sample", "--database", address)
	require.Zero(t, status, errs)
	return address
}

// A bot that was restored, to the other engine too, says nothing again that the one before
// has said since the backup, and goes on.
func TestRestoredBotSaysNothingTwice(t *testing.T) {
	t.Parallel()
	for engine, empty := range databases() {
		for other, emptyToo := range databases() {
			t.Run(engine+" to "+other, func(t *testing.T) {
				t.Parallel()
				sayOnce(t, empty(t), emptyToo(t))
			})
		}
	}
}

func sayOnce(t *testing.T, from, to string) {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	now := &clock{now: time.Date(2026, 11, 23, 15, 12, 0, 0, zone)}
	fake := mattermosttest.New(t, mattermosttest.WithClock(now.Now), mattermosttest.WithoutPendingMemory())
	team := fake.AddTeam("ent-vallee", "ENT Vallée")
	copil := fake.AddChannel(team, "copil", model.ChannelTypeOpen)
	coordinator := fake.AddUser("coordinatrice")
	fake.JoinTeam(coordinator, team, true)
	fake.JoinChannel(coordinator, copil)
	address := freeAddress(t)
	cache, _ := testenv.Redis(t)
	token := filepath.Join(t.TempDir(), "token")
	environ := func(database string) []string {
		return []string{
			"PILOTENT_MATTERMOST_URL=" + fake.URL, "PILOTENT_CALLBACK_URL=http://" + address, "PILOTENT_LISTEN=" + address,
			"PILOTENT_DATABASE_URL=" + database, "PILOTENT_REDIS_URL=" + cache, "PILOTENT_SECRET=un secret pour les tests",
			"PILOTENT_MATTERMOST_TOKEN_FILE=" + token,
		}
	}
	require.NoError(t, os.WriteFile(token, nil, 0o600))
	p := program{environ: environ(from)[:6], now: now.Now}
	p.must(t, "provision", "--admin-token", fake.AdminToken, "--team", team.Name, "--token-file", token)
	p.environ = environ(from)
	slash := func(line string) string {
		t.Helper()
		r, err := fake.Slash(waitContext(t), coordinator, copil, line)
		require.NoError(t, err)
		return r.Response.Text
	}
	waitFor := func(text string) {
		t.Helper()
		_, err := fake.WaitForPost(waitContext(t), func(p *model.Post) bool { return says(p, text) })
		require.NoError(t, err)
	}

	bot := serve(t, environ(from), now.Now, "http://"+address)
	require.Contains(t, slash(`/comite creer COPIL "Comité de pilotage"`), "est créé")
	require.Contains(t, slash(`/reunion planifier "18/12 14h" --lieu "Mairie"`), "R-1")
	waitFor("**Réunion COPIL**")
	file := filepath.Join(t.TempDir(), "pilotent.backup")
	p.must(t, "backup", file) // while it runs, with reminders to come

	now.Set(time.Date(2026, 12, 17, 14, 0, 0, 0, zone))
	bot.quit()
	bot = serve(t, environ(from), now.Now, "http://"+address)
	waitFor("**Demain**, réunion COPIL")
	bot.quit()

	program{environ: environ(to), now: now.Now}.must(t, "restore", file)
	bot = serve(t, environ(to), now.Now, "http://"+address)
	require.Contains(t, slash(`/decision ajouter "Retenir deux écoles"`), "COPIL-2026-001")
	waitFor("**Décision COPIL-2026-001**") // after what was due before it, in the same channel
	require.Equal(t, http.StatusOK, get(t, "http://"+address+"/readyz"))
	bot.quit()
	require.Equal(t, 1, said(fake, copil.Id, "**Demain**, réunion COPIL"))

	now.Set(time.Date(2026, 12, 18, 13, 0, 0, 0, zone))
	bot = serve(t, environ(to), now.Now, "http://"+address)
	waitFor("**Dans 1 h**")
	bot.quit()
	require.Equal(t, 1, said(fake, copil.Id, "**Dans 1 h**"))
	require.Equal(t, 1, said(fake, copil.Id, "**Réunion COPIL**"))
}

// said counts the posts of a channel that have the text.
func said(fake *mattermosttest.Server, channel, text string) (n int) {
	for _, p := range fake.Posts(channel) {
		if says(p, text) {
			n++
		}
	}
	return n
}

// says reports whether a post has the text, whose spaces are plain.
func says(p *model.Post, text string) bool {
	return strings.Contains(strings.ReplaceAll(p.Message, "\u202f", " "), text)
}
