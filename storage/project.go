package storage

import (
	"pilotent/governance/record"
)

var projectTable = newRelation("projects", "id", func(p *record.Project) []field {
	return []field{
		{"id", &p.ID},
		{"team_id", &p.Team},
		{"name", &p.Name},
		{"zone", &p.Zone},
		{"region", &p.Region},
		{"locale", &p.Locale},
		{"created_at", (*instant)(&p.CreatedAt)},
		{"quiet", optional[record.Quiet]{&p.Quiet}},
		{"selectors", (*list[string])(&p.Selectors)},
	}
})

func (t *tx) ProjectOfTeam(team record.TeamID) (record.Project, error) {
	return one(t, "the team's project", projectTable.scan, projectTable.selected+" WHERE team_id = $1", team)
}

func (t *tx) ProjectByID(id record.ProjectID) (record.Project, error) {
	return one(t, "project", projectTable.scan, projectTable.selected+" WHERE id = $1", id)
}

// Projects are all projects, the oldest first.
func (t *tx) Projects() ([]record.Project, error) {
	return many(t, "projects", projectTable.scan, projectTable.selected+" ORDER BY created_at, id")
}

func (t *tx) AddProject(p record.Project) error {
	return t.put("project", projectTable.insert(1)+" ON CONFLICT DO NOTHING", projectTable.values(p)...)
}

func (t *tx) PutProject(p record.Project) error {
	return t.put("project", projectTable.upsert(1), projectTable.values(p)...)
}
