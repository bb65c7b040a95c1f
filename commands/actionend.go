package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// actionEnds are what is said of how an action goes.
func actionEnds(open, reason grammar.Param) []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "faite", English: "done", Also: []string{"fait", "terminer", "fini", "finie", "terminée", "terminé", "clore", "clôturer", "fermer", "ok"}, EnglishAlso: []string{"finish", "finished", "complete", "close"}, Run: completeAction, Params: []grammar.Param{
			open,
			{Name: "note", English: "note", Kind: grammar.Text, Positional: true},
			{Name: "formés", English: "trainees", Kind: grammar.Ref, Also: []string{"formées"}, EnglishAlso: []string{"trained"}, Dashed: []string{"formés", "formées", "trainees", "trained"}},
			{Name: "passé", English: "spent", Kind: grammar.Duration, Also: []string{"heures", "temps"}, EnglishAlso: []string{"hours"}, Dashed: []string{"passé", "spent", "heures", "temps", "hours"}},
		}},
		{Verb: "refuser", English: "decline", Also: []string{"décliner"}, EnglishAlso: []string{"refuse"}, Run: declineAction, Params: []grammar.Param{open, positional(reason)}},
		{Verb: "bloquer", English: "block", Also: []string{"bloquée"}, Run: blockAction, Params: []grammar.Param{open, positional(reason)}},
		{Verb: "débloquer", English: "unblock", Run: unblockAction, Params: []grammar.Param{open, {Name: "note", English: "note", Kind: grammar.Text, Positional: true}}},
	}
}

// listedKind narrows a list to actions of a kind.
func listedKind(kind grammar.Param) grammar.Param {
	kind.Dashed = []string{"type", "kind"}
	return kind
}

// blockedParam lists the actions that cannot go on, and freeParam those that nobody has.
func blockedParam() grammar.Param {
	return grammar.Param{Name: "bloquées", English: "blocked", Kind: grammar.Flag}
}

func freeParam() grammar.Param {
	return grammar.Param{Name: "libres", English: "free", Kind: grammar.Flag, EnglishAlso: []string{"unassigned"}}
}

// reported is what was told of an action when it was done; "" for nothing.
func (c *call) reported(act rollout.SupportAction) message.Text {
	if act.Trained == 0 && act.Spent == 0 {
		return ""
	}
	return c.p.Text("action.reported", "Count", act.Trained, "spent", act.Spent, "long", act.Spent > 0)
}

// howItGoes is what holds an action up, what was told of it when it was done, and what
// has brought it about.
func (c *call) howItGoes(act rollout.ActionView) (lines []message.Text) {
	if act.Blocked != "" {
		lines = append(lines, c.p.Text("action.card.blocked", "date", act.BlockedOn, "reason", act.Blocked))
	}
	if said := c.reported(act.SupportAction); said != "" {
		lines = append(lines, said)
	}
	if act.Origin == rollout.OriginNeed {
		lines = append(lines, c.p.Text("action.card.need", "by", act.Author))
	}
	return lines
}

func declineAction(c *call, a grammar.Args) (message.Message, error) {
	_, act, err := c.DeclineAction(c, c.Actor, a.Number("action"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	key := "action.given_back"
	if act.State == rollout.ActionRefused {
		key = "action.declined"
	}
	return c.changed(c.p.Text(key, "ref", act.Ref(), "title", act.Title), act)
}

func blockAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.BlockAction(c, c.Actor, a.Number("action"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return c.changed(c.p.Text("action.blocked", "ref", act.Ref(), "title", act.Title), act)
}

func unblockAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.UnblockAction(c, c.Actor, a.Number("action"), a.Text("note"))
	if err != nil {
		return message.Message{}, err
	}
	return c.changed(c.p.Text("action.unblocked", "ref", act.Ref(), "title", act.Title), act)
}
