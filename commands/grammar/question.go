package grammar

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// Confirm is the flag that every command takes: whatever is doubtful about it
// is meant. It is said only where something is asked back.
var Confirm = Param{Name: "confirmer", English: "confirm", Kind: Flag}

// Share is the other flag that every command takes: what it answers is for all who read
// the channel. Which commands can be shared is not for the grammar to say.
var Share = Param{Name: "partager", English: "share", Kind: Flag}

// everywhere are the parameters that every command takes.
func everywhere() []*Param { return []*Param{&Confirm, &Share} }

// Line is the command as it is typed with those arguments, complete and with
// its texts between quotes: parsed, it has the same ones.
func (c *Command[C]) Line(p i18n.Printer, raw Raw) string {
	parts := []string{"/" + c.Typed().In(p.Lang)}
	var options []string
	gap := false // a value without quotes might be taken for one that was left out, or is quoted
	for _, param := range c.Params {
		values := raw[param.English]
		if len(values) == 0 {
			gap = gap || param.Positional
			continue
		}
		option := "--" + name(p, param.Name, param.English)
		switch {
		case param.Kind == Flag:
			options = append(options, option)
		case param.Positional && gap && param.greedy():
			parts = append(parts, quote(strings.Join(values, ", ")))
		case param.Kind == Choice && !param.Required && param.Positional && (param.Free || param.typed(values) != values[0]):
			// Between quotes it is taken for a text of its own, and so is what is none of the choices.
			options, gap = append(options, option, param.typed(values)), true
		case param.Positional:
			typed := param.typed(values)
			parts, gap = append(parts, typed), gap || strings.ContainsAny(typed[:1], `"`)
		default:
			options = append(options, option, param.typed(values))
		}
	}
	return strings.Join(append(parts, options...), " ")
}

// plain is what needs no quotes to be one value: a date, a duration, a UAI, an account.
var plain = regexp.MustCompile(`^([0-9][0-9A-Za-z/]*|@[0-9A-Za-z._-]+)$`)

// typed are values as one types them.
func (param Param) typed(values []string) string {
	text := strings.Join(values, ", ")
	switch param.Kind {
	case Person:
		return text
	case Ref, Choice, Word:
		if strings.IndexFunc(text, func(r rune) bool { return r == ' ' || quotes[r] != 0 }) < 0 {
			return text
		}
	case Name, Date, PastDate, PastDays, LastDays, Day, Moment, Shift, DayShift, Duration:
		if plain.MatchString(text) {
			return text
		}
	case Text:
		if param.Refers && reference.MatchString(text) {
			return text
		}
	case Flag:
	}
	return quote(text)
}

// quote puts text between quotes that it does not hold itself.
func quote(text string) string {
	for _, marks := range [][2]string{{`"`, `"`}, {"« ", " »"}, {"“", "”"}} {
		if !strings.ContainsAny(text, strings.ReplaceAll(marks[0]+marks[1], " ", "")) {
			return marks[0] + text + marks[1]
		}
	}
	return `"` + strings.ReplaceAll(text, `"`, "'") + `"`
}

// Question asks the doubts back: what they are, what was understood, and the
// line that says yes. Its form says yes with one touch.
func (c *Command[C]) Question(p i18n.Printer, raw Raw, doubts []record.Doubt) message.Message {
	line := c.Line(p, raw) + " --" + name(p, Confirm.Name, Confirm.English)
	items := asked(p, doubts)
	m := message.Say(
		message.Paragraph(p.Text("question.intro")), items,
		message.Paragraph(p.Text("question.way", "line", line)))
	m.Refused = true // until it is confirmed
	title := p.Text("question.command", "title", p.Text(c.Key()+".title"))
	m.Form = &message.Form{
		Title: string(p.Text("question.title")), Submit: string(p.Text("question.submit")), Command: c.Path(),
		Intro: message.Say(items, message.Paragraph(title), c.Understood(p, raw)).Markdown(), Kept: raw, Back: true,
	}
	for _, d := range doubts {
		m.Form.Consent = append(m.Form.Consent, d.Mark())
	}
	return m
}

// Choose are the lines that give each of the values among which e leaves to
// choose, below the doubts: who types one of them as it is shown is asked no
// more about what was read.
func (c *Command[C]) Choose(p i18n.Printer, raw Raw, e *record.Error, doubts []record.Doubt) message.Message {
	var lines message.List
	for _, value := range e.Choices {
		with := maps.Clone(raw)
		if with == nil {
			with = Raw{}
		}
		with[e.Param] = []string{value}
		lines = append(lines, p.Text("question.line", "line", message.Text(c.Line(p, with))))
	}
	text, _ := p.Error(e)
	m := message.Say(asked(p, doubts), message.Paragraph(text), lines)
	m.Refused = true
	return m
}

// Asked are the doubts, a sentence each.
func (c *Command[C]) Asked(p i18n.Printer, doubts []record.Doubt) message.List {
	return asked(p, doubts)
}

func asked(p i18n.Printer, doubts []record.Doubt) message.List {
	var items message.List
	for _, d := range doubts {
		if text := p.Doubt(d); !slices.Contains(items, text) {
			items = append(items, text)
		}
	}
	return items
}

// Understood are the arguments as they were read. A list, since Mattermost
// joins the lines of a paragraph in a form's introduction (seen on 11.6).
func (c *Command[C]) Understood(p i18n.Printer, raw Raw) message.List {
	var lines message.List
	for _, param := range c.Params {
		values := raw[param.English]
		if len(values) == 0 {
			continue
		}
		label := p.Text("param." + param.English + ".label")
		if param.Kind == Flag {
			lines = append(lines, p.Text("question.flag", "label", label))
			continue
		}
		lines = append(lines, p.Text("question.argument", "label", label, "value", param.said(p, strings.Join(values, ", "))))
	}
	return lines
}

// said is a value as people call it.
func (param Param) said(p i18n.Printer, value string) message.Text {
	if param.Free {
		return message.Text(value)
	}
	chosen, _ := param.choice(value)
	for _, o := range param.Choices {
		if o.Value == chosen {
			return p.Value(labelOf(o, o.word(p.Lang)))
		}
	}
	return message.Text(value)
}
