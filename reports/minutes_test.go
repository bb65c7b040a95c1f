package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
	"pilotent/reports"
)

func TestMinutes(t *testing.T) {
	for name, r := range records() {
		t.Run(name, func(t *testing.T) {
			for _, lang := range i18n.Languages() {
				again := minutes(printer(t, lang), name, r)
				for of, d := range minutes(printer(t, lang), name, r) {
					text := d.Markdown()
					require.NotContains(t, string(text), "⟦", "a sentence is missing")
					require.NotContains(t, string(text), "<no value>")
					require.NotContains(t, string(text), "\u200b", "no invisible marks in what is kept")
					if lang == i18n.French {
						golden(t, of+".md", text)
					} else {
						require.NotContains(t, string(text), "** :", "no French typography in English")
					}
					if name == "vsr-trois" && lang == i18n.English {
						golden(t, of+".en.md", text)
					}
					pdf, err := d.PDF(now)
					require.NoError(t, err)
					same, err := again[of].PDF(now)
					require.NoError(t, err)
					require.True(t, bytes.Equal(pdf, same), "the same record gives the same bytes")
					require.True(t, bytes.HasPrefix(pdf, []byte("%PDF-1.")))
					require.Contains(t, string(pdf), "/CreationDate (D:20261214093000")
					require.Contains(t, string(pdf), "/WinAnsiEncoding")
					if out := os.Getenv("REPORTS_OUT"); out != "" { // to look at them
						require.NoError(t, os.WriteFile(filepath.Join(out, of+"."+lang+".pdf"), pdf, 0o600))
					}
				}
			}
		})
	}
}

func TestPagesAreAsManyAsNeeded(t *testing.T) {
	pages := func(name string) int {
		pdf, err := minutes(printer(t, i18n.French), name, records()[name])[name].PDF(now)
		require.NoError(t, err)
		m := regexp.MustCompile(`/Count (\d+)`).FindSubmatch(pdf)
		require.NotNil(t, m)
		require.Len(t, m[1], 1)
		return int(m[1][0] - '0')
	}
	require.Equal(t, 1, pages("va-projet"))
	require.Greater(t, pages("mom-ajournement"), 2)
}

func TestWestern(t *testing.T) {
	for text, want := range map[string]string{
		"Procès-verbal":        "Proc\xe8s-verbal",
		"œuvre, Œdipe":         "\x9cuvre, \x8cdipe",
		"« 5 € »":              "\xab\xa05\xa0\x80\xa0\xbb",
		"l’école – Haÿ":        "l\x92\xe9cole \x96 Ha\xff",
		"e\u0301":              "\xe9", // a phone's accent of its own
		"100\u202f%":           "100\xa0%",
		"A → B":                "A -> B",
		"🏫 école":              "? \xe9cole",
		"👩\u200d🏫\ufe0f, Łódź": "??, ?\xf3d?",
		"":                     "",
	} {
		require.Equal(t, want, reports.Western(text), text)
	}
}

func TestMinutesTellReservationsAsOfTheDecision(t *testing.T) {
	text := string(reports.Minutes(printer(t, i18n.French), records()["va-admission"], 0).Markdown())
	for _, want := range []string{
		"| RV-4 | bloquante |", "| Ouverte |",
		"Ouverte à la décision, levée depuis, le 13/12/2026 : Version 2.3.1",
		"| Levée le 01/12/2026 |",
		`refusées \| « trop lourd »`,
		"malgré une réserve bloquante (RV-4)",
		"avec une réserve, qui reste à lever : RV-5",
		"notifiée après l'échéance",
	} {
		require.Contains(t, text, want)
	}
}
