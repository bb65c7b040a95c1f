package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// endings are how a project ends, and goes on.
func endings() []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "archive", English: "archive", Also: []string{"archiver"}, Run: archive},
		{Verb: "clore", English: "close", Also: []string{"clôturer", "clôture"}, Params: []grammar.Param{
			{Name: "motif", English: "reason", Kind: grammar.Text, Required: true, Positional: true},
		}, Run: closeProject},
		{Verb: "rouvrir", English: "reopen", Run: reopenProject},
	}
}

// closeProject closes the project, and gives its archive to the pilot who did.
func closeProject(c *call, a grammar.Args) (message.Message, error) {
	p, err := c.CloseProject(c, c.Actor, a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("project.closed", "project", p.Name), c.text("project.closed_next"))
	file, said, err := c.archived()
	if err != nil { // that it is closed stays true
		return m.With(c.fails(err).Blocks...).With(c.text("project.unarchived")), nil
	}
	m = m.With(said...)
	m.Files = []message.File{file}
	return m, nil
}

func reopenProject(c *call, _ grammar.Args) (message.Message, error) {
	p, err := c.ReopenProject(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("project.reopened", "project", p.Name)), nil
}

// over says that a project is closed; nothing of one that is open.
func (c *call) over(closed *record.Closing) message.Paragraph {
	if closed == nil {
		return ""
	}
	return c.text("project.over", "date", c.p.Day(closed.At), "by", closed.By, "reason", closed.Reason)
}
