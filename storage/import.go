package storage

import (
	"slices"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

var batchTable = newRelation("import_batches", "project_id, number", func(b *perimeter.Batch) []field {
	return []field{
		{"project_id", &b.Project},
		{"number", &b.Number},
		{"remaining", &b.Remaining},
		{"total", &b.Total},
		{"author_id", &b.By.ID},
		{"author_name", &b.By.Username},
		{"channel_id", &b.Where},
		{"body", &b.Body},
	}
})

// importSequence counts the imports of a project.
const importSequence = "import"

func (t *tx) AddBatches(batches ...perimeter.Batch) error {
	for some := range slices.Chunk(batches, rowsAtOnce) {
		var args []any
		for _, b := range some {
			args = append(args, batchTable.values(b)...)
		}
		if err := t.put("batches of an import", batchTable.insert(len(some)), args...); err != nil {
			return err
		}
	}
	_, err := t.Next(batches[0].Project, importSequence)
	return err
}

func (t *tx) NextBatch(p record.ProjectID) (perimeter.Batch, error) {
	return one(t, "batch of an import", batchTable.scan, batchTable.selected+" WHERE project_id = $1 ORDER BY number LIMIT 1", p)
}

func (t *tx) RemoveBatch(b perimeter.Batch) error {
	err := t.put("batch of an import", "DELETE FROM import_batches WHERE project_id = $1 AND number = $2", b.Project, b.Number)
	if err == nil && b.Remaining == 0 {
		_, err = t.Next(b.Project, directorySequence)
	}
	return err
}

func (t *tx) Importing() ([]record.ProjectID, error) {
	return many(t, "imports", scalar[record.ProjectID], "SELECT DISTINCT project_id FROM import_batches ORDER BY project_id")
}

func (t *tx) Imports(p record.ProjectID) (int, error) {
	return one(t, "imports", scalar[int], "SELECT COALESCE(MAX(value), 0) FROM counters WHERE project_id = $1 AND sequence = $2", p, importSequence)
}

func (t *tx) PutListed(p record.ProjectID, schools ...perimeter.School) error {
	next, err := one(t, "the directory's version", scalar[int],
		"SELECT COALESCE(MAX(value), 0) + 1 FROM counters WHERE project_id = $1 AND sequence = $2", p, directorySequence)
	if err != nil {
		return err
	}
	return t.putSchools(schools, func(perimeter.School) int { return next }, "stage", "stage_since", "stage_decision", "selected_by")
}
