package storage

import (
	"fmt"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

var decisionTable = newRelation("decisions", "project_id, ref", func(d *committee.Decision) []field {
	return []field{
		{"project_id", &d.Project},
		{"ref", &d.Ref},
		{"committee", &d.Committee},
		{"body", &d.Text},
		{"state", &d.State},
		{"reason", &d.Reason},
		{"selection", &d.Selection},
		{"author_id", &d.Author.ID},
		{"author_name", &d.Author.Username},
		{"logged_at", (*instant)(&d.LoggedAt)},
		{"settled_at", (*instant)(&d.SettledAt)},
		{"version", &d.Version},
		{"supersedes", &d.Supersedes},
		{"superseded_by", &d.SupersededBy},
		{"opinion", &d.Opinion},
		{"context", &d.Context},
		{"alternatives", &d.Alternatives},
		{"meeting", &d.Meeting},
		{"decided_on", (*day)(&d.DecidedOn)},
		{"consensus", &d.Vote.Consensus},
		{"votes_for", &d.Vote.For},
		{"votes_against", &d.Vote.Against},
		{"abstentions", &d.Vote.Abstained},
		{"due", (*day)(&d.Due)},
		{"review", (*day)(&d.Review)},
		{"contract", &d.Contract},
		{"source_channel", &d.Source.Channel},
		{"source_post", &d.Source.Post},
		{"source_open", &d.Source.Open},
	}
})

// decisionSelect reads the schools and those in charge along, in the order in which they
// were named.
var decisionSelect = "SELECT " + decisionTable.columns + `,
		(SELECT string_agg(s.uai, '` + rowBreak + `' ORDER BY s.position) FROM decision_schools s WHERE s.decision_id = d.id),
		(SELECT string_agg(w.user_id || '` + columnBreak + `' || w.username, '` + rowBreak + `' ORDER BY w.position)
			FROM decision_people w WHERE w.decision_id = d.id)
	FROM decisions d WHERE d.project_id = ?`

func scanDecision(r row) (d committee.Decision, err error) {
	err = decisionTable.scanInto(r, &d, (*codes)(&d.Schools), (*people)(&d.InCharge))
	return d, err
}

func (t *tx) Decision(p record.ProjectID, ref string) (committee.Decision, error) {
	var q query
	q.add(decisionSelect, p)
	q.add(" AND d.ref = ?", ref)
	return one(t, "decision", scanDecision, q.text.String(), q.args...)
}

func (t *tx) Decisions(p record.ProjectID, f committee.DecisionFilter) ([]committee.Decision, error) {
	var q query
	q.add(decisionSelect, p)
	q.when(f.Committee != "", " AND d.committee = ?", f.Committee)
	q.when(f.State != "", " AND d.state = ?", f.State)
	q.when(f.School != "", " AND EXISTS (SELECT 1 FROM decision_schools s WHERE s.decision_id = d.id AND s.uai = ?)", f.School)
	q.when(f.InCharge != "", " AND d.id IN (SELECT w.decision_id FROM decision_people w WHERE w.user_id = ?)", f.InCharge)
	if f.Followed {
		q.add(" AND (d.due <> '' OR d.review <> '' OR EXISTS (SELECT 1 FROM decision_people w WHERE w.decision_id = d.id))")
	}
	// Folding leaves letters and digits only, hence no wildcard to escape.
	for word := range strings.FieldsSeq(record.Fold(f.Words)) {
		q.add(" AND d.search LIKE ?", "%"+word+"%")
	}
	q.add(" ORDER BY d.logged_at DESC, d.id DESC")
	return many(t, "decisions", scanDecision, q.text.String(), q.args...)
}

func (t *tx) PutDecision(d committee.Decision) error {
	id, err := one(t, "the decision's row", scalar[int64],
		decisionTable.upsert(1, "search")+" RETURNING id", append(decisionTable.values(d), record.Fold(d.Ref+" "+d.Text))...)
	if err != nil {
		return fmt.Errorf("write decision: %w", err)
	}
	err = t.relink("decision's schools", "decision_schools", "decision_id", []any{id}, "uai", len(d.Schools),
		func(i int) []any { return []any{d.Schools[i]} })
	if err != nil {
		return err
	}
	if len(d.InCharge) == 0 && d.Version == 1 { // logged now, as most are
		return nil
	}
	return t.relink("those in charge of the decision", "decision_people", "decision_id", []any{id}, "user_id, username", len(d.InCharge),
		func(i int) []any { return []any{d.InCharge[i].ID, d.InCharge[i].Username} })
}
