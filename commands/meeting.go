package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/message"
)

func meetings() *grammar.Noun[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true, Of: grammar.Meetings}
	committee := grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word, Positional: true, Fits: looksLikeCode, Of: grammar.Committees}
	planned := committee
	planned.Fits = looksLikeNoDay
	date := grammar.Param{Name: "date", English: "date", Kind: grammar.Moment, Required: true, Positional: true}
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	length := grammar.Param{Name: "durée", English: "duration", Kind: grammar.Duration}
	place := grammar.Param{Name: "lieu", English: "place", Kind: grammar.Name, Also: []string{"salle", "où"}, EnglishAlso: []string{"room", "where"}, Within: []string{"salle", "room"}}
	title := grammar.Param{Name: "titre", English: "subject", Kind: grammar.Name, Also: []string{"objet", "sujet"}, EnglishAlso: []string{"title"}}
	return &grammar.Noun[*call]{
		Name: "reunion", English: "meeting", Default: "prochaine", ThingFirst: true,
		Main:  []string{"planifier", "liste", "voir", "convoquer", "présence", "ouvrir", "clore", "reporter", "annuler"},
		Nouns: []*grammar.Noun[*call]{agendas(), seriesOf(length, place, title, reason), minutesOfMeetings()},
		Commands: append([]*grammar.Command[*call]{
			{Verb: "planifier", English: "schedule", Also: []string{"creer", "ajouter", "nouvelle", "programmer", "organiser"}, EnglishAlso: []string{"plan", "new", "add", "organise"}, Run: scheduleMeeting, Params: []grammar.Param{
				planned, date,
				length,
				place, title,
			}},
			{Verb: "prochaine", English: "next", Shows: true, Also: []string{"prochain"}, Params: []grammar.Param{committee}, Run: nextMeeting},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister", "calendrier"}, EnglishAlso: []string{"calendar"}, Run: listMeetings, Params: []grammar.Param{
				committee, {Name: "passées", English: "past", Kind: grammar.Flag}, after,
			}},
			{Verb: "exporter", English: "export", Also: []string{"télécharger", "registre"}, EnglishAlso: []string{"download", "register"}, Run: exportMeetings, Params: meetingExtractParams(committee)},
			{Verb: "importer", English: "import", Run: importRegister(meetingRegister), Params: registerParams(grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word})},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full}, Run: showMeeting},
			{Verb: "reporter", English: "move", Also: []string{"deplacer"}, Run: moveMeeting, Params: []grammar.Param{
				ref, {Name: "date", English: "moved", Kind: grammar.Shift, Required: true, Positional: true}, reason,
			}},
			{Verb: "modifier", English: "edit", Params: []grammar.Param{ref, place, length, title, reason}, Run: editMeeting},
			{Verb: "annuler", English: "cancel", Params: []grammar.Param{ref, reason}, Run: cancelMeeting},
		}, slices.Concat(convening(), conductCommands(), feedCommands())...),
	}
}

