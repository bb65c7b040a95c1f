package sheet

import (
	"bytes"
	"cmp"
	"errors"
	"io"
	"iter"
	"strings"
)

// separators are those between columns: semicolons in French tables, tabs in
// Excel's « Texte Unicode », commas elsewhere.
const separators = ";\t,|"

// openText reads a table whose columns are separated in one way or another.
func openText(raw []byte, known func([]string) bool) (*Table, *RefusedError) {
	t, bad := asText(raw)
	if bad != nil {
		return nil, bad
	}
	if bad := t.check(); bad != nil {
		return nil, bad
	}
	said := t.separator()
	candidates := separators
	if said != 0 {
		candidates = string(rune(said))
	}
	var best *Table
	var worst *RefusedError
	evenness := -1
	for _, sep := range []byte(candidates) {
		table := &Table{
			Format: CSV, Encoding: t.encoding, Strays: t.strays, Stray: t.stray,
			rows: csvText{t, sep, said != 0}.rows(),
		}
		found, bad := table.titled(known)
		if found {
			return table, nil
		}
		if bad != nil {
			worst = cmp.Or(worst, bad) // of the likeliest separator
		} else if n := table.even(); n > evenness {
			best, evenness = table, n
		}
	}
	if best == nil || worst != nil && len(best.Titles) < 2 {
		return nil, worst
	}
	return best, nil
}

// check looks at the lines before anything is made of them.
func (t text) check() *RefusedError {
	var line []byte
	blank := true
	for l := t.lines(); ; {
		var err error
		if line, err = l.next(line[:0]); err != nil {
			bad, _ := errors.AsType[*RefusedError](err)
			if bad == nil && blank {
				bad = &RefusedError{Kind: Empty}
			}
			return bad
		}
		blank = blank && len(bytes.TrimSpace(line)) == 0
	}
}

// separator is the one that the first line says, as Excel has it: « sep=; »; 0
// where it does not.
func (t text) separator() byte {
	line, err := t.lines().next(nil)
	rest, ok := strings.CutPrefix(strings.ToLower(strings.Trim(strings.TrimSpace(string(line)), `"`)), "sep=")
	switch {
	case err != nil || !ok:
		return 0
	case rest == "" && strings.HasSuffix(string(line), "\t"):
		return '\t' // which is a blank
	case len(rest) == 1 && rest[0] != '"':
		return rest[0]
	}
	return 0
}

// even is how many titles there are when the rows below are as wide as they
// are, else 0: what is no separator is here and there in a text.
func (t *Table) even() int {
	rows, fitting := 0, 0
	for _, bad := range t.Rows() {
		if rows++; bad == nil {
			fitting++
		}
		if rows == titlesWithin {
			break
		}
	}
	if 2*fitting < rows {
		return 0
	}
	return len(t.Titles)
}

// csvText is a text in columns. A quote is a quote where a cell begins with it
// and ends with another, and then it may hold separators, line ends and doubled
// quotes; inside a cell, quotes that go in pairs are letters.
type csvText struct {
	text
	sep  byte
	said bool // by the first line, which is no row
}

// rows are those that have a cell.
func (c csvText) rows() iter.Seq2[Row, *RefusedError] {
	return func(yield func(Row, *RefusedError) bool) {
		rec := record{lines: c.lines(), sep: c.sep}
		if c.said {
			rec.buf, _ = rec.lines.next(rec.buf)
		}
		for {
			row, err := rec.next()
			if errors.Is(err, io.EOF) {
				return
			}
			bad, _ := errors.AsType[*RefusedError](err)
			if bad == nil && empty(row.Cells) {
				continue
			}
			if !yield(row, bad) || rec.lost {
				return
			}
		}
	}
}

// record reads one row after the other.
type record struct {
	lines *lines
	sep   byte
	buf   []byte
	spans []span
	cells []string
	lost  bool // nothing can be read any more
}

// span is where a cell stands in the row.
type span struct {
	from, to int
	quoted   bool
}

func (r *record) next() (Row, error) {
	var err error
	if r.buf, err = r.lines.next(r.buf[:0]); err != nil {
		r.lost = true
		return Row{}, err
	}
	row := Row{Line: r.lines.number}
	if bad := r.cut(row.Line); bad != nil {
		return row, bad
	}
	whole := string(r.buf)
	r.cells = r.cells[:0]
	for _, s := range r.spans {
		cell := whole[s.from:s.to]
		if s.quoted {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		} else if inner, ok := strings.CutPrefix(cell, `="`); ok && strings.Count(inner, `"`) == 1 && strings.HasSuffix(inner, `"`) {
			cell = inner[:len(inner)-1] // how a zero in front is kept from Excel
		}
		r.cells = append(r.cells, cell)
	}
	row.Cells = r.cells
	return row, nil
}

