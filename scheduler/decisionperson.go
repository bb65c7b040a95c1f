package scheduler

import (
	"slices"

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
	var (
		lines []message.Text
		facts []message.Fact
	)
	switch of.Kind {
	case committee.DecisionAssigned:
		lines = []message.Text{p.Text("announce.decision.assigned", "ref", ref, "text", text, "code", d.Committee)}
		if len(others) > 0 {
			lines = append(lines, p.Text("announce.action.with", "people", others))
		}
		facts, lines = due(p, d.Due), append(lines, saidIn(p, b))
	case committee.DecisionWithdrawn:
		lines = []message.Text{p.Text("announce.action.withdrawn", "ref", ref, "title", text)}
		if d.State != committee.DecisionAdopted {
			return message.Say(message.Lines(append(lines, p.Text("announce.decision.released", "state", p.Standing(d.Decision)))...)), true
		}
		return message.Say(message.Lines(append(lines, p.Text("announce.action.withdrawn_now", "by", b.Change.By, "people", d.InCharge))...)), true
	case committee.DecisionAgain:
		facts, lines = due(p, d.Due), []message.Text{p.Text("announce.action.again", "ref", ref, "title", text)}
	case committee.DecisionReminder:
		lines = []message.Text{dueHeading(p, ref, text, d.Today.DaysUntil(d.Due), d.Due)}
	default:
		return m, false
	}
	m = message.Say(message.Lines(lines...))
	m.Facts = facts
	if of.Kind == committee.DecisionReminder && d.Late(d.Today) {
		m.Tone = message.ToneSerious
	}
	return decisionOpen(p, of, b, d, m), true
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
	m.Ways = p.Text(way, "ref", d.Ref, "author", d.Author)
	if of.Kind != committee.DecisionAssigned {
		m.Buttons = []message.Button{seenButton(p, d.Ref), tomorrowButton(p, d.Ref)}
	}
	if !b.Guest {
		m.Buttons = append(m.Buttons, doneButton(p, "/decision appliquer "+d.Ref, p.Text("typed.applied", "ref", d.Ref)))
	}
	return m
}

// decisionReview reminds a committee of the day on which it looks at a decision again.
func decisionReview(p i18n.Printer, b reminder.Content, d committee.DecisionView) message.Message {
	m := message.Say(message.Lines(
		p.Text("announce.decision.review", "ref", d.Ref, "text", d.Text), p.CarriedOut(d.Decision), saidIn(p, b)))
	m.Ways = p.Text("announce.decision.review_back", "ref", d.Ref)
	return m
}

// saidIn says where its reader can read what was said; "" where it may not.
func saidIn(p i18n.Printer, b reminder.Content) message.Text {
	if b.Link == "" {
		return ""
	}
	return p.Text("announce.decision.source", "link", message.Text(b.Link))
}

// decisionDetails are the lines that an announcement has of how a decision was taken,
// who carries it out, and where it was said; none of what ends one. What was specified
// is what has changed.
func decisionDetails(p i18n.Printer, kind reminder.DeliveryKind, b reminder.Content, d committee.DecisionView) (lines []message.Text) {
	changed := record.Parts{record.PartOpinion, record.PartVote, record.PartInCharge, record.PartDue, record.PartReview}
	switch kind {
	case committee.DecisionMarked, committee.DecisionAnnulled, committee.DecisionCarried:
		return nil
	case committee.DecisionSpecified:
		changed = committee.EditedParts(b.Change)
	}
	for _, part := range changed {
		if line := detailLine(p, part, d); !slices.Contains(lines, line) {
			lines = append(lines, line)
		}
	}
	if kind == committee.DecisionSpecified {
		return lines
	}
	return append(lines, saidIn(p, b))
}

// detailLine says one part of a decision; "" where nobody has said it.
func detailLine(p i18n.Printer, part record.Part, d committee.DecisionView) message.Text {
	switch {
	case part == record.PartInCharge, part == record.PartDue:
		return p.CarriedOut(d.Decision)
	case part == record.PartOpinion && d.Opinion:
		return p.Text("decision.card.opinion")
	case part == record.PartVote && d.Vote.Said():
		return p.Text("decision.card.vote", "vote", d.Vote)
	case part == record.PartReview && !d.Review.IsZero():
		return p.Text("decision.card.review", "date", d.Review)
	case part == record.PartDecidedOn && !d.DecidedOn.IsZero():
		return p.Text("decision.card.taken", "date", d.DecidedOn)
	case part == record.PartMeeting && d.Sitting != nil:
		return p.Text("decision.card.meeting", "meeting", d.Sitting.Ref(), "date", d.Sitting.Day)
	case part == record.PartContract && d.Contract != "":
		return p.Text("decision.card.contract", "contract", d.Contract)
	case part == record.PartContext && d.Context != "":
		return p.Text("decision.card.context", "text", short(d.Context))
	case part == record.PartAlternatives && d.Alternatives != "":
		return p.Text("decision.card.alternatives", "text", short(d.Alternatives))
	default:
		return ""
	}
}
