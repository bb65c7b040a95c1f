package sheet

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// rowReader makes rows of a sheet's tokens.
type rowReader struct {
	*workbook
	row    Row
	bad    *RefusedError // why the row is not read
	size   int           // of the row's texts, in bytes
	column int           // of the cell, from 0
	kind   string        // of the cell
	value  strings.Builder
	in     bool // a value
	aside  int
}

// token reports whether a row has ended.
func (r *rowReader) token(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		r.start(t)
	case xml.CharData:
		if r.in && r.value.Len() <= MaxLine { // put refuses what is longer
			r.value.Write(t)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "v", "t":
			r.in = false
		case "rPh":
			r.aside--
		case "c":
			r.put()
		case "row":
			return true
		}
	}
	return false
}

func (r *rowReader) start(t xml.StartElement) {
	switch t.Name.Local {
	case "row":
		r.row.Line++
		if n, err := strconv.Atoi(attribute(t, "r")); err == nil && n > r.row.Line {
			r.row.Line = n
		}
		r.row.Cells, r.size, r.column = r.row.Cells[:0], 0, -1
	case "c":
		r.column++
		if n := columnOf(attribute(t, "r")); n >= 0 {
			r.column = n
		}
		r.kind = attribute(t, "t")
		r.value.Reset()
	case "v", "t":
		r.in = r.aside == 0
	case "rPh":
		r.aside++
	}
}

// put ends a cell.
func (r *rowReader) put() {
	text := r.text()
	r.size += len(text)
	switch {
	case text == "":
		return
	case r.column >= maxColumns:
		r.bad = &RefusedError{Kind: Columns, Line: r.row.Line, Found: r.column + 1, Allowed: maxColumns}
		return
	case r.size > MaxLine:
		r.bad = &RefusedError{Kind: Field, Line: r.row.Line, Seen: seen(text), Allowed: MaxLine >> 10}
		return
	}
	for len(r.row.Cells) <= r.column {
		r.row.Cells = append(r.row.Cells, "")
	}
	r.row.Cells[r.column] = text
}

func (r *rowReader) text() string {
	value := r.value.String()
	switch r.kind {
	case "s":
		if n, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && n >= 0 && n < len(r.strings) {
			return r.strings[n]
		}
		return ""
	case "inlineStr", "str":
		return unescaped(value)
	case "b", "e":
		return value
	default:
		return plainNumber(strings.TrimSpace(value))
	}
}

// columnOf is the column of a cell such as "AB12", from 0; -1 for what is none.
func columnOf(cell string) int {
	n := 0
	for _, b := range []byte(cell) {
		if b < 'A' || b > 'Z' {
			break
		}
		if n = 26*n + int(b-'A') + 1; n > 1<<20 {
			break
		}
	}
	return n - 1
}

// unescaped is a text without the escapes of what XML has no letter for:
// "_x000D_" is a line end.
func unescaped(s string) string {
	before, rest, ok := strings.Cut(s, "_x")
	if !ok {
		return s
	}
	var b strings.Builder
	for ok {
		b.WriteString(before)
		if n, err := strconv.ParseUint(rest[:min(4, len(rest))], 16, 16); err == nil && len(rest) > 4 && rest[4] == '_' {
			b.WriteRune(rune(n))
			rest = rest[5:]
		} else {
			b.WriteString("_x")
		}
		before, rest, ok = strings.Cut(rest, "_x")
	}
	b.WriteString(before)
	return b.String()
}
