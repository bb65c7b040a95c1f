package when

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// maxDigits keeps every number small enough to count weeks with.
const maxDigits = 4

// token is a word, a number or a sign of a folded text.
type token struct {
	text   string
	number int
	// digits is how many digits write the number, 0 for any other token.
	digits int
	// dashed says that a hyphen that separates stands before it: "14h - 16h".
	dashed bool
}

// fold removes what must not matter: case, accents, invisible characters, and
// which of the look-alike apostrophes, hyphens and blanks was typed.
func fold(text string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(strings.ReplaceAll(text, "½", " et demi ")) {
		switch {
		case unicode.Is(unicode.Mn, r), unicode.Is(unicode.Cf, r):
		case unicode.IsSpace(r):
			b.WriteRune(' ')
		case strings.ContainsRune("\u2018\u2019\u02bc\u2032", r):
			b.WriteRune('\'')
		case r >= '\u2010' && r <= '\u2015', r == '\u2212':
			b.WriteRune('-')
		default:
			// Through upper case, so that letters with two lower forms meet.
			b.WriteRune(unicode.ToLower(unicode.ToUpper(r)))
		}
	}
	return b.String()
}

// tokenize cuts a folded text. Letters and digits part even when they touch,
// for 14h30 is written in as many ways as there are people.
func tokenize(text string) []token {
	var tokens []token
	dashed := false
	runes := []rune(" " + text + " ")
	for i := 1; i < len(runes)-1; {
		end := i + 1
		switch r := runes[i]; {
		case isDigit(r), isLetter(r):
			for isDigit(runes[end]) == isDigit(r) && isLetter(runes[end]) == isLetter(r) {
				end++
			}
			begun := len(tokens)
			tokens = append(tokens, lexeme(string(runes[i:end]))...)
			tokens[begun].dashed, dashed = dashed, false
		case !isBlank(runes[i-1], r, runes[end]):
			tokens, dashed = append(tokens, token{text: string(r)}), false
		case r == '-':
			dashed = true
		}
		i = end
	}
	return tokens
}

// isBlank reports whether a sign between two neighbours only separates: the
// comma of "18 December, 14:00", the hyphen of "après-demain", the full stop
// of "déc.", but neither the hyphen of 18-12 nor the minus of -2h.
func isBlank(before, sign, after rune) bool {
	switch sign {
	case ' ':
		return true
	case ',', '.':
		return before != ' ' && (!isDigit(before) || !isDigit(after))
	case '-':
		return isLetter(before) && isLetter(after) || before == ' ' && after == ' '
	case '\'':
		return isLetter(before) && isLetter(after)
	}
	return false
}

// lexeme is a run of letters or of digits; "tonight" is two words in one.
func lexeme(text string) []token {
	if text == "tonight" {
		return []token{{text: "this"}, {text: "evening"}}
	}
	n, err := strconv.Atoi(text)
	if err != nil || len(text) > maxDigits {
		return []token{{text: text}}
	}
	return []token{{text: text, number: n, digits: len(text)}}
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func isLetter(r rune) bool { return unicode.IsLetter(r) }
