package reports

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"

	"pilotent/governance/calendar"
	"pilotent/message"
)

// workbook is an XLSX file of those sheets, which says that it was written at the
// moment now. Rows are written as they come: memory holds one sheet's at most,
// and beyond 16 MiB none.
func workbook(title, lang string, now time.Time, sheets ...sheet) (out []byte, err error) {
	f := excelize.NewFile()
	defer func() {
		if failed := f.Close(); err == nil && failed != nil {
			err = fmt.Errorf("close the workbook: %w", failed)
		}
	}()
	stamp := now.UTC().Format(time.RFC3339)
	if err := f.SetDocProps(&excelize.DocProperties{
		Title: title, Creator: "pilotent", LastModifiedBy: "pilotent", Created: stamp, Modified: stamp, Language: lang,
	}); err != nil {
		return nil, fmt.Errorf("name the workbook: %w", err)
	}
	for i, s := range sheets {
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
	f.SetZipWriter(func(w io.Writer) excelize.ZipWriter { return ordered{zip.NewWriter(w), map[string]*bytes.Buffer{}} })
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return b.Bytes(), nil
}

// ordered is a ZIP archive whose parts stand by name: excelize writes sheets that
// come as a stream in an order that is another each time.
type ordered struct {
	*zip.Writer
	parts map[string]*bytes.Buffer
}

// Create adds a part, which is written when the archive is closed.
func (o ordered) Create(name string) (io.Writer, error) {
	o.parts[name] = &bytes.Buffer{}
	return o.parts[name], nil
}

// Close writes the archive.
func (o ordered) Close() error {
	for _, name := range slices.Sorted(maps.Keys(o.parts)) {
		w, err := o.Writer.Create(name)
		if err != nil {
			return err
		}
		if _, err := o.parts[name].WriteTo(w); err != nil {
			return err
		}
	}
	return o.Writer.Close()
}

// sheet is one sheet of a workbook. Its cells are texts, numbers and days; what
// people typed is never a formula.
type sheet struct {
	name    string
	columns []column
	rows    iter.Seq[[]any]
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
	w, err := f.NewStreamWriter(s.name)
	if err != nil {
		return err
	}
	head := make([]any, len(s.columns))
	for i, c := range s.columns {
		head[i] = excelize.Cell{StyleID: styles.head, Value: c.head}
		if err := w.SetColWidth(i+1, i+1, c.width); err != nil {
			return err
		}
	}
	if err := w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"}); err != nil {
		return err
	}
	if err := w.SetRow("A1", head); err != nil {
		return err
	}
	cells := make([]any, len(s.columns))
	n := 1
	for row := range s.rows {
		for i, value := range row {
			cells[i] = styles.cell(value)
		}
		n++
		if err := w.SetRow(fmt.Sprintf("A%d", n), cells[:len(row)]); err != nil {
			return err
		}
	}
	last, err := excelize.CoordinatesToCellName(len(s.columns), n)
	if err != nil {
		return err
	}
	if err := f.AutoFilter(s.name, "A1:"+last, nil); err != nil {
		return err
	}
	return w.Flush()
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

// cell is a value as a sheet keeps it: a day is how many have gone by since the
// end of 1899, in the form of a day; or nothing.
func (s styles) cell(value any) excelize.Cell {
	switch value := value.(type) {
	case calendar.Date:
		if value.IsZero() {
			return excelize.Cell{StyleID: s.day}
		}
		return excelize.Cell{StyleID: s.day, Value: int(value.At(0, 0, time.UTC).Sub(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)) / (24 * time.Hour))}
	case string:
		if value == "" {
			return excelize.Cell{StyleID: s.text}
		}
		return excelize.Cell{StyleID: s.text, Value: message.Upright(value)}
	default:
		return excelize.Cell{StyleID: s.text, Value: value}
	}
}
