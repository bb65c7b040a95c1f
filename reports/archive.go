package reports

import (
	"archive/zip"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"pilotent/governance"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// Part is a file of an archive.
type Part struct {
	Name string
	// Count is how many entries it has, without its head.
	Count int
	// key is what is said of it, under "archive.part.".
	key string
}

// Counted reports whether it has entries: what says what the others are has none.
func (p Part) Counted() bool { return p.key != "" }

// archiver writes an archive: one file after the other, each as it is read, so that
// memory holds the compressed bytes only.
type archiver struct {
	extracts
	zip   *zip.Writer
	parts []Part
}

// readMe is the file that says what the others are. It is last, as it says how much
// they hold.
const readMe = "LISEZ-MOI.txt"

// Archive writes a project as a ZIP of files that are read without this program, and
// answers what they are. Their names are the same in every language, and what is in
// them is in that of the printer.
func Archive(p i18n.Printer, a governance.Archive, to io.Writer) ([]Part, error) {
	w := &archiver{extracts{p, a.Extract, a.Schools}, zip.NewWriter(to), nil}
	for _, write := range []func(governance.Archive) error{w.registers, w.school, w.organisation, w.acceptance, w.history, w.readMe} {
		if err := write(a); err != nil {
			return nil, fmt.Errorf("write an archive: %w", err)
		}
	}
	if err := w.zip.Close(); err != nil {
		return nil, fmt.Errorf("write an archive: %w", err)
	}
	return w.parts, nil
}

// begin begins a file, which ends with the next one.
func (w *archiver) begin(name string) (io.Writer, error) {
	return w.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: w.Now.In(w.Project.Location()).Truncate(time.Second)})
}

func (w *archiver) ended(name, key string, count int) {
	w.parts = append(w.parts, Part{name, count, key})
}

// put adds a register as CSV.
func put[T any](w *archiver, name, key string, fields []field[T], from source[T]) error {
	return putUnder(w, name, key, columnsOf(w.extracts, fields), fields, from)
}

// putUnder is put under titles of its own.
func putUnder[T any](w *archiver, name, key string, columns []column, fields []field[T], from source[T]) error {
	to, err := w.begin(name)
	if err != nil {
		return err
	}
	count, err := writeLines(w.extracts, to, columns, fields, from)
	w.ended(name, key, count)
	return err
}

// registers are in the form of the exports of the same names.
func (w *archiver) registers(a governance.Archive) error {
	if err := put(w, "decisions.csv", "archive.part.decisions", w.decisionFields(), each(a.Decisions)); err != nil {
		return err
	}
	if err := put(w, "reunions.csv", "archive.part.meetings", w.meetingFields(), each(a.Meetings)); err != nil {
		return err
	}
	return put(w, "actions.csv", "archive.part.actions", w.actionFields(), each(a.Actions))
}

// acceptance has the sheets of the contracts' registers, one below the other.
func (w *archiver) acceptance(a governance.Archive) error {
	if err := put(w, "marches.csv", "archive.part.contracts", w.contractFields(), each(a.Contracts)); err != nil {
		return err
	}
	for _, s := range []struct {
		name, key string
		of        func(i18n.Printer, minutes.ContractRecord) sheet
	}{
		{"verifications.csv", "archive.part.verifications", verificationSheet},
		{"reserves.csv", "archive.part.reservations", reservationSheet},
		{"coupures.csv", "archive.part.outages", outageSheet},
	} {
		if err := w.sheets(s.name, s.key, a.Contracts, s.of); err != nil {
			return err
		}
	}
	return nil
}

func (w *archiver) sheets(name, key string, contracts []minutes.ContractRecord, of func(i18n.Printer, minutes.ContractRecord) sheet) error {
	to, err := w.begin(name)
	if err != nil {
		return err
	}
	f, err := newCSV(w.extracts, to, of(w.p, minutes.ContractRecord{}).columns)
	if err != nil {
		return err
	}
	for _, c := range contracts {
		for row := range of(w.p, c).rows {
			if err := f.add(row); err != nil {
				return err
			}
		}
	}
	count, err := f.end()
	w.ended(name, key, count)
	return err
}

// change is a line of history as an archive keeps it. Its names are what other programs
// read: they stay.
type change struct {
	Number  int    `json:"numero"` // from 1
	At      string `json:"quand"`  // RFC 3339, in the project's zone
	By      string `json:"par,omitempty"`
	Account string `json:"compte,omitempty"`
	Subject string `json:"objet"`      // "decision/COPIL-2026-001"
	Change  string `json:"changement"` // "decision.adopted"
	Label   string `json:"libelle,omitempty"`
	Note    string `json:"note,omitempty"`
	// Before and After are as they are stored (docs/decisions/0023).
	Before json.RawMessage `json:"avant,omitempty"`
	After  json.RawMessage `json:"apres,omitempty"`
}

func (w *archiver) history(a governance.Archive) error {
	const name = "historique.jsonl"
	to, err := w.begin(name)
	if err != nil {
		return err
	}
	out, count := json.NewEncoder(to), 0
	out.SetEscapeHTML(false)
	err = a.EachLine(func(l record.KeptLine) error {
		count++
		return out.Encode(w.change(count, l))
	})
	w.ended(name, "archive.part.history", count)
	return err
}

func (w *archiver) change(number int, l record.KeptLine) change {
	c := change{
		Number: number, At: l.At.In(w.Project.Location()).Format(time.RFC3339), By: w.Name(l.By), Account: l.By.Username,
		Subject: string(l.Subject), Change: l.Change, Note: l.Note, Before: stored(l.BeforeText), After: stored(l.AfterText),
	}
	if key := "history." + l.Change; w.p.Has(key) {
		c.Label = w.text(key)
	}
	return c
}

// stored is a state as it is stored; as a text where it is damaged.
func stored(text string) json.RawMessage {
	if text == "" || json.Valid([]byte(text)) {
		return json.RawMessage(text)
	}
	quoted, _ := json.Marshal(text) // a text always is one
	return quoted
}

// readMe says what the archive is, what each file holds and how it is opened. It opens
// with any editor, that of Windows too.
func (w *archiver) readMe(a governance.Archive) error {
	lines := []string{
		strings.ToUpper(w.text("archive.title", "project", a.Project.Name)), "",
		w.text("archive.made", "date", a.Today(), "by", message.Quote(w.Name(a.By))), "",
		w.text("archive.secret"), "", w.text("archive.files"), "",
	}
	for _, part := range w.parts {
		lines = append(lines, part.Name+" : "+w.text(part.key, "Count", part.Count))
	}
	lines = append(lines, "", w.text("archive.open_csv"), w.text("archive.open_schools"), w.text("archive.open_history"), "", w.text("archive.names"))
	to, err := w.begin(readMe)
	if err != nil {
		return err
	}
	w.ended(readMe, "", 0)
	_, err = io.WriteString(to, strings.Join(lines, "\r\n")+"\r\n")
	return err
}
