package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// conductCommands hold a meeting: they open it, take up its points and close it. Without
// a number it is the meeting that the channel is about.
func conductCommands() []*grammar.Command[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Positional: true, Of: grammar.Meetings}
	held := ref
	held.Fits = looksLikeMeeting
	return []*grammar.Command[*call]{
		{Verb: "ouvrir", English: "open", Also: []string{"commencer", "démarrer"}, EnglishAlso: []string{"begin", "start"}, Params: []grammar.Param{ref}, Run: openMeeting},
		{Verb: "point", English: "item", Also: []string{"suivant"}, EnglishAlso: []string{"topic"}, Run: takePoint, Params: []grammar.Param{
			held,
			{Name: "numéro", English: "number", Kind: grammar.Ref, Positional: true},
			{Name: "note", English: "note", Kind: grammar.Text},
			{Name: "remplacer", English: "replace", Kind: grammar.Flag},
		}},
		{Verb: "clore", English: "close", Also: []string{"terminer", "lever", "fermer", "clôturer"}, EnglishAlso: []string{"finish", "end"}, Params: []grammar.Param{ref}, Run: closeMeeting},
	}
}

// looksLikeMeeting reports whether a word is a meeting's reference, and no number alone:
// that is a point's.
func looksLikeMeeting(word string) bool {
	_, err := record.ParseRef("meeting", "R", word)
	return err == nil && !isNumber(word)
}

func openMeeting(c *call, a grammar.Args) (message.Message, error) {
	of, err := c.OpenMeeting(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	r, err := c.Roll(c, c.Actor, of.Number)
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("conduct.opened", "ref", of.Ref(), "code", of.Committee)}
	if r.Convened() {
		lines = append(lines, c.quorum(r), c.p.Text("attendance.way_in", "ref", of.Ref()))
	}
	m := message.Say(message.Lines(lines...))
	if len(of.Points) == 0 {
		return m.With(c.text("agenda.none", "ref", of.Ref())), nil
	}
	return m.With(c.agendaPoints(of), message.Paragraph(c.timing(of)), message.Paragraph(c.wayOn(of))), nil
}

func takePoint(c *call, a grammar.Args) (message.Message, error) {
	n := sitting.TakePoint{Meeting: a.Number("meeting"), Place: a.Number("number"), Note: a.Text("note"), Replace: a.Flag("replace")}
	t, err := c.TakePoint(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	if t.Noted {
		return message.Say(c.text("conduct.noted", "place", t.Taken.Place, "title", t.Taken.Title, "ref", t.Ref())), nil
	}
	lines := []message.Text{c.p.Text("conduct.taken") + c.p.Point(t.Taken)}
	if t.Left.Place > 0 {
		lines = append(lines, c.p.Text("conduct.left")+c.p.HeldPoint(t.Agenda, t.Left))
	}
	return message.Say(message.Lines(append(lines, c.p.Used(t.Agenda))...), message.Paragraph(c.wayOn(t.Agenda))), nil
}

func closeMeeting(c *call, a grammar.Args) (message.Message, error) {
	of, err := c.CloseMeeting(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(message.Lines(c.p.Text("conduct.done", "ref", of.Ref(), "code", of.Committee), c.p.Used(of)))
	if len(of.Points) > 0 {
		m = m.With(c.agendaPoints(of))
	}
	return m.With(c.p.Outcomes(of)...).With(c.text("agenda.way_on", "ref", of.Ref())), nil
}

// wayOn is what to type next while a meeting sits.
func (c *call) wayOn(of sitting.Agenda) message.Text {
	if p, ok := of.Next(); ok {
		return c.p.Text("conduct.next", "place", p.Place, "title", record.Excerpt(p.Title))
	}
	return c.p.Text("conduct.last", "ref", of.Ref())
}

// held is where a meeting stands that has been opened; "" before.
func (c *call) held(m committee.Meeting) (message.Text, error) {
	if m.OpenedAt.IsZero() {
		return "", nil
	}
	of, err := c.Agenda(c, c.Actor, m.Number)
	if err != nil {
		return "", err
	}
	return c.heldSince(of), nil
}

// heldSince says since when a meeting sits and what is at hand, or when it sat.
func (c *call) heldSince(of sitting.Agenda) message.Text {
	if !of.ClosedAt.IsZero() {
		return c.p.Text("conduct.sat", "from", c.p.Clock(of.OpenedAt), "until", c.p.Clock(of.ClosedAt)) + " " + c.p.Used(of)
	}
	text := c.p.Text("conduct.sits", "from", c.p.Clock(of.OpenedAt))
	if p, ok := of.AtHand(); ok {
		text += " " + c.p.Text("conduct.hand", "place", p.Place, "title", record.Excerpt(p.Title), "used", p.Used(of.Now))
	}
	return text
}

// atHand says at which point of a meeting that sits something was noted; "" where it was
// not, or where that cannot be told now: it was noted all the same.
func (c *call) atHand(about record.Subject) message.Text {
	n, noted, err := c.NotedAt(c, c.Actor, about)
	switch {
	case err != nil || !noted:
		return ""
	case n.Point.Place == 0:
		return c.p.Text("conduct.joined", "ref", n.Meeting.Ref())
	default:
		return c.p.Text("conduct.joined_point", "ref", n.Meeting.Ref(), "place", n.Point.Place)
	}
}
