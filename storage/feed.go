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

func (t *tx) FeedByHash(hash string) (sitting.Feed, error) {
	return one(t, "feed", feedTable.scan, feedTable.selected+" WHERE token_hash = $1 AND ended_at IS NULL", hash)
}

func (t *tx) PutFeed(f sitting.Feed) error {
	return t.put("feed", feedTable.upsert(1), feedTable.values(f)...)
}
