package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/record"
)

var reservationTable = newRelation("reservations", "project_id, number", func(v *acceptance.Reservation) []field {
	return []field{
		{"project_id", &v.Project},
		{"number", &v.Number},
		{"verification", &v.Verification},
		{"severity", &v.Severity},
		{"description", &v.Text},
		{"schools", (*list[record.UAI])(&v.Schools)},
		{"evidence", &v.Evidence},
		{"author_id", &v.Author.ID},
		{"author_name", &v.Author.Username},
		{"noted_on", (*day)(&v.NotedOn)},
		{"created_at", (*instant)(&v.CreatedAt)},
		{"lifted_on", (*day)(&v.LiftedOn)},
		{"lifted_by_id", &v.LiftedBy.ID},
		{"lifted_by_name", &v.LiftedBy.Username},
		{"lift_note", &v.LiftNote},
		{"despite", &v.Despite},
		{"version", &v.Version},
	}
})

func (t *tx) Reservation(p record.ProjectID, number int) (acceptance.Reservation, error) {
	return one(t, "reservation", reservationTable.scan,
		reservationTable.selected+" WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Reservations(p record.ProjectID, f acceptance.ReservationFilter) ([]acceptance.Reservation, error) {
	var q query
	q.add(reservationTable.selected+" WHERE project_id = ?", p)
	q.when(f.Verification != 0, " AND verification = ?", f.Verification)
	q.when(f.Before != 0, " AND verification < ?", f.Before)
	q.when(f.Chain != 0, " AND verification IN (SELECT number FROM verifications WHERE project_id = ? AND chain = ?)", p, f.Chain)
	q.add(" ORDER BY number")
	return many(t, "reservations", reservationTable.scan, q.text.String(), q.args...)
}

func (t *tx) PutReservation(v acceptance.Reservation) error {
	return t.put("reservation", reservationTable.upsert(1), reservationTable.values(v)...)
}
