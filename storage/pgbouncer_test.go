package storage_test

import (
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/internal/testenv"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// behind is the address of a database as it is reached by a PgBouncer.
func behind(t testing.TB, bouncer *testenv.Server, database string) string {
	t.Helper()
	at, err := url.Parse(database)
	require.NoError(t, err)
	front, err := url.Parse(bouncer.URL)
	require.NoError(t, err)
	at.Host = front.Host
	return at.String()
}

// A real PgBouncer in transaction mode, of whatever version there is.
func TestPgBouncer(t *testing.T) {
	bouncer, one := testenv.PgBouncer(t), migratedPostgres(t)
	storagetest.Run(t, func(t *testing.T, now record.Clock) storagetest.Store {
		empty(t, one) // to make another takes longer than most tests
		return open(t, behind(t, bouncer, one), storage.Simulated(now))
	})
	t.Run("a setting is the transaction's, and nobody else's", func(t *testing.T) {
		address := behind(t, bouncer, testenv.Postgres(t))
		store := open(t, address)
		got, err := store.Setting(t.Context(), "idle_in_transaction_session_timeout")
		require.NoError(t, err)
		require.Equal(t, "10s", got)
		db := plain(t, address+"&default_query_exec_mode=exec")
		for range 20 {
			require.NoError(t, db.QueryRowContext(t.Context(), "SELECT current_setting('idle_in_transaction_session_timeout')").Scan(&got))
			require.Equal(t, "0", got)
		}
	})
	t.Run("replicas that start together migrate by turns", func(t *testing.T) {
		address := behind(t, bouncer, testenv.Postgres(t))
		errs := make(chan error, 4)
		for range cap(errs) {
			go func() { errs <- storage.Migrate(t.Context(), address, quiet) }()
		}
		for range cap(errs) {
			require.NoError(t, <-errs)
		}
		db := plain(t, address+"&default_query_exec_mode=exec")
		require.Zero(t, number(t, db, "SELECT count(*) - count(DISTINCT version_id) FROM goose_db_version"))
		require.Zero(t, number(t, db, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"))
	})
	t.Run("backups pass through it", func(t *testing.T) {
		from, to := behind(t, bouncer, testenv.Postgres(t)), behind(t, bouncer, testenv.Postgres(t))
		_, err := storage.Move(t.Context(), withProject(t, from), to, quiet)
		require.NoError(t, err)
		require.Equal(t, 1, number(t, plain(t, to+"&default_query_exec_mode=exec"), "SELECT count(*) FROM projects"))
	})
}

// What a program has prepared before another one has migrated is prepared anew: nothing
// is written by the types of before.
func TestNothingIsWrittenByStaleTypes(t *testing.T) {
	bouncer := testenv.PgBouncer(t)
	for name, through := range map[string]func(string) string{
		"PostgreSQL": func(address string) string { return address },
		"PgBouncer":  func(address string) string { return behind(t, bouncer, address) },
	} {
		t.Run(name, func(t *testing.T) {
			direct := testenv.Postgres(t)
			store := storagetest.Wide{Store: open(t, through(direct)+"&pool_max_conns=2")}
			require.NoError(t, store.Store.Update(t.Context(), "p", addProject))
			next := func() (n int) {
				t.Helper()
				require.NoError(t, store.Update(t.Context(), "p", func(tx storagetest.Tx) (err error) {
					n, err = tx.Next("p", "n")
					return err
				}))
				return n
			}
			for want := range 10 { // each connection has it prepared
				require.Equal(t, want+1, next())
			}
			db := plain(t, direct+"&default_query_exec_mode=exec")
			for i, change := range []string{
				"ALTER COLUMN value TYPE bigint", "ALTER COLUMN value TYPE numeric", "ALTER COLUMN value TYPE integer",
				"ADD COLUMN later text NOT NULL DEFAULT ''", "ALTER COLUMN sequence TYPE varchar(20)",
			} {
				_, err := db.ExecContext(t.Context(), "ALTER TABLE counters "+change)
				require.NoError(t, err)
				require.Equal(t, 11+2*i, next(), change)
				require.Equal(t, 12+2*i, next(), change)
				require.Equal(t, 12+2*i, number(t, db, "SELECT value FROM counters WHERE sequence = 'n'"))
			}
			_, err := db.ExecContext(t.Context(), "ALTER TABLE counters ALTER COLUMN value TYPE bigint")
			require.NoError(t, err)
			_, err = db.ExecContext(t.Context(), "UPDATE counters SET value = 5000000000")
			require.NoError(t, err)
			require.Equal(t, 5000000001, next(), "beyond what the type of before holds")
		})
	}
}

// empty empties a database of PostgreSQL.
func empty(t *testing.T, address string) {
	t.Helper()
	db := plain(t, address)
	var tables string
	require.NoError(t, db.QueryRowContext(t.Context(), `SELECT string_agg(tablename, ', ') FROM pg_tables
		WHERE schemaname = 'public' AND tablename NOT IN ('goose_db_version', 'restored')`).Scan(&tables))
	_, err := db.ExecContext(t.Context(), "TRUNCATE "+tables+" RESTART IDENTITY")
	require.NoError(t, err)
}
