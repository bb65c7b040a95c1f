package commands

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/governance/rollout"
	"pilotent/legal"
	"pilotent/message"
)

func schools() *grammar.Noun[*call] {
	school := grammar.Param{Name: "école", English: "school", Kind: grammar.Name, Required: true, Positional: true, Fits: record.IsUAI, Of: grammar.Schools}
	stage := grammar.Param{Name: "étape", English: "stage", Kind: grammar.Choice, Positional: true, Choices: stageChoices(), Also: []string{"statut"}, EnglishAlso: []string{"status"}}
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	listed := communeParam()
	listed.Positional = true
	// What a name is looked for among; the list of homonyms tells of it.
	among := schoolFilters()
	kind := schoolType()
	kind.Positional = true
	at := stage
	at.Positional, at.Hidden = false, true
	return &grammar.Noun[*call]{
		Name: "ecole", English: "school", Default: "liste", Alone: "mienne", WithText: "voir",
		Main:  []string{"voir", "liste", "étape", "besoin", "équipe", "frein", "bilan", "exporter", "historique"},
		Nouns: []*grammar.Noun[*call]{sets(), waves()},
		Commands: []*grammar.Command[*call]{
			{Verb: "voir", English: "show", Shows: true, Also: []string{"statut", "fiche", "info", "infos", "détail", "détails", "chercher", "trouver"}, EnglishAlso: []string{"status", "find"}, Params: append([]grammar.Param{school, at}, among...), Run: showSchool},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Run: listSchools, Params: listFilters(stage, kind, listed)},
			moveCommand(school, reason), undoCommand(), holdUpCommand(school),
			ownSchoolCommand(), teamCommand(school), needCommand(),
			{Verb: "historique", English: "history", Shows: true, Params: append([]grammar.Param{school, at, after}, among...), Run: schoolHistory},
			{Verb: "note", English: "note", Also: []string{"noter", "commentaire", "remarque"}, EnglishAlso: []string{"comment", "remark"}, Run: noteSchool, Params: append([]grammar.Param{
				school, {Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}, at,
			}, among...)},
			{Verb: "rayer", English: "strike", Run: strikeNote, Params: append([]grammar.Param{
				school, {Name: "motif", English: "reason", Kind: grammar.Text, Required: true, Positional: true}, at,
			}, among...)},
			{Verb: "surnom", English: "nickname", Also: []string{"surnommer"}, Run: nicknameSchool, Params: append([]grammar.Param{
				school, {Name: "surnom", English: "nickname", Kind: grammar.Name, Positional: true, Required: true},
			}, among...)},
			deploymentCommand(listFilters(stage, kind, listed)),
			{Verb: "exporter", English: "export", Also: []string{"télécharger", "registre"}, EnglishAlso: []string{"download", "register"}, Run: exportSchools, Params: exportedBy(listFilters(stage, kind, listed))},
			{Verb: "importer", English: "import", Run: importSchools, Params: []grammar.Param{
				{Name: "fichier", English: "file", Kind: grammar.Name, Positional: true},
				{Name: "essai", English: "trial", Kind: grammar.Flag, Also: []string{"dry run"}},
				{Name: "inclure", English: "include", Kind: grammar.Name, Many: true},
				{Name: "tout", English: "whole", Kind: grammar.Flag},
			}},
		},
	}
}

// schoolType is one of the types of schools.
func schoolType() grammar.Param {
	return grammar.Param{Name: "type", English: "type", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(perimeter.Nursery), Words: []string{"maternelle", "nursery", "mat"}, Label: perimeter.Nursery},
		{Value: string(perimeter.Elementary), Words: []string{"élémentaire", "elementary", "élém"}, Label: perimeter.Elementary},
		{Value: string(perimeter.Primary), Words: []string{"primaire", "primary"}, Label: perimeter.Primary},
	}}
}

// stageChoices are the stages as people name them, in both languages.
func stageChoices() []grammar.Option {
	words := map[perimeter.Stage][]string{
		perimeter.StageCandidate: {"pressentie", "candidate"},
		perimeter.StageSelected:  {"retenue", "selected"},
		perimeter.StageAgreed:    {"conventionnée", "signed", "agreed"},
		perimeter.StageFed:       {"alimentée", "populated", "fed"},
		perimeter.StageTrained:   {"formée", "trained"},
		perimeter.StageOpen:      {"ouverte", "open"},
		perimeter.StageInUse:     {"en usage", "in use", "usage"},
		perimeter.StageSuspended: {"suspendue", "suspended"},
		perimeter.StageWithdrawn: {"retirée", "withdrawn"},
	}
	var options []grammar.Option
	for _, s := range perimeter.Stages() {
		options = append(options, grammar.Option{Value: string(s), Words: words[s], Label: s})
	}
	return options
}

