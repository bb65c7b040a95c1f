package reports

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"
	"time"

	"pilotent/message"
)

// DOCX is the document for a word processor, to be put right there and signed: headings,
// tables whose first row comes again on each page, its language. The libraries for it
// lose line feeds or may not be used (docs/decisions/0047).
func (d Document) DOCX(now time.Time) ([]byte, error) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, part := range []struct{ name, text string }{
		{"[Content_Types].xml", docxTypes},
		{"_rels/.rels", docxRelations},
		{"docProps/core.xml", d.core(now)},
		{"word/document.xml", d.body()},
		{"word/styles.xml", strings.ReplaceAll(docxStyles, "LANG", d.language())},
		{"word/footer1.xml", d.footer()},
		{"word/_rels/document.xml.rels", docxParts},
	} {
		w, err := z.CreateHeader(&zip.FileHeader{Name: part.name, Method: zip.Deflate})
		if err == nil {
			_, err = w.Write([]byte(xml.Header + part.text))
		}
		if err != nil {
			return nil, fmt.Errorf("write DOCX: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write DOCX: %w", err)
	}
	return out.Bytes(), nil
}

// As is the document in a format: DOCX, Markdown, else PDF.
func (d Document) As(f Format, now time.Time) ([]byte, error) {
	switch f {
	case DOCX:
		return d.DOCX(now)
	case Markdown:
		return d.Markdown(), nil
	default:
		return d.PDF(now)
	}
}

// language is that of the document, as word processors name it.
func (d Document) language() string {
	if d.Lang == "en" {
		return "en-GB"
	}
	return "fr-FR"
}

// escaped is a text within XML; what XML cannot hold is the sign for that.
func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // a Builder takes all
	return b.String()
}

func (d Document) core(now time.Time) string {
	at := now.UTC().Format(time.RFC3339)
	return `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"` +
		` xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">` +
		"<dc:title>" + escaped(d.Title+" "+d.Ref) + "</dc:title><dc:creator>" + escaped(d.Issuer) + "</dc:creator><dc:language>" + d.language() + "</dc:language>" +
		`<dcterms:created xsi:type="dcterms:W3CDTF">` + at + `</dcterms:created><dcterms:modified xsi:type="dcterms:W3CDTF">` + at + "</dcterms:modified></cp:coreProperties>"
}

// docxWidth is that of the text on a page, in twentieths of a point.
const docxWidth = 9638

