package governance

import (
	"context"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ChangePreferences writes somebody's preferences and makes its digest follow.
func ChangePreferences(ctx context.Context, s *Service, a record.Actor, f reminder.Preferences) error {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return err
	}
	return s.base.Update(ctx, v, func(d *reminder.Changeset) error {
		if err := d.Tx.PutPreferences(f); err != nil {
			return err
		}
		return d.PlanPersonalDigests([]record.Person{{ID: f.Person}})
	})
}
