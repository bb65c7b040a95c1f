package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

func verifications() *grammar.Noun[*call] {
	contractParam := grammar.Param{Name: "marché", English: "contract", Kind: grammar.Word, Required: true, Also: []string{"contrat"}}
	ref := grammar.Param{Name: "vérification", English: "verification", Kind: grammar.Ref, Prefix: "V", Required: true, Positional: true, Of: grammar.Verifications}
	return &grammar.Noun[*call]{
		Name: "recette", English: "acceptance", Default: "liste",
		Main: []string{"voir", "décider", "réserve", "liste"},
		Commands: slices.Concat(contractCommands(), []*grammar.Command[*call]{
			{Verb: "ouvrir", English: "open", Also: []string{"créer", "nouvelle", "démarrer"}, EnglishAlso: []string{"create", "new", "start"}, Run: openVerification, Params: slices.Concat([]grammar.Param{
				{Name: "étape", English: "step", Kind: grammar.Choice, Required: true, Positional: true, Choices: []grammar.Option{
					{Value: string(contract.StepMOM), Words: []string{"MOM", "MOM"}, Label: contract.StepMOM},
					// VABF is the practice's word for the VA (domain.md §1.2).
					{Value: string(contract.StepVA), Words: []string{"VA", "VA", "VABF"}, Label: contract.StepVA},
					{Value: string(contract.StepVSR), Words: []string{"VSR", "VSR"}, Label: contract.StepVSR},
				}},
				contractParam,
				{Name: "objet", English: "object", Kind: grammar.Name, Required: true, Also: []string{"livraison"}, EnglishAlso: []string{"delivery"}},
			}, noticeParams(), []grammar.Param{
				{Name: "responsable", English: "owner", Kind: grammar.Person, Many: true},
				{Name: "suppléant", English: "deputy", Kind: grammar.Person, Many: true},
				{Name: "comité", English: "committee", Kind: grammar.Word, Of: grammar.Committees},
				delayParam(),
			})},
			{Verb: "liste", English: "list", Shows: true, Also: []string{"lister"}, Run: listVerifications, Params: []grammar.Param{
				{Name: "décidées", English: "decided", Kind: grammar.Flag}, after,
			}},
			{Verb: "voir", English: "show", Shows: true, Params: []grammar.Param{ref, full}, Run: showVerification},
		}, followUps(ref), mistakes(ref), quantityCommands(ref), reservationCommands(ref), availabilityCommands(ref), calendarCommands(), reportCommands()),
	}
}

func openVerification(c *call, a grammar.Args) (message.Message, error) {
	if err := noStart(a); err != nil {
		return message.Message{}, err
	}
	people, deputies, err := c.charged(a)
	if err != nil {
		return message.Message{}, err
	}
	length, err := delay(a)
	if err != nil {
		return message.Message{}, err
	}
	v, err := c.OpenVerification(c, c.Actor, acceptance.NewVerification{
		Step: contract.Step(a.Text("step")), Contract: a.Text("contract"), Object: a.Text("object"),
		NotifiedOn: a.Date("notified"), By: contract.NoticeBy(a.Text("by")), AvailableOn: a.Date("available"), OpenedOn: a.Date("opened"),
		InCharge: people, Deputies: deputies, Committee: a.Text("committee"), Delay: length,
	})
	if err != nil {
		return message.Message{}, err
	}
	return message.Say(
		message.Lines(
			c.p.Text("verification.opened", "ref", v.Ref(), "step", c.p.Text("step_full."+string(v.Step)), "object", v.Object, "contract", v.Contract),
			c.deadline(v), c.basis(v), c.silence(v)),
		message.Lines(c.inCharge(v), c.deputies(v), c.committee(v), c.toType(v), c.p.Text("verification.to_see", "ref", v.Ref()))), nil
}

// charged are the people in charge and the deputies that were named.
func (c *call) charged(a grammar.Args) (people, deputies []record.Person, err error) {
	if people, err = c.people("owner", a.List("owner")); err != nil {
		return nil, nil, err
	}
	deputies, err = c.people("deputy", a.List("deputy"))
	return people, deputies, err
}

// silence is what it will mean, or has meant, that nothing is notified in time.
func (c *call) silence(v acceptance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return c.p.Text("silence_late." + string(v.Rule.Silence))
	}
	return c.p.Text("silence_sentence." + string(v.Rule.Silence))
}

// inCharge names the people in charge, and when they are reminded.
func (c *call) inCharge(v acceptance.VerificationView) message.Text {
	if v.DaysLeft() < 0 {
		return c.p.Text("verification.in_charge_late", "people", v.InCharge)
	}
	return c.p.Text("verification.in_charge", "people", v.InCharge)
}

// deputies names the deputies, and when they are told.
func (c *call) deputies(v acceptance.VerificationView) message.Text {
	if len(v.Deputies) == 0 {
		return ""
	}
	if v.DaysLeft() < 0 {
		return c.p.Text("verification.deputies_late", "people", v.Deputies, "Count", len(v.Deputies))
	}
	return c.p.Text("verification.deputies", "people", v.Deputies, "Count", len(v.Deputies))
}

// committee names the one that is told at the last.
func (c *call) committee(v acceptance.VerificationView) message.Text {
	if v.Committee == "" {
		return ""
	}
	if v.DaysLeft() < 0 {
		return c.p.Text("verification.committee_late", "committee", v.Committee)
	}
	return c.p.Text("verification.committee", "committee", v.Committee)
}

