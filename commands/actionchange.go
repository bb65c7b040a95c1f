package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/rollout"
	"pilotent/message"
)

func editAction(c *call, a grammar.Args) (message.Message, error) {
	uais, err := c.uais(a.List("schools"))
	if err != nil {
		return message.Message{}, err
	}
	_, act, err := c.EditAction(c, c.Actor, rollout.EditAction{
		Number: a.Number("action"), Title: a.Text("text"), Kind: rollout.ActionKind(a.Text("kind")), Schools: uais,
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("action.edited", "ref", act.Ref(), "title", act.Title, "kind", act.Kind)), nil
}

func reopenAction(c *call, a grammar.Args) (message.Message, error) {
	before, act, err := c.ReopenAction(c, c.Actor, a.Number("action"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("action.reopened", "ref", act.Ref(), "title", act.Title, "state", before.State)}
	if !act.Due.IsZero() {
		lines = append(lines, c.p.Text("action.created_due", "date", act.Due))
	}
	return message.Say(message.Lines(lines...)), nil
}

func commentAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.CommentAction(c, c.Actor, a.Number("action"), a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("action.commented", "ref", act.Ref(), "title", act.Title)), nil
}
