// Package acceptance is the acceptance operations under a contract: verifications,
// what is decided on them, what follows, and what silence does.
package acceptance

import (
	"context"

	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// Store is what this room keeps.
type Store interface {
	contract.Store
	VerificationStore
	ReservationStore
	AvailabilityStore
}

// Tx is a transaction as this room knows it.
type Tx struct {
	rollout.Tx
	Store
}

// Open is tx, of a store that keeps what the room's Store does.
func Open(tx reminder.Tx) Tx { return Tx{rollout.Open(tx), tx.Tx.(Store)} }

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	Tx
}

func within(d *reminder.Changeset) *changeset { return &changeset{d, Open(d.Tx)} }

// Service is what people do with contracts and verifications.
type Service struct{ base *reminder.Base }

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base} }

func (s *Service) update(ctx context.Context, v record.Caller, fn func(*changeset) error) error {
	return s.base.Update(ctx, v, func(d *reminder.Changeset) error { return fn(within(d)) })
}

func (s *Service) read(ctx context.Context, fn func(Tx) error) error {
	return s.base.Read(ctx, func(tx reminder.Tx) error { return fn(Open(tx)) })
}

func (s *Service) write(ctx context.Context, p record.ProjectID, fn func(Tx) error) error {
	return s.base.Write(ctx, p, func(tx reminder.Tx) error { return fn(Open(tx)) })
}
