package reports

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
	"pilotent/governance/sitting"
	"pilotent/i18n"
	"pilotent/message"
)

// Format is what a register is written as.
type Format string

const (
	CSV      Format = "csv"
	XLSX     Format = "xlsx"
	Markdown Format = "md"
	PDF      Format = "pdf"
	DOCX     Format = "docx"
)

// MaxPages is how many entries a PDF holds at most: some 400 pages, which nobody
// prints, and 15 MB.
const MaxPages = 2000

// field is a column of a register: the key of its head, how wide it is in a
// workbook, in characters, and its value, which is a text, a number or a day.
type field[T any] struct {
	key   string
	width float64
	value func(T) any
}

// extracts writes what registers say.
type extracts struct {
	p i18n.Printer
	record.Extract
	schools map[record.UAI]perimeter.School
}

// Decisions is the register of decisions. The first column names an entry, the
// second says it, in every format.
func Decisions(p i18n.Printer, e committee.DecisionExtract, as Format) ([]byte, error) {
	w := extracts{p, e.Extract, e.Schools}
	return write(w, "decisions", as, e.Decisions, w.decisionFields())
}

func (w extracts) decisionFields() []field[committee.Decision] {
	type dec = committee.Decision
	e := committee.DecisionExtract{Extract: w.Extract}
	return []field[dec]{
		{"number", 18, func(d dec) any { return d.Ref }},
		{"decision", 60, func(d dec) any { return d.Text }},
		{"committee", 12, func(d dec) any { return d.Committee }},
		{"date", 13, func(d dec) any { return e.Day(d) }},
		{"act", 11, func(d dec) any { return w.act(d) }},
		{"state", 12, func(d dec) any { return w.value(d.State) }},
		{"vote", 30, func(d dec) any { return w.vote(d) }},
		{"in_charge", 30, func(d dec) any { return w.people(d.InCharge, d.Offline) }},
		{"due", 13, func(d dec) any { return d.Due }},
		{"review", 13, func(d dec) any { return d.Review }},
		{"schools", 40, func(d dec) any { return w.schoolNames(d.Schools) }},
		{"selection", 14, func(d dec) any { return w.selection(d) }},
		{"reason", 40, func(d dec) any { return d.Reason }},
		{"context", 40, func(d dec) any { return d.Context }},
		{"alternatives", 40, func(d dec) any { return d.Alternatives }},
		{"meeting", 10, func(d dec) any { return w.meeting(d) }},
		{"contract", 14, func(d dec) any { return d.Contract }},
		{"supersedes", 18, func(d dec) any { return d.Supersedes }},
		{"superseded_by", 18, func(d dec) any { return d.SupersededBy }},
		{"author", 24, func(d dec) any { return w.Name(d.Author) }},
		{"logged", 13, func(d dec) any { return w.Day(d.LoggedAt) }},
		{"former", 18, func(d dec) any { return d.FormerRef }},
	}
}

// Actions is the list of actions.
func Actions(p i18n.Printer, e rollout.ActionExtract, as Format) ([]byte, error) {
	w := extracts{p, e.Extract, e.Schools}
	return write(w, "actions", as, e.Actions, w.actionFields())
}

func (w extracts) actionFields() []field[rollout.SupportAction] {
	type act = rollout.SupportAction
	return []field[act]{
		{"number", 10, func(a act) any { return a.Ref() }},
		{"action", 60, func(a act) any { return a.Title }},
		{"kind", 16, func(a act) any { return w.value(a.Kind) }},
		{"due", 13, func(a act) any { return a.Due }},
		{"state", 12, func(a act) any { return w.actionState(a) }},
		{"in_charge", 30, func(a act) any { return w.people(a.Assignees, a.Offline) }},
		{"group", 12, func(a act) any { return a.Group }},
		{"schools", 40, func(a act) any { return w.schoolNames(a.Schools) }},
		{"author", 24, func(a act) any { return w.Name(a.Author) }},
		{"given", 13, func(a act) any { return w.Day(a.CreatedAt) }},
		{"closed", 13, func(a act) any { return w.Day(a.ClosedAt) }},
		{"former", 18, func(a act) any { return a.FormerRef }},
	}
}

// Schools is the list of schools.
func Schools(p i18n.Printer, e perimeter.SchoolExtract, as Format) ([]byte, error) {
	w := extracts{p, e.Extract, nil}
	return write(w, "schools", as, e.Schools, w.schoolFields(e))
}

