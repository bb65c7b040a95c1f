package bot

import (
	"regexp"
	"strings"

	"pilotent/commands"
	"pilotent/message"
)

// text is the message as a post's text; where the server would refuse its
// length it is cut, which is said in the language of locale.
func (b *Bot) text(m message.Message, locale string) string {
	return message.Shorten(b.shown(m.Markdown()), b.Catalog.Printer(locale, nil).Text("message.shortened"))
}

// shown is Markdown as people see it: French spaces hold, and a command has the prefix
// with which they type it.
func (b *Bot) shown(markdown string) string {
	if b.typed != nil {
		markdown = b.typed.ReplaceAllString(markdown, "${1}/"+b.Prefix+"${2}")
	}
	return message.Spaced(markdown)
}

// typedCommands finds the commands that texts show, which know no prefix: in code, or at
// the beginning of a line of it. It is nil where there is none to add.
func typedCommands(prefix string, triggers []commands.Trigger) *regexp.Regexp {
	if prefix == "" {
		return nil
	}
	names := make([]string, 0, len(triggers))
	for _, t := range triggers {
		names = append(names, regexp.QuoteMeta(t.Name))
	}
	return regexp.MustCompile("(?m)(^|`)/(" + strings.Join(names, "|") + ")\\b")
}
