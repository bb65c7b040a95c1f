package storage

import (
	"errors"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const preferencesColumns = "project_id, user_id, zone, digest_hour, digest_minute, digest_off, actions_off, quiet, pause_until"

func scanPreferences(r row) (f reminder.Preferences, err error) {
	err = r.Scan(&f.Project, &f.Person, &f.Zone, &f.DigestAt.Hour, &f.DigestAt.Minute, &f.DigestOff, &f.ActionsOff,
		optional[record.Quiet]{&f.Quiet}, (*day)(&f.PauseUntil))
	return f, err
}

func (t *tx) Preferences(p record.ProjectID, u record.UserID) (reminder.Preferences, error) {
	f, err := one(t, "preferences", scanPreferences,
		"SELECT "+preferencesColumns+" FROM preferences WHERE project_id = $1 AND user_id = $2", p, u)
	if errors.Is(err, record.ErrNone) {
		return reminder.DefaultPreferences(p, u), nil
	}
	return f, err
}

// AllPreferences are in the order of the people's identifiers.
func (t *tx) AllPreferences(p record.ProjectID) ([]reminder.Preferences, error) {
	return many(t, "preferences", scanPreferences,
		"SELECT "+preferencesColumns+" FROM preferences WHERE project_id = $1 ORDER BY user_id", p)
}

func (t *tx) PutPreferences(f reminder.Preferences) error {
	return t.put("preferences", upsert("preferences", "project_id, user_id", preferencesColumns, 1),
		f.Project, f.Person, f.Zone, f.DigestAt.Hour, f.DigestAt.Minute, f.DigestOff, f.ActionsOff,
		optional[record.Quiet]{&f.Quiet}, day(f.PauseUntil))
}