// deadline is the last day to decide, and how far it is.
func (c *call) deadline(v acceptance.VerificationView) message.Text {
	left := v.DaysLeft()
	text := c.p.Text("verification.deadline", "date", v.Deadline, "Count", left)
	switch {
	case left < 0:
		text = c.p.Text("verification.deadline_late", "date", v.Deadline, "Count", -left)
	case left == 0:
		text = c.p.Text("verification.deadline_today", "date", v.Deadline)
	}
	if v.Away {
		text += c.p.Text("verification.deadline_away", "zone", c.p.In(v.Zone).Zone())
	}
	if v.Incomplete != "" {
		text += "\n" + c.p.Text("verification.incomplete", "region", v.Incomplete, "contract", v.Contract)
	}
	return text
}

// basis is where the deadline comes from: the period, its start, the article,
// and why the last day was put off.
func (c *call) basis(v acceptance.VerificationView) message.Text {
	if v.Step == contract.StepQuantity && v.Deadline.IsZero() {
		return "" // nobody was given any time
	}
	if v.Computed.Day.IsZero() {
		return c.p.Text("verification.basis_free", "date", v.Computed.Fact, "contract", v.Contract)
	}
	first, last := v.Rule.Clauses[0], v.Rule.Clauses[len(v.Rule.Clauses)-1]
	from := c.p.Text("verification.from_next", "date", v.Fact)
	if first.SameDay() {
		from = c.p.Text("verification.from_day", "date", v.Fact)
	}
	source := []message.Text{legal.Legal(c.p, last, v.Terms)}
	switch d := first.Derogation; {
	case v.Rule.Observation == nil:
	case first.Ordered, d != nil && (last.Derogation == nil || d.Article != last.Derogation.Article):
		source = []message.Text{legal.Legal(c.p, first, v.Terms), source[0]}
	}
	text := c.p.Text("verification.basis", "period", legal.Period(c.p, v.Rule.Period), "from", from, "source", source)
	switch {
	case v.Rule.Observation != nil:
		text = c.p.Text("verification.basis_observed", "observation", legal.Period(c.p, *v.Rule.Observation), "from", from,
			"end", v.ObservationEnd, "period", legal.Period(c.p, v.Rule.Period), "source", source)
	case v.Step == contract.StepQuantity:
		text = c.p.Text("quantity.basis", "period", legal.Period(c.p, v.Rule.Period), "from", from, "source", source)
	case v.Rule.Usual:
		text = c.p.Text("verification.basis_usual", "period", legal.Period(c.p, v.Rule.Period), "from", from)
	}
	if v.Extra > 0 && v.Open() {
		text += " " + legal.Extended(c.p, v.Extra, v.Terms)
	}
	if put := c.postponed(v.Computed); put != "" {
		text += " " + put
	}
	return text
}

// postponed says why a last day was put off, and to when; "" where it was not.
func (c *call) postponed(d calendar.Deadline) message.Text {
	if !d.Postponed {
		return ""
	}
	why := c.p.Text("verification.weekend")
	for _, s := range d.Steps {
		if s.Day == d.RawEnd && s.Holiday != "" {
			why = c.p.Text("holiday." + s.Holiday)
		}
	}
	return c.p.Text("verification.postponed", "raw", d.RawEnd, "why", why, "date", d.Day)
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
		if v.Open() {
			items = append(items, legal.Running(c.p, v.Verification, v.Today)+c.bites(v))
		} else {
			items = append(items, c.p.Text("verification.line", "ref", v.Ref(), "step", v.Step, "object", v.Object, "contract", v.Contract)+
				c.p.Text("verification.line_decided", "outcome", v.Verdict(), "date", c.p.ShortDate(v.DecidedOn)))
		}
	}
	return message.Say(c.text("verification.list.title", "Count", len(list))).With(c.page(a, items)...), nil
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
	if v.Count != nil {
		lines = append(lines, c.p.Text("quantity.counted", "count", legal.Count(c.p, *v.Count)))
	}
	if v.Outcome != contract.OutcomeUndecided {
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
	if v.Tacit != "" {
		lines = append(lines, legal.Silent(c.p, v))
	}
	if v.Guarantee != nil {
		lines = append(lines, legal.Guarantee(c.p, *v.Guarantee, v.Terms))
	}
	because := []message.Text{c.basis(v)}
	if v.Open() {
		if v.Phase != acceptance.PhaseVerifying {
			lines = append(lines, c.p.Text("verification.now", "await", v.Awaits()))
		}
		lines = append(lines, c.deadline(v), c.toType(v))
		because = append(because, c.silence(v), c.inCharge(v), c.deputies(v), c.committee(v))
	}
	// What is to be done comes first: the end is not read on a phone.
	m := message.Say(message.Lines(lines...)).With(c.request(v)...).With(c.reservations(v)...).With(message.Lines(because...))
	m = m.With(message.Lines(c.chain(v)...)).With(c.availability(v)...)
	m = m.With(message.Lines(c.history(v.History)...),
		message.Lines(c.p.Text("verification.explain", "ref", v.Ref()), c.p.Text("verification.not_advice")))
	if a.Flag(full.English) {
		return m, nil
	}
	return c.inShort(m, "recette", "voir", grammar.Raw{"verification": {v.Ref()}}), nil
}
