package scheduler

import (
	"slices"

	"pilotent/governance/calendar"
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
		return actionDone(p, b, a)
	case rollout.ActionDeclined, rollout.ActionBlocked, rollout.ActionUnblocked:
		return actionNews(p, d, b, a)
	case rollout.ActionCommented:
		return actionComment(p, b, a)
	case rollout.ActionPostponed:
		return message.Say(message.Lines(actionPostponed(p, b.Change, a)...))
	case rollout.ActionShared:
		first := "announce.action.shared"
		if rollout.Taken(b.Change) {
			first = "announce.action.taken"
		}
		return message.Say(message.Lines(
			p.Text(first, "ref", ref, "title", title, "by", b.Change.By), inCharge(p, a)))
	case rollout.ActionWithdrawn:
		return actionWithdrawn(p, d, b, a)
	case rollout.ActionCancelled:
		u, _ := d.Recipient.Person()
		yours := slices.ContainsFunc(a.Assignees, record.Person{ID: u}.Is)
		lines := []message.Text{p.Text("announce.action.cancelled", "by", b.Change.By, "ref", ref, "title", title, "yours", yours)}
		if b.Change.Note != "" {
			lines = append(lines, p.Text("announce.action.reason", "reason", b.Change.Note))
		}
		return message.Say(message.Lines(lines...))
	}
	if _, toGroup := d.Recipient.Channel(); kind == rollout.ActionGivenBack && !toGroup {
		return actionNews(p, d, b, a)
	}
	lines := append([]message.Text{actionHeading(p, kind, b.Change, a)}, actionChange(p, kind, b.Change, a)...)
	lines = append(lines, actionHands(p, d, a)...)
	switch n := len(a.SchoolList); {
	case n > maxNamed:
		lines = append(lines, p.Text("announce.decision.schools_many", "Count", n))
	case n > 0:
		lines = append(lines, p.Text("announce.action.assigned_schools", "Count", n, "schools", schoolNames(a.SchoolList)))
	}
	m := message.Say(message.Lines(lines...))
	if kind != rollout.ActionReminder && kind != rollout.ActionWaiting {
		m.Facts = due(p, a.Due)
	}
	if kind == rollout.ActionReminder && a.Late(a.Today) {
		m.Tone = message.ToneSerious
	}
	return actionOpen(p, d, b, a, m)
}

// actionDone tells that an action is done, and what was told of that.
func actionDone(p i18n.Printer, b reminder.Content, a rollout.ActionView) message.Message {
	lines := []message.Text{p.Text("announce.action.done", "ref", a.Ref(), "title", a.Title, "by", b.Change.By)}
	if b.Change.Note != "" {
		lines = append(lines, p.Text("announce.action.note", "note", b.Change.Note))
	}
	if a.Trained > 0 || a.Spent > 0 {
		lines = append(lines, p.Text("action.reported", "Count", a.Trained, "spent", a.Spent, "long", a.Spent > 0))
	}
	return message.Say(message.Lines(lines...))
}

// actionNews tells what has become of an action, and why, to those who need do nothing.
func actionNews(p i18n.Printer, d reminder.Delivery, b reminder.Content, a rollout.ActionView) message.Message {
	lines := []message.Text{p.Text("announce."+string(d.Kind), "ref", a.Ref(), "title", a.Title, "by", b.Change.By, "people", a.Assignees, "held", len(a.Assignees) > 0)}
	if b.Change.Note != "" {
		lines = append(lines, p.Text("announce.action.reason", "reason", b.Change.Note))
	}
	m := message.Say(message.Lines(lines...))
	m.Ways = p.Text("announce.action.way_show", "ref", a.Ref())
	return m
}

// due is the day by which something is to be done; nothing where there is none.
func due(p i18n.Printer, day calendar.Date) []message.Fact {
	if day.IsZero() {
		return nil
	}
	return []message.Fact{{Label: p.Text("fact.due"), Value: p.Text("fact.day", "date", day)}}
}

// actionComment is a remark on an action, and how its reader can answer.
func actionComment(p i18n.Printer, b reminder.Content, a rollout.ActionView) message.Message {
	back := "announce.action.comment_back"
	if b.Guest {
		back = "announce.action.comment_guest"
	}
	m := message.Say(message.Lines(
		p.Text("announce.action.commented", "ref", a.Ref(), "title", a.Title, "by", b.Change.By),
		p.Text("announce.action.comment", "text", b.Change.Note)))
	m.Ways = p.Text(back, "ref", a.Ref())
	return m
}

