package grammar

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/record"
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
	Doubts []record.Doubt
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
	noun, tokens, err := l.subject(tokens)
	if err != nil {
		return Reading[C]{}, err
	}
	if help, raw := l.helpOn(noun, tokens); help != nil {
		return Reading[C]{Command: help, Raw: raw}, nil
	}
	if c := l.anywhere(noun, tokens); c != nil {
		return Reading[C]{Command: c, Raw: Raw{}}, nil
	}
	cmd, rest, err := l.resolve(noun, tokens)
	if err != nil {
		return Reading[C]{}, err
	}
	raw, doubts, err := cmd.assign(rest)
	if err == nil {
		err = l.told(cmd, doubts)
	}
	begun := noun.FormWith != "" && cmd.Verb == noun.FormWith && len(tokens) > 0 && len(rest) == len(tokens)
	return Reading[C]{Command: cmd, Raw: raw, Doubts: doubts, Begun: begun}, err
}

// subject finds the noun that a line is about, and what it says of it: what follows
// the noun, without lone marks.
func (l *Language[C]) subject(tokens []token) (noun *Noun[C], rest []token, err error) {
	first := ""
	if len(tokens) > 0 {
		first = strings.TrimPrefix(tokens[0].text, "/")
	}
	if first == "" {
		return nil, nil, record.InvalidError("grammar.empty")
	}
	umbrella := l.Noun(l.umbrella)
	noun = l.Noun(first)
	switch {
	case noun != nil:
		tokens = tokens[1:]
	case umbrella.command(first) != nil: // « aide » alone
		noun = umbrella
	default:
		return nil, nil, l.unknownNoun(first)
	}
	tokens = slices.DeleteFunc(tokens, token.isStop)
	if noun.Name == l.umbrella {
		if noun, tokens, err = l.under(noun, tokens); err != nil {
			return nil, nil, err
		}
	}
	noun, tokens = noun.behind(tokens)
	return noun, tokens, nil
}

// behind is the noun behind this one that the tokens begin with, and what they say of
// it; this one where they begin with none.
func (n *Noun[C]) behind(tokens []token) (*Noun[C], []token) {
	if len(tokens) > 0 && !tokens[0].quoted {
		if in := n.inner(tokens[0].text); in != nil {
			return in, tokens[1:]
		}
		if len(tokens) > 1 && !tokens[1].quoted && tokens[1].option == "" { // « compte rendu »
			if in := n.inner(tokens[0].text + " " + tokens[1].text); in != nil {
				return in, tokens[2:]
			}
		}
	}
	return n, tokens
}

// anywhere is the umbrella's command that a lone word after a noun means; nil for
// anything else.
func (l *Language[C]) anywhere(n *Noun[C], tokens []token) *Command[C] {
	if len(tokens) != 1 || tokens[0].quoted || tokens[0].option != "" || n.command(tokens[0].text) != nil {
		return nil
	}
	c := l.Noun(l.umbrella).command(tokens[0].text)
	if c == nil || !c.Anywhere {
		return nil
	}
	return c
}

// under finds the noun that the first word after the umbrella is, as in
// « /pilotent comité … »; the umbrella itself where it is none.
func (l *Language[C]) under(umbrella *Noun[C], tokens []token) (*Noun[C], []token, error) {
	if len(tokens) == 0 || tokens[0].quoted || umbrella.command(tokens[0].text) != nil {
		return umbrella, tokens, nil
	}
	word := tokens[0].text
	if n := l.Noun(word); n != nil {
		return n, tokens[1:], nil
	}
	if near := l.nearest(word); near != (Typed{}) && umbrella.nearest(word) == (Typed{}) {
		return nil, nil, record.InvalidError("grammar.verb_near", "noun", umbrella.Typed(), "topic", umbrella.topic(), "word", word, "near", near)
	}
	return umbrella, tokens, nil
}

// told refuses an unquoted text that begins like something asked of the bot: not a
// remark, which follows what it is about and is asked back.
func (l *Language[C]) told(cmd *Command[C], doubts []record.Doubt) error {
	for _, d := range doubts {
		name, _ := d.Args["param"].(string)
		if text, ok := d.Args["text"].(string); ok && d.Key == unquoted && cmd.param(name).Required {
			if words, err := split(text); err == nil && len(words) > 0 {
				return l.meant(cmd.noun, words, true)
			}
		}
	}
	return nil
}

// behind is a noun's name as it is typed behind the slash, where that is another
// noun's trigger.
func (l *Language[C]) behind(name string) string {
	if n := l.Noun(name); n != nil && !n.Trigger() {
		return n.parent.Name + " " + name
	}
	return name
}

func (l *Language[C]) unknownNoun(word string) error {
	if near := l.nearest(word); near != (Typed{}) {
		return record.InvalidError("grammar.noun_near", "word", word, "near", Typed{l.behind(near.French), l.behind(near.English)})
	}
	return record.InvalidError("grammar.noun", "word", word)
}

