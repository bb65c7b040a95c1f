package record

import (
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/calendar"
)

// Distance is the number of letters to add, drop, change or swap with their
// neighbour to make b of a (optimal string alignment).
func Distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	prev2, prev, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range prev {
		prev[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(prev[j]+1, row[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], prev2[j-2]+1)
			}
		}
		prev2, prev, row = prev, row, prev2
	}
	return prev[len(y)]
}

// Fold is the form under which texts are compared: lower case, no accents, no
// punctuation, single blanks. « L'Haÿ-les-Roses » is "l hay les roses".
func Fold(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	blank := true
	for _, r := range s {
		r = unicode.ToLower(r)
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			b.WriteByte(byte(r))
			blank = false
		case unaccented[r] != "":
			b.WriteString(unaccented[r])
			blank = false
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

// unaccented covers the languages of French and Romance names; it is never
// written to once made.
var unaccented = func() map[rune]string {
	m := map[rune]string{}
	for plain, letters := range map[string]string{
		"a": "àâäáãå", "ae": "æ", "c": "ç", "e": "éèêë", "i": "îïíì", "n": "ñ", "o": "ôöóòõ", "oe": "œ", "ss": "ß", "u": "ùûüú", "y": "ÿ",
	} {
		for _, r := range letters {
			m[r] = plain
		}
	}
	return m
}()

// limits on what people write, in characters.
const (
	MaxTitle = 500  // a decision, an action, an object
	MaxName  = 120  // a committee, a place, a supplier
	MaxNote  = 2000 // a note, a reason
)

// CleanText is prose, trimmed: it says something by a letter at least. What is
// empty or longer than max characters is refused.
func CleanText(param, s string, max int) (string, error) {
	return clean(param, s, max, "text.no_letter", unicode.IsLetter)
}

// CleanName is cleanText for what may be a number: a room, an article, a version.
func CleanName(param, s string, max int) (string, error) {
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
		return "", InvalidError(key, "param", param, "text", Excerpt(s)).About(param)
	}
	return s, nil
}

// Excerpt is the beginning of what somebody wrote, to say it back.
func Excerpt(s string) string { return Cut(s, 41) }

// Cut is what somebody wrote, or its beginning in max characters, the last of which says
// that there was more.
func Cut(s string, max int) string {
	if r := []rune(s); len(r) > max {
		return string(r[:max-1]) + "…"
	}
	return s
}

// maxWords of a search tell what is looked for; with more, each of which is
// compared with all there is, a search is none.
const maxWords = 30

// CheckSearch refuses a search that is longer than anything that is looked for.
func CheckSearch(param, query string) error {
	if n := len(strings.Fields(Fold(query))); n > maxWords {
		return InvalidError("text.too_many_words", "count", n, "max", maxWords).About(param)
	}
	if n := len([]rune(query)); n > MaxTitle {
		return InvalidError("text.too_long", "param", param, "length", n, "max", MaxTitle).About(param)
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

// OptionalText is the cleanText of a note or a reason, which may be left out.
func OptionalText(param, s string) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return CleanText(param, s, MaxNote)
}

// PlainDashes makes hyphens of the dashes that phones and word processors put in
// their place: U+2010 to U+2015, and the minus sign.
func PlainDashes(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '\u2010' && r <= '\u2015' || r == '\u2212' {
			return '-'
		}
		return r
	}, s)
}

// OptionalName is cleanName for what may be left out.
func OptionalName(param, s string, max int) (string, error) {
	if strings.TrimSpace(s) == "" {
		return "", nil
	}
	return CleanName(param, s, max)
}

// MonthsUntil is how many whole months there are from d to e.
func MonthsUntil(d, e calendar.Date) int {
	n := (e.Year-d.Year)*12 + int(e.Month-d.Month)
	if e.Day < d.Day {
		n--
	}
	return n
}

// Identifiers are the accounts of people.
func Identifiers(people []Person) []UserID {
	ids := make([]UserID, len(people))
	for i, p := range people {
		ids[i] = p.ID
	}
	return ids
}

// SameSet reports whether the two hold the same, in whatever order and however often.
func SameSet[T comparable](a, b []T) bool {
	within := func(a, b []T) bool {
		return !slices.ContainsFunc(a, func(v T) bool { return !slices.Contains(b, v) })
	}
	return within(a, b) && within(b, a)
}

// Unique is list without what stands in it a second time.
func Unique(list []string) []string {
	var once []string
	for _, s := range list {
		if !slices.Contains(once, s) {
			once = append(once, s)
		}
	}
	return once
}

// Nearest is the name that is at most one letter in three away from text, or "".
func Nearest(text string, names []string) string {
	text = Fold(text)
	best, found := len([]rune(text))/3, ""
	for _, name := range names {
		if d := Distance(text, Fold(name)); d <= best && (found == "" || d < best) {
			best, found = d, name
		}
	}
	return found
}
