package reports_test

import (
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf16"

	"github.com/stretchr/testify/require"

	"pilotent/internal/testenv"
	"pilotent/reports"
)

func TestPrinted(t *testing.T) {
	for text, want := range map[string]string{
		"Procès-verbal":            "Procès-verbal",
		"œuvre, Œdipe, Haÿ":        "œuvre, Œdipe, Haÿ",
		"Łukasz, de Łódź":          "Łukasz, de Łódź",
		"Nguyễn Thị Ánh":           "Nguyễn Thị Ánh",
		"Şükrü, Čapek, Ștefan":     "Şükrü, Čapek, Ștefan",
		"Αθήνα, Київ":              "Αθήνα, Київ",
		"« 5 € »":                  "«\u00a05\u00a0€\u00a0»",
		"l’école – « là »…":        "l’école – «\u00a0là\u00a0»…",
		"e\u0301, c\u0327a":        "é, ça", // a phone's accents of their own
		"q\u0301":                  "q\u0301",
		"100\u202f%, 1\u20071":     "100\u00a0%, 1\u00a01",
		"A → B, ≤ 3, m²":           "A → B, ≤ 3, m²",
		"ad\u00admi\u00adnis":      "adminis",
		"\ufb01n, e\ufb03cace":     "fin, efficace",
		"1ᵉʳ, 2ᵉ, nᵒ 3, nº 3, № 3": "1er, 2e, no 3, nº 3, № 3",
		"demi\u2010heure\u2011là":  "demi-heure-là",
		"a\tb\r\nc\vd\u2028e\x00f": "a b\nc\nd\nef",
		"a\u200bb\u200ec\ufeffd":   "abcd",
		"\u202egpj.exe":            "gpj.exe",
		"✅ fait, ☐ à faire":        "[x] fait, [ ] à faire",
		"① ⅷ Ａ 𝐁":                  "1 viii A B",
		"🏫 école":                  "? école",
		"👩\u200d🏫\ufe0f, 👍🏽":       "??, ?",
		"\xff\xfe":                 "?",
		"ǖ ṩ ꜳ":                    "ǖ ṩ ?",
		"":                         "",
	} {
		require.Equal(t, want, reports.Printed(text), "%q", text)
	}
}

// pageTexts are the lines of each page, as the file has them.
func pageTexts(t *testing.T, pdf []byte) [][]string {
	t.Helper()
	stream := regexp.MustCompile(`(?s)stream\n(.*?)\nendstream`)
	line := regexp.MustCompile(`(?s) Td \(((?:[^\\)]|\\.)*)\)\s?Tj`)
	escape := regexp.MustCompile(`(?s)\\(.)`)
	var pages [][]string
	for _, m := range stream.FindAllSubmatch(pdf, -1) {
		z, err := zlib.NewReader(bytes.NewReader(m[1]))
		if err != nil {
			continue // a table that is not compressed
		}
		page, err := io.ReadAll(z)
		require.NoError(t, err)
		var lines []string
		for _, l := range line.FindAllSubmatch(page, -1) {
			raw := escape.ReplaceAllFunc(l[1], func(e []byte) []byte {
				if e[1] == 'r' {
					return []byte("\r")
				}
				return e[1:]
			})
			var units []uint16
			for i := 0; i+1 < len(raw); i += 2 {
				units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
			}
			lines = append(lines, string(utf16.Decode(units)))
		}
		if lines != nil {
			pages = append(pages, lines)
		}
	}
	return pages
}

// aloud is a text without blanks and line ends, as it may be cut anywhere.
func aloud(s string) string {
	return strings.Join(strings.FieldsFunc(s, unicode.IsSpace), "")
}

func letter(text string) reports.Document {
	return reports.Document{
		Issuer: text, Ref: text, Title: text, Subtitle: text, Note: "Note", Page: "%d/%s", Colon: " : ", Lang: "fr",
		Blocks: []reports.Block{
			reports.Heading(text), reports.Paragraph(text), reports.Strong(text),
			reports.Fields{{Label: text, Value: text}},
			reports.Grid{Head: []string{"A", "B"}, Widths: []int{30, 70}, Rows: [][]string{{"a", text}, {text, "b"}}},
			reports.Signatures{Parties: []string{text, "B"}, Lines: []string{text}},
		},
	}
}

func FuzzPDF(f *testing.F) {
	for _, seed := range []string{
		"", "Łódź", "e\u0301", "\x00\xff", "🏫🇫🇷", "\U0010ffff\uffff\ufffe", "\u202e\u2066", "a\tb\nc", strings.Repeat("mot ", 900),
		strings.Repeat("x", 3000), "\u0301\u0302", "(\\)\r", "«\u00a0»", "ﷺ", "한국어 中文 العربية", "\ud7ff\ue000", " \n \n", "{nb}\x02",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 5000 {
			t.Skip("longer than what is typed")
		}
		pdf, err := letter(text).PDF(now)
		require.NoError(t, err)
		var all strings.Builder
		for _, page := range pageTexts(t, pdf) {
			for _, line := range page {
				for _, r := range line {
					require.Equal(t, string(r), reports.Printed(string(r)), "only letters that the font has")
				}
				all.WriteString(line)
			}
		}
		want := aloud(reports.Printed(text))
		require.GreaterOrEqual(t, strings.Count(aloud(all.String()), want), min(1, len(want)), "nothing is left out")
	})
}

// tool is a program of one of Debian's packages, which is installed when it is
// missing and may be.
func tool(t *testing.T, pkg, name string) string {
	t.Helper()
	var said bytes.Buffer
	require.NoError(t, testenv.Prepare(t.Context(), &said, pkg), said.String())
	path, err := exec.LookPath(name)
	require.NoError(t, err)
	return path
}

func TestTextIsCopiedOutOfThePages(t *testing.T) {
	text := "Łukasz, de Łódź : l’œuvre « Été » coûte 1\u202f200\u00a0€ – vérifiée le 1ᵉʳ, e\u0301tape ﬁnale, ad\u00adopte\u0301e"
	d := letter(text)
	d.Blocks = append(d.Blocks, reports.Paragraph(strings.Repeat("Une page de plus. ", 400)))
	pdf, err := d.PDF(now)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "a.pdf")
	require.NoError(t, os.WriteFile(path, pdf, 0o600))
	run := func(name string, args ...string) string {
		out, err := exec.CommandContext(t.Context(), tool(t, "poppler-utils", name), args...).CombinedOutput()
		require.NoError(t, err, string(out))
		return string(out)
	}
	copied := run("pdftotext", "-enc", "UTF-8", path, "-")
	require.Contains(t, aloud(copied), aloud("Łukasz, de Łódź : l’œuvre « Été » coûte 1 200 € – vérifiée le 1er, étape finale, adoptée"))
	require.Contains(t, copied, "2/3")
	require.NotContains(t, copied, "Syntax")

	fonts := run("pdffonts", path)
	require.NotContains(t, fonts, "WinAnsi")
	for _, line := range strings.Split(strings.TrimSpace(fonts), "\n")[2:] {
		require.Regexp(t, `CID TrueType +Identity-H +yes .* yes`, line, "embedded, and its letters can be copied")
	}
	require.Less(t, len(pdf), 60<<10, "only the letters that are used")
}
