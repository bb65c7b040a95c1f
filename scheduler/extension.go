package scheduler

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/minutes"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/legal"
	"pilotent/message"
)

// extensionReminder reminds that a request for a prolongation is to be answered.
func extensionReminder(p i18n.Printer, d reminder.Delivery, b reminder.Content, v acceptance.VerificationView) message.Message {
	r := v.Requested
	args := append(facts(v), "reply", r.ReplyBy)
	var first message.Text
	switch left := v.Today.DaysUntil(r.ReplyBy); {
	case left < 0:
		first = p.Text("announce.extension.late", args...)
	case left == 0:
		first = p.Text("announce.extension.today", args...)
	default:
		first = p.Text("announce.extension.reminder", append(args, "Count", left)...)
	}
	m := message.Say(message.Lines(first, midnight(p, v, r.ReplyBy), asked(p, r), legal.RequestSilence(p, v)))
	m.Ways = toReply(p, b, v)
	if v.Today.After(r.ReplyBy) {
		m.Tone = message.ToneSerious
	}
	if _, toChannel := d.Recipient.Channel(); !toChannel {
		m.Buttons = []message.Button{seenButton(p, v.Ref())}
	}
	return m
}

// asked is what the supplier asks for, and why.
func asked(p i18n.Printer, r *acceptance.RequestedExtension) message.Text {
	return p.Text("announce.extension.what", "Count", r.Days, "reason", r.Reason)
}

// toReply is what to type to answer.
func toReply(p i18n.Printer, b reminder.Content, v acceptance.VerificationView) message.Text {
	return toAct(p, b, v, legal.ToReply(p, v))
}

// extensionNews tells what has happened about a prolongation, and what is to be done
// now; nil for anything else.
func extensionNews(p i18n.Printer, d reminder.Delivery, b reminder.Content, v acceptance.VerificationView) []message.Text {
	days, granted, ok := minutes.ExtensionOf(b.Change)
	if !ok {
		return nil
	}
	args := append(facts(v), "by", b.Change.By)
	reason := p.Text("verification.card.reason", "reason", b.Change.Note)
	var lines []message.Text
	switch b.Change.Change {
	case "verification.extension_asked":
		lines = append(lines, p.Text("announce.extension.asked", append(args, "Count", days)...), reason)
	case "verification.extension_moved":
		lines = append(lines, p.Text("announce.extension.moved", args...))
		if v.Requested != nil {
			lines = append(lines, asked(p, v.Requested))
		}
	case "verification.extension_refused":
		lines = append(lines, p.Text("announce.extension.refused", append(args, "Count", days)...), corrected(p, d), reason)
	case "verification.extended":
		if days != granted && days > 0 {
			args = append(args, "asked", days)
		}
		lines = append(lines, p.Text("announce.extension.granted", append(args, "Count", granted)...), corrected(p, d), reason)
	default: // by silence, and v is as that has left it
		lines = append(lines, p.Text("announce.extension.lapsed", args...), legal.SilentReply(p, v))
		return append(append(lines, next(p, b, v)...), p.Text("extension_correctable."+string(v.Requested.Rule.Silence),
			"ref", v.Ref(), "days", v.Requested.Days))
	}
	if v.Requested == nil {
		return append(lines, next(p, b, v)...)
	}
	return append(lines, legal.ReplyBy(p, v), legal.RequestTardy(p, v), legal.RequestSilence(p, v), toReply(p, b, v))
}

// corrected says that what is told stands in the place of a silence; "" where not.
func corrected(p i18n.Printer, d reminder.Delivery) message.Text {
	if d.Kind != acceptance.VerificationCorrected {
		return ""
	}
	return p.Text("announce.extension.corrected")
}

// next is what is awaited now, if anything is.
func next(p i18n.Printer, b reminder.Content, v acceptance.VerificationView) []message.Text {
	if !v.Open() {
		return nil
	}
	return []message.Text{until(p, v), midnight(p, v, v.Deadline), consequence(p, v), wayBack(p, b, v)}
}
