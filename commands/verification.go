package commands

import (
	"pilotent/commands/grammar"
	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/message"
)

func verifications() *grammar.Noun[*call] {
	contract := grammar.Param{Name: "marche", English: "contract", Kind: grammar.Word, Required: true}
	ref := grammar.Param{Name: "verification", English: "verification", Kind: grammar.Ref, Prefix: "V", Required: true, Positional: true}
	first := contract
	first.Positional = true
	noun := &grammar.Noun[*call]{
		Name: "recette", English: "acceptance", Default: "liste",
		Commands: append([]*grammar.Command[*call]{
			{Verb: "marche", English: "contract", Run: addContract, Params: []grammar.Param{
				first,
				{Name: "titulaire", English: "supplier", Kind: grammar.Name, Required: true},
				{Name: "ccag", English: "terms", Kind: grammar.Choice, Choices: []grammar.Option{
					{Value: string(governance.TermsTIC2021), Words: []string{"tic-2021", "tic-2021"}, Label: governance.TermsTIC2021},
					{Value: string(governance.TermsTIC2009), Words: []string{"tic-2009", "tic-2009"}, Label: governance.TermsTIC2009},
					{Value: string(governance.TermsFree), Words: []string{"libre", "none"}, Label: governance.TermsFree},
				}},
			}},
			{Verb: "ouvrir", English: "open", Run: openVerification, Params: []grammar.Param{
				{Name: "etape", English: "step", Kind: grammar.Choice, Required: true, Positional: true, Choices: []grammar.Option{
					{Value: string(governance.StepMOM), Words: []string{"MOM", "MOM"}, Label: governance.StepMOM},
					// VABF is the practice's word for the VA (domain.md §1.2).
					{Value: string(governance.StepVA), Words: []string{"VA", "VA", "VABF"}, Label: governance.StepVA},
					{Value: string(governance.StepVSR), Words: []string{"VSR", "VSR"}, Label: governance.StepVSR},
				}},
				contract,
				{Name: "objet", English: "object", Kind: grammar.Name, Required: true},
				{Name: "notifiee", English: "notified", Kind: grammar.PastDate, Required: true},
				{Name: "responsable", English: "owner", Kind: grammar.Person, Many: true},
				{Name: "suppleant", English: "deputy", Kind: grammar.Person, Many: true},
				{Name: "comite", English: "committee", Kind: grammar.Word},
			}},
			{Verb: "liste", English: "list", Also: []string{"lister"}, Run: listVerifications, Params: []grammar.Param{
				{Name: "decidees", English: "decided", Kind: grammar.Flag},
			}},
			{Verb: "voir", English: "show", Params: []grammar.Param{ref}, Run: showVerification},
		}, followUps(ref)...),
	}
	noun.Commands = append(noun.Commands, reservationCommands(ref)...)
	noun.Commands = append(noun.Commands, availabilityCommands(ref)...)
	noun.Commands = append(noun.Commands, reportCommands()...)
	return noun
}

func addContract(c *call, a grammar.Args) (message.Message, error) {
	contract, err := c.AddContract(c, c.Actor, governance.NewContract{
		Ref: a.Text("contract"), Supplier: a.Text("supplier"), Terms: governance.Terms(a.Text("terms")),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		c.text("contract.added", "ref", contract.Ref, "supplier", contract.Supplier, "terms", contract.Terms),
		c.text("contract.next", "ref", contract.Ref)), nil
}

func openVerification(c *call, a grammar.Args) (message.Message, error) {
	people, err := c.people("owner", a.List("owner"))
	if err != nil {
		return message.Message{}, err
	}
	deputies, err := c.people("deputy", a.List("deputy"))
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.OpenVerification(c, c.Actor, governance.NewVerification{
		Step: governance.Step(a.Text("step")), Contract: a.Text("contract"), Object: a.Text("object"),
		NotifiedOn: a.Date("notified"), InCharge: people, Deputies: deputies, Committee: a.Text("committee"),
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		message.Lines(
			c.p.Text("verification.opened", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract),
			c.deadline(v), c.basis(v), c.silence(v)),
		message.Lines(c.inCharge(v), c.deputies(v), c.committee(v), c.toType(v)+" · "+c.p.Text("verification.to_see", "ref", v.Ref()))), nil
}

// silence is what it will mean, or has meant, that nothing is notified in time.
func (c *call) silence(v governance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return c.p.Text("silence_late." + string(v.Rule.Silence))
	}
	return c.p.Text("silence_sentence." + string(v.Rule.Silence))
}

// inCharge names the people in charge, and when they are reminded.
func (c *call) inCharge(v governance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return c.p.Text("verification.in_charge_late", "people", v.InCharge)
	}
	return c.p.Text("verification.in_charge", "people", v.InCharge)
}

// deputies names the deputies, and when they are told.
func (c *call) deputies(v governance.VerificationView) message.Text {
	if len(v.Deputies) == 0 {
		return ""
	}
	return c.p.Text("verification.deputies", "people", v.Deputies, "Count", len(v.Deputies))
}

