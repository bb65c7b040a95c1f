package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/proceedings"
	"pilotent/message"
	"pilotent/reports"
)

// minutesOfMeetings is the noun of the minutes of meetings; the meeting may stand before the verb.
// Without one it is the last that was closed, of those that the channel is about.
func minutesOfMeetings() *grammar.Noun[*call] {
	ref := grammar.Param{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Required: true, Positional: true, Of: grammar.Meetings}
	last := ref
	last.Required = false
	text := grammar.Param{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}
	number := grammar.Param{Name: "numéro", English: "number", Kind: grammar.Ref, Positional: true, Fits: isNumber}
	return &grammar.Noun[*call]{
		Name: "compte-rendu", English: "minutes", Also: []string{"cr", "compterendu", "comptes-rendus"}, Default: "voir", ThingFirst: true,
		Commands: []*grammar.Command[*call]{
			{Verb: "voir", English: "show", Shows: true, Run: showMinutes, Params: []grammar.Param{
				last,
				{Name: "format", English: "format", Kind: grammar.Choice, Choices: []grammar.Option{
					{Value: string(reports.PDF), Words: []string{"pdf", "pdf"}, Label: fileFormat(reports.PDF)},
					{Value: string(reports.DOCX), Words: []string{"docx", "docx", "word", "doc"}, Label: fileFormat(reports.DOCX)},
					{Value: string(reports.Markdown), Words: []string{"md", "md", "markdown"}, Label: fileFormat(reports.Markdown)},
				}},
				{Name: "relevé", English: "decisions", Kind: grammar.Flag},
			}},
			{Verb: "diffuser", English: "post", Also: []string{"envoyer", "publier"}, EnglishAlso: []string{"send", "publish"}, Params: []grammar.Param{last}, Run: postMinutes},
			{Verb: "texte", English: "write", Also: []string{"écrire", "rédiger"}, Params: []grammar.Param{ref, number, text}, Run: rewriteMinutes},
			{Verb: "remarque", English: "remark", Also: []string{"remarques"}, EnglishAlso: []string{"remarks", "comment"}, Params: []grammar.Param{ref, text}, Run: remarkOnMinutes},
			{Verb: "approuver", English: "approve", Also: []string{"approbation"}, Run: approveMinutes, Params: []grammar.Param{
				ref, {Name: "en", English: "at", Kind: grammar.Ref, Prefix: "R", Of: grammar.Meetings, Also: []string{"séance"}},
			}},
			{Verb: "compléter", English: "complete", Also: []string{"corriger", "ajouter"}, EnglishAlso: []string{"add", "correct"}, Params: []grammar.Param{ref, text}, Run: addToMinutes},
		},
	}
}

func showMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Minutes(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	if a.Has("format") || a.Flag("decisions") {
		return c.minutesFile(v, reports.Format(a.Text("format")), a.Flag("decisions"))
	}
	there := c.p.In(v.Content.Location())
	m := message.Say(message.Lines(c.p.Text("minutes.title", "ref", v.MeetingRef(), "code", v.Of.Code, "start", there.Moment(v.Content.Start)), c.minutesState(v)))
	m = m.With(c.p.Minutes(v.Content)...).With(c.minutesRemarks("minutes.remarks", v.Remarks)...)
	if v.Approved() {
		m = m.With(c.minutesRemarks("minutes.added", v.Added)...)
	}
	return m.With(c.minutesNext(v)...), nil
}

// minutesFile is an answer with the minutes, or with what came of the meeting alone, as a
// file in the language of the project: others will read it.
func (c *call) minutesFile(v proceedings.View, as reports.Format, outcomes bool) (message.Message, error) {
	p := c.catalog.Printer(v.In.Locale, v.In.Location())
	doc, kind := reports.Proceedings(p, v), "minutes.file.title"
	if outcomes {
		doc, kind = reports.Outcomes(p, v), "minutes.file.outcomes"
	}
	data, err := doc.As(as, v.Now)
	if err != nil {
		return message.Message{}, err
	}
	if as == "" {
		as = reports.PDF
	}
	m := message.Say(c.text("minutes.sent", "ref", v.MeetingRef(), "number", v.Ref, "outcomes", outcomes))
	m.Files = []message.File{{Name: plainName(string(p.Text(kind))) + "-" + v.MeetingRef() + "." + string(as), Type: typeOf(as), Data: data}}
	return m, nil
}

