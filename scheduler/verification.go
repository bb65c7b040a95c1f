package scheduler

import (
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

func verification(p i18n.Printer, kind governance.DeliveryKind, b governance.Brief) message.Message {
	v := b.Verification
	args := []any{"ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract, "date", v.Deadline}
	silence := p.Text("silence_sentence." + string(v.Rule.Silence))
	var lines []message.Text
	switch left := v.DaysLeft(); {
	case kind == governance.VerificationDecided:
		return message.Say(message.Paragraph(p.Text("announce.verification.decided", "ref", v.Ref(), "step", v.Step,
			"object", v.Object, "outcome", v.Outcome, "date", v.DecidedOn, "by", v.DecidedBy)))
	case kind == governance.VerificationOpened:
		lines = []message.Text{p.Text("announce.verification.opened", args...), p.Text("announce.verification.until", args...), silence}
	case left < 0:
		lines = []message.Text{p.Text("announce.verification.late", args...), p.Text("silence_late." + string(v.Rule.Silence))}
	case left == 0:
		lines = []message.Text{p.Text("announce.verification.today", args...), silence}
	default:
		lines = []message.Text{p.Text("announce.verification.reminder", append(args, "Count", left)...), silence}
	}
	return message.Say(message.Lines(lines...), message.Paragraph(p.Text("announce.verification.way_back", "ref", v.Ref())))
}
