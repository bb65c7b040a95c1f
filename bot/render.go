package bot

import "pilotent/message"

// text is the message as a post's text; where the server would refuse its
// length it is cut, which is said in the language of locale.
func (b *Bot) text(m message.Message, locale string) string {
	return message.Shorten(message.Spaced(m.Markdown()), b.Catalog.Printer(locale, nil).Text("message.shortened"))
}
