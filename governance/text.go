package governance

import (
	"strings"
	"unicode"
)

// Fold is the form under which texts are compared: lower case, no accents, no
// punctuation, single blanks. « L'Haÿ-les-Roses » is "l hay les roses".
func Fold(s string) string {
	var b strings.Builder
	blank := true
	for _, r := range accents.Replace(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r):
			// A combining accent or an invisible mark is no letter.
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			b.WriteRune(r)
			blank = false
		case !blank:
			b.WriteByte(' ')
			blank = true
		}
	}
	return strings.TrimSuffix(b.String(), " ")
}

// accents covers the languages of French and Romance names; it is never
// written to.
var accents = strings.NewReplacer(
	"à", "a", "â", "a", "ä", "a", "á", "a", "ã", "a", "å", "a", "æ", "ae",
	"ç", "c", "é", "e", "è", "e", "ê", "e", "ë", "e",
	"î", "i", "ï", "i", "í", "i", "ì", "i", "ñ", "n",
	"ô", "o", "ö", "o", "ó", "o", "ò", "o", "õ", "o", "œ", "oe",
	"ù", "u", "û", "u", "ü", "u", "ú", "u", "ÿ", "y", "ß", "ss",
)

// limits on what people write, in characters.
const (
	maxTitle = 500  // a decision, an action, an object
	maxName  = 120  // a committee, a place, a supplier
	maxNote  = 2000 // a note, a reason
)

// cleanText is prose, trimmed: it says something by a letter at least. What is
// empty or longer than max characters is refused.
func cleanText(param, s string, max int) (string, error) {
	return clean(param, s, max, "text.no_letter", unicode.IsLetter)
}

// cleanName is cleanText for what may be a number: a room, an article, a version.
func cleanName(param, s string, max int) (string, error) {
	return clean(param, s, max, "text.no_sign", func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// clean trims s and refuses, by the sentence of key, what no character of says
// anything.
func clean(param, s string, max int, key string, says func(rune) bool) (string, error) {
	// Databases refuse what is no text: half characters, NUL.
	s = strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(s, "")))
	if s == "" {
		return "", InvalidError("text.empty", "param", param).About(param)
	}
	if n := len([]rune(s)); n > max {
		return "", InvalidError("text.too_long", "param", param, "length", n, "max", max).About(param)
	}
	if !strings.ContainsFunc(s, says) {
		return "", InvalidError(key, "param", param, "text", excerpt(s)).About(param)
	}
	return s, nil
}

// excerpt is the beginning of what somebody wrote, to say it back.
func excerpt(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// maxWords of a search tell what is looked for; with more, each of which is
// compared with all there is, a search is none.
const maxWords = 30

// checkSearch refuses a search that is longer than anything that is looked for.
func checkSearch(param, query string) error {
	if n := len(strings.Fields(Fold(query))); n > maxWords {
		return InvalidError("text.too_many_words", "count", n, "max", maxWords).About(param)
	}
	if n := len([]rune(query)); n > maxTitle {
		return InvalidError("text.too_long", "param", param, "length", n, "max", maxTitle).About(param)
	}
	return nil
}

// printable keeps what people write, line breaks included.
func printable(r rune) rune {
	if unicode.IsControl(r) && r != '\n' && r != '\t' {
		return -1
	}
	return r
}

// optionalText is the cleanText of a note or a reason, which may be left out.
func optionalText(param, s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return cleanText(param, s, maxNote)
}

// optionalName is cleanName for what may be left out.
func optionalName(param, s string, max int) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return cleanName(param, s, max)
}