// actionOpen adds what its reader can do about an action that is open.
func actionOpen(p i18n.Printer, d reminder.Delivery, b reminder.Content, a rollout.ActionView, m message.Message) message.Message {
	if a.State != rollout.ActionOpen { // told anew after the click that has closed it
		return m
	}
	_, toGroup := d.Recipient.Channel()
	way := "announce.action.way_back"
	switch {
	case toGroup:
		way = "announce.action.way_show"
	case b.Guest:
		way = "announce.action.guest"
	}
	m.Ways = p.Text(way, "ref", a.Ref(), "author", a.Author)
	if d.Kind == rollout.ActionUnrouted {
		m.Ways = p.Text("announce.action.way_route", "ref", a.Ref())
	}
	switch {
	case toGroup && a.Waits(), d.Kind == rollout.ActionUnrouted:
		m.Buttons = []message.Button{{
			Label: p.Text("button.take"), Command: "/action prendre " + a.Ref(), Typed: p.Text("typed.take", "ref", a.Ref()), Style: message.StylePrimary,
		}}
	case toGroup:
	case d.Kind == rollout.ActionReminder || d.Kind == rollout.ActionAgain:
		m.Buttons = []message.Button{seenButton(p, a.Ref()), tomorrowButton(p, a.Ref())}
	}
	if !toGroup && !b.Guest && d.Kind != rollout.ActionUnrouted {
		m.Buttons = append(m.Buttons, doneButton(p, "/action faite "+a.Ref(), p.Text("typed.done", "ref", a.Ref())))
	}
	return m
}

// actionHeading is the first line about an action that is open: it was given to
// somebody, comes again, or is due.
func actionHeading(p i18n.Printer, kind reminder.DeliveryKind, change record.HistoryLine, a rollout.ActionView) message.Text {
	ref, title := a.Ref(), a.Title
	switch kind {
	case rollout.ActionAssigned:
		by := a.Author
		if change.By.ID != "" {
			by = change.By
		}
		return p.Text("announce.action.assigned", "by", by, "ref", ref, "title", title)
	case rollout.ActionUnrouted:
		return p.Text("announce.action.unrouted", "by", a.Author, "ref", ref, "title", title)
	case rollout.ActionOffered:
		first := "announce.action.offered"
		if a.Origin == rollout.OriginNeed {
			first = "announce.action.need"
		}
		if !a.Waits() {
			first = "announce.action.of_group"
		}
		return p.Text(first, "by", change.By, "ref", ref, "title", title)
	case rollout.ActionReopened, rollout.ActionGivenBack:
		return p.Text("announce."+string(kind), "ref", ref, "title", title, "by", change.By, "people", a.Assignees, "held", len(a.Assignees) > 0)
	case rollout.ActionEdited:
		return p.Text("announce.action.edited", "ref", ref, "title", title, "by", change.By)
	case rollout.ActionAgain:
		return p.Text("announce.action.again", "ref", ref, "title", title)
	default:
		return dueHeading(p, ref, title, a.Today.DaysUntil(a.Due), a.Due)
	}
}

// dueHeading reminds of what is due on a day, which is in so many days.
func dueHeading(p i18n.Printer, ref, title string, days int, due calendar.Date) message.Text {
	switch {
	case days > 1: // nobody reads in between
		return p.Text("announce.action.reminder_ahead", "ref", ref, "title", title, "date", due)
	case days > 0:
		return p.Text("announce.action.reminder_before", "ref", ref, "title", title, "date", due)
	case days == 0:
		return p.Text("announce.action.reminder_today", "ref", ref, "title", title, "date", due)
	default:
		return p.Text("announce.action.reminder_late", "ref", ref, "title", title, "date", due)
	}
}

// actionChange says why an action is open again, what it was before an edit, or what a
// school needs.
func actionChange(p i18n.Printer, kind reminder.DeliveryKind, change record.HistoryLine, a rollout.ActionView) (lines []message.Text) {
	switch kind {
	case rollout.ActionReopened, rollout.ActionGivenBack:
		return []message.Text{p.Text("announce.action.reason", "reason", change.Note)}
	case rollout.ActionEdited:
		if before, ok := change.Before.(rollout.SupportAction); ok && before.Title != a.Title {
			lines = append(lines, p.Text("announce.action.edited_title", "title", before.Title))
		}
		return append(lines, p.Text("announce.action.kind", "kind", a.Kind))
	case rollout.ActionOffered, rollout.ActionUnrouted:
		if a.Origin == rollout.OriginNeed {
			lines = append(lines, p.Text("announce.action.kind", "kind", a.Kind))
		}
		return lines
	default:
		return nil
	}
}

