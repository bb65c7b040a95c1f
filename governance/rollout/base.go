// Package rollout is how far schools are, by which decision, and what is done to
// support them.
package rollout

import (
	"context"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Store is what this room keeps.
type Store interface {
	ActionStore
	TeamStore
	AreaStore
}

// Tx is a transaction as this room knows it.
type Tx struct {
	committee.Tx
	Store
}

// Open is tx, of a store that keeps what the room's Store does.
func Open(tx reminder.Tx) Tx { return Tx{committee.Open(tx), tx.Tx.(Store)} }

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	Tx
}

func within(d *reminder.Changeset) *changeset { return &changeset{d, Open(d.Tx)} }

// Service is how far schools are, and what is done to support them.
type Service struct {
	base    *reminder.Base
	schools *perimeter.Directories
}

// NewService works on base, and finds schools in directories.
func NewService(base *reminder.Base, schools *perimeter.Directories) *Service {
	return &Service{base, schools}
}

func (s *Service) update(ctx context.Context, v record.Caller, fn func(*changeset) error) error {
	return s.base.Update(ctx, v, func(d *reminder.Changeset) error { return fn(within(d)) })
}

func (s *Service) view(ctx context.Context, a record.Actor, fn func(record.Caller, Tx) error) error {
	return s.base.View(ctx, a, func(v record.Caller, tx reminder.Tx) error { return fn(v, Open(tx)) })
}

func (s *Service) read(ctx context.Context, fn func(Tx) error) error {
	return s.base.Read(ctx, func(tx reminder.Tx) error { return fn(Open(tx)) })
}

// Events are what history keeps of this room.
func Events() []record.Kind { return []record.Kind{actionEvents, moveEvents, teamEvents, areaEvents} }
