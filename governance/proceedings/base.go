// Package proceedings is the minutes of meetings, « compte rendu »: their draft, the
// remarks on it, their approval, and what is added afterwards. What was said and decided
// is the meeting's own (package sitting); here it is frozen. The word minutes is taken by
// the procès-verbal of an acceptance.
package proceedings

import (
	"context"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/sitting"
)

// Tx is a transaction as this room knows it.
type Tx struct {
	sitting.Tx
	Store
}

// Open is tx, of a store that keeps what the room's Store does.
func Open(tx reminder.Tx) Tx { return Tx{sitting.Open(tx), tx.Tx.(Store)} }

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	Tx
}

// Service is what people do with the minutes of meetings.
type Service struct{ base *reminder.Base }

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base} }

func (s *Service) update(ctx context.Context, v record.Caller, fn func(*changeset) error) error {
	return s.base.Update(ctx, v, func(d *reminder.Changeset) error { return fn(&changeset{d, Open(d.Tx)}) })
}

func (s *Service) read(ctx context.Context, fn func(Tx) error) error {
	return s.base.Read(ctx, func(tx reminder.Tx) error { return fn(Open(tx)) })
}

// Events are what history keeps of this room.
func Events() []record.Kind { return []record.Kind{proceedingsEvents, remarkEvents} }
