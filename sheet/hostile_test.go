package sheet_test

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"math/rand/v2"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/sheet"
)

// repeated gives one text over and over, to a number of bytes.
func repeated(text string, size int) io.Reader {
	return &endless{text: strings.Repeat(text, 1+8<<10/len(text)), left: size}
}

type endless struct {
	text string
	left int
	at   int
}

func (e *endless) Read(p []byte) (int, error) {
	if e.left == 0 {
		return 0, io.EOF
	}
	n := 0
	for n < len(p) && e.left > 0 {
		c := copy(p[n:], e.text[e.at:min(len(e.text), e.at+e.left)])
		n, e.at, e.left = n+c, (e.at+c)%len(e.text), e.left-c
	}
	return n, nil
}

const huge = 60 << 20

// filled is a text of 60 MB between two others.
func filled(before, text, after string) func(*testing.T) io.Reader {
	return func(*testing.T) io.Reader {
		return io.MultiReader(strings.NewReader(before), repeated(text, huge), strings.NewReader(after))
	}
}

// packedWith is a workbook with a part of one text over and over, of size bytes,
// of which it says that they are declared bytes.
func packedWith(part, text string, size int, declared uint64) func(*testing.T) io.Reader {
	return packedAs(1, 1, text, size, declared, part)
}

