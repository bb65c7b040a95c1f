package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/legal"
	"pilotent/message"
)

func general() *grammar.Noun[*call] {
	return &grammar.Noun[*call]{
		Name: Umbrella, English: Umbrella, Default: "aide",
		Main: []string{"aide", "bilan", "facteurs", "qui", "suite", "étape", "passation", "réglages"},
		Commands: append([]*grammar.Command[*call]{
			{Verb: "aide", English: "help", Also: []string{"?", "bonjour", "bonsoir", "salut"}, EnglishAlso: []string{"hello", "hi"}, Run: help, Params: []grammar.Param{
				{Name: "sujet", English: "topic", Kind: grammar.Name, Positional: true},
			}},
			{Verb: "bilan", English: "overview", Shows: true, EnglishAlso: []string{"summary"}, Run: overview},
			{Verb: "facteurs", English: "factors", Shows: true, Also: []string{"facteur"}, Run: showFactors},
			{Verb: "qui", English: "who", Shows: true, Run: who, Params: []grammar.Param{
				{Name: "recherche", English: "query", Kind: grammar.Name, Positional: true}, after,
			}},
			{Verb: "suite", English: "more", Anywhere: true, Also: []string{"continuer"}, EnglishAlso: []string{"continue"}, Run: resume},
			changeStage(),
			{Verb: "passation", English: "handover", Also: []string{"relais"}, Params: []grammar.Param{full}, Run: handover},
			takingOver(), settings(),
		}, slices.Concat(endings(), personal())...),
		Nouns: []*grammar.Noun[*call]{plans(), partners(), agreements()},
	}
}

func help(c *call, a grammar.Args) (message.Message, error) {
	topic := a.Text("topic")
	if topic == "" {
		return c.language.Help(c.p), nil
	}
	return c.language.HelpOn(c.p, topic)
}

// inOverview is how many lines each part of the overview shows.
const inOverview = 3

func overview(c *call, _ grammar.Args) (message.Message, error) {
	o, err := c.Overview(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	m := message.Say(c.text("overview.title", "project", o.Project, "date", o.Today), c.over(o.Closed))
	table := message.Table{Head: []message.Text{c.p.Text("overview.stage"), c.p.Text("overview.schools")}}
	for _, s := range perimeter.Stages() {
		if n := o.Deployment.Now[s]; n > 0 {
			table.Rows = append(table.Rows, []message.Text{c.p.Value(s), c.p.Value(n)})
		}
	}
	if n := o.Deployment.Now.Total(); n == 0 {
		m = m.With(c.text("overview.no_school"))
	} else {
		m = m.With(c.text("overview.count", "Count", n), table, message.Lines(append([]message.Text{c.deployed(o.Deployment)}, c.behind(o.Deployment)...)...))
	}
	var late, next, deadlines message.List
	for _, act := range o.LateActions {
		late = append(late, c.actionLine(act, o.Today))
	}
	for _, meeting := range o.Meetings {
		next = append(next, c.p.Text("meeting.line", "ref", meeting.Ref(), "code", meeting.Committee, "start", meeting.Start()))
	}
	for _, v := range o.Verifications {
		deadlines = append(deadlines, legal.Running(c.p, v, o.Today))
	}
	part := func(key, all string, items message.List) {
		m = m.With(c.text("overview."+key, "Count", len(items)), items[:min(inOverview, len(items))])
		if len(items) > inOverview {
			m = m.With(c.text("overview.rest", "Count", len(items)-inOverview, "command", message.Text(all)))
		}
	}
	part("late", "/action liste --retard", late)
	part("meetings", "/reunion liste", next)
	part("deadlines", "/recette liste", deadlines)
	if len(o.Agreements) > 0 {
		part("agreements", "/ent convention liste", c.agreementLines(o.Agreements, o.Today))
	}
	if n := len(o.Proposed); n > 0 {
		m = m.With(c.text("overview.proposed", "Count", n))
	}
	return m, nil
}