func scheduleMeeting(c *call, a grammar.Args) (message.Message, error) {
	m, committee, err := c.ScheduleMeeting(c, c.Actor, committee.NewMeeting{
		Committee: a.Text("committee"), Start: a.Moment("date"), Duration: a.Duration("duration"), Place: a.Text("place"), Title: a.Text("subject"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(
		c.p.Text("meeting.planned", "ref", m.Ref(), "code", m.Committee, "start", m.Start()),
		c.about(m),
		c.promise(m, committee)),
		c.text("meeting.way_back", "ref", m.Ref())), nil
}

// promise says what the channel will be told, and when: of the committee's
// leads, those that are still to come.
func (c *call) promise(m committee.Meeting, committee record.Committee) message.Text {
	leads := committee.LeadsAfter(m.CreatedAt, m.Start())
	if len(leads) == 0 {
		return c.p.Text("meeting.announced", "channel", committee.ChannelName)
	}
	return c.p.Text("meeting.reminders", "leads", c.leads(leads), "channel", committee.ChannelName)
}

// about is what the meeting is about, its length and its place, as far as they are
// known.
func (c *call) about(m committee.Meeting) message.Text {
	switch where := c.where(m); {
	case m.Title == "":
		return where
	case where == "":
		return c.p.Text("meeting.title", "title", m.Title)
	default:
		return c.p.Text("meeting.title", "title", m.Title) + "\n" + where
	}
}

// where is the meeting's length and place, as far as they are known.
func (c *call) where(m committee.Meeting) message.Text {
	switch {
	case m.Duration > 0 && m.Place != "":
		return c.p.Text("meeting.duration_place", "duration", m.Duration, "place", m.Place)
	case m.Duration > 0:
		return c.p.Text("meeting.duration", "duration", m.Duration)
	case m.Place != "":
		return c.p.Text("meeting.place", "place", m.Place)
	default:
		return ""
	}
}

func nextMeeting(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Meetings(c, c.Actor, a.Text("committee"), false)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return c.nextForeseen(a)
	}
	m := list[0]
	lacking, err := c.prepared(m.Number)
	if err != nil {
		return message.Message{}, err
	}
	next := message.Say(message.Lines(c.p.Text("meeting.next", "ref", m.Ref(), "code", m.Committee, "start", m.Start()), c.about(m)))
	if lacking != "" {
		next = next.With(lacking)
	}
	return next.With(c.text("meeting.next_more", "ref", m.Ref())), nil
}

func listMeetings(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Meetings(c, c.Actor, a.Text("committee"), a.Flag("past"))
	if err != nil {
		return message.Message{}, err
	}
	ahead, err := c.fromSeries(a, len(list))
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 && len(ahead) == 0 {
		if a.Flag("past") {
			return message.Say(c.text("meeting.list.none_past")), nil
		}
		return message.Say(c.text("meeting.list.none")), nil
	}
	var items message.List
	for _, m := range list {
		text := c.p.Text("meeting.line", "ref", m.Ref(), "code", m.Committee, "start", m.Start())
		if m.Title != "" {
			text += c.p.Text("meeting.line_title", "title", m.Title)
		}
		if m.Place != "" {
			text += c.p.Text("meeting.line_place", "place", m.Place)
		}
		if m.State == committee.MeetingOff {
			text += c.p.Text("meeting.line_off")
		}
		items = append(items, c.formerly(text, m.FormerRef, m.Ref()))
	}
	var m message.Message
	if len(items) > 0 {
		m = message.Say(c.text("meeting.list.title", "Count", len(list))).With(c.page(a, items)...)
	}
	if len(ahead) > 0 {
		m = m.With(c.text("series.foreseen_title"), ahead)
	}
	return m, nil
}

func showMeeting(c *call, a grammar.Args) (message.Message, error) {
	m, err := c.Meeting(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	series, err := c.ofSeries(m.Meeting)
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{
		c.p.Text("meeting.card.title", "ref", m.Ref(), "code", m.Committee, "name", m.CommitteeName),
		c.p.Text("meeting.card.start", "start", m.Start()), c.about(m.Meeting), series,
		c.brought(another(m.FormerRef, m.Ref()), ""),
	}
	held, err := c.held(m.Meeting)
	switch {
	case err != nil:
		return message.Message{}, err
	case m.State == committee.MeetingOff:
		lines = append(lines, c.p.Text("meeting.card.off"))
	case held != "":
		lines = append(lines, held)
	default:
		lines = append(lines, c.p.Text("committee.reminders", "leads", c.leads(m.Leads)))
	}
	around, err := c.around(m.Meeting)
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(append(lines, around...)...), message.Lines(c.history(m.History)...)), nil
}

// around is what there is of a meeting besides: its agenda and its convocation, each with
// where to read it.
func (c *call) around(m committee.Meeting) (lines []message.Text, err error) {
	of, err := c.Agenda(c, c.Actor, m.Number)
	if err != nil {
		return nil, err
	}
	if len(of.Points) > 0 {
		lines = append(lines, c.p.Text("meeting.card.agenda", "Count", len(of.Points), "ref", m.Ref()))
	}
	r, err := c.Roll(c, c.Actor, m.Number)
	if err != nil || !r.Convened() {
		return lines, err
	}
	lines = append(lines, c.p.Text("meeting.card.convened", "at", r.Convocation.SentAt, "Count", r.Tally.Silent, "ref", m.Ref()))
	if r.Awaits(c.User.ID) && m.State == committee.MeetingScheduled && m.OpenedAt.IsZero() {
		lines = append(lines, c.p.Text("meeting.card.your_answer", "ref", m.Ref()))
	}
	return lines, nil
}

func moveMeeting(c *call, a grammar.Args) (message.Message, error) {
	before, m, err := c.MoveMeeting(c, c.Actor, a.Number("meeting"), a.Shift("moved"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return c.withLetter(message.Say(c.text("meeting.moved", "ref", m.Ref(), "code", m.Committee, "before", before.Start(), "start", m.Start())), m.Number)
}

func editMeeting(c *call, a grammar.Args) (message.Message, error) {
	_, m, err := c.EditMeeting(c, c.Actor, committee.EditMeeting{
		Number: a.Number("meeting"), Place: a.Text("place"), Duration: a.Duration("duration"), Title: a.Text("subject"), Reason: a.Text("reason"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(c.p.Text("meeting.edited", "ref", m.Ref(), "code", m.Committee, "start", m.Start()), c.about(m))), nil
}

func cancelMeeting(c *call, a grammar.Args) (message.Message, error) {
	m, err := c.CancelMeeting(c, c.Actor, a.Number("meeting"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return c.withLetter(message.Say(c.text("meeting.cancelled", "ref", m.Ref(), "code", m.Committee, "start", m.Start())), m.Number)
}
