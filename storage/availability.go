package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/record"
)

const outageColumns = "project_id, number, verification, day, minutes, note, author_id, author_name, created_at, cancelled"

func scanOutage(r row) (o acceptance.Outage, err error) {
	err = r.Scan(&o.Project, &o.Number, &o.Verification, (*day)(&o.Day), &o.Minutes, &o.Note, &o.Author.ID, &o.Author.Username,
		(*instant)(&o.CreatedAt), &o.Cancelled)
	return o, err
}

func (t *tx) Outages(p record.ProjectID, verification int) ([]acceptance.Outage, error) {
	return many(t, "outages", scanOutage,
		"SELECT "+outageColumns+" FROM outages WHERE project_id = $1 AND verification = $2 ORDER BY day, number", p, verification)
}

func (t *tx) PutOutage(o acceptance.Outage) error {
	return t.put("outage", upsert("outages", "project_id, number", outageColumns, 1),
		o.Project, o.Number, o.Verification, day(o.Day), o.Minutes, o.Note, o.Author.ID, o.Author.Username, instant(o.CreatedAt), o.Cancelled)
}

const serviceLevelColumns = "project_id, verification, rate, clause"

func scanServiceLevel(r row) (l acceptance.ServiceLevel, err error) {
	err = r.Scan(&l.Project, &l.Verification, &l.Rate, &l.Clause)
	return l, err
}

func (t *tx) ServiceLevel(p record.ProjectID, verification int) (acceptance.ServiceLevel, error) {
	return one(t, "service level", scanServiceLevel,
		"SELECT "+serviceLevelColumns+" FROM service_levels WHERE project_id = $1 AND verification = $2", p, verification)
}

func (t *tx) PutServiceLevel(l acceptance.ServiceLevel) error {
	return t.put("service level", upsert("service_levels", "project_id, verification", serviceLevelColumns, 1),
		l.Project, l.Verification, l.Rate, l.Clause)
}
