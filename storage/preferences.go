package storage

import (
	"errors"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

var preferencesTable = newRelation("preferences", "project_id, user_id", func(f *reminder.Preferences) []field {
	return []field{
		{"project_id", &f.Project},
		{"user_id", &f.Person},
		{"zone", &f.Zone},
		{"digest_hour", &f.DigestAt.Hour},
		{"digest_minute", &f.DigestAt.Minute},
		{"digest_off", &f.DigestOff},
		{"actions_off", &f.ActionsOff},
		{"quiet", optional[record.Quiet]{&f.Quiet}},
		{"pause_until", (*day)(&f.PauseUntil)},
	}
})

func (t *tx) Preferences(p record.ProjectID, u record.UserID) (reminder.Preferences, error) {
	f, err := one(t, "preferences", preferencesTable.scan,
		preferencesTable.selected+" WHERE project_id = $1 AND user_id = $2", p, u)
	if errors.Is(err, record.ErrNone) {
		return reminder.DefaultPreferences(p, u), nil
	}
	return f, err
}

// AllPreferences are in the order of the people's identifiers.
func (t *tx) AllPreferences(p record.ProjectID) ([]reminder.Preferences, error) {
	return many(t, "preferences", preferencesTable.scan,
		preferencesTable.selected+" WHERE project_id = $1 ORDER BY user_id", p)
}

func (t *tx) PutPreferences(f reminder.Preferences) error {
	return t.put("preferences", preferencesTable.upsert(1), preferencesTable.values(f)...)
}
