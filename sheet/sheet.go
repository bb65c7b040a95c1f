// Package sheet reads the tables that people have: CSV in any encoding and with
// any separator, XLSX, the open data portal's JSON and GeoJSON. It gives rows
// with their numbers below a row of titles, or a RefusedError: what the file is
// instead, as data of which the caller makes a sentence. It knows nothing of schools.
//
// What is read may be hostile: memory is bounded by the size of the file and a
// few MiB, whatever is in it. It imports the standard library and
// golang.org/x/text only.
package sheet

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"slices"
	"strings"
)

const (
	// MaxFile is the largest file that is read, in bytes: the whole of France's
	// directory of schools fits in it as CSV.
	MaxFile = 64 << 20
	// MaxLine is the longest row that is read, in bytes: those of the directory
	// of schools, of some seventy columns, are below 4 KiB.
	MaxLine = 64 << 10
	// maxColumns is the width of the widest table; the directory has 72.
	maxColumns = 2000
	// titlesWithin is how many rows may stand above the titles: the name of the
	// list, a date, an empty row.
	titlesWithin = 20
)

// Format is what a file is.
type Format string

const (
	CSV     Format = "csv"
	XLSX    Format = "xlsx"
	JSON    Format = "json"
	GeoJSON Format = "geojson"
)

// Table is what a file holds, below its row of titles.
type Table struct {
	Format   Format
	Encoding Encoding
	// Strays are the bytes of a UTF-8 file that are none and were read as
	// Windows-1252; Stray is the line of the first.
	Strays, Stray int
	// Total is how many records the portal says that it has, where it gave
	// fewer than that; else 0.
	Total int
	// Titles are the cells of the row of titles, trimmed.
	Titles []string

	rows  iter.Seq2[Row, *RefusedError] // all that have a cell, of any width
	first int                           // the number of the row of titles
}

// Row is a row of a table.
type Row struct {
	// Line is the first line of the row in a text, the number of the row in a
	// workbook, the rank of the record in JSON; all from 1.
	Line int
	// Cells are as many as the titles, as they stand. They are those of the next
	// row as soon as it is asked for.
	Cells []string
}

// Rows gives the rows below the titles, without those that are empty. One that
// cannot be read comes with the reason; when nothing can be read after it, it is
// the last.
func (t *Table) Rows() iter.Seq2[Row, *RefusedError] {
	return func(yield func(Row, *RefusedError) bool) {
		for row, bad := range t.rows {
			if bad == nil {
				if row.Line <= t.first {
					continue
				}
				bad = t.fit(&row)
			}
			if !yield(row, bad) {
				return
			}
		}
	}
}

// fit makes a row as wide as the titles. In a text, a row that is shorter has
// lost something; elsewhere empty cells at the end are not written.
func (t *Table) fit(row *Row) *RefusedError {
	n := len(row.Cells)
	for n > len(t.Titles) && strings.TrimSpace(row.Cells[n-1]) == "" {
		n--
	}
	row.Cells = row.Cells[:n]
	if n > len(t.Titles) || n < len(t.Titles) && t.Format == CSV {
		return &RefusedError{Kind: Columns, Line: row.Line, Found: n, Allowed: len(t.Titles)}
	}
	for range len(t.Titles) - n {
		row.Cells = append(row.Cells, "")
	}
	return nil
}

// Open reads r, of at most MaxFile bytes. Its row of titles is the first of the
// first twenty that known recognises, whatever separates its columns and on
// whichever sheet; where it recognises none, the first that is not empty. The
// error is a *RefusedError, or that of r.
func Open(r io.Reader, known func(titles []string) bool) (*Table, error) {
	raw, err := read(r)
	if err != nil {
		return nil, err
	}
	t, bad := open(raw, known)
	if bad != nil {
		return nil, bad
	}
	return t, nil
}

func open(raw []byte, known func([]string) bool) (*Table, *RefusedError) {
	if bad := other(raw); bad != nil {
		return nil, bad
	}
	switch start := bytes.TrimLeft(bytes.TrimPrefix(raw, []byte(utf8BOM)), " \t\r\n"); {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")):
		return openWorkbook(raw, known)
	case isJSON(start):
		return openJSON(start, known)
	default:
		return openText(raw, known)
	}
}

// read is the whole of r. A file tells its size: nothing is read in vain, nor
// copied.
func read(r io.Reader) ([]byte, error) {
	all := io.ReadAll
	if f, ok := r.(fs.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			if info.Size() > MaxFile {
				return nil, &RefusedError{Kind: TooLarge, Allowed: MaxFile >> 20}
			}
			all = func(r io.Reader) ([]byte, error) {
				whole := bytes.NewBuffer(make([]byte, 0, int(info.Size())+bytes.MinRead))
				_, err := whole.ReadFrom(r)
				return whole.Bytes(), err
			}
		}
	}
	raw, err := all(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read the file: %w", err)
	}
	if len(raw) > MaxFile {
		return nil, &RefusedError{Kind: TooLarge, Allowed: MaxFile >> 20}
	}
	return raw, nil
}

// titled finds the row of titles of t, and reports whether it is known.
func (t *Table) titled(known func([]string) bool) (found bool, bad *RefusedError) {
	seen := 0
	for row, wrong := range t.rows {
		if wrong != nil {
			if seen == 0 {
				bad = wrong // what should have been the titles
			}
			break
		}
		cells := trimmed(row.Cells)
		if found = known(cells); found || seen == 0 {
			t.Titles, t.first = cells, row.Line
		}
		if seen++; found || seen == titlesWithin {
			break
		}
	}
	if seen == 0 && bad == nil {
		bad = &RefusedError{Kind: Empty}
	}
	return found, bad
}

// trimmed are the cells without blanks around, nor empty ones at the end.
func trimmed(cells []string) []string {
	titles := make([]string, len(cells))
	for i, c := range cells {
		titles[i] = strings.TrimSpace(c)
	}
	for len(titles) > 0 && titles[len(titles)-1] == "" {
		titles = titles[:len(titles)-1]
	}
	return titles
}

func empty(cells []string) bool {
	return !slices.ContainsFunc(cells, func(c string) bool { return strings.TrimSpace(c) != "" })
}
