package commands

import (
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
)

// sincere refuses the texts that we show in place of the reader's own: a command
// that was pasted as it stood is not what anybody has to say. Typed lines, forms
// and buttons all come by it.
func (d *Dispatcher) sincere(cmd *grammar.Command[*call], a grammar.Args) error {
	for _, p := range cmd.Params {
		for _, text := range append(a.List(p.English), a.Text(p.English)) {
			// Alone, or with what follows it in a line of usage: « "votre texte" [--comite copil] »,
			// « vos partenaires (territorial) ».
			text, _, _ = strings.Cut(text, " [")
			text, _, _ = strings.Cut(text, " (")
			if d.catalog.Placeholder(text) {
				return record.InvalidError("text.placeholder", "text", strings.Trim(text, `"`)).About(p.English)
			}
		}
	}
	return nil
}
