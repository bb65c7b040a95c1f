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

// cleanText trims s and refuses what is empty or longer than max characters.
func cleanText(param, s string, max int) (string, error) {
	// Databases refuse what is no text: half characters, NUL.
	s = strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(s, "")))
	if s == "" {
		return "", InvalidError("text.empty", "param", param).About(param)
	}
	if n := len([]rune(s)); n > max {
		return "", InvalidError("text.too_long", "param", param, "length", n, "max", max).About(param)
	}
	return s, nil
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

// optionalText is cleanText for what may be left out.
func optionalText(param, s string, max int) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return cleanText(param, s, max)
}
