package storage

import (
	"pilotent/governance/record"
)

const projectColumns = "id, team_id, name, zone, region, locale, created_at, quiet, selectors"

func scanProject(r row) (p record.Project, err error) {
	err = r.Scan(&p.ID, &p.Team, &p.Name, &p.Zone, &p.Region, &p.Locale, (*instant)(&p.CreatedAt), optional[record.Quiet]{&p.Quiet}, (*list[string])(&p.Selectors))
	return p, err
}

func (t *tx) ProjectOfTeam(team record.TeamID) (record.Project, error) {
	return one(t, "the team's project", scanProject, "SELECT "+projectColumns+" FROM projects WHERE team_id = $1", team)
}

func (t *tx) ProjectByID(id record.ProjectID) (record.Project, error) {
	return one(t, "project", scanProject, "SELECT "+projectColumns+" FROM projects WHERE id = $1", id)
}

// Projects are all projects, the oldest first.
func (t *tx) Projects() ([]record.Project, error) {
	return many(t, "projects", scanProject, "SELECT "+projectColumns+" FROM projects ORDER BY created_at, id")
}

func (t *tx) AddProject(p record.Project) error {
	return t.put("project", insert("projects", projectColumns, 1)+" ON CONFLICT DO NOTHING",
		p.ID, p.Team, p.Name, p.Zone, p.Region, p.Locale, instant(p.CreatedAt), optional[record.Quiet]{&p.Quiet}, list[string](p.Selectors))
}

func (t *tx) PutProject(p record.Project) error {
	return t.put("project", upsert("projects", "id", projectColumns, 1),
		p.ID, p.Team, p.Name, p.Zone, p.Region, p.Locale, instant(p.CreatedAt), optional[record.Quiet]{&p.Quiet}, list[string](p.Selectors))
}
