package commands

import (
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/message"
)

// sincere makes each command of a noun refuse the texts that we show in place of
// the reader's own: a command that was pasted as it stood is not what anybody
// has to say. Typed lines, forms and buttons all come by it.
func sincere(n *grammar.Noun[*call]) *grammar.Noun[*call] {
	for _, cmd := range n.Commands {
		run, params := cmd.Run, cmd.Params
		cmd.Run = func(c *call, a grammar.Args) (message.Message, error) {
			for _, p := range params {
				for _, text := range append(a.List(p.English), a.Text(p.English)) {
					if text, ok := c.placeholder(text); ok {
						return message.Message{}, governance.InvalidError("text.placeholder", "text", text).About(p.English)
					}
				}
			}
			return run(c, a)
		}
	}
	return n
}

// placeholder is the text of the catalogue that text is, alone or with what follows
// it in a line of usage: « "votre texte" [--comite copil] ». The second result is
// false for any other text.
func (c *call) placeholder(text string) (string, bool) {
	text, _, _ = strings.Cut(text, " [")
	return strings.Trim(text, `"`), c.catalog.Placeholder(text)
}
