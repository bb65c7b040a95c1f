package storage

import (
	lists "container/list" // list is of our own
	"context"
	"database/sql/driver"
	"errors"
)

// maxStatements bounds how many statements a connection of SQLite keeps; all of
// this package are about half as many.
const maxStatements = 256

// preparing opens connections that keep the statements that they have prepared:
// to compile one takes SQLite longer than to run most. Of PostgreSQL, pgx keeps
// them.
type preparing struct{ driver.Connector }

func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	conn, ok := opened.(connection)
	if !ok {
		return nil, errors.Join(errors.New("the driver cannot prepare statements"), opened.Close())
	}
	return &preparedConn{connection: conn, idle: map[string]*lists.Element{}, used: lists.New()}, nil
}

// connection is what database/sql uses of one of SQLite.
type connection interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// statement is one that is prepared.
type statement interface {
	driver.Stmt
	driver.StmtExecContext
	driver.StmtQueryContext
}

// preparedConn runs each text with the statement that it has kept of it.
// database/sql lets one goroutine at a time use it.
type preparedConn struct {
	connection
	idle map[string]*lists.Element
	used *lists.List // of *kept, the last used first
}

// kept is an idle statement, and its text.
type kept struct {
	text string
	statement
}

// take is a statement of text that nobody else has until keep gives it back:
// while rows are read, the same text may be run again.
func (c *preparedConn) take(ctx context.Context, text string) (*kept, error) {
	if e, ok := c.idle[text]; ok {
		delete(c.idle, text)
		return c.used.Remove(e).(*kept), nil
	}
	prepared, err := c.PrepareContext(ctx, text)
	if err != nil {
		return nil, err
	}
	s, ok := prepared.(statement)
	if !ok {
		return nil, errors.Join(errors.New("the driver's statements take no context"), prepared.Close())
	}
	return &kept{text, s}, nil
}

// keep makes a statement idle, or closes it where there is one; and the one that
// has not been used for longest where there are too many.
func (c *preparedConn) keep(s *kept) error {
	if _, ok := c.idle[s.text]; ok {
		return s.Close()
	}
	c.idle[s.text] = c.used.PushFront(s)
	if c.used.Len() <= maxStatements {
		return nil
	}
	oldest := c.used.Remove(c.used.Back()).(*kept)
	delete(c.idle, oldest.text)
	return oldest.Close()
}

func (c *preparedConn) ExecContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	result, err := s.ExecContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return result, c.keep(s)
}

func (c *preparedConn) QueryContext(ctx context.Context, text string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.take(ctx, text)
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, args)
	if err != nil {
		return nil, errors.Join(err, s.Close())
	}
	return &preparedRows{rows, c, s}, nil
}

// Close closes the connection with its statements.
func (c *preparedConn) Close() error {
	var errs []error
	for e := c.used.Front(); e != nil; e = e.Next() {
		errs = append(errs, e.Value.(*kept).Close())
	}
	return errors.Join(append(errs, c.connection.Close())...)
}

// preparedRows give their statement back when they are closed.
type preparedRows struct {
	driver.Rows
	conn *preparedConn
	of   *kept
}

func (r *preparedRows) Close() error {
	if r.of == nil {
		return nil
	}
	s := r.of
	r.of = nil
	if err := r.Rows.Close(); err != nil {
		return errors.Join(err, s.Close())
	}
	return r.conn.keep(s)
}
