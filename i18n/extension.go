package i18n

import (
	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/message"
)

// ReplyBy says until when a request for a prolongation is to be answered, and by
// which clause.
func (p Printer) ReplyBy(v governance.VerificationView) message.Text {
	r := v.Requested
	basis := p.requestBasis(r.Rule, r.AskedOn, v.Terms)
	if v.Today.After(r.ReplyBy) {
		return p.Text("extension.reply_late", "date", r.ReplyBy, "basis", basis)
	}
	return p.Text("extension.reply_by", "date", r.ReplyBy, "basis", basis)
}

// requestBasis is where a last day about a prolongation comes from.
func (p Printer) requestBasis(r governance.Rule, fact calendar.Date, terms governance.Terms) message.Text {
	clause := r.Clauses[0]
	from := p.Text("verification.from_next", "date", fact)
	if clause.SameDay() {
		from = p.Text("verification.from_day", "date", fact)
	}
	if r.Usual {
		return p.Text("extension.basis_usual", "period", p.Period(r.Period), "from", from)
	}
	return p.Text("extension.basis", "period", p.Period(r.Period), "from", from, "source", p.Legal(clause, terms))
}

// RequestTardy says that a request came later than its cause allows; "" when not.
func (p Printer) RequestTardy(v governance.VerificationView) message.Text {
	r := v.Requested
	if !r.Tardy() {
		return ""
	}
	return p.Text("extension.tardy", "cause", r.CauseOn, "date", r.AskBy, "basis", p.requestBasis(r.Asking, r.CauseOn, v.Terms), "asked", r.AskedOn)
}

// RequestSilence says what it will mean, or means, that a request is not answered.
func (p Printer) RequestSilence(v governance.VerificationView) message.Text {
	silence, late := v.Requested.Rule.Silence, v.Today.After(v.Requested.ReplyBy)
	switch acts := silence == governance.SilenceGranted || silence == governance.SilenceDenied; {
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
func (p Printer) ToReply(v governance.VerificationView) message.Text {
	return p.Text("extension.to_type", "ref", v.Ref(), "days", v.Requested.Days)
}

// SilentReply says that silence has answered a request, and by which clause.
func (p Printer) SilentReply(v governance.VerificationView) message.Text {
	r := v.Requested
	return p.Text("extension_lapsed."+string(r.Rule.Silence), "date", r.ReplyBy, "Count", r.Days, "source", p.Legal(r.Rule.Clauses[0], v.Terms))
}
