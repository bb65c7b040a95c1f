// Package testenv gives tests a real PostgreSQL and a real Redis.
//
// `make test` starts both once for the whole run (see cmd/with-servers) and
// tells the tests where they are through [PostgresVariable] and
// [RedisVariable]; [Postgres] and [Redis] carve a private place out of them.
// [StartPostgres] and [StartRedis] start a server of one's own, for tests of
// what happens when it goes away.
//
// Only tests and cmd/with-servers import it. It imports the standard library,
// the two database drivers and testify, and nothing else of pilotent.
// It works on Unix; that servers die with their parent needs Linux.
package testenv

import (
	"context"
	"crypto/rand"
	"database/sql"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the "pgx" driver
	"github.com/redis/go-redis/v9"
	"github.com/stretchr/testify/require"
)

// The environment variables that say where the servers are, as postgres://
// and redis:// addresses. The PostgreSQL user must be allowed to create databases.
const (
	PostgresVariable = "PILOTENT_TEST_POSTGRES"
	RedisVariable    = "PILOTENT_TEST_REDIS"
)

// cleanupTimeout bounds what is done once a test is over, in case the test
// itself broke the server.
const cleanupTimeout = 30 * time.Second

// Postgres creates an empty UTF-8 database for this test alone and returns its
// address. The database is dropped at the end, whoever is still connected.
// The test fails when [PostgresVariable] is unset.
func Postgres(tb testing.TB) string {
	tb.Helper()
	return postgres(tb, "template0") // to which nobody can be connected: copying one that is in use fails
}

// PostgresLike is Postgres with what the database at address has, to which nobody may be
// connected.
func PostgresLike(tb testing.TB, address string) string {
	tb.Helper()
	like, err := url.Parse(address)
	require.NoError(tb, err)
	return postgres(tb, strings.TrimPrefix(like.Path, "/"))
}

func postgres(tb testing.TB, template string) string {
	tb.Helper()
	address, err := url.Parse(variable(tb, PostgresVariable))
	require.NoError(tb, err, "read "+PostgresVariable)

	server, err := sql.Open("pgx", address.String())
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, server.Close()) })

	name := "pilotent_test_" + random()
	_, err = server.ExecContext(tb.Context(), "CREATE DATABASE "+name+" TEMPLATE "+template+" ENCODING 'UTF8'")
	require.NoError(tb, err, "create a database")
	tb.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
		defer cancel()
		_, err := server.ExecContext(ctx, "DROP DATABASE IF EXISTS "+name+" WITH (FORCE)")
		require.NoError(tb, err, "drop the database")
	})

	address.Path = "/" + name
	return address.String()
}

// Redis returns a key prefix of this test's own, and the server's address with
// that prefix in its query ("redis://…?prefix=…"), as kv.Open reads it. A plain
// client wants the address without the query. What is kept under the prefix is
// deleted at the end. The test fails when [RedisVariable] is unset.
func Redis(tb testing.TB) (address, prefix string) {
	tb.Helper()
	server := variable(tb, RedisVariable)
	options, err := redis.ParseURL(server)
	require.NoError(tb, err, "read "+RedisVariable)

	prefix = "test-" + random() + ":"
	tb.Cleanup(func() {
		client := redis.NewClient(options)
		defer func() { require.NoError(tb, client.Close()) }()
		ctx, cancel := context.WithTimeout(context.Background(), cleanupTimeout)
		defer cancel()
		keys := client.Scan(ctx, 0, prefix+"*", 1000).Iterator()
		for keys.Next(ctx) {
			require.NoError(tb, client.Del(ctx, keys.Val()).Err(), "delete what the test kept in Redis")
		}
		require.NoError(tb, keys.Err(), "list what the test kept in Redis")
	})

	parsed, err := url.Parse(server)
	require.NoError(tb, err, "read "+RedisVariable)
	query := parsed.Query()
	query.Set("prefix", prefix)
	parsed.RawQuery = query.Encode()
	return parsed.String(), prefix
}

// StartPostgres starts a server for this test alone, which the test may stop
// and start again. It is stopped and its folder removed at the end.
func StartPostgres(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, RunPostgres)
}

// StartRedis starts a server for this test alone, which the test may stop and
// start again. It is stopped and its folder removed at the end.
func StartRedis(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, RunRedis)
}

// PgBouncer starts one for this test alone in front of the server that [PostgresVariable]
// names, in transaction mode; each of the server's databases has an address behind it.
func PgBouncer(tb testing.TB) *Server {
	tb.Helper()
	return start(tb, func(ctx context.Context) (*Server, error) { return RunPgBouncer(ctx, variable(tb, PostgresVariable)) })
}

func start(tb testing.TB, run func(context.Context) (*Server, error)) *Server {
	tb.Helper()
	server, err := run(tb.Context())
	require.NoError(tb, err)
	tb.Cleanup(func() { require.NoError(tb, server.Close()) })
	return server
}

func variable(tb testing.TB, name string) string {
	tb.Helper()
	value := os.Getenv(name)
	if value == "" {
		tb.Fatal("run make test, or set " + name)
	}
	return value
}

// random is safe in an SQL identifier and in a Redis key pattern.
func random() string { return strings.ToLower(rand.Text()) }