// resolve finds the verb among the noun's, or the one that stands for none.
func (l *Language[C]) resolve(n *Noun[C], tokens []token) (*Command[C], []token, error) {
	if len(tokens) == 0 {
		return n.command(cmp.Or(n.Alone, n.Default)), nil, nil
	}
	tokens = n.verbFirst(tokens)
	head := tokens[0]
	if head.option != "" {
		return n.taking(tokens), tokens, nil
	}
	if head.quoted && n.FormWith != "" {
		return n.command(n.FormWith), tokens, nil
	}
	if !head.quoted {
		if c, rest, err := l.resolveWord(n, tokens); c != nil || err != nil {
			return c, rest, err
		}
	}
	if n.WithText != "" {
		return n.command(n.WithText), tokens, nil
	}
	return n.command(n.Default), tokens, nil
}

// verbFirst are the tokens with the verb before the number of the thing, where they begin
// with that and the noun lets them.
func (n *Noun[C]) verbFirst(tokens []token) []token {
	if !n.ThingFirst || len(tokens) < 2 || tokens[0].option != "" || tokens[1].quoted {
		return tokens
	}
	if show := n.command(n.Default); tokens[1].option != "" { // « R-12 --tout » shows R-12
		if show.Params[0].numbers(tokens[0].text) {
			return slices.Concat([]token{{text: show.Verb}}, tokens)
		}
		return tokens
	}
	c := n.command(tokens[1].text)
	if c == nil && n.parent == nil { // a reference alone is answered where it is seen
		return tokens
	}
	c = cmp.Or(c, n.command("voir")) // what is no verb is told as such
	if len(c.Params) == 0 || !c.Params[0].numbers(tokens[0].text) && !strings.EqualFold(tokens[0].text, c.Params[0].Prefix+"-…") {
		return tokens
	}
	return slices.Concat([]token{tokens[1], tokens[0]}, tokens[2:])
}

// begins reports whether a verb begins what is decided rather than an order:
// « Modifier la date de la formation », which names no decision.
func (n *Noun[C]) begins(c *Command[C], rest []token) bool {
	return n.Careful && slices.Contains(decides, record.Fold(c.Verb)) && len(rest) > 1 && rest[0].option == "" && !rest[0].quoted &&
		!strings.ContainsFunc(rest[0].text, func(r rune) bool { return unicode.IsDigit(r) || r == '…' })
}

// resolveWord finds the verb that the first word is or stands for; nil where it may
// begin a text, which the noun takes.
func (l *Language[C]) resolveWord(n *Noun[C], tokens []token) (*Command[C], []token, error) {
	head := tokens[0].text
	c, used := n.verb(tokens)
	decided := c != nil && n.begins(c, tokens[used:])
	if c != nil && !decided {
		return c, tokens[used:], nil
	}
	if c := n.showing(tokens); c != nil {
		return c, tokens, nil
	}
	if c := l.elsewhere(n, tokens); c != nil {
		return c, tokens, nil
	}
	if n.WithText == "" || n.Careful && !decided && n.nearest(head) != (Typed{}) {
		return nil, nil, n.unknownVerb(head)
	}
	if n.Careful {
		if err := l.meant(n, tokens, false); err != nil {
			return nil, nil, err
		}
		// A word or two are no sentence that anybody meant to be recorded.
		if words(tokens) < 3 {
			return nil, nil, n.unknownVerb(head)
		}
	}
	return nil, nil, nil
}

// taking is the command for which options without a verb are: the default, unless
// only another takes them.
func (n *Noun[C]) taking(tokens []token) *Command[C] {
	takes := func(c *Command[C]) bool {
		return !slices.ContainsFunc(tokens, func(t token) bool { return t.option != "" && c.param(t.option) == nil })
	}
	usual := n.command(n.Default)
	if takes(usual) {
		return usual
	}
	var found *Command[C]
	for _, c := range n.Commands {
		if takes(c) {
			if found != nil {
				return usual
			}
			found = c
		}
	}
	if found == nil {
		return usual
	}
	return found
}

// showing is the command that shows what a reference or a code alone names; nil for
// anything else, and for what is nearly a verb.
func (n *Noun[C]) showing(tokens []token) *Command[C] {
	c := n.command("voir")
	if c == nil || len(c.Params) == 0 {
		return nil
	}
	p, text := c.Params[0], join(tokens)
	if p.Kind == Ref && p.numbers(text) {
		return c
	}
	meant := func(c *Command[C]) bool { return c.wantedBy(record.Fold(text)) }
	if !p.Required && reference.MatchString(text) {
		return nil // no committee's code
	}
	if (p.Kind == Word || p.Kind == Name) && p.Fits != nil && len(tokens) == 1 && p.Fits(text) && n.nearest(text) == (Typed{}) && !slices.ContainsFunc(n.Commands, meant) {
		return c
	}
	return nil
}

// numbers reports whether a text is one of the parameter's numbers, be there such a
// one or not: « A-0 » is an action's.
func (p Param) numbers(text string) bool {
	_, err := record.ParseRef(p.English, p.Prefix, text)
	letter, _, _ := strings.Cut(record.PlainDashes(text), "-")
	return err == nil || reference.MatchString(text) && strings.EqualFold(letter, p.Prefix)
}

