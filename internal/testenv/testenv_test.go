package testenv_test

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"runtime"
	"testing"

	"github.com/redis/go-redis/v9"
	"github.com/redis/go-redis/v9/logging"
	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
)

func connect(t *testing.T, address string) *sql.DB {
	t.Helper()
	db, err := sql.Open("pgx", address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = db.Close() })
	require.NoError(t, db.PingContext(t.Context()))
	return db
}

// client connects to Redis without the query that is for kv.Open.
func client(t *testing.T, address string) *redis.Client {
	t.Helper()
	parsed, err := url.Parse(address)
	require.NoError(t, err)
	parsed.RawQuery = ""
	logging.Disable() // refused connections are what some tests are about
	options, err := redis.ParseURL(parsed.String())
	require.NoError(t, err)
	c := redis.NewClient(options)
	t.Cleanup(func() { require.NoError(t, c.Close()) })
	return c
}

func TestPostgres(t *testing.T) {
	var address string
	t.Run("is an empty UTF-8 database of the test's own", func(t *testing.T) {
		address = testenv.Postgres(t)
		require.NotEqual(t, address, testenv.Postgres(t))

		var encoding, upper string
		var tables int
		err := connect(t, address).QueryRowContext(t.Context(), `
			SELECT current_setting('server_encoding'), upper('école'),
				(SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public')`,
		).Scan(&encoding, &upper, &tables)
		require.NoError(t, err)
		require.Equal(t, "UTF8", encoding)
		require.Equal(t, "ÉCOLE", upper)
		require.Zero(t, tables)
	})
	t.Run("is gone afterwards, although a connection was left open", func(t *testing.T) {
		t.Run("", func(t *testing.T) {
			address = testenv.Postgres(t)
			left, err := sql.Open("pgx", address)
			require.NoError(t, err)
			_, err = left.Conn(context.Background()) // held, hence never closed
			require.NoError(t, err)
		})
		db, err := sql.Open("pgx", address)
		require.NoError(t, err)
		defer func() { require.NoError(t, db.Close()) }()
		require.ErrorContains(t, db.PingContext(t.Context()), "does not exist")
	})
}

func TestRedis(t *testing.T) {
	var address, prefix string
	t.Run("is a prefix of the test's own, which the address carries", func(t *testing.T) {
		address, prefix = testenv.Redis(t)
		_, another := testenv.Redis(t)
		require.NotEqual(t, prefix, another)
		parsed, err := url.Parse(address)
		require.NoError(t, err)
		require.Equal(t, prefix, parsed.Query().Get("prefix"))

		c := client(t, address)
		for i := range 2500 { // more than a page of SCAN
			require.NoError(t, c.Set(t.Context(), fmt.Sprint(prefix, i), "v", 0).Err())
		}
	})
	t.Run("is empty afterwards", func(t *testing.T) {
		keys, err := client(t, address).Keys(t.Context(), prefix+"*").Result()
		require.NoError(t, err)
		require.Empty(t, keys)
	})
}

func TestStartPostgres(t *testing.T) {
	server := testenv.StartPostgres(t)
	_, err := connect(t, server.URL).ExecContext(t.Context(), "CREATE TABLE kept (n int); INSERT INTO kept VALUES (42)")
	require.NoError(t, err)
	var connections int
	require.NoError(t, connect(t, server.URL).QueryRowContext(t.Context(), "SELECT current_setting('max_connections')").Scan(&connections))
	require.Equal(t, 200, connections)

	require.NoError(t, server.Stop())
	require.NoError(t, server.Stop(), "to stop twice is no error")
	db, err := sql.Open("pgx", server.URL)
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	require.Error(t, db.PingContext(t.Context()))

	require.NoError(t, server.Start())
	require.NoError(t, server.Start(), "to start twice is no error")
	var n int
	require.NoError(t, db.QueryRowContext(t.Context(), "SELECT n FROM kept").Scan(&n), "committed data outlives a crash")
	require.Equal(t, 42, n)
}

func TestStartRedis(t *testing.T) {
	server := testenv.StartRedis(t)
	require.NoError(t, client(t, server.URL).Set(t.Context(), "k", "v", 0).Err())
	require.NoError(t, server.Stop())
	require.Error(t, client(t, server.URL).Ping(t.Context()).Err())
	require.NoError(t, server.Start())
	require.ErrorIs(t, client(t, server.URL).Get(t.Context(), "k").Err(), redis.Nil, "it saves nothing")
}

func TestStartEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := testenv.RunPostgres(ctx)
	require.ErrorIs(t, err, context.Canceled)
	_, err = testenv.RunRedis(ctx)
	require.ErrorIs(t, err, context.Canceled)
}

// failing is a test that notes why it failed.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper() {}

func (f *failing) Fatal(args ...any) {
	f.said = fmt.Sprint(args...)
	runtime.Goexit()
}

func TestUnsetVariableFailsTheTest(t *testing.T) {
	for _, c := range []struct {
		variable string
		use      func(tb testing.TB)
	}{
		{testenv.PostgresVariable, func(tb testing.TB) { testenv.Postgres(tb) }},
		{testenv.RedisVariable, func(tb testing.TB) { testenv.Redis(tb) }},
	} {
		t.Run(c.variable, func(t *testing.T) {
			t.Setenv(c.variable, "")
			tb := &failing{TB: t}
			done := make(chan struct{})
			go func() {
				defer close(done)
				c.use(tb)
			}()
			<-done
			require.Equal(t, "run make test, or set "+c.variable, tb.said)
		})
	}
}
