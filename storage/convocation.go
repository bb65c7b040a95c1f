package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

var convocationTable = newRelation("convocations", "project_id, meeting", func(c *sitting.Convocation) []field {
	return []field{
		{"project_id", &c.Project},
		{"meeting", &c.Meeting},
		{"again_for", &c.AgainFor},
		{"sent_at", (*instant)(&c.SentAt)},
		{"start_at", (*instant)(&c.Start)},
		{"notice", &c.Notice.Length},
		{"notice_unit", &c.Notice.Unit},
		{"last_day", (*day)(&c.Last)},
		{"quorum", &c.Quorum},
		{"proxies", &c.Proxies},
		{"author_id", &c.Author.ID},
		{"author_name", &c.Author.Username},
		{"version", &c.Version},
	}
})

func (t *tx) Convocation(p record.ProjectID, meeting int) (sitting.Convocation, error) {
	return one(t, "convocation", convocationTable.scan, convocationTable.selected+" WHERE project_id = $1 AND meeting = $2", p, meeting)
}

func (t *tx) PutConvocation(c sitting.Convocation) error {
	return t.put("convocation", convocationTable.upsert(1), convocationTable.values(c)...)
}

var rulesTable = newRelation("rules", "project_id, committee", func(r *sitting.Rules) []field {
	return []field{
		{"project_id", &r.Project},
		{"committee", &r.Committee},
		{"notice", &r.Notice.Length},
		{"notice_unit", &r.Notice.Unit},
		{"quorum", &r.Quorum},
		{"proxies", &r.Proxies},
		{"remarks", &r.Remarks},
		{"version", &r.Version},
	}
})

func (t *tx) Rules(p record.ProjectID, code string) (sitting.Rules, error) {
	return one(t, "rules", rulesTable.scan, rulesTable.selected+" WHERE project_id = $1 AND committee = $2", p, code)
}

func (t *tx) PutRules(r sitting.Rules) error {
	return t.put("rules", rulesTable.upsert(1), rulesTable.values(r)...)
}
