package storage

import (
	"slices"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

const (
	schoolColumns = "project_id, uai, name, type, commune, postal_code, district, private, closing, " +
		"stage, stage_since, stage_decision, selected_by, updated_at"
	schoolBatch = 200 // rows in one statement: 3,000 values, where SQLite takes 32,766
	noteColumns = "project_id, uai, noted_at, author_id, author_name, body"
)

func scanSchool(r row) (s perimeter.School, err error) {
	err = r.Scan(&s.Project, &s.UAI, &s.Name, &s.Type, &s.Commune, &s.PostalCode, &s.District, &s.Private, &s.Closing,
		&s.Stage, (*day)(&s.StageSince), &s.StageDecision, &s.SelectedBy, (*instant)(&s.UpdatedAt))
	return s, err
}

func (t *tx) School(p record.ProjectID, uai record.UAI) (perimeter.School, error) {
	return one(t, "school", scanSchool,
		"SELECT "+schoolColumns+" FROM schools WHERE project_id = $1 AND uai = $2", p, uai)
}

// Schools sorts as people do, whatever the accents and capitals: the engines'
// own orders differ.
func (t *tx) Schools(p record.ProjectID) ([]perimeter.School, error) {
	return many(t, "schools", scanSchool,
		"SELECT "+schoolColumns+" FROM schools WHERE project_id = $1 ORDER BY sort_key, uai", p)
}

// PutSchools keeps the last of those that have one UAI.
func (t *tx) PutSchools(schools ...perimeter.School) error {
	for batch := range slices.Chunk(lastOfEach(schools), schoolBatch) {
		var args []any
		for _, s := range batch {
			args = append(args, s.Project, s.UAI, s.Name, s.Type, s.Commune, s.PostalCode, s.District, s.Private, s.Closing,
				s.Stage, day(s.StageSince), s.StageDecision, s.SelectedBy, instant(s.UpdatedAt),
				record.Fold(s.Commune)+columnBreak+record.Fold(s.Name))
		}
		if err := t.put("schools", upsert("schools", "project_id, uai", schoolColumns+", sort_key", len(batch)), args...); err != nil {
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

func (t *tx) AddSchoolNote(n perimeter.SchoolNote) error {
	return t.put("school note", insert("school_notes", noteColumns, 1),
		n.Project, n.UAI, instant(n.At), n.By.ID, n.By.Username, n.Text)
}

func (t *tx) LastSchoolNote(p record.ProjectID, uai record.UAI) (perimeter.SchoolNote, error) {
	scan := func(r row) (n perimeter.SchoolNote, err error) {
		err = r.Scan(&n.Project, &n.UAI, (*instant)(&n.At), &n.By.ID, &n.By.Username, &n.Text)
		return n, err
	}
	return one(t, "last note", scan, "SELECT "+noteColumns+
		" FROM school_notes WHERE project_id = $1 AND uai = $2 AND struck_at IS NULL ORDER BY noted_at DESC, id DESC LIMIT 1", p, uai)
}

func (t *tx) StrikeSchoolNote(n perimeter.SchoolNote, at time.Time) error {
	return t.put("struck note", "UPDATE school_notes SET struck_at = $1 WHERE project_id = $2 AND uai = $3 AND noted_at = $4 AND author_id = $5 AND body = $6",
		instant(at), n.Project, n.UAI, instant(n.At), n.By.ID, n.Text)
}
