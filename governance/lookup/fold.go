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
	var list []term
	var b strings.Builder
	var gap []rune // what parts the word that is being read from the one before
	grave := false
	flush := func(next rune) {
		word := b.String()
		b.Reset()
		if word == "" {
			return
		}
		at := word == "a" && grave
		grave = false
		if drop := word == "s" && next == '/' || word == "n" && (next == '°' || next == 'º'); !drop {
			bound := len(list) > 0 && len(gap) == 1 && (apostrophe(gap[0]) || unicode.Is(unicode.Pd, gap[0]))
			list = append(list, term{text: word, bound: bound, elided: apostrophe(next), dotted: next == '.', at: at})
		}
		gap = gap[:0]
	}
	for _, r := range text {
		if 'a' <= r && r <= 'z' || '0' <= r && r <= '9' {
			b.WriteByte(byte(r))
			continue
		}
		r = unicode.ToLower(r)
		switch {
		case unicode.Is(unicode.Mn, r):
			grave = grave || r == '\u0300'
		case unicode.Is(unicode.Cf, r):
		case apostrophe(r) || r == 'º' || r == 'ª' || !unicode.IsLetter(r) && !unicode.IsNumber(r):
			flush(r)
			gap = append(gap, r)
		default:
			grave = grave || r == 'à'
			plain(&b, r)
		}
	}
	flush(utf8.RuneError)
	return list
}

func apostrophe(r rune) bool {
	return r == '\'' || r == '’' || r == '‘' || r == 'ʼ' || r == '`' || r == '´'
}

// plain writes a lower-case letter or a digit as people type it without a
// thought: what NFKC and the removal of accents make of those of Latin-1, Latin
// Extended-A and the presentation forms.
func plain(b *strings.Builder, r rune) {
	if '\uff01' <= r && r <= '\uff5e' { // full width
		r = unicode.ToLower(r - 0xfee0)
	}
	switch r {
	case 'à', 'á', 'â', 'ã', 'ä', 'å', 'ā', 'ă', 'ą', 'ǎ':
		r = 'a'
	case 'ç', 'ć', 'ĉ', 'ċ', 'č':
		r = 'c'
	case 'ď', 'đ', 'ð':
		r = 'd'
	case 'è', 'é', 'ê', 'ë', 'ē', 'ĕ', 'ė', 'ę', 'ě', 'ẽ':
		r = 'e'
	case 'ĝ', 'ğ', 'ġ', 'ģ':
		r = 'g'
	case 'ĥ', 'ħ':
		r = 'h'
	case 'ì', 'í', 'î', 'ï', 'ĩ', 'ī', 'ĭ', 'į', 'ı':
		r = 'i'
	case 'ĵ':
		r = 'j'
	case 'ķ', 'ĸ':
		r = 'k'
	case 'ĺ', 'ļ', 'ľ', 'ŀ', 'ł':
		r = 'l'
	case 'ñ', 'ń', 'ņ', 'ň', 'ŋ':
		r = 'n'
	case 'ò', 'ó', 'ô', 'õ', 'ö', 'ø', 'ō', 'ŏ', 'ő':
		r = 'o'
	case 'ŕ', 'ŗ', 'ř':
		r = 'r'
	case 'ś', 'ŝ', 'ş', 'š', 'ș', 'ſ':
		r = 's'
	case 'ţ', 'ť', 'ŧ', 'ț':
		r = 't'
	case 'ù', 'ú', 'û', 'ü', 'ũ', 'ū', 'ŭ', 'ů', 'ű', 'ų':
		r = 'u'
	case 'ŵ':
		r = 'w'
	case 'ý', 'ÿ', 'ŷ', 'ỳ':
		r = 'y'
	case 'ź', 'ż', 'ž':
		r = 'z'
	case '¹':
		r = '1'
	case '²':
		r = '2'
	case '³':
		r = '3'
	default:
		b.WriteString(apart(r))
		return
	}
	b.WriteRune(r)
}

// apart takes ligatures apart.
func apart(r rune) string {
	switch r {
	case 'œ':
		return "oe"
	case 'æ':
		return "ae"
	case 'ß':
		return "ss"
	case 'þ':
		return "th"
	case 'ĳ':
		return "ij"
	case 'ﬀ':
		return "ff"
	case 'ﬁ':
		return "fi"
	case 'ﬂ':
		return "fl"
	case 'ﬃ':
		return "ffi"
	case 'ﬄ':
		return "ffl"
	case 'ﬅ', 'ﬆ':
		return "st"
	case 'ⅰ':
		return "i"
	case 'ⅱ':
		return "ii"
	case 'ⅲ':
		return "iii"
	case 'ⅳ':
		return "iv"
	}
	return string(r)
}
