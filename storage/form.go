package storage

import (
	"context"
	"fmt"
	"time"
)

// Spend notes that the form of that nonce has served, and reports whether it had not yet:
// of many callers, one is told so. Once until is over nobody takes the form any more, and
// it is forgotten.
func (s *Store) Spend(ctx context.Context, nonce string, until time.Time) (first bool, err error) {
	err = s.write(ctx, func(t *tx) error {
		if err := t.put("expired forms", "DELETE FROM spent_forms WHERE until < $1", s.Now().UnixMilli()); err != nil {
			return err
		}
		done, err := t.sql.ExecContext(ctx, "INSERT INTO spent_forms (nonce, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", nonce, until.UnixMilli())
		if err != nil {
			return fmt.Errorf("write form: %w", err)
		}
		n, err := done.RowsAffected()
		first = n == 1
		return err
	})
	return first, err
}

// Restore lets a form serve that has not, for it was refused.
func (s *Store) Restore(ctx context.Context, nonce string) error {
	return s.write(ctx, func(t *tx) error {
		return t.put("form", "DELETE FROM spent_forms WHERE nonce = $1", nonce)
	})
}
