package i18n

import (
	"pilotent/governance/committee"
	"pilotent/governance/proceedings"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// Minutes are what the minutes of a meeting say, as people read them in the chat: when and
// where, who was there, each point with what was said and what came of it.
func (p Printer) Minutes(c proceedings.Content) []message.Block {
	lines := []message.Text{p.MinutesWhen(c)}
	for _, g := range c.ByAnswer() {
		var names []message.Text
		for _, a := range g.Who {
			names = append(names, p.Attendee(a))
		}
		lines = append(lines, p.Text("attendance.line", "label", p.Text("label."+g.Answer.Word()), "Count", len(names), "names", p.List(names)))
	}
	if quorum := p.MinutesQuorum(c); quorum != "" {
		lines = append(lines, quorum)
	}
	blocks := []message.Block{message.Lines(lines...)}
	if c.Intro != "" {
		blocks = append(blocks, message.Paragraph(p.Value(c.Intro)))
	}
	for _, i := range c.Items {
		blocks = append(blocks, p.minutesItem(i))
	}
	if c.Next != "" {
		blocks = append(blocks, message.Paragraph(p.Text("minutes.next", "when", p.MinutesNext(c))))
	}
	return blocks
}

// MinutesWhen is when a meeting began and ended, and where.
func (p Printer) MinutesWhen(c proceedings.Content) message.Text {
	there := p.In(c.Location())
	text := p.Text("minutes.held", "date", there.Day(c.OpenedAt), "from", there.Clock(c.OpenedAt), "until", there.until(c))
	if c.Place != "" {
		text += p.Text("minutes.place", "place", c.Place)
	}
	if c.Title != "" {
		text += "\n" + p.Text("meeting.title", "title", c.Title)
	}
	return text
}

// until is when a meeting was closed; "" where nobody has closed it.
func (p Printer) until(c proceedings.Content) message.Text {
	if c.ClosedAt.IsZero() {
		return ""
	}
	return p.Clock(c.ClosedAt)
}

// MinutesQuorum says whether there were enough; "" where nobody was convened.
func (p Printer) MinutesQuorum(c proceedings.Content) message.Text {
	switch {
	case c.Convened.IsZero():
		return ""
	case c.AgainFor != "":
		return p.Text("convocation.again_for", "ref", c.AgainFor)
	case c.Needed == 0:
		return p.Text("convocation.no_quorum")
	default:
		return p.Text("minutes.quorum", "needed", c.Needed, "there", c.There, "met", c.There >= c.Needed, "Count", c.Members)
	}
}

// Attendee is somebody who was convened: « Camille Martin (cheffe de projet, Syndicat) ».
func (p Printer) Attendee(a proceedings.Attendee) message.Text {
	var said []message.Text
	for _, part := range []string{a.Title, a.Institution} {
		if part != "" {
			said = append(said, p.Value(part))
		}
	}
	if a.Office != "" {
		said = append(said, p.Value(a.Office))
	}
	if a.DeputyOf != "" {
		said = append(said, p.Text("minutes.deputy", "name", a.DeputyOf))
	}
	if a.By != "" {
		said = append(said, p.Text("minutes.proxy", "name", a.By))
	}
	if len(said) == 0 {
		return p.Value(a.Name)
	}
	text := said[0]
	for _, s := range said[1:] {
		text += ", " + s
	}
	return p.Text("minutes.attendee", "name", a.Name, "said", text)
}

// MinutesItem is the title of a point; "" for what came of the meeting beside them.
func (p Printer) MinutesItem(i proceedings.Item) message.Text {
	if i.Place == 0 {
		return p.Text("minutes.beside")
	}
	return p.Text("agenda.point", "place", i.Place, "title", i.Title)
}

// MinutesTime is who has presented a point and how long it took, or that it was left.
func (p Printer) MinutesTime(i proceedings.Item) message.Text {
	var said []message.Text
	if i.Presenter != "" {
		said = append(said, p.Text("minutes.by", "name", i.Presenter))
	}
	switch {
	case i.Place > 0 && i.State != sitting.PointDealt:
		said = append(said, p.Text("minutes.left"))
	case i.Used > 0:
		said = append(said, p.Duration(i.Used))
	}
	var text message.Text
	for n, s := range said {
		if n > 0 {
			text += ", "
		}
		text += s
	}
	return text
}

func (p Printer) minutesItem(i proceedings.Item) message.Paragraph {
	title := "**" + p.MinutesItem(i) + "**"
	if said := p.MinutesTime(i); said != "" {
		title += " (" + said + ")"
	}
	lines := []message.Text{title}
	if i.Note != "" {
		lines = append(lines, p.Value(i.Note))
	}
	for _, r := range i.Results {
		lines = append(lines, "- "+p.Text("minutes.result", "ref", r.Ref, "text", r.Text, "said", p.MinutesResult(r)))
	}
	return message.Lines(lines...)
}

// MinutesResult is what was decided, by which vote, by whom it is carried out and when.
func (p Printer) MinutesResult(r proceedings.Result) (text message.Text) {
	if verdict := p.MinutesVerdict(r); verdict != "" {
		text += ", " + verdict
	}
	if len(r.People) > 0 {
		text += ", " + p.Value(r.People)
	}
	if !r.Due.IsZero() {
		text += p.Text("minutes.due", "date", r.Due)
	}
	return text
}

// MinutesVerdict is what was decided and by which vote; "" of an action.
func (p Printer) MinutesVerdict(r proceedings.Result) message.Text {
	if r.State == "" {
		return ""
	}
	text := p.Standing(committee.Decision{State: r.State, Details: committee.Details{Opinion: r.Opinion}})
	if r.Opinion {
		text = p.Text("minutes.opinion", "state", text)
	}
	if v := r.Voted(); v.Said() {
		text += " (" + p.Vote(v) + ")"
	}
	return text
}

// MinutesNext is when the committee meets next.
func (p Printer) MinutesNext(c proceedings.Content) message.Text {
	text := p.Text("minutes.next_when", "ref", c.Next, "start", p.In(c.Location()).Moment(c.NextStart))
	if c.NextPlace != "" {
		text += p.Text("minutes.place", "place", c.NextPlace)
	}
	return text
}

// Approval is when minutes were approved, by whom, and under which number.
func (p Printer) Approval(v proceedings.View) message.Text {
	meeting := ""
	if v.ApprovedIn != 0 {
		meeting = committee.Meeting{Number: v.ApprovedIn}.Ref()
	}
	return p.Text("minutes.approved", "at", p.Day(v.ApprovedAt), "number", v.Ref, "by", v.ApprovedName, "chair", v.Chair, "meeting", meeting)
}

// Remark is what somebody said of minutes: « Jean Dupont, le 3 décembre : « … » ».
func (p Printer) Remark(r proceedings.Remark) message.Text {
	return p.Text("minutes.remark", "name", r.Name, "at", p.Day(r.At), "text", r.Text)
}
