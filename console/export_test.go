package console

import "pilotent/message"

// Coloured is text as a terminal with colours shows it.
func Coloured(text message.Text) string { return (&Console{colours: true}).say(text) }
