package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"iter"
	"path"
	"slices"
	"strings"
)

const (
	// maxUnpacked is what the parts of a workbook that are read may unpack to
	// together, in bytes.
	maxUnpacked = 128 << 20
	// maxStrings bounds what is kept of a workbook while it is read: the texts
	// that its cells point to, in bytes, each with what it costs to keep it.
	maxStrings = 48 << 20
	// maxTag is the longest text, tag or comment of a part, in bytes; a cell holds 32,767
	// characters at most.
	maxTag = 512 << 10
	// maxParts is how many files a workbook has at most; maxSheets, how many are
	// looked at for titles.
	maxParts, maxSheets = 5000, 50
	// maxRelations is what is kept of where the parts of a workbook are, in bytes.
	maxRelations = 1 << 20
)

// workbook is an XLSX, read part by part: excelize keeps many times what
// it unpacks in memory, which a small file can choose.
type workbook struct {
	parts    map[string]*zip.File
	unpacked map[string]int // how far parts have been read, in bytes
	left     int            // of maxUnpacked
	strings  []string       // the texts that cells point to
}

// openWorkbook reads the first sheet whose titles are known, else the first that
// has any. Sheets that are hidden are not looked at.
func openWorkbook(raw []byte, known func([]string) bool) (*Table, *RefusedError) {
	if bytes.Count(raw, []byte("PK\x01\x02")) > maxParts {
		return nil, &RefusedError{Kind: BigWorkbook, Allowed: maxUnpacked >> 20}
	}
	in, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil {
		return nil, &RefusedError{Kind: BadWorkbook}
	}
	w := workbook{parts: map[string]*zip.File{}, unpacked: map[string]int{}, left: maxUnpacked}
	for _, f := range in.File {
		w.parts[strings.TrimPrefix(strings.ReplaceAll(f.Name, `\`, "/"), "/")] = f
	}
	sheets, bad := w.sheets()
	if bad != nil {
		return nil, bad
	}
	var first *Table
	worst := &RefusedError{Kind: Empty}
	for _, part := range sheets {
		t := &Table{Format: XLSX, Encoding: UTF8, rows: w.rows(part)}
		found, bad := t.titled(known)
		switch {
		case found:
			return t, nil
		case bad != nil && bad.Kind != Empty:
			worst = bad
		case bad == nil && first == nil:
			first = t
		}
	}
	if first == nil {
		return nil, worst
	}
	return first, nil
}

// sheets are the parts of the sheets that can be seen, in order, with the texts
// of the workbook read; or what the archive is instead.
func (w *workbook) sheets() ([]string, *RefusedError) {
	main, ok := w.main()
	if !ok {
		return nil, w.other()
	}
	targets, texts := map[string]string{}, ""
	for _, r := range w.relations(main) {
		targets[r.id] = r.target
		if texts == "" && strings.HasSuffix(r.kind, "/sharedStrings") {
			texts = r.target // there is one
		}
	}
	if bad := w.texts(texts); bad != nil {
		return nil, bad
	}
	var sheets []string
	bad := w.each(main, func(t xml.Token) bool {
		if tag, ok := t.(xml.StartElement); ok && tag.Name.Local == "sheet" {
			if part := w.visible(tag, targets); part != "" && !slices.Contains(sheets, part) {
				sheets = append(sheets, part)
			}
		}
		return len(sheets) < maxSheets
	})
	return sheets, bad
}

// main is the part that lists the sheets, and whether the archive has it as XML.
func (w *workbook) main() (part string, ok bool) {
	part = "xl/workbook.xml"
	for _, r := range w.relations("") {
		if strings.HasSuffix(r.kind, "/officeDocument") {
			part = r.target
		}
	}
	return part, w.parts[part] != nil && !strings.HasSuffix(part, ".bin") && strings.HasPrefix(part, "xl/")
}

// visible is the part of a sheet, by the targets of the workbook's relations; ""
// for one that is hidden, or has none.
func (w *workbook) visible(sheet xml.StartElement, targets map[string]string) string {
	if state := attribute(sheet, "state"); state == "hidden" || state == "veryHidden" {
		return ""
	}
	for _, a := range sheet.Attr {
		if a.Name.Local == "id" && a.Name.Space != "" && w.parts[targets[a.Value]] != nil {
			return targets[a.Value]
		}
	}
	return ""
}

// other is what an archive without a workbook is.
func (w *workbook) other() *RefusedError {
	has := func(begin string) bool {
		for name := range w.parts {
			if strings.HasPrefix(name, begin) {
				return true
			}
		}
		return false
	}
	switch {
	case has("xl/"):
		return &RefusedError{Kind: OldWorkbook} // binary
	case has("word/"):
		return &RefusedError{Kind: Document, Seen: "docx"}
	case has("ppt/"):
		return &RefusedError{Kind: Document, Seen: "pptx"}
	case has("mimetype") && has("content.xml"):
		return &RefusedError{Kind: OpenDocument, Seen: "ods"}
	}
	return &RefusedError{Kind: Archive, Seen: "zip"}
}

type relation struct{ id, kind, target string }

// relations are those of a part, or of the whole.
func (w *workbook) relations(part string) (all []relation) {
	folder, kept := path.Dir(part), 0
	_ = w.each(path.Join(folder, "_rels", path.Base("/"+part)+".rels"), func(t xml.Token) bool {
		if tag, ok := t.(xml.StartElement); ok && tag.Name.Local == "Relationship" {
			target := attribute(tag, "Target")
			if !strings.HasPrefix(target, "/") {
				target = path.Join(folder, target)
			}
			r := relation{attribute(tag, "Id"), attribute(tag, "Type"), strings.TrimPrefix(target, "/")}
			if kept += len(r.id) + len(r.kind) + len(r.target); kept > maxRelations {
				return false
			}
			all = append(all, r)
		}
		return len(all) < maxParts
	})
	return all
}

func attribute(tag xml.StartElement, name string) string {
	for _, a := range tag.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// texts reads those that the cells of all sheets point to.
func (w *workbook) texts(part string) *RefusedError {
	kept := 0
	var one textReader
	var big *RefusedError
	bad := w.each(part, func(t xml.Token) bool {
		whole := one.token(t)
		switch {
		case one.text.Len() > MaxLine:
			big = &RefusedError{Kind: BadWorkbook, Seen: seen(part)}
		case whole:
			w.strings = append(w.strings, unescaped(one.text.String()))
			if kept += one.text.Len() + 32; kept > maxStrings {
				big = &RefusedError{Kind: BigWorkbook, Allowed: maxStrings >> 20}
			}
		}
		return big == nil
	})
	if bad == nil {
		bad = big
	}
	return bad
}

// textReader makes the texts that cells point to of the tokens of their part.
type textReader struct {
	text  strings.Builder
	in    bool // letters of the text
	aside int  // in how it is pronounced
}

// token reports whether a text has ended.
func (r *textReader) token(t xml.Token) bool {
	switch t := t.(type) {
	case xml.StartElement:
		switch t.Name.Local {
		case "si":
			r.text.Reset()
		case "t":
			r.in = r.aside == 0
		case "rPh":
			r.aside++
		}
	case xml.CharData:
		if r.in {
			r.text.Write(t)
		}
	case xml.EndElement:
		switch t.Name.Local {
		case "t":
			r.in = false
		case "rPh":
			r.aside--
		case "si":
			return true
		}
	}
	return false
}

// rows are those of a sheet that have a cell.
func (w *workbook) rows(part string) iter.Seq2[Row, *RefusedError] {
	return func(yield func(Row, *RefusedError) bool) {
		r := rowReader{workbook: w}
		stopped := false
		bad := w.each(part, func(t xml.Token) bool {
			if !r.token(t) {
				return true
			}
			wrong := r.bad
			r.bad = nil
			if wrong == nil && empty(r.row.Cells) {
				return true
			}
			stopped = !yield(r.row, wrong)
			return !stopped
		})
		if bad != nil && !stopped {
			bad.Line = r.row.Line + 1
			yield(Row{Line: bad.Line}, bad)
		}
	}
}

// each gives the tokens of a part to use until that has enough. A part that is
// not there has none.
func (w *workbook) each(part string, use func(xml.Token) bool) *RefusedError {
	f := w.parts[part]
	if f == nil {
		return nil
	}
	if f.UncompressedSize64 > maxUnpacked {
		return &RefusedError{Kind: BigWorkbook, Allowed: maxUnpacked >> 20}
	}
	in, err := f.Open()
	if err != nil {
		return &RefusedError{Kind: BadWorkbook, Seen: seen(part)}
	}
	defer in.Close() //nolint:errcheck // only read
	limit := &bounded{workbook: w, part: part, in: in}
	dec := xml.NewDecoder(limit)
	for {
		limit.token = 0
		// Raw: nothing is kept of the tags that are open.
		t, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if bad, ok := errors.AsType[*RefusedError](err); ok {
			return bad
		}
		if err != nil {
			return &RefusedError{Kind: BadWorkbook, Seen: seen(part)}
		}
		if !use(t) {
			return nil
		}
	}
}

// bounded is a part that unpacks to no more than its workbook may, in tokens that
// are no longer than they may be. What is read again does not count again.
type bounded struct {
	*workbook
	part      string
	in        io.Reader
	at, token int // bytes that came; that came for this token
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.in.Read(p)
	b.at += n
	more := max(0, b.at-b.unpacked[b.part])
	if more > b.left {
		return 0, &RefusedError{Kind: BigWorkbook, Allowed: maxUnpacked >> 20}
	}
	b.unpacked[b.part] += more
	b.left -= more
	if b.token += n; b.token > maxTag {
		return 0, &RefusedError{Kind: BadWorkbook}
	}
	return n, err
}