// elsewhere is the command that shows what a reference or a UAI alone names that is
// another noun's; nil for anything else.
func (l *Language[C]) elsewhere(n *Noun[C], tokens []token) *Command[C] {
	if len(tokens) != 1 || !reference.MatchString(tokens[0].text) && !record.IsUAI(tokens[0].text) {
		return nil
	}
	for _, other := range l.nouns {
		if c := other.showing(tokens); c != nil && other != n {
			return c
		}
	}
	return nil
}

// verb is the command that the first tokens name, and how many of them do: none
// of one that gives a flag as well.
func (n *Noun[C]) verb(tokens []token) (c *Command[C], used int) {
	head := tokens[0].text
	if len(tokens) > 1 && !tokens[1].quoted {
		if c := n.command(head + " " + tokens[1].text); c != nil { // « plus tard »
			return c, 2
		}
	}
	c = n.command(head)
	switch {
	case c != nil && c.flag(head) != nil:
		tokens[0].option = head
		return c, 0
	case c != nil:
		return c, 1
	case len(tokens) > 1 && tokens[1].quoted && slices.Contains(n.Quoted, record.Fold(head)):
		return n.command(n.WithText), 1
	default:
		return nil, 0
	}
}

// flag is the flag of that name; nil for anything else.
func (c *Command[C]) flag(name string) *Param {
	if p := c.param(name); p != nil && p.Kind == Flag && p != &Confirm && p != &Share {
		return p
	}
	return nil
}

func (n *Noun[C]) unknownVerb(word string) error {
	for _, c := range n.Commands {
		if c.wantedBy(record.Fold(word)) || c.leans(record.Fold(word)) {
			return record.InvalidError("grammar.verb_near", "noun", n.Typed(), "topic", n.topic(), "word", word, "near", Typed{c.Verb, c.English})
		}
	}
	if near := n.nearest(word); near != (Typed{}) {
		return record.InvalidError("grammar.verb_near", "noun", n.Typed(), "topic", n.topic(), "word", word, "near", near)
	}
	if c := n.command("voir"); c != nil && len(c.Params) > 0 && c.Params[0].Kind == Ref && c.Params[0].numbers(word) && reference.MatchString(word) {
		return record.InvalidError("grammar.begins_reference", "noun", n.Typed(), "topic", n.topic(), "word", word, "verb", Typed{c.Verb, c.English})
	}
	return record.InvalidError("grammar.verb", "noun", n.Typed(), "topic", n.topic(), "word", word)
}

// words counts the tokens before the first option.
func words(tokens []token) int {
	if i := slices.IndexFunc(tokens, func(t token) bool { return t.option != "" }); i >= 0 {
		return i
	}
	return len(tokens)
}

// param finds a parameter by its French or English name, else by the singular
// or plural of one; nil when there is none.
func (c *Command[C]) param(name string) *Param {
	name = record.Fold(name)
	if name == "" {
		return nil
	}
	i, ok := c.called[name]
	if !ok {
		i, ok = c.nearly[strings.TrimSuffix(name, "s")]
	}
	if ok {
		return &c.Params[i]
	}
	for _, p := range everywhere() {
		if name == p.Name || name == p.English {
			return p
		}
	}
	return nil
}

// learnNames notes under which names the parameters are found; of two of one name, it is
// the first.
func (c *Command[C]) learnNames() {
	c.called, c.nearly = map[string]int{}, map[string]int{}
	note := func(names map[string]int, name string, i int) {
		if _, taken := names[name]; !taken {
			names[name] = i
		}
	}
	for i, p := range c.Params {
		for _, name := range slices.Concat([]string{p.Name, p.English}, p.Also, p.EnglishAlso) {
			note(c.called, record.Fold(name), i)
		}
		for _, name := range slices.Concat([]string{p.Name, p.English}, p.Also) {
			note(c.nearly, strings.TrimSuffix(record.Fold(name), "s"), i)
		}
	}
}

// spoken is the parameter that a word without dashes may name: one or two letters
// are a word of any text, unless they are the parameter's own name.
func (c *Command[C]) spoken(word string) *Param {
	p := c.param(word)
	folded := record.Fold(word)
	switch {
	case p == nil:
		return nil
	case len(folded) <= 2 && folded != record.Fold(p.Name) && folded != p.English:
		return nil
	case slices.ContainsFunc(p.Dashed, func(name string) bool { return record.Fold(name) == folded }):
		return nil
	}
	return p
}

func (c *Command[C]) unknownOption(name string) error {
	var known []i18n.Typed
	for _, p := range c.Params {
		if !p.Positional {
			known = append(known, Typed{"--" + p.Name, "--" + p.English})
		}
	}
	if near := c.nearest(name); near != (Typed{}) && len(known) > 0 {
		return record.InvalidError("grammar.option_near", "option", name, "near", near)
	}
	verb := Typed{c.Verb, c.English}
	if len(known) == 0 {
		return record.InvalidError("grammar.option_none", "option", name, "noun", c.noun.Typed(), "topic", c.noun.topic(), "verb", verb)
	}
	return record.InvalidError("grammar.option", "option", name, "noun", c.noun.Typed(), "topic", c.noun.topic(), "verb", verb, "known", known)
}
