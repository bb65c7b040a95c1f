package storage

import (
	"fmt"
	"slices"
	"strings"
)

// rowsAtOnce is how many rows are in one statement, where there are many: for each
// value, the driver of SQLite looks through the names of all, $1 and so on.
const rowsAtOnce = 25

// insert writes rows of the columns, whose values are $1, $2 and so on.
func insert(table, columns string, rows int) string {
	width := strings.Count(columns, ",") + 1
	var b strings.Builder
	fmt.Fprintf(&b, "INSERT INTO %s (%s) VALUES ", table, columns)
	for i := range rows * width {
		switch {
		case i == 0:
			b.WriteString("(")
		case i%width == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "$%d", i+1)
	}
	b.WriteString(")")
	return b.String()
}

// numbered are n arguments, from $first on.
func numbered(first, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", first+i)
	}
	return strings.Join(list, ", ")
}

// upsert is insert for rows that may be there already, known by the columns of
// key: their other columns are replaced, but for those that are left. PostgreSQL
// refuses two rows of one key.
func upsert(table, key, columns string, rows int, left ...string) string {
	var set []string
	left = append(left, strings.Split(key, ", ")...)
	for column := range strings.SplitSeq(columns, ", ") {
		if !slices.Contains(left, column) {
			set = append(set, column+" = excluded."+column)
		}
	}
	return insert(table, columns, rows) + " ON CONFLICT (" + key + ") DO UPDATE SET " + strings.Join(set, ", ")
}

// table is a common table expression of rows that are given as arguments:
// columns are its columns with their SQL types, from the argument $first on.
// The types are said since PostgreSQL takes the untyped for text.
func table(name string, columns []typed, rows, first int) string {
	var names, row []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "WITH %s (%s) AS (VALUES ", name, strings.Join(names, ", "))
	for i := range rows {
		row = row[:0]
		for j, c := range columns {
			row = append(row, fmt.Sprintf("CAST($%d AS %s)", first+i*len(columns)+j, c.sql))
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("(" + strings.Join(row, ", ") + ")")
	}
	b.WriteString(")")
	return b.String()
}

// typed is a column and its type.
type typed struct{ name, sql string }

// query is a statement put together: each "?" of a piece stands for its next
// argument.
type query struct {
	text strings.Builder
	args []any
}

func (q *query) add(piece string, args ...any) {
	for _, arg := range args {
		before, after, _ := strings.Cut(piece, "?")
		q.args = append(q.args, arg)
		fmt.Fprintf(&q.text, "%s$%d", before, len(q.args))
		piece = after
	}
	q.text.WriteString(piece)
}

// when adds the piece if the filter asks for it.
func (q *query) when(asked bool, piece string, args ...any) {
	if asked {
		q.add(piece, args...)
	}
}

// within narrows to rows whose column is one of the values; to none where there are
// none. nil narrows nothing.
func (q *query) within(column string, values []string) {
	if values == nil {
		return
	}
	q.add(" AND " + column + " IN (")
	q.list(values)
	q.add(")")
}

// without narrows to rows whose column is none of the values.
func (q *query) without(column string, values []string) {
	if len(values) > 0 {
		q.add(" AND " + column + " NOT IN (")
		q.list(values)
		q.add(")")
	}
}

func (q *query) list(values []string) {
	if len(values) == 0 {
		q.add("NULL")
	}
	for i, v := range values {
		q.when(i > 0, ", ")
		q.add("?", v)
	}
}
