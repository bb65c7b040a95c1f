package grammar

import (
	"slices"
	"strings"

	"pilotent/governance/record"
)

// placing gives the words of a line that belong to no option to parameters.
type placing struct {
	loose  []token // those that are left
	raw    Raw
	doubts []record.Doubt // what must be asked back
}

// place gives the words that belong to no option to the positional parameters,
// and says what about that must be asked back.
func (c *Command[C]) place(loose []token, raw Raw) ([]record.Doubt, error) {
	var open []Param
	for _, p := range c.Params {
		if p.Positional && raw[p.English] == nil && !p.replaced(raw) {
			open = append(open, p)
		}
	}
	l := placing{loose: loose, raw: raw}
	for i, p := range open {
		if len(l.loose) == 0 {
			return l.doubts, nil
		}
		l.offer(p, open[i+1:])
	}
	l.loose = c.trailing(l.loose, raw)
	if p := c.reason(raw); p != nil && len(l.loose) > 0 {
		l.give(*p, p.share(l.loose, nil))
	}
	switch {
	case len(l.loose) == 0:
		return l.doubts, nil
	case slices.ContainsFunc(c.Params, func(p Param) bool { return p.Kind == Text && raw[p.English] != nil }):
		return append(l.doubts, record.NewDoubt(LeftOver, "text", shorten(typed(l.loose)))), nil
	default:
		return nil, record.InvalidError("grammar.extra", "text", shorten(join(l.loose)), "noun", c.noun.Typed(), "topic", c.noun.topic(), "verb", Typed{c.Verb, c.English})
	}
}

// offer gives a parameter the words that are its own, unless they are meant for
// one of the later ones.
func (l *placing) offer(p Param, later []Param) {
	first, passable := l.loose[0], !p.Required && len(later) > 0
	switch {
	case p.Kind == Text && first.quoted: // it is the text, and the whole text
	case passable && !p.greedy() && first.quoted && !slices.ContainsFunc(l.loose[1:], token.isQuoted):
		return // what alone is quoted is no code: it is meant for the next one
	case passable && p.Fits != nil && (!p.Fits(first.text) || later[0].begins(l.loose)):
		if later[0].readsWithout(l.loose) && p.Fits(first.text) {
			l.doubts = append(l.doubts, record.NewDoubt("grammar.begins_day", "word", first.text, "option", Typed{p.Name, p.English}))
		}
		return
	case p.Kind == Choice && !p.Required:
		if l.pick(p) || len(later) > 0 {
			return
		}
	}
	l.give(p, p.share(l.loose, later))
}

// pick gives a choice its words, wherever they stand, and reports whether there
// are any.
func (l *placing) pick(p Param) bool {
	i, words := p.among(l.loose)
	if words == 0 {
		return false
	}
	l.raw[p.English] = []string{join(l.loose[i : i+words])}
	l.loose = slices.Delete(slices.Clone(l.loose), i, i+words)
	return true
}

// give gives a parameter the first n words, and what a list goes on with.
func (l *placing) give(p Param, n int) {
	words := l.loose[:n]
	value := join(words)
	if p.Kind == Text && n > 1 {
		value = typed(words)
	}
	if d, ok := p.doubtful(words, value); ok {
		l.doubts = append(l.doubts, d)
	}
	for l.loose = l.loose[n:]; p.Many && strings.HasSuffix(value, ",") && len(l.loose) > 0; l.loose = l.loose[1:] {
		value += l.loose[0].text
	}
	l.raw[p.English] = []string{value}
}

// share is how many of the words a parameter takes at most, at least one; later
// are those that follow it.
func (p Param) share(loose []token, later []Param) int {
	first := loose[0]
	switch {
	case p.Kind == Text && first.quoted, p.Kind == Choice && !p.Required:
		return 1
	case p.Fits != nil && p.greedy() && len(later) > 0 && p.Fits(first.text):
		return 1
	case p.Kind == Ref && len(loose) > 1 && strings.EqualFold(first.text, p.Prefix) && isNumber(loose[1].text):
		return 2 // « v 3 », as a phone writes it
	case p.Kind == Choice:
		return run(loose, func(n int) bool { return p.takes(loose[:n], loose[n]) })
	case p.Kind == Person && p.Many: // « @ien, @cpc » or « @ien @cpc »
		return run(loose, func(n int) bool { return strings.HasPrefix(loose[n].text, "@") })
	case p.Kind == Name && len(later) > 0 && !slices.ContainsFunc(later, func(q Param) bool { return q.Required }):
		return run(loose, func(n int) bool { return !first.quoted && !loose[n].quoted && !chosenBy(later, loose[n:]) })
	case p.greedy() && len(later) > 0:
		return max(1, len(loose)-reserved(loose, later))
	case p.greedy() && first.quoted && p.Kind != Name: // a date; a second text is no part of it
		return run(loose, func(n int) bool { return !loose[n].quoted })
	case p.greedy():
		return len(loose)
	default:
		return 1
	}
}

// chosenBy reports whether words begin with those of a choice.
func chosenBy(params []Param, words []token) bool {
	return slices.ContainsFunc(params, func(p Param) bool {
		for n := range min(3, len(words)) {
			if _, used := p.among(words[:n+1]); p.Kind == Choice && used == n+1 {
				return true
			}
		}
		return false
	})
}

// run is how many words there are, the first included, before one with which they
// do not go on.
func run(loose []token, goesOn func(n int) bool) int {
	n := 1
	for n < len(loose) && goesOn(n) {
		n++
	}
	return n
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
		value, used := optionValue(*p, p.spoken(loose[0]), loose[1:], c.beginsOption)
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
	case p.Refers && len(words) == 1 && reference.MatchString(words[0].text):
		return record.Doubt{}, false
	case p.Kind == Text && !words[0].quoted:
		return record.NewDoubt(unquoted, "param", p.English, "text", value), true
	case p.Kind == Name && !p.Many && p.Fits == nil && len(words) > 1 && slices.ContainsFunc(words, token.isQuoted):
		return record.NewDoubt("grammar.joined", "param", p.English, "text", value), true
	default:
		return record.Doubt{}, false
	}
}

// chosenAtEnd is how many of the last words, at least so many, are those of a choice; 0
// for none.
func chosenAtEnd(loose []token, p Param, least int) int {
	for n := min(3, len(loose)-1); p.Kind == Choice && n >= least; n-- {
		if _, ok := p.choice(join(loose[len(loose)-n:])); ok {
			return n
		}
	}
	return 0
}

// reserved is how many of the last tokens belong to the parameters that follow
// a greedy one: what is quoted, the words of a choice (« en usage »), or one each.
func reserved(loose []token, later []Param) int {
	for i := len(loose) - 1; i > 0; i-- {
		if loose[i].quoted {
			return len(loose) - i + chosenAtEnd(loose[:i], later[0], 1)
		}
	}
	if n := chosenAtEnd(loose, later[0], 2); n > 0 {
		return n
	}
	return min(len(later), len(loose)-1)
}
