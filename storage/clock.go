package storage

import (
	"database/sql"
	"fmt"
	"time"

	"pilotent/governance/record"
)

// Option changes how a database is opened.
type Option func(*Store)

// Simulated makes the database live at the moments that clock tells, in the
// console and in tests.
func Simulated(clock record.Clock) Option { return func(s *Store) { s.simulated = clock } }

// Alone keeps other processes that want the same from opening a SQLite database
// while this one has it: those that deliver, since each would take the other's
// debts, and those that change its schema. PostgreSQL serves any number.
func Alone() Option { return func(s *Store) { s.alone = true } }

// MachineClock is the clock of the machine, in place of time.Now. It counts for
// SQLite only: the replicas that share a PostgreSQL go by its clock, since two
// that disagree about the time would take each other's leases for run out.
func MachineClock(clock record.Clock) Option { return func(s *Store) { s.machine = clock } }

// reading is the database's moment and, by the monotonic clock, when it was.
type reading struct{ told, read time.Time }

// Now is the database's moment, which all that share it agree upon, to some
// milliseconds. It asks nobody: it counts from the last reading.
func (s *Store) Now() time.Time {
	if r := s.reading.Load(); r != nil {
		return r.told.Add(time.Since(r.read))
	}
	return s.ownClock()
}

// ownClock is the simulated moment, or the machine's.
func (s *Store) ownClock() time.Time {
	switch {
	case s.simulated != nil:
		return s.simulated()
	case s.machine != nil:
		return s.machine()
	default:
		return time.Now()
	}
}

// moment is the present one, as a transaction has it: never later than it is.
func (s *Store) moment(t *tx) (time.Time, error) {
	now, err := s.readMoment(func(told any) error {
		return t.sql.QueryRowContext(t.ctx, "SELECT "+s.dialect.now).Scan(told)
	})
	if err != nil {
		return now, fmt.Errorf("read the database's clock: %w", err)
	}
	return now, nil
}

// readMoment sets Now by the database's clock, which ask scans among what it
// asks for, in milliseconds; NULL where the machine's clock counts.
func (s *Store) readMoment(ask func(told any) error) (time.Time, error) {
	var told sql.NullInt64
	if err := ask(&told); err != nil {
		return time.Time{}, err
	}
	if !told.Valid || s.simulated != nil {
		return s.ownClock(), nil
	}
	now := time.UnixMilli(told.Int64)
	// The answer was made before it came: Now is never ahead of the database, and
	// what falls due in between is not taken to have been looked for.
	s.reading.Store(&reading{told: now, read: time.Now()})
	return now, nil
}
