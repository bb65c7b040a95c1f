// Package sitting is what surrounds a meeting, from its agenda to its minutes. The
// meeting itself, its day and its place are the committee's (package committee).
package sitting

import (
	"context"

	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// Store is what this room keeps.
type Store interface {
	ConvocationStore
	PointStore
	FeedStore
	MinutesStore
	LetterStore
	RulesStore
	SeatStore
	SeriesStore
}

// Tx is a transaction as this room knows it.
type Tx struct {
	rollout.Tx
	organisation.MemberStore
	Store
}

// Open is tx, of a store that keeps what the room's Store does.
func Open(tx reminder.Tx) Tx {
	return Tx{rollout.Open(tx), tx.Tx.(organisation.MemberStore), tx.Tx.(Store)}
}

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	Tx
}

func within(d *reminder.Changeset) *changeset { return &changeset{d, Open(d.Tx)} }

// Service is what people do with what surrounds a meeting.
type Service struct {
	base *reminder.Base
	// writes says that there is a mail server.
	writes bool
}

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base: base} }

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
func Events() []record.Kind {
	return []record.Kind{convocationEvents, feedEvents, pointEvents, record.OutcomeEvents(), rulesEvents, seatEvents, seriesEvents}
}
