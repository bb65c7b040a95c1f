package storage

import "pilotent/governance"

const historyColumns = "project_id, subject, changed_at, author_id, author_name, channel_id, change, before_json, after_json, note"

func scanHistory(r row) (l governance.HistoryLine, err error) {
	var before, after string
	err = r.Scan(&l.Project, &l.Subject, (*instant)(&l.At), &l.By.ID, &l.By.Username, &l.Where, &l.Change, &before, &after, &l.Note)
	if err != nil {
		return l, err
	}
	return l, l.Read(before, after)
}

func (t *tx) AddHistory(l governance.HistoryLine) error {
	before, after, err := l.Texts()
	if err != nil {
		return err
	}
	return t.put("history", insert("history", historyColumns, 1),
		l.Project, l.Subject, instant(l.At), l.By.ID, l.By.Username, l.Where, l.Change, before, after, l.Note)
}

func (t *tx) History(p governance.ProjectID, s governance.Subject) ([]governance.HistoryLine, error) {
	return many(t, "history", scanHistory,
		"SELECT "+historyColumns+" FROM history WHERE project_id = $1 AND subject = $2 ORDER BY changed_at, id", p, s)
}
