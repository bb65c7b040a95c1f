package sheet_test

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"pilotent/sheet"
)

// known recognises the titles of these tests, as a caller would.
func known(titles []string) bool {
	return slices.ContainsFunc(titles, func(t string) bool { return strings.EqualFold(t, "uai") })
}

// line is a row that a test keeps: the number, then the cells.
type line struct {
	number int
	cells  []string
}

func open(t *testing.T, raw string) (*sheet.Table, []line) {
	t.Helper()
	table, err := sheet.Open(strings.NewReader(raw), known)
	require.NoError(t, err)
	rows, bad := all(table)
	require.Empty(t, bad)
	return table, rows
}

func all(table *sheet.Table) (rows []line, bad []sheet.RefusedError) {
	for row, wrong := range table.Rows() {
		if wrong != nil {
			bad = append(bad, *wrong)
			continue
		}
		rows = append(rows, line{row.Line, slices.Clone(row.Cells)})
	}
	return rows, bad
}

func utf16le(s string) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func utf16be(s string) string {
	le := []byte(utf16le(s))
	for i := 0; i < len(le); i += 2 {
		le[i], le[i+1] = le[i+1], le[i]
	}
	return string(le)
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "UAI;Nom\n0940198E;École Élysée Œuvre d’Hôpital\n0940573M;Noël\n"
	want := []line{{2, []string{"0940198E", "École Élysée Œuvre d’Hôpital"}}, {3, []string{"0940573M", "Noël"}}}
	windows := strings.NewReplacer("É", "\xc9", "é", "\xe9", "Œ", "\x8c", "’", "\x92", "ô", "\xf4", "ë", "\xeb").Replace(text)
	for name, tc := range map[string]struct {
		raw           string
		encoding      sheet.Encoding
		strays, stray int
	}{
		"UTF-8":                           {text, sheet.UTF8, 0, 0},
		"UTF-8 with a mark":               {"\ufeff" + text, sheet.UTF8, 0, 0},
		"Windows-1252":                    {windows, sheet.Windows1252, 0, 0},
		"Excel's Unicode text":            {"\xff\xfe" + utf16le(text), sheet.UTF16LE, 0, 0},
		"UTF-16, the other way":           {"\xfe\xff" + utf16be(text), sheet.UTF16BE, 0, 0},
		"UTF-16 without a mark":           {utf16le(text), sheet.UTF16LE, 0, 0},
		"the same, the other way":         {utf16be(text), sheet.UTF16BE, 0, 0},
		"one stray byte in UTF-8":         {strings.Replace(text, "ë", "\xeb", 1), sheet.UTF8, 1, 3},
		"as many strays as letters":       {strings.NewReplacer("É", "\xc9", "é", "\xe9").Replace(text), sheet.UTF8, 3, 2},
		"a mark and nearly all astray":    {"\ufeff" + strings.Replace(windows, "\xeb", "ë", 1), sheet.UTF8, 6, 2},
		"lines of Windows":                {strings.ReplaceAll(text, "\n", "\r\n"), sheet.UTF8, 0, 0},
		"lines of an old Macintosh":       {strings.ReplaceAll(text, "\n", "\r"), sheet.UTF8, 0, 0},
		"lines of a Macintosh, in UTF-16": {"\xff\xfe" + utf16le(strings.ReplaceAll(text, "\n", "\r")), sheet.UTF16LE, 0, 0},
		"no end of the last line":         {strings.TrimSuffix(text, "\n"), sheet.UTF8, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, rows := open(t, tc.raw)
			require.Equal(t, want, rows)
			require.Equal(t, []string{"UAI", "Nom"}, table.Titles)
			require.Equal(t, []any{sheet.CSV, tc.encoding, tc.strays, tc.stray}, []any{table.Format, table.Encoding, table.Strays, table.Stray})
		})
	}
	t.Run("letters that Windows-1252 has twice by accident change nothing", func(t *testing.T) {
		t.Parallel()
		// « TRINITÉ » with the blank that does not break is a letter of UTF-8, and an accident.
		table, rows := open(t, "UAI;Nom\n0940198E;\xab LA TRINIT\xc9\xa0\xbb du Pr\xe9 No\xebl\n")
		require.Equal(t, sheet.Windows1252, table.Encoding)
		require.Equal(t, "« LA TRINITÉ\u00a0» du Pré Noël", rows[0].cells[1])
	})
}

