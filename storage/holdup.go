package storage

import (
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

var holdUpTable = newRelation("hold_ups", "project_id, number", func(h *perimeter.HoldUp) []field {
	return []field{
		{"project_id", &h.Project},
		{"number", &h.Number},
		{"uai", &h.UAI},
		{"category", &h.Category},
		{"body", &h.Text},
		{"since_day", (*day)(&h.Since)},
		{"person_id", &h.Person.ID},
		{"person_name", &h.Person.Username},
		{"author_id", &h.Author.ID},
		{"author_name", &h.Author.Username},
		{"lifted_at", (*instant)(&h.LiftedAt)},
		{"version", &h.Version},
	}
})

func (t *tx) HoldUps(p record.ProjectID, uais []record.UAI) ([]perimeter.HoldUp, error) {
	var q query
	q.add(holdUpTable.selected+" WHERE project_id = ? AND lifted_at IS NULL", p)
	if uais != nil {
		q.within("uai", record.Each(uais, func(u record.UAI) string { return string(u) }))
	}
	q.add(" ORDER BY number")
	return many(t, "hold-ups", holdUpTable.scan, q.text.String(), q.args...)
}

func (t *tx) PutHoldUps(list ...perimeter.HoldUp) error {
	for _, h := range list {
		if err := t.put("hold-up", holdUpTable.upsert(1), holdUpTable.values(h)...); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) QuietSchools(p record.ProjectID, since time.Time) ([]record.UAI, error) {
	scan := func(r row) (uai record.UAI, err error) {
		err = r.Scan(&uai)
		return uai, err
	}
	return many(t, "quiet schools", scan, `SELECT s.uai FROM schools s WHERE s.project_id = $1
		AND NOT EXISTS (SELECT 1 FROM history h WHERE h.project_id = s.project_id AND h.subject = 'school/' || s.uai AND h.changed_at >= $2)
		AND NOT EXISTS (SELECT 1 FROM action_schools a JOIN history h ON h.project_id = a.project_id AND h.subject = 'action/A-' || a.number AND h.changed_at >= $2
			WHERE a.project_id = s.project_id AND a.uai = s.uai)
		ORDER BY s.uai`, p, instant(since))
}
