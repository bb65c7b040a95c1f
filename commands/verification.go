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
		Commands: []*grammar.Command[*call]{
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
			}},
			{Verb: "liste", English: "list", Also: []string{"lister"}, Run: listVerifications, Params: []grammar.Param{
				{Name: "decidees", English: "decided", Kind: grammar.Flag},
			}},
			{Verb: "voir", English: "show", Params: []grammar.Param{ref}, Run: showVerification},
			{Verb: "decider", English: "decide", Run: decideVerification, Params: []grammar.Param{
				ref,
				{Name: "issue", English: "outcome", Kind: grammar.Choice, Required: true, Positional: true, Choices: []grammar.Option{
					{Value: string(governance.OutcomeAdmission), Words: []string{"admission", "admission"}, Label: governance.OutcomeAdmission},
					{Value: string(governance.OutcomeAdjourned), Words: []string{"ajournement", "adjournment"}, Label: governance.OutcomeAdjourned},
					{Value: string(governance.OutcomeReduction), Words: []string{"réfaction", "reduction"}, Label: governance.OutcomeReduction},
					{Value: string(governance.OutcomeRejection), Words: []string{"rejet", "rejection"}, Label: governance.OutcomeRejection},
				}},
				{Name: "le", English: "on", Kind: grammar.PastDate},
				{Name: "motif", English: "reason", Kind: grammar.Text},
				{Name: "malgre", English: "despite", Kind: grammar.Ref, Prefix: "RV", Many: true},
			}},
		},
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
		NotifiedOn: a.Date("notified"), InCharge: people, Deputies: deputies,
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		message.Lines(
			c.p.Text("verification.opened", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract),
			c.deadline(v), c.basis(v), c.silence(v)),
		message.Lines(c.inCharge(v), c.deputies(v), c.p.Text("verification.way_back", "ref", v.Ref()))), nil
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
	text := c.p.Text("verification.basis", "period", c.period(v.Rule.Period), "date", v.NotifiedOn, "article", v.Rule.Article, "terms", v.Terms)
	if v.Rule.Observation != nil {
		text = c.p.Text("verification.basis_observed", "observation", c.period(*v.Rule.Observation), "date", v.NotifiedOn,
			"end", v.ObservationEnd, "period", c.period(v.Rule.Period), "article", v.Rule.Article, "terms", v.Terms)
	}
	if !v.Rule.Confirmed {
		text = c.p.Text("verification.basis_free", "period", c.period(v.Rule.Period), "date", v.NotifiedOn)
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
			text += c.p.Text("verification.line_decided", "outcome", v.Outcome, "date", c.p.ShortDate(v.DecidedOn))
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
	if v.Open() {
		lines = append(lines, c.deadline(v), c.basis(v), c.silence(v), c.inCharge(v), c.deputies(v))
	} else {
		lines = append(lines, c.p.Text("verification.card.decided", "outcome", v.Outcome, "date", v.DecidedOn, "by", v.DecidedBy), c.basis(v))
		if v.Reason != "" {
			lines = append(lines, c.p.Text("verification.card.reason", "reason", v.Reason))
		}
	}
	m := message.Say(message.Lines(lines...)).With(c.reservations(v.Reservations)...).With(c.availability(v)...)
	return m.With(message.Lines(c.history(v.History)...), c.text("verification.not_advice")), nil
}

func decideVerification(c *call, a grammar.Args) (message.Message, error) {
	despite, err := numbers("despite", "RV", a.List("despite"))
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.DecideVerification(c, c.Actor, governance.Decide{
		Number: a.Number("verification"), Outcome: governance.Outcome(a.Text("outcome")), On: a.Date("on"), Reason: a.Text("reason"),
		Despite: despite,
	})
	if err != nil {
		return message.Message{}, err
	}
	lines := []message.Text{c.p.Text("verification.decided", "ref", v.Ref(), "step", v.Step, "object", v.Object, "outcome", v.Outcome, "date", v.DecidedOn)}
	if v.DecidedOn.After(v.Deadline) {
		lines = append(lines, c.p.Text("verification.decided_late", "deadline", v.Deadline))
	}
	if v.Step == governance.StepVA && v.Outcome == governance.OutcomeAdmission {
		lines = append(lines, c.p.Text("verification.vsr_next", "contract", v.Contract, "object", v.Object, "date", c.p.ShortDate(v.DecidedOn)))
	}
	return message.Say(message.Lines(lines...)).With(c.stillOpen(v)), nil
}
