package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var seenTable = newRelation("seen", "id", func(s *reminder.Seen) []field {
	return []field{
		{"project_id", &s.Project},
		{"subject", &s.Subject},
		{"version", &s.Version},
		{"delivery_id", &s.Delivery},
		{"user_id", &s.By.ID},
		{"username", &s.By.Username},
		{"seen_at", (*instant)(&s.At)},
	}
})

func (t *tx) Seen(p record.ProjectID, s record.Subject) ([]reminder.Seen, error) {
	return many(t, "who has seen it", seenTable.scan,
		seenTable.selected+" WHERE project_id = $1 AND subject = $2 ORDER BY seen_at, user_id, delivery_id", p, s)
}

func (t *tx) AddSeen(s reminder.Seen) error {
	return t.put("who has seen it", seenTable.insert(1)+" ON CONFLICT DO NOTHING", seenTable.values(s)...)
}
