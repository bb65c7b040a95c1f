// Package reports writes what is kept outside of the chat: minutes to sign, as
// Markdown and PDF, and registers, as XLSX. What it writes depends on its
// arguments only: the same record at the same moment gives the same bytes.
//
// It imports governance, i18n and message; commands import it.
package reports

import (
	"slices"
	"strings"

	"pilotent/message"
)

// Document is a text of a few pages, before it has a form.
type Document struct {
	// Issuer stands above the title, and Ref in the foot of each page.
	Issuer, Ref     string
	Title, Subtitle string
	Blocks          []Block
	// Note ends each page.
	Note string
	// Page is "page %d sur %s" in the document's language, and Colon what stands
	// between a label and its value.
	Page, Colon string
	Lang        string
}

// Block is a part of a document: Heading, Paragraph, Strong, Fields, Entry, Grid or
// Signatures.
type Block interface{ markdown(d Document) string }

// Heading begins a section.
type Heading string

// Paragraph is a text.
type Paragraph string

// Strong is a text that must not be missed.
type Strong string

// Fields are labels with their values; those without a value are left out.
type Fields []Field

// Field is a label and its value.
type Field struct{ Label, Value string }

// Entry is what a register holds of one thing: a heading, a text, which may be none, and
// fields. It stays on one page when one holds it.
type Entry struct {
	Title, Text string
	Fields      Fields
}

// Grid is a table. Widths are in per cent of the page's.
type Grid struct {
	Head   []string
	Widths []int
	Rows   [][]string
}

// Signatures are places to sign: who, and what is to be written there.
type Signatures struct {
	Parties []string
	Lines   []string
}

// plain is a text of the catalogue as a document shows it: without bold, and it
// rings nobody, so that the marks against ringing can go.
func plain(t message.Text) string { return message.Unquote(strings.ReplaceAll(string(t), "**", "")) }

// Markdown is the document as Markdown.
func (d Document) Markdown() []byte {
	parts := []string{"# " + shown(d.Title), "**" + shown(d.Subtitle) + "**", shown(d.Issuer)}
	for _, b := range d.Blocks {
		if text := b.markdown(d); text != "" {
			parts = append(parts, text)
		}
	}
	parts = append(parts, "---", "*"+shown(d.Note)+"*")
	return []byte(strings.Join(parts, "\n\n") + "\n")
}

func (h Heading) markdown(Document) string { return "## " + shown(string(h)) }

func (p Paragraph) markdown(Document) string { return shown(string(p)) }

func (s Strong) markdown(Document) string { return "**" + shown(string(s)) + "**" }

func (f Fields) markdown(d Document) string {
	var lines []string
	for _, field := range f {
		if field.Value != "" {
			lines = append(lines, "- **"+shown(field.Label)+"**"+d.Colon+shown(field.Value))
		}
	}
	return strings.Join(lines, "\n")
}

func (e Entry) blocks() []Block {
	blocks := []Block{Heading(e.Title), Paragraph(e.Text), e.Fields}
	if e.Text == "" {
		blocks = slices.Delete(blocks, 1, 2)
	}
	return blocks
}

func (e Entry) markdown(d Document) string {
	var parts []string
	for _, b := range e.blocks() {
		parts = append(parts, b.markdown(d))
	}
	return strings.Join(parts, "\n\n")
}

func (g Grid) markdown(Document) string {
	var b strings.Builder
	row := func(cells []string) {
		for _, c := range cells {
			b.WriteString("| " + strings.ReplaceAll(shown(c), "\n", " · ") + " ")
		}
		b.WriteString("|\n")
	}
	row(g.Head)
	b.WriteString(strings.Repeat("|:--", len(g.Head)) + "|\n")
	for _, r := range g.Rows {
		row(r)
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// shown is a text without markup of its own, line by line: what people typed
// looks in a reader of Markdown as it does in the PDF.
func shown(text string) string {
	lines := strings.Split(message.Upright(text), "\n")
	for i, line := range lines {
		lines[i] = message.Escape(line)
	}
	return strings.Join(lines, "\n")
}

func (s Signatures) markdown(d Document) string { return s.grid().markdown(d) }

// grid is a table of them: who in its head, and a row for each line.
func (s Signatures) grid() Grid {
	g := Grid{Head: s.Parties}
	for _, line := range s.Lines {
		row := make([]string, len(s.Parties))
		for i := range row {
			row[i] = line
		}
		g.Rows = append(g.Rows, row)
	}
	return g
}
