package storage

import (
	"fmt"
	"math"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/wording"
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
		{"former_ref", &d.FormerRef},
		{"offline", &d.Offline},
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
	if f.Text != "" {
		// Most are one of a kind: one look into an index says so.
		same, err := many(t, "decisions of one text", scalar[int64], "SELECT decision_id FROM decision_words WHERE project_id = $1 AND word = $2", p, sameText(f.Text))
		if err != nil || len(same) == 0 {
			return nil, err
		}
	}
	var q query
	q.add(decisionSelect, p)
	q.decisions(p, f)
	q.add(latestDecisions)
	return many(t, "decisions", scanDecision, q.text.String(), q.args...)
}

const latestDecisions = " ORDER BY d.logged_at DESC, d.id DESC"

func (t *tx) DecisionPage(p record.ProjectID, f committee.DecisionFilter, s committee.DecisionSpan) (committee.DecisionPage, error) {
	var counted, read query
	counted.add("SELECT COUNT(*) FROM decisions d WHERE d.project_id = ?", p)
	read.add(decisionSelect, p)
	for _, q := range []*query{&counted, &read} {
		q.decisions(p, f)
		q.within("d.committee", s.Committees)
	}
	total, err := one(t, "how many decisions", scalar[int], counted.text.String(), counted.args...)
	if err != nil || total <= s.From {
		return committee.DecisionPage{Total: total}, err
	}
	read.add(latestDecisions+" LIMIT ? OFFSET ?", s.Limit, s.From)
	list, err := many(t, "decisions", scanDecision, read.text.String(), read.args...)
	return committee.DecisionPage{List: list, Total: total}, err
}

// decisions narrows what is read of decisions d to those that the filter lets through.
func (q *query) decisions(p record.ProjectID, f committee.DecisionFilter) {
	q.when(f.Committee != "", " AND d.committee = ?", f.Committee)
	q.when(f.State != "", " AND d.state = ?", f.State)
	q.when(f.Meeting != 0, " AND d.meeting = ?", f.Meeting)
	q.when(f.School != "", " AND EXISTS (SELECT 1 FROM decision_schools s WHERE s.decision_id = d.id AND s.uai = ?)", f.School)
	q.when(f.InCharge != "", " AND d.id IN (SELECT w.decision_id FROM decision_people w WHERE w.user_id = ?)", f.InCharge)
	if f.Followed {
		q.add(" AND (d.due <> '' OR d.review <> '' OR EXISTS (SELECT 1 FROM decision_people w WHERE w.decision_id = d.id))")
	}
	if f.Person != "" {
		q.add(" AND (d.author_id = ? OR d.id IN (SELECT w.decision_id FROM decision_people w WHERE w.user_id = ?)", f.Person, f.Person)
		q.add(" OR EXISTS (SELECT 1 FROM history h WHERE h.project_id = d.project_id AND h.author_id = ?", f.Person)
		q.add(" AND h.subject = '" + string(committee.NounDecision.Subject("")) + "' || d.ref")
		q.within("h.change", committee.SettlingChanges())
		q.add("))")
	}
	if from, before := f.Between(); !from.IsZero() || !before.IsZero() {
		until := int64(math.MaxInt64)
		if !before.IsZero() {
			until = before.UnixMilli()
		}
		since := max(0, from.UnixMilli()) // the zero time is long before
		q.add(" AND (d.logged_at >= ? AND d.logged_at < ? OR d.settled_at >= ? AND d.settled_at < ?", since, until, since, until)
		q.add(" OR d.decided_on <> ''")
		q.when(!f.First.IsZero(), " AND d.decided_on >= ?", day(f.First))
		q.when(!f.Last.IsZero(), " AND d.decided_on <= ?", day(f.Last))
		q.add(")")
	}
	if f.Text != "" {
		q.word(p, wording.Word{Keys: []string{sameText(f.Text)}})
	}
	for _, word := range wording.Query(f.Words) {
		q.word(p, word)
	}
}

func (t *tx) PutDecision(d committee.Decision) error {
	id, err := one(t, "the decision's row", scalar[int64],
		decisionTable.upsert(1, "worded")+" RETURNING id", append(decisionTable.values(d), wording.Version)...)
	if err != nil {
		return fmt.Errorf("write decision: %w", err)
	}
	if err := t.putWords(id, d); err != nil {
		return err
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
