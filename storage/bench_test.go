package storage_test

import (
	"database/sql"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/internal/testenv"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// engines are addresses of empty databases, by engine.
func engines() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{"sqlite": sqliteFile, "postgres": testenv.Postgres}
}

// BenchmarkPutSchools imports a département, and three times the largest academy.
func BenchmarkPutSchools(b *testing.B) {
	for engine, address := range engines() {
		for _, n := range []int{613, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", engine, n), func(b *testing.B) {
				store := open(b, address(b))
				require.NoError(b, store.Update(b.Context(), "p", addProject))
				schools := make([]perimeter.School, n)
				for i := range schools {
					schools[i] = perimeter.School{
						Project: "p", UAI: record.UAI(fmt.Sprintf("%07dA", i)), Name: fmt.Sprintf("Ecole élémentaire Henri Wallon %d", i),
						Type: perimeter.Elementary, Commune: "Vitry-sur-Seine", PostalCode: "94400", District: "Vitry-sur-Seine 1",
						Stage: perimeter.StageCandidate,
					}
				}
				for b.Loop() {
					require.NoError(b, storagetest.Wide{Store: store}.Update(b.Context(), "p", func(tx storagetest.Tx) error { return tx.PutSchools(schools...) }))
				}
			})
		}
	}
}

// BenchmarkRead is a small transaction that reads, as each command has several.
func BenchmarkRead(b *testing.B) {
	for engine, address := range engines() {
		b.Run(engine, func(b *testing.B) {
			store := open(b, address(b))
			require.NoError(b, store.Update(b.Context(), "p", addProject))
			for b.Loop() {
				require.NoError(b, storagetest.Wide{Store: store}.View(b.Context(), func(tx storagetest.Tx) error {
					if _, err := tx.ProjectByID("p"); err != nil {
						return err
					}
					_, err := tx.Committees("p")
					return err
				}))
			}
		})
	}
}

// BenchmarkClaim claims and gives back deliveries while many more wait, which
// must not make it slower: "times-1000" is the cost over that with 1,000.
// later are not due yet, due are, and retried are due but failed a moment ago,
// as all are when Mattermost is down. Beside them, 20 can be claimed.
func BenchmarkClaim(b *testing.B) {
	const lease, batch = time.Minute, 50
	now := time.Now()
	hour := time.Hour.Milliseconds()
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, waiting := range []struct {
			name      string
			due, next int64 // from now, in milliseconds
		}{{"later", hour, hour}, {"due", -hour, -hour}, {"retried", -hour, hour}} {
			var few time.Duration
			for _, n := range []int{1_000, 100_000, 1_000_000} {
				b.Run(fmt.Sprintf("%s/%s=%d", engine, waiting.name, n), func(b *testing.B) {
					address := engines()[engine](b)
					store := open(b, address)
					require.NoError(b, store.Update(b.Context(), "p", addProject))
					wait(b, engine, address, n, now.UnixMilli()+waiting.due, now.UnixMilli()+waiting.next)
					owe(b, store, 20, now.Add(-time.Second))
					for b.Loop() {
						ds, err := store.Claim(b.Context(), lease, batch)
						require.NoError(b, err)
						require.NotEmpty(b, ds)
						require.NoError(b, store.Release(b.Context(), ds))
					}
					each := b.Elapsed() / time.Duration(b.N)
					if few == 0 {
						few = each
					}
					b.ReportMetric(float64(each)/float64(few), "times-1000")
				})
			}
		}
	}
}

// wait has n deliveries wait, to 500 people, a thousand a millisecond from due
// and next on. Owed one by one, a million would take minutes.
func wait(b *testing.B, engine, address string, n int, due, next int64) {
	b.Helper()
	driver := "pgx"
	if engine == "sqlite" {
		driver, address = "sqlite", "file:"+strings.TrimPrefix(address, "sqlite:")
	}
	db, err := sql.Open(driver, address)
	require.NoError(b, err)
	defer func() { require.NoError(b, db.Close()) }()
	_, err = db.ExecContext(b.Context(), `
		WITH RECURSIVE waiting (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM waiting WHERE i < `+strconv.Itoa(n)+`)
		INSERT INTO deliveries (project_id, subject, kind, recipient, due_at, next_at, waiting)
		SELECT 'p', 'action/A-' || (1000 + i), 'action.reminder', 'user/u' || (i % 500),
			`+fmt.Sprintf("%d + i / 1000, %d + i / 1000, %v", due, next, next > due)+` FROM waiting`)
	require.NoError(b, err)
	if engine == "postgres" { // which does it by itself soon; SQLite never does
		_, err = db.ExecContext(b.Context(), "VACUUM ANALYZE")
		require.NoError(b, err)
	}
}

func owe(b *testing.B, store *storage.Store, n int, due time.Time) {
	b.Helper()
	ds := make([]reminder.Delivery, n)
	for i := range ds {
		ds[i] = reminder.Delivery{
			Project: "p", Subject: record.Subject(fmt.Sprintf("action/A-%d", i)), Kind: rollout.ActionReminder,
			Recipient: reminder.ToPerson(record.UserID(fmt.Sprintf("v%d", i))), Due: due,
		}
	}
	require.NoError(b, storagetest.Wide{Store: store}.Update(b.Context(), "p", func(tx storagetest.Tx) error { return tx.Owe(ds...) }))
}
