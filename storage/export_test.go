package storage

import "context"

// Setting is what a connection of the pool has for a setting of PostgreSQL.
func (s *Store) Setting(ctx context.Context, name string) (value string, err error) {
	err = s.writer.QueryRowContext(ctx, "SELECT current_setting($1)", name).Scan(&value)
	return value, err
}
