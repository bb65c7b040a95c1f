package commands

import (
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/message"
)

// agendas is the noun of what a meeting deals with; the meeting may stand before the
// verb.
func agendas() *grammar.Noun[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true, Of: grammar.Meetings}
	number := grammar.Param{Name: "numéro", English: "number", Kind: grammar.Ref, Required: true, Positional: true}
	title := grammar.Param{Name: "intitulé", English: "point", Kind: grammar.Text, Refers: true, Also: []string{"titre"}, EnglishAlso: []string{"title"}}
	asked := title
	asked.Required, asked.Positional = true, true
	length := grammar.Param{Name: "durée", English: "duration", Kind: grammar.Duration}
	by := grammar.Param{Name: "par", English: "speaker", Kind: grammar.Name, EnglishAlso: []string{"by"}}
	return &grammar.Noun[*call]{
		Name: "ordre", English: "agenda", Default: "voir", ThingFirst: true,
		Commands: []*grammar.Command[*call]{
			{Verb: "voir", English: "show", Shows: true, Also: []string{"du jour", "liste", "lister"}, EnglishAlso: []string{"list"}, Params: []grammar.Param{ref, full}, Run: showAgenda},
			{Verb: "ajouter", English: "add", Also: []string{"proposer"}, EnglishAlso: []string{"propose"}, Params: []grammar.Param{ref, asked, length, by}, Run: proposePoint},
			{Verb: "placer", English: "place", Also: []string{"déplacer"}, EnglishAlso: []string{"move"}, Run: placePoint, Params: []grammar.Param{
				ref, number, {Name: "rang", English: "rank", Kind: grammar.Ref, Required: true, Positional: true, Also: []string{"en"}},
			}},
			{Verb: "modifier", English: "edit", Also: []string{"préciser"}, Params: []grammar.Param{ref, number, title, length, by}, Run: editPoint},
			{Verb: "retirer", English: "remove", Also: []string{"enlever"}, Run: withdrawPoint, Params: []grammar.Param{
				ref, number, {Name: "motif", English: "reason", Kind: grammar.Text},
			}},
		},
	}
}

