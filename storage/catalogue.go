package storage

import (
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
)

// kind is what a column keeps, whichever the engine.
type kind string

const (
	wholeNumber kind = "integer"
	truth       kind = "boolean" // 0 or 1 where the engine has no other
	characters  kind = "text"
	octets      kind = "bytes"
)

// kinds are those of the types that the migrations use.
var kinds = map[string]kind{
	"INTEGER": wholeNumber, "BIGINT": wholeNumber, "BOOLEAN": truth, "TEXT": characters, "BLOB": octets, "BYTEA": octets,
}

// copied is a table as it is copied: its columns by name, its rows in the order of
// its key, so that both engines give the same.
type copied struct {
	name     string
	columns  []string
	kinds    []kind
	key      []string
	identity string // the column that counts by itself; "" for none
}

// restoredTable says what a copy was restored from, and is no part of what a database
// must be without to be empty.
const restoredTable = "restored"

// column is one of a table, as the engine lists it.
type column struct {
	table, name, sql string
	place            int // in the key, from 1 on; 0 for none
	counts           bool
}

// catalogueOf is the engine's own list of columns, as the dialect reads it.
var catalogueOf = newRelation("columns", "table", func(c *column) []field {
	return []field{{"table", &c.table}, {"name", &c.name}, {"sql", &c.sql}, {"place", &c.place}, {"counts", &c.counts}}
})

// catalogue lists the tables that the migrations have made.
func (t *tx) catalogue(d dialect) ([]copied, error) {
	columns, err := many(t, "columns", catalogueOf.scan, d.columns)
	if err != nil {
		return nil, err
	}
	var tables []copied
	for of := range chunksBy(columns, func(c column) string { return c.table }) {
		table, err := tableOf(of)
		if err != nil {
			return nil, err
		}
		tables = append(tables, table)
	}
	if len(tables) == 0 {
		return nil, errors.New("the database has no tables")
	}
	return tables, nil
}

// chunksBy are the runs of elements of one key.
func chunksBy[T any](all []T, key func(T) string) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		for len(all) > 0 {
			n := 1
			for n < len(all) && key(all[n]) == key(all[0]) {
				n++
			}
			if !yield(all[:n]) {
				return
			}
			all = all[n:]
		}
	}
}

// tableOf is the table of all of its columns.
func tableOf(columns []column) (copied, error) {
	table := copied{name: columns[0].table}
	keyed := map[int]string{}
	for _, c := range columns {
		k, ok := kinds[strings.ToUpper(c.sql)]
		if !ok {
			return table, fmt.Errorf("column %s of %s is %s, which is not copied", c.name, c.table, c.sql)
		}
		table.columns, table.kinds = append(table.columns, c.name), append(table.kinds, k)
		keyed[c.place] = c.name
		if c.counts {
			table.identity = c.name
		}
	}
	for n := 1; keyed[n] != ""; n++ {
		table.key = append(table.key, keyed[n])
	}
	if len(table.key) == 0 {
		return table, fmt.Errorf("table %s has no key to go by", table.name)
	}
	return table, nil
}

// read selects all rows, in the order of the key's bytes.
func (c copied) read(d dialect) string {
	order := make([]string, len(c.key))
	for i, name := range c.key {
		order[i] = name
		if c.kinds[slices.Index(c.columns, name)] == characters {
			order[i] += d.byBytes
		}
	}
	return "SELECT " + strings.Join(c.columns, ", ") + " FROM " + c.name + " ORDER BY " + strings.Join(order, ", ")
}

// eachRow gives the values of every row to use, which must not keep them.
func (t *tx) eachRow(c copied, d dialect, use func(values []any) error) error {
	rows, err := t.sql.QueryContext(t.ctx, c.read(d))
	if err != nil {
		return fmt.Errorf("read %s: %w", c.name, err)
	}
	defer rows.Close() //nolint:errcheck // its error is that of Err
	values := make([]any, len(c.columns))
	to := make([]any, len(c.columns))
	for i := range to {
		to[i] = &values[i]
	}
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return fmt.Errorf("read %s: %w", c.name, err)
		}
		if err := use(values); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("read %s: %w", c.name, err)
	}
	return nil
}
