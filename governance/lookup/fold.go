package lookup

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A term is a word of a text in the form under which words are compared: lower
// case, no accents, ligatures taken apart.
type term struct {
	text string
	// bound says that nothing but a hyphen or an apostrophe parts it from the
	// term before.
	bound bool
	// elided says that an apostrophe follows: the l of « l'Haÿ ».
	elided bool
	// dotted says that a full stop follows at once.
	dotted bool
	// at says that it is the « à » that names a place, not a letter.
	at bool
}

// terms are the words of a text. « L'Haÿ-les-Roses » has four; the « S/ » of
// « VITRY S/SEINE » is none, nor is the « n° » of « École n° 2 ».
func terms(text string) []term {
	var f folder
	for _, r := range text {
		f.read(r)
	}
	f.end(utf8.RuneError)
	return f.list
}

// A folder makes the terms of a text, rune by rune.
type folder struct {
	list  []term
	word  strings.Builder // that is being read, folded
	gap   []rune          // what parts it from the one before
	grave bool            // it has a grave accent
}

func (f *folder) read(r rune) {
	if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
		f.word.WriteByte(byte(r))
		return
	}
	r = unicode.ToLower(r)
	switch {
	case unicode.Is(unicode.Mn, r):
		f.grave = f.grave || r == '\u0300'
	case unicode.Is(unicode.Cf, r):
	case apostrophe(r) || r == 'º' || r == 'ª' || !unicode.IsLetter(r) && !unicode.IsNumber(r):
		f.end(r)
		f.gap = append(f.gap, r)
	default:
		f.grave = f.grave || r == 'à'
		Plain(&f.word, r)
	}
}

// end makes a term of the word that is being read, if any is, and next parts it
// from what follows.
func (f *folder) end(next rune) {
	word := f.word.String()
	f.word.Reset()
	if word == "" {
		return
	}
	if drop := word == "s" && next == '/' || word == "n" && (next == '°' || next == 'º'); !drop {
		bound := len(f.list) > 0 && len(f.gap) == 1 && (apostrophe(f.gap[0]) || unicode.Is(unicode.Pd, f.gap[0]))
		at := word == "a" && f.grave
		f.list = append(f.list, term{text: word, bound: bound, elided: apostrophe(next), dotted: next == '.', at: at})
	}
	f.grave, f.gap = false, f.gap[:0]
}

func apostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '´'
}

// typedAs is what people type without a thought for a lower-case letter or a
// digit: what NFKC and the removal of accents make of those of Latin-1, Latin
// Extended-A and the presentation forms. It is never written to once made.
var typedAs = func() map[rune]string {
	m := map[rune]string{}
	for typed, letters := range map[string]string{
		"a":   "àáâãäåāăąǎ",
		"c":   "çćĉċč",
		"d":   "ďđð",
		"e":   "èéêëēĕėęěẽ",
		"g":   "ĝğġģ",
		"h":   "ĥħ",
		"i":   "ìíîïĩīĭįıⅰ",
		"j":   "ĵ",
		"k":   "ķĸ",
		"l":   "ĺļľŀł",
		"n":   "ñńņňŋ",
		"o":   "òóôõöøōŏő",
		"r":   "ŕŗř",
		"s":   "śŝşšșſ",
		"t":   "ţťŧț",
		"u":   "ùúûüũūŭůűų",
		"w":   "ŵ",
		"y":   "ýÿŷỳ",
		"z":   "źżž",
		"1":   "¹",
		"2":   "²",
		"3":   "³",
		"oe":  "œ",
		"ae":  "æ",
		"ss":  "ß",
		"th":  "þ",
		"ij":  "ĳ",
		"ff":  "ﬀ",
		"fi":  "ﬁ",
		"fl":  "ﬂ",
		"ffi": "ﬃ",
		"ffl": "ﬄ",
		"st":  "ﬅﬆ",
		"ii":  "ⅱ",
		"iii": "ⅲ",
		"iv":  "ⅳ",
	} {
		for _, r := range letters {
			m[r] = typed
		}
	}
	return m
}()

// Plain writes a lower-case letter or a digit as people type it without a thought: the
// accents and ligatures of Latin letters taken apart.
func Plain(b *strings.Builder, r rune) {
	if '\uff01' <= r && r <= '\uff5e' { // full width
		r = unicode.ToLower(r - 0xfee0)
	}
	if typed, ok := typedAs[r]; ok {
		b.WriteString(typed)
		return
	}
	b.WriteRune(r)
}
