package storage

import (
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
)

var proceedingsTable = newRelation("proceedings", "project_id, meeting", func(p *proceedings.Proceedings) []field {
	return []field{
		{"project_id", &p.Project},
		{"meeting", &p.Meeting},
		{"committee", &p.Committee},
		{"ref", &p.Ref},
		{"year", &p.Year},
		{"number", &p.Number},
		{"state", &p.State},
		{"edition", &p.Edition},
		{"intro", &p.Intro},
		{"posted_at", (*instant)(&p.PostedAt)},
		{"until_day", (*day)(&p.Until)},
		{"author_id", &p.Author.ID},
		{"author_name", &p.Author.Username},
		{"approved_at", (*instant)(&p.ApprovedAt)},
		{"approved_by_id", &p.ApprovedBy.ID},
		{"approved_by_name", &p.ApprovedBy.Username},
		{"approved_as", &p.ApprovedName},
		{"chair", &p.Chair},
		{"approved_in", &p.ApprovedIn},
		{"version", &p.Version},
	}
})

func (t *tx) Proceedings(p record.ProjectID, meeting int) (proceedings.Proceedings, error) {
	return one(t, "minutes", proceedingsTable.scan, proceedingsTable.selected+" WHERE project_id = $1 AND meeting = $2", p, meeting)
}

func (t *tx) PutProceedings(p proceedings.Proceedings) error {
	return t.put("minutes", proceedingsTable.upsert(1), proceedingsTable.values(p)...)
}

func (t *tx) MinutesPosted(p record.ProjectID, meeting int) (bool, error) {
	n, err := one(t, "drafts", integer, "SELECT COUNT(*) FROM editions WHERE project_id = $1 AND meeting = $2", p, meeting)
	return n > 0, err
}

func (t *tx) MinutesOpen(p record.ProjectID, committee string) ([]int, error) {
	return many(t, "drafts", integer, "SELECT meeting FROM proceedings WHERE project_id = $1 AND committee = $2 AND state = $3 ORDER BY meeting",
		p, committee, proceedings.StateDraft)
}

func integer(from row) (n int, err error) {
	err = from.Scan(&n)
	return n, err
}

var editionTable = newRelation("editions", "project_id, meeting, number", func(e *proceedings.Edition) []field {
	return []field{
		{"project_id", &e.Project},
		{"meeting", &e.Meeting},
		{"number", &e.Number},
		{"content", &e.Stored},
		{"author_id", &e.Author.ID},
		{"author_name", &e.Author.Username},
		{"posted_at", (*instant)(&e.PostedAt)},
	}
})

func (t *tx) Edition(p record.ProjectID, meeting, number int) (proceedings.Edition, error) {
	return one(t, "draft", editionTable.scan, editionTable.selected+" WHERE project_id = $1 AND meeting = $2 AND number = $3", p, meeting, number)
}

func (t *tx) AddEdition(e proceedings.Edition) error {
	return t.put("draft", editionTable.insert(1), editionTable.values(e)...)
}

var postingTable = newRelation("editions", "project_id, meeting, number", func(d *proceedings.Posting) []field {
	return []field{{"number", &d.Edition}, {"posted_at", (*instant)(&d.At)}, {"post", &d.Post}}
})

func (t *tx) Postings(p record.ProjectID, meeting int) ([]proceedings.Posting, error) {
	subject := proceedings.Proceedings{Meeting: meeting}.Subject()
	return many(t, "postings", postingTable.scan, `
		SELECT e.number, e.posted_at, COALESCE(d.post_id, '') FROM editions e
		LEFT JOIN deliveries d ON d.project_id = e.project_id AND d.subject = $3 AND d.kind = $4 AND d.due_at = e.posted_at AND d.state = 'sent'
		WHERE e.project_id = $1 AND e.meeting = $2 ORDER BY e.number`, p, meeting, subject, proceedings.DraftPosted)
}

var remarkTable = newRelation("remarks", "project_id, meeting, number", func(r *proceedings.Remark) []field {
	return []field{
		{"project_id", &r.Project},
		{"meeting", &r.Meeting},
		{"number", &r.Number},
		{"edition", &r.Edition},
		{"added", &r.Added},
		{"author_id", &r.Author.ID},
		{"author_name", &r.Author.Username},
		{"said_as", &r.Name},
		{"text", &r.Text},
		{"said_at", (*instant)(&r.At)},
		{"post", &r.Post},
	}
})

func (t *tx) Remarks(p record.ProjectID, meeting int) ([]proceedings.Remark, error) {
	return many(t, "remarks", remarkTable.scan, remarkTable.selected+" WHERE project_id = $1 AND meeting = $2 ORDER BY number", p, meeting)
}

func (t *tx) AddRemark(r proceedings.Remark) error {
	return t.put("remark", remarkTable.insert(1), remarkTable.values(r)...)
}
