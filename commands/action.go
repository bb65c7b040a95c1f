package commands

import (
	"slices"
	"strings"
	"time"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/message"
)

func actions() *grammar.Noun[*call] {
	ref := grammar.Param{Name: "action", English: "action", Kind: grammar.Ref, Prefix: "A", Required: true, Positional: true, Of: grammar.Actions}
	open := of(ref, grammar.OpenActions)
	kind := actionKindParam()
	inHands := handsParam()
	named := inHands
	named.Positional = true
	text := grammar.Param{Name: "texte", English: "text", Kind: grammar.Text, Positional: true}
	schools := grammar.Param{Name: "école", English: "schools", Kind: grammar.Name, Many: true, Also: []string{"établissement"}, Of: grammar.Schools}
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	school := grammar.Param{Name: "école", English: "school", Kind: grammar.Name, Also: []string{"établissement"}, Of: grammar.Schools}
	late := grammar.Param{Name: "retard", English: "late", Kind: grammar.Flag}
	done := grammar.Param{Name: "faites", English: "done", Kind: grammar.Flag, Also: []string{"finies", "terminées"}, EnglishAlso: []string{"finished"}}
	group := grammar.Param{Name: "groupe", English: "group", Kind: grammar.Word, Dashed: []string{"groupe", "group"}}
	given := grammar.Param{Name: "confiées", English: "given", Kind: grammar.Flag, Also: []string{"données"}}
	return &grammar.Noun[*call]{
		Name: "action", English: "task", Default: "liste", FormWith: "créer",
		Main: []string{"créer", "liste", "voir", "prendre", "faite", "reporter", "réaffecter", "modifier", "annuler"},
		Commands: append([]*grammar.Command[*call]{
			{Verb: "créer", English: "create", Also: []string{"ajouter", "nouvelle"}, EnglishAlso: []string{"add", "new"}, Run: createAction, Params: append([]grammar.Param{
				required(text), schools,
				inHands, group,
				{Name: "échéance", English: "due", Kind: grammar.Date, Also: []string{"avant", "pour-le", "date", "limite", "délai"}, EnglishAlso: []string{"before", "by"}},
				kind,
			}, chosenBy()...)},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister", "retard", "toutes", "mes", "faites"}, EnglishAlso: []string{"late", "all", "mine"}, Run: listActions, Params: []grammar.Param{
				school, late,
				{Name: "toutes", English: "all", Kind: grammar.Flag},
				done, given, group, listedKind(kind), blockedParam(), freeParam(), after,
			}},
			{Verb: "exporter", English: "export", Also: []string{"télécharger", "registre"}, EnglishAlso: []string{"download", "register"}, Run: exportActions, Params: extractParams(school, late, done, given, group)},
			{Verb: "importer", English: "import", Run: importRegister(actionRegister), Params: registerParams()},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full, after}, Run: showAction},
			{Verb: "prendre", English: "take", Params: []grammar.Param{open}, Run: takeAction},
			{Verb: "reporter", English: "postpone", Also: []string{"décaler", "repousser", "déplacer"}, EnglishAlso: []string{"delay", "move"}, Run: postponeAction, Params: []grammar.Param{
				open,
				{Name: "échéance", English: "due", Kind: grammar.DayShift, Required: true, Positional: true, Also: []string{"date", "avant", "pour-le", "limite", "délai"}},
				reason,
			}},
			{Verb: "réaffecter", English: "reassign", Also: []string{"confier", "assigner", "attribuer", "affecter", "déléguer", "transférer"}, EnglishAlso: []string{"assign", "delegate", "transfer"}, Run: reassignAction, Params: []grammar.Param{
				open, named, group,
			}},
			{Verb: "modifier", English: "edit", Run: editAction, Params: append([]grammar.Param{open, text, schools, kind}, chosenBy()...)},
			{Verb: "commenter", English: "comment", Also: []string{"commentaire", "remarque"}, EnglishAlso: []string{"remark"}, Run: commentAction, Params: []grammar.Param{ref, required(text)}},
			{Verb: "rouvrir", English: "reopen", Run: reopenAction, Params: []grammar.Param{ref, positional(reason)}},
			{Verb: "annuler", English: "cancel", Run: cancelAction, Params: []grammar.Param{open, reason}},
		}, actionEnds(open, reason)...),
	}
}