// packedAs is packedWith for a workbook that names its parts so many times: those of
// sheets, s.xml, s1.xml and s2.xml, and that of texts; of parts, each has the text.
func packedAs(sheets, texts int, text string, size int, declared uint64, parts ...string) func(*testing.T) io.Reader {
	return func(t *testing.T) io.Reader {
		var data bytes.Buffer
		w, err := flate.NewWriter(&data, flate.BestSpeed)
		require.NoError(t, err)
		_, err = io.Copy(w, repeated(text, size))
		require.NoError(t, err)
		require.NoError(t, w.Close())

		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for name, xml := range map[string]string{
			"xl/workbook.xml": `<workbook><sheets>` + strings.Repeat(`<sheet name="a" r:id="s"/><sheet r:id="s1"/><sheet r:id="s2"/>`, sheets) + `</sheets></workbook>`,
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="s" Type="http://x/worksheet" Target="s.xml"/>` +
				`<Relationship Id="s1" Target="s1.xml"/><Relationship Id="s2" Target="s2.xml"/>` +
				strings.Repeat(`<Relationship Id="t" Type="http://x/sharedStrings" Target="t.xml"/>`, texts) + `</Relationships>`,
		} {
			if slices.Contains(parts, name) {
				continue
			}
			f, err := z.Create(name)
			require.NoError(t, err)
			_, err = f.Write([]byte(xml))
			require.NoError(t, err)
		}
		for _, part := range parts {
			f, err := z.CreateRaw(&zip.FileHeader{
				Name: part, Method: zip.Deflate, CompressedSize64: uint64(data.Len()), UncompressedSize64: declared,
			})
			require.NoError(t, err)
			_, err = f.Write(data.Bytes())
			require.NoError(t, err)
		}
		require.NoError(t, z.Close())
		return &b
	}
}

// noise is a text of so many letters that does not pack.
func noise(letters int) string {
	text := make([]byte, letters)
	_, _ = rand.NewChaCha8([32]byte{}).Read(text)
	return base64.StdEncoding.EncodeToString(text)[:letters]
}

// What would take minutes or gigabytes is refused, within 200 MB that the program
// has of the machine: that is counted, so no test runs beside this one.
func TestHostileFiles(t *testing.T) {
	const mib = 1 << 20
	for name, tc := range map[string]struct {
		file func(*testing.T) io.Reader
		kind sheet.Kind
		line int
	}{
		"a line of 60 MB":                       {filled("uai;nom\n0940198E;", "x", ""), sheet.LineTooLong, 2},
		"titles of 60 MB":                       {filled("uai;nom", ";x", "\n0940198E;Wallon\n"), sheet.LineTooLong, 1},
		"separators of 60 MB":                   {filled("", ";", ""), sheet.LineTooLong, 1},
		"60 MB of text without a line end":      {filled("uai;nom ", "0940198E;Wallon ", ""), sheet.LineTooLong, 1},
		"a quote of 60 MB in a line":            {filled("uai;nom\n0940198E;\"", "x", "\"\n"), sheet.LineTooLong, 2},
		"titles between quotes, of 60 MB":       {filled("\"", strings.Repeat("x", 99)+"\n", "\";nom\n"), sheet.Field, 1},
		"60 MB of line ends":                    {filled("", "\n", ""), sheet.Empty, 0},
		"60 MB of separators, in lines":         {filled("", ";;;;\n", ""), sheet.Empty, 0},
		"60 MB of NUL":                          {filled("uai;nom\n", "\x00", ""), sheet.Binary, 2},
		"60 MB of UTF-16, in a line":            {filled("\xff\xfe", "x\x00", ""), sheet.LineTooLong, 1},
		"60 MB of bytes that are no UTF-8":      {filled("uai;nom\n", "\xe9", ""), sheet.LineTooLong, 2},
		"more than the largest file":            {func(*testing.T) io.Reader { return repeated("uai;nom\n", sheet.MaxFile+1) }, sheet.TooLarge, 0},
		"60 MB of JSON that opens":              {filled("", "[", ""), sheet.DeepJSON, 1},
		"60 MB of JSON that opens, in a record": {filled("[\n{\"a\":", "{\"a\":", ""), sheet.DeepJSON, 2},
		"a text of 60 MB in JSON":               {filled("[{\"a\":\"", "x", "\"}]"), sheet.LineTooLong, 1},
		"a record of 60 MB in JSON":             {filled("[{\"a\":[0", ",0", "]}]"), sheet.LineTooLong, 1},
		"a text of JSON that stays open":        {filled("[{\"a\":\"", "x", ""), sheet.BadJSON, 1},
		"a workbook that says 4 GB":             {packedWith("xl/s.xml", "<row>", 5, 4<<30), sheet.BigWorkbook, 1},
		"one that unpacks to 130 MB":            {packedWith("xl/s.xml", "<row/>", 130*mib, 130*mib), sheet.BigWorkbook, 1},
		"one that unpacks to more than it says": {packedWith("xl/s.xml", "<x/>", 60*mib, 1000), sheet.BadWorkbook, 1},
		"a text of 60 MB":                       {packedWith("xl/t.xml", "x", 60*mib, 60*mib), sheet.BadWorkbook, 0},
		"tags that open, of 60 MB":              {packedWith("xl/s.xml", "<x>", 60*mib, 60*mib), sheet.Empty, 0},
		"a comment of 60 MB":                    {packedWith("xl/s.xml", "<!-- > ", 60*mib, 60*mib), sheet.BadWorkbook, 1},
		"5 million texts":                       {packedWith("xl/t.xml", "<si></si>", 45*mib, 45*mib), sheet.BigWorkbook, 0},
		"texts of 40 MB that are named 8 times": {packedAs(1, 8, "<si><t>"+strings.Repeat("x", 999)+"</t></si>", 40*mib, 40*mib, "xl/t.xml"), sheet.Empty, 0},
		"a sheet of 30 MB that is named often":  {packedAs(2000, 1, strings.Repeat("x", 9999)+"<x/>", 30*mib, 30*mib, "xl/s.xml"), sheet.Empty, 0},
		"three sheets of 60 MB":                 {packedAs(1, 1, strings.Repeat("x", 9999)+"<x/>", 60*mib, 60*mib, "xl/s.xml", "xl/s1.xml", "xl/s2.xml"), sheet.BigWorkbook, 1},
		"a row of 2 MB in cells of 60 KB":       {packedWith("xl/s.xml", "<row>"+strings.Repeat("<c t='str'><v>"+strings.Repeat("x", 60<<10)+"</v></c>", 30)+"</row>", 60*mib, 60*mib), sheet.Field, 1},
		"relations of 80 MB that do not pack":   {packedWith("xl/_rels/workbook.xml.rels", `<Relationship Id="`+noise(99<<10)+`" Target="`+noise(99<<10)+`"/>`, 70*mib, 70*mib), sheet.Empty, 0},
	} {
		t.Run(name, func(t *testing.T) {
			file := tc.file(t)
			debug.FreeOSMemory() // of the case before
			_, err := sheet.Open(file, known)
			var memory runtime.MemStats
			runtime.ReadMemStats(&memory)
			var bad *sheet.RefusedError
			require.ErrorAs(t, err, &bad)
			require.Equal(t, tc.kind, bad.Kind)
			require.Equal(t, tc.line, bad.Line)
			require.LessOrEqual(t, len([]rune(bad.Seen)), 41)
			require.Less(t, memory.HeapSys-memory.HeapReleased, uint64(shadow*200*mib))
		})
	}
	t.Run("a workbook of 6,000 files", func(t *testing.T) {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		for range 6000 {
			_, err := z.Create("x")
			require.NoError(t, err)
		}
		require.NoError(t, z.Close())
		_, err := sheet.Open(&b, known)
		var bad *sheet.RefusedError
		require.ErrorAs(t, err, &bad)
		require.Equal(t, sheet.BigWorkbook, bad.Kind)
	})
	t.Run("a row of 60 MB over many lines is told, and is the last", func(t *testing.T) {
		table, err := sheet.Open(filled("uai;nom\n0940198E;Wallon\n0940451E;\"", strings.Repeat("x", 99)+"\n", "\"\n")(t), known)
		require.NoError(t, err)
		rows, bad := all(table)
		require.Len(t, rows, 1)
		require.Equal(t, []sheet.RefusedError{{Kind: sheet.Field, Line: 3, Seen: `"` + strings.Repeat("x", 39) + "…", Allowed: 64}}, bad)
	})
	t.Run("a line of 60 KB is still read", func(t *testing.T) {
		_, rows := open(t, "uai;nom\n0940198E;"+strings.Repeat("x", 60<<10)+"\n")
		require.Len(t, rows, 1)
	})
}
