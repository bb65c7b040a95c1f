package commands

import (
	"errors"
	"regexp"
	"strconv"
	"strings"

	"pilotent/commands/grammar"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/legal"
	"pilotent/message"
)

// quantityCommands are about how much was delivered.
func quantityCommands(ref grammar.Param) []*grammar.Command[*call] {
	return []*grammar.Command[*call]{
		{Verb: "quantité", English: "quantity", Also: []string{"compter"}, EnglishAlso: []string{"count"}, Run: countDelivery, Params: []grammar.Param{
			ref,
			{Name: "compte", English: "count", Kind: grammar.Name, Required: true, Positional: true},
			{Name: "unité", English: "unit", Kind: grammar.Name},
			{Name: "accepter", English: "accept", Kind: grammar.Flag},
			delayParam(),
			{Name: "le", English: "on", Kind: grammar.PastDate, Also: []string{"date", "jour"}},
			{Name: "motif", English: "reason", Kind: grammar.Text},
			{Name: "décision", English: "decision", Kind: grammar.Word, Of: grammar.Decisions},
		}},
	}
}

func countDelivery(c *call, a grammar.Args) (message.Message, error) {
	n := acceptance.NewCount{
		Number: a.Number("verification"), Unit: a.Text("unit"), Accept: a.Flag("accept"),
		On: a.Date("on"), Reason: a.Text("reason"), Decision: a.Text("decision"),
	}
	if err := readCount(a.Text("count"), &n); err != nil {
		return message.Message{}, err
	}
	var err error
	if n.Delay, err = delay(a); err != nil {
		return message.Message{}, err
	}
	v, err := c.CountDelivery(c, c.Actor, n)
	if err != nil {
		return message.Message{}, c.whatToDo(err, n)
	}
	lines := []message.Text{c.p.Text("quantity.noted", "ref", v.Ref(), "object", v.Object, "count", legal.Count(c.p, *v.Count),
		"outcome", v.Verdict(), "date", v.DecidedOn)}
	if v.Reason != "" {
		lines = append(lines, c.p.Text("verification.card.reason", "reason", v.Reason))
	}
	if v.DecisionRef != "" {
		lines = append(lines, c.p.Text("verification.by_decision", "decision", v.DecisionRef))
	}
	if v.Open() {
		lines = append(lines, c.deadline(v), c.basis(v), c.silence(v))
		return message.Say(message.Lines(lines...), message.Lines(c.p.Text("quantity.to_notify"), c.inCharge(v),
			c.toType(v), c.p.Text("verification.to_see", "ref", v.Ref()))), nil
	}
	if !v.Deadline.IsZero() && v.DecidedOn.After(v.Deadline) {
		lines = append(lines, c.p.Text("verification.decided_late", "deadline", v.Deadline))
	}
	return message.Say(message.Lines(append(lines, c.p.Text("quantity.beside", "object", v.Object))...)), nil
}

// delayParam is a length that is fixed in the one case.
func delayParam() grammar.Param {
	return grammar.Param{Name: "délai", English: "delay", Kind: grammar.Name}
}

// delay is the length that was given; zero where none was.
func delay(a grammar.Args) (calendar.Period, error) {
	if !a.Has("delay") {
		return calendar.Period{}, nil
	}
	length, err := readPeriod(a.Text("delay"))
	if e, ok := errors.AsType[*record.Error](err); ok {
		err = e.About("delay")
	}
	return length, err
}

// A count is « 118/120 », « 118 sur 120 » or « 118 of 120 », what was counted
// perhaps after it. Thousands may stand apart: « 1 180/1 200 ».
const wholeNumber = `([-−]?(?:\d{1,3}(?:[ \x{a0}\x{202f}]\d{3})+|\d+))`

var countForm = regexp.MustCompile(`(?i)^` + wholeNumber + `\s*(?:/|sur|of)\s*` + wholeNumber + `(?:\s+(\pL.*))?$`)

var severalCounts = regexp.MustCompile(`(?i)\d\s*(?:/|sur|of)\s*\d.*\d\s*(?:/|sur|of)\s*\d`)

// readCount reads how many were delivered of how many ordered.
func readCount(text string, n *acceptance.NewCount) error {
	m := countForm.FindStringSubmatch(strings.TrimSpace(text))
	switch {
	case severalCounts.MatchString(text):
		return record.InvalidError("quantity.several", "text", text).About("count")
	case m == nil:
		return record.InvalidError("quantity.count", "text", text).About("count")
	case m[3] != "" && n.Unit != "" && record.Fold(m[3]) != record.Fold(n.Unit):
		return record.InvalidError("quantity.two_units", "text", m[3], "unit", n.Unit).About("unit")
	case m[3] != "":
		n.Unit = m[3]
	}
	var err error
	if n.Delivered, err = readWhole(m[1]); err == nil {
		n.Ordered, err = readWhole(m[2])
	}
	if err != nil {
		return record.InvalidError("quantity.count", "text", text).About("count")
	}
	return nil
}

func readWhole(text string) (int, error) {
	return strconv.Atoi(strings.NewReplacer("−", "-", " ", "", "\u00a0", "", "\u202f", "").Replace(text))
}

// whatToDo completes the question about a count that does not conform with what
// to type for each answer; any other error stays as it is.
func (c *call) whatToDo(err error, n acceptance.NewCount) error {
	e, ok := errors.AsType[*record.Error](err)
	if !ok || e.Key != "quantity.missing" && e.Key != "quantity.excess" {
		return err
	}
	clause, _ := e.Args["usual"].(contract.Clause)
	question, _ := c.p.Error(err)
	typed := c.typed(e, n)
	ask, outcome := "quantity.ask_notice", contract.VerdictComplete
	if e.Key == "quantity.excess" {
		outcome = contract.VerdictTakeBack
	}
	delay := c.p.Text("param.delay.value")
	if clause.Known() {
		ask, delay = "quantity.ask_usual", c.typedPeriod(clause.Period)
	}
	source := message.Text("")
	if clause.Derogation != nil {
		source = c.p.Text("clause.own", "own", clause.Derogation.Article)
	}
	answers := message.List{
		c.p.Text("quantity.ask_accept", "typed", typed),
		c.p.Text(ask, "typed", typed, "outcome", outcome, "delay", delay, "source", source),
	}
	return &chooseError{message: message.Say(message.Paragraph(question), answers), param: e.Param}
}

// typed is the command as it was typed, but for what is to be decided.
func (c *call) typed(e *record.Error, n acceptance.NewCount) message.Text {
	text := c.p.Text("quantity.typed", "ref", e.Args["ref"], "delivered", n.Delivered, "ordered", n.Ordered,
		"unit", n.Unit, "decision", n.Decision)
	if !n.On.IsZero() {
		text += c.p.Text("quantity.typed_on", "date", c.p.ShortDate(n.On))
	}
	return text
}

// typedPeriod is a period as readPeriod reads it.
func (c *call) typedPeriod(p calendar.Period) message.Text {
	if p.Unit == calendar.UnitDays {
		return c.p.Text("quantity.days", "count", p.Length)
	}
	return `"` + legal.Period(c.p, p) + `"`
}
