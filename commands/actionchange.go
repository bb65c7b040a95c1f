package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/rollout"
	"pilotent/message"
)

func editAction(c *call, a grammar.Args) (message.Message, error) {
	uais, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	_, act, err := c.EditAction(c, c.Actor, rollout.EditAction{
		Number: a.Number("action"), Title: a.Text("text"), Kind: rollout.ActionKind(a.Text("kind")), Schools: uais,
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.changed(c.p.Text("action.edited", "ref", act.Ref(), "title", act.Title, "kind", act.Kind), act)
}

func reopenAction(c *call, a grammar.Args) (message.Message, error) {
	before, act, err := c.ReopenAction(c, c.Actor, a.Number("action"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	what := c.p.Text("action.reopened", "ref", act.Ref(), "title", act.Title, "state", before.State)
	if !act.Due.IsZero() {
		what = c.p.Text("action.reopened_due", "ref", act.Ref(), "title", act.Title, "state", before.State, "date", act.Due)
	}
	return c.changed(what, act)
}

func commentAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.CommentAction(c, c.Actor, a.Number("action"), a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return c.changed(c.p.Text("action.commented", "ref", act.Ref(), "title", act.Title), act)
}
