package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// committeeMessage tells that the channel of a committee that keeps to itself is public.
func committeeMessage(p i18n.Printer, _ reminder.Delivery, _ reminder.Content, c committee.Exposed) message.Message {
	args := []any{"code", c.Code, "channel", c.ChannelName}
	return message.Say(
		message.Lines(p.Text("announce.committee.exposed", args...), p.Text("announce.committee.exposed_means", args...)),
		message.Paragraph(p.Text("announce.committee.exposed_mend", args...)))
}