func showAgenda(c *call, a grammar.Args) (message.Message, error) {
	of, err := c.Agenda(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	title := c.p.Text("agenda.title", "ref", of.Ref(), "code", of.Committee, "start", of.Start())
	if len(of.Points) == 0 {
		title += "\n" + c.p.Text("agenda.none", "ref", of.Ref())
	}
	if !of.OpenedAt.IsZero() {
		title += "\n" + c.heldSince(of)
	}
	m := message.Say(message.Paragraph(title))
	if len(of.Points) > 0 && !of.OpenedAt.IsZero() {
		m = m.With(c.agendaPoints(of)).With(c.p.Outcomes(of)...)
	} else if len(of.Points) > 0 {
		m = m.With(c.agendaPoints(of), message.Paragraph(c.timing(of)))
	}
	return m.With(c.proposed(of, a.Flag(full.English))...), nil
}

// agendaPoints are those of an agenda; of a meeting that was opened, with what has become
// of each.
func (c *call) agendaPoints(of sitting.Agenda) message.Paragraph {
	if of.OpenedAt.IsZero() {
		return c.p.Points(of)
	}
	var lines []message.Text
	for _, p := range of.Points {
		lines = append(lines, c.p.HeldPoint(of, p))
	}
	return message.Lines(lines...)
}

// timing says how long the points take, against the meeting's length.
func (c *call) timing(of sitting.Agenda) message.Text {
	sum, unsaid := of.Planned()
	text := c.p.Text("agenda.sum", "sum", sum, "length", of.Duration, "over", of.Over(), "none", sum == 0, "long", of.Over() > 0, "known", of.Duration > 0)
	if sum > 0 && unsaid > 0 {
		text += " " + c.p.Text("agenda.unsaid", "Count", unsaid)
	}
	return text
}

// maxProposals is how many proposals an agenda shows.
const maxProposals = 4

// proposed are what could be put on the agenda, each with the line that does.
func (c *call) proposed(of sitting.Agenda, all bool) []message.Block {
	if len(of.Proposals) == 0 {
		return nil
	}
	list := of.Proposals
	if !all && len(list) > maxProposals {
		list = list[:maxProposals]
	}
	lines := []message.Text{c.p.Text("agenda.proposals")}
	for _, p := range list {
		lines = append(lines, "- "+c.proposal(of, p))
	}
	if more := len(of.Proposals) - len(list); more > 0 {
		lines = append(lines, c.p.Text("agenda.more", "Count", more, "ref", of.Ref()))
	}
	return []message.Block{message.Lines(lines...)}
}

func (c *call) proposal(of sitting.Agenda, p sitting.Proposal) message.Text {
	title := p.Title
	if p.Why == sitting.ProposalMinutes {
		title = string(c.p.Text("agenda.minutes", "ref", message.Text(meetingRef(p.From))))
		p.Title = title
	}
	if p.About != "" {
		title = p.About.Ref()
	}
	return c.p.Text("agenda.proposal", "title", record.Excerpt(p.Title), "why", c.p.Text(p.Why.MessageKey(), "since", p.Since, "ref", meetingRef(p.From)),
		"line", message.Text(c.language.Command("ordre", "ajouter").Line(c.p, grammar.Raw{"meeting": {of.Ref()}, "point": {title}})))
}

func proposePoint(c *call, a grammar.Args) (message.Message, error) {
	by, err := c.presenter(a)
	if err != nil {
		return message.Message{}, err
	}
	of, p, err := c.ProposePoint(c, c.Actor, sitting.NewPoint{
		Meeting: a.Number("meeting"), Title: a.Text("point"), Length: a.Duration("duration"), Presenter: by,
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.ordered("agenda.added", of, p), nil
}

func placePoint(c *call, a grammar.Args) (message.Message, error) {
	of, p, err := c.PlacePoint(c, c.Actor, a.Number("meeting"), a.Number("number"), a.Number("rank"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("agenda.placed", "ref", of.Ref(), "place", p.Place), c.p.Points(of)), nil
}

func editPoint(c *call, a grammar.Args) (message.Message, error) {
	by, err := c.presenter(a)
	if err != nil {
		return message.Message{}, err
	}
	of, p, err := c.EditPoint(c, c.Actor, sitting.EditPoint{
		Meeting: a.Number("meeting"), Place: a.Number("number"), Title: a.Text("point"), Length: a.Duration("duration"), Presenter: by,
	})
	if err != nil {
		return message.Message{}, err
	}
	return c.ordered("agenda.edited", of, p), nil
}

func withdrawPoint(c *call, a grammar.Args) (message.Message, error) {
	of, p, err := c.WithdrawPoint(c, c.Actor, a.Number("meeting"), a.Number("number"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("agenda.withdrawn", "ref", of.Ref(), "title", p.Title)), nil
}

// ordered is the answer to a change of one point.
func (c *call) ordered(key string, of sitting.Agenda, p sitting.Point) message.Message {
	return message.Say(message.Lines(c.p.Text(key, "ref", of.Ref()), c.p.Point(p), c.timing(of)),
		c.text("agenda.way_on", "ref", of.Ref()))
}

// presenter is who was named to present a point: an account or, where none has that
// name, the name; zero where nobody was.
func (c *call) presenter(a grammar.Args) (by record.Called, err error) {
	name := a.Text("speaker")
	if !isMention(name) && strings.Contains(strings.TrimSpace(name), " ") {
		return record.Called{Name: name}, nil
	}
	people, err := c.people("speaker", strings.Fields(name))
	switch {
	case record.CodeOf(err) == record.NotFound && !isMention(name):
		return record.Called{Name: name}, nil
	case err != nil || len(people) == 0:
		return by, err
	}
	return record.Called{Account: people[0]}, nil
}

func meetingRef(number int) string { return committee.Meeting{Number: number}.Ref() }

// outcomeChange is what a line of history says of a decision or an action that was noted
// in a meeting; false where it says nothing.
func (c *call) outcomeChange(l record.HistoryLine) (message.Text, bool) {
	o, ok := l.After.(record.Outcome)
	if !ok {
		return "", false
	}
	return c.p.Text("outcome.change", "ref", o.About.Ref()), true
}

// pointChange is what a line of history says of a point; false where it says nothing.
func (c *call) pointChange(l record.HistoryLine) (message.Text, bool) {
	p, ok := l.After.(sitting.Point)
	if !ok {
		return "", false
	}
	return c.p.Text("point.change", "change", c.p.Text("history."+l.Change), "title", record.Excerpt(p.Title)), true
}
