// Package legal puts what a contract and its verifications say into words: periods,
// rules, what silence means, deadlines that run.
package legal

import (
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/i18n"
	"pilotent/message"
)

// Legal is the article that a clause rests on: the contract's own, and that
// which it derogates from.
func Legal(p i18n.Printer, clause contract.Clause, terms contract.Terms) message.Text {
	switch d := clause.Derogation; {
	case clause.Ordered && (clause.Article != "" || d != nil):
		clause.Ordered = false
		return p.Text("clause.ordered", "source", Legal(p, clause, terms))
	case clause.Ordered:
		return p.Text("clause.ordered_free")
	case d != nil && (terms == contract.TermsFree || clause.Article == ""):
		return p.Text("clause.own", "own", d.Article)
	case d != nil:
		return p.Text("clause.derogates", "own", d.Article, "article", clause.Article, "terms", terms)
	case clause.Article == "":
		return p.Text("clause.none")
	case !clause.Confirmed:
		return p.Text("clause.unconfirmed", "article", clause.Article, "terms", terms)
	default:
		return p.Text("clause.general", "article", clause.Article, "terms", terms)
	}
}

// Silent says what a silence has done to a verification, and by which clause.
func Silent(p i18n.Printer, v acceptance.VerificationView) message.Text {
	last := v.TacitRule.Clauses[len(v.TacitRule.Clauses)-1]
	return p.Text("lapsed."+string(v.Tacit), "date", v.TacitOn, "source", Legal(p, last, v.Terms))
}

// Guarantee says until when a service is under guarantee, and by which clause.
func Guarantee(p i18n.Printer, g acceptance.Guarantee, terms contract.Terms) message.Text {
	text := p.Text("guarantee.until", "date", g.Until, "source", Legal(p, g.Clause, terms))
	if g.Usual {
		text = p.Text("guarantee.free", "date", g.Until)
	}
	if g.Tacit {
		text += " " + p.Text("guarantee.tacit")
	}
	return text
}

// Extended says by how many days a period was prolonged; by which article, where the
// contract cites general clauses.
func Extended(p i18n.Printer, days int, terms contract.Terms) message.Text {
	if terms == contract.TermsFree {
		return p.Text("verification.basis_extended_free", "Count", days)
	}
	return p.Text("verification.basis_extended", "Count", days)
}

// Count is what was counted of a delivery: « 118 sur 120 postes, il en manque 2 ».
func Count(p i18n.Printer, n acceptance.Count) message.Text {
	text := p.Text("quantity.count", "delivered", n.Delivered, "ordered", n.Ordered, "unit", n.Unit)
	switch short := n.Short(); {
	case short > 0:
		text += p.Text("quantity.short", "short", short)
	case short < 0:
		text += p.Text("quantity.over", "over", -short)
	}
	return text
}

// Running is a line on a verification that waits for something: what it is when
// it is no longer the first decision, and until when.
func Running(p i18n.Printer, v acceptance.Verification, today calendar.Date) message.Text {
	text := p.Text("verification.line", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract)
	if v.Phase != acceptance.PhaseVerifying {
		text += p.Text("verification.line_await", "await", v.Awaits())
	}
	left := today.DaysUntil(v.Deadline)
	if left < 0 {
		text += p.Text("verification.line_late", "date", p.ShortDate(v.Deadline), "Count", -left)
	} else {
		text += p.Text("verification.line_left", "date", v.Deadline, "Count", left)
	}
	switch r := v.Request; {
	case r == nil:
		return text
	case r.ReplyBy.Before(today):
		return text + p.Text("extension.line_late", "date", p.ShortDate(r.ReplyBy))
	default:
		return text + p.Text("extension.line", "date", p.ShortDate(r.ReplyBy))
	}
}

// Period is "30 jours", "1 mois", "1 an".
func Period(p i18n.Printer, d calendar.Period) message.Text {
	if d.Unit == calendar.UnitMonths && d.Length%12 == 0 {
		return p.Text("period.years", "Count", d.Length/12)
	}
	return p.Text("period."+string(d.Unit), "Count", d.Length)
}

// Reckoning says how the minutes without service that are allowed come about.
func Reckoning(p i18n.Printer, a acceptance.Availability) message.Text {
	source := p.Text("outage.by_usage")
	switch {
	case a.Own && a.Clause != "":
		source = p.Text("outage.by_clause", "clause", a.Clause)
	case a.Own:
		source = p.Text("outage.by_contract")
	case a.Article != "":
		source = p.Text("outage.by_article", "article", a.Article, "terms", a.Terms)
	}
	return p.Text("outage.allowed", "rate", a.Rate, "Count", a.WorkingDays, "from", a.From, "to", a.To, "source", source)
}