// actionHands says who else has an action that is given to somebody or to a group, or
// that nobody of the group has it.
func actionHands(p i18n.Printer, d reminder.Delivery, a rollout.ActionView) (lines []message.Text) {
	others := with(a, d)
	switch {
	case d.Kind == rollout.ActionWaiting:
		return []message.Text{p.Text("announce.action.nobody")}
	case d.Kind == rollout.ActionOffered && len(a.Assignees) > 0:
		return []message.Text{p.Text("announce.action.people", "people", a.Assignees)}
	case d.Kind != rollout.ActionAssigned:
		return nil
	}
	if len(others) > 0 {
		lines = append(lines, p.Text("announce.action.with", "people", others))
	}
	if a.Group != "" {
		lines = append(lines, p.Text("announce.action.group", "group", a.Group))
	}
	return lines
}

// inCharge says who has an action.
func inCharge(p i18n.Printer, a rollout.ActionView) message.Text {
	if hands := handsOf(p, a); hands != "" {
		return p.Text("announce.action.people", "people", hands)
	}
	return p.Text("announce.action.nobody")
}

// handsOf are those who have an action, and the group that owns it; "" for nobody.
func handsOf(p i18n.Printer, a rollout.ActionView) message.Text {
	if len(a.Assignees) == 0 && a.Group == "" {
		return ""
	}
	return p.Text("action.hands", "people", a.Assignees, "group", a.Group)
}

// actionWithdrawn tells somebody, or a group, that an action is others' now.
func actionWithdrawn(p i18n.Printer, d reminder.Delivery, b reminder.Content, a rollout.ActionView) message.Message {
	first := "announce.action.withdrawn"
	if _, toGroup := d.Recipient.Channel(); toGroup {
		first = "announce.action.withdrawn_group"
	}
	return message.Say(message.Lines(
		p.Text(first, "ref", a.Ref(), "title", a.Title),
		p.Text("announce.action.withdrawn_now", "by", b.Change.By, "people", handsOf(p, a))))
}

// with are those who share an action with whom a delivery goes to.
func with(a rollout.ActionView, d reminder.Delivery) []record.Person {
	u, _ := d.Recipient.Person()
	return a.Others(u)
}

// actionPostponed says the new date first, then who has changed it, and why.
func actionPostponed(p i18n.Printer, change record.HistoryLine, a rollout.ActionView) []message.Text {
	lines := []message.Text{p.Text("announce.action.postponed", "date", a.Due, "ref", a.Ref(), "title", a.Title)}
	if before := rollout.DueBefore(change); before.IsZero() {
		lines = append(lines, p.Text("announce.action.postponed_new", "by", change.By))
	} else {
		lines = append(lines, p.Text("announce.action.postponed_by", "by", change.By, "before", before))
	}
	if change.Note != "" {
		lines = append(lines, p.Text("announce.action.reason", "reason", change.Note))
	}
	return lines
}

// actionsInDigest names those who hold them, to a committee and to who gave them.
func actionsInDigest(p i18n.Printer, d reminder.DigestView, actions []rollout.SupportAction) group {
	late := actions[0].Late(d.Today)
	g := group{count: p.Text("digest.count.actions", "Count", len(actions))}
	held := 0
	for _, a := range actions {
		text := p.Text("action.line", "ref", a.Ref(), "title", short(a.Title))
		switch {
		case d.Committee == nil && slices.ContainsFunc(a.Assignees, record.Person{ID: d.Person}.Is):
			held++
		case len(a.Assignees) > 0:
			text += p.Text("action.line_for", "people", a.Assignees)
		default:
			text += p.Text("action.line_free")
		}
		if a.Group != "" {
			text += p.Text("action.line_group", "group", a.Group)
		}
		switch {
		case late:
			text += p.Text("action.line_late", "Count", a.Due.DaysUntil(d.Today), "date", p.ShortDate(a.Due))
		case !a.Due.IsZero():
			text += p.Text("action.line_due", "date", p.ShortDate(a.Due))
		}
		g.lines = append(g.lines, text)
	}
	all, given := p.Text("digest.all.actions"), p.Text("digest.all.actions_given")
	if late {
		all, given = p.Text("digest.all.actions_late"), p.Text("digest.all.actions_given_late")
	}
	g.all = all
	switch held {
	case 0:
		g.ways = []message.Text{p.Text("digest.rest.given", "command", given)}
	case len(actions):
		g.all, g.ways = p.Text("digest.all.actions_own"), []message.Text{p.Text("digest.rest.actions")}
	default:
		g.ways = []message.Text{p.Text("digest.rest.actions"), p.Text("digest.rest.given", "command", given)}
	}
	if held == 0 && d.Committee == nil {
		g.all = given
	}
	return g
}
