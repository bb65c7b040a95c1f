package reports

import (
	"slices"
	"strconv"
	"strings"
	"unicode"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/legal"
	"pilotent/message"
)

// Minutes are the procès-verbal of one decision on a verification, the first
// being 0: who, what, when and by which article, the reservations as they stood
// on its day, what was decided and what follows, and where to sign.
func Minutes(p i18n.Printer, r minutes.VerificationRecord, decision int) Document {
	ruling := r.Rulings[decision]
	w := writer{p, ruling.VerificationView}
	d := w.document(r, "pv.title")
	if count := len(r.Rulings); count > 1 {
		d.Ref = w.text("pv.ref_of", "ref", r.Ref(), "contract", r.Contract, "number", decision+1, "Count", count)
		d.Blocks = append(d.Blocks, Strong(w.text("pv.of", "number", decision+1, "Count", count, "outcome", ruling.Verdict())))
	}
	if r.Step == contract.StepQuantity {
		d.Blocks = append(d.Blocks, Heading(w.text("pv.parties")), w.parties(r))
		d.Blocks = append(d.Blocks, w.quantity()...)
		return d.sign(w)
	}
	d.Blocks = append(d.Blocks, w.known(r, w.facts(r.Rulings[:decision], ruling.InSupplierPeriod(), ruling.Events))...)
	heading := "pv.decision"
	if w.silent() {
		heading = "pv.finding"
	}
	d.Blocks = append(d.Blocks, Heading(w.text(heading)))
	d.Blocks = append(d.Blocks, w.decision(ruling.Late())...)
	if decision == len(r.Rulings)-1 {
		for _, e := range r.Since {
			e.Noted = false // the sentence says its date already
			d.Blocks = append(d.Blocks, Paragraph(w.text("pv.since", "date", w.p.ShortDate(e.On), "fact", message.Text(w.event(e)))))
		}
	}
	d.Blocks = append(d.Blocks, w.withdrawn(r.Withdrawn)...)
	return d.sign(w)
}

// Draft are the minutes before the first decision, in which it can be ticked.
func Draft(p i18n.Printer, r minutes.VerificationRecord) Document {
	w := writer{p, r.VerificationView}
	d := w.document(r, "pv.title_draft")
	d.Blocks = append(d.Blocks, w.known(r, w.facts(nil, false, r.Since))...)
	d.Blocks = append(d.Blocks, Heading(w.text("pv.decision")))
	d.Blocks = append(d.Blocks, w.choices()...)
	d.Blocks = append(d.Blocks, w.withdrawn(r.Withdrawn)...)
	return d.sign(w)
}

// withdrawn are the decisions that were put right: minutes of them may be about.
func (w writer) withdrawn(list []minutes.Withdrawn) (blocks []Block) {
	if len(list) == 0 {
		return nil
	}
	blocks = append(blocks, Heading(w.text("pv.withdrawn")))
	for _, d := range list {
		blocks = append(blocks, Paragraph(w.text("pv.withdrawn_one", "verdict", message.Text(w.verdict(d.Verdict())), "date", d.DecidedOn,
			"decided_by", message.Text(w.names(d.DecidedBy)), "on", d.On, "by", message.Text(w.names(d.By)), "reason", d.Reason)))
	}
	return blocks
}

// document is one without a content yet.
func (w writer) document(r minutes.VerificationRecord, title string) Document {
	return Document{
		Issuer: r.Project.Name, Ref: w.text("pv.ref", "ref", r.Ref(), "contract", r.Contract),
		Title:    w.text(title, "step", message.Text(w.text("pv.step."+string(r.Step)))),
		Subtitle: w.text("pv.subtitle", "ref", r.Ref(), "object", r.Object),
		Note:     w.text("pv.note", "date", w.p.Day(r.Now)), Page: w.text("pv.page"), Colon: w.text("pv.colon"), Lang: w.p.Lang,
	}
}

