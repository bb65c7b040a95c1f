package grammar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pilotent/governance/record"
	"pilotent/message"
)

// token is a word of a command line, or what stands between quotes.
type token struct {
	text string
	// raw is the token as typed, with its quotes.
	raw    string
	quoted bool
	// option is set for "--comite", and for the name in "comite:copil".
	option string
	// dashed tokens are options whatever they name; "Note:" may be a word.
	dashed bool
	// value is set when the option came with one: "--comite=copil".
	value *string
}

func (t token) isQuoted() bool { return t.quoted }

// isStop reports whether a token is a mark alone, as the full stop after a quoted text: it says nothing.
func (t token) isStop() bool {
	return !t.quoted && t.option == "" && strings.Trim(t.text, ".!…") == ""
}

func (t token) isOption() bool { return t.option != "" }

// quotes open and close; an apostrophe is a letter (« l'heure »).
var quotes = map[rune]rune{'"': '"', '«': '»', '“': '”', '„': '“'}

// split cuts a line into tokens. Phones turn quotes into “ ” and "--" into "—":
// both are taken for what was typed.
func split(line string) ([]token, error) {
	var tokens []token
	rest := message.Unmark(line)
	for {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		if rest == "" {
			return tokens, nil
		}
		first, width := utf8.DecodeRuneInString(rest)
		if end, ok := quotes[first]; ok {
			text, after, err := quoted(rest[width:], first, end)
			if err != nil {
				return nil, err
			}
			tokens = append(tokens, token{text: text, raw: rest[:len(rest)-len(after)], quoted: true})
			rest = after
			continue
		}
		word, after := cutWord(rest)
		t := newWord(word)
		// comite:"a b" and --lieu="a b": the quotes belong to the value.
		first, width = utf8.DecodeRuneInString(after)
		if end, ok := quotes[first]; ok && t.value != nil && *t.value == "" {
			text, following, err := quoted(after[width:], first, end)
			if err != nil {
				return nil, err
			}
			t.value, t.quoted, after = &text, true, following
			t.raw = rest[:len(rest)-len(after)]
		}
		tokens, rest = append(tokens, t), after
	}
}

// newWord is a word, or the option that it names: "--name", "--name=value",
// "--name:value" or "name:value".
func newWord(word string) token {
	t := token{text: word, raw: word}
	name, separators := word, ":"
	for _, dash := range []string{"--", "—", "–"} {
		if after, ok := strings.CutPrefix(word, dash); ok {
			name, separators, t.dashed = after, ":=", true
			break
		}
	}
	if i := strings.IndexAny(name, separators); i >= 0 {
		value := name[i+1:]
		name, t.value = name[:i], &value
	}
	if !isName(name) || !t.dashed && t.value == nil {
		return token{text: word, raw: word}
	}
	t.option = name
	return t
}

// cutWord cuts at the next blank, or at the quote that follows "name:" or "name=".
func cutWord(s string) (word, rest string) {
	prev := rune(0)
	for i, r := range s {
		if unicode.IsSpace(r) || i > 0 && quotes[r] != 0 && (prev == ':' || prev == '=') {
			return s[:i], s[i:]
		}
		prev = r
	}
	return s, ""
}

func quoted(s string, open, end rune) (text, rest string, err error) {
	i := strings.IndexRune(s, end)
	if i < 0 && open == '“' {
		// The second quote of a phone may be a plain one.
		i, end = strings.IndexRune(s, '"'), '"'
	}
	if i < 0 {
		return "", "", record.InvalidError("grammar.open_quote", "text", shorten(s), "quote", string(end))
	}
	return strings.TrimSpace(s[:i]), s[i+utf8.RuneLen(end):], nil
}

func shorten(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// isName reports whether s can name an option: letters, with dashes and
// apostrophes between them (« --jusqu'au »).
func isName(s string) bool {
	first, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLetter(first) &&
		strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !strings.ContainsRune("-_'’", r) }) < 0
}
