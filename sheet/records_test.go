package sheet_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/sheet"
)

func TestRecords(t *testing.T) {
	t.Parallel()
	const one = `{"uai":"0940198E","nom":"École \"A\"","code_postal":1500,"ecole_maternelle":null,"multi":true,"position":{"lon":2.3,"lat":48}}`
	titles := []string{"uai", "nom", "code_postal", "ecole_maternelle", "multi", "position"}
	cells := []string{"0940198E", `École "A"`, "1500", "", "1", ""}
	for name, tc := range map[string]struct {
		raw    string
		format sheet.Format
		total  int
	}{
		"an export":                      {`[` + one + `]`, sheet.JSON, 0},
		"a mark, blanks":                 {"\ufeff\n [ " + strings.ReplaceAll(one, `,"`, " ,\n\"") + " ] ", sheet.JSON, 0},
		"an answer, version 2.1":         {`{"total_count": 1, "results": [` + one + `]}`, sheet.JSON, 0},
		"an answer that is not all":      {`{"total_count": 613, "results": [` + one + `]}`, sheet.JSON, 613},
		"an answer, version 2.0":         {`{"total_count":1,"links":[],"records":[{"links":[{"rel":"self"}],"record":{"id":"x","size":3,"fields":` + one + `}}]}`, sheet.JSON, 0},
		"an answer, version 1":           {`{"nhits":1,"parameters":{"rows":10},"records":[{"datasetid":"d","recordid":"x","fields":` + one + `,"geometry":{"type":"Point","coordinates":[2.3,48]}}]}`, sheet.JSON, 0},
		"GeoJSON":                        {`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":{"type":"Point","coordinates":[2.3,48.0]},"properties":` + one + `}]}`, sheet.GeoJSON, 0},
		"GeoJSON that tells later":       {`{"features":[{"properties":` + one + `}],"type":"FeatureCollection"}`, sheet.GeoJSON, 0},
		"an export, version 1":           {`[{"datasetid":"d","fields":` + one + `}]`, sheet.JSON, 0},
		"a list of texts within, escape": {`[` + strings.Replace(one, "École", `\u00c9cole`, 1) + `]`, sheet.JSON, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, rows := open(t, tc.raw)
			require.Equal(t, titles, table.Titles)
			require.Equal(t, []line{{1, cells}}, rows)
			require.Equal(t, []any{tc.format, tc.total}, []any{table.Format, table.Total})
		})
	}
	t.Run("fields that a record does not have are empty", func(t *testing.T) {
		t.Parallel()
		table, rows := open(t, `[{"uai":"a"},{"nom":"b","zones":["A","B"]},{},{"uai":-1.5e3,"nom":1.25}]`)
		require.Equal(t, []string{"uai", "nom", "zones"}, table.Titles)
		require.Equal(t, []line{{1, []string{"a", "", ""}}, {2, []string{"", "b", "A, B"}}, {4, []string{"-1500", "1.25", ""}}}, rows)
	})
	t.Run("what is no record is told by its rank", func(t *testing.T) {
		t.Parallel()
		table, err := sheet.Open(strings.NewReader(`[{"uai":"a"},"b",{"uai":"c"}]`), known)
		require.NoError(t, err)
		rows, bad := all(table)
		require.Equal(t, []line{{1, []string{"a"}}, {3, []string{"c"}}}, rows)
		require.Equal(t, []sheet.RefusedError{{Kind: sheet.BadJSON, Line: 2, Seen: `"b"`}}, bad)
	})
	t.Run("a byte astray, and Windows-1252", func(t *testing.T) {
		t.Parallel()
		table, rows := open(t, "[{\"uai\":\"No\xebl \xe9l\xe9\"}]")
		require.Equal(t, []line{{1, []string{"Noël élé"}}}, rows)
		require.Equal(t, sheet.Windows1252, table.Encoding)
		table, rows = open(t, "[{\"uai\":\"Noël élé\xe9\"}]")
		require.Equal(t, []line{{1, []string{"Noël éléé"}}}, rows)
		require.Equal(t, 1, table.Strays)
	})
}

