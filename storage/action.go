package storage

import (
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

var actionTable = newRelation("actions", "project_id, number", func(a *rollout.SupportAction) []field {
	return []field{
		{"project_id", &a.Project},
		{"number", &a.Number},
		{"title", &a.Title},
		{"kind", &a.Kind},
		{"due", (*day)(&a.Due)},
		{"group_code", &a.Group},
		{"state", &a.State},
		{"author_id", &a.Author.ID},
		{"author_name", &a.Author.Username},
		{"created_at", (*instant)(&a.CreatedAt)},
		{"closed_at", (*instant)(&a.ClosedAt)},
		{"version", &a.Version},
		{"former_ref", &a.FormerRef},
		{"offline", &a.Offline},
		{"origin", &a.Origin},
		{"blocked", &a.Blocked},
		{"blocked_on", (*day)(&a.BlockedOn)},
		{"trained", &a.Trained},
		{"spent", (*milliseconds)(&a.Spent)},
	}
})

// actionSelect reads the schools and the assignees along, in the order in
// which they were named.
var actionSelect = "SELECT " + actionTable.columns + `,
		(SELECT string_agg(s.uai, '` + rowBreak + `' ORDER BY s.position)
			FROM action_schools s WHERE s.project_id = a.project_id AND s.number = a.number),
		(SELECT string_agg(w.user_id || '` + columnBreak + `' || w.username, '` + rowBreak + `' ORDER BY w.position)
			FROM action_assignees w WHERE w.project_id = a.project_id AND w.number = a.number)
	FROM actions a WHERE a.project_id = ?`

func scanAction(r row) (a rollout.SupportAction, err error) {
	err = actionTable.scanInto(r, &a, (*codes)(&a.Schools), (*people)(&a.Assignees))
	return a, err
}

func (t *tx) Action(p record.ProjectID, number int) (rollout.SupportAction, error) {
	var q query
	q.add(actionSelect, p)
	q.add(" AND a.number = ?", number)
	return one(t, "action", scanAction, q.text.String(), q.args...)
}

func (t *tx) Actions(p record.ProjectID, f rollout.ActionFilter) ([]rollout.SupportAction, error) {
	var q query
	q.add(actionSelect, p)
	q.when(f.State != "", " AND a.state = ?", f.State)
	q.when(f.Group != "", " AND a.group_code = ?", f.Group)
	q.when(f.Kind != "", " AND a.kind = ?", f.Kind)
	q.when(f.Blocked, " AND a.blocked <> ''")
	q.when(f.Free, ` AND a.offline = '' AND NOT EXISTS (SELECT 1 FROM action_assignees w
		WHERE w.project_id = a.project_id AND w.number = a.number)`)
	q.when(!f.DueBefore.IsZero(), " AND a.due <> '' AND a.due < ?", day(f.DueBefore))
	q.when(f.School != "", ` AND EXISTS (SELECT 1 FROM action_schools s
		WHERE s.project_id = a.project_id AND s.number = a.number AND s.uai = ?)`, f.School)
	q.when(f.Assignee != "", ` AND EXISTS (SELECT 1 FROM action_assignees w
		WHERE w.project_id = a.project_id AND w.number = a.number AND w.user_id = ?)`, f.Assignee)
	q.when(f.Concerns != "", ` AND (a.author_id = ? OR EXISTS (SELECT 1 FROM action_assignees w
		WHERE w.project_id = a.project_id AND w.number = a.number AND w.user_id = ?))`, f.Concerns, f.Concerns)
	q.when(f.GivenBy != "", ` AND a.author_id = ? AND NOT EXISTS (SELECT 1 FROM action_assignees w
		WHERE w.project_id = a.project_id AND w.number = a.number AND w.user_id = ?)`, f.GivenBy, f.GivenBy)
	q.add(" ORDER BY a.due = '', a.due, a.number")
	return many(t, "actions", scanAction, q.text.String(), q.args...)
}

func (t *tx) PutAction(a rollout.SupportAction) error {
	err := t.put("action", actionTable.upsert(1), actionTable.values(a)...)
	if err != nil {
		return err
	}
	owner := []any{a.Project, a.Number}
	err = t.relink("action's schools", "action_schools", "project_id, number", owner, "uai", len(a.Schools),
		func(i int) []any { return []any{a.Schools[i]} })
	if err != nil {
		return err
	}
	return t.relink("action's assignees", "action_assignees", "project_id, number", owner, "user_id, username", len(a.Assignees),
		func(i int) []any { return []any{a.Assignees[i].ID, a.Assignees[i].Username} })
}
