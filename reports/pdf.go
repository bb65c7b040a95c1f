package reports

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"codeberg.org/go-fonts/liberation/liberationsansbold"
	"codeberg.org/go-fonts/liberation/liberationsansregular"
	"codeberg.org/go-pdf/fpdf"
)

// Sizes of the page, in millimetres.
const (
	margin     = 20.0
	top        = 16.0
	footHeight = 20.0
	lineHeight = 5.0
	cellHeight = 4.3
	cellPad    = 1.3
	labelWidth = 45.0

	signatureHeight = 42.0
)

// font is embedded, cut to the letters that are used. It is as wide as Helvetica.
const font = "Liberation"

// page draws a document.
type page struct {
	*fpdf.Fpdf
	width, bottom float64
}

// PDF is the document on A4 pages, created at the moment now.
func (d Document) PDF(now time.Time) ([]byte, error) {
	p := newPage(a4)
	p.SetCreationDate(now)
	p.SetModificationDate(now)
	p.SetCatalogSort(true) // the same bytes each time
	p.SetTitle(strings.ReplaceAll(printed(d.Title+" "+d.Ref), "\n", " "), true)
	p.SetCreator("pilotent", true)
	p.SetLang(d.Lang)
	p.AddPage()
	p.head(d)
	decision, last := d.signed()
	for i, b := range d.Blocks {
		if i == decision || i == last {
			p.together(d.Blocks[i:])
		}
		if _, ok := b.(Heading); ok && i+1 < len(d.Blocks) {
			p.room(with(d.Blocks[i+1])) // never alone at the foot of a page
		}
		p.block(b)
	}
	p.feet(d)
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("write PDF: %w", err)
	}
	return out.Bytes(), nil
}

// a4 is the size of a page, in millimetres.
var a4 = fpdf.SizeType{Wd: 210, Ht: 297}

func newPage(size fpdf.SizeType) *page {
	p := &page{Fpdf: fpdf.NewCustom(&fpdf.InitType{UnitStr: "mm", Size: size})}
	p.SetMargins(margin, top, margin)
	p.SetAutoPageBreak(true, footHeight)
	p.width, p.bottom = size.Wd-2*margin, size.Ht-footHeight
	p.SetCellMargin(0)
	p.AddUTF8FontFromBytes(font, "", liberationsansregular.TTF)
	p.AddUTF8FontFromBytes(font, "B", liberationsansbold.TTF)
	return p
}

// signed are where the section begins that is signed, and its last block: nobody
// signs a page on which nothing else stands. Both are -1 in a document without
// signatures.
func (d Document) signed() (section, last int) {
	last = len(d.Blocks) - 3 // after it come the heading of the signatures, and they
	if last < 0 {
		return -1, -1
	}
	if _, ok := d.Blocks[last+2].(Signatures); !ok {
		return -1, -1
	}
	for section = last; section > 0; section-- {
		if _, ok := d.Blocks[section].(Heading); ok {
			break
		}
	}
	return section, last
}

// together begins a new page for blocks that one page holds, when this one does
// not any more.
func (p *page) together(blocks []Block) {
	measure := newPage(fpdf.SizeType{Wd: a4.Wd, Ht: 100 * a4.Ht})
	measure.AddPage()
	for _, b := range blocks {
		measure.block(b)
	}
	if height := measure.GetY() - top; height <= p.bottom-top {
		p.room(height)
	}
}

// with is the height of a heading with what must follow it on its page.
func with(next Block) float64 {
	const heading = 13
	switch next.(type) {
	case Signatures:
		return heading + signatureHeight + 2
	case Strong: // the decision, its date and its reason
		return heading + 35
	default:
		return heading + 15
	}
}

// write sets a text between here and the right margin.
func (p *page) write(height float64, text string) {
	p.column(margin+p.width-p.GetX(), height, text)
}

// column sets a text in lines of that width at most, all below this place, on as
// many pages as it takes.
func (p *page) column(width, height float64, text string) {
	x := p.GetX()
	for _, line := range p.lines(text, width) {
		p.SetX(x)
		p.CellFormat(width, height, line, "", 2, "L", false, 0, "")
	}
	left, _, _, _ := p.GetMargins()
	p.SetX(left)
}

func (p *page) head(d Document) {
	p.SetFont(font, "", 10)
	p.SetTextColor(90, 90, 90)
	p.write(lineHeight, d.Issuer)
	p.Ln(3)
	p.SetTextColor(0, 0, 0)
	p.SetFont(font, "B", 17)
	p.write(7.5, d.Title)
	p.Ln(1)
	p.SetFont(font, "", 12)
	p.write(6, d.Subtitle)
	p.Ln(2)
}

// feet ends each page, once it is known how many there are.
func (p *page) feet(d Document) {
	p.SetAutoPageBreak(false, 0)
	total := p.PageCount()
	for n := 1; n <= total; n++ {
		p.SetPage(n)
		p.foot(d, fmt.Sprintf(d.Page, n, strconv.Itoa(total)))
	}
}

func (p *page) foot(d Document, number string) {
	_, height := p.GetPageSize()
	p.SetXY(margin, height-footHeight+4)
	p.SetDrawColor(180, 180, 180)
	p.Line(margin, p.GetY(), margin+p.width, p.GetY())
	p.Ln(1.5)
	p.SetFont(font, "", 8)
	p.SetTextColor(90, 90, 90)
	p.write(3.8, d.Note)
	p.CellFormat(p.width/2, 4, printed(d.Ref), "", 0, "L", false, 0, "")
	p.CellFormat(p.width/2, 4, printed(number), "", 0, "R", false, 0, "")
	p.SetTextColor(0, 0, 0)
}