// actionKindParam is what an action consists of.
func actionKindParam() grammar.Param {
	return grammar.Param{Name: "type", English: "kind", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(rollout.KindSupport), Words: []string{"accompagnement", "support"}, Label: rollout.KindSupport},
		{Value: string(rollout.KindTraining), Words: []string{"formation", "training"}, Label: rollout.KindTraining},
		{Value: string(rollout.KindAnimation), Words: []string{"animation", "facilitation", "animation"}, Label: rollout.KindAnimation},
		{Value: string(rollout.KindAssistance), Words: []string{"assistance", "assistance"}, Label: rollout.KindAssistance},
		{Value: string(rollout.KindNews), Words: []string{"communication", "communication"}, Label: rollout.KindNews},
	}}
}

// handsParam is who is to do something.
func handsParam() grammar.Param {
	return grammar.Param{Name: "pour", English: "for", Kind: grammar.Person, Many: true, Also: []string{"qui", "à", "responsable", "personne"}, EnglishAlso: []string{"to", "who"}}
}

// people are the members of the team that the names name; "moi" is the caller.
func (c *call) people(param string, names []string) ([]record.Person, error) {
	var people []record.Person
	for _, name := range names {
		for n := range strings.FieldsSeq(name) {
			n = strings.TrimRight(strings.TrimPrefix(n, "@"), ".;!")
			switch record.Fold(n) {
			case "et", "and":
				continue
			case "moi", "me":
				n = c.User.Username
			}
			p, err := c.PersonNamed(c, c.Actor, param, n)
			if record.CodeOf(err) == record.NotFound && c.isDay(name) {
				return nil, record.InvalidError("person.day", "text", name).About(param)
			}
			if err != nil {
				return nil, err
			}
			people = append(people, p)
		}
	}
	return reminder.Without(people, nil), nil // two times the same person is once
}

// isDay reports whether a name is a day, where the command asks for one too: « pour le
// 15 janvier » is no person.
func (c *call) isDay(name string) bool {
	due := slices.ContainsFunc(c.command.Params, func(p grammar.Param) bool { return p.English == "due" })
	_, err := (when.Reader{Now: time.Date(when.FirstYear+1, time.January, 1, 0, 0, 0, 0, time.UTC), Lang: c.p.Lang}).Date(name)
	return due && err == nil
}

func createAction(c *call, a grammar.Args) (message.Message, error) {
	uais, err := c.chosen(a)
	if err != nil {
		return message.Message{}, err
	}
	people, err := c.people("for", a.List("for"))
	if err != nil {
		return message.Message{}, err
	}
	act, err := c.CreateAction(c, c.Actor, rollout.NewAction{
		Title: a.Text("text"), Kind: rollout.ActionKind(a.Text("kind")), Schools: uais, Assignees: people, Group: group(a), Due: a.Date("due"),
	})
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("action.created", "ref", act.Ref(), "title", act.Title)}
	switch {
	case len(act.Assignees) == 0 && act.Group != "":
	case len(act.Assignees) == 0:
		lines = append(lines, c.p.Text("action.created_free", "ref", act.Ref()))
	case len(act.Assignees) == 1 && act.Assignees[0].Is(c.User):
		lines = append(lines, c.p.Text("action.created_own"))
	default:
		lines = append(lines, c.p.Text("action.created_told", "Count", len(act.Assignees), "people", act.Assignees))
	}
	lines = append(lines, c.givenToGroup(act, a)...)
	if act.Due.IsZero() {
		lines = append(lines, c.p.Text("action.created_no_due", "ref", act.Ref()))
	} else {
		lines = append(lines, c.p.Text("action.created_due", "date", act.Due))
	}
	lines = append(lines, c.atHand(act.Subject()))
	return message.Say(message.Lines(lines...)), nil
}

