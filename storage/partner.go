package storage

import (
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

var partnerTable = newRelation("partners", "project_id, number", func(p *organisation.Partner) []field {
	return []field{
		{"project_id", &p.Project},
		{"number", &p.Number},
		{"name", &p.Name},
		{"level", &p.Level},
		{"role", &p.Role},
		{"competences", (*list[committee.Competence])(&p.Competences)},
		{"former", (*list[string])(&p.Former)},
		{"left_on", (*day)(&p.LeftOn)},
		{"reason", &p.Reason},
		{"author_id", &p.Author.ID},
		{"author_name", &p.Author.Username},
		{"created_at", (*instant)(&p.CreatedAt)},
		{"version", &p.Version},
	}
})

func (t *tx) Partners(p record.ProjectID) ([]organisation.Partner, error) {
	return many(t, "partners", partnerTable.scan, partnerTable.selected+" WHERE project_id = $1 ORDER BY number", p)
}

func (t *tx) PutPartner(p organisation.Partner) error {
	return t.put("partner", partnerTable.upsert(1), partnerTable.values(p)...)
}
