package storage

import (
	"context"
	"database/sql"
	"errors"
	"net/url"
	"runtime"
	"strings"

	"github.com/pressly/goose/v3"
	"modernc.org/sqlite"
)

// dialect is all that differs between the engines, but for the migrations.
type dialect struct {
	engine string // also the folder of its migrations
	goose  goose.Dialect

	view, write *sql.TxOptions
	// turn is true for one transaction at a time, until it ends, and patience lets that one
	// idle. Empty where the file is held by one process.
	turn, patience string
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
