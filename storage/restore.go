package storage

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ErrNotEmpty is what Restore answers where there is something that it would mix with.
var ErrNotEmpty = errors.New("the database is not empty: restore into one that has never been used")

// Restore brings a backup into the database at url, which must be empty, whichever its
// engine; all of it or nothing. Each table is read again, and is what the backup says,
// before anything is kept. What may have been said since the backup was taken is from
// then on looked for before it is said.
func Restore(ctx context.Context, url string, from io.Reader, log *slog.Logger, options ...Option) (c Copy, err error) {
	r, err := readBackup(from)
	if err != nil {
		return c, err
	}
	s, err := connect(ctx, url)
	if err != nil {
		return c, fmt.Errorf("open the database: %w", err)
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, option := range append(options, Alone()) {
		option(s)
	}
	if err := s.file.hold(); err != nil {
		return c, fmt.Errorf("open the database: %w", err)
	}
	if err := s.migrateTo(ctx, r.copy.Schema, log); err != nil {
		return c, fmt.Errorf("make the tables: %w", err)
	}
	err = transact(ctx, s.writer, s.dialect.write, func(t *tx) error { return t.restore(s.dialect, r) })
	if err != nil {
		return c, err
	}
	return r.copy, s.migrate(ctx, log)
}

// Move brings what the database at from holds into the one at to, as Restore does a
// backup. Nothing may be served from either: one of SQLite that is, is refused.
func Move(ctx context.Context, from, to string, log *slog.Logger, options ...Option) (c Copy, err error) {
	s, err := connectExisting(ctx, from)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	for _, option := range options {
		option(s)
	}
	if err := s.file.hold(); err != nil {
		return c, err
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	reader, writer := io.Pipe()
	read := make(chan struct{})
	go func() {
		_, err := s.backup(ctx, writer)
		_ = writer.CloseWithError(err) // which the reader is told; it has none of its own
		close(read)
	}()
	c, err = Restore(ctx, to, reader, log, options...)
	_ = reader.CloseWithError(errors.New("what was read is not written")) // so that no writer waits
	cancel()
	<-read // its error came through the pipe
	return c, err
}

// restore writes all rows, reads them again, and compares.
func (t *tx) restore(d dialect, r *backupReader) error {
	checks, err := t.uncheck(d)
	if err != nil {
		return err
	}
	tables, err := t.catalogue(d)
	if err != nil {
		return err
	}
	for _, table := range tables {
		if err := t.clear(table); err != nil {
			return err
		}
	}
	if err := t.fill(d, tables, r); err != nil {
		return fmt.Errorf("restore: %w", err)
	}
	for _, statement := range checks {
		if err := t.put("checks", statement); err != nil {
			return fmt.Errorf("what refers to something else does not find it: %w", err)
		}
	}
	for i, table := range tables {
		sum, err := t.sum(table, d, io.Discard)
		if err != nil {
			return err
		}
		if sum != r.copy.Tables[i] {
			return fmt.Errorf("the rows of %s are not in the database what they are in the backup: nothing was kept", table.name)
		}
	}
	return t.hold(r.copy)
}

// uncheck has references checked at the end, and answers what does so.
func (t *tx) uncheck(d dialect) (ends []string, err error) {
	type pair struct{ begin, end string }
	pairs, err := many(t, "checks", func(r row) (p pair, err error) {
		err = r.Scan(&p.begin, &p.end)
		return p, err
	}, d.uncheck)
	if err != nil {
		return nil, err
	}
	for _, p := range pairs {
		if err := t.put("checks", p.begin); err != nil {
			return nil, err
		}
		if p.end != "" {
			ends = append(ends, p.end)
		}
	}
	if len(ends) > 0 {
		ends = slices.Insert(ends, 0, "SET CONSTRAINTS ALL IMMEDIATE")
	}
	return ends, nil
}

// clear makes sure that a table is empty.
func (t *tx) clear(table copied) error {
	if table.name == restoredTable {
		return t.put("what was restored", "DELETE FROM "+restoredTable)
	}
	found, err := one(t, table.name, scalar[bool], "SELECT EXISTS (SELECT 1 FROM "+table.name+")")
	if err == nil && found {
		err = fmt.Errorf("%w (%s has rows)", ErrNotEmpty, table.name)
	}
	return err
}

// fill writes the rows of all tables.
func (t *tx) fill(d dialect, tables []copied, r *backupReader) error {
	for _, table := range tables {
		head, err := r.table()
		if err != nil {
			return err
		}
		if head == nil || head.Table != table.name || !slices.Equal(head.Columns, table.columns) {
			return fmt.Errorf("table %s is not where it should be: %w", table.name, ErrDamaged)
		}
		if err := t.fillTable(d, table, r); err != nil {
			return err
		}
	}
	head, err := r.table()
	if err == nil && head != nil {
		err = fmt.Errorf("nobody knows the table %s: %w", head.Table, ErrDamaged)
	}
	return err
}

func (t *tx) fillTable(d dialect, table copied, r *backupReader) error {
	var args []any
	flush := func() error {
		if len(args) == 0 {
			return nil
		}
		columns := strings.Join(table.columns, ", ")
		text := strings.Replace(insert(table.name, columns, len(args)/len(table.columns)), ") VALUES", ")"+d.overriding+" VALUES", 1)
		err := t.put(table.name, text, args...)
		args = args[:0]
		return err
	}
	err := r.rows(func(values []any) error {
		if len(values) != len(table.columns) {
			return damaged(fmt.Errorf("it has %d values, not %d", len(values), len(table.columns)))
		}
		for i, v := range values {
			arg, err := table.kinds[i].arg(v)
			if err != nil {
				return fmt.Errorf("%s: %w", table.columns[i], err)
			}
			args = append(args, arg)
		}
		if len(args) < rowsAtOnce*len(table.columns) {
			return nil
		}
		return flush()
	})
	if err == nil {
		err = flush()
	}
	if err == nil && d.recount != "" && table.identity != "" {
		_, err = one(t, "the next "+table.identity, scalar[int64], fmt.Sprintf(d.recount, table.name, table.identity))
	}
	return err
}

// arg is a value as it is given to the engine: that of the column's kind, and none that
// an engine would make fit (pgx puts 2.7 into a bigint as 2).
func (k kind) arg(value any) (any, error) {
	switch v := value.(type) {
	case nil:
		return nil, nil //nolint:nilnil // NULL
	case json.Number:
		n, err := strconv.ParseInt(v.String(), 10, 64)
		switch {
		case err != nil:
			return nil, fmt.Errorf("%s is no whole number", v)
		case k == wholeNumber:
			return n, nil
		case k == truth && (n == 0 || n == 1):
			return n == 1, nil
		}
	case string:
		switch k {
		case characters:
			return v, nil
		case octets:
			return base64.StdEncoding.DecodeString(v)
		}
	}
	return nil, fmt.Errorf("%v is not of the kind %s", value, k)
}

// untilServed is until when what is due may have been said, as long as nobody has begun
// to speak.
const untilServed = math.MaxInt64

// hold has all that is due looked for before it is said, from when the copy was taken on.
// What another restore has left to look for goes back to that one's copy.
func (t *tx) hold(c Copy) error {
	return t.put("what was restored", `UPDATE restored SET spoken_until = $1, taken_at = CASE
		WHEN EXISTS (SELECT 1 FROM deliveries WHERE state IN ('pending', 'claimed') AND due_at <= spoken_until) THEN taken_at
		ELSE $2 END`, int64(untilServed), c.Taken.UnixMilli())
}

// letSpeak ends what hold has begun: what falls due from now on, nobody else has said.
func (s *Store) letSpeak(ctx context.Context) error {
	return s.write(ctx, func(t *tx) error {
		now, err := s.moment(t)
		if err != nil {
			return err
		}
		return t.put("what was restored", "UPDATE restored SET spoken_until = $1 WHERE spoken_until = $2", instant(now), int64(untilServed))
	})
}
