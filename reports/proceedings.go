package reports

import (
	"strings"

	"pilotent/governance/proceedings"
	"pilotent/i18n"
)

// Proceedings are the minutes of a meeting as they leave the chat: who was there as what,
// each point with what was said and what came of it, the remarks and what was added.
func Proceedings(p i18n.Printer, v proceedings.View) Document {
	w := minuted{p.In(v.Content.Location()), v}
	d := w.document("minutes.file.title")
	d.Blocks = append(d.Blocks, w.present()...)
	if v.Content.Intro != "" {
		d.Blocks = append(d.Blocks, Paragraph(v.Content.Intro))
	}
	for _, i := range v.Content.Items {
		d.Blocks = append(d.Blocks, w.item(i)...)
	}
	d.Blocks = append(d.Blocks, w.said("minutes.file.remarks", v.Remarks)...)
	d.Blocks = append(d.Blocks, w.said("minutes.file.added", v.Added)...)
	if v.Content.Next != "" {
		d.Blocks = append(d.Blocks, Heading(w.text("minutes.file.next")), Paragraph(plain(w.p.MinutesNext(v.Content))))
	}
	return d
}

// Outcomes are the decisions and the actions of a meeting alone, « relevé de décisions ».
func Outcomes(p i18n.Printer, v proceedings.View) Document {
	w := minuted{p.In(v.Content.Location()), v}
	d := w.document("minutes.file.outcomes")
	var all []proceedings.Result
	for _, i := range v.Content.Items {
		all = append(all, i.Results...)
	}
	if len(all) == 0 {
		d.Blocks = append(d.Blocks, Paragraph(w.text("conduct.no_outcome")))
	} else {
		d.Blocks = append(d.Blocks, w.results(all))
	}
	return d
}

// minuted writes about the minutes of one meeting.
type minuted struct {
	p i18n.Printer
	proceedings.View
}

func (w minuted) text(key string, pairs ...any) string { return plain(w.p.Text(key, pairs...)) }

// document is one without a content yet.
func (w minuted) document(title string) Document {
	c := w.Content
	ref := w.Ref
	if ref == "" {
		ref = w.text("minutes.file.draft", "ref", c.Meeting)
	}
	note := w.text("minutes.file.unapproved")
	if w.Approved() {
		note = plain(w.p.Approval(w.View))
	}
	d := Document{
		Issuer: c.Project, Ref: ref, Title: w.text(title), Subtitle: w.text("minutes.file.subtitle", "code", c.Committee, "name", c.Name, "ref", c.Meeting),
		Blocks: []Block{Paragraph(plain(w.p.MinutesWhen(c)))},
		Note:   note, Page: w.text("pv.page"), Colon: w.text("pv.colon"), Lang: w.p.Lang,
	}
	if w.Approved() {
		d.Blocks = append(d.Blocks, Paragraph(note))
	}
	return d
}

// present are those who were convened, and the quorum.
func (w minuted) present() []Block {
	if len(w.Content.Attended) == 0 {
		return nil
	}
	g := Grid{Head: []string{w.text("minutes.file.name"), w.text("minutes.file.function"), w.text("minutes.file.institution"), w.text("minutes.file.presence")}, Widths: []int{28, 24, 26, 22}}
	for _, group := range w.Content.ByAnswer() {
		for _, a := range group.Who {
			function := []string{a.Title}
			if a.Office != "" {
				function = append(function, w.text(a.Office.MessageKey()))
			}
			if a.DeputyOf != "" {
				function = append(function, w.text("minutes.deputy", "name", a.DeputyOf))
			}
			presence := w.text(a.Answer.MessageKey())
			if a.By != "" {
				presence = w.text("minutes.proxy", "name", a.By)
			}
			g.Rows = append(g.Rows, []string{a.Name, strings.Join(filledIn(function), ", "), a.Institution, presence})
		}
	}
	return []Block{Heading(w.text("minutes.file.present")), g, Paragraph(plain(w.p.MinutesQuorum(w.Content)))}
}

// filledIn are the texts that are not empty.
func filledIn(texts []string) (list []string) {
	for _, t := range texts {
		if t != "" {
			list = append(list, t)
		}
	}
	return list
}

func (w minuted) item(i proceedings.Item) []Block {
	title := plain(w.p.MinutesItem(i))
	if time := w.p.MinutesTime(i); time != "" {
		title += " (" + plain(time) + ")"
	}
	blocks := []Block{Heading(title)}
	if i.Note != "" {
		blocks = append(blocks, Paragraph(i.Note))
	}
	if len(i.Results) > 0 {
		blocks = append(blocks, w.results(i.Results))
	}
	return blocks
}

// results are decisions and actions: what, who carries it out, by when.
func (w minuted) results(list []proceedings.Result) Grid {
	g := Grid{Head: []string{w.text("minutes.file.what"), w.text("minutes.file.who"), w.text("minutes.file.when")}, Widths: []int{60, 22, 18}}
	for _, r := range list {
		what := r.Ref + w.text("pv.colon") + r.Text
		if verdict := w.p.MinutesVerdict(r); verdict != "" {
			what += "\n" + plain(verdict)
		}
		due := ""
		if !r.Due.IsZero() {
			due = plain(w.p.ShortDate(r.Due))
		}
		g.Rows = append(g.Rows, []string{what, strings.Join(r.People, ", "), due})
	}
	return g
}

// said are the remarks, or what was added.
func (w minuted) said(key string, list []proceedings.Remark) []Block {
	if len(list) == 0 {
		return nil
	}
	blocks := []Block{Heading(w.text(key))}
	for _, r := range list {
		blocks = append(blocks, Paragraph(plain(w.p.Remark(r))))
	}
	return blocks
}
