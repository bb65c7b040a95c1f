// Package organisation is how a project is steered as a whole: its partners, how far
// it reaches and where it stands, and the plan of committees that follows from them.
package organisation

import (
	"context"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Store is what this room keeps.
type Store interface {
	MemberStore
	PartnerStore
	ProfileStore
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

// Service is what people do with the organisation of their project.
type Service struct {
	base    *reminder.Base
	schools *perimeter.Directories
	model   Model
}

// NewService works on base, counts schools in directories, and plans by model.
func NewService(base *reminder.Base, schools *perimeter.Directories, model Model) *Service {
	return &Service{base, schools, model}
}

func (s *Service) update(ctx context.Context, v record.Caller, fn func(*changeset) error) error {
	return s.base.Update(ctx, v, func(d *reminder.Changeset) error { return fn(&changeset{d, Open(d.Tx)}) })
}

// pilot admits a pilot, and refuses everybody else.
func (s *Service) pilot(ctx context.Context, a record.Actor) (record.Caller, error) {
	v, err := s.base.Admit(ctx, a)
	if err != nil {
		return v, err
	}
	return v, s.base.MustPilot(ctx, v)
}

func (s *Service) view(ctx context.Context, a record.Actor, fn func(record.Caller, Tx) error) error {
	return s.base.View(ctx, a, func(v record.Caller, tx reminder.Tx) error { return fn(v, Open(tx)) })
}

func (s *Service) read(ctx context.Context, fn func(Tx) error) error {
	return s.base.Read(ctx, func(tx reminder.Tx) error { return fn(Open(tx)) })
}

// Events are what history keeps of this room.
func Events() []record.Kind {
	return []record.Kind{memberEvents, addressEvents, partnerEvents, profileEvents, draftEvents}
}
