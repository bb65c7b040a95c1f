package grammar

import (
	"slices"
	"strings"

	"pilotent/governance/record"
)

// assign gives each token to a parameter.
func (c *Command[C]) assign(tokens []token) (Raw, []record.Doubt, error) {
	tokens = c.options(tokens)
	raw := Raw{}
	var (
		loose  []token
		doubts []record.Doubt
	)
	told := c.narrows() // a text between quotes is there: what follows it is no part of it
	for i := 0; i < len(tokens); i++ {
		t, next, stop := tokens[i], tokens[i+1:], token.isOption
		if told && t.option == "" && !t.quoted {
			if p := c.bare(tokens[i:]); p != nil {
				t = p.spoken(t)
				next, stop = c.unchosen(next), c.beginsOption
			} else if p, value, used := c.implied(tokens[i:], raw); p != nil {
				raw[p.English] = []string{value}
				i += used - 1
				continue
			}
		}
		p := c.param(t.option)
		switch {
		case t.option == "":
			loose = append(loose, t)
			told = told || t.quoted
		case p == nil:
			return nil, nil, c.unknownOption(t.option)
		default:
			used, asked, err := c.give(*p, t, next, stop, raw)
			if err != nil {
				return nil, nil, err
			}
			doubts = append(doubts, asked...)
			i += used
		}
	}
	more, err := c.place(loose, raw)
	return raw, append(doubts, more...), err
}

// choosing is the choice of which an option without a value names one: « --présidence »
// says « --siège présidence »; nil for none.
func (c *Command[C]) choosing(t token) *Param {
	if t.option == "" || t.value != nil || c.param(t.option) != nil {
		return nil
	}
	i := slices.IndexFunc(c.Params, func(p Param) bool {
		value, ok := p.choice(t.option)
		return p.Kind == Choice && ok && p.named(value, t.option)
	})
	if i < 0 {
		return nil
	}
	return &c.Params[i]
}

// narrows reports whether the command takes no text and needs nothing: all that is
// said with it narrows what it shows, and may be named without dashes.
func (c *Command[C]) narrows() bool {
	return !slices.ContainsFunc(c.Params, func(p Param) bool { return p.Required || p.Kind == Text })
}

// give gives option t its value, which may go on with the next tokens, up to the
// one at which to stop; used is how many of these belong to it.
func (c *Command[C]) give(p Param, t token, next []token, stop func(token) bool, raw Raw) (used int, doubts []record.Doubt, err error) {
	if p.Kind == Flag {
		if used, err = p.affirmed(t, next); err == nil {
			raw[p.English] = []string{"true"}
		}
		return used, nil, err
	}
	value, used := optionValue(p, t, next, stop)
	if value == "" {
		return 0, nil, record.InvalidError("grammar.no_value", "option", Typed{p.Name, p.English}).About(p.English)
	}
	if c.holdsOption(p, next[:used]) {
		doubts = append(doubts, record.NewDoubt("grammar.joined", "param", p.English, "text", value))
	}
	raw[p.English] = append(raw[p.English], value)
	return used, doubts, nil
}

// affirmed is how many of the next tokens belong to flag t, which needs no value:
// « oui » is one, and anything else contradicts it (« --confirmer=non »).
func (p Param) affirmed(t token, next []token) (used int, err error) {
	value := ""
	if t.value != nil {
		value = *t.value
	}
	last := len(next) == 1 || len(next) > 1 && next[1].isOption()
	if value == "" && last && !next[0].quoted && (isYes(next[0].text) || isNo(next[0].text)) {
		value, used = next[0].text, 1
	}
	if value != "" && !isYes(value) {
		return 0, record.InvalidError("grammar.flag_value", "option", Typed{p.Name, p.English}, "value", shorten(value)).About(p.English)
	}
	return used, nil
}

func isYes(word string) bool {
	return slices.Contains([]string{"oui", "yes", "true", "vrai"}, record.Fold(word))
}

func isNo(word string) bool {
	return slices.Contains([]string{"non", "no", "false", "faux"}, record.Fold(word))
}

// holdsOption reports whether the unquoted words of a text's value hold, after
// the first, the name of another option, which was perhaps meant as one.
func (c *Command[C]) holdsOption(p Param, words []token) bool {
	if p.Kind != Text && p.Kind != Name || len(words) < 2 {
		return false
	}
	return slices.ContainsFunc(words[1:], func(t token) bool {
		named := c.spoken(t.text)
		return !t.quoted && isName(t.text) && named != nil && named.Name != p.Name
	})
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
		if p := c.choosing(t); p != nil {
			word := t.option
			read[i].option, read[i].value = p.Name, &word
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
	p := c.spoken(tokens[0].text)
	switch {
	case p == nil || !isName(tokens[0].text) || len(tokens) == 1 && p.Kind != Flag && !c.narrows():
		return nil
	case p.Kind == Person && !isPerson(tokens[1]):
		return nil
	default:
		return p
	}
}

// spoken is the option that a token names without its dashes, with the name itself where
// that belongs to the value.
func (p Param) spoken(t token) token {
	if !slices.Contains(p.Within, record.Fold(t.text)) {
		return token{option: p.Name}
	}
	return token{option: p.Name, value: &t.text}
}

// beginsOption reports whether a token names an option, with dashes or without.
func (c *Command[C]) beginsOption(t token) bool {
	return t.option != "" || !t.quoted && isName(t.text) && c.spoken(t.text) != nil
}

// unchosen are the tokens up to one, after the first, that is of a choice which needs
// no name: « circo vitry 1 maternelles ».
func (c *Command[C]) unchosen(tokens []token) []token {
	for i := 1; i < len(tokens); i++ {
		if slices.ContainsFunc(c.Params, func(p Param) bool {
			_, words := p.among(tokens[i : i+1])
			return p.Kind == Choice && p.Positional && !p.Required && words > 0
		}) {
			return tokens[:i]
		}
	}
	return tokens
}

func isPerson(t token) bool {
	return strings.HasPrefix(t.text, "@") || slices.Contains([]string{"moi", "me"}, record.Fold(t.text))
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
	if n := len(parts); n > carried && p.Kind == Person && isAnd(parts[n-1]) {
		parts = parts[:n-1] // nobody follows
	}
	return join(parts), len(parts) - carried
}

// takes reports whether a value, of which parts are there, goes on with next.
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
		return ok && record.Fold(next.text) != ""
	case p.Kind == Person:
		return p.Many && (strings.HasPrefix(next.text, "@") || isAnd(next) && !isAnd(last))
	default:
		return p.greedy()
	}
}

// isNumber reports whether text is digits only.
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