func TestSeparators(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"semicolons":                           "UAI;Nom\n0940198E;Wallon, Henri\n",
		"commas":                               "UAI,Nom\n0940198E,\"Wallon, Henri\"\n",
		"tabs":                                 "UAI\tNom\n0940198E\tWallon, Henri\n",
		"bars":                                 "UAI|Nom\n0940198E|Wallon, Henri\n",
		"a line that says it":                  "sep=;\nUAI;Nom\n0940198E;Wallon, Henri\n",
		"a line that says it, in quotes":       "\ufeff\"SEP=,\"\r\nUAI,Nom\r\n0940198E,\"Wallon, Henri\"\r\n",
		"a line that says a tab":               "sep=\t\nUAI\tNom\n0940198E\tWallon, Henri\n",
		"a line that says what nobody guesses": "sep=#\nUAI#Nom\n0940198E#Wallon, Henri\n",
		"quoted titles":                        "\"UAI\";\"Nom\"\n\"0940198E\";\"Wallon, Henri\"\n",
		"empty titles at the end":              "UAI;Nom;;\n0940198E;Wallon, Henri;;\n",
		"a title above":                        "Écoles, rentrée 2026;\n;\nUAI;Nom\n0940198E;Wallon, Henri\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, rows := open(t, raw)
			require.Equal(t, []string{"UAI", "Nom"}, table.Titles)
			require.Len(t, rows, 1)
			require.Equal(t, []string{"0940198E", "Wallon, Henri"}, rows[0].cells)
			require.Equal(t, strings.Count(raw[:strings.Index(raw, "0940")], "\n")+1, rows[0].number)
		})
	}
	t.Run("unknown titles are cut where all rows are", func(t *testing.T) {
		t.Parallel()
		table, _ := open(t, "Code, ou numéro;Nom\nA;Wallon, Henri, A\nB;Jaurès\n")
		require.Equal(t, []string{"Code, ou numéro", "Nom"}, table.Titles)
	})
	t.Run("prose has one column", func(t *testing.T) {
		t.Parallel()
		table, err := sheet.Open(strings.NewReader("Bonjour,\nvoici la liste, des écoles, que vous vouliez.\n"), known)
		require.NoError(t, err)
		require.Equal(t, []string{"Bonjour,"}, table.Titles)
	})
}

func TestCells(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ row, cell string }{
		"plain":                           {`x;Wallon;y`, `Wallon`},
		"blanks stay":                     {`x; Wallon ;y`, ` Wallon `},
		"empty":                           {`x;;y`, ``},
		"in quotes":                       {`x;"Wallon";y`, `Wallon`},
		"empty in quotes":                 {`x;"";y`, ``},
		"a separator in quotes":           {`x;"Wallon; Henri";y`, `Wallon; Henri`},
		"doubled quotes":                  {`x;"École ""A""";y`, `École "A"`},
		"lines in quotes":                 {"x;\"a\n\nb\";y", "a\n\nb"},
		"a doubled quote before a line":   {"x;\"a\"\"\nb\";y", "a\"\nb"},
		"blanks behind a quote":           {`x;"Wallon" ;y`, `Wallon`},
		"quotes that go in pairs inside":  {`x;École "Wallon" A;y`, `École "Wallon" A`},
		"quotes around the first word":    {`x;"Wallon" A;y`, `"Wallon" A`},
		"a separator in such quotes":      {`x;"Wallon; Henri" A;y`, `"Wallon; Henri" A`},
		"a zero that is kept from Excel":  {`x;="01500";y`, `01500`},
		"an apostrophe":                   {`x;L'Haÿ;y`, `L'Haÿ`},
		"quotes of a typographer":         {`x;« Wallon »;y`, `« Wallon »`},
		"quotes that are letters, nested": {`x;École "le ""Wallon"" A" B;y`, `École "le ""Wallon"" A" B`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rows := open(t, "UAI;Nom;Fin\n"+tc.row+"\nx;z;y\n")
			require.Len(t, rows, 2)
			require.Equal(t, []string{"x", tc.cell, "y"}, rows[0].cells)
			require.Equal(t, line{3 + strings.Count(tc.row, "\n"), []string{"x", "z", "y"}}, rows[1])
		})
	}
}

