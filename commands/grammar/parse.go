package grammar

import (
	"slices"
	"strings"

	"pilotent/governance"
	"pilotent/i18n"
)

// Raw are the arguments of a command as text, by the parameter's English name:
// what a command line, a form and a button all come to.
type Raw map[string][]string

// Reading is what a line was understood to say.
type Reading[C any] struct {
	Command *Command[C]
	Raw     Raw
	// Doubts are what must be asked back before anything is recorded.
	Doubts []governance.Doubt
	// Begun says that the verb was left out where that opens a form.
	Begun bool
}

// Parse finds the command that a line names, and its arguments as text. The
// line begins with the noun, with or without its slash.
func (l *Language[C]) Parse(line string) (Reading[C], error) {
	tokens, err := split(line)
	if err != nil {
		return Reading[C]{}, err
	}
	first := ""
	if len(tokens) > 0 {
		first = strings.TrimPrefix(tokens[0].text, "/")
	}
	if first == "" {
		return Reading[C]{}, governance.InvalidError("grammar.empty")
	}
	noun := l.Noun(first)
	if noun == nil {
		return Reading[C]{}, l.unknownNoun(first)
	}
	tokens = tokens[1:]
	if noun.Name == l.umbrella && len(tokens) > 0 && !tokens[0].quoted && noun.command(tokens[0].text) == nil {
		word := tokens[0].text
		if n := l.Noun(word); n != nil {
			noun, tokens = n, tokens[1:]
		} else if near := l.nearest(word); near != "" && noun.nearest(word) == "" {
			return Reading[C]{}, governance.InvalidError("grammar.verb_near", "noun", noun.Name, "word", word, "near", near)
		}
	}
	cmd, rest, err := l.resolve(noun, tokens)
	if err != nil {
		return Reading[C]{}, err
	}
	raw, doubts, err := cmd.assign(rest)
	begun := noun.FormWith != "" && cmd.Verb == noun.FormWith && len(tokens) > 0 && len(rest) == len(tokens)
	return Reading[C]{Command: cmd, Raw: raw, Doubts: doubts, Begun: begun}, err
}

// nearest is the noun that word was perhaps meant to be, or "".
func (l *Language[C]) nearest(word string) string {
	var names []string
	for _, n := range l.nouns {
		names = append(names, n.Name, n.English)
	}
	return nearest(word, names)
}

func (l *Language[C]) unknownNoun(word string) error {
	if near := l.nearest(word); near != "" {
		return governance.InvalidError("grammar.noun_near", "word", word, "near", near)
	}
	return governance.InvalidError("grammar.noun", "word", word)
}

// resolve finds the verb among the noun's, or the one that stands for none.
func (l *Language[C]) resolve(n *Noun[C], tokens []token) (*Command[C], []token, error) {
	if len(tokens) == 0 {
		return n.command(n.Default), nil, nil
	}
	head := tokens[0]
	if head.option != "" {
		return n.command(n.Default), tokens, nil
	}
	if head.quoted && n.FormWith != "" {
		return n.command(n.FormWith), tokens, nil
	}
	if !head.quoted {
		if c := n.command(head.text); c != nil {
			return c, tokens[1:], nil
		}
		if n.WithText == "" || n.Careful && n.nearest(head.text) != "" {
			return nil, nil, n.unknownVerb(head.text)
		}
		if n.Careful {
			if err := l.meant(n, tokens); err != nil {
				return nil, nil, err
			}
			// A word or two are no sentence that anybody meant to be recorded.
			if words(tokens) < 3 {
				return nil, nil, n.unknownVerb(head.text)
			}
		}
	}
	if n.WithText != "" {
		return n.command(n.WithText), tokens, nil
	}
	return n.command(n.Default), tokens, nil
}

func (n *Noun[C]) unknownVerb(word string) error {
	if near := n.nearest(word); near != "" {
		return governance.InvalidError("grammar.verb_near", "noun", n.Name, "word", word, "near", near)
	}
	return governance.InvalidError("grammar.verb", "noun", n.Name, "word", word)
}

// words counts the tokens before the first option.
func words(tokens []token) int {
	if i := slices.IndexFunc(tokens, func(t token) bool { return t.option != "" }); i >= 0 {
		return i
	}
	return len(tokens)
}

