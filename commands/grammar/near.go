package grammar

import (
	"cmp"
	"strings"

	"pilotent/governance/record"
)

// What was typed and is known in no language was perhaps meant to be a word of
// the reader's own: each language proposes its own words only, so that « rejet »
// is answered with « rejeter », and not with "reject". A Typed without French
// says that French has nothing near; what it has is proposed in English too.

// nearest is the candidate that word is the beginning of, or that is one letter
// in three off, at most; "" for none.
func nearest(word string, candidates []string) string {
	word = record.Fold(word)
	best, found := len([]rune(word))/3, ""
	for _, c := range candidates {
		folded := record.Fold(c)
		if folded == "" {
			continue
		}
		d := record.Distance(word, folded)
		// Two slips, the first letter among them, are another word: « lancer » is
		// no "cancel".
		if d > 1 && word[:min(1, len(word))] != folded[:1] {
			continue
		}
		if len(word) >= minBeginning && strings.HasPrefix(folded, word) {
			d = min(d, 1)
		}
		if (d <= best || d <= 1 && len(word) >= minBeginning) && (found == "" || d < best) {
			best, found = d, c
		}
	}
	return found
}

// minBeginning is how many letters tell a word by its beginning.
const minBeginning = 4

// nearby are the nearest candidates in each language.
func nearby(word string, french, english []string) Typed {
	return Typed{nearest(word, french), nearest(word, english)}
}

// nearest is the verb that word was perhaps meant to be, in each language.
func (n *Noun[C]) nearest(word string) Typed {
	var french, english []string
	for _, c := range n.Commands {
		french = append(append(french, c.Verb), c.Also...)
		english = append(append(english, c.English), c.EnglishAlso...)
	}
	return nearby(word, french, english).named(func(word string) Typed { return Typed{n.command(word).Verb, n.command(word).English} })
}

// nearest is the noun that word was perhaps meant to be, in each language.
func (l *Language[C]) nearest(word string) Typed {
	var french, english []string
	for _, n := range l.nouns {
		french, english = append(french, n.Name), append(english, n.English)
	}
	return nearby(word, french, english)
}

// nearest is the option that name was perhaps meant to be, in each language.
func (c *Command[C]) nearest(name string) Typed {
	var french, english []string
	for _, p := range c.Params {
		french, english = append(append(french, p.Name), p.Also...), append(append(english, p.English), p.EnglishAlso...)
	}
	return nearby(name, french, english).named(func(word string) Typed { return Typed{c.param(word).Name, c.param(word).English} })
}

// named are the nearest words as what they name is called; what French has is
// proposed in English too.
func (t Typed) named(name func(word string) Typed) Typed {
	if t.French != "" {
		found := name(t.French)
		t = Typed{found.French, cmp.Or(t.English, found.English)}
	}
	if t.English != "" {
		t.English = name(t.English).English
	}
	return t
}
