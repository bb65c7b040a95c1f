package storage

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

var meetingTable = newRelation("meetings", "project_id, number", func(m *committee.Meeting) []field {
	return []field{
		{"project_id", &m.Project},
		{"number", &m.Number},
		{"committee", &m.Committee},
		{"day", (*day)(&m.Day)},
		{"hour", &m.Hour},
		{"minute", &m.Minute},
		{"zone", &m.Zone},
		{"duration_ms", (*milliseconds)(&m.Duration)},
		{"place", &m.Place},
		{"state", &m.State},
		{"reason", &m.Reason},
		{"author_id", &m.Author.ID},
		{"author_name", &m.Author.Username},
		{"created_at", (*instant)(&m.CreatedAt)},
		{"version", &m.Version},
		{"title", &m.Title},
		{"former_ref", &m.FormerRef},
		{"series", &m.Series},
		{"slot", (*day)(&m.Slot)},
		{"opened_at", (*instant)(&m.OpenedAt)},
		{"closed_at", (*instant)(&m.ClosedAt)},
		{"point", &m.Point},
	}
})

func (t *tx) Meeting(p record.ProjectID, number int) (committee.Meeting, error) {
	return one(t, "meeting", meetingTable.scan,
		meetingTable.selected+" WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) Meetings(p record.ProjectID, f committee.MeetingFilter) ([]committee.Meeting, error) {
	var q query
	q.add(meetingTable.selected+" WHERE project_id = ?", p)
	q.when(f.Committee != "", " AND committee = ?", f.Committee)
	q.when(f.State != "", " AND state = ?", f.State)
	q.when(f.Series != 0, " AND series = ?", f.Series)
	if f.Sitting {
		q.add(" AND opened_at IS NOT NULL AND closed_at IS NULL")
	}
	if f.Unheld {
		q.add(" AND closed_at IS NULL")
	}
	q.when(!f.From.IsZero(), " AND start_at >= ?", instant(f.From))
	q.add(" ORDER BY start_at, number")
	q.when(f.Limit > 0, " LIMIT ?", f.Limit)
	return many(t, "meetings", meetingTable.scan, q.text.String(), q.args...)
}

func (t *tx) PutMeeting(m committee.Meeting) error {
	return t.put("meeting", meetingTable.upsert(1, "start_at"), append(meetingTable.values(m), instant(m.Start()))...)
}
