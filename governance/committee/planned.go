package committee

import (
	"context"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// committeePlanned is a change of a committee by a plan of the organisation.
const committeePlanned = "committee.planned"

// AddPlanned writes a committee that a plan foresees. A code that is taken is a
// conflict.
func AddPlanned(d *reminder.Changeset, c *record.Committee) error { return within(d).addCommittee(c) }

// FollowPlan writes what a plan says of a committee that is there.
func FollowPlan(d *reminder.Changeset, before, after record.Committee) error {
	of := within(d)
	if err := of.saveCommittee(before, after); err != nil {
		return err
	}
	return of.Record(after.Subject(), committeePlanned, before, after, "")
}

// BindPlanned gives a committee that a plan foresees the channel of that identifier.
func BindPlanned(ctx context.Context, base *reminder.Base, c *record.Committee, id record.ChannelID) error {
	return NewService(base).bindChannel(ctx, c, id)
}
