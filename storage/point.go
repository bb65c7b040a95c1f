package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

var pointTable = newRelation("points", "project_id, meeting, number", func(p *sitting.Point) []field {
	return []field{
		{"project_id", &p.Project},
		{"meeting", &p.Meeting},
		{"number", &p.Number},
		{"place", &p.Place},
		{"title", &p.Title},
		{"length_ms", (*milliseconds)(&p.Length)},
		{"presenter_id", &p.Presenter.Account.ID},
		{"presenter_name", &p.Presenter.Account.Username},
		{"presenter_called", &p.Presenter.Name},
		{"about", &p.About},
		{"carried_from", &p.CarriedFrom},
		{"state", &p.State},
		{"taken_at", (*instant)(&p.TakenAt)},
		{"spent_ms", (*milliseconds)(&p.Spent)},
		{"note", &p.Note},
		{"author_id", &p.Author.ID},
		{"author_name", &p.Author.Username},
		{"created_at", (*instant)(&p.CreatedAt)},
		{"version", &p.Version},
	}
})

func (t *tx) Points(p record.ProjectID, meeting int) ([]sitting.Point, error) {
	return many(t, "points", pointTable.scan, pointTable.selected+" WHERE project_id = $1 AND meeting = $2 ORDER BY place, number", p, meeting)
}

func (t *tx) PutPoint(p sitting.Point) error {
	return t.put("point", pointTable.upsert(1), pointTable.values(p)...)
}
