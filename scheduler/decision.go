package scheduler

import (
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
)

// maxNamed is how many schools an announcement names; beyond, it counts them.
const maxNamed = 6

func decision(p i18n.Printer, of reminder.Delivery, b reminder.Content, d committee.DecisionView) message.Message {
	kind := of.Kind
	if m, ok := decisionForHolder(p, of, b, d); ok {
		return m
	}
	if kind == committee.DecisionReview {
		return decisionReview(p, b, d)
	}
	// A proposal stays one when it is told anew after a click has settled it.
	state, open := d.State, kind == committee.DecisionProposed || kind == committee.DecisionEdited
	if open {
		state = committee.DecisionIsProposed
	}
	lines := []message.Text{announced(p, kind, state, b, d)}
	switch n := len(d.SchoolList); {
	case n > maxNamed:
		lines = append(lines, p.Text("announce.decision.schools_many", "Count", n))
	case n > 0:
		lines = append(lines, p.Text("announce.decision.schools", "Count", n, "schools", schoolNames(d.SchoolList)))
	}
	shown := d.Decision
	shown.State = state
	if effect := shown.Effect(); effect != committee.EffectNone {
		lines = append(lines, p.Text(effect.MessageKey(), "Count", len(d.SchoolList)))
	}
	lines = append(lines, decisionDetails(p, kind, b, d)...)
	if why := decisionNote(p, kind, state, b, d); why != "" {
		lines = append(lines, why)
	}
	if len(d.Resting) > 0 {
		gone := d.Ref
		if kind == committee.DecisionReplaces {
			gone = d.Supersedes
		}
		lines = append(lines, p.Text("decision.card.resting", "Count", len(d.Resting), "ref", gone))
	}
	by, who := announcedBy(kind, state, b, d)
	lines = append(lines, p.Text(by, "by", who, "author", reminder.Without([]record.Person{d.Author}, []record.Person{who}), "ref", d.Ref))
	m := message.Say(message.Lines(lines...))
	if open {
		m.Title = p.Text("card.decide")
		m.Buttons = []message.Button{
			{Label: p.Text("button.adopt"), Command: "/decision adopter " + d.Ref, Typed: p.Text("typed.adopt", "ref", d.Ref), Style: message.StylePrimary},
			{Label: p.Text("button.reject"), Command: "/decision rejeter " + d.Ref, Typed: p.Text("typed.reject", "ref", d.Ref), Style: message.StyleDanger},
		}
	}
	return m
}

// decisionNote is the note or the reason of what is told; "" for none.
func decisionNote(p i18n.Printer, kind reminder.DeliveryKind, state committee.DecisionState, b reminder.Content, d committee.DecisionView) message.Text {
	switch {
	case kind == committee.DecisionCarried && b.Change.Note != "":
		return p.Text("announce.decision.note", "note", b.Change.Note)
	case kind == committee.DecisionReplaces && b.Change.Note != "":
		return p.Text("announce.decision.reason", "reason", b.Change.Note)
	case kind != committee.DecisionCarried && state == d.State && d.Reason != "":
		return p.Text("announce.decision.reason", "reason", d.Reason)
	default:
		return ""
	}
}

// announcedBy is the key of the line that says who did what is told, and them. A
// proposal is still to be decided as long as it is open, also where it was deferred.
func announcedBy(kind reminder.DeliveryKind, state committee.DecisionState, b reminder.Content, d committee.DecisionView) (key string, by record.Person) {
	stands := state == d.State || state.Open() && d.State.Open()
	switch {
	case kind == committee.DecisionMarked, kind == committee.DecisionSpecified:
		return "announce.decision.marked_by", b.Change.By
	case kind == committee.DecisionEdited && stands:
		return "announce.decision.edited_by", b.Change.By
	case kind == committee.DecisionEdited:
		return "announce.decision.edited_over", b.Change.By
	case kind == committee.DecisionAnnulled:
		return "announce.decision.cancelled_by", b.Change.By
	case kind == committee.DecisionCarried:
		return "announce.decision.applied_by", b.Change.By
	case kind == committee.DecisionProposed && stands:
		return "announce.decision.proposed_by", d.Author
	case kind == committee.DecisionSettled && stands && committee.Settles(b.Change):
		return "announce.decision." + string(state) + "_by", b.Change.By
	default:
		return "announce.decision.by", d.Author
	}
}

// announced is the first line of what is told of a decision.
func announced(p i18n.Printer, kind reminder.DeliveryKind, state committee.DecisionState, b reminder.Content, d committee.DecisionView) message.Text {
	before, _ := b.Change.Before.(committee.Decision)
	switch {
	case kind == committee.DecisionMarked, kind == committee.DecisionSpecified:
		return p.Text("announce.decision.marked", "ref", d.Ref, "state", d.State, "text", d.Text)
	case kind == committee.DecisionEdited:
		return p.Text("announce.decision.edited", "ref", d.Ref, "text", d.Text)
	case kind == committee.DecisionReplaces:
		return p.Text("announce.decision.replaces", "ref", d.Ref, "before", d.Supersedes, "text", d.Text)
	case kind == committee.DecisionAnnulled && before.State.Open():
		return p.Text("announce.decision.withdrawn", "ref", d.Ref, "text", d.Text)
	case d.Opinion && state == committee.DecisionAdopted:
		return p.Text("announce.decision.advised", "ref", d.Ref, "text", d.Text)
	default:
		return p.Text("announce.decision."+string(state), "ref", d.Ref, "text", d.Text)
	}
}

// decisionsInDigest are those to carry out, then those that wait for their committee.
func decisionsInDigest(p i18n.Printer, d reminder.DigestView, decisions []committee.Decision) group {
	g := group{
		count: p.Text("digest.count.decisions", "Count", len(decisions)), all: p.Text("digest.all.decisions_todo"),
		ways: []message.Text{p.Text("digest.rest.decisions")},
	}
	switch {
	case d.Committee == nil:
	case decisions[0].State == committee.DecisionIsProposed:
		g.all = p.Text("digest.all.decisions", "code", d.Committee.Code)
	default:
		g.all = p.Text("digest.all.decisions_todo_of", "code", d.Committee.Code)
	}
	for _, dec := range decisions {
		if dec.State == committee.DecisionIsProposed {
			g.lines = append(g.lines, p.Text("digest.proposed", "ref", dec.Ref, "text", short(dec.Text), "date", p.Day(dec.LoggedAt)))
			continue
		}
		text := p.Text("decision.todo", "ref", dec.Ref, "text", short(dec.Text))
		if d.Committee != nil && len(dec.InCharge) > 0 {
			text += p.Text("decision.todo_for", "people", dec.InCharge)
		}
		if dec.Late(d.Today) {
			text += p.Text("decision.todo_late", "Count", dec.Due.DaysUntil(d.Today), "date", p.ShortDate(dec.Due))
		} else {
			text += p.Text("decision.todo_due", "date", p.ShortDate(dec.Due))
		}
		g.lines = append(g.lines, text)
	}
	return g
}
