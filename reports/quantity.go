package reports

import (
	"strconv"
	"strings"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/legal"
	"pilotent/message"
)

// quantity is what the minutes of a quantitative check hold between the parties
// and the signatures: what was counted, the notice if there was one, and what
// was decided (CCAG-TIC 2021 art. 33.1; 2009 art. 25 and 27.1).
func (w writer) quantity() []Block {
	n := *w.Count
	difference := w.text("pv.quantity.even")
	switch short := n.Short(); {
	case short > 0:
		difference = w.text("pv.quantity.short", "count", short)
	case short < 0:
		difference = w.text("pv.quantity.over", "count", -short)
	}
	blocks := []Block{
		Heading(w.text("pv.quantities")),
		Fields{
			{w.text("pv.field.ordered"), strconv.Itoa(n.Ordered)},
			{w.text("pv.field.delivered"), strconv.Itoa(n.Delivered)},
			{w.text("pv.field.difference"), difference},
			{w.text("pv.field.unit"), n.Unit},
		},
		Heading(w.text("pv.facts")), w.quantityFacts(),
	}
	if w.Extra > 0 {
		blocks = append(blocks, Paragraph(plain(legal.Extended(w.p, w.Extra, w.Terms))))
	}
	if w.Open() {
		blocks = append(blocks, Paragraph(w.silence()))
	}
	blocks = append(blocks, Heading(w.text("pv.decision")), Strong(strings.ToUpper(w.text(w.Verdict().MessageKey()))),
		Paragraph(w.text("pv.quantity."+string(w.Verdict()), "date", w.Deadline, "source", w.verdictBy())),
		Fields{
			{w.text("pv.field.decided_on"), w.date(w.DecidedOn)},
			{w.text("pv.field.decided_by"), w.names(w.DecidedBy)},
			{w.text("pv.field.decision"), w.DecisionRef},
			{w.text("pv.field.reason"), w.Reason},
		})
	if !w.Open() && minutes.TimingOf(w.VerificationView) == minutes.TimingLate {
		blocks = append(blocks, Paragraph(w.text("pv.quantity.late", "deadline", w.Deadline)))
	}
	return append(blocks, Paragraph(w.text("pv.quantity.beside")))
}

// quantityFacts are the days of a quantitative check: of the notice and what
// follows from it, and of the last count.
func (w writer) quantityFacts() Grid {
	g := Grid{Head: []string{w.text("pv.head.date"), w.text("pv.head.fact"), w.text("pv.head.article")}, Widths: []int{32, 50, 18}}
	add := func(date, fact, article string) { g.Rows = append(g.Rows, []string{date, fact, article}) }
	if !w.Deadline.IsZero() {
		add(w.date(w.Fact), w.text("pv.fact.notice"), "")
		if w.Computed.Day == w.Deadline {
			for _, s := range w.Computed.Steps {
				g.Rows = append(g.Rows, w.step(s))
			}
		}
		add(w.date(w.Deadline), w.text("pv.fact.given"), plain(w.clause(w.Rule.Clauses[0])))
	}
	if !w.Open() {
		add(w.date(w.DecidedOn), w.text("pv.fact.counted"), "")
	}
	return g
}

// step is the row of one step by which a deadline was computed.
func (w writer) step(s calendar.Step) []string {
	holiday, article := message.Text(""), ""
	if s.Holiday != "" {
		holiday = w.p.Text("holiday." + s.Holiday)
	}
	if s.Article != "" && w.Terms != contract.TermsFree {
		article = w.text("pv.article", "article", s.Article)
	}
	return []string{
		w.date(s.Day), w.text("pv.rule."+s.Rule, "period", legal.Period(w.p, w.Rule.Period), "holiday", holiday), article,
	}
}

// verdictBy is the clause by which the buyer decides of a quantity: of the
// contract's own, which is about the delay, only for a notice.
func (w writer) verdictBy() message.Text {
	clause := w.Rule.Clauses[0]
	if w.Outcome != acceptance.OutcomeNotice {
		clause.Derogation = nil
	}
	return w.clause(clause)
}

// clause is what a clause rests on; "" where none is known.
func (w writer) clause(c contract.Clause) message.Text {
	if c.Article == "" && c.Derogation == nil {
		return ""
	}
	return legal.Legal(w.p, c, w.Terms)
}
