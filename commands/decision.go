package commands

import (
	"slices"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/wording"
	"pilotent/message"
)

func decisions() *grammar.Noun[*call] {
	text := grammar.Param{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}
	committeeParam := grammar.Param{Name: "comité", English: "committee", Kind: grammar.Word, Of: grammar.Committees}
	affected := grammar.Param{Name: "écoles", English: "schools", Kind: grammar.Name, Many: true, Also: []string{"établissement"}, Of: grammar.Schools}
	ref := grammar.Param{Name: "décision", English: "decision", Kind: grammar.Word, Required: true, Positional: true, Fits: looksLikeDecision, Of: grammar.Decisions}
	proposal := of(ref, grammar.Proposals)
	reason := grammar.Param{Name: "motif", English: "reason", Kind: grammar.Text}
	// What is decided on the schools: one or the other.
	selects := grammar.Param{Name: "retient", English: "selects", Kind: grammar.Flag}
	declines := grammar.Param{Name: "ne-retient-pas", English: "does-not-select", Kind: grammar.Flag}
	proposed := slices.Concat([]grammar.Param{text, committeeParam, affected, selects, declines}, chosenBy(), followParams(), takenParams(), []grammar.Param{opinionParam()})
	followed := slices.Concat(followParams(), takenParams())
	logged := slices.Concat(proposed, []grammar.Param{decidedParam()})
	state := decisionState()
	why := reason
	why.Required, why.Positional = true, true
	other := text
	other.Required = false
	return &grammar.Noun[*call]{
		Name: "decision", English: "decision", Default: "liste", WithText: "ajouter", Careful: true,
		Quoted: []string{"creer", "enregistrer", "noter", "nouvelle"},
		Main:   []string{"ajouter", "proposer", "adopter", "rejeter", "modifier", "remplacer", "annuler", "liste", "voir"},
		Commands: []*grammar.Command[*call]{
			{Verb: "ajouter", English: "add", Also: []string{"consigner"}, EnglishAlso: []string{"log"}, Params: logged, Run: logDecision(false)},
			{Verb: "proposer", English: "propose", Params: proposed, Run: logDecision(true)},
			{Verb: "adopter", English: "adopt", Params: []grammar.Param{proposal}, Run: settleDecision(committee.DecisionAdopted)},
			{Verb: "rejeter", English: "reject", Params: []grammar.Param{proposal, reason}, Run: settleDecision(committee.DecisionRejected)},
			{Verb: "ajourner", English: "defer", Params: []grammar.Param{proposal, reason}, Run: settleDecision(committee.DecisionDeferred)},
			{Verb: "préciser", English: "specify", Params: slices.Concat([]grammar.Param{ref, selects, declines}, followed, []grammar.Param{decidedParam()}), Run: specifyDecision},
			{Verb: "modifier", English: "edit", Params: slices.Concat([]grammar.Param{ref, other, affected}, chosenBy(), followed, []grammar.Param{opinionParam()}), Run: editDecision},
			{Verb: "appliquer", English: "apply", Run: applyDecision, Params: []grammar.Param{
				ref, {Name: "note", English: "note", Kind: grammar.Text, Positional: true},
			}},
			{Verb: "remplacer", English: "replace", Run: replaceDecision, Params: slices.Concat(
				[]grammar.Param{ref, text, affected, selects, declines, reason}, chosenBy(), followed, []grammar.Param{opinionParam(), decidedParam()},
			)},
			{Verb: "annuler", English: "cancel", Params: []grammar.Param{ref, why}, Run: cancelDecision},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Run: listDecisions, Params: append(narrowing(committeeParam, state), grammar.Param{
				Name: "à-appliquer", English: "to-apply", Kind: grammar.Flag, Also: []string{"à-faire", "restantes"}, EnglishAlso: []string{"to-do", "pending"},
			}, after)},
			{Verb: "exporter", English: "export", Also: []string{"télécharger", "registre"}, EnglishAlso: []string{"download", "register"}, Run: exportDecisions, Params: append(narrowing(committeeParam, state), formatParam())},
			{Verb: "importer", English: "import", Run: importRegister(decisionRegister), Params: registerParams(committeeParam)},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full, after}, Run: showDecision},
			{Verb: "chercher", English: "search", Shows: true, Also: []string{"trouver", "rechercher"}, EnglishAlso: []string{"find", "look"}, Run: searchDecisions, Params: append(slices.Insert(narrowing(committeeParam, state), 0, grammar.Param{
				Name: "mots", English: "words", Kind: grammar.Name, Required: true, Positional: true,
			}), after)},
		},
	}
}

