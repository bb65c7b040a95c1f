package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/reports"
)

func TestMinutes(t *testing.T) {
	for name, r := range records() {
		t.Run(name, func(t *testing.T) {
			for _, lang := range i18n.Languages() {
				again := minutesOf(printer(t, lang), name, r)
				for of, d := range minutesOf(printer(t, lang), name, r) {
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
					require.NotContains(t, string(pdf), "/WinAnsiEncoding", "the font is in the file")
					if out := os.Getenv("REPORTS_OUT"); out != "" { // to look at them
						require.NoError(t, os.WriteFile(filepath.Join(out, of+"."+lang+".pdf"), pdf, 0o600))
					}
				}
			}
		})
	}
}

func TestMinutesOfASilence(t *testing.T) {
	v := decided(view(contract.TermsTIC2021, contract.StepVSR, "2026-10-01"), contract.OutcomeAdmission, "2026-11-09", "")
	v.DecidedBy, v.Tacit, v.TacitOn, v.TacitRule = record.Ourselves, contract.SilenceAccepted, v.DecidedOn, v.Rule
	v.Availability = &acceptance.Availability{Allowed: 264}
	for _, r := range reservations()[:1] {
		r.LiftedOn, r.Despite, r.NotedOn = calendar.Date{}, "", day("2026-10-20")
		v.Reservations = append(v.Reservations, r)
	}
	for lang, want := range map[string][]string{
		i18n.French:  {"Aucune indisponibilité n'a été notée (permis : 264 min).", "Une réserve reste à lever : "},
		i18n.English: {"No unavailability was noted (allowed: 264 min).", "One reservation is still to be lifted: "},
	} {
		text := string(reports.Minutes(printer(t, lang), recordOf(v), 0).Markdown())
		for _, sentence := range append(want, map[string]string{i18n.French: "Constat", i18n.English: "Finding"}[lang]) {
			require.Contains(t, text, sentence)
		}
		require.NotContains(t, text, "prononcée", "nobody has pronounced anything")
	}
}

func TestPagesAreAsManyAsNeeded(t *testing.T) {
	pages := func(name string) int {
		pdf, err := minutesOf(printer(t, i18n.French), name, records()[name])[name].PDF(now)
		require.NoError(t, err)
		m := regexp.MustCompile(`/Count (\d+)`).FindSubmatch(pdf)
		require.NotNil(t, m)
		require.Len(t, m[1], 1)
		return int(m[1][0] - '0')
	}
	require.Equal(t, 1, pages("va-projet"))
	require.Greater(t, pages("mom-ajournement"), 2)
}

// Whatever stands above, what is decided is on the page that is signed.
func TestNobodySignsAnEmptyPage(t *testing.T) {
	for n := range 60 {
		r := records()["vsr-refaction"]
		ruling := r.Rulings[0]
		for i := range n {
			ruling.Reservations = append(ruling.Reservations, acceptance.ReservationView{Reservation: acceptance.Reservation{Number: i + 1, Severity: acceptance.SeverityMinor, Text: "x"}})
		}
		ruling.Reason = strings.Repeat("Lenteurs. ", 40*(n%5))
		if n%10 == 9 { // longer than a page
			ruling.Reason = strings.Repeat("Lenteurs. ", 700+5*n)
		}
		r.Rulings = []minutes.Ruling{ruling}
		pdf, err := reports.Minutes(printer(t, i18n.French), r, 0).PDF(now)
		require.NoError(t, err)
		signed := 0
		for _, lines := range pageTexts(t, pdf) {
			page := strings.Join(lines, "\n")
			if strings.Contains(page, "\nSignature") {
				signed++
				require.Contains(t, page, "Depuis cette", n)
				require.Equal(t, n%10 != 9, slices.Contains(lines, "RÉFACTION"), n)
			}
		}
		require.Equal(t, 1, signed, n)
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

// What people typed is read in the Markdown as in the PDF, and is nothing else.
func TestMinutesShowWhatWasTyped(t *testing.T) {
	r := records()["va-admission"]
	r.Object = "![x](https://e.fr) a\\|b <b> \u202egpj.exe **gras** R_1 =1+1"
	text := string(reports.Minutes(printer(t, i18n.French), r, 0).Markdown())
	require.Contains(t, text, "!\\[x](https://e.fr) a\\\\\\|b <\u200bb> gpj.exe \\*\\*gras\\*\\* R_1 =1+1")
	require.NotContains(t, text, "\u202e")
}