// assign gives each token to a parameter.
func (c *Command[C]) assign(tokens []token) (Raw, []governance.Doubt, error) {
	tokens = c.options(tokens)
	raw := Raw{}
	var loose []token
	told := false // a text between quotes is there: what follows it is no part of it
	for i := 0; i < len(tokens); i++ {
		t, stop := tokens[i], token.isOption
		if told && t.option == "" && !t.quoted {
			if p := c.bare(tokens[i:]); p != nil {
				t.option, t.value = p.Name, nil
				stop = func(n token) bool { return n.option != "" || !n.quoted && c.bare([]token{n, {text: "@"}}) != nil }
			}
		}
		p := c.param(t.option)
		switch {
		case t.option == "":
			loose = append(loose, t)
			told = told || t.quoted
		case p == nil:
			return nil, nil, c.unknownOption(t.option)
		case p.Kind == Flag:
			raw[p.English] = []string{"true"}
		default:
			value, used := optionValue(*p, t, tokens[i+1:], stop)
			if value == "" {
				return nil, nil, governance.InvalidError("grammar.no_value", "option", Typed{p.Name, p.English}).About(p.English)
			}
			raw[p.English] = append(raw[p.English], value)
			i += used
		}
	}
	doubts, err := c.place(loose, raw)
	return raw, doubts, err
}

// options tells the options of the command from words that only look like one:
// "Note:" or "https:" names none of ours, "-comite" does.
func (c *Command[C]) options(tokens []token) []token {
	read := make([]token, len(tokens))
	for i, t := range tokens {
		read[i] = t
		if t.option != "" && !t.dashed && c.param(t.option) == nil {
			read[i] = token{text: t.raw, raw: t.raw}
		}
		if word, ok := strings.CutPrefix(t.text, "-"); ok && t.option == "" && !t.quoted {
			if o := newWord("--" + word); o.option != "" && c.param(o.option) != nil {
				o.raw, read[i] = t.raw, o
			}
		}
	}
	return read
}

// bare is the option that the first token names without its dashes, as in
// « "Atelier" pour @cpc avant le 3/12 », when what follows can be its value.
func (c *Command[C]) bare(tokens []token) *Param {
	p := c.param(tokens[0].text)
	switch {
	case p == nil || !isName(tokens[0].text) || len(tokens) == 1 && p.Kind != Flag:
		return nil
	case p.Kind == Person && !isPerson(tokens[1]):
		return nil
	default:
		return p
	}
}

func isPerson(t token) bool {
	return strings.HasPrefix(t.text, "@") || slices.Contains([]string{"moi", "me"}, governance.Fold(t.text))
}

// optionValue is the value of option t: the one that it carries, or the tokens
// that follow, up to the one at which to stop.
func optionValue(p Param, t token, next []token, stop func(token) bool) (value string, used int) {
	var parts []token
	if t.value != nil && (*t.value != "" || t.quoted) {
		parts = append(parts, token{text: *t.value, quoted: t.quoted})
	}
	carried := len(parts)
	for _, n := range next {
		if stop(n) || !p.takes(parts, n) {
			break
		}
		parts = append(parts, n)
	}
	return join(parts), len(parts) - carried
}

// takes says whether a value, of which parts are there, goes on with next.
func (p Param) takes(parts []token, next token) bool {
	if len(parts) == 0 {
		return true
	}
	last := parts[len(parts)-1]
	switch {
	case p.Many && (!last.quoted && strings.HasSuffix(last.text, ",") || !next.quoted && strings.HasPrefix(next.text, ",")):
		return true // « --ecoles 0940198E, 0940573M »: the list goes on
	case last.quoted || next.quoted:
		return false
	case p.Kind == Choice:
		_, ok := p.choice(join(append(slices.Clip(parts), next))) // « en usage »
		return ok && governance.Fold(next.text) != ""
	case p.Kind == Person:
		return p.Many && strings.HasPrefix(next.text, "@")
	default:
		return p.greedy()
	}
}

