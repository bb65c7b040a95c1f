package storage

import (
	"context"

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
		{"closed", optional[record.Closing]{&p.Closed}},
	}
})

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

// placeSelect is a project with each of its committees: one statement, which is one
// round trip and one state of the database.
var placeSelect = "SELECT " + projectTable.columnsOf("p") + ", " + committeeTable.columnsOf("c") + `
	FROM projects p JOIN committees c ON c.project_id = p.id AND c.state <> 'withdrawn'
	WHERE p.team_id = $1 ORDER BY c.code`

// Place reads a project without a committee by itself: there is none to join.
func (s *Store) Place(ctx context.Context, team record.TeamID) (p record.Project, committees []record.Committee, err error) {
	all := &tx{ctx: ctx, sql: s.reader}
	committees, err = many(all, "the team's place", func(r row) (c record.Committee, err error) {
		var to []any
		for _, f := range append(projectTable.fields(&p), committeeTable.fields(&c)...) {
			to = append(to, f.at)
		}
		return c, r.Scan(to...)
	}, placeSelect, team)
	if err == nil && len(committees) == 0 {
		p, err = one(all, "the team's project", projectTable.scan, projectTable.selected+" WHERE team_id = $1", team)
	}
	return p, committees, err
}
