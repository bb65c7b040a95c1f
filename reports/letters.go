package reports

import (
	"strings"
	"sync"
	"unicode"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/text/unicode/norm"
)

// printed is s in letters that both fonts have, and line feeds. The copy of it
// that somebody takes out of a page is the same text. What there is no letter
// for, and nothing that reads like it, is a question mark: a sign that something
// stood there.
func printed(s string) string {
	s = norm.NFC.String(substitutes.Replace(strings.ToValidUTF8(s, "?")))
	var b strings.Builder
	b.Grow(len(s))
	for _, r := range s {
		switch {
		case r == '\n', r < unicode.MaxASCII && r >= ' ':
			b.WriteRune(r)
		default:
			b.WriteString(letter(r))
		}
	}
	return b.String()
}

// letter is what a page shows for r: itself, what looks like it, or nothing for
// what nobody sees.
func letter(r rune) string {
	switch {
	case r == 0xad, unicode.In(r, unicode.Cc, unicode.Cf, unicode.Variation_Selector):
		return ""
	case unicode.Is(unicode.Zs, r):
		return space(r)
	case unicode.Is(unicode.Lm, r), ligature(r), !has(r):
		return likeness(r)
	}
	return string(r)
}

// space is a blank as wide as that of the font, at which a line may end or not.
func space(r rune) string {
	if r == 0xa0 || r == 0x2007 || r == 0x202f {
		return "\u00a0"
	}
	return " "
}

// ligature reports whether r is several Latin letters that are set as one.
func ligature(r rune) bool { return r >= 0xfb00 && r <= 0xfb06 }

// likeness is r in plain letters: « ﬁ » is two, « ᵉ » stands on the line, a
// letter whose accent the font lacks goes without.
func likeness(r rune) string {
	var b strings.Builder
	for _, part := range norm.NFKC.String(string(r)) {
		if has(part) {
			b.WriteRune(part)
		}
	}
	if b.Len() == 0 {
		for _, part := range norm.NFKD.String(string(r)) {
			if has(part) && !unicode.Is(unicode.M, part) {
				b.WriteRune(part)
			}
		}
	}
	if b.Len() == 0 && !unicode.Is(unicode.M, r) && !unicode.Is(unicode.Sk, r) {
		return "?"
	}
	return b.String()
}

// substitutes are for what people and phones write and the fonts do not have; it
// is never written to.
var substitutes = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n", "\v", "\n", "\f", "\n", "\t", " ",
	"\u2010", "-", "\u2011", "-", "✓", "[x]", "✔", "[x]", "☑", "[x]", "✅", "[x]", "☐", "[ ]", "⚠", "/!\\", "★", "*", "⭐", "*",
	// French puts a blank there that no line ends at.
	"« ", "«\u00a0", " »", "\u00a0»", " : ", "\u00a0: ", " ;", "\u00a0;", " ?", "\u00a0?", " !", "\u00a0!", " €", "\u00a0€", " %", "\u00a0%")

// has reports whether both fonts have a letter for r.
func has(r rune) bool { return unicode.Is(letters(), r) }

// letters are those that both fonts have, of the 65,536 first, read once.
var letters = sync.OnceValue(func() *unicode.RangeTable {
	regular, bold := parsed(liberationsansregular.TTF), parsed(liberationsansbold.TTF)
	t := &unicode.RangeTable{}
	for r := range 1 << 16 {
		switch last := len(t.R16) - 1; {
		case !holds(regular, rune(r)), !holds(bold, rune(r)):
		case last >= 0 && int(t.R16[last].Hi) == r-1:
			t.R16[last].Hi++
		default:
			t.R16 = append(t.R16, unicode.Range16{Lo: uint16(r), Hi: uint16(r), Stride: 1})
		}
	}
	for _, run := range t.R16 {
		if run.Hi <= unicode.MaxLatin1 {
			t.LatinOffset++
		}
	}
	return t
})

// parsed is a font that is part of the program.
func parsed(ttf []byte) *sfnt.Font {
	font, err := sfnt.Parse(ttf)
	if err != nil {
		panic(err) // it was read in the tests
	}
	return font
}

// holds reports whether a font has a letter for r.
func holds(font *sfnt.Font, r rune) bool {
	glyph, err := font.GlyphIndex(nil, r)
	return err == nil && glyph != 0
}