// narrowing are the parameters that narrow a list of decisions: those given, and who,
// when and of which school.
func narrowing(given ...grammar.Param) []grammar.Param {
	return append(append(given,
		grammar.Param{Name: "école", English: "school", Kind: grammar.Name, Also: []string{"établissement"}, Of: grammar.Schools},
		grammar.Param{Name: "personne", English: "person", Kind: grammar.Person, Also: []string{"qui", "par", "auteur"}, EnglishAlso: []string{"who", "by", "author"}}),
		periodParams()...)
}

// decisionState is the state of the decisions that are listed.
func decisionState() grammar.Param {
	return grammar.Param{Name: "état", English: "state", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: string(committee.DecisionIsProposed), Words: []string{"proposée", "proposed"}, Label: committee.DecisionIsProposed},
		{Value: string(committee.DecisionAdopted), Words: []string{"adoptée", "adopted"}, Label: committee.DecisionAdopted},
		{Value: string(committee.DecisionRejected), Words: []string{"rejetée", "rejected"}, Label: committee.DecisionRejected},
		{Value: string(committee.DecisionDeferred), Words: []string{"ajournée", "deferred"}, Label: committee.DecisionDeferred},
		{Value: string(committee.DecisionApplied), Words: []string{"appliquée", "carried out", "applied"}, Label: committee.DecisionApplied},
		{Value: string(committee.DecisionSuperseded), Words: []string{"remplacée", "replaced"}, Label: committee.DecisionSuperseded},
		{Value: string(committee.DecisionOff), Words: []string{"annulée", "cancelled"}, Label: committee.DecisionOff},
	}}
}

func logDecision(proposed bool) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		uais, err := c.chosen(a)
		if err != nil {
			return message.Message{}, err
		}
		selection, err := selectionOf(a)
		if err != nil {
			return message.Message{}, err
		}
		details, err := c.details(a)
		if err != nil {
			return message.Message{}, err
		}
		dec, err := c.LogDecision(c, c.Actor, committee.NewDecision{
			Text: a.Text("text"), Committee: a.Text("committee"), Schools: uais, Selection: selection, Proposed: proposed, Details: details,
		})
		if err != nil {
			return message.Message{}, err
		}
		key := "decision.logged"
		switch {
		case proposed:
			key = "decision.proposed"
		case dec.Opinion:
			key = "decision.advised"
		}
		return c.settled(dec, c.p.Text(key, "ref", dec.Ref, "text", dec.Text)), nil
	}
}

// selectionOf is what was typed of what is decided on the schools.
func selectionOf(a grammar.Args) (committee.Selection, error) {
	switch selects, declines := a.Flag("selects"), a.Flag("does-not-select"); {
	case selects && declines:
		return "", record.InvalidError("decision.both").About("does-not-select")
	case selects:
		return committee.SelectionSelects, nil
	case declines:
		return committee.SelectionDeclines, nil
	default:
		return committee.SelectionNone, nil
	}
}

// settled is an answer about a decision, with what it decides on its schools, who
// carries it out, and the line that follows from it.
func (c *call) settled(dec committee.Decision, said message.Text) message.Message {
	m := message.Say(message.Lines(said, c.effect(dec), c.p.CarriedOut(dec), c.atHand(dec.Subject())))
	if dec.State.Adopted() && dec.Selection == committee.SelectionSelects && len(dec.Schools) > 0 {
		m = m.With(c.text("decision.next_stage", "Count", len(dec.Schools), "uai", string(dec.Schools[0]), "ref", dec.Ref))
	}
	return m
}

