package scheduler

import (
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/i18n"
	"pilotent/message"
)

func action(p i18n.Printer, d reminder.Delivery, b reminder.Content, a rollout.ActionView) message.Message {
	kind := d.Kind
	ref, title := a.Ref(), a.Title
	switch kind {
	case rollout.ActionDone:
		lines := []message.Text{p.Text("announce.action.done", "ref", ref, "title", title, "by", b.Change.By)}
		if b.Change.Note != "" {
			lines = append(lines, p.Text("announce.action.note", "note", b.Change.Note))
		}
		return message.Say(message.Lines(lines...))
	case rollout.ActionWithdrawn:
		return message.Say(message.Lines(
			p.Text("announce.action.withdrawn", "ref", ref, "title", title),
			p.Text("announce.action.withdrawn_now", "by", b.Change.By, "people", a.Assignees)))
	case rollout.ActionCancelled:
		lines := []message.Text{p.Text("announce.action.cancelled", "by", b.Change.By, "ref", ref, "title", title)}
		if b.Change.Note != "" {
			lines = append(lines, p.Text("announce.action.reason", "reason", b.Change.Note))
		}
		return message.Say(message.Lines(lines...))
	}
	lines := []message.Text{actionHeading(p, kind, b.Change, a)}
	switch n := len(a.SchoolList); {
	case n > maxNamed:
		lines = append(lines, p.Text("announce.decision.schools_many", "Count", n))
	case n > 0:
		lines = append(lines, p.Text("announce.action.assigned_schools", "Count", n, "schools", schoolNames(a.SchoolList)))
	}
	if kind != rollout.ActionReminder && !a.Due.IsZero() {
		lines = append(lines, p.Text("announce.action.due", "date", a.Due))
	}
	m := message.Say(message.Lines(lines...))
	if a.State != rollout.ActionOpen { // told anew after the click that has closed it
		return m
	}
	m = m.With(message.Paragraph(p.Text("announce.action.way_back", "ref", ref)))
	if kind != rollout.ActionAssigned {
		m.Buttons = []message.Button{seenButton(p, ref), tomorrowButton(p, ref)}
	}
	m.Buttons = append(m.Buttons, message.Button{Label: p.Text("button.done"), Command: "/action faite " + ref})
	return m
}

// actionHeading is the first line about an action that is open: it was given to
// somebody, comes again, or is due.
func actionHeading(p i18n.Printer, kind reminder.DeliveryKind, change record.HistoryLine, a rollout.ActionView) message.Text {
	ref, title := a.Ref(), a.Title
	switch days := a.Today.DaysUntil(a.Due); {
	case kind == rollout.ActionAssigned:
		by := a.Author
		if change.By.ID != "" {
			by = change.By
		}
		return p.Text("announce.action.assigned", "by", by, "ref", ref, "title", title)
	case kind == rollout.ActionAgain:
		return p.Text("announce.action.again", "ref", ref, "title", title)
	case days > 0:
		return p.Text("announce.action.reminder_before", "ref", ref, "title", title, "date", a.Due)
	case days == 0:
		return p.Text("announce.action.reminder_today", "ref", ref, "title", title, "date", a.Due)
	default:
		return p.Text("announce.action.reminder_late", "ref", ref, "title", title, "date", a.Due)
	}
}

// actionsInDigest names those who hold them, to a committee.
func actionsInDigest(p i18n.Printer, d reminder.DigestView, actions []rollout.SupportAction) group {
	g := group{all: p.Text("digest.all.actions_own")}
	if d.Committee != nil {
		g.all = p.Text("digest.all.actions")
		if actions[0].Late(d.Today) {
			g.all = p.Text("digest.all.actions_late")
		}
	}
	for _, a := range actions {
		text := p.Text("action.line", "ref", a.Ref(), "title", short(a.Title))
		switch {
		case d.Committee == nil: // it is theirs
		case len(a.Assignees) > 0:
			text += p.Text("action.line_for", "people", a.Assignees)
		default:
			text += p.Text("action.line_free")
		}
		if a.Late(d.Today) {
			text += p.Text("action.line_late", "Count", a.Due.DaysUntil(d.Today), "date", p.ShortDate(a.Due))
		} else {
			text += p.Text("action.line_due", "date", p.ShortDate(a.Due))
		}
		g.lines = append(g.lines, text)
	}
	return g
}
