package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

// dialect is all that differs between the engines, but for the migrations.
type dialect struct {
	engine string // also the folder of its migrations
	goose  goose.Dialect

	view, write *sql.TxOptions
	// lockProject makes a transaction wait for those of the same project;
	// empty where all writers wait for each other.
	lockProject string
	// lockClaims makes those who claim take turns: whoever comes next sees which
	// recipients are being served. Empty where all writers wait for each other.
	lockClaims string
	// now is the engine's clock, in milliseconds; NULL where it is the machine's.
	now string
	// skipLocked leaves out the rows that another transaction is claiming.
	skipLocked string
	// columns lists those of all tables: table, name, type, place in the key from 1 on or
	// 0, and whether it counts by itself; tables and columns by name.
	columns string
	// byBytes makes texts sort as their bytes do.
	byBytes string
	// overriding writes into a column that counts by itself, and recount has it go on
	// after its largest value, of the table and column that fmt.Sprintf is given. Empty
	// where that is how it counts.
	overriding, recount string
	// uncheck lists statements after which a transaction may refer to rows that are not
	// there yet, and beside each the one that ends it, or nothing where the commit does.
	uncheck string
	// touch is a write that changes nothing and reaches the disk with its commit.
	touch string
	// aborted reports whether a transaction was aborted by another one and is to be
	// retried.
	aborted func(error) bool
	// absent reports whether there is nobody to answer, or not yet.
	absent func(error) bool
}

// connect opens the pools of the engine that address names.
func connect(ctx context.Context, address string) (*Store, error) {
	scheme, rest, _ := strings.Cut(address, ":")
	switch scheme {
	case "sqlite":
		return connectSQLite(strings.TrimPrefix(rest, "//"))
	case "postgres", "postgresql":
		return connectPostgres(ctx, address)
	}
	// The address is not repeated: it may hold a password.
	return nil, errors.New(`the address must begin with "sqlite:" or "postgres://"`)
}

func connectSQLite(file string) (*Store, error) {
	if file == "" || strings.HasPrefix(file, ":memory:") {
		return nil, errors.New(`"sqlite:" wants the name of a file`)
	}
	own, err := openFile(file)
	if err != nil {
		return nil, err
	}
	// mode=rw: one that was removed since must not be made anew, and empty.
	// modernc reads only _pragma=…, and silently ignores _journal_mode=… and the like.
	source := "file:" + (&url.URL{Path: file}).EscapedPath() +
		"?mode=rw&_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_pragma=foreign_keys(1)"
	forWrites, err := sqlite.NewConnector(source + "&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	forReads, err := sqlite.NewConnector(source + "&_pragma=query_only(1)")
	if err != nil {
		return nil, err
	}
	writer, reader := sql.OpenDB(preparing{forWrites}), sql.OpenDB(preparing{forReads})
	// SQLite has one writer: waiting in Go is fairer than its busy timeout, and
	// ends with the context.
	writer.SetMaxOpenConns(1)
	readers := max(4, runtime.NumCPU())
	reader.SetMaxOpenConns(readers)
	reader.SetMaxIdleConns(readers)
	return &Store{
		dialect: dialect{
			engine: "sqlite", goose: goose.DialectSQLite3,
			view: &sql.TxOptions{ReadOnly: true}, write: &sql.TxOptions{}, now: "NULL",
			// A change of the first page, which is part of the transaction; nobody reads it.
			touch: `PRAGMA user_version = 1`,
			columns: `SELECT m.name, p.name, p.type, p.pk, 1 = 0 FROM sqlite_master m JOIN pragma_table_info(m.name) p
				WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%' AND m.name <> 'goose_db_version' ORDER BY m.name, p.name`,
			uncheck: `SELECT 'PRAGMA defer_foreign_keys = 1', ''`,
			aborted: func(error) bool { return false },
			absent:  func(error) bool { return false },
		},
		file: own, writer: writer, reader: reader,
		closers: []func() error{reader.Close, writer.Close, own.release},
	}, nil
}

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
	// A process that is frozen inside a transaction must not hold up the others.
	// Not as a parameter of the connection: PgBouncer refuses those it does not know.
	if parameters["idle_in_transaction_session_timeout"] == "" {
		config.AfterConnect = func(ctx context.Context, c *pgx.Conn) error {
			_, err := c.Exec(ctx, "SET idle_in_transaction_session_timeout = '10s'")
			return err
		}
	}
	// A firewall that has forgotten an idle connection drops what is sent on it,
	// and says nothing: pgxpool asks one that was idle for a second whether it lives.
	if config.PingTimeout == 0 {
		config.PingTimeout = pingTimeout
	}
	if config.ConnConfig.ConnectTimeout == 0 {
		config.ConnConfig.ConnectTimeout = connectTimeout
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := pool.Ping(ctx); err != nil {
		pool.Close()
		if absent(err) {
			err = fmt.Errorf("%w: %w", ErrAbsent, err)
		}
		return nil, err
	}
	db := stdlib.OpenDBFromPool(pool)
	return &Store{
		dialect: postgres(), writer: db, reader: db,
		closers: []func() error{db.Close, func() error { pool.Close(); return nil }},
	}, nil
}

func postgres() dialect {
	return dialect{
		engine: "postgres", goose: goose.DialectPostgres,
		view:        &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true},
		write:       &sql.TxOptions{Isolation: sql.LevelReadCommitted},
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
// deadlock (PostgreSQL, appendix A: 40001, 40P01): the transaction is to be retried.
func aborted(err error) bool {
	var failure *pgconn.PgError
	return errors.As(err, &failure) && (failure.Code == "40001" || failure.Code == "40P01")
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
