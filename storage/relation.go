package storage

import (
	"reflect"
	"strings"
)

// field is a column, and where a value keeps it: a pointer, or what scans and tells
// its value by itself.
type field struct {
	column string
	at     any
}

// relation is a table, or some columns of one, whose rows are kept as T. One list
// tells what is selected, where to it is scanned, and what is written.
type relation[T any] struct {
	table, key string
	columns    string
	selected   string // begins a statement that scan reads
	fields     func(*T) []field
}

// newRelation is the table whose rows are known by the columns of key.
func newRelation[T any](table, key string, fields func(*T) []field) *relation[T] {
	var names []string
	for _, f := range fields(new(T)) {
		names = append(names, f.column)
	}
	columns := strings.Join(names, ", ")
	return &relation[T]{table, key, columns, "SELECT " + columns + " FROM " + table, fields}
}

// columnsOf are the columns of the table as a statement calls it.
func (r *relation[T]) columnsOf(alias string) string {
	return alias + "." + strings.ReplaceAll(r.columns, ", ", ", "+alias+".")
}

// insert writes rows, and columns more that no field has.
func (r *relation[T]) insert(rows int, more ...string) string {
	return insert(r.table, r.with(more), rows)
}

// upsert is insert for rows that may be there already.
func (r *relation[T]) upsert(rows int, more ...string) string {
	return upsert(r.table, r.key, r.with(more), rows)
}

func (r *relation[T]) with(more []string) string {
	return strings.Join(append([]string{r.columns}, more...), ", ")
}

// scan reads a row of the columns.
func (r *relation[T]) scan(from row) (v T, err error) {
	err = r.scanInto(from, &v)
	return v, err
}

// scanInto reads a row of the columns and of what follows them.
func (r *relation[T]) scanInto(from row, v *T, more ...any) error {
	fields := r.fields(v)
	to := make([]any, 0, len(fields)+len(more))
	for _, f := range fields {
		to = append(to, f.at)
	}
	return from.Scan(append(to, more...)...)
}

// values are those of the columns.
func (r *relation[T]) values(v T) []any {
	fields := r.fields(&v)
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = f.at
		if at := reflect.ValueOf(f.at); at.Kind() == reflect.Pointer {
			values[i] = at.Elem().Interface()
		}
	}
	return values
}
