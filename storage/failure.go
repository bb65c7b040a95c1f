package storage

import (
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var failureTable = newRelation("deliveries", "id", func(f *reminder.Failure) []field {
	return append(deliveryFields(&f.Delivery), field{"reason", &f.Reason}, field{"settled_at", (*instant)(&f.At)})
})

func (t *tx) Failures(p record.ProjectID, since time.Time) ([]reminder.Failure, error) {
	return many(t, "failures", failureTable.scan, failureTable.selected+`
		WHERE project_id = $1 AND state = 'dead' AND settled_at >= $2 ORDER BY settled_at DESC, id DESC`, p, instant(since))
}

// Revive keeps due_at, by which lateness is told, and whether an earlier attempt
// may have reached the channel, which is then looked into.
func (t *tx) Revive(p record.ProjectID, delivery int64, now time.Time) (bool, error) {
	changed, err := t.exec(`
		UPDATE deliveries SET state = 'pending', waiting = (1 = 1), attempt = 0, aside = (1 = 0), next_at = $3, reason = '', settled_at = NULL
		WHERE project_id = $1 AND id = $2 AND state = 'dead'`, p, delivery, instant(now))
	return changed > 0, err
}

// KnownToFail goes by what has been said, or will be; where it was for the pilots, to
// one of them.
func (t *tx) KnownToFail(d reminder.Delivery) (bool, error) {
	return one(t, "whether a failure is known", scalar[bool], `
		SELECT EXISTS (
			SELECT 1 FROM deliveries told
			WHERE project_id = $1 AND subject = $2 AND kind = $5 AND (state IN ('pending', 'claimed', 'sent') OR summary IS NOT NULL)
				AND occurrence LIKE $6
				AND NOT EXISTS (
					SELECT 1 FROM deliveries later
					WHERE later.project_id = $1 AND later.subject = $2 AND later.kind = $3 AND later.recipient = $4
						AND later.state IN ('sent', 'skipped') AND later.due_at >= told.due_at))`,
		d.Project, d.Subject, d.Kind, d.Recipient, reminder.Undeliverable, "%/"+string(d.Recipient))
}
