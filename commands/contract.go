package commands

import (
	"errors"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

// contractCommands are the verbs of recette about the contract itself.
func contractCommands() []*grammar.Command[*call] {
	ref := grammar.Param{Name: "marché", English: "contract", Kind: grammar.Word, Required: true, Positional: true, Also: []string{"contrat"}}
	return []*grammar.Command[*call]{
		{Verb: "marché", English: "contract", Also: []string{"contrat"}, Run: runContract, Params: []grammar.Param{
			ref,
			{Name: "titulaire", English: "supplier", Kind: grammar.Name},
			{Name: "ccag", English: "terms", Kind: grammar.Choice, Choices: []grammar.Option{
				{Value: string(contract.TermsTIC2021), Words: []string{"tic-2021", "tic-2021"}, Label: contract.TermsTIC2021},
				{Value: string(contract.TermsTIC2009), Words: []string{"tic-2009", "tic-2009"}, Label: contract.TermsTIC2009},
				{Value: string(contract.TermsFree), Words: []string{"libre", "none"}, Label: contract.TermsFree},
			}},
			{Name: "notifié", English: "effective", Kind: grammar.PastDate},
			{Name: "lots", English: "lots", Kind: grammar.Name, Many: true},
			{Name: "calendrier", English: "calendar", Kind: grammar.Choice, Choices: regions()},
			{Name: "jour-férié", English: "holiday", Kind: grammar.Day, Many: true},
			{Name: "jour-ouvré", English: "worked", Kind: grammar.Day, Many: true},
			{Name: "responsable", English: "owner", Kind: grammar.Person, Many: true},
			{Name: "suppléant", English: "deputy", Kind: grammar.Person, Many: true},
			full,
		}},
		{Verb: "clause", English: "clause", Run: runClause, Params: []grammar.Param{
			ref,
			{Name: "sujet", English: "about", Kind: grammar.Choice, Required: true, Positional: true, Choices: topics()},
			{Name: "durée", English: "length", Kind: grammar.Name, Positional: true},
			{Name: "article", English: "article", Kind: grammar.Name},
			{Name: "départ", English: "start", Kind: grammar.Name},
			{Name: "silence", English: "silence", Kind: grammar.Choice, Choices: silences()},
			{Name: "jour-même", English: "same-day", Kind: grammar.Choice, Choices: yesOrNo()},
			{Name: "report", English: "put-off", Kind: grammar.Choice, Choices: yesOrNo()},
			{Name: "rétablir", English: "reset", Kind: grammar.Flag},
		}},
	}
}

// topics are what a clause is about, as people type it.
func topics() []grammar.Option {
	words := map[contract.Topic][]string{
		contract.TopicMOM: {"MOM", "MOM"}, contract.TopicVA: {"VA", "VA", "VABF"}, contract.TopicVSR: {"VSR", "VSR"},
		contract.TopicVSRDecision: {"VSR-décision", "VSR-decision", "décision", "decision"}, contract.TopicMoreObservation: {"nouvelle-observation", "more-observation"},
		contract.TopicAcceptance: {"acceptation", "acceptance"}, contract.TopicRepresentation: {"nouvelle-présentation", "new-presentation"},
		contract.TopicChoice: {"choix", "choice"}, contract.TopicReductionRemarks: {"observations", "remarks"},
		contract.TopicReductionReply: {"réponse-réfaction", "reduction-reply"}, contract.TopicExtensionRequest: {"demande-prolongation", "extension-request"},
		contract.TopicExtensionReply: {"réponse-prolongation", "extension-reply"}, contract.TopicWarranty: {"garantie", "warranty"},
		contract.TopicProfile: {"profil", "profil", "profile"}, contract.TopicCompletion: {"mise-en-demeure", "notice"},
	}
	var options []grammar.Option
	for _, t := range contract.Topics() {
		options = append(options, grammar.Option{Value: string(t), Words: words[t], Label: t})
	}
	return options
}

// silences are what silence may mean, as people type it.
func silences() []grammar.Option {
	words := map[contract.Silence][]string{
		contract.SilenceNothing: {"rien", "nothing"}, contract.SilencePenalties: {"pénalités", "penalties"},
		contract.SilenceAccepted: {"admission", "admission"}, contract.SilenceRejected: {"rejet", "rejection"},
		contract.SilenceRefused: {"refus", "refusal"}, contract.SilenceAgreed: {"accord", "agreement"},
	}
	var options []grammar.Option
	for _, s := range contract.Silences() {
		options = append(options, grammar.Option{Value: string(s), Words: words[s], Label: s})
	}
	return options
}

// runContract adds a contract that is not known yet, shows one that is, or
// changes it.
func runContract(c *call, a grammar.Args) (message.Message, error) {
	whole := a.Flag(full.English)
	delete(a, full.English) // it changes nothing
	people, deputies, err := c.charged(a)
	if err != nil {
		return message.Message{}, err
	}
	change := contract.Change{
		Ref: a.Text("contract"), Supplier: a.Text("supplier"), Terms: contract.Terms(a.Text("terms")), Lots: a.List("lots"),
		NotifiedOn: a.Date("effective"), Region: calendar.Region(a.Text("calendar")), Holidays: a.Dates("holiday"), WorkedDays: a.Dates("worked"),
		InCharge: people, Deputies: deputies,
	}
	v, err := c.Contract(c, c.Actor, change.Ref)
	switch unknown, _ := errors.AsType[*record.Error](err); {
	case record.CodeOf(err) == record.NotFound && change.Supplier != "":
		return c.addContract(change)
	case record.CodeOf(err) == record.NotFound && len(a) > 1: // a contract that is to be added, clearly
		supplier := contractCommands()[0].Params[1]
		return message.Message{}, &grammar.MissingError{Params: []grammar.Param{supplier}}
	case record.CodeOf(err) == record.NotFound:
		return message.Message{}, record.NotFoundError("contract.no_supplier", "ref", change.Ref, "known", unknown.Args["known"]).About("contract")
	case err != nil:
		return message.Message{}, err
	case len(a) == 1 && whole:
		return c.contractCard(v), nil
	case len(a) == 1:
		return c.inShort(c.contractCard(v), "recette", "marché", grammar.Raw{"contract": {v.Ref}}), nil
	}
	before := v.Supplier
	if v, err = c.ChangeContract(c, c.Actor, change); err != nil {
		return message.Message{}, err
	}
	lines := append([]message.Text{c.p.Text("contract.changed")}, c.contractLines(v)...)
	if v.Supplier != before { // a number typed by mistake must not change another contract unseen
		lines = append(lines, c.p.Text("contract.renamed", "supplier", v.Supplier, "before", before))
	}
	return message.Say(message.Lines(lines...),
		message.Lines(c.moved(v.Moved)...), c.text("contract.way_back", "ref", v.Ref)), nil
}

func (c *call) addContract(n contract.Change) (message.Message, error) {
	added, err := c.AddContract(c, c.Actor, acceptance.NewContract(n))
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.Contract(c, c.Actor, added.Ref)
	if err != nil {
		return message.Message{}, err
	}
	next := c.text("contract.next", "ref", added.Ref)
	if added.Terms == contract.TermsFree {
		next = c.text("contract.next_free", "ref", added.Ref)
	}
	lines := []message.Text{c.p.Text("contract.added", "ref", added.Ref, "supplier", added.Supplier, "terms", added.Terms)}
	return message.Say(message.Lines(append(lines, c.contractOwn(v)...)...), next, c.text("contract.see", "ref", added.Ref)), nil
}

// contractLines are what is known of a contract, but for its clauses.
func (c *call) contractLines(v acceptance.ContractView) []message.Text {
	return append([]message.Text{c.p.Text("contract.line", "ref", v.Ref, "supplier", v.Supplier, "terms", v.Terms)}, c.contractOwn(v)...)
}

// contractOwn are what a contract settles beside its clauses: lots, holidays,
// people.
func (c *call) contractOwn(v acceptance.ContractView) []message.Text {
	var lines []message.Text
	if !v.NotifiedOn.IsZero() {
		lines = append(lines, c.p.Text("contract.effective", "date", v.NotifiedOn))
	}
	if len(v.Lots) > 0 {
		lines = append(lines, c.p.Text("contract.lots", "lots", v.Lots))
	}
	if v.Region != "" {
		lines = append(lines, c.p.Text("contract.calendar", "region", v.Region))
	}
	if v.Region == calendar.RegionAlsaceMoselle {
		lines = append(lines, c.p.Text("contract.good_friday", "ref", v.Ref))
	}
	if len(v.Holidays) > 0 {
		lines = append(lines, c.p.Text("contract.holidays", "dates", c.shortDates(v.Holidays)))
	}
	if len(v.WorkedDays) > 0 {
		lines = append(lines, c.p.Text("contract.worked", "dates", c.shortDates(v.WorkedDays)))
	}
	if len(v.InCharge) > 0 {
		lines = append(lines, c.p.Text("contract.in_charge", "people", v.InCharge))
	}
	if len(v.Deputies) > 0 {
		lines = append(lines, c.p.Text("contract.deputies", "people", v.Deputies))
	}
	return lines
}

func (c *call) shortDates(days []calendar.Date) []message.Text {
	var texts []message.Text
	for _, d := range days {
		texts = append(texts, c.p.ShortDate(d))
	}
	return texts
}

// contractCard is a contract and all its clauses in force.
func (c *call) contractCard(v acceptance.ContractView) message.Message {
	var clauses, running message.List
	check := false
	for _, clause := range v.Clauses() {
		clauses = append(clauses, c.clause(clause, v.Terms))
		check = check || clause.Known() && !clause.Confirmed
	}
	for _, ver := range v.Running {
		running = append(running, c.p.Text("contract.running", "ref", ver.Ref(), "step", ver.Step, "object", ver.Object, "date", ver.Deadline))
	}
	lines := c.contractLines(v)
	if v.NotifiedOn.IsZero() {
		lines = append(lines, c.p.Text("contract.no_date", "ref", v.Ref))
	}
	m := message.Say(message.Lines(lines...))
	if len(running) > 0 {
		m = m.With(c.text("contract.running_title", "Count", len(running)), running)
	}
	m = m.With(c.text("clause.title"), clauses)
	switch {
	case v.Terms == contract.TermsFree:
		m = m.With(c.text("clause.free"))
	case check:
		m = m.With(c.text("clause.check"))
	}
	return m.With(c.text("clause.way", "ref", v.Ref), message.Lines(c.history(v.History)...), c.text("verification.not_advice"))
}

// clause is one clause in force, in a line.
func (c *call) clause(clause contract.Clause, terms contract.Terms) message.Text {
	text := c.p.Text("clause.line_unknown", "topic", clause.Topic)
	switch {
	case clause.Known():
		text = c.p.Text("clause.line", "topic", clause.Topic, "period", legal.Period(c.p, clause.Period), "start", c.start(clause))
	case clause.Topic == contract.TopicCompletion:
		text = c.p.Text("clause.line_buyer", "topic", clause.Topic, "start", c.start(clause))
	}
	if clause.Silence != "" {
		text += c.p.Text("clause.silence", "silence", clause.Means())
	}
	if d := clause.Derogation; d != nil && d.PutOff {
		text += c.p.Text("clause.put_off")
	}
	return text + c.p.Text("clause.source", "source", c.article(clause, terms))
}

// start is the event that starts a clause's period.
func (c *call) start(clause contract.Clause) message.Text {
	event := c.p.Value(clause.Start)
	if d := clause.Derogation; d != nil && d.Start != "" {
		event = c.p.Text("clause.own_start", "text", d.Start)
	}
	if clause.SameDay() {
		return c.p.Text("clause.from_day", "event", event)
	}
	return c.p.Text("clause.from_next", "event", event)
}

// article is Legal in short, where the terms have been named already.
func (c *call) article(clause contract.Clause, terms contract.Terms) message.Text {
	switch d := clause.Derogation; {
	case clause.Article == "": // nothing to derogate from
		return legal.Legal(c.p, clause, terms)
	case d != nil:
		return c.p.Text("clause.short_derogates", "own", d.Article, "article", clause.Article)
	case !clause.Confirmed:
		return c.p.Text("clause.short_unconfirmed", "article", clause.Article)
	default:
		return c.p.Text("clause.short", "article", clause.Article)
	}
}

// moved tells of the deadlines that a change has moved, and of what silence means
// since.
func (c *call) moved(list []acceptance.MovedDeadline) []message.Text {
	var dates, silences []message.Text
	count := 0
	for _, m := range list {
		if m.Silenced {
			silences = append(silences, "- "+c.p.Text("moved.silence", "ref", m.Ref(), "step", m.Step, "object", m.Object, "date", m.Deadline,
				"silence", c.silence(m.VerificationView)))
		}
		lines := c.movedDates(m)
		if len(lines) > 0 {
			count++
		}
		dates = append(dates, lines...)
	}
	texts := []message.Text{c.p.Text("moved.none")}
	if count > 0 {
		texts = append([]message.Text{c.p.Text("moved.title", "Count", count)}, dates...)
	}
	if len(silences) > 0 {
		texts = append(append(texts, c.p.Text("moved.silence_title")), silences...)
	}
	return texts
}

// movedDates are the deadlines of one verification that have moved.
func (c *call) movedDates(m acceptance.MovedDeadline) (lines []message.Text) {
	if !m.ReplyBefore.IsZero() {
		lines = append(lines, "- "+c.p.Text("moved.reply", "ref", m.Ref(), "before", m.ReplyBefore, "date", m.Request.ReplyBy))
	}
	if m.Before == m.Deadline && (m.Silenced || len(lines) > 0) {
		return lines
	}
	key := "moved.line"
	if m.DaysLeft() < 0 {
		key = "moved.line_late"
	}
	return append(lines, "- "+c.p.Text(key, "ref", m.Ref(), "step", m.Step, "object", m.Object, "before", m.Before, "date", m.Deadline))
}

// runClause shows what holds about one topic, or changes it.
func runClause(c *call, a grammar.Args) (message.Message, error) {
	n := contract.ClauseChange{
		Contract: a.Text("contract"), Topic: contract.Topic(a.Text("about")), Article: a.Text("article"), Start: a.Text("start"),
		Silence: contract.Silence(a.Text("silence")), SameDay: said(a, "same-day"), PutOff: said(a, "put-off"), Reset: a.Flag("reset"),
	}
	if a.Has("length") {
		var err error
		if n.Period, err = readPeriod(a.Text("length")); err != nil {
			return message.Message{}, err
		}
	}
	v, err := c.lookAtClause(n)
	if err != nil {
		return message.Message{}, err
	}
	topics := []contract.Topic{n.Topic}
	if n.Topic == contract.TopicVSR && (n.Silence != "" || n.Reset || len(a) == 2) {
		topics = append(topics, contract.TopicVSRDecision) // silence is at the end of that
	}
	var clauses message.List
	for _, t := range topics {
		clauses = append(clauses, c.clause(v.Clause(t), v.Terms))
	}
	if len(a) == 2 {
		return message.Say(c.text("clause.shown", "ref", v.Ref), clauses, c.text("clause.way", "ref", v.Ref)), nil
	}
	return message.Say(c.text("clause.changed", "ref", v.Ref), clauses, message.Lines(c.moved(v.Moved)...),
		c.text("contract.way_back", "ref", v.Ref)), nil
}

// lookAtClause is the contract after a change, or as it is where nothing is to change.
func (c *call) lookAtClause(n contract.ClauseChange) (acceptance.ContractView, error) {
	if n.Empty() {
		return c.Contract(c, c.Actor, n.Contract)
	}
	return c.ChangeClause(c, c.Actor, n)
}

// said is a yes or a no that was given; nil when it was not.
func said(a grammar.Args, name string) *bool {
	if !a.Has(name) {
		return nil
	}
	return new(a.Text(name) == sayYes)
}
