package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

// failureCommands are about what could not be delivered.
func failureCommands() []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "échecs", English: "failures", Also: []string{"échec"}, EnglishAlso: []string{"failure"}, Run: listFailures, Params: []grammar.Param{after}},
		{Verb: "relancer", English: "retry", Also: []string{"relance"}, Run: relaunch, Params: []grammar.Param{
			{Name: "envoi", English: "message", Kind: grammar.Word, Required: true, Positional: true},
		}},
	}
}

func listFailures(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Failures(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("failure.list.none")), nil
	}
	var items message.List
	for _, f := range list {
		items = append(items, c.p.Text("failure.line", "failure", f.Ref(), "ref", f.SubjectRef, "to", c.recipient(f),
			"stamp", c.p.Stamp(f.At), "why", c.reason(f)))
	}
	return message.Say(c.text("failure.list.title", "Count", len(list))).With(c.page(a, items)...).With(
		c.text("failure.list.next", "failure", list[0].Ref())), nil
}

// recipient names whom a failure was for.
func (c *call) recipient(f reminder.FailureView) message.Text {
	switch {
	case f.Channel != "":
		return message.Quote("~" + f.Channel)
	case f.Person.Username != "":
		return c.p.Value(f.Person)
	case f.Recipient == reminder.ToPilots():
		return c.p.Text("failure.to.pilots")
	}
	if _, ok := f.Recipient.Channel(); ok {
		return c.p.Text("failure.to.channel")
	}
	if _, ok := f.Recipient.Letterbox(); ok {
		return c.p.Text("failure.to.letter")
	}
	return c.p.Text("failure.to.person")
}

// reason says in plain words why something could not be delivered: nobody invites
// me to a person.
func (c *call) reason(f reminder.FailureView) message.Text {
	keys := []string{"failure.reason." + f.Reason}
	if _, letter := f.Recipient.Letterbox(); letter {
		keys = []string{keys[0] + "_letter", keys[0]}
	} else if _, toChannel := f.Recipient.Channel(); !toChannel {
		keys = append([]string{keys[0] + "_person"}, keys...)
	}
	for _, key := range keys {
		if f.Reason != "" && c.p.Has(key) {
			return c.p.Text(key)
		}
	}
	return c.p.Text("failure.unexplained", "reason", f.Reason)
}

func relaunch(c *call, a grammar.Args) (message.Message, error) {
	id, word := int64(0), record.Fold(a.Text("message"))
	if word != "tout" && word != "tous" && word != "all" {
		var err error
		if id, err = reminder.ParseFailure("message", a.Text("message")); err != nil {
			return message.Message{}, err
		}
	}
	done, err := c.Relaunch(c, c.Actor, id)
	if err != nil {
		return message.Message{}, err
	}
	if len(done) == 0 {
		return message.Say(c.text("failure.list.none")), nil
	}
	var items message.List
	for _, f := range done {
		what := c.p.Text("failure.again")
		if f.Skip != "" {
			what = c.p.Text("failure.moot." + string(f.Skip))
		}
		items = append(items, c.p.Text("failure.relaunched", "failure", f.Ref(), "ref", f.SubjectRef, "to", c.recipient(f), "what", what))
	}
	return message.Say(items), nil
}
