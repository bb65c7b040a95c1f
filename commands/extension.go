package commands

import (
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

// extensionCommand is the verb about prolongations.
func extensionCommand(ref, reason, on grammar.Param) *grammar.Command[*call] {
	return &grammar.Command[*call]{Verb: "prolonger", English: "extend", Run: extendVerification, Params: []grammar.Param{
		ref, extensionLength(), reason,
		{Name: "demandée", English: "requested", Kind: grammar.Flag},
		{Name: "refusée", English: "refused", Kind: grammar.Flag},
		on,
		{Name: "cause", English: "cause", Kind: grammar.PastDate},
	}}
}

// extensionLength is by how many days: not said where it is refused.
func extensionLength() grammar.Param {
	return grammar.Param{Name: "durée", English: "extension", Kind: grammar.Duration, Positional: true}
}

func extendVerification(c *call, a grammar.Args) (message.Message, error) {
	length, asked, refused := a.Duration("extension"), a.Flag("requested"), a.Flag("refused")
	if !a.Has("extension") && !refused {
		return message.Message{}, &grammar.MissingError{Params: []grammar.Param{extensionLength()}}
	}
	days := int(length / (24 * time.Hour))
	if time.Duration(days)*24*time.Hour != length {
		return message.Message{}, record.InvalidError("verification.extension", "Count", days).About("extension")
	}
	v, err := c.ExtendVerification(c, c.Actor, acceptance.Extension{
		Number: a.Number("verification"), Days: days, Reason: a.Text("reason"), Asked: asked, Refused: refused,
		On: a.Date("on"), CauseOn: a.Date("cause"),
	})
	switch {
	case err != nil:
		return message.Message{}, err
	case asked:
		lines := append([]message.Text{c.p.Text("extension.asked", "ref", v.Ref(), "Count", days)}, c.toReply(v)...)
		return message.Say(message.Lines(append(lines, c.p.Text("extension.unmoved", "date", v.Deadline))...), message.Lines(legal.ToReply(c.p, v))), nil
	case refused:
		return c.whatFollows(v, c.p.Text("extension.refused", "ref", v.Ref(), "Count", v.Answered.Days), c.repliedLate(v, a.Date("on"))), nil
	case v.Answered != nil && v.Answered.Days != days:
		return c.whatFollows(v, c.p.Text("extension.granted_other", "ref", v.Ref(), "Count", days, "asked", v.Answered.Days), c.repliedLate(v, a.Date("on"))), nil
	default:
		return c.whatFollows(v, c.p.Text("verification.extended", "ref", v.Ref(), "Count", days), c.repliedLate(v, a.Date("on"))), nil
	}
}

// toReply says until when a request is to be answered, and what silence means.
func (c *call) toReply(v acceptance.VerificationView) []message.Text {
	by := legal.ReplyBy(c.p, v)
	if put := c.postponed(v.Requested.Computed); put != "" {
		by += " " + put
	}
	return []message.Text{by, legal.RequestTardy(c.p, v), legal.RequestSilence(c.p, v)}
}

// request is what is known of a request that waits for its answer.
func (c *call) request(v acceptance.VerificationView) []message.Block {
	r := v.Requested
	if r == nil {
		return nil
	}
	title := c.p.Text("extension.card", "Count", r.Days, "date", r.AskedOn, "reason", r.Reason)
	if !r.CauseOn.IsZero() {
		title += " " + c.p.Text("extension.card_cause", "date", r.CauseOn)
	}
	lines := append([]message.Text{title}, c.toReply(v)...)
	return []message.Block{message.Lines(append(lines, legal.ToReply(c.p, v))...)}
}

// explainReply is how the last day to answer a request comes about.
func (c *call) explainReply(e minutes.Explanation) []message.Block {
	if e.Reply == nil {
		return nil
	}
	steps := message.List{c.p.Text("extension.event", "date", e.Requested.AskedOn)}
	steps = append(steps, c.steps(e.Reply.Steps(), *e.Reply)...)
	steps = append(steps, c.p.Text("calendar.end", "date", e.Reply.Ends, "elsewhere", c.p.ElsewhereAfter(e.Reply.Ends)), legal.RequestSilence(c.p, e.VerificationView))
	return []message.Block{message.Lines(c.p.Text("calendar.period", "topic", e.Reply.Topic, "source", legal.Legal(c.p, e.Reply.Clause, e.Terms))), steps}
}

// repliedLate says that an answer comes after the last day for it; "" when not.
func (c *call) repliedLate(v acceptance.VerificationView, on calendar.Date) message.Text {
	if on.IsZero() {
		on = v.Today
	}
	if v.Answered == nil || !on.After(v.Answered.ReplyBy) {
		return ""
	}
	return c.p.Text("extension.replied_late", "date", v.Answered.ReplyBy)
}
