package sheet

import (
	"bytes"
	"encoding/json"
	"errors"
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// maxDepth is how deep the portal's JSON may go; it goes to 7.
const maxDepth = 32

// isJSON reports whether a text begins as JSON of records does.
func isJSON(start []byte) bool {
	if len(start) == 0 || start[0] != '[' && start[0] != '{' {
		return false
	}
	next := bytes.TrimLeft(start[1:min(len(start), 1024)], " \t\r\n")
	return len(next) > 0 && strings.IndexByte(`[{"]}`, next[0]) >= 0
}

// openJSON reads the open data portal's exports and answers, in both versions of
// its API, and GeoJSON: a list of records, or an object with one, whose fields
// may be some levels below.
func openJSON(raw []byte, known func([]string) bool) (*Table, *RefusedError) {
	t := &Table{Format: JSON, Encoding: UTF8}
	if !utf8.Valid(raw) {
		as, bad := asText(raw)
		if bad != nil {
			return nil, bad
		}
		t.Encoding, t.Strays, t.Stray = as.encoding, as.strays, as.stray
		raw = as.decoded()
	}
	if bad := checkJSON(raw); bad != nil {
		return nil, bad
	}
	list, total, geo := records(raw)
	if list == nil {
		return nil, &RefusedError{Kind: NoRecords, Seen: seen(string(raw[:min(len(raw), 400)]))}
	}
	if geo {
		t.Format = GeoJSON
	}
	columns, n, bad := t.columns(list)
	switch {
	case bad != nil:
		return nil, bad
	case n == 0:
		return nil, &RefusedError{Kind: Empty}
	case total > n:
		t.Total = total
	}
	known(t.Titles) // what it says changes nothing: there is one list
	t.rows = jsonRows(list, columns)
	return t, nil
}

// columns makes titles of the names of all fields in a list, as they come, and
// returns their columns and how many records there are.
func (t *Table) columns(list []byte) (columns map[string]int, n int, bad *RefusedError) {
	columns = map[string]int{}
	for record := range elements(list) {
		if n++; len(record) > MaxLine {
			return nil, n, &RefusedError{Kind: LineTooLong, Line: n, Allowed: MaxLine >> 10}
		}
		for name := range members(fields(record)) {
			if _, ok := columns[name]; ok {
				continue
			}
			if len(columns) == maxColumns {
				return nil, n, &RefusedError{Kind: Columns, Line: n, Found: maxColumns + 1, Allowed: maxColumns}
			}
			columns[name] = len(columns)
			t.Titles = append(t.Titles, name)
		}
	}
	return columns, n, nil
}

// jsonRows are the records of a list, which is valid.
func jsonRows(list []byte, columns map[string]int) iter.Seq2[Row, *RefusedError] {
	return func(yield func(Row, *RefusedError) bool) {
		cells, n := make([]string, len(columns)), 0
		for record := range elements(list) {
			n++
			row := Row{Line: n}
			bad := fill(cells, columns, record)
			switch {
			case bad != nil:
				bad.Line = n
			case empty(cells):
				continue
			default:
				row.Cells = cells
			}
			if !yield(row, bad) {
				return
			}
		}
	}
}

// fill makes cells of the fields of a record.
func fill(cells []string, columns map[string]int, record []byte) *RefusedError {
	object := fields(record)
	if object == nil {
		return &RefusedError{Kind: BadJSON, Seen: seen(string(record[:min(len(record), 400)]))}
	}
	clear(cells)
	for name, value := range members(object) {
		cells[columns[name]] = cellOf(value)
	}
	return nil
}

// checkJSON refuses what is none, and what goes too deep before anything reads it.
func checkJSON(raw []byte) *RefusedError {
	depth, line := 0, 1
	for i := 0; i < len(raw); i++ {
		switch raw[i] {
		case '\n':
			line++
		case '"':
			i = endOfString(raw, i) - 1
		case '[', '{':
			if depth++; depth > maxDepth {
				return &RefusedError{Kind: DeepJSON, Line: line, Allowed: maxDepth}
			}
		case ']', '}':
			depth--
		}
	}
	if json.Valid(raw) {
		return nil
	}
	bad := &RefusedError{Kind: BadJSON}
	var none json.RawMessage
	if wrong, ok := errors.AsType[*json.SyntaxError](json.Unmarshal(raw, &none)); ok {
		at := min(int(wrong.Offset), len(raw))
		bad.Line = 1 + bytes.Count(raw[:at], []byte("\n"))
		bad.Seen = seen(string(raw[max(0, at-1):min(len(raw), at+400)]))
	}
	return bad
}

// records is the list of records, nil for none; how many the portal has, where it
// says that; whether it is GeoJSON.
func records(raw []byte) (list []byte, total int, geo bool) {
	if raw[0] == '[' {
		return raw, 0, false
	}
	for name, value := range members(raw) {
		switch name {
		case "results", "records", "features", "data":
			if value[0] == '[' && list == nil {
				list = value
			}
		case "total_count", "nhits":
			total, _ = strconv.Atoi(string(value))
		case "type":
			geo = string(value) == `"FeatureCollection"`
		}
	}
	return list, total, geo
}

// fields is the object with a record's fields: itself, or one in it; nil for
// what is no object.
func fields(record []byte) []byte {
	if record[0] != '{' {
		return nil
	}
	for name, value := range members(record) {
		switch name {
		case "fields", "properties", "record":
			if value[0] == '{' {
				return fields(value)
			}
		}
	}
	return record
}

// cellOf is a value as a cell of CSV would have it. What holds other values is
// no cell, but for a list of texts.
func cellOf(value []byte) string {
	switch value[0] {
	case '"':
		return stringOf(value)
	case 't':
		return "1"
	case 'f':
		return "0"
	case 'n', '{':
		return ""
	case '[':
		var texts []string
		for v := range elements(value) {
			if v[0] == '"' {
				texts = append(texts, stringOf(v))
			}
		}
		return strings.Join(texts, ", ")
	default:
		return plainNumber(string(value))
	}
}

// plainNumber is a number as people write it: 94400, not 9.44e4.
func plainNumber(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil || f > 1e18 || f < -1e18 {
		return s
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

func stringOf(value []byte) string {
	var s string
	_ = json.Unmarshal(value, &s) // it is valid
	return s
}

// What follows walks over JSON that is valid, and copies nothing.

// elements are those of a list.
func elements(list []byte) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		for i := skipBlanks(list, 1); list[i] != ']'; {
			end := endOfValue(list, i)
			if !yield(list[i:end]) {
				return
			}
			if i = skipBlanks(list, end); list[i] == ',' {
				i = skipBlanks(list, i+1)
			}
		}
	}
}

// members are those of an object; of nothing, none.
func members(object []byte) iter.Seq2[string, []byte] {
	return func(yield func(string, []byte) bool) {
		if object == nil {
			return
		}
		for i := skipBlanks(object, 1); object[i] != '}'; {
			end := endOfString(object, i)
			name := stringOf(object[i:end])
			i = skipBlanks(object, skipBlanks(object, end)+1) // the colon
			end = endOfValue(object, i)
			if !yield(name, object[i:end]) {
				return
			}
			if i = skipBlanks(object, end); object[i] == ',' {
				i = skipBlanks(object, i+1)
			}
		}
	}
}

func skipBlanks(raw []byte, i int) int {
	for i < len(raw) && strings.IndexByte(" \t\r\n", raw[i]) >= 0 {
		i++
	}
	return i
}

// endOfString is behind the quote that closes the one at i, or the end of raw.
func endOfString(raw []byte, i int) int {
	for i++; i < len(raw); i++ {
		switch raw[i] {
		case '\\':
			i++
		case '"':
			return i + 1
		}
	}
	return len(raw)
}

func endOfValue(raw []byte, i int) int {
	depth := 0
	for ; i < len(raw); i++ {
		switch raw[i] {
		case '"':
			i = endOfString(raw, i) - 1
		case '[', '{':
			depth++
			continue
		case ']', '}':
			depth--
		case ',', ' ', '\t', '\r', '\n':
			if depth == 0 {
				return i
			}
			continue
		default:
			if depth > 0 || i+1 < len(raw) && strings.IndexByte(",]} \t\r\n", raw[i+1]) < 0 {
				continue // within, or within a number or a word
			}
		}
		if depth == 0 {
			return i + 1
		}
	}
	return len(raw)
}
