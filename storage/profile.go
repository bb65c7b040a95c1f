package storage

import (
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
)

var profileTable = newRelation("profiles", "project_id", func(p *organisation.Profile) []field {
	return []field{
		{"project_id", &p.Project},
		{"perimeter", &p.Perimeter},
		{"schools", &p.Schools},
		{"stage", &p.Stage},
		{"author_id", &p.Author.ID},
		{"author_name", &p.Author.Username},
		{"changed_at", (*instant)(&p.ChangedAt)},
		{"version", &p.Version},
	}
})

var draftTable = newRelation("plans", "project_id", func(d *organisation.Draft) []field {
	return []field{
		{"project_id", &d.Project},
		{"perimeter", &d.Perimeter},
		{"schools", &d.Schools},
		{"stage", &d.Stage},
		{"partners", (*list[committee.Institution])(&d.Partners)},
		{"edits", (*list[organisation.Edit])(&d.Edits)},
		{"author_id", &d.Author.ID},
		{"author_name", &d.Author.Username},
		{"discussed_at", (*instant)(&d.At)},
		{"done_at", (*instant)(&d.DoneAt)},
		{"version", &d.Version},
	}
})

func (t *tx) Profile(p record.ProjectID) (organisation.Profile, error) {
	return one(t, "profile", profileTable.scan, profileTable.selected+" WHERE project_id = $1", p)
}

func (t *tx) PutProfile(p organisation.Profile) error {
	return t.put("profile", profileTable.upsert(1), profileTable.values(p)...)
}

func (t *tx) Draft(p record.ProjectID) (organisation.Draft, error) {
	return one(t, "plan", draftTable.scan, draftTable.selected+" WHERE project_id = $1", p)
}

func (t *tx) PutDraft(d organisation.Draft) error {
	return t.put("plan", draftTable.upsert(1), draftTable.values(d)...)
}
