package reports

import (
	"fmt"
	"strings"

	"pilotent/governance/committee"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/ics"
	"pilotent/mail"
	"pilotent/message"
)

// Letter is what a mail program is given for those who are in no chat: a text, the
// meeting for their calendar, and the same to print. It is a draft to those to whom
// somebody has to write, whom it does not tell of each other; name is that of its file,
// without an extension.
//
// Its calendar publishes (RFC 5546 §3.2.1) rather than invites: nobody reads what
// programs would answer to an invitation, so that they are not to ask for an answer.
func Letter(p i18n.Printer, l sitting.Letter) (m mail.Message, name string, err error) {
	w := lettered{p.In(l.In.Location()).For(l.In.Location()), l} // who reads it is where the meeting is
	pdf, err := w.document().PDF(l.Convocation.SentAt)
	if err != nil {
		return m, "", err
	}
	m = mail.Message{
		ID:   fmt.Sprintf("%s.%s", l.Ref(), l.Project),
		Date: l.Now, Subject: w.say("letter.subject"), Text: w.text(), Draft: true, Lang: p.Lang,
		Files: []mail.File{
			{Name: w.name(".ics"), Type: ics.Type + "; method=" + string(ics.MethodPublish), Data: w.calendar()},
			{Name: w.name(".pdf"), Type: "application/pdf", Data: pdf},
		},
	}
	for _, to := range l.ByHand() {
		if to.Address != "" {
			m.Hidden = append(m.Hidden, mail.Address{Name: to.Seat.Name, Address: to.Address})
		}
	}
	if len(m.Hidden) == 1 { // nobody to be hidden from
		m.To, m.Hidden = m.Hidden, nil
	}
	return m, w.name(""), nil
}

// SentLetter is the letter as the mail server takes it to one of its people. Its
// identifier is the same whenever the same delivery is attempted.
func SentLetter(p i18n.Printer, l sitting.Letter, to sitting.Addressee, from mail.Address, delivery int64) (mail.Message, error) {
	m, _, err := Letter(p, l)
	_, host, _ := strings.Cut(from.Address, "@")
	m.ID, m.From, m.Draft, m.Hidden = fmt.Sprintf("%s.%s.%d@%s", l.Ref(), l.Project, delivery, host), from, false, nil
	m.To = []mail.Address{{Name: to.Seat.Name, Address: to.Address}}
	return m, err
}

// lettered writes what is told of a meeting outside of the chat.
type lettered struct {
	p i18n.Printer
	sitting.Letter
}

// say is the sentence of the letter's news.
func (w lettered) say(key string) string {
	return plain(w.p.Text(key+"."+string(w.News), "ref", w.Ref(), "code", w.Committee, "name", w.Of.Name, "start", w.Start(), "before", w.Convocation.Start, "project", w.In.Name))
}

func (w lettered) plain(key string, pairs ...any) string { return plain(w.p.Text(key, pairs...)) }

// name is that of a file, and tells nothing of what is in it.
func (w lettered) name(extension string) string { return w.say("letter.file") + extension }

// calendar is the meeting as a program keeps it, without what is typed in the chat.
func (w lettered) calendar() []byte {
	events := newEvents(w.p, w.In)
	events.wayBack = ""
	return ics.Calendar{Method: ics.MethodPublish, Zone: w.In.Location().String(), Events: []ics.Event{events.event(w.Meeting)}}.Text()
}

// facts are when, where, how long and about what.
func (w lettered) facts() Fields {
	facts := Fields{{w.plain("letter.when"), plain(w.p.Value(w.Start()))}}
	if w.Duration > 0 {
		facts = append(facts, Field{w.plain("letter.duration"), plain(w.p.Duration(w.Duration))})
	}
	return append(facts, Field{w.plain("letter.place"), w.Place}, Field{w.plain("letter.about"), w.Title}, Field{w.plain("letter.reason"), w.Reason})
}

