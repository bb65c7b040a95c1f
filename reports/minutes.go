package reports

import (
	"strconv"
	"strings"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/i18n"
	"pilotent/message"
)

// Minutes are the procès-verbal of a verification: who, what, when and by which
// article, the reservations as they stood on the day of the decision, what was
// decided and what follows, and where to sign. Before the decision they are a
// draft, in which it can be ticked.
func Minutes(p i18n.Printer, r governance.VerificationRecord) Document {
	w := writer{p, r.VerificationView}
	draft := ""
	if !r.Decided() {
		draft = "_draft"
	}
	d := Document{
		Issuer: r.Project.Name, Ref: w.text("pv.ref", "ref", r.Ref(), "contract", r.Contract),
		Title:    w.text("pv.title"+draft, "step", message.Text(w.text("pv.step."+string(r.Step)))),
		Subtitle: w.text("pv.subtitle", "ref", r.Ref(), "object", r.Object),
		Note:     w.text("pv.note", "date", p.Day(r.Now)), Page: w.text("pv.page"), Lang: p.Lang,
	}
	d.Blocks = append(d.Blocks, Heading(w.text("pv.parties")), w.parties(r))
	if r.Step == governance.StepQuantity {
		d.Blocks = append(d.Blocks, w.quantity()...)
		return d.sign(w)
	}
	d.Blocks = append(d.Blocks, Heading(w.text("pv.facts")), w.facts())
	d.Blocks = append(d.Blocks, Paragraph(w.silence()))
	if !r.Rule.Confirmed {
		d.Blocks = append(d.Blocks, Paragraph(w.text("pv.unconfirmed")))
	}
	if r.Availability != nil {
		d.Blocks = append(d.Blocks, Heading(w.text("pv.availability")))
		d.Blocks = append(d.Blocks, w.availability(*r.Availability)...)
	}
	d.Blocks = append(d.Blocks, Heading(w.text("pv.reservations")), w.reservations())
	d.Blocks = append(d.Blocks, Heading(w.text("pv.decision")))
	d.Blocks = append(d.Blocks, w.decision()...)
	return d.sign(w)
}

// writer says things about one verification.
type writer struct {
	p i18n.Printer
	governance.VerificationView
}

// text is a sentence of the catalogue without marks.
func (w writer) text(key string, pairs ...any) string { return plain(w.p.Text(key, pairs...)) }

func (w writer) date(d calendar.Date) string { return plain(w.p.Date(d)) }

func (w writer) short(d calendar.Date) string { return plain(w.p.ShortDate(d)) }

// names are people as a document names them: it mentions nobody.
func (w writer) names(people ...governance.Person) string {
	var names []message.Text
	for _, person := range people {
		names = append(names, message.Text(person.Username))
	}
	return plain(w.p.List(names))
}

func (w writer) parties(r governance.VerificationRecord) Fields {
	return Fields{
		{w.text("pv.field.project"), r.Project.Name},
		{w.text("pv.field.contract"), r.Contract},
		{w.text("pv.field.supplier"), r.Supplier},
		{w.text("pv.field.terms"), w.text(r.Terms.MessageKey())},
		{w.text("pv.field.object"), r.Object},
		{w.text("pv.field.in_charge"), w.names(r.InCharge...)},
		{w.text("pv.field.deputies"), w.names(r.Deputies...)},
	}
}