// place gives the words that belong to no option to the positional parameters,
// and says what about that must be asked back.
func (c *Command[C]) place(loose []token, raw Raw) ([]governance.Doubt, error) {
	var (
		open   []Param
		doubts []governance.Doubt
	)
	for _, p := range c.Params {
		if p.Positional && raw[p.English] == nil {
			open = append(open, p)
		}
	}
	for i, p := range open {
		later := open[i+1:]
		if len(loose) == 0 {
			return doubts, nil
		}
		n := 1
		switch {
		case p.Kind == Text && loose[0].quoted:
			n = 1 // what is quoted is the text, and the whole text
		case !p.greedy() && !p.Required && len(later) > 0 && loose[0].quoted && !slices.ContainsFunc(loose[1:], token.isQuoted):
			continue // what alone is quoted is no code: it is meant for the next one
		case p.Fits != nil && !p.Required && len(later) > 0 && !p.Fits(loose[0].text):
			continue
		case p.Fits != nil && p.greedy() && len(later) > 0 && p.Fits(loose[0].text):
			n = 1
		case p.Kind == Ref && len(loose) > 1 && strings.EqualFold(loose[0].text, p.Prefix) && isNumber(loose[1].text):
			n = 2 // « v 3 », as a phone writes it
		case p.Kind == Choice:
			for n < len(loose) && p.takes(loose[:n], loose[n]) {
				n++
			}
		case p.Kind == Person && p.Many: // « @ien, @cpc » or « @ien @cpc »
			for n < len(loose) && strings.HasPrefix(loose[n].text, "@") {
				n++
			}
		case p.greedy() && len(later) == 0:
			n = len(loose)
		case p.greedy():
			n = max(1, len(loose)-reserved(loose, later))
		}
		value := join(loose[:n])
		if p.Kind == Text && n > 1 {
			value = typed(loose[:n])
		}
		if d, ok := p.doubtful(loose[:n], value); ok {
			doubts = append(doubts, d)
		}
		for loose = loose[n:]; p.Many && strings.HasSuffix(value, ",") && len(loose) > 0; loose = loose[1:] {
			value += loose[0].text
		}
		raw[p.English] = []string{value}
	}
	switch {
	case len(loose) == 0:
		return doubts, nil
	case slices.ContainsFunc(open, func(p Param) bool { return p.Kind == Text }):
		return append(doubts, governance.NewDoubt(LeftOver, "text", shorten(typed(loose)))), nil
	default:
		return nil, governance.InvalidError("grammar.extra", "text", shorten(join(loose)), "noun", c.noun.Name, "verb", Typed{c.Verb, c.English})
	}
}

// LeftOver is the key of the doubt about words that would be recorded nowhere.
const LeftOver = "grammar.left_over"

// doubtful is what must be asked back about the words that make up the value of
// a free text: where it ends is only certain between quotes.
func (p Param) doubtful(words []token, value string) (governance.Doubt, bool) {
	switch {
	case p.Kind == Text && !words[0].quoted:
		return governance.NewDoubt("grammar.unquoted", "param", p.English, "text", value), true
	case p.Kind == Name && !p.Many && p.Fits == nil && len(words) > 1 && slices.ContainsFunc(words, token.isQuoted):
		return governance.NewDoubt("grammar.joined", "param", p.English, "text", value), true
	default:
		return governance.Doubt{}, false
	}
}

// reserved is how many of the last tokens belong to the parameters that follow
// a greedy one: what is quoted, the words of a choice (« en usage »), or one each.
func reserved(loose []token, later []Param) int {
	for i := len(loose) - 1; i > 0; i-- {
		if loose[i].quoted {
			return len(loose) - i
		}
	}
	if later[0].Kind == Choice {
		for n := min(3, len(loose)-1); n > 1; n-- {
			if _, ok := later[0].choice(join(loose[len(loose)-n:])); ok {
				return n
			}
		}
	}
	return min(len(later), len(loose)-1)
}

// isNumber says whether text is digits only.
func isNumber(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

func join(tokens []token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.text
	}
	return strings.Join(parts, " ")
}

// typed is join with the quotes left in: those in the middle of a text are
// part of it.
func typed(tokens []token) string {
	parts := make([]string, len(tokens))
	for i, t := range tokens {
		parts[i] = t.raw
	}
	return strings.Join(parts, " ")
}

// param finds a parameter by its French or English name, else by the singular
// or plural of one; nil when there is none.
func (c *Command[C]) param(name string) *Param {
	name = governance.Fold(name)
	if name == "" {
		return nil
	}
	named := func(p Param) bool {
		return governance.Fold(p.Name) == name || governance.Fold(p.English) == name || slices.Contains(p.Also, name)
	}
	i := slices.IndexFunc(c.Params, named)
	if i < 0 {
		singular := func(s string) string { return strings.TrimSuffix(governance.Fold(s), "s") }
		i = slices.IndexFunc(c.Params, func(p Param) bool {
			return singular(p.Name) == singular(name) || singular(p.English) == singular(name)
		})
	}
	switch {
	case i >= 0:
		return &c.Params[i]
	case name == Confirm.Name || name == Confirm.English:
		return &Confirm
	default:
		return nil
	}
}

func (c *Command[C]) unknownOption(name string) error {
	var names []string
	var known []i18n.Typed
	for _, p := range c.Params {
		if !p.Positional {
			names, known = append(names, p.Name, p.English), append(known, Typed{"--" + p.Name, "--" + p.English})
		}
	}
	if near := nearest(name, names); near != "" {
		p := c.param(near)
		return governance.InvalidError("grammar.option_near", "option", name, "near", Typed{p.Name, p.English})
	}
	verb := Typed{c.Verb, c.English}
	if len(known) == 0 {
		return governance.InvalidError("grammar.option_none", "option", name, "noun", c.noun.Name, "verb", verb)
	}
	return governance.InvalidError("grammar.option", "option", name, "noun", c.noun.Name, "verb", verb, "known", known)
}