// actionLine is an action in one line; with today, it says that it is late.
func (c *call) actionLine(act rollout.SupportAction, today calendar.Date) message.Text {
	text := c.p.Text("action.line", "ref", act.Ref(), "title", act.Title)
	switch {
	case len(act.Assignees) > 0:
		text += c.p.Text("action.line_for", "people", act.Assignees)
	case act.Offline != "":
		text += c.p.Text("action.line_offline", "names", act.Offline)
	default:
		text += c.p.Text("action.line_free")
	}
	if act.Group != "" {
		text += c.p.Text("action.line_group", "group", act.Group)
	}
	switch {
	case act.State != rollout.ActionOpen:
		text += c.p.Text("action.line_closed", "state", act.State, "date", c.p.Day(act.ClosedAt))
	case act.Blocked != "":
		text += c.p.Text("action.line_blocked", "date", c.p.ShortDate(act.BlockedOn), "reason", act.Blocked)
	case !today.IsZero() && act.Late(today):
		text += c.p.Text("action.line_late", "Count", act.Due.DaysUntil(today), "date", c.p.ShortDate(act.Due))
	case !act.Due.IsZero():
		text += c.p.Text("action.line_due", "date", c.p.ShortDate(act.Due))
	}
	return c.formerly(text, act.FormerRef, act.Ref())
}

// listedActions are the actions that a list is of, and its title.
func (c *call) listedActions(a grammar.Args) (f rollout.ActionFilter, title string, err error) {
	f = rollout.ActionFilter{
		State: rollout.ActionOpen, Assignee: c.User.ID, Kind: rollout.ActionKind(a.Text("kind")), Blocked: a.Flag("blocked"), Free: a.Flag("free"),
	}
	title = "action.list.mine"
	switch {
	case a.Has("school"):
		school, err := c.school(a.Text("school"), "/action liste --ecole")
		if err != nil {
			return f, title, err
		}
		f.School, f.Assignee, title = school.UAI, "", "action.list.school"
	case a.Flag("given") && c.Aloud:
		return f, title, record.InvalidError("share.own").About("given")
	case a.Flag("given"):
		f.Assignee, f.GivenBy, title = "", c.User.ID, "action.list.given"
	case a.Has("group"):
		f.Group, f.Assignee, title = group(a), "", "action.list.group"
	case a.Flag("late"), a.Flag("all"):
		f.Assignee, title = "", "action.list.all"
	case a.Flag("blocked"):
		f.Assignee, title = "", "action.list.blocked"
	case a.Flag("free"):
		f.Assignee, title = "", "action.list.free"
	case a.Has("kind"):
		f.Assignee, title = "", "action.list.all"
	case c.Aloud: // a channel has none of its own
		f.Assignee, title = "", "action.list.all"
		c.raw["all"] = []string{"true"}
	}
	return f, title, nil
}

func listActions(c *call, a grammar.Args) (message.Message, error) {
	f, title, err := c.listedActions(a)
	if err != nil {
		return message.Message{}, err
	}
	switch {
	case a.Flag("late") && f.GivenBy != "":
		title = "action.list.given_late"
	case a.Flag("late"):
		title = "action.list.late"
	case a.Flag("done"):
		f.State, title = rollout.ActionDid, "action.list.done"
		f.Concerns, f.Assignee = f.Assignee, "" // those that one has given are good to know as well
	}
	list, today, err := c.Actions(c, c.Actor, f, a.Flag("late"))
	if err != nil {
		return message.Message{}, err
	}
	waiting, err := c.waiting(title)
	if err != nil {
		return message.Message{}, err
	}
	code := strings.ToUpper(f.Group)
	if len(list) == 0 {
		return message.Say(c.text(title+"_none", "group", code)).With(waiting), nil
	}
	var items message.List
	for _, act := range list {
		if f.Group != "" {
			act.Group = "" // the title names it
		}
		items = append(items, c.actionLine(act, today))
	}
	return message.Say(c.text(title, "Count", len(list), "group", code)).With(c.page(a, items)...).With(waiting), nil
}

func showAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.Action(c, c.Actor, a.Number("action"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("action.card.title", "ref", act.Ref(), "title", act.Title, "kind", act.Kind)}
	if a.Has(after.English) {
		return message.Say(message.Lines(lines...)).With(c.page(a, c.schoolLines(act.SchoolList))...), nil
	}
	switch {
	case act.State == rollout.ActionOpen:
		lines = append(lines, c.p.Text("action.card.open"))
	case act.Brought():
		lines = append(lines, c.p.Text("action.card.closed_on", "state", act.State, "date", c.p.Day(act.ClosedAt)))
	default:
		lines = append(lines, c.p.Text("action.card.closed", "state", act.State, "moment", act.ClosedAt))
	}
	switch {
	case len(act.Assignees) > 0:
		lines = append(lines, c.p.Text("action.card.for", "people", act.Assignees))
	case act.Offline == "":
		lines = append(lines, c.p.Text("action.card.free", "ref", act.Ref()))
	}
	if act.Group != "" {
		lines = append(lines, c.p.Text("action.card.group", "group", act.Group))
	}
	lines = append(lines, c.howItGoes(act)...)
	switch {
	case act.Late(act.Today):
		lines = append(lines, c.p.Text("action.card.late", "Count", act.Due.DaysUntil(act.Today), "date", act.Due))
	case !act.Due.IsZero():
		lines = append(lines, c.p.Text("action.card.due", "date", act.Due))
	}
	lines = append(lines, c.brought("", act.Offline), c.brought(another(act.FormerRef, act.Ref()), ""))
	m := message.Say(message.Lines(lines...))
	if len(act.SchoolList) > 0 {
		m = m.With(c.text("action.card.schools", "Count", len(act.SchoolList))).With(c.part(a, c.schoolLines(act.SchoolList))...)
	}
	return m.With(message.Lines(c.history(act.History)...)), nil
}

func takeAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.TakeAction(c, c.Actor, a.Number("action"))
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(c.text("action.taken", "ref", act.Ref(), "title", act.Title)), nil
}

func completeAction(c *call, a grammar.Args) (message.Message, error) {
	report := rollout.Report{Note: a.Text("note"), Trained: a.Number("trainees"), Spent: a.Duration("spent")}
	act, err := c.CompleteAction(c, c.Actor, a.Number("action"), report)
	if err != nil {
		return message.Message{}, err
	}
	done := c.p.Text("action.done", "ref", act.Ref(), "title", act.Title)
	if a.Has("note") {
		done += "\n" + c.p.Text("action.done_note", "note", a.Text("note"))
	}
	if said := c.reported(act); said != "" {
		done += "\n" + said
	}
	return c.changed(done, act)
}

func postponeAction(c *call, a grammar.Args) (message.Message, error) {
	before, act, err := c.PostponeAction(c, c.Actor, a.Number("action"), a.DayShift("due"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	if before.Due.IsZero() {
		return c.changed(c.p.Text("action.due_set", "ref", act.Ref(), "date", act.Due), act)
	}
	return c.changed(c.p.Text("action.postponed", "ref", act.Ref(), "before", before.Due, "date", act.Due), act)
}

func cancelAction(c *call, a grammar.Args) (message.Message, error) {
	act, err := c.CancelAction(c, c.Actor, a.Number("action"), a.Text("reason"))
	if err != nil {
		return message.Message{}, err
	}
	return c.changed(c.p.Text("action.cancelled", "ref", act.Ref(), "title", act.Title), act)
}
