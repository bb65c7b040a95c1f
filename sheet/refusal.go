package sheet

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"
)

// Kind is why a file, or a row of it, is not read.
type Kind string

// Of files.
const (
	Empty        Kind = "empty"         // nothing, or blanks and separators only
	TooLarge     Kind = "too_large"     // Allowed: MiB
	PDF          Kind = "pdf"           //
	OldWorkbook  Kind = "old_workbook"  // XLS, or a workbook with a password
	OpenDocument Kind = "open_document" // a workbook of LibreOffice; Seen: its ending
	Document     Kind = "document"      // a text or slides; Seen: its ending
	Archive      Kind = "archive"       // Seen: its ending
	WebPage      Kind = "web_page"      // HTML, whatever the file is called
	Picture      Kind = "picture"       //
	Binary       Kind = "binary"        // anything else that is no text; Line: where that shows
	BadWorkbook  Kind = "bad_workbook"  // an XLSX that is damaged; Seen: the part
	BigWorkbook  Kind = "big_workbook"  // an XLSX that unpacks to more than Allowed MiB
	BadJSON      Kind = "bad_json"      // Line: where it is no JSON any more
	DeepJSON     Kind = "deep_json"     // Line; Allowed: levels
	NoRecords    Kind = "no_records"    // JSON without a list of records
	LineTooLong  Kind = "line_too_long" // Line; Allowed: KiB
)

// Of rows; all have their Line.
const (
	Columns Kind = "columns" // Found cells for Allowed titles
	Quotes  Kind = "quotes"  // a quote opens or closes in the wrong place
	Field   Kind = "field"   // a row of more than Allowed KiB, over many lines or cells
)

// RefusedError says why something is not read, for the caller to make a sentence of.
// Its Error is for a log.
type RefusedError struct {
	Kind Kind
	Line int
	// Seen is what was seen there: some 40 printable characters at most.
	Seen           string
	Found, Allowed int
}

// Error implements error.
func (r *RefusedError) Error() string {
	return fmt.Sprintf("sheet: %s (line %d, seen %q, found %d, allowed %d)", r.Kind, r.Line, r.Seen, r.Found, r.Allowed)
}

// seen is the beginning of s, of what can be shown.
func seen(s string) string {
	s = strings.Join(strings.Fields(strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, strings.ToValidUTF8(s[:min(len(s), 400)], ""))), " ")
	if runes := []rune(s); len(runes) > 40 {
		return string(runes[:40]) + "…"
	}
	return s
}

// other tells what is no table at all by how it begins.
func other(raw []byte) *RefusedError {
	for _, o := range []struct {
		begins string
		kind   Kind
		seen   string
	}{
		{"%PDF", PDF, ""},
		{"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OldWorkbook, ""},
		{"\x1f\x8b", Archive, "gz"},
		{"7z\xbc\xaf\x27\x1c", Archive, "7z"},
		{"Rar!\x1a\x07", Archive, "rar"},
		{"PK\x05\x06", Archive, "zip"},
		{`{\rtf`, Document, "rtf"},
		{"\x89PNG", Picture, ""},
		{"\xff\xd8\xff", Picture, ""},
		{"GIF8", Picture, ""},
		{"PAR1", Binary, "parquet"},
	} {
		if bytes.HasPrefix(raw, []byte(o.begins)) {
			return &RefusedError{Kind: o.kind, Seen: o.seen}
		}
	}
	start := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(string(raw[:min(len(raw), 1024)]), utf8BOM), " \t\r\n"))
	for _, mark := range []string{"<!doctype html", "<html", "<?xml", "<table", "<!--"} {
		if strings.HasPrefix(start, mark) {
			return &RefusedError{Kind: WebPage}
		}
	}
	return nil
}