func TestRowsThatAreNotRead(t *testing.T) {
	t.Parallel()
	quotes := func(line int, seen string) sheet.RefusedError {
		return sheet.RefusedError{Kind: sheet.Quotes, Line: line, Seen: seen}
	}
	for name, tc := range map[string]struct {
		rows string
		bad  []sheet.RefusedError
		read int
	}{
		"a cell too few":                {"a;b\nc\nd;e", []sheet.RefusedError{{Kind: sheet.Columns, Line: 3, Found: 1, Allowed: 2}}, 2},
		"a cell too many":               {"a;b;c", []sheet.RefusedError{{Kind: sheet.Columns, Line: 2, Found: 3, Allowed: 2}}, 0},
		"empty cells too many are none": {"a;b;;\n;;;\n;\n \nc;d", nil, 2},
		"a quote that stays open":       {"a;b\nc;\"d\ne;f\ng;h", []sheet.RefusedError{quotes(3, `"d`)}, 1},
		"a quote inside":                {"a;12\" d\nc;d", []sheet.RefusedError{quotes(2, `12" d`)}, 1},
		"three quotes":                  {"a;\"b\" \"c\nd;e", []sheet.RefusedError{quotes(2, `"b" "c`)}, 1},
		"a quote that ends lines below": {"a;\"b\nc\" d;e\nf;g", []sheet.RefusedError{quotes(2, `"b`)}, 1},
		"a row that never ends":         {"a;\"" + strings.Repeat("x\n", sheet.MaxLine), []sheet.RefusedError{{Kind: sheet.Field, Line: 2, Seen: `"x`, Allowed: 64}}, 0},
		"the rows below one are read":   {"a\nb;\"c\nd\";e\nf;g", []sheet.RefusedError{{Kind: sheet.Columns, Line: 2, Found: 1, Allowed: 2}, {Kind: sheet.Columns, Line: 3, Found: 3, Allowed: 2}}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			table, err := sheet.Open(strings.NewReader("UAI;Nom\n"+tc.rows), known)
			require.NoError(t, err)
			for range 2 { // rows are read again as they were
				rows, bad := all(table)
				require.Equal(t, tc.bad, bad)
				require.Len(t, rows, tc.read)
			}
		})
	}
}

func TestFilesThatAreNoTable(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		raw  string
		want sheet.RefusedError
	}{
		"nothing":                {"", sheet.RefusedError{Kind: sheet.Empty}},
		"a mark":                 {"\ufeff", sheet.RefusedError{Kind: sheet.Empty}},
		"blanks":                 {" \r\n\t\n", sheet.RefusedError{Kind: sheet.Empty}},
		"separators":             {";;;\n;;;\n", sheet.RefusedError{Kind: sheet.Empty}},
		"an empty list":          {"[]", sheet.RefusedError{Kind: sheet.Empty}},
		"a PDF":                  {"%PDF-1.7\n%âãÏÓ\n1 0 obj\x00", sheet.RefusedError{Kind: sheet.PDF}},
		"an old workbook":        {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00", sheet.RefusedError{Kind: sheet.OldWorkbook}},
		"a page":                 {"\ufeff \n<!DOCTYPE HTML><html><table>", sheet.RefusedError{Kind: sheet.WebPage}},
		"a page called XLS":      {"<table><tr><td>UAI", sheet.RefusedError{Kind: sheet.WebPage}},
		"packed":                 {"\x1f\x8b\x08\x00", sheet.RefusedError{Kind: sheet.Archive, Seen: "gz"}},
		"rich text":              {`{\rtf1\ansi UAI}`, sheet.RefusedError{Kind: sheet.Document, Seen: "rtf"}},
		"a picture":              {"\x89PNG\r\n\x1a\n\x00", sheet.RefusedError{Kind: sheet.Picture}},
		"a NUL":                  {"UAI;Nom\n0940198E;a\x00b\n", sheet.RefusedError{Kind: sheet.Binary, Line: 2}},
		"a NUL in UTF-16":        {"\xff\xfe" + utf16le("UAI;Nom\n0940198E;b\n\x00;a"), sheet.RefusedError{Kind: sheet.Binary, Line: 3}},
		"a workbook cut short":   {"PK\x03\x04\x14\x00\x06\x00", sheet.RefusedError{Kind: sheet.BadWorkbook}},
		"an open quote":          {"UAI;\"Nom\n0940198E;x\n", sheet.RefusedError{Kind: sheet.Quotes, Line: 1, Seen: `"Nom`}},
		"more columns than rows": {"UAI" + strings.Repeat(";x", 2000) + "\n", sheet.RefusedError{Kind: sheet.Columns, Line: 1, Found: 2001, Allowed: 2000}},
		"JSON that ends":         {"[{\"uai\":\n\"a\"}", sheet.RefusedError{Kind: sheet.BadJSON, Line: 2, Seen: "}"}},
		"JSON with a comma":      {"[{\"uai\": \"a\",\n}]", sheet.RefusedError{Kind: sheet.BadJSON, Line: 2, Seen: "}]"}},
		"JSON of something else": {`{"error": "no"}`, sheet.RefusedError{Kind: sheet.NoRecords, Seen: `{"error": "no"}`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := sheet.Open(strings.NewReader(tc.raw), known)
			var bad *sheet.RefusedError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, tc.want, *bad)
		})
	}
	t.Run("a file that tells its size is read whole, or not at all", func(t *testing.T) {
		t.Parallel()
		f, err := os.Create(filepath.Join(t.TempDir(), "x.csv"))
		require.NoError(t, err)
		defer f.Close()
		_, err = f.WriteString("UAI;Nom\n0940198E;x\n")
		require.NoError(t, err)
		open := func() (*sheet.Table, error) {
			_, err := f.Seek(0, io.SeekStart)
			require.NoError(t, err)
			return sheet.Open(f, known)
		}
		table, err := open()
		require.NoError(t, err)
		rows, _ := all(table)
		require.Equal(t, []line{{2, []string{"0940198E", "x"}}}, rows)
		require.NoError(t, f.Truncate(sheet.MaxFile+1)) // a hole
		_, err = open()
		var bad *sheet.RefusedError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, sheet.RefusedError{Kind: sheet.TooLarge, Allowed: 64}, *bad)
	})
	t.Run("a reader that fails is no refusal", func(t *testing.T) {
		t.Parallel()
		_, err := sheet.Open(iotest.ErrReader(iotest.ErrTimeout), known)
		require.ErrorIs(t, err, iotest.ErrTimeout)
	})
}

