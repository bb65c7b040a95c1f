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
			{Verb: "voir", English: "show", Shows: true, Run: showPlan, Params: []grammar.Param{full}},
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
		v, err := c.ChangeStage(c, c.Actor, stage)
		return c.plan(v, err, false)
	}
	v, err := c.Profile(c, c.Actor)
	if err != nil {
		return message.Message{}, err
	}
	if v.Version == 0 {
		return message.Say(c.text("plan.no_profile")), nil
	}
	return message.Say(c.text("plan.profile", "perimeter", v.Perimeter, "stage", v.Stage, "Count", v.Schools),
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
	v, err := c.Initialise(c, c.Actor, organisation.Initialise{
		Perimeter: organisation.Perimeter(a.Text("perimeter")), Schools: n, Stage: organisation.ProjectStage(a.Text("phase")), Partners: partners,
	})
	return c.plan(v, err, false)
}

func showPlan(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Plan(c, c.Actor)
	return c.plan(v, err, a.Flag(full.English))
}

func correctPlan(c *call, a grammar.Args) (message.Message, error) {
	yearly, err := whole(a, "yearly")
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.CorrectPlan(c, c.Actor, organisation.Correction{
		Number: a.Number("line"), Code: a.Text("code"), Name: a.Text("name"), Level: record.Level(a.Text("level")),
		Yearly: yearly, Out: a.Flag("out"), In: a.Flag("in"),
	})
	return c.plan(v, err, false)
}

func dropPlan(c *call, _ grammar.Args) (message.Message, error) {
	if _, err := c.DropPlan(c, c.Actor); err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("plan.dropped")), nil
}

// plan is the plan that is discussed: what it answers, its lines, and what to do next.
// One that is longer than what is read on a phone is told in short, unless whole is set.
func (c *call) plan(v organisation.PlanView, err error, whole bool) (message.Message, error) {
	if err != nil {
		return message.Message{}, err
	}
	p := v.Profile
	begun := message.Say(
		c.text("plan.title", "perimeter", p.Perimeter, "stage", p.Stage, "Count", p.Schools),
		message.Lines(
			c.p.Text("plan.least", "why", v.Least.In(c.p.Lang), "source", c.source(v.Plan, v.Least.Source)),
			c.p.Text("plan.fit", "why", v.Fit.In(c.p.Lang), "source", c.source(v.Plan, v.Fit.Source), "Count", v.Partners)))
	asked := c.planAsks(v)
	next := []message.Text{c.p.Text("plan.correct"), c.p.Text("plan.confirm")}
	m := begun
	for i, l := range v.Lines {
		m = m.With(message.Lines(c.planLine(v.Plan, i+1, l)...))
	}
	if len(asked) > 0 {
		m = m.With(c.text("plan.asked"), asked)
	}
	m = m.With(message.Lines(next...))
	if _, longer := m.Head(maxAnswer); whole || !longer {
		return m, nil
	}
	var lines []message.Text
	for i, l := range v.Lines {
		head := c.planHead(i+1, l)
		if l.Present != nil && !l.Out {
			head = c.p.Text("plan.line_there", "line", head)
		}
		lines = append(lines, head)
	}
	next = append(next, c.p.Text("plan.whole"))
	const said = 3 // what is begun with
	if room := maxAnswer - said - len(lines) - len(next); room > 0 && len(asked) > 0 {
		return begun.With(message.Lines(lines...), asked[:min(room, len(asked))], message.Lines(next...)), nil
	}
	return begun.With(message.Lines(lines...), message.Lines(next...)), nil
}

// planAsks is what is to be known or decided besides the lines of a plan.
func (c *call) planAsks(v organisation.PlanView) message.List {
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
	return asked
}

// planHead is which committee a line is, and how often it is to meet.
func (c *call) planHead(number int, l organisation.Line) message.Text {
	code, name := l.Code, l.NameIn(c.p.Lang)
	if l.Out {
		return c.p.Text("plan.out", "number", number, "code", code, "name", name)
	}
	level := l.Level
	if l.Present != nil {
		code, name, level = l.Present.Code, l.Present.Name, l.Present.Level
	}
	return c.p.Text("plan.line", "number", number, "code", code, "name", name, "level", level, "Count", l.Yearly)
}

// profileChange says what has changed of what a project is like.
func (c *call) profileChange(l record.HistoryLine) (message.Text, bool) {
	before, after, ok := record.States[organisation.Profile](l)
	if !ok {
		return "", false
	}
	var said []message.Text
	moved := func(part message.Text, was, is any) {
		if was != is {
			said = append(said, c.p.Text("history.moved", "name", part, "from", c.p.Value(was), "to", c.p.Value(is)))
		}
	}
	moved(c.p.Text("profile.stage"), before.Stage, after.Stage)
	moved(c.p.Text("profile.perimeter"), before.Perimeter, after.Perimeter)
	if before.Schools > 0 && after.Schools > 0 { // else it is all of the directory
		moved(c.p.Text("profile.schools"), before.Schools, after.Schools)
	}
	return c.p.Value(said), len(said) > 0
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
	lang, lines := c.p.Lang, []message.Text{c.planHead(number, l)}
	if l.Out {
		return lines
	}
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
	made := false
	for _, o := range v.Done {
		made = made || o.Made()
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
	said := []message.Block{c.text("plan.done.title"), items}
	switch {
	case v.Draft.DoneAt.IsZero():
		said = append(said, c.text("plan.again"))
	case made:
		said = append(said, c.text("plan.next"))
	}
	return message.Say(said...), nil
}