// cut finds the cells of the row that begins with the line in buf.
func (r *record) cut(line int) *RefusedError {
	r.spans = r.spans[:0]
	for from := 0; ; {
		to, quoted, bad := r.cell(from, line)
		if bad != nil {
			return bad
		}
		if quoted {
			r.spans = append(r.spans, span{from + 1, to, true})
			to += 1 + len(r.buf[to+1:]) - len(bytes.TrimLeft(r.buf[to+1:], r.blanks()))
		} else {
			r.spans = append(r.spans, span{from, to, false})
		}
		if to >= len(r.buf) {
			return nil
		}
		if len(r.spans) == maxColumns {
			return &RefusedError{Kind: Columns, Line: line, Found: maxColumns + 1, Allowed: maxColumns}
		}
		from = to + 1
	}
}

// blanks may follow a quote that closes.
func (r *record) blanks() string {
	if r.sep == '\t' {
		return " "
	}
	return " \t"
}

// cell is where the cell that begins at from ends: at the quote that closes it,
// or before the separator.
func (r *record) cell(from, line int) (to int, quoted bool, bad *RefusedError) {
	if from < len(r.buf) && r.buf[from] == '"' {
		return r.quoted(from, line)
	}
	to = len(r.buf)
	if i := bytes.IndexByte(r.buf[from:], r.sep); i >= 0 {
		to = from + i
	}
	if bytes.Count(r.buf[from:to], []byte(`"`))%2 != 0 {
		return 0, false, r.wrong(Quotes, from, line)
	}
	return to, false, nil
}

// quoted is where a cell ends that begins with a quote: at the one that closes
// it, some lines below perhaps, or before the separator where it only begins
// with a word in quotes.
func (r *record) quoted(from, line int) (to int, closed bool, bad *RefusedError) {
	oneLine := len(r.buf)
	for at := from + 1; ; {
		to, inner := r.closing(at)
		if to >= 0 {
			return to, true, nil
		}
		if inner < len(r.buf) {
			if to, ok := r.balanced(from); ok && oneLine == len(r.buf) {
				return to, false, nil
			}
			return 0, false, r.wrong(Quotes, from, line)
		}
		at = len(r.buf) + 1
		if bad := r.more(from, line); bad != nil {
			return 0, false, bad
		}
	}
}

// more adds the next line to the row, whose cell at from goes on there.
func (r *record) more(from, line int) *RefusedError {
	var err error
	if r.buf, err = r.lines.next(append(r.buf, '\n')); err != nil {
		r.lost = true // all that follows is one cell
		return r.wrong(Quotes, from, line)
	}
	if len(r.buf) > MaxLine {
		r.lost = true
		bad := r.wrong(Field, from, line)
		bad.Allowed = MaxLine >> 10
		return bad
	}
	return nil
}

func (r *record) wrong(kind Kind, from, line int) *RefusedError {
	begin, _, _ := bytes.Cut(r.buf[from:], []byte("\n"))
	return &RefusedError{Kind: kind, Line: line, Seen: seen(string(begin))}
}

// closing is where the quote stands that closes a cell, looking from at, or -1
// and the place of one that closes nothing, at the end where there is none.
func (r *record) closing(at int) (to, inner int) {
	for {
		i := bytes.IndexByte(r.buf[at:], '"')
		if i < 0 {
			return -1, len(r.buf)
		}
		at += i
		after := bytes.TrimLeft(r.buf[at+1:], r.blanks())
		switch {
		case len(after) == 0 || after[0] == r.sep:
			return at, 0
		case r.buf[at+1] == '"':
			at += 2
		default:
			return -1, at
		}
	}
}

// balanced is the end of a cell of one line in which separators may stand
// between two quotes.
func (r *record) balanced(from int) (to int, ok bool) {
	open := false
	for i, b := range r.buf[from:] {
		switch {
		case b == '"':
			open = !open
		case b == r.sep && !open:
			return from + i, true
		}
	}
	return len(r.buf), !open
}