// known is what a decision is taken from.
func (w writer) known(r minutes.VerificationRecord, facts Grid) []Block {
	blocks := []Block{Heading(w.text("pv.parties")), w.parties(r), Heading(w.text("pv.facts")), facts, Paragraph(w.silence())}
	switch {
	case w.Rule.Confirmed:
	case w.Terms == contract.TermsFree:
		blocks = append(blocks, Paragraph(w.text("pv.unconfirmed")))
	default:
		blocks = append(blocks, Paragraph(w.text("pv.to_check", "article", w.Rule.Article)))
	}
	if w.Availability != nil {
		blocks = append(blocks, Heading(w.text("pv.availability")))
		blocks = append(blocks, w.availability(*w.Availability)...)
	}
	return append(blocks, Heading(w.text("pv.reservations")), w.reservations())
}

// writer says things about one verification.
type writer struct {
	p i18n.Printer
	acceptance.VerificationView
}

// text is a sentence of the catalogue without marks.
func (w writer) text(key string, pairs ...any) string { return plain(w.p.Text(key, pairs...)) }

// termed is text in the words of the general clauses: what is « admis » in 2021 is
// « reçu » in the text of 2009 (domain.md §1.4).
func (w writer) termed(key string, pairs ...any) string {
	if own := key + "_2009"; w.Terms == contract.TermsTIC2009 && w.p.Has(own) {
		key = own
	}
	return w.text(key, pairs...)
}

// verdict is what was decided, in the same words.
func (w writer) verdict(v contract.Verdict) string {
	if w.Terms == contract.TermsTIC2009 && w.p.Has("pv.verdict_2009."+string(v)) {
		return w.text("pv.verdict_2009." + string(v))
	}
	return w.text(v.MessageKey())
}

func (w writer) date(d calendar.Date) string { return plain(w.p.Date(d)) }

func (w writer) short(d calendar.Date) string { return plain(w.p.ShortDate(d)) }

// names are people as a document names them: it mentions nobody.
func (w writer) names(people ...record.Person) string {
	var names []message.Text
	for _, person := range people {
		names = append(names, message.Text(person.Username))
	}
	return plain(w.p.List(names))
}

