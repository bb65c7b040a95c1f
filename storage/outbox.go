package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"pilotent/governance/reminder"
)

// Claim leases at most limit deliveries to the caller, those due first first:
// those whose moment has come, and those whose lease ran out before they were
// settled, which are Unknown from then on. Each goes to one caller, with a
// higher fence than before, for as long as lease lasts by the database's clock.
//
// One that comes after another to the same recipient which is held by somebody,
// or is to be retried, is not given out: it would arrive before it.
func (s *Store) Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error) {
	var claimed []reminder.Delivery
	err := s.write(ctx, func(t *tx) error {
		if s.dialect.lockClaims != "" {
			if err := t.put("lock of claims", s.dialect.lockClaims); err != nil {
				return err
			}
		}
		now, err := s.moment(t)
		if err != nil {
			return err
		}
		if err := t.endWaits(now, s.dialect.skipLocked); err != nil {
			return err
		}
		claimed, err = many(t, "claimed deliveries", deliveryTable.scan, `
			WITH ready AS MATERIALIZED (
				SELECT id FROM deliveries d
				WHERE state = 'pending' AND NOT waiting AND due_at <= $1
					AND NOT EXISTS (
						SELECT 1 FROM deliveries e
						WHERE e.recipient = d.recipient AND e.waiting AND NOT e.aside AND (e.due_at, e.id) < (d.due_at, d.id))
				ORDER BY due_at, id LIMIT `+strconv.Itoa(max(0, limit))+` `+s.dialect.skipLocked+`
			)
			UPDATE deliveries SET state = 'claimed', waiting = (1 = 1), next_at = $2,
				attempt = attempt + 1, fence = fence + 1, unknown = unknown OR `+maybeSaid+`,
				tried_at = coalesce(tried_at, (SELECT taken_at FROM restored WHERE spoken_until >= due_at), $1)
			WHERE id IN (SELECT id FROM ready)
			RETURNING `+deliveryTable.columns, instant(now), instant(now.Add(lease)))
		return err
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(claimed, func(a, b reminder.Delivery) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return claimed, nil
}

// maybeSaid holds for deliveries that may have been said by the database that this one is
// a restored copy of.
const maybeSaid = "due_at <= (SELECT spoken_until FROM restored)"

// waitsEnded is how many waits end at most in one claim.
const waitsEnded = 1000

// endWaits makes ready what has waited long enough: what is to be retried, and
// what a Courier has held for longer than its lease, which is unknown from then on.
//
// Here as in Claim the rows are chosen first, MATERIALISED, since PostgreSQL may
// run a plain sub-query again for each row, and would then lock more than the
// limit; and the limit is written out, since not knowing it PostgreSQL expects
// thousands of rows, and reads the whole table to update them.
func (t *tx) endWaits(now time.Time, skipLocked string) error {
	return t.put("ended waits", `
		WITH ended AS MATERIALIZED (
			SELECT id FROM deliveries d WHERE waiting AND next_at <= $1
			ORDER BY next_at LIMIT `+strconv.Itoa(waitsEnded)+` `+skipLocked+`
		)
		UPDATE deliveries SET unknown = unknown OR state = 'claimed', state = 'pending', waiting = (1 = 0)
		WHERE id IN (SELECT id FROM ended)`, instant(now))
}

// settled are what a settlement writes.
var settled = []typed{
	{"id", "BIGINT"},
	{"fence", "BIGINT"},
	{"state", "TEXT"},
	{"post_id", "TEXT"},
	{"reason", "TEXT"},
	{"unknown", "BOOLEAN"},
	{"aside", "BOOLEAN"},
	{"untried", "INTEGER"},
	{"waiting", "BOOLEAN"},
	{"next_at", "BIGINT"},
	{"settled_at", "BIGINT"},
}

// settledArgs are the values of settled for one settlement.
func settledArgs(r reminder.Settlement) []any {
	retry, untried, settledAt := r.State == reminder.SettledRetry, 0, r.At
	if retry {
		settledAt = time.Time{}
	}
	if r.Untried {
		untried = 1
	}
	return []any{
		r.Delivery.ID, r.Delivery.Fence, string(r.State), r.PostID, r.Reason,
		r.Unknown, r.Aside, untried, retry, instant(r.RetryAt), instant(settledAt),
	}
}

// heldClaim is one caller's hold of a delivery.
type heldClaim struct{ id, fence int64 }

func scanClaim(r row) (c heldClaim, err error) {
	err = r.Scan(&c.id, &c.fence)
	return c, err
}

// Settle records how attempts at claimed deliveries ended, all of them or none.
// It changes nothing of those that have been claimed again, or were settled or
// released already, and answers them as lost: what follows from such an end is
// not owed either. A lease that has run out still counts until somebody else
// claims it.
func (s *Store) Settle(ctx context.Context, ends ...reminder.Settlement) (lost []reminder.Delivery, err error) {
	if len(ends) == 0 {
		return nil, nil
	}
	var args []any
	for _, r := range ends {
		if (r.State == reminder.SettledRetry) == r.RetryAt.IsZero() {
			return nil, fmt.Errorf("settle delivery %d as %s: a moment to retry is for a retry", r.Delivery.ID, r.State)
		}
		args = append(args, settledArgs(r)...)
	}
	err = s.write(ctx, func(t *tx) error {
		changed, err := many(t, "settled deliveries", scanClaim, table("r", settled, len(ends), 1)+`
			UPDATE deliveries SET state = r.state, post_id = r.post_id, reason = r.reason, unknown = deliveries.unknown OR r.unknown,
				aside = r.aside, attempt = attempt - r.untried, fence = deliveries.fence + 1,
				waiting = r.waiting, next_at = coalesce(r.next_at, deliveries.next_at), settled_at = r.settled_at
			FROM r WHERE deliveries.id = r.id AND deliveries.fence = r.fence AND deliveries.state IN ('claimed', 'pending')
			RETURNING deliveries.id, deliveries.fence - 1`, args...)
		if err != nil {
			return err
		}
		lost = nil
		for _, r := range ends {
			if !slices.Contains(changed, heldClaim{r.Delivery.ID, r.Delivery.Fence}) {
				lost = append(lost, r.Delivery)
				continue
			}
			if err := t.Owe(r.Owed...); err != nil {
				return err
			}
		}
		return nil
	})
	return lost, err
}

// Release gives leases back untried, as when the program stops: the deliveries
// can be claimed at once, and the attempt does not count. Those that the caller
// no longer holds are left as they are.
func (s *Store) Release(ctx context.Context, ds []reminder.Delivery) error {
	if len(ds) == 0 {
		return nil
	}
	var args []any
	for _, d := range ds {
		args = append(args, d.ID, d.Fence)
	}
	return s.write(ctx, func(t *tx) error {
		return t.put("leases", table("r", settled[:2], len(ds), 1)+`
			UPDATE deliveries SET state = 'pending', waiting = (1 = 0), attempt = attempt - 1, fence = deliveries.fence + 1
			FROM r WHERE deliveries.id = r.id AND deliveries.fence = r.fence AND deliveries.state = 'claimed'`, args...)
	})
}

// NextDue is the earliest moment later than after at which a delivery can be
// claimed: when it is due or to be retried, or when its lease ends. It answers
// false when there is none to wait for.
func (s *Store) NextDue(ctx context.Context, after time.Time) (time.Time, bool, error) {
	var next time.Time
	_, err := s.readMoment(func(told any) error {
		return s.reader.QueryRowContext(ctx, `
			SELECT min(at), `+s.dialect.now+` FROM (
				SELECT min(due_at) AS at FROM deliveries WHERE state = 'pending' AND NOT waiting AND due_at > $1
				UNION ALL SELECT min(next_at) FROM deliveries WHERE waiting AND next_at > $1
			) moments`, instant(after)).Scan((*instant)(&next), told)
	})
	if err != nil {
		return time.Time{}, false, fmt.Errorf("read the next delivery: %w", err)
	}
	return next, !next.IsZero(), nil
}

// Backlog counts the deliveries that are due at now and not settled, be they
// waiting, held or to be retried, and tells when the oldest was due; the zero
// time when there is none.
func (s *Store) Backlog(ctx context.Context, now time.Time) (overdue int, oldest time.Time, err error) {
	err = s.reader.QueryRowContext(ctx, `
		SELECT count(*), min(due_at) FROM (
			SELECT due_at FROM deliveries WHERE state = 'pending' AND NOT waiting AND due_at <= $1
			UNION ALL SELECT due_at FROM deliveries WHERE waiting AND due_at <= $1
		) overdue`, instant(now)).
		Scan(&overdue, (*instant)(&oldest))
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("read the backlog: %w", err)
	}
	return overdue, oldest, nil
}
