// Package committee is the bodies that meet and decide: committees, meetings,
// decisions; the institutions that take part, and their agreements.
package committee

import (
	"context"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Store is what this room keeps.
type Store interface {
	AgreementStore
	DecisionStore
	MeetingStore
}

// Tx is a transaction as this room knows it.
type Tx struct {
	perimeter.Tx
	Store
}

// Open is tx, of a store that keeps what the room's Store does.
func Open(tx reminder.Tx) Tx { return Tx{perimeter.Open(tx), tx.Tx.(Store)} }

// changeset is one change, for what this room writes.
type changeset struct {
	*reminder.Changeset
	Tx
}

func within(d *reminder.Changeset) *changeset { return &changeset{d, Open(d.Tx)} }

// saveCommittee writes a committee, of which before is what it was, and makes what is
// owed follow it.
func (d *changeset) saveCommittee(before, after record.Committee) error {
	if err := d.PutCommittee(after); err != nil {
		return err
	}
	return d.FollowCommittee(before, after)
}

// Service is what people do with committees, their meetings and their decisions, and
// with agreements.
type Service struct{ base *reminder.Base }

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base} }

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
	return []record.Kind{agreementEvents, committeeEvents, decisionEvents, meetingEvents}
}
