package grammar

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// maxFields are how many arguments a form asks for: it is filled in on a phone. The
// others stand in a second one, for those who want it.
const maxFields = 6

// Further is the flag of a form that asks for its second one.
var Further = Param{Name: "précisions", English: "further", Kind: Flag}

// Form asks for the arguments of a command at now, the most needed ones where they are
// many; what was typed already is filled in, or kept where the form does not ask for it.
func (c *Command[C]) Form(p i18n.Printer, raw Raw, now time.Time) *message.Form {
	first, rest := c.asked()
	f := c.ask(p, raw, now, first)
	for _, param := range rest {
		if values := raw[param.English]; values != nil {
			f.Kept = keep(f.Kept, param.English, values)
		}
	}
	if len(rest) == 0 {
		return f
	}
	further := Further.field(p, nil, now)
	f.Further = &further
	options := make([]message.Text, len(rest))
	for i, param := range rest {
		options[i] = message.Text("`--" + name(p, param.Name, param.English) + "`")
	}
	f.InWords = string(p.Text("form.in_words", "options", options, "command", message.Text(c.Typed().In(p.Lang))))
	return f
}

// Second asks for the arguments that Form does not, and keeps those that it has asked for.
func (c *Command[C]) Second(p i18n.Printer, raw Raw, now time.Time) *message.Form {
	first, rest := c.asked()
	f := c.ask(p, raw, now, rest)
	kept := Raw{}
	for _, param := range first {
		if values := raw[param.English]; values != nil {
			kept[param.English] = values
		}
	}
	f.Intro, f.Kept = message.Say(c.Understood(p, kept)).Markdown(), kept
	return f
}

// Mend asks anew for the one argument that is wrong, and keeps the others.
func (c *Command[C]) Mend(p i18n.Printer, raw Raw, now time.Time, wrong, why string) *message.Form {
	at := slices.IndexFunc(c.Params, func(param Param) bool { return param.English == wrong })
	if at < 0 {
		return nil
	}
	f := c.ask(p, raw, now, c.Params[at:at+1])
	f.Intro, f.Back, f.Kept = why, true, without(raw, wrong)
	if f.Fields[0].Optional {
		f.Intro += "\n\n" + string(p.Text("form.may_be_empty"))
	}
	return f
}

// Pick asks which of several a value was meant to be. Each of the options is all that
// the parameter is then given.
func (c *Command[C]) Pick(p i18n.Printer, raw Raw, param Param, intro string, options []message.Option) *message.Form {
	f := c.ask(p, nil, time.Time{}, []Param{{Name: param.Name, English: param.English, Required: true}})
	f.Fields[0].Kind, f.Fields[0].Options, f.Fields[0].Hint = message.FieldChoice, options, ""
	f.Intro, f.Back = intro, true
	f.Kept = without(raw, param.English)
	return f
}

// without is raw without an argument, for a form that asks for it.
func without(raw Raw, name string) Raw {
	kept := maps.Clone(raw)
	delete(kept, name)
	return kept
}

// asked are the parameters that a form asks for first, and those for a second one: what
// is seldom given, and of many those that are not required, the last ones.
func (c *Command[C]) asked() (first, rest []Param) {
	shown := c.shown()
	needed := slices.Clone(shown)
	slices.SortStableFunc(needed, func(a, b Param) int { return cmp.Compare(a.rank(), b.rank()) })
	needed = needed[:min(maxFields, len(needed))]
	for _, param := range shown {
		if param.Required || !param.Seldom && slices.ContainsFunc(needed, func(n Param) bool { return n.English == param.English }) {
			first = append(first, param)
		} else {
			rest = append(rest, param)
		}
	}
	return first, rest
}

// rank is how early a form asks for the parameter.
func (param Param) rank() int {
	switch {
	case param.Required:
		return 0
	case param.Seldom:
		return 3
	case param.Kind == Flag: // a text says as much, or it is asked
		return 2
	default:
		return 1
	}
}

func (c *Command[C]) ask(p i18n.Printer, raw Raw, now time.Time, params []Param) *message.Form {
	f := &message.Form{Title: string(p.Text(c.Key() + ".title")), Submit: string(p.Text("form.submit")), Command: c.Path()}
	for _, param := range params {
		f.Fields = append(f.Fields, param.field(p, raw[param.English], now))
	}
	return f
}

// field asks for the argument in a form, with what was typed of it.
func (param Param) field(p i18n.Printer, typed []string, now time.Time) message.Field {
	field := message.Field{
		Name: param.English, Label: string(p.Text("param." + param.English + ".label")),
		Hint: string(p.Text("param." + param.English + ".help")), Optional: !param.Required,
		Default: strings.Join(typed, ", "), Kind: message.FieldText, Many: param.Many, Example: param.example(p, now),
	}
	switch {
	case param.Of != "":
		field.Kind = message.FieldSearch
	case param.Kind == Text:
		field.Kind = message.FieldLong
	case param.Kind == Choice && param.Free:
		field.Hint = string(param.help(p))
	case param.Kind == Choice:
		field.Kind, field.Options = message.FieldChoice, param.options(p)
		field.Default, _ = param.choice(field.Default)
	case param.Kind == Person:
		field.Kind = message.FieldPerson
	case param.Kind == Flag:
		field.Kind = message.FieldFlag
	}
	return field
}

