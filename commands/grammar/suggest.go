package grammar

import (
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/record"
	"pilotent/i18n"
)

// Suggest is what the last word of an unfinished line may become, in the
// reader's language: nouns, verbs, options that are not given yet, and the
// words of a choice. Nothing, where free words or a quoted text are expected.
func (l *Language[C]) Suggest(p i18n.Printer, line string) []string {
	blank := strings.LastIndexFunc(line, unicode.IsSpace) + 1
	word := line[blank:]
	tokens, err := split(line[:blank])
	if err != nil {
		return nil // inside a quoted text
	}
	return beginning(word, l.follow(p, tokens, word))
}

// follow are the words that may come after the tokens.
func (l *Language[C]) follow(p i18n.Printer, tokens []token, word string) []string {
	if len(tokens) == 0 {
		var words []string
		for _, n := range l.nouns {
			if n.Trigger() {
				words = append(words, "/"+n.Name)
			}
		}
		return words
	}
	noun := l.Noun(strings.TrimPrefix(tokens[0].text, "/"))
	if noun == nil {
		return nil
	}
	tokens = tokens[1:]
	if noun.Name == l.umbrella && len(tokens) > 0 {
		if n := l.Noun(tokens[0].text); n != nil && noun.command(tokens[0].text) == nil {
			noun, tokens = n, tokens[1:]
		}
	}
	noun, tokens = noun.behind(tokens)
	if len(tokens) == 0 && !isDashed(word) {
		return l.followNoun(p, noun)
	}
	cmd, tokens, err := l.resolve(noun, tokens)
	if err != nil {
		return nil
	}
	return cmd.follow(p, tokens, word)
}

// followNoun are the verbs of a noun and the nouns behind it; after the umbrella all
// nouns.
func (l *Language[C]) followNoun(p i18n.Printer, noun *Noun[C]) []string {
	var words []string
	for _, c := range noun.Commands {
		words = append(words, name(p, c.Verb, c.English))
	}
	behind := noun.Nouns
	if noun.Name == l.umbrella {
		behind = l.nouns
	}
	for _, n := range behind {
		words = append(words, n.topic().In(p.Lang))
	}
	return words
}

// follow are the options that may come after the tokens, or the words of the
// choice that is expected there.
func (c *Command[C]) follow(p i18n.Printer, tokens []token, word string) []string {
	given := map[string]bool{}
	for i, t := range tokens {
		param := c.param(t.option)
		if param == nil {
			continue
		}
		given[param.English] = true
		if param.Kind == Choice && t.value == nil && i == len(tokens)-1 && !isDashed(word) {
			return param.words(p.Lang)
		}
	}
	var words []string
	for _, param := range c.Params {
		switch {
		case given[param.English]:
		case param.Positional && param.Kind == Choice && !isDashed(word):
			words = append(words, param.words(p.Lang)...)
		case !param.Positional && (isDashed(word) || word == ""):
			words = append(words, "--"+name(p, param.Name, param.English))
		}
	}
	return words
}

// isDashed reports whether word begins an option; phones turn "--" into a dash.
func isDashed(word string) bool {
	return strings.HasPrefix(word, "-") || strings.HasPrefix(word, "—") || strings.HasPrefix(word, "–")
}

// beginning are the candidates that begin with word, each once; accents and
// case do not matter, dashes and slashes do.
func beginning(word string, candidates []string) []string {
	marks := func(s string) string { return s[:len(s)-len(strings.TrimLeft(s, "/-—–"))] }
	typed := strings.NewReplacer("—", "--", "–", "--").Replace(marks(word))
	var words []string
	for _, c := range candidates {
		fits := strings.HasPrefix(marks(c), typed) && (typed == marks(c) || record.Fold(word) == "") ||
			typed == "" && strings.HasPrefix(c, "/") // « eco » for « /ecole »
		if fits && strings.HasPrefix(record.Fold(c), record.Fold(word)) && !slices.Contains(words, c) {
			words = append(words, c)
		}
	}
	return words
}
