package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const pressColumns = "project_id, delivery_id, command, user_id, username, clicked_at, change"

func scanPress(r row) (p reminder.Press, err error) {
	err = r.Scan(&p.Project, &p.Delivery, &p.Command, &p.By.ID, &p.By.Username, (*instant)(&p.At), &p.Change)
	return p, err
}

const sentColumns = "id, project_id, subject, kind, recipient, due_at, occurrence, post_id, state, settled_at"

func scanSent(r row) (s reminder.Sent, err error) {
	err = r.Scan(&s.ID, &s.Project, &s.Subject, &s.Kind, &s.Recipient, (*instant)(&s.Due), &s.Occurrence,
		&s.Post, &s.State, (*instant)(&s.At))
	return s, err
}

func (t *tx) Sent(p record.ProjectID, delivery int64) (reminder.Sent, error) {
	return one(t, "delivery", scanSent, "SELECT "+sentColumns+" FROM deliveries WHERE project_id = $1 AND id = $2", p, delivery)
}

func (t *tx) Presses(p record.ProjectID, delivery int64) ([]reminder.Press, error) {
	return many(t, "clicks", scanPress,
		"SELECT "+pressColumns+" FROM clicks WHERE project_id = $1 AND delivery_id = $2 ORDER BY clicked_at, id", p, delivery)
}

func (t *tx) AddPress(p reminder.Press) error {
	return t.put("click", insert("clicks", pressColumns, 1),
		p.Project, p.Delivery, p.Command, p.By.ID, p.By.Username, instant(p.At), p.Change)
}
