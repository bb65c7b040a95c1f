package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/record"
)

const reservationColumns = "project_id, number, verification, severity, description, schools, evidence, author_id, author_name, " +
	"noted_on, created_at, lifted_on, lifted_by_id, lifted_by_name, lift_note, despite, version"

func scanReservation(r row) (v acceptance.Reservation, err error) {
	err = r.Scan(&v.Project, &v.Number, &v.Verification, &v.Severity, &v.Text, (*list[record.UAI])(&v.Schools), &v.Evidence,
		&v.Author.ID, &v.Author.Username, (*day)(&v.NotedOn), (*instant)(&v.CreatedAt), (*day)(&v.LiftedOn),
		&v.LiftedBy.ID, &v.LiftedBy.Username, &v.LiftNote, &v.Despite, &v.Version)
	return v, err
}

func (t *tx) Reservation(p record.ProjectID, number int) (acceptance.Reservation, error) {
	return one(t, "reservation", scanReservation,
		"SELECT "+reservationColumns+" FROM reservations WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Reservations(p record.ProjectID, f acceptance.ReservationFilter) ([]acceptance.Reservation, error) {
	var q query
	q.add("SELECT "+reservationColumns+" FROM reservations WHERE project_id = ?", p)
	q.when(f.Verification != 0, " AND verification = ?", f.Verification)
	q.when(f.Before != 0, " AND verification < ?", f.Before)
	q.when(f.Chain != 0, " AND verification IN (SELECT number FROM verifications WHERE project_id = ? AND chain = ?)", p, f.Chain)
	q.add(" ORDER BY number")
	return many(t, "reservations", scanReservation, q.text.String(), q.args...)
}

func (t *tx) PutReservation(v acceptance.Reservation) error {
	return t.put("reservation", upsert("reservations", "project_id, number", reservationColumns, 1),
		v.Project, v.Number, v.Verification, v.Severity, v.Text, list[record.UAI](v.Schools), v.Evidence,
		v.Author.ID, v.Author.Username, day(v.NotedOn), instant(v.CreatedAt), day(v.LiftedOn),
		v.LiftedBy.ID, v.LiftedBy.Username, v.LiftNote, v.Despite, v.Version)
}