func (w extracts) schoolFields(e perimeter.SchoolExtract) []field[perimeter.School] {
	type school = perimeter.School
	return []field[school]{
		{"uai", 11, func(s school) any { return string(s.UAI) }},
		{"school", 44, func(s school) any { return s.Name }},
		{"type", 14, func(s school) any { return w.value(s.Type) }},
		{"commune", 24, func(s school) any { return s.Commune }},
		{"postal_code", 12, func(s school) any { return s.PostalCode }},
		{"district", 24, func(s school) any { return s.District }},
		{"sector", 10, func(s school) any { return w.sector(s) }},
		{"nickname", 20, func(s school) any { return e.Nicknames[s.UAI] }},
		{"stage", 16, func(s school) any { return w.value(s.Stage) }},
		{"stage_since", 13, func(s school) any { return s.StageSince }},
		{"selected_by", 18, func(s school) any { return s.SelectedBy }},
		{"stage_decision", 18, func(s school) any { return s.StageDecision }},
		{"wave", 8, func(s school) any { return w.waves(e.Waves[s.UAI]) }},
		{"hold_ups", 40, func(s school) any { return w.holdUps(e.HoldUps[s.UAI]) }},
	}
}

// Meetings is the list of meetings.
func Meetings(p i18n.Printer, e sitting.MeetingExtract, as Format) ([]byte, error) {
	w := extracts{p, e.Extract, nil}
	return write(w, "meetings", as, e.Meetings, w.meetingFields())
}

func (w extracts) meetingFields() []field[committee.Meeting] {
	type meet = committee.Meeting
	return []field[meet]{
		{"number", 10, func(m meet) any { return m.Ref() }},
		{"subject", 40, func(m meet) any { return m.Title }},
		{"committee", 12, func(m meet) any { return m.Committee }},
		{"date", 13, func(m meet) any { return m.Day }},
		{"hour", 8, func(m meet) any { return fmt.Sprintf("%02d:%02d", m.Hour, m.Minute) }},
		{"minutes", 10, func(m meet) any { return w.minutes(m.Duration) }},
		{"place", 30, func(m meet) any { return m.Place }},
		{"state", 12, func(m meet) any { return w.value(m.State) }},
		{"reason", 40, func(m meet) any { return m.Reason }},
		{"author", 24, func(m meet) any { return w.Name(m.Author) }},
		{"former", 18, func(m meet) any { return m.FormerRef }},
	}
}

func (w extracts) text(key string, pairs ...any) string { return plain(w.p.Text(key, pairs...)) }

func (w extracts) value(v record.MessageKey) string { return plain(w.p.Value(v)) }

// people are separated as schools are: their names may have commas. Those who have no account
// come last.
func (w extracts) people(list []record.Person, offline string) string {
	var names []string
	for _, p := range list {
		names = append(names, w.Name(p))
	}
	if offline != "" {
		names = append(names, offline)
	}
	return strings.Join(names, " ; ")
}

func (w extracts) schoolNames(uais []record.UAI) string {
	names := make([]string, len(uais))
	for i, uai := range uais {
		names[i] = string(uai)
		if s, ok := w.schools[uai]; ok {
			names[i] = w.text("reservation.school", "name", s.ShortName(), "commune", s.Commune, "uai", string(uai))
		}
	}
	return strings.Join(names, " ; ")
}

// sector is whether a school is a public one.
func (w extracts) sector(s perimeter.School) string {
	if s.Private {
		return w.text("extract.private")
	}
	return w.text("extract.public")
}

// waves are their numbers: one is a number of the workbook.
func (w extracts) waves(numbers []int) any {
	switch len(numbers) {
	case 0:
		return nil
	case 1:
		return numbers[0]
	}
	texts := make([]string, len(numbers))
	for i, n := range numbers {
		texts[i] = strconv.Itoa(n)
	}
	return strings.Join(texts, " ; ")
}

// holdUps are what holds a school up, each with who sees to it.
func (w extracts) holdUps(held []perimeter.HoldUp) string {
	texts := make([]string, len(held))
	for i, h := range held {
		texts[i] = w.text("extract.hold_up", "category", h.Category, "date", w.p.ShortDate(h.Since), "text", h.Text, "name", w.Name(h.Person))
	}
	return strings.Join(texts, " ; ")
}

