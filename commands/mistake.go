package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/message"
)

// mistakes are the verbs that take back a verification, or how it began.
func mistakes(ref grammar.Param) []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "annuler", English: "cancel", Run: cancelVerification, Params: []grammar.Param{
			ref, {Name: "motif", English: "reason", Kind: grammar.Text, Required: true, Positional: true},
		}},
		{Verb: "modifier", English: "edit", EnglishAlso: []string{"change"}, Run: moveStart, Params: slices.Concat(
			[]grammar.Param{ref}, noticeParams(), []grammar.Param{{Name: "motif", English: "reason", Kind: grammar.Text}})},
	}
}

func cancelVerification(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.CancelVerification(c, c.Actor, a.Number("verification"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	m := c.whatFollows(v, c.p.Text("verification.cancelled", "ref", v.Ref(), "step", v.Step, "object", v.Object))
	if v.Back == nil {
		return m, nil
	}
	return m.With(message.Lines(c.p.Text("verification.back", "ref", v.Back.Ref(), "await", v.Back.Awaits()), c.deadline(*v.Back), c.toType(*v.Back))), nil
}

func moveStart(c *call, a grammar.Args) (message.Message, error) {
	if err := noStart(a); err != nil {
		return message.Message{}, err
	}
	v, err := c.MoveStart(c, c.Actor, acceptance.NewStart{
		Number: a.Number("verification"), NotifiedOn: a.Date("notified"), By: contract.NoticeBy(a.Text("by")),
		AvailableOn: a.Date("available"), OpenedOn: a.Date("opened"), Reason: a.Text("reason"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.whatFollows(v, c.p.Text("verification.restarted", "ref", v.Ref(), "date", v.NotifiedOn, "open", v.Open())), nil
}
