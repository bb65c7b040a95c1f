package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
	"pilotent/reports"
)

// typeMail is what a letter is attached as.
const typeMail = "message/rfc822"

// letterCommand is the verb that gives the letter for who is in no chat again.
func letterCommand() *grammar.Command[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true, Of: grammar.Meetings}
	return &grammar.Command[*call]{
		Verb: "courrier", English: "letter", Also: []string{"courriel", "lettre", "mail"}, Run: writeLetter, Params: []grammar.Param{ref},
	}
}

func writeLetter(c *call, a grammar.Args) (message.Message, error) {
	l, err := c.Letter(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	return c.letter(message.Message{}, l)
}

// withLetter is an answer with the letter to those who were convened to a meeting and are
// in no chat, where there are any.
func (c *call) withLetter(m message.Message, meeting int) (message.Message, error) {
	l, err := c.Letter(c, c.Actor, meeting)
	switch code := record.CodeOf(err); {
	case code == record.Conflict, code == record.Forbidden:
		return m, nil
	case err != nil:
		return m, err
	}
	return c.letter(m, l)
}

// letter says who is written to by the mail server, and gives a file for the others.
func (c *call) letter(m message.Message, l sitting.Letter) (message.Message, error) {
	named := func(list []sitting.Addressee) (names []string) {
		for _, a := range list {
			names = append(names, a.Seat.Name)
		}
		return names
	}
	if sent := named(l.Sent()); len(sent) > 0 {
		m = m.With(c.text("letter.posted", "names", sent))
	}
	if hand := l.ByHand(); len(hand) > 0 {
		file, err := c.letterFile(l)
		if err != nil {
			return m, err
		}
		m.Files = append(m.Files, file)
		fill := slices.ContainsFunc(hand, func(a sitting.Addressee) bool { return a.Address == "" })
		lacking := named(slices.DeleteFunc(slices.Clone(hand), func(a sitting.Addressee) bool { return a.Address != "" || a.Gone }))
		lines := []message.Text{c.p.Text("letter.hand", "names", named(hand), "Count", len(hand), "file", file.Name, "fill", fill)}
		if len(lacking) > 0 {
			lines = append(lines, c.p.Text("letter.fill", "names", lacking, "Count", len(lacking), "first", lacking[0], "code", l.Committee))
		}
		m = m.With(message.Lines(lines...))
	}
	if l.News == sitting.NewsConvened {
		m = m.With(c.text("letter.note", "ref", l.Ref(), "first", l.To[0].Seat.Name))
	}
	return m, nil
}

// letterFile is the letter as mail programs open it, in the language of the project:
// others will read it.
func (c *call) letterFile(l sitting.Letter) (message.File, error) {
	draft, name, err := reports.Letter(c.catalog.Printer(l.In.Locale, l.In.Location()), l)
	if err != nil {
		return message.File{}, err
	}
	data, err := draft.Bytes()
	return message.File{Name: name + ".eml", Type: typeMail, Data: data}, err
}

// proof says what has become of the letters that the mail server was to bring.
func (c *call) proof(r sitting.Roll) message.Text {
	var letters []message.Text
	for _, l := range r.Letters {
		letters = append(letters, c.p.Text("letter.line", "name", l.Name, "state", c.p.Text(l.State.MessageKey(), "code", l.Code), "at", l.At))
	}
	if len(letters) == 0 {
		return ""
	}
	return c.p.Text("letter.proof", "letters", letters)
}
