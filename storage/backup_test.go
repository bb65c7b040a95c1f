package storage_test

import (
	"bytes"
	"compress/gzip"
	"database/sql"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

var (
	quiet = slog.New(slog.DiscardHandler)
	noon  = time.Date(2026, time.December, 18, 12, 0, 0, 123e6, time.UTC)
)

// backup is what a database holds.
func backup(t *testing.T, url string) []byte {
	t.Helper()
	var b bytes.Buffer
	_, err := storage.Backup(t.Context(), url, &b)
	require.NoError(t, err)
	return b.Bytes()
}

// held writes on once meanwhile has returned.
type held struct {
	io.Writer
	meanwhile func()
}

func (h *held) Write(p []byte) (int, error) {
	if h.meanwhile != nil {
		h.meanwhile()
		h.meanwhile = nil
	}
	return h.Writer.Write(p)
}

// A backup is of one moment, whatever is written while it is taken: each of the writers
// keeps two numbers alike and owes a delivery for each.
func TestBackupUnderLoad(t *testing.T) {
	const writers, each, meanwhile = 4, 30, 40
	for engine, address := range engines() {
		for other, empty := range engines() {
			t.Run(engine+" to "+other, func(t *testing.T) {
				url := address(t)
				store := storagetest.Wide{Store: open(t, url)}
				require.NoError(t, store.Store.Update(t.Context(), "p", addProject))
				require.NoError(t, store.Update(t.Context(), "p", func(tx storagetest.Tx) error {
					for i := range 4000 { // more than is kept back before it is written
						if _, err := tx.Next("p", fmt.Sprintf("before-%d", i)); err != nil {
							return err
						}
					}
					return nil
				}))
				var done atomic.Int64
				enough := make(chan struct{})
				write := func() error {
					return store.Update(t.Context(), "p", func(tx storagetest.Tx) error {
						n, err := tx.Next("p", "a")
						if err != nil {
							return err
						}
						if _, err := tx.Next("p", "zz"); err != nil {
							return err
						}
						return tx.Owe(reminder.Delivery{
							Project: "p", Subject: "meeting/1", Kind: committee.MeetingMoved, Recipient: reminder.ToChannel("c"),
							Due: noon, Occurrence: fmt.Sprint(n),
						})
					})
				}
				require.NoError(t, write())
				var all sync.WaitGroup
				work := func() {
					for range writers {
						all.Go(func() {
							for range each {
								if err := write(); err != nil {
									t.Error(err)
								}
								if done.Add(1) == meanwhile {
									close(enough)
								}
							}
						})
					}
					<-enough
				}
				var file bytes.Buffer
				_, err := storage.Backup(t.Context(), url, &held{&file, work})
				require.NoError(t, err)
				all.Wait()

				to := empty(t)
				restored, err := storage.Restore(t.Context(), to, &file, quiet)
				require.NoError(t, err)
				db := plain(t, to)
				a, z := number(t, db, "SELECT value FROM counters WHERE sequence = 'a'"), number(t, db, "SELECT value FROM counters WHERE sequence = 'zz'")
				require.Equal(t, a, z)
				require.Equal(t, a, number(t, db, "SELECT count(*) FROM deliveries"))
				require.Equal(t, 1, a, "none of those that were written meanwhile")
				require.Equal(t, int64(number(t, db, "SELECT count(*) FROM counters")), rowsOf(restored, "counters"))

				// And it goes on where it was.
				again := storagetest.Wide{Store: open(t, to)}
				require.NoError(t, again.Update(t.Context(), "p", func(tx storagetest.Tx) error {
					n, err := tx.Next("p", "a")
					require.Equal(t, a+1, n)
					return err
				}))
			})
		}
	}
}

func rowsOf(c storage.Copy, table string) int64 {
	for _, t := range c.Tables {
		if t.Name == table {
			return t.Rows
		}
	}
	return -1
}

// plain opens a database as anybody would.
func plain(t *testing.T, url string) *sql.DB {
	t.Helper()
	driver, source := "pgx", url
	if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
		driver, source = "sqlite", file
	}
	db, err := sql.Open(driver, source)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	return db
}

func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	require.NoError(t, db.QueryRowContext(t.Context(), query).Scan(&n))
	return n
}

