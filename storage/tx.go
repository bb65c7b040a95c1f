package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"pilotent/governance/record"
)

// tx is a transaction, and the context that it was begun with.
type tx struct {
	ctx    context.Context
	sql    runner
	writes bool // it is no view
}

// runner is *sql.Tx, or the *sql.DB for what is one statement.
type runner interface {
	ExecContext(ctx context.Context, text string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

var _ record.Tx = (*tx)(nil)

func (t *tx) exec(text string, args ...any) (changed int64, err error) {
	result, err := t.sql.ExecContext(t.ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// row is what a scan function reads: *sql.Row or *sql.Rows.
type row interface{ Scan(dest ...any) error }

// one reads one row; governance.ErrNone when there is none.
func one[T any](t *tx, what string, scan func(row) (T, error), text string, args ...any) (T, error) {
	v, err := scan(t.sql.QueryRowContext(t.ctx, text, args...))
	if errors.Is(err, sql.ErrNoRows) {
		err = record.ErrNone
	}
	if err != nil {
		var none T
		return none, fmt.Errorf("read %s: %w", what, err)
	}
	return v, nil
}

// many reads all rows.
func many[T any](t *tx, what string, scan func(row) (T, error), text string, args ...any) (found []T, err error) {
	if err = each(t, what, scan, func(v T) { found = append(found, v) }, text, args...); err != nil {
		return nil, err
	}
	return found, nil
}

// each gives all rows to use, one after the other.
func each[T any](t *tx, what string, scan func(row) (T, error), use func(T), text string, args ...any) (err error) {
	rows, err := t.sql.QueryContext(t.ctx, text, args...)
	if err != nil {
		return fmt.Errorf("list %s: %w", what, err)
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		v, err := scan(rows)
		if err != nil {
			return fmt.Errorf("list %s: %w", what, err)
		}
		use(v)
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("list %s: %w", what, err)
	}
	return nil
}

// put writes rows, and names what could not be written.
func (t *tx) put(what, text string, args ...any) error {
	if _, err := t.exec(text, args...); err != nil {
		return fmt.Errorf("write %s: %w", what, err)
	}
	return nil
}

// scalar scans a single column.
func scalar[T any](r row) (v T, err error) {
	err = r.Scan(&v)
	return v, err
}

// Next counts from 1. The row that it raises is locked until the transaction
// ends, and goes back with it.
func (t *tx) Next(p record.ProjectID, sequence string) (int, error) {
	return one(t, "next "+sequence, scalar[int], `
		INSERT INTO counters (project_id, sequence, value) VALUES ($1, $2, 1)
		ON CONFLICT (project_id, sequence) DO UPDATE SET value = counters.value + 1
		RETURNING value`, p, sequence)
}
