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
	// A proposal stays one when it is told anew after a click has settled it.
	state := d.State
	if kind == committee.DecisionProposed {
		state = committee.DecisionIsProposed
	}
	lines := []message.Text{p.Text("announce.decision."+string(state), "ref", d.Ref, "text", d.Text)}
	if kind == committee.DecisionMarked {
		lines[0] = p.Text("announce.decision.marked", "ref", d.Ref, "state", d.State, "text", d.Text)
	}
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
	if d.Reason != "" && state == d.State {
		lines = append(lines, p.Text("announce.decision.reason", "reason", d.Reason))
	}
	by, who := "announce.decision.by", d.Author
	if committee.Settles(b.Change) && state == d.State {
		by, who = "announce.decision."+string(state)+"_by", b.Change.By
	}
	if kind == committee.DecisionMarked {
		by, who = "announce.decision.marked_by", b.Change.By
	}
	if kind == committee.DecisionProposed && state == d.State {
		by = "announce.decision.proposed_by"
	}
	m := message.Say(message.Lines(append(lines, p.Text(by, "by", who, "author", reminder.Without([]record.Person{d.Author}, []record.Person{who}), "ref", d.Ref))...))
	if kind == committee.DecisionProposed {
		m.Buttons = []message.Button{
			{Label: p.Text("button.adopt"), Command: "/decision adopter " + d.Ref},
			{Label: p.Text("button.reject"), Command: "/decision rejeter " + d.Ref},
		}
	}
	return m
}

func decisionsInDigest(p i18n.Printer, d reminder.DigestView, decisions []committee.Decision) group {
	g := group{all: p.Text("digest.all.decisions", "code", d.Committee.Code)}
	for _, dec := range decisions {
		g.lines = append(g.lines, p.Text("digest.proposed", "ref", dec.Ref, "text", short(dec.Text), "date", p.Day(dec.LoggedAt)))
	}
	return g
}
