// Package minutes is what is told of acceptance afterwards: the decisions on a
// verification, each as of its day, the record of a contract, and why a deadline is
// the day that it is.
package minutes

import (
	"context"

	"pilotent/governance/acceptance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Tx is a transaction as this room knows it: it keeps nothing of its own.
type Tx = acceptance.Tx

// Service is what people ask of it.
type Service struct{ base *reminder.Base }

// NewService works on base.
func NewService(base *reminder.Base) *Service { return &Service{base} }

func (s *Service) view(ctx context.Context, a record.Actor, fn func(record.Caller, Tx) error) error {
	return s.base.View(ctx, a, func(v record.Caller, tx reminder.Tx) error { return fn(v, acceptance.Open(tx)) })
}
