package storage

import (
	"database/sql/driver"
	"fmt"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
)

// rule keeps a rule as the text that calendars read.
type rule calendar.Rule

func (r rule) Value() (driver.Value, error) {
	if len(r.Days) == 0 { // none
		return "", nil
	}
	return calendar.Rule(r).String(), nil
}

func (r *rule) Scan(src any) error {
	text, ok := src.(string)
	if !ok {
		return fmt.Errorf("read a rule from %T", src)
	}
	if *r = (rule{}); text == "" {
		return nil
	}
	read, err := calendar.ParseRule(text)
	*r = rule(read)
	return err
}

var seriesTable = newRelation("series", "project_id, number", func(s *sitting.Series) []field {
	return []field{
		{"project_id", &s.Project},
		{"number", &s.Number},
		{"committee", &s.Committee},
		{"rule", (*rule)(&s.Rule)},
		{"first_day", (*day)(&s.First)},
		{"until_day", (*day)(&s.Until)},
		{"hour", &s.Hour},
		{"minute", &s.Minute},
		{"zone", &s.Zone},
		{"if_closed", &s.IfClosed},
		{"duration_ms", (*milliseconds)(&s.Duration)},
		{"place", &s.Place},
		{"title", &s.Title},
		{"continues", &s.Continues},
		{"author_id", &s.Author.ID},
		{"author_name", &s.Author.Username},
		{"created_at", (*instant)(&s.CreatedAt)},
		{"version", &s.Version},
	}
})

func (t *tx) Series(p record.ProjectID, number int) (sitting.Series, error) {
	return one(t, "series", seriesTable.scan, seriesTable.selected+" WHERE project_id = $1 AND number = $2", p, number)
}

func (t *tx) AllSeries(p record.ProjectID) ([]sitting.Series, error) {
	return many(t, "series", seriesTable.scan, seriesTable.selected+" WHERE project_id = $1 ORDER BY number", p)
}

func (t *tx) PutSeries(s sitting.Series) error {
	return t.put("series", seriesTable.upsert(1), seriesTable.values(s)...)
}
