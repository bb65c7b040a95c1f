package reports

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/xuri/excelize/v2"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/minutes"
	"pilotent/i18n"
	"pilotent/legal"
	"pilotent/message"
)

// Register is the contract's verifications, their reservations and their
// outages, as XLSX: one sheet each. Days are dates of the spreadsheet, which
// sorts and counts them.
func Register(p i18n.Printer, r minutes.ContractRecord) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() {
		if failed := f.Close(); err == nil && failed != nil {
			err = fmt.Errorf("close the register: %w", failed)
		}
	}()
	stamp := r.Now.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: plain(p.Text("register.title", "contract", r.Ref)), Creator: "pilotent", LastModifiedBy: "pilotent", Created: stamp, Modified: stamp, Language: p.Lang,
	}); err != nil {
		return nil, fmt.Errorf("name the register: %w", err)
	}
	for i, s := range []sheet{verificationSheet(p, r), reservationSheet(p, r), outageSheet(p, r)} {
		if i == 0 {
			err = f.SetSheetName("Sheet1", s.name)
		} else {
			_, err = f.NewSheet(s.name)
		}
		if err != nil {
			return nil, fmt.Errorf("name sheet: %w", err)
		}
		if err := s.write(f); err != nil {
			return nil, fmt.Errorf("write sheet %d: %w", i+1, err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("write the register: %w", err)
	}
	return b.Bytes(), nil
}

// sheet is one sheet of a register. Its cells are texts, numbers and days; what
// people typed is never a formula.
type sheet struct {
	name    string
	columns []column
	rows    [][]any
}

// column is a column's head and its width, in characters.
type column struct {
	head  string
	width float64
}

func (s sheet) write(f *excelize.File) error {
	styles, err := cellStyles(f)
	if err != nil {
		return err
	}
	w := cells{f: f, sheet: s.name}
	for i, c := range s.columns {
		letter, err := excelize.ColumnNumberToName(i + 1)
		if err != nil {
			return err
		}
		if err := f.SetColWidth(s.name, letter, letter, c.width); err != nil {
			return err
		}
		w.put(i+1, 1, c.head, styles.head)
	}
	for n, row := range s.rows {
		for i, value := range row {
			value, style := styles.of(value)
			w.put(i+1, n+2, value, style)
		}
	}
	if w.err != nil {
		return w.err
	}
	last, err := excelize.CoordinatesToCellName(len(s.columns), len(s.rows)+1)
	if err != nil {
		return err
	}
	if err := f.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return f.SetPanes(s.name, &excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
}

// styles are those of a workbook's cells, as it numbers them.
type styles struct{ head, text, day int }

func cellStyles(f *excelize.File) (s styles, err error) {
	day := "dd/mm/yyyy"
	if s.head, err = f.NewStyle(&excelize.Style{
		Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E8E8E8"}},
		Alignment: &excelize.Alignment{Vertical: "center", WrapText: true},
	}); err != nil {
		return s, err
	}
	if s.text, err = f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", WrapText: true}}); err != nil {
		return s, err
	}
	s.day, err = f.NewStyle(&excelize.Style{Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "left"}, CustomNumFmt: &day})
	return s, err
}

// of is a value as a cell keeps it, and its style: a day is a moment, or nothing.
func (s styles) of(value any) (any, int) {
	d, ok := value.(calendar.Date)
	switch {
	case !ok:
		return value, s.text
	case d.IsZero():
		return nil, s.day
	default:
		return d.At(0, 0, time.UTC), s.day
	}
}

// cells writes into a sheet until something fails.
type cells struct {
	f     *excelize.File
	sheet string
	err   error
}

func (c *cells) put(column, row int, value any, style int) {
	if c.err != nil {
		return
	}
	at, err := excelize.CoordinatesToCellName(column, row)
	if err == nil {
		if text, ok := value.(string); ok {
			err = c.f.SetCellStr(c.sheet, at, message.Upright(text))
		} else {
			err = c.f.SetCellValue(c.sheet, at, value)
		}
	}
	if err == nil {
		err = c.f.SetCellStyle(c.sheet, at, at, style)
	}
	c.err = err
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
		s.rows = append(s.rows, []any{
			v.Ref(), w.text(v.Step.MessageKey()), v.Object, v.Contract, v.Supplier, w.text(v.Terms.MessageKey()), v.NotifiedOn, v.ObservationEnd,
			v.Deadline, w.article(), w.text(v.Rule.Silence.MessageKey()), outcome, v.DecidedOn, w.text("register.in_time." + string(minutes.TimingOf(v))),
			minutes.DaysUsed(v), minutes.DaysAllowed(v), w.names(v.InCharge...),
			open[acceptance.SeverityBlocking], open[acceptance.SeverityMajor], open[acceptance.SeverityMinor], ordered, delivered, v.Reason,
		})
	}
	return s
}

func reservationSheet(p i18n.Printer, r minutes.ContractRecord) sheet {
	s := sheet{name: plain(p.Text("register.reservations")), columns: columns(p,
		"number", 8, "verification", 12, "severity", 12, "reservation", 50, "schools", 36, "evidence", 36, "noted", 13, "by", 18,
		"lifted", 13, "lifted_by", 18, "note", 36, "despite", 36)}
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
		s.rows = append(s.rows, []any{
			o.Ref(), acceptance.Verification{Number: o.Verification}.Ref(), plain(p.Value(o.Severity)), o.Text, strings.Join(schools, "\n"), o.Evidence,
			o.NotedOn, o.Author.Username, o.LiftedOn, o.LiftedBy.Username, o.LiftNote, o.Despite,
		})
	}
	return s
}

func outageSheet(p i18n.Printer, r minutes.ContractRecord) sheet {
	s := sheet{name: plain(p.Text("register.outages")), columns: columns(p,
		"number", 8, "verification", 12, "day", 13, "minutes", 10, "by", 18, "note", 50, "cancelled", 12)}
	for _, v := range r.Verifications {
		if v.Availability == nil {
			continue
		}
		for _, o := range v.Availability.Outages {
			cancelled := message.Text("")
			if o.Cancelled {
				cancelled = p.Text("register.yes")
			}
			s.rows = append(s.rows, []any{o.Ref(), v.Ref(), o.Day, o.Minutes, o.Author.Username, o.Note, plain(cancelled)})
		}
	}
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
