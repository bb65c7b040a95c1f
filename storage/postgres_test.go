package storage_test

import (
	"context"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/internal/testenv"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

func TestPostgres(t *testing.T) {
	migrated := migratedPostgres(t)
	storagetest.Run(t, func(t *testing.T, now record.Clock) storagetest.Store {
		return open(t, testenv.PostgresLike(t, migrated), storage.Simulated(now))
	})
}

// migratedPostgres is a database to copy: to migrate takes longer than most tests.
func migratedPostgres(t *testing.T) string {
	t.Helper()
	address := testenv.Postgres(t)
	require.NoError(t, storage.Migrate(t.Context(), address, quiet))
	return address
}

func TestPostgresDeadlock(t *testing.T) {
	t.Run("an update broken off for another one is run again", func(t *testing.T) {
		store := open(t, testenv.Postgres(t))
		require.Equal(t, "postgres", store.Engine())
		for _, p := range []record.ProjectID{"a", "b"} {
			require.NoError(t, storagetest.Wide{Store: store}.Update(t.Context(), p, func(tx storagetest.Tx) error {
				return tx.AddProject(record.Project{ID: p, Team: record.TeamID(p)})
			}))
		}
		// Each takes the other's number after its own, once both have theirs.
		var both sync.WaitGroup
		both.Add(2)
		runs := make(chan record.ProjectID, 10)
		cross := func(own, other record.ProjectID) error {
			var once sync.Once
			return storagetest.Wide{Store: store}.Update(t.Context(), own, func(tx storagetest.Tx) error {
				runs <- own
				if _, err := tx.Next(own, "n"); err != nil {
					return err
				}
				once.Do(func() { both.Done(); both.Wait() })
				_, err := tx.Next(other, "n")
				return err
			})
		}
		errs := make(chan error, 2)
		go func() { errs <- cross("a", "b") }()
		go func() { errs <- cross("b", "a") }()
		require.NoError(t, <-errs)
		require.NoError(t, <-errs)
		require.Greater(t, len(runs), 2, "one was run again")
		require.NoError(t, storagetest.Wide{Store: store}.Update(t.Context(), "a", func(tx storagetest.Tx) error {
			n, err := tx.Next("a", "n")
			require.Equal(t, 3, n)
			return err
		}))
	})
}

// A process that is frozen in the middle of a change holds up nobody for long.
func TestPostgresEndsIdleTransactions(t *testing.T) {
	for query, want := range map[string]string{"": "10s", "&idle_in_transaction_session_timeout=45s": "45s"} {
		store := open(t, testenv.Postgres(t)+query)
		got, err := store.Setting(t.Context(), "idle_in_transaction_session_timeout")
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// A firewall that has forgotten the connections that were idle takes what is sent on
// them, and nothing comes back: others are made, and what is asked is answered.
func TestPostgresOutlivesForgottenConnections(t *testing.T) {
	t.Parallel()
	address, err := url.Parse(testenv.Postgres(t))
	require.NoError(t, err)
	wall := newFirewall(t, address.Host)
	address.Host = wall.Addr().String()
	store := open(t, address.String())
	require.NoError(t, store.Ping(t.Context()))

	<-time.After(1100 * time.Millisecond) // pgxpool asks those that have been idle for a second
	wall.forget()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute) // the kernel would wait for a quarter of an hour
	defer cancel()
	_, err = store.Claim(ctx, time.Minute, 10)
	require.NoError(t, err)
	wall.close() // so that what pgx still waits for on them ends
}

// firewall passes on what comes to it, but for connections that it has forgotten.
type firewall struct {
	net.Listener
	to string

	mu    sync.Mutex
	known map[net.Conn]bool
}

func newFirewall(t *testing.T, to string) *firewall {
	t.Helper()
	l, err := new(net.ListenConfig).Listen(t.Context(), "tcp4", "127.0.0.1:0")
	require.NoError(t, err)
	f := &firewall{Listener: l, to: to, known: map[net.Conn]bool{}}
	t.Cleanup(func() {
		require.NoError(t, l.Close())
		f.close()
	})
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := new(net.Dialer).DialContext(t.Context(), "tcp", to)
			if err != nil {
				_ = near.Close()
				continue
			}
			f.mu.Lock()
			f.known[near], f.known[far] = true, true
			f.mu.Unlock()
			go f.pass(near, far)
			go f.pass(far, near)
		}
	}()
	return f
}

func (f *firewall) pass(from, to net.Conn) {
	buffer := make([]byte, 64<<10)
	for {
		n, err := from.Read(buffer)
		f.mu.Lock()
		known := f.known[from]
		f.mu.Unlock()
		switch {
		case !known: // nobody is told anything, not even that it is over
		case err != nil:
			_ = to.Close()
		default:
			_, _ = to.Write(buffer[:n])
		}
		if err != nil {
			return
		}
	}
}

func (f *firewall) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.known {
		_ = c.Close()
	}
}

func (f *firewall) forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for c := range f.known {
		f.known[c] = false
	}
}
