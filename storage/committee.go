package storage

import (
	"strings"

	"pilotent/governance/record"
)

var committeeTable = newRelation("committees", "project_id, code", func(c *record.Committee) []field {
	return []field{
		{"project_id", &c.Project},
		{"code", &c.Code},
		{"name", &c.Name},
		{"level", &c.Level},
		{"kind", &c.Kind},
		{"channel_id", &c.Channel},
		{"channel_name", &c.ChannelName},
		{"diffusion", &c.Diffusion},
		{"series", &c.Series},
		{"leads", (*list[record.Lead])(&c.Leads)},
		{"digest", optional[record.Digest]{&c.Digest}},
		{"yearly", &c.Yearly},
		{"agenda", (*list[string])(&c.Agenda)},
		{"created_at", (*instant)(&c.CreatedAt)},
		{"creator_id", &c.CreatedBy.ID},
		{"creator_name", &c.CreatedBy.Username},
		{"state", &c.State},
	}
})

// Committee relies on codes being kept in capitals, as governance makes them.
func (t *tx) Committee(p record.ProjectID, code string) (record.Committee, error) {
	return one(t, "committee", committeeTable.scan,
		committeeTable.selected+" WHERE project_id = $1 AND code = $2", p, strings.ToUpper(code))
}

func (t *tx) Committees(p record.ProjectID) ([]record.Committee, error) {
	return many(t, "committees", committeeTable.scan,
		committeeTable.selected+" WHERE project_id = $1 AND state <> 'withdrawn' ORDER BY code", p)
}

func (t *tx) PutCommittee(c record.Committee) error {
	return t.put("committee", committeeTable.upsert(1), committeeTable.values(c)...)
}
