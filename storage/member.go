package storage

import (
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

var memberTable = newRelation("members", "project_id, committee, number", func(m *organisation.Member) []field {
	return []field{
		{"project_id", &m.Project},
		{"number", &m.Number},
		{"committee", &m.Committee},
		{"account_id", &m.Account.ID},
		{"account_name", &m.Account.Username},
		{"name", &m.Name},
		{"institution", &m.Institution},
		{"function", &m.Function},
		{"title", &m.Title},
		{"office", &m.Office},
		{"deputy_of", &m.DeputyOf},
		{"left_at", (*instant)(&m.LeftAt)},
		{"author_id", &m.Author.ID},
		{"author_name", &m.Author.Username},
		{"created_at", (*instant)(&m.CreatedAt)},
		{"version", &m.Version},
	}
})

func (t *tx) Members(p record.ProjectID) ([]organisation.Member, error) {
	return many(t, "members", memberTable.scan, memberTable.selected+" WHERE project_id = $1 ORDER BY committee, number", p)
}

func (t *tx) PutMember(m organisation.Member) error {
	return t.put("member", memberTable.upsert(1), memberTable.values(m)...)
}
