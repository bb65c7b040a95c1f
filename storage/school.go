package storage

import (
	"errors"
	"slices"
	"time"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

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
	var schools []perimeter.School
	err := t.EachSchool(p, func(s perimeter.School) { schools = append(schools, s) })
	return schools, err
}

func (t *tx) EachSchool(p record.ProjectID, use func(perimeter.School)) error {
	return each(t, "schools", schoolTable.scan, use, schoolTable.selected+" WHERE project_id = $1 ORDER BY sort_key, uai", p)
}

// fewSchools is how many are read by one statement, of one text.
const fewSchools = 20

func (t *tx) SchoolsByUAI(p record.ProjectID, uais []record.UAI) ([]perimeter.School, error) {
	text := schoolTable.selected + " WHERE project_id = $1 AND uai IN (" + numbered(2, fewSchools) + ")"
	var schools []perimeter.School
	for few := range slices.Chunk(uais, fewSchools) {
		args := []any{p}
		for i := range fewSchools {
			args = append(args, few[min(i, len(few)-1)])
		}
		found, err := many(t, "schools", schoolTable.scan, text, args...)
		if err != nil {
			return nil, err
		}
		schools = append(schools, found...)
	}
	return schools, nil
}

func (t *tx) SchoolsSince(p record.ProjectID, version, limit int) ([]perimeter.School, error) {
	return many(t, "schools", schoolTable.scan,
		schoolTable.selected+" WHERE project_id = $1 AND written > $2 LIMIT $3", p, version, limit)
}

// directorySequence counts the changes of a project's schools.
const directorySequence = "directory"

func (t *tx) DirectoryVersion(p record.ProjectID) (int, error) {
	if t.writes {
		return 0, errors.New("read the version of a directory: the transaction writes, and may be undone")
	}
	return one(t, "the directory's version", scalar[int],
		"SELECT COALESCE(MAX(value), 0) FROM counters WHERE project_id = $1 AND sequence = $2", p, directorySequence)
}

func (t *tx) Nicknames(p record.ProjectID) (map[record.UAI]string, error) {
	type named struct {
		uai      record.UAI
		nickname string
	}
	scan := func(r row) (n named, err error) {
		err = r.Scan(&n.uai, &n.nickname)
		return n, err
	}
	list, err := many(t, "nicknames", scan, "SELECT uai, nickname FROM schools WHERE project_id = $1 AND nickname <> ''", p)
	nicknames := make(map[record.UAI]string, len(list))
	for _, n := range list {
		nicknames[n.uai] = n.nickname
	}
	return nicknames, err
}

func (t *tx) PutNickname(p record.ProjectID, uai record.UAI, nickname string) error {
	version, err := t.Next(p, directorySequence)
	if err != nil {
		return err
	}
	return t.put("nickname", "UPDATE schools SET nickname = $1, written = $2 WHERE project_id = $3 AND uai = $4", nickname, version, p, uai)
}

func (t *tx) SchoolsByStage(p record.ProjectID) (map[perimeter.Stage]int, error) {
	type stage struct {
		stage perimeter.Stage
		count int
	}
	scan := func(r row) (s stage, err error) {
		err = r.Scan(&s.stage, &s.count)
		return s, err
	}
	list, err := many(t, "schools by stage", scan, "SELECT stage, COUNT(*) FROM schools WHERE project_id = $1 GROUP BY stage", p)
	counts := make(map[perimeter.Stage]int, len(list))
	for _, s := range list {
		counts[s.stage] = s.count
	}
	return counts, err
}

func (t *tx) SelectedSchools(p record.ProjectID, decision string) (int, error) {
	return one(t, "selected schools", scalar[int], "SELECT COUNT(*) FROM schools WHERE project_id = $1 AND selected_by = $2", p, decision)
}

// PutSchools keeps the last of those that have one UAI, with the version of the
// directory that they make.
func (t *tx) PutSchools(schools ...perimeter.School) error {
	versions := map[record.ProjectID]int{}
	for _, s := range schools {
		if _, ok := versions[s.Project]; ok {
			continue
		}
		version, err := t.Next(s.Project, directorySequence)
		if err != nil {
			return err
		}
		versions[s.Project] = version
	}
	return t.putSchools(lastOfEach(schools), func(s perimeter.School) int { return versions[s.Project] })
}

// putSchools writes schools, each once; of those that are there, the columns own are
// left.
func (t *tx) putSchools(schools []perimeter.School, version func(perimeter.School) int, own ...string) error {
	columns := schoolTable.with([]string{"sort_key", "written"})
	for some := range slices.Chunk(schools, rowsAtOnce) {
		args := make([]any, 0, rowsAtOnce*16)
		for _, s := range some {
			args = append(append(args, schoolTable.values(s)...), record.Fold(s.Commune)+columnBreak+record.Fold(s.Name), version(s))
		}
		if err := t.put("schools", upsert(schoolTable.table, schoolTable.key, columns, len(some), own...), args...); err != nil {
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
		" WHERE project_id = $1 AND uai = $2 AND struck_at IS NULL ORDER BY noted_at DESC, id DESC LIMIT 1", p, uai)
}

func (t *tx) StrikeSchoolNote(n perimeter.SchoolNote, at time.Time) error {
	return t.put("struck note", "UPDATE school_notes SET struck_at = $1 WHERE project_id = $2 AND uai = $3 AND noted_at = $4 AND author_id = $5 AND body = $6",
		instant(at), n.Project, n.UAI, instant(n.At), n.By.ID, n.Text)
}
