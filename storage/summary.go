package storage

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Coalesce puts one summary in the place of the deliveries that each recipient
// should have got more than late before now, where there are at least atLeast
// of them in one project; they are settled as skipped, and answered for by the
// summary. A summary that has not left yet takes in those that have become late
// since, however few. It answers how many were replaced.
//
// What is Summable and was not first tried within the last while counts: what
// was is being brought already.
func (s *Store) Coalesce(ctx context.Context, now time.Time, late time.Duration, atLeast int) (int, error) {
	var lines []line
	err := s.View(ctx, func(v record.Tx) (err error) {
		lines, err = v.(*tx).lateLines(now.Add(-late), atLeast)
		return err
	})
	if err != nil {
		return 0, err
	}
	replaced := 0
	var errs []error
	for _, l := range lines {
		var n int
		// The project's lock keeps two callers from summing up one recipient twice.
		err := s.Update(ctx, l.project, func(u record.Tx) (err error) {
			n, err = u.(*tx).sumUp(l, s.dialect.skipLocked, now, late, atLeast)
			return err
		})
		if err != nil {
			errs = append(errs, fmt.Errorf("sum up what %s is owed: %w", l.recipient, err))
			continue
		}
		replaced += n
	}
	return replaced, errors.Join(errs...)
}

// line is what one recipient waits for in one project.
type line struct {
	project   record.ProjectID
	recipient reminder.Recipient
}

// isLate holds for the deliveries that are later than $1. One that waits for
// its recipient's open hours is not late before them; a letter is one by itself.
const isLate = `recipient NOT LIKE 'letter/%' AND state = 'pending' AND NOT unknown AND NOT ` + maybeSaid + ` AND due_at < $1 AND (tried_at IS NULL OR tried_at < $1)
	AND (reason <> '` + reminder.ReasonQuiet + `' OR next_at < $1)`

// openSummary holds for a summary that may still take something in: none that a
// Courier holds, or that may have been said.
const openSummary = "kind = '" + string(reminder.Summary) + "' AND state = 'pending' AND NOT unknown"

// lateLines are those that may have something to sum up, longest ago first.
func (t *tx) lateLines(since time.Time, atLeast int) ([]line, error) {
	scan := func(r row) (l line, err error) {
		err = r.Scan(&l.project, &l.recipient)
		return l, err
	}
	// In two halves, each of which an index serves: most of what is owed is for
	// later, and must not be read.
	const columns = "SELECT project_id, recipient, due_at, id FROM deliveries WHERE "
	return many(t, "late recipients", scan, `SELECT project_id, recipient FROM (
			`+columns+isLate+` AND NOT waiting UNION ALL `+columns+isLate+` AND waiting
		) late GROUP BY project_id, recipient
		HAVING count(*) >= $2 OR (project_id, recipient) IN (SELECT project_id, recipient FROM deliveries WHERE `+openSummary+`)
		ORDER BY min(due_at), min(id)`, instant(since), atLeast)
}

// sumUp replaces what is late for one recipient, if it is enough.
func (t *tx) sumUp(l line, lock string, now time.Time, late time.Duration, atLeast int) (int, error) {
	found, err := many(t, "late deliveries", deliveryTable.scan, deliveryTable.selected+" WHERE "+isLate+
		" AND project_id = $2 AND recipient = $3 ORDER BY due_at, id "+lock, instant(now.Add(-late)), l.project, l.recipient)
	if err != nil {
		return 0, err
	}
	var ids []int64
	for _, d := range found {
		if subjects.Summable(d) {
			ids = append(ids, d.ID)
		}
	}
	if len(ids) == 0 {
		return 0, nil
	}
	summaries, err := many(t, "open summaries", scalar[int64], "SELECT id FROM deliveries WHERE "+openSummary+
		" AND project_id = $1 AND recipient = $2 ORDER BY id LIMIT 1 "+lock, l.project, l.recipient)
	if err != nil {
		return 0, err
	}
	if len(summaries) == 0 {
		if len(ids) < atLeast {
			return 0, nil
		}
		id, err := one(t, "the summary's row", scalar[int64], insertOwed()+" RETURNING id",
			owedArgs(reminder.Delivery{
				Project: l.project, Subject: reminder.SummarySubject(l.recipient), Kind: reminder.Summary, Recipient: l.recipient,
				Due: now, Occurrence: strconv.FormatInt(ids[0], 10), // which no other summary stands for
			})...)
		if err != nil {
			return 0, err
		}
		summaries = []int64{id}
	}
	for _, id := range ids {
		err := t.put("summed up delivery", `UPDATE deliveries SET state = 'skipped', waiting = (1 = 0), reason = 'summary', post_id = '',
			settled_at = $2, summary = $3 WHERE id = $1`, id, instant(now), summaries[0])
		if err != nil {
			return 0, err
		}
	}
	return len(ids), nil
}

func (t *tx) Summarised(p record.ProjectID, summary int64) ([]reminder.Delivery, error) {
	return many(t, "what a summary stands for", deliveryTable.scan, deliveryTable.selected+
		" WHERE project_id = $1 AND summary = $2 ORDER BY due_at, id", p, summary)
}
