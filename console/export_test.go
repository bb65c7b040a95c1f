package console

import (
	"io"

	"pilotent/message"
)

// Coloured is text as a terminal with colours shows it.
func Coloured(text message.Text) string { return (&Console{colours: true}).say(text) }

// Keys are the keys of a terminal as the console reads them.
func Keys(in io.Reader) io.Reader { return &keys{in: in} }

// Complete is what a key does to a line, with the cursor at pos.
func (c *Console) Complete(line string, pos int, key rune) (string, int, bool) {
	return c.complete(line, pos, key)
}

// DrawnBar is Bar on what is taken for a terminal.
var DrawnBar = bar
