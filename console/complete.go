package console

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"pilotent/i18n"
)

// suggest is what the last word of an unfinished line may become.
func (c *Console) suggest(line string) []string {
	meta, ok := strings.CutPrefix(line, ":")
	if !ok {
		return c.Dispatcher.Suggest(c.locale(), line)
	}
	words := []string{":user", ":canal", ":avancer", ":clic", ":aide", ":quitter"}
	if c.locale() == i18n.English {
		words = []string{":user", ":channel", ":advance", ":click", ":help", ":quit"}
	}
	word := line
	if verb, argument, ok := strings.Cut(meta, " "); ok {
		word, words = strings.TrimLeft(argument, " @~"), nil
		switch strings.ToLower(verb) {
		case "user", "utilisateur":
			for _, r := range Residents() {
				words = append(words, r.Name)
			}
		case "channel", "canal":
			words = c.World.Channels()
		}
	}
	var fitting []string
	for _, w := range words {
		if strings.HasPrefix(w, strings.ToLower(word)) {
			fitting = append(fitting, w)
		}
	}
	return fitting
}

// grow is the line with the word before pos grown into what all the words have
// in common, and a blank after it when there is one word only. pos counts
// bytes, as that of term.Terminal's callback.
func grow(line string, pos int, words []string) (string, int) {
	if len(words) == 0 {
		return line, pos
	}
	start := strings.LastIndexFunc(line[:pos], unicode.IsSpace) + 1
	common := words[0]
	for _, w := range words[1:] {
		for !strings.HasPrefix(w, common) {
			_, size := utf8.DecodeLastRuneInString(common)
			common = common[:len(common)-size]
		}
	}
	if utf8.RuneCountInString(common) < utf8.RuneCountInString(line[start:pos]) {
		return line, pos // more was typed than they have in common
	}
	rest := line[pos:]
	if len(words) == 1 && !strings.HasPrefix(rest, " ") {
		common += " "
	}
	line = line[:start] + common
	return line + rest, len(line)
}

// complete is what Tab does: the word grows as far as it is clear; when that
// is nowhere, the words that there are are shown.
func (c *Console) complete(line string, pos int, key rune) (newLine string, newPos int, ok bool) {
	if key != '\t' {
		return "", 0, false
	}
	words := c.suggest(line[:pos])
	newLine, newPos = grow(line, pos, words)
	if newLine == line && len(words) > 1 {
		c.print("%s\n", strings.Join(words, "  "))
	}
	return newLine, newPos, true
}
