package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var pressTable = newRelation("clicks", "id", func(p *reminder.Press) []field {
	return []field{
		{"project_id", &p.Project},
		{"delivery_id", &p.Delivery},
		{"command", &p.Command},
		{"user_id", &p.By.ID},
		{"username", &p.By.Username},
		{"clicked_at", (*instant)(&p.At)},
		{"change", &p.Change},
	}
})

var sentTable = newRelation("deliveries", "id", func(s *reminder.Sent) []field {
	return append(deliveryFields(&s.Delivery), field{"post_id", &s.Post}, field{"state", &s.State}, field{"settled_at", (*instant)(&s.At)})
})

func (t *tx) Sent(p record.ProjectID, delivery int64) (reminder.Sent, error) {
	return one(t, "delivery", sentTable.scan, sentTable.selected+" WHERE project_id = $1 AND id = $2", p, delivery)
}

func (t *tx) Presses(p record.ProjectID, delivery int64) ([]reminder.Press, error) {
	return many(t, "clicks", pressTable.scan,
		pressTable.selected+" WHERE project_id = $1 AND delivery_id = $2 ORDER BY clicked_at, id", p, delivery)
}

func (t *tx) AddPress(p reminder.Press) error {
	return t.put("click", pressTable.insert(1), pressTable.values(p)...)
}