func (d Document) body() string {
	var b strings.Builder
	b.WriteString(`<w:document ` + docxSpaces + `><w:body>`)
	docxParagraph(&b, "Issuer", d.Issuer)
	docxParagraph(&b, "Title", d.Title)
	docxParagraph(&b, "Subtitle", d.Subtitle)
	for _, block := range d.Blocks {
		d.docxBlock(&b, block)
	}
	b.WriteString(`<w:sectPr><w:footerReference w:type="default" r:id="rId2"/><w:pgSz w:w="11906" w:h="16838"/>` +
		`<w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return b.String()
}

func (d Document) docxBlock(b *strings.Builder, block Block) {
	switch block := block.(type) {
	case Heading:
		docxParagraph(b, "Heading1", string(block))
	case Paragraph:
		docxParagraph(b, "", string(block))
	case Strong:
		docxParagraph(b, "Strong", string(block))
	case Fields:
		d.docxFields(b, block)
	case Entry:
		for _, part := range block.blocks() {
			d.docxBlock(b, part)
		}
	case Grid:
		docxTable(b, block)
	case Signatures:
		g := block.grid()
		for range block.Parties {
			g.Widths = append(g.Widths, 100/len(block.Parties))
		}
		docxTable(b, g)
	}
}

func (d Document) docxFields(b *strings.Builder, fields Fields) {
	for _, f := range fields {
		if f.Value != "" {
			b.WriteString(`<w:p>` + docxRun(f.Label+d.Colon, `<w:b/>`) + docxRun(f.Value, "") + `</w:p>`)
		}
	}
}

func docxParagraph(b *strings.Builder, style, text string) {
	if text == "" {
		return
	}
	b.WriteString(`<w:p>`)
	if style != "" {
		b.WriteString(`<w:pPr><w:pStyle w:val="` + style + `"/></w:pPr>`)
	}
	b.WriteString(docxRun(text, "") + `</w:p>`)
}

// docxRun is a text with its line feeds.
func docxRun(text, properties string) string {
	var b strings.Builder
	b.WriteString(`<w:r>`)
	if properties != "" {
		b.WriteString(`<w:rPr>` + properties + `</w:rPr>`)
	}
	for i, line := range strings.Split(message.Upright(text), "\n") {
		if i > 0 {
			b.WriteString(`<w:br/>`)
		}
		b.WriteString(`<w:t xml:space="preserve">` + escaped(line) + `</w:t>`)
	}
	b.WriteString(`</w:r>`)
	return b.String()
}

// docxTable is a table with its head on each page. What follows a table stands apart from
// it, and two tables are two.
func docxTable(b *strings.Builder, g Grid) {
	b.WriteString(`<w:tbl><w:tblPr><w:tblStyle w:val="Grid"/><w:tblW w:w="5000" w:type="pct"/><w:tblInd w:w="80" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>`)
	for _, width := range g.Widths {
		fmt.Fprintf(b, `<w:gridCol w:w="%d"/>`, docxWidth*width/100)
	}
	b.WriteString(`</w:tblGrid>`)
	row := func(cells []string, head bool) {
		properties, bold, shade := "", "", ""
		if head {
			properties, bold, shade = `<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>`, `<w:b/>`, `<w:shd w:val="clear" w:color="auto" w:fill="EBEBEB"/>`
		}
		b.WriteString(`<w:tr>` + properties)
		for i, c := range cells {
			fmt.Fprintf(b, `<w:tc><w:tcPr><w:tcW w:w="%d" w:type="dxa"/>%s</w:tcPr><w:p><w:pPr><w:pStyle w:val="Cell"/></w:pPr>%s</w:p></w:tc>`,
				docxWidth*g.Widths[i]/100, shade, docxRun(c, bold))
		}
		b.WriteString(`</w:tr>`)
	}
	row(g.Head, true)
	for _, r := range g.Rows {
		row(r, false)
	}
	b.WriteString(`</w:tbl><w:p/>`)
}

// footer is the note, the reference and the number of the page.
func (d Document) footer() string {
	var b strings.Builder
	b.WriteString(`<w:ftr ` + docxSpaces + `>`)
	docxParagraph(&b, "Footer", d.Note)
	b.WriteString(`<w:p><w:pPr><w:pStyle w:val="Footer"/></w:pPr>` + docxRun(d.Ref, "") + `<w:r><w:tab/></w:r>`)
	before, rest, _ := strings.Cut(d.Page, "%d")
	between, after, _ := strings.Cut(rest, "%s")
	b.WriteString(docxRun(before, "") + docxField("PAGE") + docxRun(between, "") + docxField("NUMPAGES") + docxRun(after, "") + `</w:p></w:ftr>`)
	return b.String()
}

func docxField(name string) string {
	return `<w:fldSimple w:instr="` + name + `"><w:r><w:t>1</w:t></w:r></w:fldSimple>`
}

const (
	docxSpaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	docxTypes  = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>` +
		`<Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/>` +
		`<Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/>` +
		`<Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`
	docxRelations = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`
	docxParts = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` +
		`<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/>` +
		`<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>`
	docxStyles = `<w:styles ` + docxSpaces + `><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="20"/>` +
		`<w:lang w:val="LANG" w:eastAsia="LANG" w:bidi="ar-SA"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="100"/></w:pPr></w:pPrDefault></w:docDefaults>` +
		`<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Issuer"><w:name w:val="Issuer"/><w:basedOn w:val="Normal"/><w:rPr><w:color w:val="5A5A5A"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/></w:pPr><w:rPr><w:b/><w:sz w:val="34"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Subtitle"><w:name w:val="Subtitle"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:rPr><w:sz w:val="24"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:next w:val="Normal"/><w:pPr><w:keepNext/><w:keepLines/>` +
		`<w:pBdr><w:bottom w:val="single" w:sz="4" w:space="1" w:color="3C3C3C"/><w:between w:val="single" w:sz="4" w:space="1" w:color="3C3C3C"/></w:pBdr><w:spacing w:before="240" w:after="120"/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Strong"><w:name w:val="Strong text"/><w:basedOn w:val="Normal"/><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Cell"><w:name w:val="Cell"/><w:basedOn w:val="Normal"/><w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:sz w:val="18"/></w:rPr></w:style>` +
		`<w:style w:type="paragraph" w:styleId="Footer"><w:name w:val="footer"/><w:basedOn w:val="Normal"/><w:pPr><w:tabs><w:tab w:val="right" w:pos="9638"/></w:tabs><w:spacing w:after="0"/></w:pPr>` +
		`<w:rPr><w:color w:val="5A5A5A"/><w:sz w:val="16"/></w:rPr></w:style>` +
		`<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="80" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
		`<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
		`<w:top w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:left w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:bottom w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/>` +
		`<w:right w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/><w:insideV w:val="single" w:sz="4" w:space="0" w:color="A0A0A0"/>` +
		`</w:tblBorders></w:tblPr></w:style></w:styles>`
)
