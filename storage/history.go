package storage

import "pilotent/governance"

const historyColumns = "project_id, subject, changed_at, author_id, author_name, channel_id, change, before_json, after_json, note"

func scanHistory(r row) (l governance.HistoryLine, err error) {
	err = r.Scan(&l.Project, &l.Subject, (*instant)(&l.At), &l.By.ID, &l.By.Username, &l.Where, &l.Change, &l.Before, &l.After, &l.Note)
	return l, err
}

func (t *tx) AddHistory(l governance.HistoryLine) error {
	return t.put("history", insert("history", historyColumns, 1),
		l.Project, l.Subject, instant(l.At), l.By.ID, l.By.Username, l.Where, l.Change, l.Before, l.After, l.Note)
}

func (t *tx) History(p governance.ProjectID, s governance.Subject) ([]governance.HistoryLine, error) {
	return many(t, "history", scanHistory,
		"SELECT "+historyColumns+" FROM history WHERE project_id = $1 AND subject = $2 ORDER BY changed_at, id", p, s)
}
