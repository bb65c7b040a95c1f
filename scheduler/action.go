package scheduler

import (
	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/message"
)

func action(p i18n.Printer, kind governance.DeliveryKind, b governance.Brief) message.Message {
	a := b.Action
	ref, title := a.Ref(), a.Title
	if kind == governance.ActionDone {
		return message.Say(message.Paragraph(p.Text("announce.action.done", "ref", ref, "title", title)))
	}
	var lines []message.Text
	switch days := a.Today.DaysUntil(a.Due); {
	case kind == governance.ActionAssigned:
		lines = append(lines, p.Text("announce.action.assigned", "by", a.Author, "ref", ref, "title", title))
	case days > 0:
		lines = append(lines, p.Text("announce.action.reminder_before", "ref", ref, "title", title, "date", a.Due))
	case days == 0:
		lines = append(lines, p.Text("announce.action.reminder_today", "ref", ref, "title", title))
	default:
		lines = append(lines, p.Text("announce.action.reminder_late", "ref", ref, "title", title, "date", a.Due))
	}
	switch n := len(a.SchoolList); {
	case n > maxNamed:
		lines = append(lines, p.Text("announce.decision.schools_many", "Count", n))
	case n > 0:
		lines = append(lines, p.Text("announce.action.assigned_schools", "Count", n, "schools", schoolNames(a.SchoolList)))
	}
	if kind == governance.ActionAssigned && !a.Due.IsZero() {
		lines = append(lines, p.Text("announce.action.due", "date", a.Due))
	}
	m := message.Say(message.Lines(lines...), message.Paragraph(p.Text("announce.action.way_back", "ref", ref)))
	m.Buttons = []message.Button{{Label: p.Text("button.done"), Command: "/action faite " + ref}}
	return m
}
