package storage

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"slices"
	"strings"
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

// Texts are the columns of text of all tables: "actions.title".
func (s *Store) Texts(ctx context.Context) (texts []string, err error) {
	err = s.write(ctx, func(t *tx) error {
		tables, err := t.catalogue(s.dialect)
		for _, table := range tables {
			for i, k := range table.kinds {
				if k == characters || k == octets {
					texts = append(texts, table.name+"."+table.columns[i])
				}
			}
		}
		return err
	})
	return texts, err
}

// Unsorted are the faults of what is said of where people are: columns that nobody has
// thought of, those that are gone, and those that are said to be both.
func Unsorted(texts []string) (faults []string) {
	said := map[string]string{}
	for _, c := range PersonalColumns() {
		said[c.Table+"."+c.Column] = c.How
	}
	everywhere := strings.Fields(impersonal[""])
	for table, names := range impersonal {
		for name := range strings.FieldsSeq(names) {
			if table == "" {
				continue
			}
			column := table + "." + name
			if said[column] != "" {
				faults = append(faults, column+" is said to be of nobody, and "+said[column])
			}
			said[column] = "nobody"
		}
	}
	for _, column := range texts {
		_, name, _ := strings.Cut(column, ".")
		if said[column] == "" && !slices.Contains(everywhere, name) {
			faults = append(faults, column+" is in no holding, nor impersonal")
		}
		delete(said, column)
	}
	for column := range said {
		faults = append(faults, column+" is gone")
	}
	slices.Sort(faults)
	return faults
}
