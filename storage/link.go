package storage

import "strings"

// linkBatch is how many links one statement writes: a decision may name all
// schools of a project.
const linkBatch = 500

// relink replaces the rows of a link table that belong to owner, the values of
// its key, by n rows of the columns, which keep their order.
func (t *tx) relink(what, table, key string, owner []any, columns string, n int, values func(i int) []any) error {
	var q query
	q.add("DELETE FROM " + table + " WHERE ")
	for i, column := range strings.Split(key, ", ") {
		q.when(i > 0, " AND ")
		q.add(column+" = ?", owner[i])
	}
	if err := t.put(what, q.text.String(), q.args...); err != nil {
		return err
	}
	for first := 0; first < n; first += linkBatch {
		size := min(linkBatch, n-first)
		var args []any
		for i := first; i < first+size; i++ {
			args = append(append(append(args, owner...), i), values(i)...)
		}
		if err := t.put(what, insert(table, key+", position, "+columns, size), args...); err != nil {
			return err
		}
	}
	return nil
}
