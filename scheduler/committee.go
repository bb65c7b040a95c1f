package scheduler

import (
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

// committee tells that the channel of a committee that keeps to itself is public.
func committee(p i18n.Printer, b governance.Brief) message.Message {
	args := []any{"code", b.Committee.Code, "channel", b.Committee.ChannelName}
	return message.Say(
		message.Lines(p.Text("announce.committee.exposed", args...), p.Text("announce.committee.exposed_means", args...)),
		message.Paragraph(p.Text("announce.committee.exposed_mend", args...)))
}
