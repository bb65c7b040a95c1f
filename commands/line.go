package commands

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pilotent/governance/record"
)

// maxLine is how long what is typed may be, in characters: as long as a message
// of Mattermost (model.PostMessageMaxRunesV2).
const maxLine = 16383

// legible is what was typed without what is no text, which databases refuse and
// nobody sees: NUL and its like, and parts of characters.
func legible(line string) (string, error) {
	if n := utf8.RuneCountInString(line); n > maxLine {
		return "", record.InvalidError("text.line_too_long", "length", n, "max", maxLine)
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(line, "")), nil
}
