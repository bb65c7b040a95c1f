package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/message"
)

// followParams are what follows from a decision: who carries it out, and by when.
func followParams() []grammar.Param {
	return []grammar.Param{
		{Name: "responsable", English: "in-charge", Kind: grammar.Person, Many: true, Also: []string{"charge", "qui"}, EnglishAlso: []string{"owner", "who"}, Dashed: []string{"qui", "who", "charge"}},
		{
			Name: "échéance", English: "due", Kind: grammar.Date, Also: []string{"pour", "pour-le", "avant", "limite", "délai"}, EnglishAlso: []string{"by", "before", "for"},
			Dashed: []string{"pour", "for", "by", "due", "limite", "délai"},
		},
	}
}

// takenParams are how a decision was taken, and why.
func takenParams() []grammar.Param {
	return []grammar.Param{
		{Name: "vote", English: "vote", Kind: grammar.Name, Also: []string{"voix"}, Dashed: []string{"vote", "voix"}},
		{Name: "contexte", English: "context", Kind: grammar.Text, Also: []string{"raisons", "pourquoi"}, EnglishAlso: []string{"why"}, Dashed: []string{"contexte", "context", "raisons", "pourquoi", "why"}},
		{Name: "alternatives", English: "alternatives", Kind: grammar.Text, Seldom: true, Dashed: []string{"alternatives"}},
		{Name: "réunion", English: "meeting", Kind: grammar.Ref, Prefix: "R", Seldom: true, Of: grammar.Meetings, Also: []string{"séance"}, Dashed: []string{"réunion", "meeting", "séance"}},
		{Name: "revoir", English: "review", Kind: grammar.Date, Seldom: true, Also: []string{"revue"}, Dashed: []string{"revoir", "review", "revue"}},
		{Name: "marché", English: "contract", Kind: grammar.Word, Seldom: true, Dashed: []string{"marché", "contract"}},
	}
}

// decidedParam is the day on which a decision was taken, and opinionParam says that it
// is an opinion.
func decidedParam() grammar.Param {
	return grammar.Param{Name: "le", English: "taken-on", Kind: grammar.PastDate, Seldom: true, Also: []string{"décidée"}, EnglishAlso: []string{"on", "decided-on"}, Dashed: []string{"le", "on", "décidée"}}
}

func opinionParam() grammar.Param {
	return grammar.Param{Name: "avis", English: "opinion", Kind: grammar.Flag, Seldom: true, Dashed: []string{"avis", "opinion"}}
}

// details are what was typed of a decision beside its words.
func (c *call) details(a grammar.Args) (committee.Details, error) {
	d := committee.Details{
		Opinion: a.Flag("opinion"), Context: a.Text("context"), Alternatives: a.Text("alternatives"), Meeting: a.Number("meeting"),
		DecidedOn: a.Date("taken-on"), Due: a.Date("due"), Review: a.Date("review"), Contract: a.Text("contract"),
	}
	var err error
	if d.Vote, err = parseVote("vote", a.Text("vote")); err != nil {
		return d, err
	}
	d.InCharge, err = c.people("in-charge", a.List("in-charge"))
	return d, err
}

// detailLines are what is recorded of a decision beside its words, in short, or with
// everything in full.
func (c *call) detailLines(v committee.DecisionView, whole bool) (lines []message.Text) {
	if v.Opinion {
		lines = append(lines, c.p.Text("decision.card.opinion"))
	}
	day := v.DecidedOn
	switch {
	case v.Sitting != nil && !day.IsZero():
		lines = append(lines, c.p.Text("decision.card.taken_at", "date", day, "meeting", v.Sitting.Ref()))
	case v.Sitting != nil:
		lines = append(lines, c.p.Text("decision.card.meeting", "meeting", v.Sitting.Ref(), "date", v.Sitting.Day))
	case !day.IsZero():
		lines = append(lines, c.p.Text("decision.card.taken", "date", day))
	}
	if v.Vote.Said() {
		lines = append(lines, c.p.Text("decision.card.vote", "vote", v.Vote))
	}
	if v.Late(v.Today) {
		lines = append(lines, c.late(v))
	} else if who := c.p.CarriedOut(v.Decision); who != "" {
		lines = append(lines, who)
	}
	lines = append(lines, c.brought("", v.Offline))
	if !v.Review.IsZero() {
		lines = append(lines, c.p.Text("decision.card.review", "date", v.Review))
	}
	lines = append(lines, c.brought(another(v.FormerRef, v.Ref), ""))
	if v.Contract != "" {
		lines = append(lines, c.p.Text("decision.card.contract", "contract", v.Contract))
	}
	lines = append(lines, c.longText("decision.card.context", v.Context, whole), c.longText("decision.card.alternatives", v.Alternatives, whole))
	if v.Link != "" {
		lines = append(lines, c.p.Text("decision.card.source", "link", message.Text(v.Link)))
	}
	return lines
}

// late says that a decision is to be carried out since a day, and by whom.
func (c *call) late(v committee.DecisionView) message.Text {
	key := "decision.card.late"
	if len(v.InCharge) > 0 {
		key = "decision.card.late_charge"
	}
	return c.p.Text(key, "Count", v.Due.DaysUntil(v.Today), "date", v.Due, "people", v.InCharge)
}

// maxContext is how many characters of a long text are shown in short.
const maxContext = 120

// longText is a line with a text, or its beginning; "" without one.
func (c *call) longText(key, text string, whole bool) message.Text {
	r := []rune(text)
	switch {
	case text == "":
		return ""
	case len(r) > maxContext && !whole:
		text = string(r[:maxContext]) + "…"
	}
	return c.p.Text(key, "text", text)
}

// carryOutLines are decisions to carry out, with who does and by when.
func (c *call) carryOutLines(list []committee.Decision, today calendar.Date) message.List {
	var items message.List
	for _, dec := range list {
		text := c.p.Text("decision.todo", "ref", dec.Ref, "text", dec.Text)
		if len(dec.InCharge) > 0 {
			text += c.p.Text("decision.todo_for", "people", dec.InCharge)
		}
		switch {
		case dec.Late(today):
			text += c.p.Text("decision.todo_late", "Count", dec.Due.DaysUntil(today), "date", c.p.ShortDate(dec.Due))
		case !dec.Due.IsZero():
			text += c.p.Text("decision.todo_due", "date", c.p.ShortDate(dec.Due))
		}
		items = append(items, text)
	}
	return items
}

// listToCarryOut answers with what is decided, and not carried out yet.
func (c *call) listToCarryOut(a grammar.Args, f committee.DecisionFilter) (message.Message, error) {
	if f.State != "" {
		return message.Message{}, record.InvalidError("decision.todo_state").About("state")
	}
	list, today, err := c.DecisionsToCarryOut(c, c.Actor, f)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("decision.todo.none")), nil
	}
	return message.Say(c.text("decision.todo.title", "Count", len(list))).With(c.page(a, c.carryOutLines(list, today))...), nil
}
