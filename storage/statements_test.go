package storage_test

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
	"modernc.org/sqlite"

	"pilotent/storage"
)

// counted is a connector that counts the statements of its connections.
type counted struct {
	driver.Connector
	prepared map[string]int
	open     int
}

func (c *counted) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	return &countedConn{conn.(engine), c}, nil
}

// engine is what the driver's connections do.
type engine interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

type countedConn struct {
	engine
	by *counted
}

func (c *countedConn) PrepareContext(ctx context.Context, text string) (driver.Stmt, error) {
	s, err := c.engine.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	c.by.prepared[text]++
	c.by.open++
	return &countedStmt{s, c.by}, nil
}

type countedStmt struct {
	driver.Stmt
	by *counted
}

func (s *countedStmt) ExecContext(ctx context.Context, args []driver.NamedValue) (driver.Result, error) {
	return s.Stmt.(driver.StmtExecContext).ExecContext(ctx, args)
}

func (s *countedStmt) QueryContext(ctx context.Context, args []driver.NamedValue) (driver.Rows, error) {
	return s.Stmt.(driver.StmtQueryContext).QueryContext(ctx, args)
}

func (s *countedStmt) Close() error {
	s.by.open--
	return s.Stmt.Close()
}

// newCounted is an empty database with one connection that keeps its statements.
func newCounted(t *testing.T) (*counted, *sql.DB) {
	t.Helper()
	own, err := sqlite.NewConnector(":memory:")
	require.NoError(t, err)
	c := &counted{Connector: own, prepared: map[string]int{}}
	db := sql.OpenDB(storage.Preparing(c))
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { require.NoError(t, db.Close()) })
	_, err = db.ExecContext(t.Context(), "CREATE TABLE t (a INTEGER PRIMARY KEY)")
	require.NoError(t, err)
	return c, db
}

func TestStatementsAreKept(t *testing.T) {
	const insert, list = "INSERT INTO t VALUES ($1)", "SELECT a FROM t WHERE a < $1 ORDER BY a"
	// below is what list answers.
	below := func(t *testing.T, q interface {
		QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	}, n int, each func(int),
	) (found []int) {
		t.Helper()
		rows, err := q.QueryContext(t.Context(), list, n)
		require.NoError(t, err)
		defer func() { require.NoError(t, rows.Close()) }()
		for rows.Next() {
			var a int
			require.NoError(t, rows.Scan(&a))
			found = append(found, a)
			if each != nil {
				each(a)
			}
		}
		require.NoError(t, rows.Err())
		return found
	}
	t.Run("a text is prepared once, and run with the arguments of each time", func(t *testing.T) {
		c, db := newCounted(t)
		for i := range 5 {
			_, err := db.ExecContext(t.Context(), insert, i)
			require.NoError(t, err)
			require.Len(t, below(t, db, i, nil), i)
		}
		require.Equal(t, []int{1, 1}, []int{c.prepared[insert], c.prepared[list]})
	})
	t.Run("while its rows are read, the same text has another statement", func(t *testing.T) {
		c, db := newCounted(t)
		for i := range 3 {
			_, err := db.ExecContext(t.Context(), insert, i)
			require.NoError(t, err)
		}
		tx, err := db.BeginTx(t.Context(), nil)
		require.NoError(t, err)
		require.Equal(t, []int{0, 1, 2}, below(t, tx, 9, func(a int) { require.Len(t, below(t, tx, a, nil), a) }))
		require.NoError(t, tx.Rollback())
		require.Equal(t, 2, c.prepared[list])
		require.Equal(t, 3, c.open, "CREATE, INSERT, and one of the two SELECT")
	})
	t.Run("a connection keeps the last used, and so many", func(t *testing.T) {
		c, db := newCounted(t)
		for i := range storage.MaxStatements + 10 {
			require.Empty(t, below(t, db, 1, nil))
			_, err := db.ExecContext(t.Context(), fmt.Sprintf("DELETE FROM t WHERE a = %d", i))
			require.NoError(t, err)
		}
		require.Equal(t, storage.MaxStatements, c.open)
		require.Equal(t, 1, c.prepared[list], "it was in use all the time")
		require.NoError(t, db.Close())
		require.Zero(t, c.open)
	})
	t.Run("a statement outlives a change of the schema", func(t *testing.T) {
		c, db := newCounted(t)
		require.Empty(t, below(t, db, 9, nil))
		_, err := db.ExecContext(t.Context(), "ALTER TABLE t ADD COLUMN b")
		require.NoError(t, err)
		_, err = db.ExecContext(t.Context(), insert, 1)
		require.ErrorContains(t, err, "2 columns")
		_, err = db.ExecContext(t.Context(), "INSERT INTO t VALUES (7, 8)")
		require.NoError(t, err)
		require.Equal(t, []int{7}, below(t, db, 9, nil))
		require.Equal(t, 1, c.prepared[list])
	})
	t.Run("what fails is closed, and tried anew", func(t *testing.T) {
		c, db := newCounted(t)
		for range 2 {
			_, err := db.ExecContext(t.Context(), insert, "no number")
			require.ErrorContains(t, err, "datatype mismatch")
		}
		require.Equal(t, []int{2, 1}, []int{c.prepared[insert], c.open})
		_, err := db.ExecContext(t.Context(), insert, 1)
		require.NoError(t, err)
		ctx, stop := context.WithCancel(t.Context())
		stop()
		_, err = db.ExecContext(ctx, insert, 2)
		require.ErrorIs(t, err, context.Canceled)
		require.Equal(t, []int{1}, below(t, db, 9, nil))
	})
}
