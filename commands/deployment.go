package commands

import (
	"maps"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/message"
	"pilotent/reports"
)

// monthsBack are the months of a picture, besides this one: a year.
const monthsBack = 11

// unsupportedParam narrows to the schools that nobody has done anything for since they
// opened.
func unsupportedParam() grammar.Param {
	return grammar.Param{Name: "sans-accompagnement", English: "unsupported", Kind: grammar.Flag}
}

// deploymentCommand says how far schools are.
func deploymentCommand(filters []grammar.Param) *grammar.Command[*call] {
	return &grammar.Command[*call]{
		Verb: "bilan", English: "progress", Shows: true, Run: deployment,
		Also: []string{"avancement", "déploiement"}, EnglishAlso: []string{"overview", "summary"},
		Params: append(filters,
			grammar.Param{Name: "par", English: "per", Kind: grammar.Choice, Choices: []grammar.Option{
				{Value: string(perimeter.PlaceCommune), Words: []string{"commune", "commune", "communes", "ville", "town"}, Label: perimeter.PlaceCommune},
				{Value: string(perimeter.PlaceDistrict), Words: []string{"circo", "district", "circonscription", "circonscriptions"}, Label: perimeter.PlaceDistrict},
				{Value: string(perimeter.PlaceWave), Words: []string{"vague", "wave", "vagues"}, Label: perimeter.PlaceWave},
			}},
			grammar.Param{Name: "image", English: "picture", Kind: grammar.Flag, Also: []string{"images", "graphique"}, EnglishAlso: []string{"chart"}},
		),
	}
}

func deployment(c *call, a grammar.Args) (message.Message, error) {
	n := perimeter.AskDeployment{SchoolFilter: listFilter(a), By: perimeter.PlaceKind(a.Text("per"))}
	pictures := a.Flag("picture")
	if pictures {
		n.Months = monthsBack
		if n.By == perimeter.PlaceNone {
			n.By = perimeter.PlaceCommune
		}
	}
	of, err := c.Deployment(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	if of.Now.Total() == 0 {
		return c.noneListed(n.SchoolFilter), nil
	}
	lines := []message.Text{c.p.Text("deployment.title", "Count", of.Now.Total(), "project", of.Project, "date", of.Today)}
	if chosen := c.command.Understood(c.p, c.filters()); len(chosen) > 0 {
		lines = append(lines, c.p.List(chosen)) // others hear it too, with --partager
	}
	m := message.Say(message.Lines(append(lines, c.deployed(of))...))
	if !pictures && n.By != perimeter.PlaceNone {
		return m.With(c.byPlace(a, of)...), nil
	}
	m = m.With(c.byStage(of))
	if pictures {
		m.Files, err = reports.DeploymentPictures(c.p, of)
		return m.With(c.described(of)), err
	}
	return m.With(message.Lines(c.behind(of)...), message.Lines(
		c.p.Text("deployment.to_places", "line", c.sameWith("per", string(perimeter.PlaceCommune))),
		c.p.Text("deployment.to_pictures", "line", c.sameWith("picture", "true")))), nil
}

// deployed says how many schools have the ENT, and how many had it a month ago.
func (c *call) deployed(of perimeter.Deployment) message.Text {
	now, before := of.Now.Deployed(), of.Before.Deployed()
	return c.p.Text("deployment.deployed", "Count", now, "used", of.Now[perimeter.StageInUse], "rate", of.Now.Rate(),
		"more", max(now-before, 0), "less", max(before-now, 0))
}

// byStage is a line for each stage at which schools are, or were a month ago, but for
// those at which they are deployed, and one for those aside.
func (c *call) byStage(of perimeter.Deployment) (items message.List) {
	line := func(key string, stage perimeter.Stage, now, before int) {
		if now > 0 || before > 0 {
			items = append(items, c.p.Text(key, "stage", stage, "number", now, "more", max(now-before, 0), "less", max(before-now, 0)))
		}
	}
	now, before := 0, 0
	for _, s := range perimeter.Stages() {
		switch {
		case s.Aside():
			now, before = now+of.Now[s], before+of.Before[s]
		case !s.Deployed():
			line("deployment.stage", s, of.Now[s], of.Before[s])
		}
	}
	line("deployment.aside", "", now, before)
	return items
}

// behind says who is late, and who is left alone, with the lists of them.
func (c *call) behind(of perimeter.Deployment) (lines []message.Text) {
	if of.Planned() {
		lines = append(lines, c.p.Text("deployment.late", "Count", of.Late, "line", c.listWith("late")))
	}
	if of.Unsupported > 0 {
		lines = append(lines, c.p.Text("deployment.unsupported", "Count", of.Unsupported, "line", c.listWith("unsupported")))
	}
	return lines
}

// byPlace is a line for each commune, district or wave.
func (c *call) byPlace(a grammar.Args, of perimeter.Deployment) []message.Block {
	if len(of.Places) == 0 { // there is no wave
		return []message.Block{c.text("wave.none")}
	}
	var items message.List
	for _, place := range of.Places {
		items = append(items, c.p.Text("deployment.place", "place", reports.PlaceName(c.p, place), "Count", place.Total(), "deployed", place.Deployed(), "rate", place.Rate()))
	}
	return c.page(a, items)
}

// inDescription are how many places or waves the text on a picture names.
const inDescription = 3

// described is what the pictures show, for who cannot see them.
func (c *call) described(of perimeter.Deployment) message.Paragraph {
	first := of.Months[0]
	lines := []message.Text{c.p.Text("deployment.seen.months", "date", c.p.ShortDate(first.Day), "Count", first.Deployed(), "now", of.Now.Deployed())}
	var places, waves []message.Text
	for _, p := range of.Places[:min(inDescription, len(of.Places))] {
		places = append(places, c.p.Text("deployment.seen.place", "place", reports.PlaceName(c.p, p), "deployed", p.Deployed(), "all", p.Total()))
	}
	if len(places) > 1 {
		lines = append(lines, c.p.Text("deployment.seen.places", "places", places))
	}
	for _, w := range reports.InPlan(of) {
		if len(waves) < inDescription {
			waves = append(waves, c.p.Text("deployment.seen.wave", "number", w.Wave, "stage", w.Stage, "reached", w.Reached, "all", w.Reached+w.Missing))
		}
	}
	if len(waves) > 0 {
		lines = append(lines, c.p.Text("deployment.seen.waves", "waves", waves))
	}
	return message.Lines(lines...)
}

// sameWith is the line that was typed, with an option more.
func (c *call) sameWith(option, value string) message.Text {
	raw := c.filters()
	raw[option] = []string{value}
	return message.Text(c.command.Line(c.p, raw))
}

// listWith is the line that lists the schools which were meant and that a flag lets
// through.
func (c *call) listWith(flag string) message.Text {
	raw := c.filters()
	raw[flag] = []string{"true"}
	return message.Text(c.language.Command("ecole", "liste").Line(c.p, raw))
}

// filters are what was typed that says which schools are meant.
func (c *call) filters() grammar.Raw {
	raw := grammar.Raw{}
	maps.Copy(raw, c.raw)
	maps.DeleteFunc(raw, func(name string, _ []string) bool {
		return name == "per" || name == "picture" || name == after.English || name == grammar.Share.English
	})
	return raw
}