// The files are those that people had: testdata/README.md.
func TestCases(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		titles   int
		rows     int
		encoding sheet.Encoding
		cell     string // of the first row
	}{
		"1-calendrier-annee-seule.csv": {7, 2, sheet.UTF8, "Créteil"},
		"2-effectifs-patronyme.csv":    {6, 2, sheet.UTF8, "DES TROIS CHENES"},
		"3-annuaire-avec-college.csv":  {7, 2, sheet.UTF8, "Ecole élémentaire des Trois Chênes"},
		"5-liste-dsden.csv":            {6, 1, sheet.UTF8, "Circonscription  de Vitry-sur-Seine 1"},
		"6-lignes-vides-tableur.csv":   {3, 1, sheet.Windows1252, `Ecole élémentaire "des Trois Chênes" A`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile("testdata/" + name)
			require.NoError(t, err)
			table, rows := open(t, string(raw))
			require.Len(t, table.Titles, tc.titles)
			require.Len(t, rows, tc.rows)
			require.Equal(t, tc.encoding, table.Encoding)
			require.Contains(t, rows[0].cells, tc.cell)
		})
	}
}

func FuzzOpen(f *testing.F) {
	for _, seed := range []string{
		"UAI;Nom\n0940198E;Wallon\n", "sep=,\n\"UAI\",\"a\"\"b\"\nx,\"y\nz\"\n", `[{"uai":"0940198E"}]`, "\xff\xfeU\x00A\x00I\x00;\x00",
		`{"total_count":9,"results":[{"uai":1.5e3,"x":[{"y":null}]}]}`, "UAI;Nom\n0940198E;\"No\xebl\" é\n",
	} {
		f.Add([]byte(seed))
	}
	f.Add(workbookOf(f, [][]any{{"UAI", "Nom"}, {"0940198E", "Wallon"}}))
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := sheet.Open(bytes.NewReader(raw), known)
		if err != nil {
			var bad *sheet.RefusedError
			require.ErrorAs(t, err, &bad)
			return
		}
		rows, bad := all(table)
		last := 0
		for _, row := range rows {
			require.Len(t, row.cells, len(table.Titles))
			require.Greater(t, row.number, last, "in order")
			last = row.number
		}
		again, badAgain := all(table)
		require.Equal(t, rows, again)
		require.Equal(t, bad, badAgain)
	})
}
