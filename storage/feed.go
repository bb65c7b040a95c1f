package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

var feedTable = newRelation("feeds", "project_id, number", func(f *sitting.Feed) []field {
	return []field{
		{"project_id", &f.Project},
		{"number", &f.Number},
		{"owner_id", &f.Owner.ID},
		{"owner_name", &f.Owner.Username},
		{"committee", &f.Committee},
		{"token_hash", &f.Hash},
		{"created_at", (*instant)(&f.CreatedAt)},
		{"ended_at", (*instant)(&f.EndedAt)},
	}
})

func (t *tx) Feeds(p record.ProjectID, owner record.UserID) ([]sitting.Feed, error) {
	return many(t, "feeds", feedTable.scan, feedTable.selected+" WHERE project_id = $1 AND owner_id = $2 AND ended_at IS NULL ORDER BY number", p, owner)
}

func (t *tx) FeedByHash(hash string) (f sitting.Feed, team record.TeamID, err error) {
	f, err = one(t, "feed", func(from row) (f sitting.Feed, err error) {
		err = feedTable.scanInto(from, &f, &team)
		return f, err
	},
		"SELECT "+feedTable.columnsOf("f")+", p.team_id FROM feeds f JOIN projects p ON p.id = f.project_id WHERE f.token_hash = $1 AND f.ended_at IS NULL", hash)
	return f, team, err
}

func (t *tx) PutFeed(f sitting.Feed) error {
	return t.put("feed", feedTable.upsert(1), feedTable.values(f)...)
}
