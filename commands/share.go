package commands

import (
	"errors"
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// shared reports whether the command looks and changes nothing, and is about more than
// who types it: what it answers can be shown to a channel.
func shared(cmd *grammar.Command[*call]) bool {
	looks := []string{"voir", "liste", "chercher", "prochaine", "bilan", "équilibre", "facteurs", "qui", "historique", "calendrier"}
	return slices.Contains(looks, cmd.Verb) && cmd.Path() != "rappel voir"
}

// share answers the command for all who read the channel, in the project's language: the
// bot says it there, and who has typed it hears that it has.
func (c *call) share(args grammar.Args, doubts []record.Doubt) (message.Message, error) {
	if !shared(c.command) {
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
		m, err = message.Say(message.Lines(text, own.Text("share.narrow"))), nil
		m.Refused = true
	}
	if err != nil || m.Refused || m.Failed || m.Form != nil {
		return m, err
	}
	m.Tone, m.Title = message.ToneQuiet, heard.p.Text("share.title", "by", c.User)
	if m.Ways == "" {
		m.Ways = heard.p.Text("share.again", "line", message.Text(c.command.Line(heard.p, c.raw)))
	}
	said := message.Say(message.Paragraph(own.Text("share.said")))
	said.Aloud = &message.Aloud{Channel: string(aloud.Channel), Message: m, Otherwise: own.Text("share.failed")}
	return said, nil
}
