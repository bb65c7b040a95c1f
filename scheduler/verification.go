package scheduler

import (
	"slices"

	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

func verification(p i18n.Printer, d governance.Delivery, b governance.Brief) message.Message {
	v, kind := b.Verification, d.Kind
	args := []any{"ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract, "date", v.Deadline}
	silence := p.Text("silence_sentence." + string(v.Rule.Silence))
	var lines []message.Text
	switch left := v.DaysLeft(); {
	case kind == governance.VerificationDecided:
		return message.Say(message.Paragraph(p.Text("announce.verification.decided", "ref", v.Ref(), "step", v.Step,
			"object", v.Object, "outcome", v.Outcome, "date", v.DecidedOn, "by", v.DecidedBy)))
	case kind == governance.VerificationEscalation:
		lines = append(unseen(p, d, b), p.Text("announce.verification.until", args...), consequence(p, v))
	case kind == governance.VerificationOpened && deputises(v, d.Recipient):
		lines = []message.Text{p.Text("announce.verification.deputy", args...), p.Text("announce.verification.until", args...), silence}
	case kind == governance.VerificationOpened:
		lines = []message.Text{p.Text("announce.verification.opened", args...), p.Text("announce.verification.until", args...), silence}
	case kind == governance.VerificationMoved:
		lines = []message.Text{p.Text("announce.verification.moved", args...), p.Text("announce.verification.until", args...), consequence(p, v)}
	case left < 0:
		lines = []message.Text{p.Text("announce.verification.late", args...), consequence(p, v)}
	case left == 0:
		lines = []message.Text{p.Text("announce.verification.today", args...), silence}
	default:
		lines = []message.Text{p.Text("announce.verification.reminder", append(args, "Count", left)...), silence}
	}
	m := message.Say(message.Lines(lines...), message.Paragraph(p.Text("announce.verification.way_back", "ref", v.Ref())))
	switch kind {
	case governance.VerificationEscalation:
		m.Buttons = []message.Button{seenButton(p, v.Ref())}
	case governance.VerificationReminder, governance.VerificationAgain:
		m.Buttons = []message.Button{seenButton(p, v.Ref())}
		if !v.Near(v.Today) {
			m.Buttons = append(m.Buttons, tomorrowButton(p, v.Ref()))
		}
	}
	return m
}

// consequence is what silence means: what it will, or what it has by now.
func consequence(p i18n.Printer, v *governance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return p.Text("silence_late." + string(v.Rule.Silence))
	}
	return p.Text("silence_sentence." + string(v.Rule.Silence))
}

// unseen says who has not said that they have seen the reminders: to a deputy,
// and to the pilots.
func unseen(p i18n.Printer, d governance.Delivery, b governance.Brief) []message.Text {
	v := b.Verification
	args := []any{"ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract, "people", v.InCharge}
	switch {
	case deputises(v, d.Recipient):
		return []message.Text{p.Text("announce.verification.unseen_deputy", args...)}
	case len(v.Deputies) > 0:
		return []message.Text{p.Text("announce.verification.unseen_both", append(args, "deputies", v.Deputies)...)}
	default:
		return []message.Text{p.Text("announce.verification.unseen", args...)}
	}
}

func deputises(v *governance.VerificationView, to governance.Recipient) bool {
	return slices.ContainsFunc(v.Deputies, func(p governance.Person) bool { return governance.ToPerson(p.ID) == to })
}
