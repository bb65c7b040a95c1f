package storagetest

import (
	"context"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/perimeter"
	"pilotent/governance/proceedings"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
)

// Tx is all that a transaction of storage keeps, for every room.
type Tx interface {
	record.Tx
	reminder.Store
	perimeter.Store
	committee.Store
	organisation.Store
	rollout.Store
	sitting.Store
	proceedings.Store
	acceptance.Store
	governance.PersonalStore
}

// Wide is a store whose transactions are seen whole.
type Wide struct{ record.Store }

// View runs fn on one state of the store.
func (w Wide) View(ctx context.Context, fn func(Tx) error) error {
	return w.Store.View(ctx, func(tx record.Tx) error { return fn(tx.(Tx)) })
}

// Update runs fn in a transaction of the project.
func (w Wide) Update(ctx context.Context, p record.ProjectID, fn func(Tx) error) error {
	return w.Store.Update(ctx, p, func(tx record.Tx) error { return fn(tx.(Tx)) })
}
