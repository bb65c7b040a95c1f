package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

var teamTable = newRelation("school_teams", "project_id, number", func(m *rollout.Teammate) []field {
	return []field{
		{"project_id", &m.Project},
		{"number", &m.Number},
		{"uai", &m.UAI},
		{"person_id", &m.Person.ID},
		{"person_name", &m.Person.Username},
		{"function", &m.Function},
		{"state", &m.State},
		{"by_id", &m.By.ID},
		{"by_name", &m.By.Username},
		{"changed_at", (*instant)(&m.At)},
		{"version", &m.Version},
	}
})

func (t *tx) Teammates(p record.ProjectID, uai record.UAI, of record.UserID) ([]rollout.Teammate, error) {
	var q query
	q.add(teamTable.selected+" WHERE project_id = ?", p)
	q.when(uai != "", " AND uai = ?", uai)
	q.when(of != "", " AND person_id = ?", of)
	q.add(" ORDER BY number")
	return many(t, "teams of schools", teamTable.scan, q.text.String(), q.args...)
}

func (t *tx) PutTeammate(m rollout.Teammate) error {
	return t.put("team of a school", teamTable.upsert(1), teamTable.values(m)...)
}

var areaTable = newRelation("group_areas", "project_id, code", func(a *rollout.Area) []field {
	return []field{
		{"project_id", &a.Project},
		{"code", &a.Group},
		{"districts", (*list[string])(&a.Districts)},
		{"kind", &a.Kind},
		{"version", &a.Version},
	}
})

func (t *tx) Areas(p record.ProjectID) ([]rollout.Area, error) {
	return many(t, "areas of groups", areaTable.scan, areaTable.selected+" WHERE project_id = $1 ORDER BY code", p)
}

func (t *tx) PutArea(a rollout.Area) error {
	return t.put("area of a group", areaTable.upsert(1), areaTable.values(a)...)
}
