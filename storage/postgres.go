package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
)

// pingTimeout is how long an idle connection has to answer before it is closed and
// the next one, or a new one, is taken.
const pingTimeout = 3 * time.Second

// connectTimeout is how long a host that does not even refuse is waited for,
// unless the address says otherwise.
const connectTimeout = 10 * time.Second

func connectPostgres(ctx context.Context, address string) (*Store, error) {
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, err
	}
	parameters := config.ConnConfig.RuntimeParams
	if parameters["application_name"] == "" {
		parameters["application_name"] = "pilotent"
	}
	// A firewall that has forgotten an idle connection drops what is sent on it,
	// and says nothing: pgxpool asks one that was idle for a second whether it lives.
	if config.PingTimeout == 0 {
		config.PingTimeout = pingTimeout
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	// One keeps the other replicas from migrating while another migrates.
	config.MaxConns = max(config.MaxConns, 2)
	shared, err := pooled(ctx, config.ConnConfig)
	if err != nil {
		if absent(err) {
			err = fmt.Errorf("%w: %w", ErrAbsent, err)
		}
		return nil, err
	}
	// Statements that were prepared stay on a server's connection, which the next
	// transaction may not get; nor may what is known of their types be older than it.
	if shared && config.ConnConfig.DefaultQueryExecMode == pgx.QueryExecModeCacheStatement {
		config.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeExec
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	connector := stdlib.GetPoolConnector(pool)
	if parameters["idle_in_transaction_session_timeout"] == "" {
		connector = impatient{connector}
	}
	db := sql.OpenDB(connector)
	db.SetMaxIdleConns(0) // the pool keeps them
	return &Store{
		dialect: postgres(), writer: db, reader: db,
		closers: []func() error{db.Close, func() error { pool.Close(); return nil }},
	}, nil
}

// pooled reports whether the connections of the server are shared by those of clients, as
// by PgBouncer: then the process that answers is another than the one that was announced.
func pooled(ctx context.Context, config *pgx.ConnConfig) (shared bool, err error) {
	config = config.Copy()
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	conn, err := pgx.ConnectConfig(ctx, config)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, conn.Close(ctx)) }()
	var process uint32
	if err := conn.QueryRow(ctx, "SELECT pg_backend_pid()").Scan(&process); err != nil {
		return false, fmt.Errorf("ask which process answers: %w", err)
	}
	return process != conn.PgConn().PID(), nil
}

// impatient opens connections whose transactions the server ends when nothing was asked
// in them for 10 seconds: a process that is frozen inside one must not hold up the others.
// It is said in each transaction: as a parameter of the connection, PgBouncer refuses it;
// set once, it stays with a connection of the server that others get.
type impatient struct{ driver.Connector }

func (i impatient) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := i.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(*stdlib.Conn)
	if !ok {
		return nil, errors.Join(errors.New("the driver's connections are of another kind"), opened.Close())
	}
	return impatientConn{conn}, nil
}

type impatientConn struct{ *stdlib.Conn }

// BeginTx begins a transaction in one message to the server.
func (c impatientConn) BeginTx(ctx context.Context, options driver.TxOptions) (driver.Tx, error) {
	if c.Conn.Conn().IsClosed() {
		return nil, driver.ErrBadConn
	}
	begin := "BEGIN"
	if level := sql.IsolationLevel(options.Isolation); level != sql.LevelDefault {
		begin += " ISOLATION LEVEL " + level.String() // as SQL has it
	}
	if options.ReadOnly {
		begin += " READ ONLY"
	}
	t, err := c.Conn.Conn().BeginTx(ctx, pgx.TxOptions{BeginQuery: begin + "; SET LOCAL idle_in_transaction_session_timeout = '10s'"})
	if err != nil {
		return nil, err
	}
	return begunTx{ctx, t}, nil
}

// begunTx ends with the context that it was begun with.
type begunTx struct {
	ctx context.Context
	tx  pgx.Tx
}

func (t begunTx) Commit() error   { return t.tx.Commit(t.ctx) }
func (t begunTx) Rollback() error { return t.tx.Rollback(t.ctx) }

func postgres() dialect {
	return dialect{
		engine: "postgres", goose: goose.DialectPostgres,
		view:  &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		write: &sql.TxOptions{Isolation: sql.LevelReadCommitted},
		// Not a lock of the session, which PgBouncer gives to whoever comes next.
		turn:        `SELECT pg_try_advisory_xact_lock(hashtextextended('pilotent/migrations', 0))`,
		patience:    "SET LOCAL idle_in_transaction_session_timeout = '5min'",
		lockProject: `SELECT pg_advisory_xact_lock(hashtextextended('pilotent/project/' || $1::text, 0))`,
		lockClaims:  `SELECT pg_advisory_xact_lock(hashtextextended('pilotent/claims', 0))`,
		now:         `(extract(epoch FROM clock_timestamp()) * 1000)::bigint`,
		skipLocked:  "FOR UPDATE SKIP LOCKED",
		// A lock of a row is written, and refused where nothing may be: on a standby.
		touch: `SELECT 1 FROM goose_db_version WHERE version_id = 0 FOR UPDATE`,
		columns: `SELECT c.relname::text, a.attname::text, format_type(a.atttypid, a.atttypmod), coalesce(k.place, 0), a.attidentity <> ''
			FROM pg_class c
			JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
			LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
			LEFT JOIN LATERAL unnest(i.indkey) WITH ORDINALITY k (att, place) ON k.att = a.attnum
			WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND c.relname <> 'goose_db_version'
			ORDER BY c.relname::text COLLATE "C", a.attname::text COLLATE "C"`,
		byBytes: ` COLLATE "C"`, overriding: " OVERRIDING SYSTEM VALUE",
		recount: `SELECT setval(pg_get_serial_sequence('%[1]s', '%[2]s'), coalesce(max(%[2]s), 1), max(%[2]s) IS NOT NULL) FROM %[1]s`,
		uncheck: `SELECT format('ALTER TABLE %s ALTER CONSTRAINT %I DEFERRABLE INITIALLY DEFERRED', conrelid::regclass, conname),
				format('ALTER TABLE %s ALTER CONSTRAINT %I NOT DEFERRABLE', conrelid::regclass, conname)
			FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conrelid::regclass::text, conname`,
		aborted: aborted,
		absent:  absent,
	}
}

// aborted reports whether the statement was aborted by a serialisation failure or a
// deadlock (PostgreSQL, appendix A: 40001, 40P01), or because a migration has changed what
// it was prepared for (0A000; pgx prepares it anew): the transaction is to be retried.
func aborted(err error) bool {
	failure, ok := errors.AsType[*pgconn.PgError](err)
	return ok && (failure.Code == "40001" || failure.Code == "40P01" || failure.Code == "0A000" && failure.Routine == "RevalidateCachedQuery")
}

// ErrAbsent is what Open answers when there is no database to answer yet: its
// server cannot be reached, starts, or has no connection left.
var ErrAbsent = errors.New("the database cannot be reached")

// absent reports whether the server refused the connection (PostgreSQL, appendix A:
// connection_exception, operator_intervention such as cannot_connect_now,
// too_many_connections), or could not be reached.
func absent(err error) bool {
	if failure, ok := errors.AsType[*pgconn.PgError](err); ok {
		return strings.HasPrefix(failure.Code, "08") || strings.HasPrefix(failure.Code, "57P") || failure.Code == "53300"
	}
	_, ok := errors.AsType[*pgconn.ConnectError](err)
	return ok
}
