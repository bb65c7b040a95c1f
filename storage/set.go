package storage

import (
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

var setTable = newRelation("school_sets", "project_id, number", func(s *perimeter.Set) []field {
	return []field{
		{"project_id", &s.Project},
		{"number", &s.Number},
		{"name", &s.Name},
		{"wave", &s.Wave},
		{"lead_id", &s.Lead.ID},
		{"lead_name", &s.Lead.Username},
		{"targets", (*list[perimeter.Target])(&s.Targets)},
		{"author_id", &s.Author.ID},
		{"author_name", &s.Author.Username},
		{"created_at", (*instant)(&s.CreatedAt)},
		{"closed_at", (*instant)(&s.ClosedAt)},
		{"version", &s.Version},
	}
})

// setSelect reads the schools along, in their order.
var setSelect = "SELECT " + setTable.columnsOf("s") + `,
		(SELECT string_agg(m.uai, '` + rowBreak + `' ORDER BY m.position)
			FROM school_set_schools m WHERE m.project_id = s.project_id AND m.number = s.number)
	FROM school_sets s WHERE s.project_id = $1`

func scanSet(r row) (s perimeter.Set, err error) {
	err = setTable.scanInto(r, &s, (*codes)(&s.Schools))
	return s, err
}

func (t *tx) Sets(p record.ProjectID) ([]perimeter.Set, error) {
	return many(t, "sets of schools", scanSet, setSelect+" AND s.closed_at IS NULL ORDER BY s.sort_key", p)
}

func (t *tx) Set(p record.ProjectID, number int) (perimeter.Set, error) {
	return one(t, "set of schools", scanSet, setSelect+" AND s.number = $2", p, number)
}

func (t *tx) PutSet(s perimeter.Set) error {
	err := t.put("set of schools", setTable.upsert(1, "sort_key"), append(setTable.values(s), record.Fold(s.Name))...)
	if err != nil {
		return err
	}
	return t.relink("schools of a set", "school_set_schools", "project_id, number", []any{s.Project, s.Number}, "uai", len(s.Schools),
		func(i int) []any { return []any{s.Schools[i]} })
}