// committee names the one that is told at the last.
func (c *call) committee(v governance.VerificationView) message.Text {
	if v.Committee == "" {
		return ""
	}
	return c.p.Text("verification.committee", "committee", v.Committee)
}

// deadline is the last day to decide, and how far it is.
func (c *call) deadline(v governance.VerificationView) message.Text {
	left := v.DaysLeft()
	switch {
	case left < 0:
		return c.p.Text("verification.deadline_late", "date", v.Deadline, "Count", -left)
	case left == 0:
		return c.p.Text("verification.deadline_today", "date", v.Deadline)
	default:
		return c.p.Text("verification.deadline", "date", v.Deadline, "Count", left)
	}
}

// basis is where the deadline comes from: the period, its start, the article,
// and why the last day was put off.
func (c *call) basis(v governance.VerificationView) message.Text {
	text := c.p.Text("verification.basis", "period", c.period(v.Rule.Period), "date", v.Computed.Fact, "source", c.source(v.Rule.Article, v.Terms, v.Rule.Confirmed))
	if v.Rule.Observation != nil {
		text = c.p.Text("verification.basis_observed", "observation", c.period(*v.Rule.Observation), "date", v.NotifiedOn,
			"end", v.ObservationEnd, "period", c.period(v.Rule.Period), "source", c.source(v.Rule.Article, v.Terms, v.Rule.Confirmed))
	}
	if v.Rule.Article == "" {
		text = c.p.Text("verification.basis_free", "period", c.period(v.Rule.Period), "date", v.Computed.Fact)
	}
	if v.Extra > 0 && v.Open() {
		text += " " + c.p.Text("verification.basis_extended", "Count", v.Extra)
	}
	if v.Computed.Postponed {
		why := c.p.Text("verification.weekend")
		for _, s := range v.Computed.Steps {
			if s.Day == v.Computed.RawEnd && s.Holiday != "" {
				why = c.p.Text("holiday." + s.Holiday)
			}
		}
		text += " " + c.p.Text("verification.postponed", "raw", v.Computed.RawEnd, "why", why, "date", v.Computed.Day)
	}
	return text
}

func (c *call) period(p calendar.Period) message.Text {
	return c.p.Text("period."+string(p.Unit), "Count", p.Length)
}

func listVerifications(c *call, a grammar.Args) (message.Message, error) {
	list, err := c.Verifications(c, c.Actor, a.Flag("decided"))
	if err != nil {
		return message.Message{}, err
	}
	if len(list) == 0 {
		return message.Say(c.text("verification.list.none")), nil
	}
	var items message.List
	for _, v := range list {
		text := c.p.Text("verification.line", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract)
		switch {
		case !v.Open():
			text += c.p.Text("verification.line_decided", "outcome", v.Verdict(), "date", c.p.ShortDate(v.DecidedOn))
		case v.DaysLeft() < 0:
			text += c.p.Text("verification.line_late", "date", c.p.ShortDate(v.Deadline), "Count", -v.DaysLeft())
		default:
			text += c.p.Text("verification.line_left", "date", v.Deadline, "Count", v.DaysLeft())
		}
		text += c.bites(v)
		items = append(items, text)
	}
	return message.Say(c.text("verification.list.title", "Count", len(list)), c.capped(items)), nil
}

func showVerification(c *call, a grammar.Args) (message.Message, error) {
	v, err := c.Verification(c, c.Actor, a.Number("verification"))
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{
		c.p.Text("verification.card.title", "ref", v.Ref(), "step", v.Step, "object", v.Object),
		c.p.Text("verification.card.contract", "contract", v.Contract, "supplier", v.Supplier, "terms", v.Terms),
	}
	if v.Outcome != governance.OutcomeUndecided {
		lines = append(lines, c.p.Text("verification.card.decided", "outcome", v.Verdict(), "date", v.DecidedOn, "by", v.DecidedBy))
		if v.Rate > 0 {
			lines = append(lines, c.p.Text("verification.rate", "rate", v.Rate))
		}
		if v.DecisionRef != "" {
			lines = append(lines, c.p.Text("verification.by_decision", "decision", v.DecisionRef))
		}
		if v.Reason != "" {
			lines = append(lines, c.p.Text("verification.card.reason", "reason", v.Reason))
		}
	}
	if v.Lapsed != "" {
		lines = append(lines, c.silent(v))
	}
	if v.Guarantee != nil {
		lines = append(lines, c.guarantee(v))
	}
	if v.Open() {
		if v.Phase != governance.PhaseVerifying {
			lines = append(lines, c.p.Text("verification.now", "await", v.Awaits()))
		}
		lines = append(lines, c.deadline(v), c.basis(v), c.silence(v), c.inCharge(v), c.deputies(v), c.committee(v), c.toType(v))
	} else {
		lines = append(lines, c.basis(v))
	}
	m := message.Say(message.Lines(lines...)).With(message.Lines(c.chain(v)...)).With(c.reservations(v.Reservations)...).With(c.availability(v)...)
	return m.With(message.Lines(c.history(v.History)...), c.text("verification.not_advice")), nil
}