// workbookOf is a workbook as excelize writes it, of one sheet.
func workbookOf(t testing.TB, rows [][]any) []byte {
	f := excelize.NewFile()
	fill(t, f, "Sheet1", rows)
	return saved(t, f)
}

func fill(t testing.TB, f *excelize.File, sheet string, rows [][]any) {
	for i, row := range rows {
		cell, err := excelize.CoordinatesToCellName(1, i+1)
		require.NoError(t, err)
		require.NoError(t, f.SetSheetRow(sheet, cell, &row))
	}
}

func saved(t testing.TB, f *excelize.File) []byte {
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	require.NoError(t, f.Close())
	return b.Bytes()
}

func TestWorkbooks(t *testing.T) {
	t.Parallel()
	t.Run("texts, numbers, gaps and rows of nothing", func(t *testing.T) {
		t.Parallel()
		table, rows := open(t, string(workbookOf(t, [][]any{
			{"Écoles 2026"},
			{},
			{"UAI", "Nom", "Code postal", "Secteur", "Ouverte"},
			{"0940198E", "École \"A\" & <B>\r\n", 1500, nil, true},
			{nil, "", " "},
			{"0940573M", "Jaurès", 94400.5, "Public", nil},
		})))
		require.Equal(t, sheet.XLSX, table.Format)
		require.Equal(t, []string{"UAI", "Nom", "Code postal", "Secteur", "Ouverte"}, table.Titles)
		require.Len(t, rows, 2)
		require.Equal(t, 4, rows[0].number)
		require.Equal(t, []string{"0940198E", "École \"A\" & <B>\r\n", "1500", "", "1"}, rows[0].cells)
		require.Equal(t, []string{"0940573M", "Jaurès", "94400.5", "Public", ""}, rows[1].cells)
	})
	t.Run("the sheet with the titles, and none that is hidden", func(t *testing.T) {
		t.Parallel()
		f := excelize.NewFile()
		fill(t, f, "Sheet1", [][]any{{"Lisez-moi"}})
		for _, name := range []string{"Caché", "Écoles"} {
			_, err := f.NewSheet(name)
			require.NoError(t, err)
			fill(t, f, name, [][]any{{"UAI", "Nom"}, {"0940198E", name}})
		}
		require.NoError(t, f.SetSheetVisible("Caché", false))
		_, rows := open(t, string(saved(t, f)))
		require.Equal(t, []line{{2, []string{"0940198E", "Écoles"}}}, rows)
	})
	t.Run("what excelize reads of the same file", func(t *testing.T) {
		t.Parallel()
		var rows [][]any
		for i := range 300 {
			rows = append(rows, []any{fmt.Sprintf("UAI%d", i), i, fmt.Sprintf("École n° %d", i%7), float64(i) / 4})
		}
		rows[0][0] = "UAI"
		raw := workbookOf(t, rows)
		f, err := excelize.OpenReader(bytes.NewReader(raw))
		require.NoError(t, err)
		want, err := f.GetRows("Sheet1", excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		table, got := open(t, string(raw))
		require.Equal(t, want[0], table.Titles)
		for i, row := range got {
			require.Equal(t, line{i + 2, want[i+1]}, row)
		}
		require.Len(t, got, 299)
	})
	t.Run("as other programs write them", func(t *testing.T) {
		t.Parallel()
		// Prefixes, absolute targets, cells without a place, texts within, pieces of text, how they are pronounced.
		_, rows := open(t, packed(t, map[string]string{
			"_rels/.rels":                 `<Relationships><Relationship Id="r" Type="http://x/officeDocument" Target="/xl/workbook2.xml"/></Relationships>`,
			"xl/workbook2.xml":            `<x:workbook xmlns:r="r"><x:sheets><x:sheet name="a" r:id="s1"/></x:sheets></x:workbook>`,
			"xl/_rels/workbook2.xml.rels": `<Relationships><Relationship Id="s1" Type="http://x/worksheet" Target="/xl/worksheets/a.xml"/><Relationship Id="s2" Type="http://x/sharedStrings" Target="texts.xml"/></Relationships>`,
			"xl/texts.xml":                `<sst><si><r><t>No</t></r><r><t>ël_x0041__x41_</t></r><rPh><t>x</t></rPh></si></sst>`,
			"xl/worksheets/a.xml": `<x:worksheet><x:sheetData><x:row><x:c t="inlineStr"><x:is><x:t>UAI</x:t></x:is></x:c><x:c t="str"><x:f>1+1</x:f><x:v>Nom</x:v></x:c></x:row>` +
				`<x:row r="5"><x:c t="s"><x:v>0</x:v></x:c><x:c r="B5" t="e"><x:v>#N/A</x:v></x:c><x:c t="s"><x:v>9</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
		}))
		require.Equal(t, []line{{5, []string{"NoëlA_x41_", "#N/A"}}}, rows)
	})
	for name, tc := range map[string]struct {
		parts map[string]string
		want  sheet.RefusedError
	}{
		"another archive":   {map[string]string{"ecoles.csv": "UAI;Nom\n"}, sheet.RefusedError{Kind: sheet.Archive, Seen: "zip"}},
		"a text":            {map[string]string{"word/document.xml": "<x/>"}, sheet.RefusedError{Kind: sheet.Document, Seen: "docx"}},
		"slides":            {map[string]string{"ppt/presentation.xml": "<x/>"}, sheet.RefusedError{Kind: sheet.Document, Seen: "pptx"}},
		"LibreOffice's":     {map[string]string{"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<x/>"}, sheet.RefusedError{Kind: sheet.OpenDocument, Seen: "ods"}},
		"a binary workbook": {map[string]string{"xl/workbook.bin": "x"}, sheet.RefusedError{Kind: sheet.OldWorkbook}},
		"no sheet":          {map[string]string{"xl/workbook.xml": "<workbook/>"}, sheet.RefusedError{Kind: sheet.Empty}},
		"no XML":            {map[string]string{"xl/workbook.xml": "<workbook><"}, sheet.RefusedError{Kind: sheet.BadWorkbook, Seen: "xl/workbook.xml"}},
		"a sheet cut short": {workbookWith("<worksheet><row><c t=\"str\"><v>UAI"), sheet.RefusedError{Kind: sheet.Empty}},
		"a sheet of no XML": {workbookWith("<worksheet><row><c t=\"str\"><v>UAI</"), sheet.RefusedError{Kind: sheet.BadWorkbook, Line: 2, Seen: "xl/s.xml"}},
		"a cell too far":    {workbookWith(`<row r="1"><c r="BXZ1"><v>1</v></c></row>`), sheet.RefusedError{Kind: sheet.Columns, Line: 1, Found: 2002, Allowed: 2000}},
		"only empty cells":  {workbookWith(`<row r="1"><c r="XFD1"/></row>`), sheet.RefusedError{Kind: sheet.Empty}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Open(strings.NewReader(packed(t, tc.parts)), known)
			var bad *sheet.RefusedError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, tc.want, *bad)
		})
	}
}

// workbookWith is a workbook with one sheet.
func workbookWith(xml string) map[string]string {
	return map[string]string{
		"xl/workbook.xml":            `<workbook><sheets><sheet name="a" r:id="s"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="http://x/worksheet" Target="s.xml"/></Relationships>`,
		"xl/s.xml":                   xml,
	}
}

func packed(t testing.TB, parts map[string]string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for name, text := range parts {
		f, err := w.Create(name)
		require.NoError(t, err)
		_, err = f.Write([]byte(text))
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}
