package commands

import (
	"pilotent/commands/grammar"
	"pilotent/message"
)

// seenCommands are what the buttons of reminders type.
func seenCommands() []*grammar.Command[*call] {
	ref := grammar.Param{Name: "référence", English: "reference", Kind: grammar.Word, Required: true, Positional: true}
	return []*grammar.Command[*call]{
		{Verb: "vu", English: "seen", Also: []string{"vue"}, Params: []grammar.Param{ref}, Run: acknowledge},
		{Verb: "demain", English: "tomorrow", Also: []string{"plus tard"}, EnglishAlso: []string{"later"}, Params: []grammar.Param{ref}, Run: remindTomorrow},
	}
}

func acknowledge(c *call, a grammar.Args) (message.Message, error) {
	subject, err := c.ParseSubject("reference", a.Text("reference"))
	if err != nil {
		return message.Message{}, err
	}
	b, err := c.Acknowledge(c, c.Actor, subject)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Paragraph(c.p.Sentence(b.Acknowledged))), nil
}

func remindTomorrow(c *call, a grammar.Args) (message.Message, error) {
	subject, err := c.ParseSubject("reference", a.Text("reference"))
	if err != nil {
		return message.Message{}, err
	}
	b, at, err := c.RemindTomorrow(c, c.Actor, subject)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("seen.tomorrow", "ref", subject.Ref(), "at", at))
	if same := b.Unchanged; same.Key != "" {
		m = m.With(message.Paragraph(c.p.Sentence(same)))
	}
	return m, nil
}
