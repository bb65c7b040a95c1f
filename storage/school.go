package storage

import (
	"slices"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// schoolBatch is how many rows one statement writes: 3,000 values, where SQLite
// takes 32,766.
const schoolBatch = 200

var schoolTable = newRelation("schools", "project_id, uai", func(s *perimeter.School) []field {
	return []field{
		{"project_id", &s.Project},
		{"uai", &s.UAI},
		{"name", &s.Name},
		{"type", &s.Type},
		{"commune", &s.Commune},
		{"postal_code", &s.PostalCode},
		{"district", &s.District},
		{"private", &s.Private},
		{"closing", &s.Closing},
		{"stage", &s.Stage},
		{"stage_since", (*day)(&s.StageSince)},
		{"stage_decision", &s.StageDecision},
		{"selected_by", &s.SelectedBy},
		{"updated_at", (*instant)(&s.UpdatedAt)},
	}
})

func (t *tx) School(p record.ProjectID, uai record.UAI) (perimeter.School, error) {
	return one(t, "school", schoolTable.scan,
		schoolTable.selected+" WHERE project_id = $1 AND uai = $2", p, uai)
}

// Schools sorts as people do, whatever the accents and capitals: the engines'
// own orders differ.
func (t *tx) Schools(p record.ProjectID) ([]perimeter.School, error) {
	return many(t, "schools", schoolTable.scan,
		schoolTable.selected+" WHERE project_id = $1 ORDER BY sort_key, uai", p)
}

// PutSchools keeps the last of those that have one UAI.
func (t *tx) PutSchools(schools ...perimeter.School) error {
	for batch := range slices.Chunk(lastOfEach(schools), schoolBatch) {
		var args []any
		for _, s := range batch {
			args = append(append(args, schoolTable.values(s)...), record.Fold(s.Commune)+columnBreak+record.Fold(s.Name))
		}
		if err := t.put("schools", schoolTable.upsert(len(batch), "sort_key"), args...); err != nil {
			return err
		}
	}
	return nil
}

// lastOfEach drops the schools that are given again further on.
func lastOfEach(schools []perimeter.School) []perimeter.School {
	type key struct {
		project record.ProjectID
		uai     record.UAI
	}
	place := make(map[key]int, len(schools))
	kept := make([]perimeter.School, 0, len(schools))
	for _, s := range schools {
		k := key{s.Project, s.UAI}
		if i, again := place[k]; again {
			kept[i] = s
			continue
		}
		place[k] = len(kept)
		kept = append(kept, s)
	}
	return kept
}

var noteTable = newRelation("school_notes", "id", func(n *perimeter.SchoolNote) []field {
	return []field{
		{"project_id", &n.Project},
		{"uai", &n.UAI},
		{"noted_at", (*instant)(&n.At)},
		{"author_id", &n.By.ID},
		{"author_name", &n.By.Username},
		{"body", &n.Text},
	}
})

func (t *tx) AddSchoolNote(n perimeter.SchoolNote) error {
	return t.put("school note", noteTable.insert(1), noteTable.values(n)...)
}

func (t *tx) LastSchoolNote(p record.ProjectID, uai record.UAI) (perimeter.SchoolNote, error) {
	return one(t, "last note", noteTable.scan, noteTable.selected+
		" WHERE project_id = $1 AND uai = $2 ORDER BY noted_at DESC, id DESC LIMIT 1", p, uai)
}
