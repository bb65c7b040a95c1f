package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pilotent/governance"
)

// Claim leases at most limit deliveries to the caller until now + lease, those
// due first first: those whose moment has come, and those whose lease ran out
// before they were settled, which are Unknown from then on. Each goes to one
// caller, with a higher fence than before.
func (s *Store) Claim(ctx context.Context, now time.Time, lease time.Duration, limit int) ([]governance.Delivery, error) {
	var claimed []governance.Delivery
	err := s.write(ctx, func(t *tx) (err error) {
		// MATERIALISED: PostgreSQL may run a plain sub-query again for each row,
		// and would then lock more than the limit. due_at <= $1 follows from
		// next_at <= $1: it bounds the index that serves the order, which
		// PostgreSQL would otherwise read to the end. The limit is written out,
		// since not knowing it PostgreSQL expects thousands of rows, and reads the
		// whole table to update them.
		claimed, err = many(t, "claimed deliveries", scanDelivery, `
			WITH ready AS MATERIALIZED (
				SELECT id FROM deliveries
				WHERE state IN ('pending', 'claimed') AND due_at <= $1 AND next_at <= $1
				ORDER BY due_at, id LIMIT `+strconv.Itoa(max(0, limit))+` `+s.dialect.skipLocked+`
			)
			UPDATE deliveries SET state = 'claimed', next_at = $2, attempt = attempt + 1, fence = fence + 1,
				unknown = unknown OR state = 'claimed'
			WHERE id IN (SELECT id FROM ready)
			RETURNING `+deliveryColumns, instant(now), instant(now.Add(lease)))
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(claimed, func(a, b governance.Delivery) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return claimed, nil
}

// Settle records how an attempt at a claimed delivery ended. It changes nothing
// and answers governance.ErrLeaseLost when d has been claimed again, or was
// settled or released already: then what follows from it is not owed either. A lease that has run out still counts until
// somebody else claims it.
func (s *Store) Settle(ctx context.Context, d governance.Delivery, r governance.Settlement) error {
	retry := r.State == governance.SettledRetry
	if retry == r.RetryAt.IsZero() {
		return fmt.Errorf("settle delivery %d as %s: a moment to retry is for a retry", d.ID, r.State)
	}
	settledAt := r.At
	if retry {
		settledAt = time.Time{}
	}
	return s.write(ctx, func(t *tx) error {
		changed, err := t.exec(`
			UPDATE deliveries SET state = $3, post_id = $4, reason = $5, unknown = unknown OR $6,
				next_at = coalesce($7, next_at), settled_at = $8
			WHERE id = $1 AND fence = $2 AND state = 'claimed'`,
			d.ID, d.Fence, r.State, r.PostID, r.Reason, r.Unknown, instant(r.RetryAt), instant(settledAt))
		if err != nil {
			return fmt.Errorf("settle delivery %d: %w", d.ID, err)
		}
		if changed == 0 {
			return fmt.Errorf("settle delivery %d: %w", d.ID, governance.ErrLeaseLost)
		}
		return t.Owe(r.Owed...)
	})
}

// Release gives leases back untried, as when the program stops: the deliveries
// can be claimed at once, and the attempt does not count. Those that the caller
// no longer holds are left as they are.
func (s *Store) Release(ctx context.Context, ds []governance.Delivery) error {
	return s.write(ctx, func(t *tx) error {
		for _, d := range ds {
			err := t.put("lease", `
				UPDATE deliveries SET state = 'pending', next_at = due_at, attempt = attempt - 1
				WHERE id = $1 AND fence = $2 AND state = 'claimed'`, d.ID, d.Fence)
			if err != nil {
				return fmt.Errorf("release delivery %d: %w", d.ID, err)
			}
		}
		return nil
	})
}

// NextDue is the earliest moment at which a delivery can be claimed: when it is
// due or to be retried, or when its lease ends. It answers false when there is
// none to wait for.
func (s *Store) NextDue(ctx context.Context) (time.Time, bool, error) {
	var next time.Time
	err := s.reader.QueryRowContext(ctx, "SELECT min(next_at) FROM deliveries WHERE state IN ('pending', 'claimed')").
		Scan((*instant)(&next))
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the next delivery: %w", err)
	}
	return next, !next.IsZero(), nil
}

// Backlog counts the deliveries that are due at now and not settled, be they
// waiting, held or to be retried, and tells when the oldest was due; the zero
// time when there is none.
func (s *Store) Backlog(ctx context.Context, now time.Time) (overdue int, oldest time.Time, err error) {
	err = s.reader.QueryRowContext(ctx,
		"SELECT count(*), min(due_at) FROM deliveries WHERE state IN ('pending', 'claimed') AND due_at <= $1", instant(now)).
		Scan(&overdue, (*instant)(&oldest))
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("read the backlog: %w", err)
	}
	return overdue, oldest, nil
}
