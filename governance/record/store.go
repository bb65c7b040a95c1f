package record

import "context"

// Store keeps everything. Implementations pass storage/storagetest.
type Store interface {
	// View runs fn on one state of the store; fn's writes fail.
	View(ctx context.Context, fn func(Tx) error) error
	// Update runs fn in a transaction and commits when it returns nil. Two
	// updates of one project never run at the same time, so that fn may read
	// and then write without thinking of others. fn may be run again when the
	// engine asks for it: it must have no effect besides its Tx.
	Update(ctx context.Context, project ProjectID, fn func(Tx) error) error
	// Place is what every request begins with: the team's project, with its
	// committees but the withdrawn, by code, as they are at one moment; ErrNone when
	// the team has no project yet.
	Place(ctx context.Context, team TeamID) (Project, []Committee, error)
}

// Tx is a transaction, as far as every room knows it. Each room has a Store of
// its own, which the same transaction is as well: its Open takes it.
type Tx interface {
	ProjectStore
	CommitteeStore
	HistoryStore
	// Next is the next number of a sequence of the project, from 1, without
	// gaps: a transaction that fails gives its number back.
	Next(p ProjectID, sequence string) (int, error)
}
