package storage

import (
	"fmt"
	"slices"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// deliveryFields say what is owed, to whom and when.
func deliveryFields(d *reminder.Delivery) []field {
	return []field{
		{"id", &d.ID},
		{"project_id", &d.Project},
		{"subject", &d.Subject},
		{"kind", &d.Kind},
		{"recipient", &d.Recipient},
		{"due_at", (*instant)(&d.Due)},
		{"occurrence", &d.Occurrence},
	}
}

var (
	// deliveryTable is a delivery as it is claimed.
	deliveryTable = newRelation("deliveries", "id", func(d *reminder.Delivery) []field {
		return append(deliveryFields(d), field{"attempt", &d.Attempt}, field{"fence", &d.Fence},
			field{"unknown", &d.Unknown}, field{"tried_at", (*instant)(&d.TriedAt)})
	})
	// owedTable is one before it has an id, by the columns that tell two apart.
	owedTable = newRelation("deliveries", "", func(d *reminder.Delivery) []field { return deliveryFields(d)[1:] })
)

// insertOwed writes the values of owedArgs. created_at is for those who look into the
// database, and no rule reads it.
func insertOwed() string { return owedTable.insert(1, "next_at", "created_at") }

func owedArgs(d reminder.Delivery) []any {
	return append(owedTable.values(d), instant(d.Due), instant(time.Now()))
}

func (t *tx) Owe(deliveries ...reminder.Delivery) error {
	for _, d := range deliveries {
		err := t.put("delivery", insertOwed()+` ON CONFLICT (`+owedTable.columns+`) DO UPDATE
			SET state = 'pending', waiting = excluded.waiting, next_at = excluded.next_at, attempt = 0, aside = excluded.aside, reason = '',
				settled_at = NULL
			WHERE deliveries.state = 'cancelled'`, owedArgs(d)...)
		if err != nil {
			return err
		}
	}
	return nil
}

// Replan leaves those that a Courier holds, and those that were passed on to
// other people, whom no plan knows: it is found out at their sending whether they
// are still worth saying.
func (t *tx) Replan(p record.ProjectID, s record.Subject, reminders []reminder.Delivery) error {
	wanted := make(map[reminderKey]bool, len(reminders))
	for _, d := range reminders {
		if d.Project != p || d.Subject != s || !subjects.Policy(d.Kind).Reminder {
			return fmt.Errorf("replan %s: a %s of %s is none of its reminders", s, d.Kind, d.Subject)
		}
		wanted[keyOf(d)] = true
	}
	if err := t.cancelUnwanted(p, s, wanted); err != nil {
		return err
	}
	return t.Owe(reminders...)
}

func (t *tx) Unsent(p record.ProjectID, s record.Subject) ([]reminder.Delivery, error) {
	pending, err := many(t, "pending deliveries", deliveryTable.scan, deliveryTable.selected+`
		WHERE project_id = $1 AND subject = $2 AND state = 'pending' ORDER BY due_at, id`, p, s)
	return slices.DeleteFunc(pending, func(d reminder.Delivery) bool { return !subjects.Policy(d.Kind).Reminder }), err
}

func (t *tx) Told(p record.ProjectID, s record.Subject) ([]reminder.Delivery, error) {
	told, err := many(t, "told reminders", deliveryTable.scan, deliveryTable.selected+`
		WHERE project_id = $1 AND subject = $2 AND (state = 'sent' OR summary IS NOT NULL OR state = 'skipped' AND reason = $3)
		ORDER BY due_at, id`, p, s, reminder.ReasonPassedOn)
	return slices.DeleteFunc(told, func(d reminder.Delivery) bool { return !subjects.Policy(d.Kind).Reminder }), err
}

func (t *tx) cancelUnwanted(p record.ProjectID, s record.Subject, wanted map[reminderKey]bool) error {
	unsent, err := t.Unsent(p, s)
	if err != nil {
		return err
	}
	for _, d := range unsent {
		// What was passed on is somebody's own: whoever gets it is told why.
		if d.Occurrence != "" && d.Occurrence != reminder.Overtaken || wanted[keyOf(d)] {
			continue
		}
		// A Courier may have claimed it since it was read.
		err := t.put("delivery", "UPDATE deliveries SET state = 'cancelled', waiting = (1 = 0) WHERE id = $1 AND state = 'pending'", d.ID)
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *tx) Unsettled(p record.ProjectID, s record.Subject) ([]reminder.Delivery, error) {
	return many(t, "unsettled deliveries", deliveryTable.scan, deliveryTable.selected+`
		WHERE project_id = $1 AND subject = $2 AND state IN ('pending', 'claimed') ORDER BY due_at, id`, p, s)
}

func (t *tx) Addressed(to reminder.Recipient, kind reminder.DeliveryKind) (bool, error) {
	return t.some("recipient = $1 AND kind = $2 AND state <> 'cancelled'", to, kind)
}

func (t *tx) Reached(to reminder.Recipient) (bool, error) {
	return t.some("recipient = $1 AND state = 'sent'", to)
}

// some reports whether there are such deliveries.
func (t *tx) some(where string, args ...any) (bool, error) {
	n, err := one(t, "deliveries to a recipient", scalar[int], "SELECT COUNT(*) FROM (SELECT 1 FROM deliveries WHERE "+where+" LIMIT 1) AS found", args...)
	return n > 0, err
}

func (t *tx) Upcoming(p record.ProjectID, after time.Time) (int, error) {
	return one(t, "upcoming deliveries", scalar[int], `
		SELECT COUNT(*) FROM deliveries
		WHERE project_id = $1 AND due_at > $2 AND state IN ('pending', 'claimed') AND recipient NOT LIKE 'clock/%'`, p, instant(after))
}

func (t *tx) PassOver(p record.ProjectID, now time.Time, reason reminder.SkipReason) error {
	return t.put("deliveries that are passed over", `
		UPDATE deliveries SET state = 'skipped', waiting = (1 = 0), reason = $3, settled_at = $2
		WHERE project_id = $1 AND state = 'pending' AND due_at <= $2`, p, instant(now), reason)
}

// reminderKey tells the reminders of one subject apart.
type reminderKey struct {
	kind       reminder.DeliveryKind
	due        int64
	recipient  reminder.Recipient
	occurrence string
}

func keyOf(d reminder.Delivery) reminderKey {
	return reminderKey{d.Kind, d.Due.UnixMilli(), d.Recipient, d.Occurrence}
}
