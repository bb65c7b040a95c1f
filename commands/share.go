package commands

import (
	"errors"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// share answers the command for all who read the channel, in the project's language: the
// bot says it there, and who has typed it hears that it has.
func (c *call) share(args grammar.Args, doubts []record.Doubt) (message.Message, error) {
	if !c.command.Shows {
		return message.Message{}, record.InvalidError("share.changes", "command", c.command.Typed())
	}
	aloud, project, err := c.Audience(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	own, heard := c.p, *c
	heard.Actor, heard.p = aloud, c.catalog.Printer(project.Locale, project.Location()).For(c.Home())
	m, err := run(&heard, args, doubts)
	if e, ok := errors.AsType[*record.Error](err); ok && e.Code == record.NotFound { // though who asks may see it
		text, _ := own.Error(err)
		m = message.Say(message.Lines(text, own.Text("share.narrow")))
		m.Refused = true
		return m, nil
	}
	if err != nil || m.Refused || m.Form != nil { // which is for who asks alone, in their words
		heard.p = own
		return run(&heard, args, doubts)
	}
	m.Tone, m.Title = message.ToneQuiet, heard.p.Text("share.title", "by", c.User)
	if m.Ways == "" {
		m.Ways = heard.p.Text("share.again", "line", message.Text(c.command.Line(heard.p, c.raw)))
	}
	said := message.Say(message.Paragraph(own.Text("share.said")))
	said.Aloud = &message.Aloud{Channel: string(aloud.Channel), Message: m, Otherwise: own.Text("share.failed")}
	return said, nil
}
