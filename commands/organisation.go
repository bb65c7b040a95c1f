package commands

import (
	"strconv"

	"pilotent/commands/grammar"
	"pilotent/governance/organisation"
	"pilotent/governance/record"
	"pilotent/message"
)

func plans() *grammar.Noun[*call] {
	perimeter := grammar.Param{Name: "périmètre", English: "perimeter", Kind: grammar.Choice, Positional: true, Required: true, Choices: []grammar.Option{
		{Value: string(organisation.PerimeterSchool), Words: []string{"école", "school"}, Label: organisation.PerimeterSchool},
		{Value: string(organisation.PerimeterNetwork), Words: []string{"réseau", "network"}, Label: organisation.PerimeterNetwork},
		{Value: string(organisation.PerimeterCommune), Words: []string{"commune", "town", "ville"}, Label: organisation.PerimeterCommune},
		{Value: string(organisation.PerimeterDistrict), Words: []string{"circonscription", "district"}, Label: organisation.PerimeterDistrict},
		{Value: string(organisation.PerimeterIntercommunality), Words: []string{"intercommunalité", "intercommunality", "syndicat"}, Label: organisation.PerimeterIntercommunality},
	}}
	stage := grammar.Param{Name: "étape", English: "phase", Kind: grammar.Choice, Choices: phases()}
	code := grammar.Param{Name: "code", English: "code", Kind: grammar.Word}
	return &grammar.Noun[*call]{
		Name: "initialiser", English: "initialise", Default: "proposer", WithText: "proposer",
		Commands: []*grammar.Command[*call]{
			{Verb: "proposer", English: "propose", Run: proposePlan, Params: []grammar.Param{
				perimeter,
				{Name: "écoles", English: "total", Kind: grammar.Word},
				stage,
				{Name: "partenaires", English: "partners", Kind: grammar.Name, Many: true},
			}},
			{Verb: "voir", English: "show", Run: showPlan},
			{Verb: "corriger", English: "correct", Run: correctPlan, Params: []grammar.Param{
				{Name: "ligne", English: "line", Kind: grammar.Ref, Required: true, Positional: true},
				{Name: "nom", English: "name", Kind: grammar.Name},
				code, levelParam(),
				{Name: "réunions", English: "yearly", Kind: grammar.Word},
				{Name: "sans", English: "out", Kind: grammar.Flag},
				{Name: "avec", English: "in", Kind: grammar.Flag},
			}},
			{Verb: "confirmer", English: "carry-out", Run: confirmPlan},
			{Verb: "abandonner", English: "drop", Run: dropPlan},
		},
	}
}

// phases are the stages of a project, as people type them.
func phases() []grammar.Option {
	words := map[organisation.ProjectStage][]string{
		organisation.StageFraming: {"cadrage", "framing"}, organisation.StagePilot: {"pilote", "trial", "pilot"},
		organisation.StageDeployment:     {"déploiement", "deployment"},
		organisation.StageGeneralisation: {"généralisation", "generalisation"},
		organisation.StageSteady:         {"régime courant", "steady"},
	}
	var options []grammar.Option
	for _, p := range organisation.Stages() {
		options = append(options, grammar.Option{Value: string(p), Words: words[p], Label: p})
	}
	return options
}

// changeStage is the verb that says and changes the stage of the project.
func changeStage() *grammar.Command[*call] {
	return &grammar.Command[*call]{
		Verb: "étape", English: "phase", Run: runStage,
		Params: []grammar.Param{{Name: "étape", English: "phase", Kind: grammar.Choice, Positional: true, Choices: phases()}},
	}
}

func runStage(c *call, a grammar.Args) (message.Message, error) {
	if stage := organisation.ProjectStage(a.Text("phase")); stage != "" {
		return c.plan(c.ChangeStage(c, c.Actor, stage))
	}
	v, err := c.Profile(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if v.Version == 0 {
		return message.Say(c.text("plan.no_profile")), nil
	}
	n := v.Schools
	if n == 0 {
		n = v.Counted
	}
	return message.Say(c.text("plan.profile", "perimeter", v.Perimeter, "stage", v.Stage, "Count", n),
		message.Lines(c.history(v.History)...)), nil
}

// whole is the number that an argument says, 0 where it says none.
func whole(a grammar.Args, param string) (int, error) {
	text := a.Text(param)
	if text == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		return 0, record.InvalidError("plan.number", "text", text).About(param)
	}
	return n, nil
}

func proposePlan(c *call, a grammar.Args) (message.Message, error) {
	partners, err := partnersOf(a.List("partners"))
	if err != nil {
		return message.Message{}, err
	}
	n, err := whole(a, "total")
	if err != nil {
		return message.Message{}, err
	}
	return c.plan(c.Initialise(c, c.Actor, organisation.Initialise{
		Perimeter: organisation.Perimeter(a.Text("perimeter")), Schools: n, Stage: organisation.ProjectStage(a.Text("phase")), Partners: partners,
	}))
}

func showPlan(c *call, _ grammar.Args) (message.Message, error) { return c.plan(c.Plan(c, c.Actor)) }

