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
	told := false // a text between quotes is there: what follows it is no part of it
	for i := 0; i < len(tokens); i++ {
		t, stop := tokens[i], token.isOption
		if told && t.option == "" && !t.quoted {
			if p := c.bare(tokens[i:]); p != nil {
				t.option, t.value = p.Name, nil
				stop = c.beginsOption
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
		case p.Kind == Flag:
			used, err := p.affirmed(t, tokens[i+1:])
			if err != nil {
				return nil, nil, err
			}
			raw[p.English] = []string{"true"}
			i += used
		default:
			value, used := optionValue(*p, t, tokens[i+1:], stop)
			if value == "" {
				return nil, nil, record.InvalidError("grammar.no_value", "option", Typed{p.Name, p.English}).About(p.English)
			}
			if c.holdsOption(*p, tokens[i+1:i+1+used]) {
				doubts = append(doubts, record.NewDoubt("grammar.joined", "param", p.English, "text", value))
			}
			raw[p.English] = append(raw[p.English], value)
			i += used
		}
	}
	more, err := c.place(loose, raw)
	return raw, append(doubts, more...), err
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
	case p == nil || !isName(tokens[0].text) || len(tokens) == 1 && p.Kind != Flag:
		return nil
	case p.Kind == Person && !isPerson(tokens[1]):
		return nil
	default:
		return p
	}
}

// beginsOption reports whether a token names an option, with dashes or without.
func (c *Command[C]) beginsOption(t token) bool {
	return t.option != "" || !t.quoted && isName(t.text) && c.spoken(t.text) != nil
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

// place gives the words that belong to no option to the positional parameters,
// and says what about that must be asked back.
func (c *Command[C]) place(loose []token, raw Raw) ([]record.Doubt, error) {
	var (
		open   []Param
		doubts []record.Doubt
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
		case p.Fits != nil && !p.Required && len(later) > 0 && (!p.Fits(loose[0].text) || later[0].begins(loose)):
			if later[0].readsWithout(loose) && p.Fits(loose[0].text) {
				doubts = append(doubts, record.NewDoubt("grammar.begins_day", "word", loose[0].text, "option", Typed{p.Name, p.English}))
			}
			continue
		case p.Kind == Choice && !p.Required:
			if i, words := p.among(loose); words > 0 { // wherever it stands
				raw[p.English] = []string{join(loose[i : i+words])}
				loose = slices.Delete(slices.Clone(loose), i, i+words)
				continue
			}
			if len(later) > 0 {
				continue
			}
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
			if loose[0].quoted && p.Kind != Name { // a date; a second text is no part of it
				if i := slices.IndexFunc(loose[1:], token.isQuoted); i >= 0 {
					n = i + 1
				}
			}
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
	loose = c.trailing(loose, raw)
	if p := c.reason(raw); p != nil && len(loose) > 0 {
		n := 1
		if !loose[0].quoted {
			n = len(loose)
		}
		value := typed(loose[:n])
		if n == 1 {
			value = loose[0].text
		}
		raw[p.English] = []string{value}
		if d, ok := p.doubtful(loose[:n], value); ok {
			doubts = append(doubts, d)
		}
		loose = loose[n:]
	}
	switch {
	case len(loose) == 0:
		return doubts, nil
	case slices.ContainsFunc(c.Params, func(p Param) bool { return p.Kind == Text && raw[p.English] != nil }):
		return append(doubts, record.NewDoubt(LeftOver, "text", shorten(typed(loose)))), nil
	default:
		return nil, record.InvalidError("grammar.extra", "text", shorten(join(loose)), "noun", c.noun.Name, "verb", Typed{c.Verb, c.English})
	}
}

// among is where, among the words, those of a choice stand, and how many they are.
func (p Param) among(loose []token) (at, words int) {
	for n := min(3, len(loose)); n > 0; n-- {
		for i := range len(loose) - n + 1 {
			run := loose[i : i+n]
			if value, ok := p.choice(join(run)); ok && p.named(value, join(run)) && (n == 1 || !slices.ContainsFunc(run, token.isQuoted)) {
				return i, n
			}
		}
	}
	return 0, 0
}

// trailing reads words that are left over as the options that they name; it
// answers those that name none.
func (c *Command[C]) trailing(loose []token, raw Raw) []token {
	for len(loose) > 0 && !loose[0].quoted {
		p := c.bare(loose)
		if p == nil || raw[p.English] != nil {
			break
		}
		if p.Kind == Flag {
			raw[p.English], loose = []string{"true"}, loose[1:]
			continue
		}
		value, used := optionValue(*p, token{}, loose[1:], c.beginsOption)
		raw[p.English], loose = []string{value}, loose[1+used:]
	}
	return loose
}

// reason is the one text that the command takes as an option and was not given,
// which is what a text that belongs nowhere else is; nil where there is none, or
// more than one, or where a text stands in the line by its place.
func (c *Command[C]) reason(raw Raw) *Param {
	var found *Param
	for i, p := range c.Params {
		switch {
		case p.Kind != Text:
		case p.Positional || found != nil:
			return nil
		case raw[p.English] == nil:
			found = &c.Params[i]
		}
	}
	return found
}

// LeftOver is the key of the doubt about words that would be recorded nowhere,
// unquoted that of the one about where a text ends.
const (
	LeftOver = "grammar.left_over"
	unquoted = "grammar.unquoted"
)

// doubtful is what must be asked back about the words that make up the value of
// a free text: where it ends is only certain between quotes.
func (p Param) doubtful(words []token, value string) (record.Doubt, bool) {
	switch {
	case p.Kind == Text && !words[0].quoted:
		return record.NewDoubt(unquoted, "param", p.English, "text", value), true
	case p.Kind == Name && !p.Many && p.Fits == nil && len(words) > 1 && slices.ContainsFunc(words, token.isQuoted):
		return record.NewDoubt("grammar.joined", "param", p.English, "text", value), true
	default:
		return record.Doubt{}, false
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