// minutesState says where minutes stand.
func (c *call) minutesState(v proceedings.View) message.Text {
	switch {
	case v.Approved():
		return c.p.Approval(v)
	case v.State != proceedings.StateDraft:
		return c.p.Text("minutes.none")
	case v.OpenForRemarks():
		return c.p.Text("minutes.draft", "at", v.PostedAt, "until", v.Until)
	default:
		return c.p.Text("minutes.waits", "at", v.PostedAt, "until", v.Until)
	}
}

// minutesRemarks are what was said of minutes, under a title.
func (c *call) minutesRemarks(key string, list []proceedings.Remark) []message.Block {
	if len(list) == 0 {
		return nil
	}
	lines := []message.Text{c.p.Text(key, "Count", len(list))}
	for _, r := range list {
		lines = append(lines, "- "+c.p.Remark(r))
	}
	return []message.Block{message.Lines(lines...)}
}

// minutesNext is what its reader can type next.
func (c *call) minutesNext(v proceedings.View) []message.Block {
	var lines []message.Text
	way := func(key string) { lines = append(lines, c.p.Text(key, "ref", v.MeetingRef())) }
	switch {
	case v.Approved() && v.Writes:
		way("minutes.way.complete")
	case v.Approved():
	case v.State == proceedings.StateDraft:
		if v.Differs && v.Writes {
			way("minutes.way.again")
		}
		if v.OpenForRemarks() {
			way("minutes.way.remark")
		}
		if v.Approves {
			way("minutes.way.approve")
		}
	case v.Writes:
		way("minutes.way.write")
		way("minutes.way.post")
	}
	if len(lines) == 0 {
		return nil
	}
	return []message.Block{message.Lines(lines...)}
}

func postMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.PostMinutes(c, c.Actor, a.Number("meeting"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		message.Lines(c.p.Text("minutes.posted", "ref", v.MeetingRef(), "channel", v.Of.ChannelName, "edition", v.Edition, "again", v.Edition > 1),
			c.p.Text("minutes.until", "until", v.Until)),
		c.text("minutes.way_on", "ref", v.MeetingRef())), nil
}

func rewriteMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.RewriteMinutes(c, c.Actor, a.Number("meeting"), a.Number("number"), a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		c.text("minutes.written", "ref", v.MeetingRef(), "place", a.Number("number"), "beside", a.Number("number") == 0),
		c.text("minutes.way_post", "ref", v.MeetingRef(), "again", v.Edition > 0)), nil
}

func remarkOnMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.RemarkOnMinutes(c, c.Actor, a.Number("meeting"), a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(c.p.Text("minutes.remarked", "ref", v.MeetingRef(), "Count", len(v.Remarks)), c.p.Text("minutes.until", "until", v.Until)),
		c.text("minutes.way_on", "ref", v.MeetingRef())), nil
}

func approveMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.ApproveMinutes(c, c.Actor, a.Number("meeting"), a.Number("at"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(message.Lines(c.p.Text("minutes.done", "ref", v.MeetingRef(), "number", v.Ref), c.p.Text("minutes.frozen", "channel", v.Of.ChannelName)),
		c.text("minutes.way.complete", "ref", v.MeetingRef())), nil
}

func addToMinutes(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.AddToMinutes(c, c.Actor, a.Number("meeting"), a.Text("text"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("minutes.completed", "number", v.Ref, "channel", v.Of.ChannelName), c.text("minutes.way_on", "ref", v.MeetingRef())), nil
}
