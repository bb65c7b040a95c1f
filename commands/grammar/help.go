package grammar

import (
	"slices"
	"strings"

	"pilotent/i18n"
	"pilotent/message"
)

// name is a word of the language as the printer's readers type it.
func name(p i18n.Printer, french, english string) string { return Typed{french, english}.In(p.Lang) }

// Typed is a verb or an option in both languages; English may be "", for the same.
type Typed struct{ French, English string }

// In is the word as it is typed in a language.
func (t Typed) In(lang string) string {
	if lang == i18n.English && t.English != "" {
		return t.English
	}
	return t.French
}

// placeholder stands for the parameter's value. Where that is the reader's own
// words, a date or a number, it is one that is refused.
func (param Param) placeholder(p i18n.Printer) string {
	return string(p.Text("param." + param.English + ".value"))
}

// words are what people of a language type for the choices.
func (param Param) words(lang string) []string {
	var words []string
	for _, o := range param.Choices {
		words = append(words, o.named(lang)...)
	}
	return words
}

// Summary says what the command does, in one sentence.
func (c *Command[C]) Summary(p i18n.Printer) message.Text { return p.Text(c.Key() + ".summary") }

// Example is a line with all that the command needs. It works as it stands when it
// only shows; what would be recorded is a placeholder, which is refused.
func (c *Command[C]) Example(p i18n.Printer) string { return string(p.Text(c.Key() + ".example")) }

// Hint is what the chat shows while a trigger is typed: the verbs, or the main
// ones and the way to the others; and the nouns that are typed behind it.
func (n *Noun[C]) Hint(p i18n.Printer) string {
	var verbs []string
	for _, c := range n.main() {
		verbs = append(verbs, name(p, c.Verb, c.English))
	}
	for _, inner := range n.Nouns {
		verbs = append(verbs, inner.topic().In(p.Lang))
	}
	if len(n.Main) > 0 {
		verbs = append(verbs, name(p, "aide", "help")+"…")
	}
	return "[" + strings.Join(verbs, " | ") + "]"
}

// main are the commands that most people need.
func (n *Noun[C]) main() []*Command[C] {
	if len(n.Main) == 0 {
		return n.Commands
	}
	var commands []*Command[C]
	for _, verb := range n.Main {
		commands = append(commands, n.command(verb))
	}
	return commands
}

// Summary says what the noun is for, in one line.
func (n *Noun[C]) Summary(p i18n.Printer) message.Text { return p.Text("noun." + n.Name + ".summary") }

// Help is the page of all nouns, but for those behind another: its help has them.
func (l *Language[C]) Help(p i18n.Printer) message.Message {
	var items message.List
	for _, n := range l.nouns {
		if n.parent != nil {
			continue
		}
		items = append(items, p.Text("help.noun", "noun", message.Text(n.Typed().In(p.Lang)), "summary", n.Summary(p)))
	}
	return message.Say(message.Paragraph(p.Text("help.intro")), items, message.Paragraph(p.Text("help.more")))
}

// Help is the page of one noun: its main commands with an example, the verbs of the
// others, and the nouns behind it.
func (n *Noun[C]) Help(p i18n.Printer) message.Message {
	main := n.main()
	var items message.List
	for _, c := range main {
		items = append(items, p.Text("help.command", "example", message.Text(c.Example(p)), "summary", c.Summary(p)))
	}
	var others []message.Text
	for _, c := range n.Commands {
		if !slices.Contains(main, c) {
			others = append(others, message.Text("`"+name(p, c.Verb, c.English)+"`"))
		}
	}
	for _, in := range n.Nouns {
		others = append(others, message.Text("`"+in.topic().In(p.Lang)+"`"))
	}
	var also message.Text
	if len(others) > 0 {
		also = p.Text("help.others", "verbs", others)
	}
	first := Typed{main[0].Verb, main[0].English}
	return message.Say(message.Paragraph(p.Text("help.noun_title", "noun", message.Text(n.Typed().In(p.Lang)), "summary", n.Summary(p))), items,
		message.Lines(also, p.Text("help.noun_more", "noun", message.Text(n.topic().In(p.Lang)), "verb", first)))
}

// Help is the page of one command: an example, and its arguments.
func (c *Command[C]) Help(p i18n.Printer) message.Message {
	var items message.List
	for _, param := range c.shown() {
		key := "help.optional"
		if param.Required {
			key = "help.required"
		}
		typed := message.Text(param.placeholder(p))
		if !param.Positional {
			typed = message.Text("--" + name(p, param.Name, param.English))
		}
		items = append(items, p.Text(key, "param", typed, "help", param.help(p)))
	}
	return message.Say(message.Paragraph(p.Text("help.command_title", "example", message.Text(c.Example(p)), "summary", c.Summary(p))), items)
}

// helpParams are how many arguments a help tells of in full: it is read on a phone.
const helpParams = 10