// points are the agenda, each point in a line.
func (w lettered) points() (lines []string) {
	if w.News == sitting.NewsCancelled {
		return nil
	}
	of := w.Named()
	for _, o := range of.Points {
		lines = append(lines, plain(w.p.Point(o)))
	}
	return lines
}

// rules are what holds for the meeting, and how to answer; none where there is nothing to
// answer.
func (w lettered) rules(printed bool) []string {
	if w.News != sitting.NewsConvened {
		return nil
	}
	var quorum message.Text
	switch c := w.Convocation; {
	case c.AgainFor != 0:
		quorum = w.p.Text("announce.convocation.again", "ref", committee.Meeting{Number: c.AgainFor}.Ref())
	case w.Tally.Needed == 0:
		quorum = w.p.Text("convocation.no_quorum")
	default:
		quorum = w.p.Text("convocation.quorum", "needed", w.Tally.Needed, "Count", w.Tally.Members)
	}
	return []string{plain(quorum), w.plain("letter.answer", "printed", printed, "proxies", w.Convocation.Proxies > 0)}
}

// by says who convenes.
func (w lettered) by() string {
	return w.plain("letter.by", "name", w.Called(record.Called{Account: w.Convocation.Author}), "code", w.Committee)
}

// text is the letter as it is read at once.
func (w lettered) text() string {
	parts := []string{w.plain("letter.hello"), w.say("letter.lead")}
	var facts []string
	for _, f := range w.facts() {
		if f.Value != "" {
			facts = append(facts, f.Label+w.plain("pv.colon")+f.Value)
		}
	}
	parts = append(parts, strings.Join(facts, "\n"))
	if points := w.points(); len(points) > 0 {
		parts = append(parts, w.plain("letter.agenda")+"\n"+strings.Join(points, "\n"))
	}
	parts = append(parts, w.rules(false)...)
	return strings.Join(append(parts, w.plain("letter.calendar."+string(w.News), "file", w.name(".ics")), w.by()), "\n\n") + "\n"
}

// document is the letter to print.
func (w lettered) document() Document {
	doc := Document{
		Issuer: w.In.Name, Ref: w.Ref(), Title: w.say("letter.title"), Subtitle: w.Of.Name + " (" + w.Committee + ")",
		Blocks: []Block{Paragraph(w.say("letter.lead")), w.facts()},
		Note:   w.plain("letter.sent", "at", w.Convocation.SentAt, "by", w.Called(record.Called{Account: w.Convocation.Author})),
		Page:   w.plain("pv.page"), Colon: w.plain("pv.colon"), Lang: w.p.Lang,
	}
	if points := w.points(); len(points) > 0 {
		doc.Blocks = append(doc.Blocks, Heading(w.plain("letter.agenda")))
		for _, point := range points {
			doc.Blocks = append(doc.Blocks, Paragraph(point))
		}
	}
	if rules := w.rules(true); len(rules) > 0 {
		doc.Blocks = append(doc.Blocks, Heading(w.plain("letter.rules")), Paragraph(strings.Join(rules, "\n")))
	}
	doc.Blocks = append(doc.Blocks, Heading(w.plain("letter.people")), w.people())
	return doc
}

// as is what somebody does, and is to the committee.
func (w lettered) as(s sitting.Seat) string {
	var parts []string
	if s.Title != "" {
		parts = append(parts, s.Title)
	}
	if s.Office != organisation.OfficeNone {
		parts = append(parts, w.plain(s.Office.MessageKey()))
	}
	if s.DeputyOf != 0 {
		parts = append(parts, w.plain("letter.deputy", "for", w.Called(w.Seat(s.DeputyOf).Called())))
	}
	return strings.Join(parts, ", ")
}

// people are those who were convened.
func (w lettered) people() Grid {
	g := Grid{Head: []string{w.plain("letter.name"), w.plain("param.function.label"), w.plain("param.institution.label")}, Widths: []int{36, 30, 34}}
	for _, s := range w.Seats {
		g.Rows = append(g.Rows, []string{w.Called(s.Called()).Name, w.as(s), s.Institution})
	}
	return g
}