func (w writer) parties(r minutes.VerificationRecord) Fields {
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

// fact is a row of the minutes' facts, and its day.
type fact struct {
	day calendar.Date
	row []string
}

// facts are the dates in their order, each with the article that it comes from: what
// was decided before, what has happened since, and the period in which the decision is
// taken.
func (w writer) facts(earlier []minutes.Ruling, ofSupplier bool, events []minutes.Event) Grid {
	var g []fact
	w.profile(&g, w.Notice)
	w.add(&g, w.NotifiedOn, w.text("pv.fact.notified"), "")
	for _, r := range earlier {
		then := writer{w.p, r.VerificationView}
		then.happened(&g, r.Events)
		then.observed(&g)
		then.decidedBefore(&g, r.InSupplierPeriod())
	}
	w.happened(&g, events)
	w.observed(&g)
	if w.Computed.Day == w.Deadline {
		for _, s := range w.Computed.Steps {
			holiday := message.Text("")
			if s.Holiday != "" {
				holiday = w.p.Text("holiday." + s.Holiday)
			}
			w.add(&g, s.Day, w.text("pv.rule."+s.Rule, "period", legal.Period(w.p, w.Rule.Period), "holiday", holiday), s.Article)
		}
	}
	w.due(&g, ofSupplier)
	switch {
	case w.Decided() && w.silent():
		w.add(&g, w.DecidedOn, w.text("pv.fact.lapsed"), "")
	case w.Decided():
		w.profile(&g, w.DecisionNotice)
		w.add(&g, w.DecidedOn, w.text("pv.fact.decided"), "")
	}
	slices.SortStableFunc(g, func(a, b fact) int { return a.day.Compare(b.day) })
	grid := Grid{Head: []string{w.text("pv.head.date"), w.text("pv.head.fact"), w.text("pv.head.article")}, Widths: []int{32, 50, 18}}
	for _, f := range g {
		grid.Rows = append(grid.Rows, f.row)
	}
	return grid
}

// add adds a fact that rests on an article of the general clauses, if the
// contract cites any.
func (w writer) add(g *[]fact, day calendar.Date, what, article string) {
	if w.Terms == contract.TermsFree {
		article = ""
	}
	if article != "" {
		article = w.text("pv.article", "article", article)
	}
	*g = append(*g, fact{day, []string{w.date(day), what, article}})
}

// own adds a fact that rests on a clause, which may be the contract's own.
func (w writer) own(g *[]fact, day calendar.Date, what string, clause contract.Clause) {
	if clause.Derogation == nil {
		w.add(g, day, what, clause.Article)
		return
	}
	*g = append(*g, fact{day, []string{w.date(day), what, plain(legal.Legal(w.p, clause, w.Terms))}})
}

// observed adds until when the service was observed.
func (w writer) observed(g *[]fact) {
	o := w.Rule.Observation
	if o == nil || o.Length == 0 {
		return
	}
	w.own(g, w.ObservationEnd, w.text("pv.fact.observed", "period", legal.Period(w.p, *o)), w.Rule.Clauses[0])
	(*g)[len(*g)-1].row[0] = w.text("pv.until", "date", w.ObservationEnd)
}

// profile adds how something was notified by the profil d'acheteur.
func (w writer) profile(g *[]fact, n *contract.Notice) {
	if n == nil || n.AvailableOn.IsZero() {
		return
	}
	w.add(g, n.AvailableOn, w.text("pv.fact.available"), "")
	if !n.OpenedOn.IsZero() {
		w.add(g, n.OpenedOn, w.text("pv.fact.opened"), "")
	}
}

// due adds the last day of the period.
func (w writer) due(g *[]fact, ofSupplier bool) {
	if w.Deadline.IsZero() {
		return
	}
	what := "pv.fact.deadline"
	if ofSupplier {
		what = "pv.fact.deadline_supplier"
	}
	w.own(g, w.Deadline, w.text(what), w.last())
}

// last is the clause that the period rests on.
func (w writer) last() contract.Clause {
	if last := len(w.Rule.Clauses) - 1; last >= 0 {
		return w.Rule.Clauses[last]
	}
	return contract.Clause{Article: w.Rule.Article}
}

// decidedBefore adds a decision that another has followed, with the last day of
// its own period.
func (w writer) decidedBefore(g *[]fact, ofSupplier bool) {
	until := w.p.ShortDate(w.Deadline)
	if ofSupplier {
		until = ""
	}
	w.own(g, w.DecidedOn, w.text("pv.fact.decided_as", "outcome", w.Verdict(), "deadline", until), w.last())
}

// happened adds what has happened between two decisions.
func (w writer) happened(g *[]fact, events []minutes.Event) {
	for _, e := range events {
		what := []rune(w.event(e))
		what[0] = unicode.ToUpper(what[0])
		w.own(g, e.On, string(what), e.Clause)
	}
}

// event is what has happened, in words.
func (w writer) event(e minutes.Event) string {
	what, noted := w.p.Text("history."+e.Change), message.Text("")
	if e.Days > 0 {
		what = w.p.Text("pv.fact.extended", "Count", e.Days)
	}
	if e.Noted {
		noted = w.p.Text("pv.fact.noted")
	}
	return w.text("pv.fact.event", "fact", what, "noted", noted, "note", e.Note)
}

// silent reports whether a silence has decided: nobody has notified anything.
func (w writer) silent() bool { return w.DecidedBy == record.Ourselves }

// silence is what it means that nothing is notified in time.
func (w writer) silence() string { return w.termed("pv.silence." + string(w.Rule.Silence)) }

func (w writer) availability(a acceptance.Availability) []Block {
	used := w.text("pv.within", "Count", a.Used, "allowed", a.Allowed)
	if a.Over() > 0 {
		used = w.text("pv.beyond", "used", a.Used, "allowed", a.Allowed, "over", a.Over())
	}
	blocks := []Block{
		Paragraph(used),
		Paragraph(plain(legal.Reckoning(w.p, a))),
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
	all := slices.Concat(w.Carried, w.Reservations)
	if len(all) == 0 {
		return Paragraph(w.text("pv.no_reservation"))
	}
	g := Grid{
		Head:   []string{w.text("pv.head.number"), w.text("pv.head.severity"), w.text("pv.head.reservation"), w.text("pv.head.state")},
		Widths: []int{10, 14, 48, 28},
	}
	for _, r := range all {
		lines := []string{r.Text}
		if r.Verification != w.Number {
			lines = append(lines, w.text("pv.carried", "verification", acceptance.Verification{Number: r.Verification}.Ref()))
		}
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

func (w writer) schools(list []perimeter.School) []message.Text {
	var names []message.Text
	for _, s := range list {
		names = append(names, w.p.Text("reservation.school", "name", s.ShortName(), "commune", s.Commune, "uai", string(s.UAI)))
	}
	return names
}

// state is what had become of a reservation by the day of the decision, and
// what has become of it since.
func (w writer) state(r acceptance.Reservation) string {
	switch {
	case r.Open():
		return w.text("pv.state.open")
	case w.Decided() && r.OpenOn(w.DecidedOn):
		return w.text("pv.state.lifted_since", "date", w.p.ShortDate(r.LiftedOn), "note", r.LiftNote)
	default:
		return w.text("pv.state.lifted", "date", w.p.ShortDate(r.LiftedOn), "note", r.LiftNote)
	}
}

// choices are what can be decided.
func (w writer) choices() []Block {
	var choices []string
	for _, verdict := range w.Step.Verdicts() {
		choices = append(choices, "[   ]  "+w.verdict(verdict))
	}
	blank := strings.Repeat(".", 60)
	return []Block{
		Paragraph(strings.Join(choices, "\n")),
		Fields{{w.text("pv.field.decided_on"), blank}, {w.text("pv.field.reason"), blank}},
		Paragraph(w.text("pv.draft." + string(w.Step))),
	}
}

// decision is what was decided and what follows from it.
func (w writer) decision(late bool) []Block {
	blocks := []Block{Strong(strings.ToUpper(w.verdict(w.Verdict())))}
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
	if w.Tacit != "" {
		blocks = append(blocks, Paragraph(plain(legal.Silent(w.p, w.VerificationView))))
	}
	if late {
		blocks = append(blocks, Paragraph(w.text("pv.late", "deadline", w.Deadline)))
	}
	var despite, stand []string
	for _, r := range slices.Concat(w.Carried, w.Reservations) {
		if w.PassesOver(r.Reservation) {
			despite = append(despite, r.Ref())
		} else if r.OpenOn(w.DecidedOn) {
			stand = append(stand, r.Ref())
		}
	}
	if len(despite) > 0 {
		blocks = append(blocks, Paragraph(w.text("pv.despite", "Count", len(despite), "reservations", despite)))
	}
	if len(stand) > 0 && w.Outcome == contract.OutcomeAdmission {
		key := "pv.with_reservations"
		if w.silent() { // nobody has pronounced anything
			key = "pv.stand"
		}
		blocks = append(blocks, Paragraph(w.text(key, "Count", len(stand), "reservations", stand)))
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
	switch {
	case w.Phase == acceptance.PhaseObservations:
		what += "_open"
	case w.Outcome == contract.OutcomeAdmission:
		what = string(w.Step)
		if w.Step == contract.StepVSR && w.Terms != contract.TermsFree && !w.silent() {
			what = "vsr_notified"
		}
	}
	if !w.p.Has("pv.effect." + what) {
		return ""
	}
	return w.termed("pv.effect." + what)
}

func (d Document) sign(w writer) Document {
	d.Blocks = append(d.Blocks, Heading(w.text("pv.signatures")), Signatures{
		Parties: []string{w.text("pv.sign.buyer"), w.text("pv.sign.supplier", "supplier", w.Supplier)},
		Lines:   []string{w.text("pv.sign.name"), w.text("pv.sign.date"), w.text("pv.sign.signature")},
	})
	return d
}