// selection is what a decision does to its schools; "" for nothing.
func (w extracts) selection(d committee.Decision) string {
	if d.Effect() == committee.EffectNone || d.Selection == committee.SelectionNone {
		return ""
	}
	return w.text(d.Selection.MessageKey())
}

// act is what the committee did: it decided, or gave an opinion.
func (w extracts) act(d committee.Decision) string {
	if d.Opinion {
		return w.text("extract.opinion")
	}
	return w.text("extract.head.decision")
}

// vote is how it was taken; nothing where nobody has said.
func (w extracts) vote(d committee.Decision) string {
	if !d.Vote.Said() {
		return ""
	}
	return plain(w.p.Vote(d.Vote))
}

// meeting is that at which it was taken; nothing where nobody has said.
func (w extracts) meeting(d committee.Decision) string {
	if d.Meeting == 0 {
		return ""
	}
	return committee.Meeting{Number: d.Meeting}.Ref()
}

func (w extracts) actionState(a rollout.SupportAction) string {
	if a.Late(w.Today()) {
		return w.text("extract.late")
	}
	return w.value(a.State)
}

// minutes is how long a meeting is; nothing where nobody has said.
func (w extracts) minutes(d time.Duration) any {
	if d == 0 {
		return nil
	}
	return int(d / time.Minute)
}

func columnsOf[T any](w extracts, fields []field[T]) []column {
	columns := make([]column, len(fields))
	for i, f := range fields {
		columns[i] = column{w.text("extract.head." + f.key), f.width}
	}
	return columns
}

func rowOf[T any](fields []field[T], entry T) []any {
	row := make([]any, len(fields))
	for i, f := range fields {
		row[i] = f.value(entry)
	}
	return row
}

// write is the register of those entries.
func write[T any](w extracts, noun string, as Format, entries []T, fields []field[T]) ([]byte, error) {
	columns := columnsOf(w, fields)
	if as == CSV {
		var b bytes.Buffer
		_, err := writeLines(w, &b, columns, fields, each(entries))
		return b.Bytes(), err
	}
	title := w.text("extract.title." + noun)
	rowByRow := func(yield func([]any) bool) {
		for _, entry := range entries {
			if !yield(rowOf(fields, entry)) {
				return
			}
		}
	}
	if as == XLSX {
		return workbook(title, w.p.Lang, w.Now, sheet{name: w.text("extract.sheet." + noun), columns: columns, rows: rowByRow})
	}
	rows := slices.Collect(rowByRow)
	doc := Document{
		Issuer: w.Project.Name, Ref: w.Project.Name, Title: title, Subtitle: w.text("extract.count."+noun, "Count", len(rows)),
		Note: w.text("extract.note", "date", w.p.ShortDate(w.Today())), Page: w.text("pv.page"), Colon: w.text("pv.colon"), Lang: w.p.Lang,
	}
	if as == Markdown {
		doc.Blocks = []Block{w.grid(columns, rows)}
		return doc.Markdown(), nil
	}
	doc.Blocks = w.entries(columns, rows)
	return doc.PDF(w.Now)
}

// cell is a value in letters.
func (w extracts) cell(value any) string {
	switch value := value.(type) {
	case nil:
		return ""
	case calendar.Date:
		if value.IsZero() {
			return ""
		}
		return plain(w.p.ShortDate(value))
	case string:
		return message.Upright(value)
	default:
		return fmt.Sprint(value)
	}
}

func (w extracts) grid(columns []column, rows [][]any) Grid {
	g := Grid{Rows: make([][]string, len(rows))}
	for i, c := range columns {
		cells := make([]string, len(rows))
		for n, row := range rows {
			cells[n] = w.cell(row[i])
		}
		if strings.Join(cells, "") == "" {
			continue
		}
		g.Head = append(g.Head, c.head)
		for n := range rows {
			g.Rows[n] = append(g.Rows[n], cells[n])
		}
	}
	return g
}

// entries stand one below the other, as a page has no room for so many columns.
func (w extracts) entries(columns []column, rows [][]any) []Block {
	blocks := make([]Block, len(rows))
	for n, row := range rows {
		e := Entry{Title: w.cell(row[0]), Text: w.cell(row[1])}
		for i, value := range row[2:] {
			e.Fields = append(e.Fields, Field{columns[i+2].head, w.cell(value)})
		}
		blocks[n] = e
	}
	return blocks
}