// room begins a new page when less than that is left on this one.
func (p *page) room(height float64) {
	if p.GetY()+height > p.bottom {
		p.AddPage()
	}
}

func (p *page) block(b Block) {
	p.SetFont(font, "", 10)
	switch b := b.(type) {
	case Heading:
		p.Ln(4)
		p.SetFont(font, "B", 12)
		p.write(6, string(b))
		p.SetDrawColor(60, 60, 60)
		p.Line(margin, p.GetY()+0.5, margin+p.width, p.GetY()+0.5)
		p.Ln(2.5)
	case Paragraph:
		p.write(lineHeight, string(b))
		p.Ln(1.5)
	case Strong:
		p.SetFont(font, "B", 12)
		p.write(6, string(b))
		p.Ln(1.5)
	case Fields:
		p.fields(b)
	case Entry:
		p.entry(b)
	case Grid:
		p.grid(b)
	case Signatures:
		p.signatures(b)
	}
}

// entry draws an entry on one page, when one holds it.
func (p *page) entry(e Entry) {
	const gaps = 4 + 2.5 + 1.5 + 1.5 // around the heading, below the text and the fields
	p.SetFont(font, "B", 12)
	height := gaps + 6*p.count(e.Title, p.width)
	p.SetFont(font, "", 10)
	height += lineHeight * p.count(e.Text, p.width)
	for _, f := range e.Fields {
		if f.Value != "" {
			height += lineHeight * max(p.count(f.Label, labelWidth), p.count(f.Value, p.width-labelWidth))
		}
	}
	p.room(min(height, p.bottom-top))
	for _, b := range e.blocks() {
		p.block(b)
	}
}

// count is how many lines a text of the font has in that width.
func (p *page) count(text string, width float64) float64 { return float64(len(p.lines(text, width))) }

func (p *page) fields(fields Fields) {
	for _, f := range fields {
		if f.Value == "" {
			continue
		}
		p.room(2 * lineHeight)
		p.SetTextColor(90, 90, 90)
		p.SetFont(font, "", 10)
		before, y := p.PageNo(), p.GetY()
		p.column(labelWidth, lineHeight, f.Label)
		end := p.GetY()
		if p.PageNo() == before {
			p.SetY(y)
		}
		p.SetX(margin + labelWidth)
		p.SetTextColor(0, 0, 0)
		p.SetLeftMargin(margin + labelWidth) // for a value that goes on, on the next page too
		p.write(lineHeight, f.Value)
		p.SetLeftMargin(margin)
		if p.PageNo() == before && end > p.GetY() {
			p.SetY(end)
		}
		p.SetX(margin)
	}
	p.Ln(1.5)
}

// grid draws a table. Its head is repeated on each page; a row goes on, on the
// next one, when it must.
func (p *page) grid(g Grid) {
	p.SetDrawColor(160, 160, 160)
	widths := make([]float64, len(g.Widths))
	for i, w := range g.Widths {
		widths[i] = p.width * float64(w) / 100
	}
	head := func() {
		p.SetFont(font, "B", 9)
		p.SetFillColor(235, 235, 235)
		p.row(p.split(g.Head, widths), widths, true)
		p.SetFont(font, "", 9)
	}
	p.room(20)
	head()
	for _, r := range g.Rows {
		lines := p.split(r, widths)
		for tallest(lines) > 0 {
			fit := int((p.bottom - p.GetY() - 2*cellPad) / cellHeight)
			if fit < min(4, tallest(lines)) {
				p.AddPage()
				head()
				continue
			}
			now := make([][]string, len(lines))
			for i, cell := range lines {
				n := min(fit, len(cell))
				now[i], lines[i] = cell[:n], cell[n:]
			}
			p.row(now, widths, false)
		}
	}
	p.Ln(2.5)
}

// split cuts the cells of a row into lines.
func (p *page) split(cells []string, widths []float64) [][]string {
	lines := make([][]string, len(cells))
	for i, text := range cells {
		lines[i] = p.lines(text, widths[i]-2*cellPad)
	}
	return lines
}

func tallest(lines [][]string) int {
	most := 0
	for _, cell := range lines {
		most = max(most, len(cell))
	}
	return most
}

func (p *page) row(lines [][]string, widths []float64, fill bool) {
	height := float64(tallest(lines))*cellHeight + 2*cellPad
	x, y := margin, p.GetY()
	style := "D"
	if fill {
		style = "FD"
	}
	for i, cell := range lines {
		p.Rect(x, y, widths[i], height, style)
		for n, line := range cell {
			p.SetXY(x+cellPad, y+cellPad+float64(n)*cellHeight)
			p.CellFormat(widths[i]-2*cellPad, cellHeight, line, "", 0, "L", false, 0, "")
		}
		x += widths[i]
	}
	p.SetXY(margin, y+height)
}

// signatures draws a box for each party, all on one page.
func (p *page) signatures(s Signatures) {
	const gap, height = 6.0, signatureHeight
	p.room(height)
	y := p.GetY()
	width := (p.width - gap*float64(len(s.Parties)-1)) / float64(len(s.Parties))
	p.SetDrawColor(120, 120, 120)
	for i, party := range s.Parties {
		x := margin + float64(i)*(width+gap)
		p.Rect(x, y, width, height, "D")
		p.SetXY(x+2, y+2)
		p.SetFont(font, "B", 10)
		p.column(width-4, lineHeight, party)
		p.SetFont(font, "", 9)
		for _, line := range s.Lines {
			p.SetX(x + 2)
			p.CellFormat(width-4, lineHeight+1, printed(line), "", 2, "L", false, 0, "")
		}
	}
	p.SetXY(margin, y+height)
	p.Ln(3)
}
