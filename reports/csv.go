package reports

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// csvFile is what Excel in French opens with a double click: semicolons, the mark of
// UTF-8 in front. What people typed is never a formula. Rows are written as they come.
type csvFile struct {
	w   extracts
	out *csv.Writer
	// line is used again for each row, and count is how many there were.
	line  []string
	count int
}

func newCSV(w extracts, to io.Writer, columns []column) (*csvFile, error) {
	if _, err := io.WriteString(to, "\ufeff"); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	f := &csvFile{w: w, out: csv.NewWriter(to), line: make([]string, len(columns))}
	f.out.Comma, f.out.UseCRLF = ';', true
	for i, c := range columns {
		f.line[i] = c.head
	}
	if err := f.out.Write(f.line); err != nil {
		return nil, fmt.Errorf("write CSV: %w", err)
	}
	return f, nil
}

func (f *csvFile) add(row []any) error {
	for i, value := range row {
		f.line[i] = defused(f.w.cell(value))
	}
	f.count++
	if err := f.out.Write(f.line); err != nil {
		return fmt.Errorf("write CSV: %w", err)
	}
	return nil
}

// end writes what is left, and answers how many rows there were.
func (f *csvFile) end() (int, error) {
	f.out.Flush()
	return f.count, f.out.Error()
}

// source gives entries to use, one after the other, until it answers an error.
type source[T any] func(use func(T) error) error

func each[T any](entries []T) source[T] {
	return func(use func(T) error) error {
		for _, entry := range entries {
			if err := use(entry); err != nil {
				return err
			}
		}
		return nil
	}
}

// writeLines writes entries as CSV, and answers how many there were.
func writeLines[T any](w extracts, to io.Writer, columns []column, fields []field[T], from source[T]) (int, error) {
	f, err := newCSV(w, to, columns)
	if err != nil {
		return 0, err
	}
	if err := from(func(entry T) error { return f.add(rowOf(fields, entry)) }); err != nil {
		return 0, err
	}
	return f.end()
}

// defused is a text that a spreadsheet would take for a formula, with an
// apostrophe before it (OWASP, "CSV Injection").
func defused(text string) string {
	if text != "" && strings.ContainsAny(text[:1], "=+-@\t\r\n") || strings.HasPrefix(text, "＝") || strings.HasPrefix(text, "＋") ||
		strings.HasPrefix(text, "－") || strings.HasPrefix(text, "＠") {
		return "'" + text
	}
	return text
}