// options are the choices as a form offers them.
func (param Param) options(p i18n.Printer) []message.Option {
	var options []message.Option
	for _, o := range param.Choices {
		label := append([]string{string(p.Value(labelOf(o, o.word(p.Lang))))}, o.named(p.Lang)[1:]...)
		options = append(options, message.Option{Label: strings.Join(label, ", "), Value: o.Value})
	}
	return options
}

// examples are the keys of values as they are typed.
var examples = map[Kind]string{
	Date: "form.example.day", Day: "form.example.day", DayShift: "form.example.day", PastDate: "form.example.day_past",
	PastDays: "form.example.days", LastDays: "form.example.days", Moment: "form.example.moment", Shift: "form.example.moment_moved",
}

// example is a value as it is typed, in the order of the reader's language; "" where
// the hint is enough.
func (param Param) example(p i18n.Printer, now time.Time) string {
	key := examples[param.Kind]
	if param.Of != "" {
		key = searches[param.Of]
	}
	if key == "" {
		return ""
	}
	today := calendar.DateOf(now)
	return string(p.Text(key, "date", p.ShortDate(openDay(today.AddDays(exampleIn))), "past", p.ShortDate(openDay(today.AddDays(-exampleIn)))))
}

// exampleIn is how far off the days of an example are: nobody means them.
const exampleIn = 45

// openDay is the day, or the Monday after it: a weekend would be asked back.
func openDay(d calendar.Date) calendar.Date {
	for d.Weekday() == time.Saturday || d.Weekday() == time.Sunday {
		d = d.AddDays(1)
	}
	return d
}

func keep(kept Raw, name string, values []string) Raw {
	if kept == nil {
		kept = Raw{}
	}
	kept[name] = values
	return kept
}

func labelOf(o Option, word string) any {
	if o.Label != nil {
		return o.Label
	}
	return word
}

// Offering is the command with the choices that are left; the command itself where they
// all are.
func (c *Command[C]) Offering(offers map[string][]Option) *Command[C] {
	if len(offers) == 0 {
		return c
	}
	narrowed := *c
	narrowed.Params = slices.Clone(c.Params)
	for i, param := range narrowed.Params {
		if choices, ok := offers[param.English]; ok {
			narrowed.Params[i].Choices = choices
		}
	}
	return &narrowed
}

// Ask asks for missing arguments: in words what is missing and a line that
// works, and a form in which what was typed already is filled in. What is
// doubtful about the rest is said with it.
func (c *Command[C]) Ask(p i18n.Printer, raw Raw, missing []Param, doubts []record.Doubt, now time.Time) message.Message {
	var items message.List
	for _, param := range missing {
		param = c.mine(param)
		items = append(items, p.Text("form.missing_item", "label", p.Text("param."+param.English+".label"), "help", param.help(p)))
	}
	m := message.Say(
		asked(p, doubts), message.Paragraph(p.Text("form.missing", "Count", len(missing))), items,
		message.Paragraph(p.Text("form.example", "example", message.Text(c.completed(p, raw, missing)))))
	m.Form = c.Form(p, raw, now)
	m.Form.Intro = message.Say(asked(p, doubts)).Markdown()
	return m
}

// mine is the parameter as this command has it, which may offer fewer choices.
func (c *Command[C]) mine(param Param) Param {
	if i := slices.IndexFunc(c.Params, func(own Param) bool { return own.English == param.English }); i >= 0 {
		return c.Params[i]
	}
	return param
}

// completed is the line that was typed, with placeholders for what is missing; the
// command's example where nothing was.
func (c *Command[C]) completed(p i18n.Printer, raw Raw, missing []Param) string {
	if len(raw) == 0 {
		return c.Example(p)
	}
	whole := maps.Clone(raw)
	for _, param := range missing {
		whole[param.English] = []string{strings.Trim(param.placeholder(p), `"`)}
	}
	if line := c.Line(p, whole); len(line) <= maxShown {
		return line
	}
	return c.Example(p)
}

// maxShown is how long a line may be that is shown to be typed, in bytes: a message of
// Mattermost has more, but nobody types one.
const maxShown = 2000

// Begin opens the command's form with what was typed already; in words, it
// says the line that needs no form.
func (c *Command[C]) Begin(p i18n.Printer, raw Raw, doubts []record.Doubt, now time.Time) message.Message {
	m := message.Say(asked(p, doubts), message.Paragraph(p.Text("form.begun", "line", message.Text(c.Line(p, raw)))))
	m.Refused = true // until the form is sent
	m.Form = c.Form(p, raw, now)
	m.Form.Intro = message.Say(asked(p, doubts)).Markdown()
	return m
}
