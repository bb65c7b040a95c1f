package storage

import (
	"time"

	"pilotent/governance/committee"
	"pilotent/governance/record"
)

const meetingColumns = "project_id, number, committee, day, hour, minute, zone, duration_ms, place, state, reason, " +
	"author_id, author_name, created_at, version, title"

func scanMeeting(r row) (m committee.Meeting, err error) {
	var milliseconds int64
	err = r.Scan(&m.Project, &m.Number, &m.Committee, (*day)(&m.Day), &m.Hour, &m.Minute, &m.Zone, &milliseconds, &m.Place,
		&m.State, &m.Reason, &m.Author.ID, &m.Author.Username, (*instant)(&m.CreatedAt), &m.Version, &m.Title)
	m.Duration = time.Duration(milliseconds) * time.Millisecond
	return m, err
}

func (t *tx) Meeting(p record.ProjectID, number int) (committee.Meeting, error) {
	return one(t, "meeting", scanMeeting,
		"SELECT "+meetingColumns+" FROM meetings WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Meetings(p record.ProjectID, f committee.MeetingFilter) ([]committee.Meeting, error) {
	var q query
	q.add("SELECT "+meetingColumns+" FROM meetings WHERE project_id = ?", p)
	q.when(f.Committee != "", " AND committee = ?", f.Committee)
	q.when(f.State != "", " AND state = ?", f.State)
	q.when(!f.From.IsZero(), " AND start_at >= ?", instant(f.From))
	q.add(" ORDER BY start_at, number")
	q.when(f.Limit > 0, " LIMIT ?", f.Limit)
	return many(t, "meetings", scanMeeting, q.text.String(), q.args...)
}

func (t *tx) PutMeeting(m committee.Meeting) error {
	return t.put("meeting", upsert("meetings", "project_id, number", meetingColumns+", start_at", 1),
		m.Project, m.Number, m.Committee, day(m.Day), m.Hour, m.Minute, m.Zone, m.Duration.Milliseconds(), m.Place,
		m.State, m.Reason, m.Author.ID, m.Author.Username, instant(m.CreatedAt), m.Version, m.Title, instant(m.Start()))
}
