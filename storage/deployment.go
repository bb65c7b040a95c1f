package storage

import (
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// StageChanges are read from what history keeps of schools, in all of its forms, under
// "school/" and the UAI.
func (t *tx) StageChanges(p record.ProjectID, after calendar.Date, zone *time.Location) ([]perimeter.StageChange, error) {
	scan := func(r row) (c perimeter.StageChange, err error) {
		return c, r.Scan(&c.School, (*day)(&c.Day), &c.From, &c.To)
	}
	return many(t, "changes of stage", scan,
		"SELECT substr(subject, 8), since, from_stage, to_stage FROM stage_changes WHERE project_id = $1 AND changed_at >= $2 AND from_stage <> to_stage ORDER BY id",
		p, instant(after.AddDays(1).At(0, 0, zone)))
}

func (t *tx) Openings(p record.ProjectID) ([]perimeter.Opening, error) {
	scan := func(r row) (o perimeter.Opening, err error) {
		return o, r.Scan(&o.School, (*day)(&o.Day), (*instant)(&o.Supported), &o.Promised)
	}
	return many(t, "openings", scan, `SELECT s.uai, COALESCE(CASE s.stage WHEN $3 THEN (SELECT MAX(c.since) FROM stage_changes c
				WHERE c.project_id = s.project_id AND c.subject = 'school/' || s.uai AND c.to_stage IN ($2, $3) AND c.from_stage NOT IN ($2, $3))
			END, s.stage_since), a.closed_at, COALESCE(a.promised, FALSE)
		FROM schools s
		LEFT JOIN (SELECT l.uai, MAX(CASE a.state WHEN $4 THEN a.closed_at END) AS closed_at, MAX(CASE a.state WHEN $5 THEN 1 ELSE 0 END) = 1 AS promised
			FROM actions a JOIN action_schools l ON l.project_id = a.project_id AND l.number = a.number
			WHERE a.project_id = $1 GROUP BY l.uai) a ON a.uai = s.uai
		WHERE s.project_id = $1 AND s.stage IN ($2, $3) ORDER BY s.uai`,
		p, perimeter.StageOpen, perimeter.StageInUse, rollout.ActionDid, rollout.ActionOpen)
}
