package commands

import (
	"strconv"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/message"
)

// waves is the noun of sets that have a plan; the number may stand before the verb.
func waves() *grammar.Noun[*call] {
	number := waveParam()
	number.Required, number.Positional = true, true
	schools := grammar.Param{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Also: []string{"établissement"}, Of: grammar.Schools}
	planned := []grammar.Param{number, setParam(), schools, {Name: "qui", English: "lead", Kind: grammar.Person}}
	for _, t := range targetParams() {
		planned = append(planned, t.Param)
	}
	return &grammar.Noun[*call]{
		Name: "vague", English: "wave", Default: "liste", WithText: "voir", ThingFirst: true,
		Commands: []*grammar.Command[*call]{
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Params: []grammar.Param{after}, Run: listWaves},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{number}, Run: showWave},
			{Verb: "prévoir", English: "plan", Also: []string{"créer", "planifier", "modifier"}, EnglishAlso: []string{"create", "edit"}, Run: planWave, Params: append(planned, wavesBy()...)},
		},
	}
}

// wavesBy are the filters that choose the schools of a wave, besides its set.
func wavesBy() []grammar.Param {
	filters := []grammar.Param{communeParam(), districtParam(), schoolType()}
	for i := range filters {
		filters[i].Hidden = true
	}
	return filters
}

// targetParam is the parameter for the day until which schools are to be at a stage.
type targetParam struct {
	grammar.Param
	stage perimeter.Stage
}

func targetParams() []targetParam {
	return []targetParam{
		{grammar.Param{Name: "retenue", English: "selected", Kind: grammar.Date}, perimeter.StageSelected},
		{grammar.Param{Name: "conventionnée", English: "agreed", Kind: grammar.Date}, perimeter.StageAgreed},
		{grammar.Param{Name: "alimentée", English: "fed", Kind: grammar.Date}, perimeter.StageFed},
		{grammar.Param{Name: "formée", English: "trained", Kind: grammar.Date}, perimeter.StageTrained},
		{grammar.Param{Name: "ouverte", English: "open", Kind: grammar.Date}, perimeter.StageOpen},
		{grammar.Param{Name: "en-usage", English: "in-use", Kind: grammar.Date}, perimeter.StageInUse},
	}
}

func planWave(c *call, a grammar.Args) (message.Message, error) {
	number := a.Number("wave")
	of := grammar.Args{}
	for name, value := range a {
		if name != "wave" { // it is the one that is planned
			of[name] = value
		}
	}
	uais, err := c.chosen(of)
	if err != nil {
		return message.Message{}, err
	}
	plan := perimeter.PlanWave{Number: number, Name: string(c.p.Text("wave.name", "number", number)), Schools: uais}
	for _, t := range targetParams() {
		if a.Has(t.English) {
			plan.Targets = append(plan.Targets, perimeter.Target{Stage: t.stage, Due: a.Date(t.English)})
		}
	}
	if a.Has("lead") {
		people, err := c.people("lead", []string{a.Text("lead")})
		if err != nil {
			return message.Message{}, err
		}
		plan.Lead = people[0]
	}
	w, err := c.PlanWave(c, c.Actor, plan)
	if err != nil {
		return message.Message{}, err
	}
	return c.waveCard(w), nil
}

func listWaves(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Waves(c, c.Actor, 0)
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("wave.none")), nil
	}
	var items message.List
	for _, w := range list {
		items = append(items, c.waveLine(w))
	}
	return message.Say(c.text("wave.list", "Count", len(list))).With(c.page(a, items)...), nil
}

// waveLine is a wave with what its schools are to reach next, or are late for.
func (c *call) waveLine(w perimeter.WaveView) message.Text {
	line := c.p.Text("wave.line", "number", w.Wave, "Count", len(w.Schools))
	for _, p := range w.Progress {
		if p.Missing > 0 {
			return line + c.p.Text("wave.line_next", "stage", p.Stage, "date", c.p.ShortDate(p.Due), "reached", p.Reached, "late", p.Late)
		}
	}
	return line + c.p.Text("wave.line_done", "planned", len(w.Progress) > 0)
}

func showWave(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Waves(c, c.Actor, a.Number("wave"))
	if err != nil {
		return message.Message{}, err
	}
	return c.waveCard(list[0]), nil
}

// waveCard is a wave with its plan, and how to see who is behind.
func (c *call) waveCard(w perimeter.WaveView) message.Message {
	lines := []message.Text{c.p.Text("wave.title", "number", w.Wave, "name", w.Name, "named", w.Name != string(c.p.Text("wave.name", "number", w.Wave)), "Count", len(w.Schools))}
	if w.Lead != (record.Person{}) {
		lines = append(lines, c.p.Text("wave.lead", "people", []record.Person{w.Lead}))
	}
	late := false
	var targets message.List
	for _, p := range w.Progress {
		targets = append(targets, c.p.Text("wave.target", "stage", p.Stage, "date", p.Due, "reached", p.Reached, "all", len(w.Schools)-w.Aside, "Count", p.Missing, "late", p.Late))
		late = late || p.Late
	}
	if w.Aside > 0 {
		lines = append(lines, c.p.Text("wave.aside", "Count", w.Aside))
	}
	m := message.Say(message.Lines(lines...))
	number := []string{strconv.Itoa(w.Wave)}
	if len(targets) == 0 {
		return m.With(c.text("wave.no_plan", "number", w.Wave))
	}
	raw := grammar.Raw{"wave": number}
	key := "wave.to_see"
	if late {
		key, raw["late"] = "wave.to_see_late", []string{"true"}
	}
	return m.With(targets, c.text(key, "line", message.Text(c.language.Command("ecole", "liste").Line(c.p, raw))))
}
