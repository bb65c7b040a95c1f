package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/message"
)

// seenCommands are what the buttons of reminders type.
func seenCommands() []*grammar.Command[*call] {
	ref := grammar.Param{Name: "reference", English: "reference", Kind: grammar.Word, Required: true, Positional: true}
	return []*grammar.Command[*call]{
		{Verb: "vu", English: "seen", Also: []string{"vue"}, Params: []grammar.Param{ref}, Run: acknowledge},
		{Verb: "demain", English: "tomorrow", Params: []grammar.Param{ref}, Run: remindTomorrow},
	}
}

func acknowledge(c *call, a grammar.Args) (message.Message, error) {
	subject, err := governance.ParseSubject("reference", a.Text("reference"))
	if err != nil {
		return message.Message{}, err
	}
	b, err := c.Acknowledge(c, c.Actor, subject)
	if err != nil {
		return message.Message{}, err
	}
	switch {
	case b.Action != nil:
		return message.Say(c.text("seen.action", "ref", b.Action.Ref(), "title", b.Action.Title)), nil
	case b.Meeting != nil:
		return message.Say(c.text("seen.meeting", "ref", b.Meeting.Ref(), "code", b.Meeting.Committee, "start", b.Meeting.Start())), nil
	default:
		if r := b.Verification.Requested; r != nil {
			return message.Say(c.text("extension.seen", "ref", b.Verification.Ref(), "reply", r.ReplyBy, "date", b.Verification.Deadline)), nil
		}
		return message.Say(c.text("seen.verification", "ref", b.Verification.Ref(), "date", b.Verification.Deadline)), nil
	}
}

func remindTomorrow(c *call, a grammar.Args) (message.Message, error) {
	subject, err := governance.ParseSubject("reference", a.Text("reference"))
	if err != nil {
		return message.Message{}, err
	}
	b, at, err := c.RemindTomorrow(c, c.Actor, subject)
	if err != nil {
		return message.Message{}, err
	}
	ref, _ := b.Ref()
	m := message.Say(c.text("seen.tomorrow", "ref", ref, "at", at))
	if b.Verification != nil {
		return m.With(c.text("seen.tomorrow_deadline", "date", b.Verification.Deadline)), nil
	}
	if !b.Action.Due.IsZero() {
		return m.With(c.text("seen.tomorrow_due", "ref", ref, "date", b.Action.Due)), nil
	}
	return m, nil
}
