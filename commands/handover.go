package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/legal"
	"pilotent/message"
	"pilotent/reports"
)

// handover shows what is open, and gives it as a page to print or to send. The page is
// in the project's language.
func handover(c *call, a grammar.Args) (message.Message, error) {
	h, err := c.Handover(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("handover.title", "project", h.Project, "date", h.Today))
	m = m.With(c.over(h.Closed), c.text("handover.pilots", "pilots", h.Pilots, "Count", len(h.Pilots)))
	for _, part := range c.handoverParts(h) {
		m = m.With(part.title, part.items)
	}
	if !a.Flag(full.English) {
		m = c.inShort(m, Umbrella, "passation", grammar.Raw{})
	}
	page := *c
	page.p = c.catalog.Printer(h.Of.Locale, h.Of.Location())
	m.Files, err = inBothForms(page.handoverPage(h), "passation", h.Now)
	return m, err
}

// handoverPart is a list under its title; one without items is said in the title.
type handoverPart struct {
	title message.Paragraph
	items message.List
}

func (c *call) handoverParts(h governance.Handover) []handoverPart {
	var committees, deadlines, late, held message.List
	for _, com := range h.Committees {
		line := c.p.Text("handover.committee", "code", com.Code, "name", com.Name, "level", com.Level)
		if com.Next != nil {
			line += c.p.Text("handover.next", "ref", com.Next.Ref(), "start", com.Next.Start())
		}
		committees = append(committees, line)
	}
	for _, v := range h.Verifications {
		deadlines = append(deadlines, legal.Running(c.p, v, h.Today))
	}
	for _, act := range h.LateActions {
		late = append(late, c.actionLine(act, h.Today))
	}
	for _, of := range h.InHand {
		held = append(held, c.p.Text("handover.held", "person", of.Person, "refs", of.Refs))
	}
	part := func(key string, items message.List) handoverPart {
		return handoverPart{c.text("handover."+key, "Count", len(items)), items}
	}
	return []handoverPart{
		part("committees", committees), part("deadlines", deadlines), part("late", late), part("adopted", c.carryOutLines(h.Adopted, h.Today)),
		part("proposed", c.decisionLines(h.Proposed)), part("agreements", c.agreementLines(h.Agreements, h.Today)), part("in_hand", held),
	}
}

func (c *call) handoverPage(h governance.Handover) reports.Document {
	page := reports.Page{
		Issuer: h.Project, Title: c.p.Text("handover.page_title"), Subtitle: c.p.Text("handover.page_date", "date", h.Today),
		Intro: c.p.Text("handover.pilots", "pilots", h.Pilots, "Count", len(h.Pilots)), Note: c.p.Text("handover.page_note"),
	}
	for _, part := range c.handoverParts(h) {
		page.Sections = append(page.Sections, reports.Section{Title: message.Text(part.title), Items: part.items})
	}
	return page.Document(c.p)
}
