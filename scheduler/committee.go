package scheduler

import (
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

// committee tells that the channel of a committee that keeps to itself is public.
func committee(p i18n.Printer, _ governance.Delivery, _ governance.Brief, c governance.Committee) message.Message {
	args := []any{"code", c.Code, "channel", c.ChannelName}
	return message.Say(
		message.Lines(p.Text("announce.committee.exposed", args...), p.Text("announce.committee.exposed_means", args...)),
		message.Paragraph(p.Text("announce.committee.exposed_mend", args...)))
}
