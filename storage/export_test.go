package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"time"
)

// Setting is what a transaction of the store has for a setting of PostgreSQL.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.write(ctx, func(t *tx) (err error) {
		value, err = one(t, name, scalar[string], "SELECT current_setting($1)", name)
		return err
	})
	return value, err
}

// Told is what Now is, once the database has told its moment after some time.
func Told(moment time.Time, after time.Duration) (time.Time, error) {
	var s Store
	_, err := s.readMoment(func(told any) error {
		time.Sleep(after)
		*told.(*sql.NullInt64) = sql.NullInt64{Int64: moment.UnixMilli(), Valid: true}
		return nil
	})
	return s.Now(), err
}

// MaxStatements bounds how many statements a connection keeps.
const MaxStatements = maxStatements

// Preparing opens the connections of c so that they keep their statements.
func Preparing(c driver.Connector) driver.Connector { return preparing{c} }