// effect is what a decision decides on its schools; "" for nothing.
func (c *call) effect(dec committee.Decision) message.Text {
	if dec.Effect() == committee.EffectNone {
		return ""
	}
	return c.p.Text(dec.Effect().MessageKey(), "Count", len(dec.Schools))
}

func specifyDecision(c *call, a grammar.Args) (message.Message, error) {
	n := committee.EditDecision{}
	var err error
	if n.Selection, err = selectionOf(a); err != nil {
		return message.Message{}, err
	}
	if n.Details, err = c.details(a); err != nil {
		return message.Message{}, err
	}
	if n.Ref, err = c.decisionRef(a.Text("decision")); err != nil {
		return message.Message{}, err
	}
	dec, err := c.SpecifyDecision(c, c.Actor, n)
	if err != nil {
		return message.Message{}, err
	}
	return c.settled(dec, c.p.Text("decision.marked", "ref", dec.Ref, "text", dec.Text)), nil
}

// looksLikeDecision reports whether s may be a decision's reference, or its number alone.
func looksLikeDecision(word string) bool {
	_, err := committee.ParseDecisionRef(word)
	return err == nil || isNumber(word)
}

func isNumber(word string) bool { return word != "" && strings.Trim(word, "0123456789") == "" }

// decisionRef is the reference of the one decision that has that number alone, of
// the committees that sit in this channel where some do; any other text is left.
func (c *call) decisionRef(text string) (string, error) {
	if !isNumber(text) {
		return text, nil
	}
	views, err := c.Committees(c, c.Actor)
	if err != nil {
		return "", err
	}
	here := slices.DeleteFunc(views, func(v committee.CommitteeView) bool { return v.Channel != c.Channel })
	list, err := c.Decisions(c, c.Actor, committee.DecisionFilter{})
	if err != nil {
		return "", err
	}
	var refs []string
	for _, dec := range list {
		_, number, _ := strings.Cut(strings.TrimPrefix(dec.Ref, dec.Committee+"-"), "-")
		sits := slices.ContainsFunc(here, func(v committee.CommitteeView) bool { return v.Code == dec.Committee })
		if strings.TrimLeft(number, "0") == strings.TrimLeft(text, "0") && (sits || len(here) == 0) {
			refs = append(refs, dec.Ref)
		}
	}
	switch len(refs) {
	case 0:
		return "", record.NotFoundError("decision.no_number", "number", text).About("decision")
	case 1:
		return refs[0], nil
	default:
		return "", record.InvalidError("decision.which", "number", text).Among("decision", refs)
	}
}

func settleDecision(to committee.DecisionState) func(*call, grammar.Args) (message.Message, error) {
	return func(c *call, a grammar.Args) (message.Message, error) {
		ref, err := c.decisionRef(a.Text("decision"))
		if err != nil {
			return message.Message{}, err
		}
		dec, err := c.SettleDecision(c, c.Actor, ref, to, a.Text("reason"))
		if err != nil {
			return message.Message{}, err
		}
		return c.settled(dec, c.p.Text("decision.settled", "ref", dec.Ref, "state", dec.State, "text", dec.Text)), nil
	}
}

// decisionFilter is what narrows a list of decisions, as it was typed.
func (c *call) decisionFilter(a grammar.Args, line string) (committee.DecisionFilter, error) {
	f := committee.DecisionFilter{Committee: a.Text("committee"), State: committee.DecisionState(a.Text("state")), Words: a.Text("words")}
	if a.Has("school") {
		school, err := c.school(a.Text("school"), line+" --école")
		if err != nil {
			return f, err
		}
		f.School = school.UAI
	}
	if a.Has("person") {
		people, err := c.people("person", []string{a.Text("person")})
		if err != nil {
			return f, err
		}
		if len(people) != 1 {
			return f, record.InvalidError("decision.one_person", "text", a.Text("person")).About("person")
		}
		f.Person = people[0].ID
	}
	within, err := period(a)
	f.First, f.Last = within.Since, within.Until
	return f, err
}

