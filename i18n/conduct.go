package i18n

import (
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// Used is how long a meeting has taken until now, or took, against its length.
func (p Printer) Used(of sitting.Agenda) message.Text {
	until := of.Now
	if !of.ClosedAt.IsZero() {
		until = of.ClosedAt
	}
	return p.Text("conduct.used", "used", until.Sub(of.OpenedAt), "length", of.Duration, "known", of.Duration > 0)
}

// HeldPoint is a point of a meeting that has been opened: « 2. Bilan des formations,
// 25 min sur 15 min prévues (COPIL-2026-002) ».
func (p Printer) HeldPoint(of sitting.Agenda, o sitting.Point) message.Text {
	text := p.Text("agenda.point", "place", o.Place, "title", o.Title) + p.pointTime(of, o)
	if o.Number == of.Point {
		text += p.Text("conduct.point_hand")
	}
	var refs []string
	for _, out := range of.At(o) {
		refs = append(refs, out.Subject().Ref())
	}
	if len(refs) > 0 {
		text += p.Text("conduct.point_outcomes", "refs", refs)
	}
	if o.Note != "" {
		text += p.Text("conduct.point_note", "note", record.Excerpt(o.Note))
	}
	return text
}

// pointTime is how long a point has taken, against what was planned.
func (p Printer) pointTime(of sitting.Agenda, o sitting.Point) message.Text {
	used := o.Used(of.Now)
	switch {
	case o.State == sitting.PointCarried:
		return p.Text("conduct.point_carried")
	case o.State == sitting.PointPlanned && o.Length > 0:
		return p.Text("agenda.point_length", "duration", o.Length)
	case o.State == sitting.PointPlanned:
		return ""
	case used == 0 && o.TakenAt.IsZero(): // nobody has said when it ended
		return p.Text("conduct.point_dealt")
	case o.Length > 0:
		return p.Text("conduct.point_used", "used", used, "planned", o.Length)
	default:
		return p.Text("agenda.point_length", "duration", used)
	}
}

// maxOutcomes is how many decisions and actions are told of a meeting.
const maxOutcomes = 6

// Outcomes are the decisions and the actions that came of a meeting.
func (p Printer) Outcomes(of sitting.Agenda) []message.Block {
	if len(of.Outcomes) == 0 {
		return []message.Block{message.Paragraph(p.Text("conduct.no_outcome"))}
	}
	lines := []message.Text{p.Text("conduct.outcomes")}
	for i, o := range of.Outcomes {
		if i == maxOutcomes {
			lines = append(lines, p.Text("conduct.more", "Count", len(of.Outcomes)-i, "ref", of.Ref()))
			break
		}
		lines = append(lines, "- "+p.outcome(o))
	}
	return []message.Block{message.Lines(lines...)}
}

// outcome is one of them: « COPIL-2026-002 : Ouvrir l'ENT aux CP, adoptée (8 pour,
// 1 contre) ».
func (p Printer) outcome(o sitting.Outcome) message.Text {
	if o.Action != nil {
		return p.Text("conduct.action", "ref", o.Action.Ref(), "title", record.Excerpt(o.Action.Title))
	}
	text := p.Text("conduct.decision", "ref", o.Decision.Ref, "text", record.Excerpt(o.Decision.Text), "state", p.Standing(*o.Decision))
	if o.Decision.Vote.Said() {
		text += " (" + p.Vote(o.Decision.Vote) + ")"
	}
	return text
}