// brief is Help in twelve lines: of many arguments, the last are only named.
func (c *Command[C]) brief(p i18n.Printer) message.Message {
	params := c.shown()
	if len(params) <= helpParams {
		return c.Help(p)
	}
	var names []message.Text
	for _, param := range params[helpParams-1:] {
		names = append(names, message.Text("`--"+name(p, param.Name, param.English)+"`"))
	}
	short := *c
	short.Params = params[:helpParams-1]
	m := short.Help(p)
	items, _ := m.Blocks[len(m.Blocks)-1].(message.List)
	m.Blocks[len(m.Blocks)-1] = append(items, p.Text("help.also", "params", names))
	return m
}

// shown are the parameters that people are told of.
func (c *Command[C]) shown() []Param {
	return slices.DeleteFunc(slices.Clone(c.Params), func(p Param) bool { return p.Hidden })
}

// help says what the parameter is, and all that it takes where that is a choice.
func (param Param) help(p i18n.Printer) message.Text {
	text := p.Text("param." + param.English + ".help")
	if param.Kind == Choice {
		text += " " + p.Text("help.choices", "choices", param.words(p.Lang))
	}
	return text
}

// Reference is the reference page: every command of the language, as Markdown.
func (l *Language[C]) Reference(p i18n.Printer) string {
	var b strings.Builder
	b.WriteString("# " + string(p.Text("reference.title")) + "\n\n" + string(p.Text("reference.intro")) + "\n")
	for _, n := range l.nouns {
		b.WriteString("\n## `/" + n.Typed().In(p.Lang) + "`\n\n" + string(n.Summary(p)) + "\n")
		for _, c := range n.Commands {
			b.WriteString("\n### " + name(p, c.Verb, c.English) + "\n\n")
			b.WriteString(c.Help(p).Markdown() + "\n")
			also := slices.DeleteFunc(c.words(), func(w string) bool { return w == "" || w == name(p, c.Verb, c.English) })
			if len(also) > 0 {
				b.WriteString("\n" + string(p.Text("reference.also", "words", also)) + "\n")
			}
		}
	}
	return b.String()
}

// helpOn is the command that explains a noun, or one of its commands, where that is
// what is asked: « /decision aide », « /decision ajouter aide », "/action create
// --help"; nil where it is not. Between quotes, "aide" is a word like any other.
func (l *Language[C]) helpOn(n *Noun[C], tokens []token) (help *Command[C], raw Raw) {
	help = l.Command(l.umbrella, "aide")
	last := len(tokens) - 1
	if help == nil || len(help.Params) == 0 || last < 0 || slices.ContainsFunc(tokens, token.isQuoted) {
		return nil, nil
	}
	var c *Command[C]
	switch {
	case last == 0 && n.Name != l.umbrella && tokens[0].names(help.words()) && n.command(tokens[0].text) == nil:
		return help, Raw{help.Params[0].English: {n.Name}}
	case last > 0 && tokens[last].names([]string{help.Verb, help.English, "?"}):
		c = n.command(join(tokens[:last]))
	case last > 0 && n.Name != l.umbrella && tokens[0].names(help.words()):
		if in := n.inner(join(tokens[1:])); in != nil {
			return help, Raw{help.Params[0].English: {in.Name}}
		}
		c = n.command(join(tokens[1:]))
	}
	if c == nil {
		return nil, nil
	}
	return help, Raw{help.Params[0].English: {n.Name + " " + c.Verb}}
}

// names reports whether a token is one of the words, or the option of that name.
func (t token) names(words []string) bool {
	word := t.text
	if t.option != "" && t.value == nil {
		word = t.option
	}
	return slices.Contains(words, strings.ToLower(word))
}

// HelpOn is the page of a noun ("decision"), of a command ("decision ajouter"),
// or an error that names what it was perhaps meant to be.
func (l *Language[C]) HelpOn(p i18n.Printer, topic string) (message.Message, error) {
	words := strings.Fields(strings.ReplaceAll(topic, "/", " "))
	if len(words) == 0 {
		return l.Help(p), nil
	}
	n := l.Noun(words[0])
	if c := l.Command(l.umbrella, words[0]); n == nil && c != nil {
		return c.brief(p), nil
	}
	if n == nil {
		return message.Message{}, l.unknownNoun(words[0])
	}
	if len(words) > 1 && n.Name == l.umbrella && n.command(words[1]) == nil && l.Noun(words[1]) != nil {
		n, words = l.Noun(words[1]), words[1:]
	}
	if len(words) > 1 && n.inner(words[1]) != nil {
		n, words = n.inner(words[1]), words[1:]
	}
	if len(words) == 1 {
		return n.Help(p), nil
	}
	c := n.command(words[1])
	if c == nil {
		return message.Message{}, n.unknownVerb(words[1])
	}
	return c.brief(p), nil
}
