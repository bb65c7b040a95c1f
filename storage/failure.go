package storage

import (
	"time"

	"pilotent/governance"
)

func scanFailure(r row) (f governance.Failure, err error) {
	err = r.Scan(&f.ID, &f.Project, &f.Subject, &f.Kind, &f.Recipient, (*instant)(&f.Due), &f.Occurrence, &f.Reason, (*instant)(&f.At))
	return f, err
}

func (t *tx) Failures(p governance.ProjectID, since time.Time) ([]governance.Failure, error) {
	return many(t, "failures", scanFailure, `
		SELECT id, project_id, subject, kind, recipient, due_at, occurrence, reason, settled_at FROM deliveries
		WHERE project_id = $1 AND state = 'dead' AND settled_at >= $2 ORDER BY settled_at DESC, id DESC`, p, instant(since))
}

// Revive keeps due_at, by which lateness is told, and whether an earlier attempt
// may have reached the channel, which is then looked into.
func (t *tx) Revive(p governance.ProjectID, delivery int64, now time.Time) (bool, error) {
	changed, err := t.exec(`
		UPDATE deliveries SET state = 'pending', waiting = (1 = 1), attempt = 0, aside = (1 = 0), next_at = $3, reason = '', settled_at = NULL
		WHERE project_id = $1 AND id = $2 AND state = 'dead'`, p, delivery, instant(now))
	return changed > 0, err
}
