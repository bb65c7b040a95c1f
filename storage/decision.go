package storage

import (
	"fmt"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

const (
	decisionColumns = "project_id, ref, committee, body, state, reason, selection, author_id, author_name, logged_at, settled_at, version, supersedes, superseded_by"
	// decisionSelect reads the schools along, in the order in which they were named.
	decisionSelect = "SELECT " + decisionColumns + `,
			(SELECT string_agg(s.uai, '` + rowBreak + `' ORDER BY s.position) FROM decision_schools s WHERE s.decision_id = d.id)
		FROM decisions d WHERE d.project_id = ?`
)

func scanDecision(r row) (d committee.Decision, err error) {
	err = r.Scan(&d.Project, &d.Ref, &d.Committee, &d.Text, &d.State, &d.Reason, &d.Selection, &d.Author.ID, &d.Author.Username,
		(*instant)(&d.LoggedAt), (*instant)(&d.SettledAt), &d.Version, &d.Supersedes, &d.SupersededBy, (*codes)(&d.Schools))
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
	// Folding leaves letters and digits only, hence no wildcard to escape.
	for word := range strings.FieldsSeq(record.Fold(f.Words)) {
		q.add(" AND d.search LIKE ?", "%"+word+"%")
	}
	q.add(" ORDER BY d.logged_at DESC, d.id DESC")
	return many(t, "decisions", scanDecision, q.text.String(), q.args...)
}

func (t *tx) PutDecision(d committee.Decision) error {
	id, err := one(t, "the decision's row", scalar[int64],
		upsert("decisions", "project_id, ref", decisionColumns+", search", 1)+" RETURNING id",
		d.Project, d.Ref, d.Committee, d.Text, d.State, d.Reason, d.Selection, d.Author.ID, d.Author.Username,
		instant(d.LoggedAt), instant(d.SettledAt), d.Version, d.Supersedes, d.SupersededBy, record.Fold(d.Ref+" "+d.Text))
	if err != nil {
		return fmt.Errorf("write decision: %w", err)
	}
	return t.relink("decision's schools", "decision_schools", "decision_id", []any{id}, "uai", len(d.Schools),
		func(i int) []any { return []any{d.Schools[i]} })
}
