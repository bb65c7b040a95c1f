package storage

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/record"
)

var outageTable = newRelation("outages", "project_id, number", func(o *acceptance.Outage) []field {
	return []field{
		{"project_id", &o.Project},
		{"number", &o.Number},
		{"verification", &o.Verification},
		{"day", (*day)(&o.Day)},
		{"minutes", &o.Minutes},
		{"note", &o.Note},
		{"author_id", &o.Author.ID},
		{"author_name", &o.Author.Username},
		{"created_at", (*instant)(&o.CreatedAt)},
		{"cancelled", &o.Cancelled},
	}
})

func (t *tx) Outages(p record.ProjectID, verification int) ([]acceptance.Outage, error) {
	return many(t, "outages", outageTable.scan,
		outageTable.selected+" WHERE project_id = $1 AND verification = $2 ORDER BY day, number", p, verification)
}

func (t *tx) PutOutage(o acceptance.Outage) error {
	return t.put("outage", outageTable.upsert(1), outageTable.values(o)...)
}

var serviceLevelTable = newRelation("service_levels", "project_id, verification", func(l *acceptance.ServiceLevel) []field {
	return []field{
		{"project_id", &l.Project}, {"verification", &l.Verification}, {"rate", &l.Rate}, {"clause", &l.Clause},
	}
})

func (t *tx) ServiceLevel(p record.ProjectID, verification int) (acceptance.ServiceLevel, error) {
	return one(t, "service level", serviceLevelTable.scan,
		serviceLevelTable.selected+" WHERE project_id = $1 AND verification = $2", p, verification)
}

func (t *tx) PutServiceLevel(l acceptance.ServiceLevel) error {
	return t.put("service level", serviceLevelTable.upsert(1), serviceLevelTable.values(l)...)
}
