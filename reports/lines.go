package reports

import (
	"strings"
	"unicode"
)

// lines cuts a text, in the font that is set, into lines of that width at most:
// at its line feeds, else at a blank, else where the line is full. No line ends
// at a blank that holds.
func (p *page) lines(text string, width float64) []string {
	_, size := p.GetFontSize()
	limit := int(width * 1000 / size)
	var lines []string
	for part := range strings.SplitSeq(strings.TrimRight(printed(text), "\n "), "\n") {
		lines = p.fill(lines, part, limit)
	}
	return lines
}

// fill adds the lines of a text without line feeds. The limit is in thousandths
// of the font's size; a letter that is wider has a line of its own.
func (p *page) fill(lines []string, text string, limit int) []string {
	begin, wide := 0, 0
	blank, atBlank := 0, 0 // the last at which the line may end, and how wide it is then
	for i, r := range text {
		step := p.GetStringSymbolWidth(string(r))
		if r == ' ' {
			blank, atBlank = i, wide+step
		}
		for wide+step > limit && i > begin && r != ' ' && !unicode.Is(unicode.M, r) {
			if blank > begin {
				lines = append(lines, strings.TrimRight(text[begin:blank], " "))
				begin, wide = blank+1, wide-atBlank
			} else {
				lines = append(lines, text[begin:i])
				begin, wide = i, 0
			}
		}
		wide += step
	}
	return append(lines, strings.TrimRight(text[begin:], " "))
}
