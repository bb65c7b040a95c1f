package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

var seatTable = newRelation("seats", "project_id, meeting, number", func(s *sitting.Seat) []field {
	return []field{
		{"project_id", &s.Project},
		{"meeting", &s.Meeting},
		{"number", &s.Number},
		{"account_id", &s.Account.ID},
		{"account_name", &s.Account.Username},
		{"name", &s.Name},
		{"institution", &s.Institution},
		{"title", &s.Title},
		{"office", &s.Office},
		{"deputy_of", &s.DeputyOf},
		{"answer", &s.Answer},
		{"proxy", &s.Proxy},
		{"answered_at", (*instant)(&s.AnsweredAt)},
		{"version", &s.Version},
	}
})

func (t *tx) Seats(p record.ProjectID, meeting int) ([]sitting.Seat, error) {
	return many(t, "seats", seatTable.scan, seatTable.selected+" WHERE project_id = $1 AND meeting = $2 ORDER BY number", p, meeting)
}

func (t *tx) PutSeat(s sitting.Seat) error {
	return t.put("seat", seatTable.upsert(1), seatTable.values(s)...)
}