// facts are the dates, each with the article that it comes from.
func (w writer) facts() Grid {
	g := Grid{Head: []string{w.text("pv.head.date"), w.text("pv.head.fact"), w.text("pv.head.article")}, Widths: []int{32, 50, 18}}
	add := func(date, fact, article string) {
		if w.Terms == governance.TermsFree {
			article = "" // those are the articles of general clauses that the contract does not cite
		}
		if article != "" {
			article = w.text("pv.article", "article", article)
		}
		g.Rows = append(g.Rows, []string{date, fact, article})
	}
	add(w.date(w.NotifiedOn), w.text("pv.fact.notified"), "")
	own := func(date, fact string, clause governance.Clause) {
		g.Rows = append(g.Rows, []string{date, fact, plain(w.p.Legal(clause, w.Terms))})
	}
	clauses := w.Rule.Clauses
	if o := w.Rule.Observation; o != nil && o.Length > 0 {
		date, fact := w.text("pv.until", "date", w.ObservationEnd), w.text("pv.fact.observed", "period", w.p.Period(*o))
		switch {
		case len(clauses) > 1 && clauses[0].Derogation != nil:
			own(date, fact, clauses[0])
		case w.Terms == governance.TermsTIC2021:
			add(date, fact, "32.4")
		default:
			add(date, fact, "")
		}
	}
	if w.Computed.Day == w.Deadline {
		for _, s := range w.Computed.Steps {
			holiday := message.Text("")
			if s.Holiday != "" {
				holiday = w.p.Text("holiday." + s.Holiday)
			}
			add(w.date(s.Day), w.text("pv.rule."+s.Rule, "period", w.p.Period(w.Rule.Period), "holiday", holiday), s.Article)
		}
	}
	switch last := len(clauses) - 1; {
	case w.Deadline.IsZero():
	case last >= 0 && clauses[last].Derogation != nil:
		own(w.date(w.Deadline), w.text("pv.fact.deadline"), clauses[last])
	default:
		add(w.date(w.Deadline), w.text("pv.fact.deadline"), w.Rule.Article)
	}
	if w.Decided() {
		if w.Followed() {
			add(w.date(w.First.DecidedOn), w.text("pv.fact.first", "outcome", w.First.Outcome), "")
		}
		fact := "pv.fact.decided"
		if w.silent() {
			fact = "pv.fact.lapsed"
		}
		add(w.date(w.DecidedOn), w.text(fact), "")
	}
	return g
}

// silent says that a silence has decided: nobody has notified anything.
func (w writer) silent() bool { return w.DecidedBy == governance.Ourselves }

// silence is what it means that nothing is notified in time.
func (w writer) silence() string { return w.text("pv.silence." + string(w.Rule.Silence)) }

func (w writer) availability(a governance.Availability) []Block {
	key := "pv.within"
	if a.Over() > 0 {
		key = "pv.beyond"
	}
	blocks := []Block{
		Paragraph(w.text(key, "used", a.Used, "allowed", a.Allowed, "over", a.Over())),
		Paragraph(plain(w.p.Reckoning(a))),
	}
	if !a.Own {
		blocks = append(blocks, Paragraph(w.text("pv.caveat")))
	}
	g := Grid{Head: []string{w.text("pv.head.number"), w.text("pv.head.date"), w.text("pv.head.minutes"), w.text("pv.head.note")}, Widths: []int{10, 18, 14, 58}}
	for _, o := range a.Outages {
		if !o.Cancelled {
			g.Rows = append(g.Rows, []string{o.Ref(), w.short(o.Day), strconv.Itoa(o.Minutes), o.Note})
		}
	}
	if len(g.Rows) > 0 {
		blocks = append(blocks, g)
	}
	return blocks
}

// reservations are those noted, as they stood on the day of the decision.
func (w writer) reservations() Block {
	if len(w.Reservations) == 0 {
		return Paragraph(w.text("pv.no_reservation"))
	}
	g := Grid{
		Head:   []string{w.text("pv.head.number"), w.text("pv.head.severity"), w.text("pv.head.reservation"), w.text("pv.head.state")},
		Widths: []int{10, 14, 48, 28},
	}
	for _, r := range w.Reservations {
		lines := []string{r.Text}
		if len(r.SchoolList) > 0 {
			lines = append(lines, w.text("pv.schools", "schools", w.schools(r.SchoolList)))
		}
		if r.Evidence != "" {
			lines = append(lines, w.text("pv.evidence", "evidence", r.Evidence))
		}
		g.Rows = append(g.Rows, []string{r.Ref(), w.text(r.Severity.MessageKey()), strings.Join(lines, "\n"), w.state(r.Reservation)})
	}
	return g
}

