package commands

import (
	"slices"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/legal"
	"pilotent/message"
)

// calendarCommands are the verbs of recette about how dates come about.
func calendarCommands() []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "calendrier", English: "calendar", Shows: true, Also: []string{"expliquer", "dates", "délai"}, EnglishAlso: []string{"explain", "deadline"}, Run: explainVerification, Params: []grammar.Param{
			{Name: "vérification", English: "verification", Kind: grammar.Ref, Prefix: "V", Required: true, Positional: true, Of: grammar.Verifications},
			full,
		}},
	}
}

// noticeParams are how the day that starts a period is given.
func noticeParams() []grammar.Param {
	return slices.Concat([]grammar.Param{{Name: "notifiée", English: "notified", Kind: grammar.PastDate}}, profileParams(), []grammar.Param{
		{Name: "par", English: "by", Kind: grammar.Choice, Choices: []grammar.Option{
			{Value: string(contract.NoticeLetter), Words: []string{"écrit", "letter"}, Label: contract.NoticeLetter},
			{Value: string(contract.NoticeReport), Words: []string{"PV", "report", "PV de MOM"}, Label: contract.NoticeReport},
		}},
	})
}

// profileParams are how the day is given of what went by the profil d'acheteur.
func profileParams() []grammar.Param {
	return []grammar.Param{
		{Name: "disposition", English: "available", Kind: grammar.PastDate},
		{Name: "ouverte", English: "opened", Kind: grammar.PastDate},
	}
}

// noStart asks for the day that starts the period, where neither way of giving
// it was taken.
func noStart(a grammar.Args) error {
	if a.Has("notified") || a.Has("available") || a.Has("opened") {
		return nil
	}
	return &grammar.MissingError{Params: noticeParams()[:1]}
}

func explainVerification(c *call, a grammar.Args) (message.Message, error) {
	e, err := c.Explain(c, c.Actor, a.Number("verification"))
	if err != nil {
		return message.Message{}, err
	}
	if e.Step == contract.StepQuantity && e.Deadline.IsZero() {
		return message.Say(c.text("quantity.no_dates", "ref", e.Ref(), "outcome", e.Verdict(), "date", e.DecidedOn)), nil
	}
	there := *c
	there.p = c.p.In(e.Zone)
	m := message.Say(
		message.Lines(c.p.Text("calendar.title", "ref", e.Ref(), "step", e.Step, "object", e.Object), c.lastDay(e.VerificationView),
			c.p.Text("verification.card.contract", "contract", e.Contract, "supplier", e.Supplier, "terms", e.Terms),
			c.p.Text("calendar.place", "region", e.Place)),
		c.text("calendar.start"), there.startSteps(e))
	for i, p := range e.Periods {
		m = m.With(message.Lines(c.p.Text("calendar.period", "topic", p.Topic, "source", legal.Legal(c.p, p.Clause, e.Terms))), there.periodSteps(p, i == len(e.Periods)-1, e))
	}
	m = m.With(there.explainReply(e)...)
	var readings, sources message.List
	for _, r := range e.Readings {
		readings = append(readings, c.p.Value(r))
	}
	for _, s := range e.Sources() {
		sources = append(sources, c.p.Text("calendar.source", "article", s.Article, "url", message.Text(s.URL)))
	}
	if len(readings) > 0 {
		m = m.With(c.text("calendar.readings"), readings)
	}
	m = m.With(c.text("calendar.sources"), sources, c.text("verification.not_advice"))
	if a.Flag(full.English) {
		return m, nil
	}
	return c.inShort(m, "recette", "calendrier", grammar.Raw{"verification": {e.Ref()}}), nil
}

// lastDay is the deadline of what runs; "" for what is decided.
func (c *call) lastDay(v acceptance.VerificationView) message.Text {
	if !v.Open() {
		return ""
	}
	return c.deadline(v)
}

// startSteps tell the event that starts the first period, and how its day is known.
func (c *call) startSteps(e minutes.Explanation) message.List {
	first := e.Periods[0]
	event := c.p.Value(first.Start)
	if d := first.Derogation; d != nil && d.Start != "" {
		event = c.p.Text("clause.own_start", "text", d.Start)
	}
	steps := message.List{c.p.Text("calendar.event", "event", event)}
	n := e.Start
	if n != nil && n.By != "" {
		steps = append(steps, c.p.Text("calendar.by", "by", n.By))
	}
	given := "calendar.given"
	if e.FollowUp() {
		given = "calendar.followed"
	}
	if n == nil || n.AvailableOn.IsZero() {
		return append(steps, c.p.Text(given, "date", e.StartedOn))
	}
	steps = append(steps, c.p.Text("calendar.available", "date", n.AvailableOn))
	switch {
	case e.Presumed == nil:
		return append(steps, c.p.Text("calendar.opened", "date", n.OpenedOn))
	case n.OpenedOn.IsZero():
		steps = append(steps, c.p.Text("calendar.never_opened"))
	default:
		steps = append(steps, c.p.Text("calendar.opened_late", "date", n.OpenedOn))
	}
	return append(steps, c.p.Text("calendar.presumed", "period", legal.Period(c.p, e.Presumed.Period), "date", e.StartedOn,
		"source", legal.Legal(c.p, e.Presumed.Clause, e.Terms)))
}

// periodSteps tell each step of a period, and its end.
func (c *call) periodSteps(p minutes.ExplainedPeriod, last bool, e minutes.Explanation) message.List {
	if !p.Known() {
		return message.List{c.p.Text("calendar.unknown", "contract", e.Contract, "date", e.Deadline)}
	}
	steps := c.steps(p.Steps(), p)
	if p.Extra > 0 {
		steps = append(steps, legal.Extended(c.p, p.Extra, e.Terms))
		steps = append(steps, c.steps(p.Extended, p)...)
	}
	if !last {
		return append(steps, c.p.Text("calendar.window", "date", p.Ends, "elsewhere", c.p.ElsewhereAfter(p.Ends)))
	}
	return append(steps, c.p.Text("calendar.end", "date", p.Ends, "elsewhere", c.p.ElsewhereAfter(p.Ends)), c.silence(e.VerificationView))
}

// steps are the rules that were applied, with their articles.
func (c *call) steps(list []calendar.Step, p minutes.ExplainedPeriod) (steps message.List) {
	for _, s := range list {
		text := c.step(s, p)
		if s.Article != "" {
			text += c.p.Text("calendar.article", "article", s.Article)
		}
		steps = append(steps, text)
	}
	return steps
}

// step is one rule that was applied, in words.
func (c *call) step(s calendar.Step, p minutes.ExplainedPeriod) message.Text {
	switch s.Rule {
	case calendar.RuleStartsDayAfter, calendar.RuleStartsSameDay:
		return c.p.Text("rule."+s.Rule, "date", s.Day)
	case calendar.RuleEndsHoliday:
		return c.p.Text("rule.ends-holiday", "date", s.Day, "holiday", c.p.Text("holiday."+s.Holiday))
	case calendar.RuleEndsWeekend:
		return c.p.Text("rule.ends-weekend", "date", s.Day)
	case calendar.RuleNextWorkingDay:
		return c.p.Text("rule.next-working-day", "date", s.Day)
	default:
		return c.p.Text("rule."+s.Rule, "date", s.Day, "period", legal.Period(c.p, p.Period))
	}
}
