package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const seenColumns = "project_id, subject, version, delivery_id, user_id, username, seen_at"

func scanSeen(r row) (s reminder.Seen, err error) {
	err = r.Scan(&s.Project, &s.Subject, &s.Version, &s.Delivery, &s.By.ID, &s.By.Username, (*instant)(&s.At))
	return s, err
}

func (t *tx) Seen(p record.ProjectID, s record.Subject) ([]reminder.Seen, error) {
	return many(t, "who has seen it", scanSeen,
		"SELECT "+seenColumns+" FROM seen WHERE project_id = $1 AND subject = $2 ORDER BY seen_at, user_id, delivery_id", p, s)
}

func (t *tx) AddSeen(s reminder.Seen) error {
	return t.put("who has seen it", insert("seen", seenColumns, 1)+" ON CONFLICT DO NOTHING",
		s.Project, s.Subject, s.Version, s.Delivery, s.By.ID, s.By.Username, instant(s.At))
}
