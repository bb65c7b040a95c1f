package commands

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// back asks what an error leaves open, where it leaves something: what is missing, what
// is doubtful, which of several is meant. ok is false for any other error, and for none.
func (c *call) back(args grammar.Args, doubts []record.Doubt, err error, form bool, now time.Time) (m message.Message, field string, ok bool) {
	if missing, ok := errors.AsType[*grammar.MissingError](err); ok {
		return c.offering(args).Ask(c.p, c.raw, missing.Params, doubts, now), "", true
	}
	if question, ok := errors.AsType[*record.QuestionError](err); ok {
		return c.command.Question(c.p, c.raw, question.Doubts), "", true
	}
	if choice, ok := errors.AsType[*chooseError](err); ok {
		m, field = c.pick(choice, doubts)
		if last := len(m.Blocks) - 1; form && last > 1 { // a list would push the buttons of the form away
			m.Blocks = []message.Block{m.Blocks[0], m.Blocks[last]}
		}
		return m, field, true
	}
	if e, ok := errors.AsType[*record.Error](err); ok && len(e.Choices) > 0 && (!form || len(c.raw[e.Param]) == 0) {
		return c.command.Choose(c.p, c.raw, e, doubts), e.Param, true
	}
	return m, "", false
}

// offering is the command with the choices that fit what is known.
func (c *call) offering(args grammar.Args) *grammar.Command[*call] {
	if c.command.Offer == nil {
		return c.command
	}
	return c.command.Offering(c.command.Offer(c, args))
}

// takeFurther reports whether a form asks for its second one, and forgets it.
func takeFurther(raw grammar.Raw) bool {
	asks := slices.Equal(raw[grammar.Further.English], []string{"true"})
	delete(raw, grammar.Further.English)
	return asks
}

// second is the second form of a command, in which what was read of the first is said.
func (c *call) second(doubts []record.Doubt, now time.Time) message.Message {
	m := message.Say(message.Lines(readings(c.p, doubts)...))
	m.Refused = true // until the form is sent
	m.Form = c.command.Second(c.p, c.raw, now)
	m.Form.Intro = m.With(message.Paragraph(m.Form.Intro)).Markdown()
	m.Form.Back = true
	return m
}

// maxPicked are the candidates that a form offers to choose from; more are told apart
// by another word.
const maxPicked = 15

// pick says what there is to choose from, and asks for one of them in a form.
func (c *call) pick(choice *chooseError, doubts []record.Doubt) (m message.Message, field string) {
	m = choice.message
	m.Refused = true
	param, given := c.given(choice.query)
	if len(choice.options) == 0 || param.English == "" {
		return m, cmp.Or(param.English, choice.param)
	}
	var options []message.Option
	for _, o := range choice.options {
		values := slices.Clone(given)
		for i, v := range values {
			if v == choice.query {
				values[i] = o.Value
			}
		}
		options = append(options, message.Option{Label: o.Label, Value: strings.Join(values, ", ")})
	}
	intro := message.Say(c.command.Asked(c.p, doubts), m.Blocks[0])
	if len(doubts) > 0 {
		intro = intro.With(c.command.Understood(c.p, c.raw))
	}
	m.Form = c.command.Pick(c.p, c.raw, param, intro.Markdown(), options)
	return m, param.English
}

// given is the parameter for which a school was named so, and all that it was given.
func (c *call) given(query string) (grammar.Param, []string) {
	for _, param := range c.command.Params {
		values := c.raw[param.English]
		if param.Many {
			values = eachUAI(grammar.Items(values))
		}
		for i := range values {
			values[i] = strings.TrimSpace(values[i])
		}
		if param.Of == grammar.Schools && slices.Contains(values, query) {
			return param, values
		}
	}
	return grammar.Param{}, nil
}

// Mend is a form for the one field of a command that is wrong, with why it is; what else
// was filled in is kept. It is nil where the command has no such field.
func (d *Dispatcher) Mend(ctx context.Context, inv Invocation, command string, raw grammar.Raw, field, why string) *message.Form {
	cmd := d.command(command)
	if cmd == nil {
		return nil
	}
	_, zone, err := d.service.Begin(ctx, inv.Actor)
	if err != nil {
		return nil
	}
	return cmd.Mend(d.printer(inv, zone), raw, d.now().In(zone), field, why)
}

// command is the command of a form; nil where there is none.
func (d *Dispatcher) command(path string) *grammar.Command[*call] {
	noun, verb, _ := strings.Cut(path, " ")
	return d.language.Command(noun, verb)
}
