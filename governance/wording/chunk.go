package wording

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"pilotent/governance/lookup"
)

// A chunk is what nothing but one hyphen, slash, point or comma joins: a word, a word
// of several, a number, a reference.
type chunk struct {
	parts   []string // folded
	marks   []rune   // between them: '-', '/' or '.'
	grouped bool     // a number in groups of three digits, « 12 000 »
}

// chunks cuts a text. Slashes and points join numbers only: « CM1/CM2 » are two words,
// 12/12/2026 is one. What is elided is left out.
func chunks(text string) []chunk {
	c := cutter{}
	for _, r := range text {
		c.read(r)
	}
	c.end('\n')
	return c.list
}

// A cutter makes the chunks of a text, rune by rune.
type cutter struct {
	list []chunk
	part strings.Builder // that is being read, folded
	mark rune            // that follows the last part; 0 where that one is whole
}

func (c *cutter) read(r rune) {
	switch r = plainer(unicode.ToLower(r)); {
	case unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Cf, r): // accents by themselves, soft hyphens
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		lookup.Plain(&c.part, r)
	default:
		c.end(r)
	}
}

// end ends the part that is being read, where one is; mark follows it.
func (c *cutter) end(mark rune) {
	part := c.part.String()
	c.part.Reset()
	if part == "" {
		c.mark = 0
		return
	}
	bound := c.mark
	c.mark = joining(mark)
	last := len(c.list) - 1
	switch {
	case c.mark == '\'' && elided[part]:
	case bound == ' ' && c.list[last].goesOn(part):
		c.list[last].parts[0] += part
		c.list[last].grouped = true
	case bound == '-' || (bound == '/' || bound == '.') && numeric(part) && c.list[last].endsInNumber():
		c.list[last].parts = append(c.list[last].parts, part)
		c.list[last].marks = append(c.list[last].marks, bound)
	default:
		c.list = append(c.list, chunk{parts: []string{part}})
	}
}

// joining is what a mark does between two parts; 0 for nothing.
func joining(mark rune) rune {
	switch {
	case unicode.Is(unicode.Pd, mark) || mark == '\u2212': // the minus sign
		return '-'
	case mark == ',':
		return '.'
	case mark == '/' || mark == '.' || mark == '\'':
		return mark
	case mark == ' ' || mark == '\u00a0' || mark == '\u202f':
		return ' '
	default:
		return 0
	}
}

// plainer is how letters are typed that people paste, where folding does not say.
func plainer(r rune) rune {
	switch r {
	case '’', '‘', 'ʼ', '`', '´':
		return '\''
	case 'ᵉ':
		return 'e'
	case 'ʳ':
		return 'r'
	case 'ˢ':
		return 's'
	case 'ᵒ', 'º', 'ª': // of « nᵒ »
		return '°'
	default:
		return r
	}
}

// goesOn reports whether three more digits are part of the number.
func (c chunk) goesOn(part string) bool {
	first := c.parts[0]
	return len(c.parts) == 1 && len(part) == 3 && numeric(part) && numeric(first) && first[0] != '0' && (c.grouped || len(first) <= 3)
}

func (c chunk) endsInNumber() bool { return numeric(c.parts[len(c.parts)-1]) }

// elides reports whether « l' » stands before it.
func (c chunk) elides() bool { return strings.ContainsAny(c.parts[0][:1], "aeiouyh") }

// reference reports whether a number stands in the chunk beside something else.
func (c chunk) reference() bool {
	return len(c.parts) > 1 && slices.ContainsFunc(c.parts, numeric)
}

// keys are those under which the chunk is found.
func (c chunk) keys() []string {
	var keys []string
	if !c.decimal() {
		for _, p := range c.parts {
			if !silent[p] {
				keys = append(keys, stem(p))
			}
		}
	}
	switch {
	case c.reference():
		for n := 2; n <= len(c.parts); n++ {
			keys = append(keys, c.whole(n))
		}
	case len(c.parts) > 1:
		keys = append(keys, c.asOne())
	}
	return keys
}

// word is the chunk as it is looked for; false where it says nothing.
func (c chunk) word() (Word, bool) {
	if c.reference() {
		return Word{Keys: []string{c.whole(len(c.parts))}}, true
	}
	var w Word
	for _, p := range c.parts {
		if !silent[p] {
			w.Keys = append(w.Keys, stem(p))
		}
	}
	if len(c.parts) > 1 {
		w.AsOne = c.asOne()
	}
	return w, len(w.Keys) > 0
}

// decimal reports whether the parts of the number are none by themselves: 3,5.
func (c chunk) decimal() bool { return len(c.marks) == 1 && c.marks[0] == '.' }

func (c chunk) asOne() string { return stem(strings.Join(c.parts, "")) }

// whole is a reference up to its part n: r12 for R-12, as some type it, and
// copil2026-1 for COPIL-2026-001: the zeros of numbers may be left out.
func (c chunk) whole(n int) string {
	if c.decimal() {
		return c.parts[0] + "." + c.parts[1]
	}
	var b strings.Builder
	for i, p := range c.parts[:n] {
		if i > 0 && numeric(p[:1]) && numeric(b.String()[b.Len()-1:]) {
			b.WriteByte('-')
		}
		if numeric(p) {
			p = cmp.Or(strings.TrimLeft(p, "0"), "0")
		}
		b.WriteString(p)
	}
	return b.String()
}

func numeric(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// set is never written to once made.
type set map[string]bool

func setOf(words string) set {
	s := set{}
	for w := range strings.FieldsSeq(words) {
		s[w] = true
	}
	return s
}
