package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/message"
)

func editCommittee(c *call, a grammar.Args) (message.Message, error) {
	_, after, err := c.EditCommittee(c, c.Actor, committee.EditCommittee{
		Code: a.Text("committee"), Name: a.Text("name"), Level: record.Level(a.Text("level")),
		Kind: record.CommitteeKind(a.Text("body")), Diffusion: record.Diffusion(a.Text("access")),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(
		c.p.Text("committee.edited", "code", after.Code, "name", after.Name, "level", after.Level),
		c.kind(after),
		c.p.Text("committee.access."+string(after.Diffusion)))), nil
}

func moveCommittee(c *call, a grammar.Args) (message.Message, error) {
	before, after, err := c.EditCommittee(c, c.Actor, committee.EditCommittee{Code: a.Text("committee"), Move: true})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("committee.moved", "code", after.Code, "before", before.ChannelName, "channel", after.ChannelName)), nil
}

func closeCommittee(c *call, a grammar.Args) (message.Message, error) {
	closed, err := c.CloseCommittee(c, c.Actor, a.Text("committee"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("committee.closed", "code", closed.Code, "name", closed.Name)), nil
}

func reopenCommittee(c *call, a grammar.Args) (message.Message, error) {
	open, err := c.ReopenCommittee(c, c.Actor, a.Text("committee"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("committee.reopened", "code", open.Code, "name", open.Name)), nil
}

func withdrawCommittee(c *call, a grammar.Args) (message.Message, error) {
	gone, err := c.WithdrawCommittee(c, c.Actor, a.Text("committee"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("committee.withdrawn", "code", gone.Code, "name", gone.Name)), nil
}
