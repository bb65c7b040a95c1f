package storage

import (
	"pilotent/governance"
	"pilotent/governance/record"
)

// events and subjects are what the domain keeps in history and tells about; they
// are never written to.
var (
	events   = governance.Events()
	subjects = governance.Subjects()
)

const historyColumns = "project_id, subject, changed_at, author_id, author_name, channel_id, change, before_json, after_json, note"

func scanHistory(r row) (l record.HistoryLine, err error) {
	var before, after string
	err = r.Scan(&l.Project, &l.Subject, (*instant)(&l.At), &l.By.ID, &l.By.Username, &l.Where, &l.Change, &before, &after, &l.Note)
	if err != nil {
		return l, err
	}
	return l, events.Read(&l, before, after)
}

func (t *tx) AddHistory(l record.HistoryLine) error {
	before, after, err := events.Texts(l)
	if err != nil {
		return err
	}
	return t.put("history", insert("history", historyColumns, 1),
		l.Project, l.Subject, instant(l.At), l.By.ID, l.By.Username, l.Where, l.Change, before, after, l.Note)
}

func (t *tx) History(p record.ProjectID, s record.Subject) ([]record.HistoryLine, error) {
	return many(t, "history", scanHistory,
		"SELECT "+historyColumns+" FROM history WHERE project_id = $1 AND subject = $2 ORDER BY changed_at, id", p, s)
}