func listDecisions(c *call, a grammar.Args) (message.Message, error) {
	f, err := c.decisionFilter(a, "/decision liste")
	if err != nil {
		return message.Message{}, err
	}
	if a.Flag("to-apply") {
		return c.listToCarryOut(a, f)
	}
	page, err := c.FindDecisions(c, c.Actor, f, a.Number(after.English), maxPage)
	if err != nil {
		return message.Message{}, err
	}
	if page.Total == 0 {
		key := "decision.list.none"
		if f != (committee.DecisionFilter{}) {
			key = "decision.list.none_such"
		}
		return message.Say(c.text(key)), nil
	}
	return message.Say(c.text("decision.list.title", "Count", page.Total)).With(c.pageOf(a, c.decisionLines(page.List), page.Total)...), nil
}

func searchDecisions(c *call, a grammar.Args) (message.Message, error) {
	f, err := c.decisionFilter(a, "/decision chercher")
	if err != nil {
		return message.Message{}, err
	}
	if record.Fold(f.Words) != "" && len(wording.Query(f.Words)) == 0 {
		return message.Say(c.text("decision.search.common", "words", f.Words)), nil
	}
	page, err := c.FindDecisions(c, c.Actor, f, a.Number(after.English), maxPage)
	if err != nil {
		return message.Message{}, err
	}
	if page.Total == 0 {
		return message.Say(c.text("decision.search.none", "words", f.Words)), nil
	}
	return message.Say(c.text("decision.search.title", "Count", page.Total, "words", f.Words)).With(c.pageOf(a, c.decisionLines(page.List), page.Total)...), nil
}

func (c *call) decisionLines(list []committee.Decision) message.List {
	var items message.List
	for _, dec := range list {
		at := dec.SettledAt
		if at.IsZero() {
			at = dec.LoggedAt
		}
		items = append(items, c.formerly(c.p.Text("decision.line", "ref", dec.Ref, "text", dec.Text, "state", c.p.Standing(dec), "date", c.p.Day(at)), dec.FormerRef, dec.Ref))
	}
	return items
}

func showDecision(c *call, a grammar.Args) (message.Message, error) {
	ref, err := c.decisionRef(a.Text("decision"))
	if err != nil {
		return message.Message{}, err
	}
	dec, err := c.Decision(c, c.Actor, ref)
	if err != nil {
		return message.Message{}, err
	}
	state := c.p.Text("decision.card.state", "state", c.p.Standing(dec.Decision), "moment", dec.SettledAt, "by", dec.SettledBy())
	switch {
	case dec.Brought():
		state = c.p.Text("decision.card.brought", "state", c.p.Standing(dec.Decision))
	case dec.SettledAt.IsZero():
		state = c.p.Text("decision.card.waiting", "ref", dec.Ref)
	}
	lines := []message.Text{
		c.p.Text("decision.card.title", "ref", dec.Ref, "text", dec.Text), state,
		c.p.Text("decision.card.committee", "code", dec.Committee, "name", dec.CommitteeName),
	}
	if a.Has(after.English) {
		return message.Say(message.Lines(lines[0])).With(c.page(a, c.schoolLines(dec.SchoolList))...), nil
	}
	if dec.Supersedes != "" {
		lines = append(lines, c.p.Text("decision.card.supersedes", "decision", dec.Supersedes))
	}
	if dec.Reason != "" {
		lines = append(lines, c.p.Text("decision.card.reason", "reason", dec.Reason))
	}
	lines = append(lines, c.detailLines(dec, a.Flag(full.English))...)
	m := message.Say(message.Lines(lines...))
	if len(dec.SchoolList) > 0 {
		m = m.With(c.text("decision.card.schools", "Count", len(dec.SchoolList))).With(c.part(a, c.schoolLines(dec.SchoolList))...)
	}
	if effect := c.effect(dec.Decision); effect != "" {
		m = m.With(message.Paragraph(effect))
	}
	if dec.Selection == committee.SelectionUnsaid && len(dec.SchoolList) > 0 {
		m = m.With(c.text("decision.card.unsaid", "ref", dec.Ref))
	}
	if dec.State.Gone() {
		if m, err = c.resting(m, dec.Ref); err != nil {
			return message.Message{}, err
		}
	}
	return m.With(message.Lines(c.history(dec.History)...)), nil
}