// school is the one school that query names, or a chooseError. command begins
// the line that a choice would type, and the UAI ends it; empty where a choice
// would have more to say.
func (c *call) school(query, command string) (perimeter.School, error) {
	return c.schoolAmong(query, command, perimeter.SchoolFilter{})
}

// schoolAmong is school, among those that the filter lets through.
func (c *call) schoolAmong(query, command string, f perimeter.SchoolFilter) (perimeter.School, error) {
	query, err := c.ownOr(query)
	if err != nil {
		return perimeter.School{}, err
	}
	found, err := c.FindSchools(c, c.Actor, query, f)
	if err != nil {
		return perimeter.School{}, err
	}
	return c.theOne(found, command, f)
}

// schoolStatus is the state of the one school that query names, as schoolAmong.
func (c *call) schoolStatus(query, command string, f perimeter.SchoolFilter) (rollout.SchoolStatus, error) {
	query, err := c.ownOr(query)
	if err != nil {
		return rollout.SchoolStatus{}, err
	}
	found, st, err := c.SchoolNamed(c, c.Actor, query, f)
	if err == nil {
		_, err = c.theOne(found, command, f)
	}
	return st, err
}

func showSchool(c *call, a grammar.Args) (message.Message, error) {
	st, err := c.schoolStatus(a.Text("school"), "/ecole", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	return c.schoolCard(st), nil
}

// schoolCard answers « où en est cette école ? ».
func (c *call) schoolCard(st rollout.SchoolStatus) message.Message {
	s := st.School
	at, agreements := c.agreed(st)
	stage := c.p.Text("school.card.stage", "stage", at, "date", s.StageSince)
	if s.StageDecision != "" {
		stage += " " + c.p.Text("school.card.by", "decision", s.StageDecision)
	}
	for _, dec := range st.Gone {
		stage += "\n" + c.p.Text("school.card.gone", "decision", dec.Ref, "state", c.p.Standing(dec))
	}
	lines := []message.Text{c.p.Text("school.card.title", "name", s.Name, "commune", s.Commune, "uai", string(s.UAI)), stage}
	if st.Nickname != "" {
		lines = append(lines, c.p.Text("school.card.nickname", "nickname", st.Nickname))
	}
	if s.District != "" {
		lines = append(lines, c.p.Text("school.card.district", "district", s.District))
	}
	if len(st.Team) > 0 {
		lines = append(lines, c.p.Text("team.card", "team", c.team(st.Team)))
	}
	if s.Closing {
		lines = append(lines, c.p.Text("school.card.closing"))
	}
	lines = append(append(lines, agreements...), c.holdUps(st.HoldUps)...)
	var actions, decisions message.List
	for _, act := range st.Actions {
		actions = append(actions, c.actionLine(act, calendar.Date{}))
	}
	for _, dec := range st.Decisions {
		state := c.p.Value(dec.State)
		if dec.State.Adopted() && dec.Selection.Said() {
			state = c.p.Text("school.card.decision_effect", "state", dec.State, "selection", dec.Selection)
		}
		decisions = append(decisions, c.p.Text("school.card.decision", "ref", dec.Ref, "text", dec.Text, "state", state))
	}
	m := message.Say(message.Lines(lines...))
	all := func(noun string) string {
		return c.language.Command(noun, "liste").Line(c.p, grammar.Raw{"school": {string(s.UAI)}})
	}
	m = m.With(c.text("school.card.actions", "Count", len(actions)), c.capped(actions, all("action")))
	m = m.With(c.text("school.card.decisions", "Count", len(decisions)), c.capped(decisions, all("decision")))
	last := c.p.Text("school.card.no_deadline")
	if !st.NextDeadline.IsZero() {
		last = c.p.Text("school.card.deadline", "date", st.NextDeadline, "ref", st.NextRef)
	}
	note := c.p.Text("school.card.no_note", "uai", string(s.UAI))
	if n := st.LastNote; n != nil {
		note = c.p.Text("school.card.note", "text", n.Text, "by", n.By, "stamp", c.p.Stamp(n.At))
	}
	return m.With(message.Lines(last, note), message.Lines(c.history(st.History)...))
}

// maxHistory is how many changes a card shows; the last ones.
const maxHistory = 5

// history are the last changes of something, the oldest first, and how to see all of
// them where the command can.
func (c *call) history(lines []record.HistoryLine) []message.Text {
	if len(lines) == 0 {
		return nil
	}
	texts := []message.Text{c.p.Text("history.title")}
	grouped := groupSeen(lines)
	more := len(grouped) - maxHistory
	if c.raw[full.English] != nil {
		more = 0
	}
	for _, g := range grouped[max(0, more):] {
		texts = append(texts, "- "+c.historyLine(g[0], g[1:]...))
	}
	if more > 0 && slices.ContainsFunc(c.command.Params, func(p grammar.Param) bool { return p.English == full.English }) {
		raw := maps.Clone(c.raw)
		raw[full.English] = []string{"true"}
		texts = append(texts, "- "+c.p.Text("history.more", "Count", more, "line", message.Text(c.command.Line(c.p, raw))))
	}
	return texts
}

// groupSeen puts together the lines one after the other that say that people
// have seen it: they must not push out what has changed.
func groupSeen(lines []record.HistoryLine) [][]record.HistoryLine {
	var groups [][]record.HistoryLine
	for _, l := range lines {
		last := len(groups) - 1
		if last >= 0 && groups[last][0].Change == l.Change && strings.HasSuffix(l.Change, ".seen") {
			groups[last] = append(groups[last], l)
		} else {
			groups = append(groups, []record.HistoryLine{l})
		}
	}
	return groups
}

// historyLine is a line, and others that say the same of other people.
func (c *call) historyLine(l record.HistoryLine, others ...record.HistoryLine) message.Text {
	return c.changeLine(l, c.whatChanged(l), others...)
}

// whatChanged is what a line says that was changed.
func (c *call) whatChanged(l record.HistoryLine) message.Text {
	change := c.p.Text("history." + l.Change)
	if from, to, ok := rollout.StagesOf(l); ok {
		change = c.p.Text("history."+l.Change, "from", from, "to", to)
	}
	if before, after, ok := perimeter.NamesOf(l); ok {
		change = c.p.Text("history.school.renamed", "before", before, "after", after)
	}
	if from, to, ok := minutes.DeadlinesOf(l); ok {
		change = c.p.Text("history.verification.moved", "from", from, "to", to)
	}
	if from, to, ok := minutes.StartsOf(l); ok {
		change = c.p.Text("history.verification.restarted", "from", from, "to", to)
	}
	if asked, granted, ok := minutes.ExtensionOf(l); ok {
		change = c.p.Text("history."+l.Change, "Count", cmp.Or(granted, asked))
	}
	if from, to, ok := minutes.ReplyDatesOf(l); ok {
		change = c.p.Text("history.verification.extension_moved", "from", from, "to", to)
	}
	if topics := contract.ChangedTopics(l); len(topics) > 0 {
		change = c.p.Text("history.contract.clause", "topics", wordsOf(c, topics))
	}
	if n := minutes.CountOf(l); n != nil {
		change = c.p.Text("history.counted", "change", change, "count", legal.Count(c.p, *n))
	}
	if said := committee.SelectionOf(l); said != committee.SelectionNone {
		change = c.p.Text("history.decision.marked", "selection", said)
	}
	if other, ok := committee.LinkOf(l); ok {
		change = c.p.Text("history."+l.Change, "decision", other)
	}
	if parts := slices.Concat(rollout.EditedParts(l), committee.EditedParts(l)); len(parts) > 0 {
		change = c.p.Text("history.edited", "change", change, "parts", wordsOf(c, parts))
	}
	for _, say := range []func(record.HistoryLine) (message.Text, bool){c.partnerChange, c.agreementChange, c.holdUpChange, c.memberChange, c.pointChange, c.outcomeChange, c.seatChange, c.profileChange, c.handedOn, c.teamChange, c.broughtChange, c.settingsChange} {
		if said, ok := say(l); ok {
			return said
		}
	}
	return change
}

// changeLine is a line that says that change, when and by whom.
func (c *call) changeLine(l record.HistoryLine, change message.Text, others ...record.HistoryLine) message.Text {
	people := []record.Person{l.By}
	for _, o := range others {
		if !slices.ContainsFunc(people, o.By.Is) {
			people = append(people, o.By)
		}
	}
	text := c.p.Text("history.line", "stamp", c.p.Stamp(l.At), "change", change, "by", people)
	if _, said := register.FileOf(l); l.Note != "" && !said {
		text += c.p.Text("history.note", "note", l.Note)
	}
	return text
}

// wordsOf are the words of what has some in the catalogue.
func wordsOf[T any](c *call, list []T) []message.Text {
	var words []message.Text
	for _, v := range list {
		words = append(words, c.p.Value(v))
	}
	return words
}

// inCommune is the commune of « à Vitry », "in Vitry".
func inCommune(text string) string {
	if first, rest, ok := strings.Cut(text, " "); ok && slices.Contains([]string{"a", "de", "in", "of"}, record.Fold(first)) {
		return rest
	}
	return text
}

func listSchools(c *call, a grammar.Args) (message.Message, error) {
	f := listFilter(a)
	// Without a question, the answer is what the roll-out has begun with: the
	// whole directory is no list to read.
	f.InRollout = f.InRollout || f == perimeter.SchoolFilter{}
	f.Limit, f.Offset = maxPage, a.Number(after.English)
	list, err := c.ListSchools(c, c.Actor, f)
	if err != nil {
		return message.Message{}, err
	}
	if list.Total == 0 {
		return c.noneListed(f), nil
	}
	return message.Say(c.text("school.list.title", "Count", list.Total)).With(c.pageOf(a, c.listedSchools(list), list.Total)...), nil
}

// listedSchools are the schools of a list, each with its stage.
func (c *call) listedSchools(list perimeter.SchoolList) (items message.List) {
	for _, s := range list.Schools {
		line := c.p.Text("school.list.line", "name", s.ShortName(), "type", s.Type, "commune", s.Commune,
			"uai", string(s.UAI), "stage", s.Stage, "date", c.p.ShortDate(s.StageSince))
		if held := list.HoldUps[s.UAI]; len(held) > 0 {
			line += c.p.Text("hold_up.listed", "categories", wordsOf(c, record.Each(held, func(h perimeter.HoldUp) perimeter.HoldUpCategory { return h.Category })))
		}
		items = append(items, line)
	}
	return items
}

// noneListed says what no school was found with, and what to type instead.
func (c *call) noneListed(f perimeter.SchoolFilter) message.Message {
	if f.InRollout {
		return message.Say(c.text("school.list.none_moved"))
	}
	raw := c.filters()
	if f.Commune != "" {
		raw["commune"] = []string{f.Commune}
	}
	read := c.command.Understood(c.p, raw)
	instead := c.text("school.list.none_such")
	if f.Commune != "" {
		key, line := "school.list.wider", c.command.Line(c.p, grammar.Raw{"commune": raw["commune"]})
		if len(read) == 1 {
			key, line = "school.list.named", c.language.Command("ecole", "voir").Line(c.p, grammar.Raw{"school": raw["commune"]})
		}
		instead = c.text(key, "line", message.Text(line))
	}
	return message.Say(c.text("school.list.none"), read, instead)
}

func schoolHistory(c *call, a grammar.Args) (message.Message, error) {
	query, err := c.ownOr(a.Text("school"))
	if err != nil {
		return message.Message{}, err
	}
	found, lines, err := c.SchoolHistory(c, c.Actor, query, schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	school, err := c.theOne(found, "/ecole historique", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	title := c.text("school.history.title", "name", school.Name, "commune", school.Commune)
	if len(lines) == 0 {
		return message.Say(title, c.text("school.history.none")), nil
	}
	return message.Say(title).With(c.page(a, c.latest(school.Subject(), lines))...), nil
}

func nicknameSchool(c *call, a grammar.Args) (message.Message, error) {
	school, err := c.schoolAmong(a.Text("school"), "", schoolFilter(a))
	if err != nil {
		return message.Message{}, err
	}
	nickname := a.Text("nickname")
	if word := record.Fold(nickname); word == "aucun" || word == "none" {
		nickname = ""
	}
	school, before, err := c.NicknameSchool(c, c.Actor, school.UAI, nickname)
	if err != nil {
		return message.Message{}, err
	}
	key := "school.nicknamed"
	switch {
	case nickname == "":
		key = "school.nickname_gone"
	case before != "":
		key = "school.renicknamed"
	}
	return message.Say(c.text(key, "name", school.Name, "commune", school.Commune, "uai", string(school.UAI), "nickname", nickname, "before", before)), nil
}
