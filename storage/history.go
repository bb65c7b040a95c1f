package storage

import (
	"slices"

	"pilotent/governance"
	"pilotent/governance/record"
)

// events and subjects are what the domain keeps in history and tells about; they
// are never written to.
var (
	events   = governance.Events()
	subjects = governance.Subjects()
)

// storedLine is a line of history as its row keeps it.
type storedLine struct {
	record.HistoryLine
	before, after string
}

var historyTable = newRelation("history", "id", func(l *storedLine) []field {
	return []field{
		{"project_id", &l.Project},
		{"subject", &l.Subject},
		{"changed_at", (*instant)(&l.At)},
		{"author_id", &l.By.ID},
		{"author_name", &l.By.Username},
		{"channel_id", &l.Where},
		{"change", &l.Change},
		{"before_json", &l.before},
		{"after_json", &l.after},
		{"note", &l.Note},
	}
})

func scanHistory(r row) (record.HistoryLine, error) {
	stored, err := historyTable.scan(r)
	if err != nil {
		return stored.HistoryLine, err
	}
	err = events.Read(&stored.HistoryLine, stored.before, stored.after)
	return stored.HistoryLine, err
}

func (t *tx) AddHistory(lines ...record.HistoryLine) error {
	for some := range slices.Chunk(lines, rowsAtOnce) {
		var args []any
		for _, l := range some {
			before, after, err := events.Texts(l)
			if err != nil {
				return err
			}
			args = append(args, historyTable.values(storedLine{l, before, after})...)
		}
		if err := t.put("history", historyTable.insert(len(some)), args...); err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) History(p record.ProjectID, s record.Subject) ([]record.HistoryLine, error) {
	return many(t, "history", scanHistory,
		historyTable.selected+" WHERE project_id = $1 AND subject = $2 ORDER BY changed_at, id", p, s)
}

func (t *tx) ChangedIn(p record.ProjectID, change string, c record.ChannelID) ([]record.Subject, error) {
	scan := func(r row) (s record.Subject, err error) { return s, r.Scan(&s) }
	return many(t, "subjects of history", scan,
		"SELECT DISTINCT subject FROM history WHERE project_id = $1 AND change = $2 AND channel_id = $3 ORDER BY subject", p, change, c)
}

// KeptHistory goes by the numbers of rows: lines of a project are written by one
// transaction after the other.
func (t *tx) KeptHistory(p record.ProjectID, after int64, limit int) ([]record.KeptLine, error) {
	scan := func(r row) (l record.KeptLine, err error) {
		var stored storedLine
		err = historyTable.scanInto(r, &stored, &l.Number)
		l.HistoryLine, l.BeforeText, l.AfterText = stored.HistoryLine, stored.before, stored.after
		return l, err
	}
	return many(t, "kept history", scan,
		"SELECT "+historyTable.with([]string{"id"})+" FROM history WHERE project_id = $1 AND id > $2 ORDER BY id LIMIT $3", p, after, limit)
}

func (t *tx) Authors(p record.ProjectID) ([]record.Person, error) {
	scan := func(r row) (a record.Person, err error) { return a, r.Scan(&a.ID, &a.Username) }
	return many(t, "authors", scan, `
		SELECT author_id, author_name FROM history
		WHERE id IN (SELECT MAX(id) FROM history WHERE project_id = $1 AND author_id <> '' GROUP BY author_id)
		ORDER BY author_name, author_id`, p)
}
