package legal

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/i18n"
	"pilotent/message"
)

// ReplyBy says until when a request for a prolongation is to be answered, and by
// which clause.
func ReplyBy(p i18n.Printer, v acceptance.VerificationView) message.Text {
	r := v.Requested
	basis := requestBasis(p, r.Rule, r.AskedOn, v.Terms)
	if v.Today.After(r.ReplyBy) {
		return p.Text("extension.reply_late", "date", r.ReplyBy, "basis", basis)
	}
	return p.Text("extension.reply_by", "date", r.ReplyBy, "basis", basis)
}

// requestBasis is where a last day about a prolongation comes from.
func requestBasis(p i18n.Printer, r contract.Rule, fact calendar.Date, terms contract.Terms) message.Text {
	clause := r.Clauses[0]
	from := p.Text("verification.from_next", "date", fact)
	if clause.SameDay() {
		from = p.Text("verification.from_day", "date", fact)
	}
	if r.Usual {
		return p.Text("extension.basis_usual", "period", Period(p, r.Period), "from", from)
	}
	return p.Text("extension.basis", "period", Period(p, r.Period), "from", from, "source", Legal(p, clause, terms))
}

// RequestTardy says that a request came later than its cause allows; "" when not.
func RequestTardy(p i18n.Printer, v acceptance.VerificationView) message.Text {
	r := v.Requested
	if !r.Tardy() {
		return ""
	}
	return p.Text("extension.tardy", "cause", r.CauseOn, "date", r.AskBy, "basis", requestBasis(p, r.Asking, r.CauseOn, v.Terms), "asked", r.AskedOn)
}

// RequestSilence says what it will mean, or means, that a request is not answered.
func RequestSilence(p i18n.Printer, v acceptance.VerificationView) message.Text {
	silence, late := v.Requested.Rule.Silence, v.Today.After(v.Requested.ReplyBy)
	switch acts := silence == contract.SilenceGranted || silence == contract.SilenceDenied; {
	case acts && late:
		return p.Text("silence_late." + string(silence))
	case acts:
		return p.Text("silence_sentence." + string(silence))
	case late:
		return p.Text("extension_late." + string(silence))
	default:
		return p.Text("extension_silence." + string(silence))
	}
}

// ToReply is what to type to answer a request.
func ToReply(p i18n.Printer, v acceptance.VerificationView) message.Text {
	return p.Text("extension.to_type", "ref", v.Ref(), "days", v.Requested.Days)
}

// SilentReply says that silence has answered a request, and by which clause.
func SilentReply(p i18n.Printer, v acceptance.VerificationView) message.Text {
	r := v.Requested
	return p.Text("extension_lapsed."+string(r.Rule.Silence), "date", r.ReplyBy, "Count", r.Days, "source", Legal(p, r.Rule.Clauses[0], v.Terms))
}