func (w writer) schools(list []governance.School) []message.Text {
	var names []message.Text
	for _, s := range list {
		names = append(names, w.p.Text("reservation.school", "name", s.ShortName(), "commune", s.Commune, "uai", string(s.UAI)))
	}
	return names
}

// state is what had become of a reservation by the day of the decision, and
// what has become of it since.
func (w writer) state(r governance.Reservation) string {
	switch {
	case r.Open():
		return w.text("pv.state.open")
	case w.Decided() && r.OpenOn(w.DecidedOn):
		return w.text("pv.state.lifted_since", "date", w.p.ShortDate(r.LiftedOn), "note", r.LiftNote)
	default:
		return w.text("pv.state.lifted", "date", w.p.ShortDate(r.LiftedOn), "note", r.LiftNote)
	}
}

// decision is what was decided and what follows from it; before, what can be.
func (w writer) decision() []Block {
	if !w.Decided() {
		var choices []string
		for _, verdict := range w.Step.Verdicts() {
			choices = append(choices, "[   ]  "+w.text(verdict.MessageKey()))
		}
		blank := strings.Repeat(".", 60)
		return []Block{
			Paragraph(strings.Join(choices, "\n")),
			Fields{{w.text("pv.field.decided_on"), blank}, {w.text("pv.field.reason"), blank}},
			Paragraph(w.text("pv.draft." + string(w.Step))),
		}
	}
	blocks := []Block{Strong(strings.ToUpper(w.text(w.Verdict().MessageKey())))}
	rate := ""
	if w.Rate > 0 {
		rate = plain(w.p.Rate(w.Rate))
	}
	on, by := w.date(w.DecidedOn), w.names(w.DecidedBy)
	if w.silent() {
		on, by = "", ""
	}
	blocks = append(blocks, Fields{
		{w.text("pv.field.decided_on"), on},
		{w.text("pv.field.decided_by"), by},
		{w.text("pv.field.decision"), w.DecisionRef},
		{w.text("pv.field.rate"), rate},
		{w.text("pv.field.observations"), w.Observations},
		{w.text("pv.field.reason"), w.Reason},
	})
	if w.Lapsed != "" {
		blocks = append(blocks, Paragraph(plain(w.p.Silent(w.VerificationView))))
	}
	if w.Timing() == governance.TimingLate && !w.Followed() {
		blocks = append(blocks, Paragraph(w.text("pv.late", "deadline", w.Deadline)))
	}
	var despite, stand []string
	for _, r := range w.Reservations {
		if r.Despite != "" {
			despite = append(despite, r.Ref())
		} else if r.OpenOn(w.DecidedOn) {
			stand = append(stand, r.Ref())
		}
	}
	if len(despite) > 0 && w.Outcome == governance.OutcomeAdmission {
		blocks = append(blocks, Paragraph(w.text("pv.despite", "Count", len(despite), "reservations", despite)))
	}
	if len(stand) > 0 && w.Outcome == governance.OutcomeAdmission {
		blocks = append(blocks, Paragraph(w.text("pv.with_reservations", "Count", len(stand), "reservations", stand)))
	}
	if effect := w.effect(); effect != "" {
		blocks = append(blocks, Paragraph(effect))
	}
	return blocks
}

// effect is what the decision entails. Figures that no text confirms are left
// to the contract (domain.md §1.3).
func (w writer) effect() string {
	what := string(w.Outcome)
	if w.Outcome == governance.OutcomeAdmission {
		what = string(w.Step)
		if w.Step == governance.StepVSR && w.Terms == governance.TermsTIC2021 && !w.silent() {
			what = "vsr_2021"
		}
	}
	if !w.p.Has("pv.effect." + what) {
		return ""
	}
	return w.text("pv.effect." + what)
}

func (d Document) sign(w writer) Document {
	d.Blocks = append(d.Blocks, Heading(w.text("pv.signatures")), Signatures{
		Parties: []string{w.text("pv.sign.buyer"), w.text("pv.sign.supplier", "supplier", w.Supplier)},
		Lines:   []string{w.text("pv.sign.name"), w.text("pv.sign.date"), w.text("pv.sign.signature")},
	})
	return d
}
