package rollout

import (
	"fmt"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// ActionImported is the change by which an action was brought in.
const ActionImported = "action.imported"

// Brought reports whether the action was closed already when it was brought in.
func (v ActionView) Brought() bool {
	return v.State != ActionOpen && len(v.History) > 0 && v.History[0].Change == ActionImported && v.Version == 1
}

// NextAction is the next number of the project's actions.
func NextAction(d *reminder.Changeset) (int, error) {
	n, err := d.Tx.Next(d.Project.ID, "action")
	if err != nil {
		return 0, fmt.Errorf("number action: %w", err)
	}
	return n, nil
}

// BringAction writes an action that was given elsewhere, under the number that it has,
// and plans what those who hold it, or its group, are to be reminded of from now on. Nobody is told of
// it; of are their hours, and digests are left as they are.
func BringAction(d *reminder.Changeset, act SupportAction, of map[record.UserID]reminder.Attention) error {
	tx := Open(d.Tx)
	if err := tx.PutAction(act); err != nil {
		return err
	}
	group, err := groupOwning(tx, act)
	if err != nil {
		return err
	}
	return d.Bring(act.Subject(), append(act.reminders(of, nil), act.calls(d.Project, group)...))
}
