package reports

import (
	"slices"
	"strings"

	"pilotent/governance/acceptance"
	"pilotent/governance/minutes"
	"pilotent/i18n"
	"pilotent/legal"
	"pilotent/message"
)

// Register is the contract's verifications, their reservations and their
// outages, as XLSX: one sheet each. Days are dates of the spreadsheet, which
// sorts and counts them.
func Register(p i18n.Printer, r minutes.ContractRecord) ([]byte, error) {
	return workbook(plain(p.Text("register.title", "contract", r.Ref)), p.Lang, r.Now, verificationSheet(p, r), reservationSheet(p, r), outageSheet(p, r))
}

// columns are the heads of a sheet, each with its width.
func columns(p i18n.Printer, widths ...any) []column {
	var list []column
	for i := 0; i+1 < len(widths); i += 2 {
		list = append(list, column{plain(p.Text("register.head." + widths[i].(string))), float64(widths[i+1].(int))})
	}
	return list
}

func verificationSheet(p i18n.Printer, r minutes.ContractRecord) sheet {
	s := sheet{name: plain(p.Text("register.verifications")), columns: columns(p,
		"number", 8, "step", 14, "object", 32, "contract", 14, "supplier", 24, "terms", 16, "notified", 13, "observed", 13, "deadline", 13,
		"article", 10, "silence", 20, "outcome", 14, "decided", 13, "in_time", 12, "used", 10, "allowed", 10, "in_charge", 28,
		"blocking", 12, "major", 12, "minor", 12, "ordered", 11, "delivered", 11, "reason", 50)}
	var rows [][]any
	for _, v := range r.Verifications {
		w := writer{p, v}
		open := map[acceptance.Severity]int{}
		for _, o := range v.Reservations {
			if o.Open() {
				open[o.Severity]++
			}
		}
		var ordered, delivered any // a cell is empty where nothing was counted
		if v.Count != nil {
			ordered, delivered = v.Count.Ordered, v.Count.Delivered
		}
		outcome := w.text("register.running")
		if v.Decided() {
			outcome = w.text(v.Verdict().MessageKey())
		}
		rows = append(rows, []any{
			v.Ref(), w.text(v.Step.MessageKey()), v.Object, v.Contract, v.Supplier, w.text(v.Terms.MessageKey()), v.NotifiedOn, v.ObservationEnd,
			v.Deadline, w.article(), w.text(v.Rule.Silence.MessageKey()), outcome, v.DecidedOn, w.text("register.in_time." + string(minutes.TimingOf(v))),
			minutes.DaysUsed(v), minutes.DaysAllowed(v), w.names(v.InCharge...),
			open[acceptance.SeverityBlocking], open[acceptance.SeverityMajor], open[acceptance.SeverityMinor], ordered, delivered, v.Reason,
		})
	}
	s.rows = slices.Values(rows)
	return s
}

func reservationSheet(p i18n.Printer, r minutes.ContractRecord) sheet {
	s := sheet{name: plain(p.Text("register.reservations")), columns: columns(p,
		"number", 8, "verification", 12, "severity", 12, "reservation", 50, "schools", 36, "evidence", 36, "noted", 13, "by", 18,
		"lifted", 13, "lifted_by", 18, "note", 36, "despite", 36)}
	var rows [][]any
	var all []acceptance.ReservationView
	for _, v := range r.Verifications {
		all = append(all, v.Reservations...)
	}
	slices.SortFunc(all, func(x, y acceptance.ReservationView) int { return x.Number - y.Number })
	for _, o := range all {
		var schools []string
		for _, school := range o.SchoolList {
			schools = append(schools, plain(p.Text("reservation.school", "name", school.ShortName(), "commune", school.Commune, "uai", string(school.UAI))))
		}
		rows = append(rows, []any{
			o.Ref(), acceptance.Verification{Number: o.Verification}.Ref(), plain(p.Value(o.Severity)), o.Text, strings.Join(schools, "\n"), o.Evidence,
			o.NotedOn, o.Author.Username, o.LiftedOn, o.LiftedBy.Username, o.LiftNote, o.Despite,
		})
	}
	s.rows = slices.Values(rows)
	return s
}

func outageSheet(p i18n.Printer, r minutes.ContractRecord) sheet {
	s := sheet{name: plain(p.Text("register.outages")), columns: columns(p,
		"number", 8, "verification", 12, "day", 13, "minutes", 10, "by", 18, "note", 50, "cancelled", 12)}
	var rows [][]any
	for _, v := range r.Verifications {
		if v.Availability == nil {
			continue
		}
		for _, o := range v.Availability.Outages {
			cancelled := message.Text("")
			if o.Cancelled {
				cancelled = p.Text("register.yes")
			}
			rows = append(rows, []any{o.Ref(), v.Ref(), o.Day, o.Minutes, o.Author.Username, o.Note, plain(cancelled)})
		}
	}
	s.rows = slices.Values(rows)
	return s
}

// article is where the deadline comes from: the contract's own clause, or the
// article of the general ones.
func (w writer) article() string {
	if last := len(w.Rule.Clauses) - 1; last >= 0 && w.Rule.Clauses[last].Derogation != nil {
		return plain(legal.Legal(w.p, w.Rule.Clauses[last], w.Terms))
	}
	return w.Rule.Article
}
