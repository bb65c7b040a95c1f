package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// decisionForHolder is what somebody in charge of a decision is told; false for what is
// told of any other kind.
func decisionForHolder(p i18n.Printer, of reminder.Delivery, b reminder.Content, d committee.DecisionView) (m message.Message, ok bool) {
	ref, text := d.Ref, d.Text
	u, _ := of.Recipient.Person()
	others := reminder.Without(d.InCharge, []record.Person{{ID: u}})
	var lines []message.Text
	switch of.Kind {
	case committee.DecisionAssigned:
		lines = []message.Text{p.Text("announce.decision.assigned", "ref", ref, "text", text, "code", d.Committee)}
		if len(others) > 0 {
			lines = append(lines, p.Text("announce.action.with", "people", others))
		}
		if !d.Due.IsZero() {
			lines = append(lines, p.Text("announce.action.due", "date", d.Due))
		}
		lines = append(lines, saidIn(p, b))
	case committee.DecisionWithdrawn:
		lines = []message.Text{p.Text("announce.action.withdrawn", "ref", ref, "title", text)}
		if d.State != committee.DecisionAdopted {
			return message.Say(message.Lines(append(lines, p.Text("announce.decision.released", "state", d.State))...)), true
		}
		return message.Say(message.Lines(append(lines, p.Text("announce.action.withdrawn_now", "by", b.Change.By, "people", d.InCharge))...)), true
	case committee.DecisionAgain:
		lines = []message.Text{p.Text("announce.action.again", "ref", ref, "title", text)}
		if !d.Due.IsZero() {
			lines = append(lines, p.Text("announce.action.due", "date", d.Due))
		}
	case committee.DecisionReminder:
		lines = []message.Text{dueHeading(p, ref, text, d.Today.DaysUntil(d.Due), d.Due)}
	default:
		return m, false
	}
	return decisionOpen(p, of, b, d, message.Say(message.Lines(lines...))), true
}

// decisionOpen adds what somebody in charge can do about a decision that is to be
// carried out.
func decisionOpen(p i18n.Printer, of reminder.Delivery, b reminder.Content, d committee.DecisionView, m message.Message) message.Message {
	if d.State != committee.DecisionAdopted { // told anew after the click that has applied it
		return m
	}
	way := "announce.decision.way_back"
	if b.Guest {
		way = "announce.decision.guest"
	}
	m = m.With(message.Paragraph(p.Text(way, "ref", d.Ref, "author", d.Author)))
	if of.Kind != committee.DecisionAssigned {
		m.Buttons = []message.Button{seenButton(p, d.Ref), tomorrowButton(p, d.Ref)}
	}
	if !b.Guest {
		m.Buttons = append(m.Buttons, message.Button{Label: p.Text("button.done"), Command: "/decision appliquer " + d.Ref})
	}
	return m
}

// decisionReview reminds a committee of the day on which it looks at a decision again.
func decisionReview(p i18n.Printer, b reminder.Content, d committee.DecisionView) message.Message {
	return message.Say(message.Lines(
		p.Text("announce.decision.review", "ref", d.Ref, "text", d.Text), p.CarriedOut(d.Decision), saidIn(p, b)),
		message.Paragraph(p.Text("announce.decision.review_back", "ref", d.Ref)))
}

// saidIn says where its reader can read what was said; "" where it may not.
func saidIn(p i18n.Printer, b reminder.Content) message.Text {
	if b.Link == "" {
		return ""
	}
	return p.Text("announce.decision.source", "link", message.Text(b.Link))
}

// decisionDetails are the lines that an announcement has of how a decision was taken,
// who carries it out, and where it was said; none of what ends one.
func decisionDetails(p i18n.Printer, kind reminder.DeliveryKind, b reminder.Content, d committee.DecisionView) (lines []message.Text) {
	switch kind {
	case committee.DecisionMarked, committee.DecisionAnnulled, committee.DecisionCarried:
		return nil
	}
	if d.Opinion {
		lines = append(lines, p.Text("decision.card.opinion"))
	}
	if d.Vote.Said() {
		lines = append(lines, p.Text("decision.card.vote", "vote", d.Vote))
	}
	lines = append(lines, p.CarriedOut(d.Decision))
	if !d.Review.IsZero() {
		lines = append(lines, p.Text("decision.card.review", "date", d.Review))
	}
	return append(lines, saidIn(p, b))
}
