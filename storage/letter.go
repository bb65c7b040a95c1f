package storage

import (
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

var addressTable = newRelation("addresses", "project_id, committee, member", func(a *organisation.Address) []field {
	return []field{
		{"project_id", &a.Project},
		{"committee", &a.Committee},
		{"member", &a.Member},
		{"address", &a.Address},
		{"author_id", &a.Author.ID},
		{"author_name", &a.Author.Username},
		{"created_at", (*instant)(&a.CreatedAt)},
		{"version", &a.Version},
	}
})

func (t *tx) Addresses(p record.ProjectID, committee string) ([]organisation.Address, error) {
	return many(t, "addresses", addressTable.scan, addressTable.selected+" WHERE project_id = $1 AND committee = $2 ORDER BY member", p, committee)
}

func (t *tx) PutAddress(a organisation.Address) error {
	return t.put("address", addressTable.upsert(1), addressTable.values(a)...)
}

var letterTable = newRelation("letters", "project_id, meeting, round, seat", func(l *sitting.SentLetter) []field {
	return []field{
		{"project_id", &l.Project},
		{"meeting", &l.Meeting},
		{"round", &l.Round},
		{"seat", &l.Seat},
		{"name", &l.Name},
		{"state", &l.State},
		{"code", &l.Code},
		{"at", (*instant)(&l.At)},
	}
})

func (t *tx) Letters(p record.ProjectID, meeting int) ([]sitting.SentLetter, error) {
	return many(t, "letters", letterTable.scan, letterTable.selected+" WHERE project_id = $1 AND meeting = $2 ORDER BY at, round, seat", p, meeting)
}

func (t *tx) PutLetter(l sitting.SentLetter) error {
	return t.put("letter", letterTable.upsert(1), letterTable.values(l)...)
}