func correctPlan(c *call, a grammar.Args) (message.Message, error) {
	yearly, err := whole(a, "yearly")
	if err != nil {
		return message.Message{}, err
	}
	return c.plan(c.CorrectPlan(c, c.Actor, organisation.Correction{
		Number: a.Number("line"), Code: a.Text("code"), Name: a.Text("name"), Level: record.Level(a.Text("level")),
		Yearly: yearly, Out: a.Flag("out"), In: a.Flag("in"),
	}))
}

func dropPlan(c *call, _ grammar.Args) (message.Message, error) {
	if _, err := c.DropPlan(c, c.Actor); err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("plan.dropped")), nil
}

// plan is the plan that is discussed: what it answers, its lines, and what to do next.
func (c *call) plan(v organisation.PlanView, err error) (message.Message, error) {
	if err != nil {
		return message.Message{}, err
	}
	p := v.Profile
	m := message.Say(
		c.text("plan.title", "perimeter", p.Perimeter, "stage", p.Stage, "Count", p.Schools),
		message.Lines(
			c.p.Text("plan.least", "why", v.Least.In(c.p.Lang), "source", c.source(v.Plan, v.Least.Source)),
			c.p.Text("plan.fit", "why", v.Fit.In(c.p.Lang), "source", c.source(v.Plan, v.Fit.Source), "Count", v.Partners)))
	for i, l := range v.Lines {
		m = m.With(message.Lines(c.planLine(v.Plan, i+1, l)...))
	}
	var asked message.List
	for _, committee := range v.Extra {
		asked = append(asked, c.p.Text("plan.extra", "code", committee.Code, "name", committee.Name))
	}
	for _, q := range v.Questions {
		asked = append(asked, c.p.Value(q.In(c.p.Lang)))
	}
	if len(v.Unplaced) > 0 {
		asked = append(asked, c.p.Text("plan.unplaced", "names", v.Unplaced))
	}
	if len(asked) > 0 {
		m = m.With(c.text("plan.asked"), asked)
	}
	return m.With(message.Lines(c.p.Text("plan.correct"), c.p.Text("plan.confirm"))), nil
}

// source is where what a plan says comes from.
func (c *call) source(p organisation.Plan, name string) string { return p.Sources[name].In(c.p.Lang) }

// foreseen is how often a committee is to meet, and what is on its agenda each time, as
// far as a plan has said.
func (c *call) foreseen(of record.Committee) (lines []message.Text) {
	if of.Yearly > 0 {
		lines = append(lines, c.p.Text("committee.card.yearly", "Count", of.Yearly))
	}
	if len(of.Agenda) > 0 {
		lines = append(lines, c.p.Text("plan.agenda", "points", of.Agenda))
	}
	return lines
}

// planLine says what a line foresees, why, and who is to be found for it.
func (c *call) planLine(of organisation.Plan, number int, l organisation.Line) []message.Text {
	lang := c.p.Lang
	if l.Out {
		return []message.Text{c.p.Text("plan.out", "number", number, "code", l.Code, "name", l.NameIn(lang))}
	}
	lines := []message.Text{c.p.Text("plan.line", "number", number, "code", l.Code, "name", l.NameIn(lang), "level", l.Level, "Count", l.Yearly)}
	switch {
	case l.Present != nil && !l.Present.Sits():
		lines = append(lines, c.p.Text("plan.closed", "code", l.Present.Code))
	case l.Present != nil && l.Present.Yearly > 0 && l.Present.Yearly != l.Yearly:
		lines = append(lines, c.p.Text("plan.present_rhythm", "code", l.Present.Code, "before", l.Present.Yearly, "yearly", l.Yearly))
	case l.Present != nil:
		lines = append(lines, c.p.Text("plan.present", "code", l.Present.Code))
	}
	lines = append(lines, c.p.Text("plan.why", "why", l.Why.In(lang), "source", c.source(of, l.Source)))
	if l.Present != nil {
		return lines
	}
	var partners, others []message.Text
	for _, s := range l.Seats {
		switch {
		case s.Partner != "":
			partners = append(partners, c.p.Value(s.Partner))
		case s.Level != "":
			others = append(others, c.p.Text("plan.seat_level", "level", s.Level))
		default:
			others = append(others, c.p.Value(s.Function.In(lang)))
		}
	}
	if len(partners) > 0 {
		others = append([]message.Text{c.p.Text("plan.seat_partners", "names", partners)}, others...)
	}
	return append(lines, c.p.Text("plan.find", "seats", others), c.p.Text("plan.agenda", "points", l.AgendaIn(lang)))
}

func confirmPlan(c *call, _ grammar.Args) (message.Message, error) {
	v, err := c.ConfirmPlan(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	var items message.List
	for _, o := range v.Done {
		name, code := o.NameIn(c.p.Lang), o.Code
		if o.Present != nil {
			name, code = o.Present.Name, o.Present.Code
		}
		why := message.Text("")
		if o.Err != nil {
			why, _ = c.p.Error(o.Err)
		}
		items = append(items, c.p.Text("plan.done."+string(o.Result), "code", code, "name", name, "channel", o.Channel, "why", why, "Count", o.Yearly))
	}
	next := c.text("plan.next")
	if v.Draft.DoneAt.IsZero() {
		next = c.text("plan.again")
	}
	return message.Say(c.text("plan.done.title"), items, next), nil
}