// What was due while the other database spoke is looked for before it is said, from the
// moment of the backup on, even where it is owed only now; what falls due later is not.
func TestRestoredDatabaseMakesSure(t *testing.T) {
	owed := func(recipient string, due time.Time) reminder.Delivery {
		return reminder.Delivery{
			Project: "p", Subject: "meeting/1", Kind: committee.MeetingReminder, Recipient: reminder.ToChannel(record.ChannelID(recipient)), Due: due,
		}
	}
	for engine, address := range engines() {
		for other, empty := range engines() {
			t.Run(engine+" to "+other, func(t *testing.T) {
				now := noon
				clock := storage.Simulated(func() time.Time { return now })
				url, to := address(t), empty(t)
				before := open(t, url, clock)
				require.NoError(t, before.Update(t.Context(), "p", addProject))
				owe := func(s *storage.Store, ds ...reminder.Delivery) {
					require.NoError(t, storagetest.Wide{Store: s}.Update(t.Context(), "p", func(tx storagetest.Tx) error { return tx.Owe(ds...) }))
				}
				owe(before, owed("sent", noon))
				sent, err := before.Claim(t.Context(), time.Minute, 1)
				require.NoError(t, err)
				lost, err := before.Settle(t.Context(), reminder.Settlement{Delivery: sent[0], State: reminder.SettledSent, PostID: "post", At: now})
				require.NoError(t, errorOf(err, lost))
				owe(before, owed("inhand", noon))
				held, err := before.Claim(t.Context(), time.Minute, 1)
				require.NoError(t, err)
				require.Len(t, held, 1)
				var late []reminder.Delivery
				for i := range reminder.SummaryAtLeast + 1 { // enough for a summary, which would say them again
					late = append(late, owed("late", noon.Add(time.Duration(i)*time.Minute)))
				}
				owe(before, append(late, owed("later", noon.Add(48*time.Hour)))...)
				taken := now

				now = noon.Add(time.Second)
				_, err = storage.Move(t.Context(), url, to, quiet, clock)
				require.NoError(t, err)
				now = noon.Add(24 * time.Hour)
				after := open(t, to, clock, storage.Alone())
				n, err := after.Coalesce(t.Context(), now, reminder.SummaryLate, reminder.SummaryAtLeast)
				require.NoError(t, err)
				require.Zero(t, n)
				owe(after, owed("again", noon.Add(23*time.Hour)), owed("news", now.Add(time.Minute)))

				now = noon.Add(48 * time.Hour)
				claimed, err := after.Claim(t.Context(), time.Minute, 100)
				require.NoError(t, err)
				unknown := map[string]bool{}
				for _, d := range claimed {
					channel, _ := d.Recipient.Channel()
					unknown[string(channel)] = d.Unknown
					if d.Unknown && channel != "inhand" {
						require.WithinDuration(t, taken.Add(time.Second), d.TriedAt, 0, channel)
					}
				}
				require.Equal(t, map[string]bool{"inhand": true, "late": true, "again": true, "news": false, "later": false}, unknown)
			})
		}
	}
}

func errorOf(err error, lost []reminder.Delivery) error {
	if err == nil && len(lost) > 0 {
		return fmt.Errorf("lost %v", lost)
	}
	return err
}

func TestRestoreRefuses(t *testing.T) {
	for engine, address := range engines() {
		t.Run(engine, func(t *testing.T) {
			url := address(t)
			require.NoError(t, open(t, url).Update(t.Context(), "p", func(tx record.Tx) error {
				return tx.AddProject(record.Project{ID: "p", Team: "t", Name: "ENT Vallée"})
			}))
			whole := backup(t, url)
			content := unzipped(t, whole)

			refuses := func(t *testing.T, to string, file []byte, says string) {
				t.Helper()
				_, err := storage.Restore(t.Context(), to, bytes.NewReader(file), quiet)
				require.ErrorContains(t, err, says)
			}
			t.Run("what is not empty", func(t *testing.T) {
				_, err := storage.Restore(t.Context(), withProject(t, address(t)), bytes.NewReader(whole), quiet)
				require.ErrorIs(t, err, storage.ErrNotEmpty)
			})
			empty := address(t) // nothing of what is refused stays in it
			for name, c := range map[string]struct {
				file []byte
				says string
			}{
				"nothing":                     {nil, "damaged"},
				"something else":              {[]byte("SQLite format 3"), "damaged"},
				"something else that is gzip": {zipped(t, "{}\n"), "damaged"},
				"what is cut off":             {whole[:len(whole)/2], "damaged"},
				"what is cut off between two tables": {
					zipped(t, content[:strings.Index(content, `{"table":"projects"`)]), "damaged",
				},
				"without its last line":   {zipped(t, content[:strings.LastIndex(content, `{"tables"`)]), "damaged"},
				"with something after it": {zipped(t, content+"{}\n"), "damaged"},
				"a row that was changed":  {zipped(t, replaced(t, content, `"ENT Vallée"`, `"ENT Plaine"`)), "the rows of projects are not those that were written"},
				"another table":           {zipped(t, replaced(t, content, `{"table":"projects"`, `{"table":"projets"`)), "table projects is not where it should be"},
				"another schema":          {zipped(t, replaced(t, content, `{"pilotent_backup":1,"schema":`, `{"pilotent_backup":1,"schema":9`)), "newer than this program"},
				"another format":          {zipped(t, replaced(t, content, `{"pilotent_backup":1`, `{"pilotent_backup":2`)), "newer than this program"},
			} {
				t.Run(name, func(t *testing.T) { refuses(t, empty, c.file, c.says) })
			}
			_, err := storage.Restore(t.Context(), empty, bytes.NewReader(whole), quiet)
			require.NoError(t, err)
		})
	}
	t.Run("a file that is not there is not made", func(t *testing.T) {
		url := sqliteFile(t)
		_, err := storage.Backup(t.Context(), url, io.Discard)
		require.ErrorIs(t, err, os.ErrNotExist)
		require.NoFileExists(t, strings.TrimPrefix(url, "sqlite:"))
	})
	t.Run("what is served from a file is not copied from it, nor restored into it", func(t *testing.T) {
		url := sqliteFile(t)
		open(t, url, storage.Alone())
		_, err := storage.Move(t.Context(), url, sqliteFile(t), quiet)
		require.ErrorContains(t, err, "stop that one first")
		_, err = storage.Restore(t.Context(), url, bytes.NewReader(backup(t, url)), quiet)
		require.ErrorContains(t, err, "stop that one first")
	})
}

// withProject is url, once a project is in it.
func withProject(t *testing.T, url string) string {
	t.Helper()
	require.NoError(t, open(t, url).Update(t.Context(), "p", addProject))
	return url
}

func unzipped(t *testing.T, file []byte) string {
	t.Helper()
	r, err := gzip.NewReader(bytes.NewReader(file))
	require.NoError(t, err)
	content, err := io.ReadAll(r)
	require.NoError(t, err)
	return string(content)
}

func zipped(t *testing.T, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := io.WriteString(w, content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Bytes()
}

func replaced(t *testing.T, content, old, new string) string {
	t.Helper()
	require.Contains(t, content, old)
	return strings.Replace(content, old, new, 1)
}
