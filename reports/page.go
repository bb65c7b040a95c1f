package reports

import (
	"strings"

	"pilotent/i18n"
	"pilotent/message"
)

// Page is what the chat says in lists, to print or to send.
type Page struct {
	Issuer          string
	Title, Subtitle message.Text
	Intro           message.Text
	Sections        []Section
	Note            message.Text
}

// Section is a list under its title.
type Section struct {
	Title message.Text
	Items []message.Text
}

// Document is the page with its lists as paragraphs, in the printer's language.
func (g Page) Document(p i18n.Printer) Document {
	w := writer{p: p}
	doc := Document{
		Issuer: g.Issuer, Ref: plain(g.Title), Title: plain(g.Title), Subtitle: plain(g.Subtitle),
		Blocks: []Block{Paragraph(plain(g.Intro))}, Note: plain(g.Note),
		Page: w.text("pv.page"), Colon: w.text("pv.colon"), Lang: p.Lang,
	}
	for _, s := range g.Sections {
		doc.Blocks = append(doc.Blocks, Heading(strings.TrimRight(plain(s.Title), ":. \u00a0\u202f")))
		for _, item := range s.Items {
			doc.Blocks = append(doc.Blocks, Paragraph(plain(item)))
		}
	}
	return doc
}
