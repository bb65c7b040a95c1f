package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/message"
)

// group is the support group that was named, if one was.
func group(a grammar.Args) string {
	if code := a.Text("group"); !isNo(code) {
		return code
	}
	return rollout.NoGroup
}

// givenToGroup says which group has got a new action, and how to give it to none where
// nobody has named one.
func (c *call) givenToGroup(act rollout.SupportAction, a grammar.Args) []message.Text {
	switch {
	case act.Group == "":
		return nil
	case !a.Has("group"):
		return []message.Text{
			c.p.Text("action.created_here", "group", act.Group),
			c.p.Text("action.created_no_group", "ref", act.Ref()),
		}
	case len(act.Assignees) == 0:
		return []message.Text{c.p.Text("action.created_waiting", "group", act.Group)}
	default:
		return []message.Text{c.p.Text("action.created_group", "group", act.Group)}
	}
}

// waiting says, below somebody's own actions, which of its groups wait for somebody.
func (c *call) waiting(title string) (message.Block, error) {
	if title != "action.list.mine" {
		return message.Lines(), nil
	}
	groups, err := c.WaitingActions(c, c.Actor)
	var lines []message.Text
	for _, g := range groups {
		lines = append(lines, c.p.Text("action.list.waiting", "group", g.Group, "Count", g.Count))
	}
	return message.Lines(lines...), err
}

// groupActions says what a committee has of actions; nothing where it has none.
func (c *call) groupActions(v committee.CommitteeView) ([]message.Text, error) {
	open, today, err := c.Actions(c, c.Actor, rollout.ActionFilter{Group: v.Code, State: rollout.ActionOpen}, false)
	if err != nil || len(open) == 0 {
		return nil, err
	}
	var late, waiting int
	for _, act := range open {
		if act.Late(today) {
			late++
		}
		if act.Waits() {
			waiting++
		}
	}
	return []message.Text{
		c.p.Text("committee.card.actions", "Count", len(open), "late", late, "waiting", waiting),
		c.p.Text("committee.card.actions_way", "code", v.Code),
	}, nil
}

// hands are those who have an action, and the group that owns it; "" for nobody.
func (c *call) hands(act rollout.SupportAction) message.Text {
	if len(act.Assignees) == 0 && act.Group == "" {
		return ""
	}
	return c.p.Text("action.hands", "people", act.Assignees, "group", act.Group)
}

// fromTo are whose an action was and whose it is. A group that goes on owning it is
// named where nobody is.
func (c *call) fromTo(was, is rollout.SupportAction) (from, to message.Text) {
	if was.Group == is.Group {
		for _, act := range []*rollout.SupportAction{&was, &is} {
			if len(act.Assignees) > 0 {
				act.Group = ""
			}
		}
	}
	return c.hands(was), c.hands(is)
}

// handedOn says from whom to whom an action went.
func (c *call) handedOn(l record.HistoryLine) (message.Text, bool) {
	was, is, ok := rollout.HandedOn(l)
	from, to := c.fromTo(was, is)
	if !ok || from == to { // a group that is not named here
		return "", false
	}
	return c.p.Text("action.handed", "from", from, "to", to), true
}

func reassignAction(c *call, a grammar.Args) (message.Message, error) {
	if !a.Has("for") && !a.Has("group") {
		return message.Message{}, &grammar.MissingError{Params: []grammar.Param{required(handsParam())}}
	}
	people, err := c.people("for", a.List("for"))
	if err != nil {
		return message.Message{}, err
	}
	before, act, err := c.ReassignAction(c, c.Actor, rollout.Reassign{Number: a.Number("action"), People: people, Group: group(a)})
	if err != nil {
		return message.Message{}, err
	}
	var what message.Text
	switch from, to := c.fromTo(before, act); {
	case to == "":
		what = c.p.Text("action.freed", "ref", act.Ref(), "title", act.Title)
	case from == "":
		what = c.p.Text("action.given", "ref", act.Ref(), "title", act.Title, "people", to)
	default:
		what = c.p.Text("action.reassigned", "ref", act.Ref(), "title", act.Title, "people", to, "before", from)
	}
	var groups []string
	if before.Group != act.Group {
		groups = append(groups, before.Group)
	}
	if a.Has("group") {
		groups = append(groups, act.Group)
	}
	return c.told(what, append(act.Interested(), before.Assignees...), groups...)
}

// changed says what was done to an action, and who of those whom it concerns is told.
func (c *call) changed(what message.Text, act rollout.SupportAction) (message.Message, error) {
	if len(act.Assignees) > 0 {
		return c.told(what, act.Interested())
	}
	return c.told(what, act.Interested(), act.Group)
}

// told says what was done, and who is told of it: those of the people who have not done
// it themselves, and those of the groups that still sit.
func (c *call) told(what message.Text, people []record.Person, groups ...string) (message.Message, error) {
	lines := []message.Text{what}
	if told := reminder.Without(people, []record.Person{c.User}); len(told) > 0 {
		lines = append(lines, c.p.Text("action.told", "people", told))
	}
	for _, code := range groups {
		if code == "" {
			continue
		}
		group, err := c.Committee(c, c.Actor, code)
		if err != nil {
			return message.Message{}, err
		}
		if group.Sits() {
			lines = append(lines, c.p.Text("action.told_group", "group", code))
		}
	}
	return message.Say(message.Lines(lines...)), nil
}
