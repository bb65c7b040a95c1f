package scheduler

import (
	"slices"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// committeeMessage tells a committee what has become of it, or the pilots that the
// channel of one that keeps to itself is public.
func committeeMessage(p i18n.Printer, d reminder.Delivery, b reminder.Content, c committee.Exposed) message.Message {
	switch d.Kind {
	case committee.CommitteeEdited:
		return committeeEdited(p, d, b, c)
	case committee.CommitteeClosed, committee.CommitteeReopened:
		return message.Say(message.Lines(
			p.Text("announce."+string(d.Kind), "code", c.Code, "name", c.Name),
			p.Text("announce.committee.reason", "reason", b.Change.Note),
			p.Text("announce.committee.by", "by", b.Change.By, "code", c.Code)))
	}
	args := []any{"code", c.Code, "channel", c.ChannelName, "bot", b.Change.Note}
	if d.Kind == committee.CommitteeShutOut {
		means := "announce.committee.shut_out_means"
		if c.Diffusion == record.DiffusionCommittee {
			means = "announce.committee.shut_out_hides"
		}
		return message.Say(
			message.Lines(p.Text("announce.committee.shut_out", args...), p.Text(means, args...)),
			message.Paragraph(p.Text("announce.committee.shut_out_mend", args...)))
	}
	return message.Say(
		message.Lines(p.Text("announce.committee.exposed", args...), p.Text("announce.committee.exposed_means", args...)),
		message.Paragraph(p.Text("announce.committee.exposed_mend", args...)))
}

// committeeEdited tells a channel what has changed of its committee, as it was then:
// the one that it leaves is told no more than that.
func committeeEdited(p i18n.Printer, d reminder.Delivery, b reminder.Content, c committee.Exposed) message.Message {
	after, ok := b.Change.After.(record.Committee)
	if !ok {
		after = c.Committee
	}
	if d.Recipient != reminder.ToChannel(after.Channel) {
		return message.Say(message.Lines(
			p.Text("announce.committee.left", "code", after.Code, "name", after.Name),
			p.Text("announce.committee.left_by", "by", b.Change.By)))
	}
	lines := []message.Text{p.Text("announce.committee.edited", "code", after.Code, "name", after.Name, "level", after.Level)}
	parts := committee.EditedParts(b.Change)
	if slices.Contains(parts, record.PartKind) {
		lines = append(lines, p.Text("committee.card.kind", "kind", after.Kind))
	}
	if slices.Contains(parts, record.PartChannel) {
		lines = append(lines, p.Text("announce.committee.here"))
	}
	if slices.Contains(parts, record.PartDiffusion) {
		lines = append(lines, p.Text("committee.access."+string(after.Diffusion)))
	}
	return message.Say(message.Lines(append(lines, p.Text("announce.committee.by", "by", b.Change.By, "code", after.Code))...))
}
