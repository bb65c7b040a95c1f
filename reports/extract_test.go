package reports_test

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/internal/heaptest"
	"pilotent/reports"
)

// manyDecisions is a register of n decisions, some of which name schools.
func manyDecisions(n int) committee.DecisionExtract {
	e := committee.DecisionExtract{
		Extract: record.Extract{Project: record.Project{Name: "ENT de l'Haÿ", Zone: "Europe/Paris"}, Now: now, Names: map[record.UserID]string{"lukasz": "Łukasz Nowak"}},
		Schools: map[record.UAI]perimeter.School{"0940198E": {UAI: "0940198E", Name: "École élémentaire Henri Wallon A", Commune: "Vitry-sur-Seine"}},
	}
	for i := range n {
		d := committee.Decision{
			Ref: fmt.Sprintf("COPIL-2026-%03d", i+1), Committee: "COPIL", Text: "Former les équipes ; « œuvre » de Łódź | 1ᵉʳ trimestre", State: committee.DecisionAdopted,
			Author: person("lukasz"), LoggedAt: time.Date(2026, 3, 29, 22, 30, 0, 0, time.UTC), SettledAt: time.Date(2026, 10, 1, 22, 30, 0, 0, time.UTC),
		}
		if i%2 == 0 {
			d.Schools, d.Selection = []record.UAI{"0940198E", "0941111X"}, committee.SelectionSelects
		}
		if i%3 == 0 {
			d.Text, d.Author = "=1+1", person("partie")
		}
		e.Decisions = append(e.Decisions, d)
	}
	return e
}

func TestDecisionsAreWrittenTheSameEachTime(t *testing.T) {
	for _, lang := range i18n.Languages() {
		for _, as := range []reports.Format{reports.CSV, reports.XLSX, reports.Markdown, reports.PDF} {
			data, err := reports.Decisions(printer(t, lang), manyDecisions(9), as)
			require.NoError(t, err)
			again, err := reports.Decisions(printer(t, lang), manyDecisions(9), as)
			require.NoError(t, err)
			require.Equal(t, data, again, "%s %s", lang, as)
			if out := os.Getenv("REPORTS_OUT"); out != "" { // to look at them
				require.NoError(t, os.WriteFile(filepath.Join(out, "decisions."+lang+"."+string(as)), data, 0o600))
			}
		}
	}
}

func TestDecisionsOnPaperNamePeople(t *testing.T) {
	pdf, err := reports.Decisions(printer(t, i18n.French), manyDecisions(2), reports.PDF)
	require.NoError(t, err)
	var lines []string
	for _, page := range pageTexts(t, pdf) {
		lines = append(lines, page...)
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{"COPIL-2026-002", "1er trimestre", "Łukasz Nowak", "@partie", "02/10/2026", "30/03/2026"} {
		require.Contains(t, text, want)
	}
	require.NotContains(t, text, "lukasz", "who has a name is called by it")
}

func TestADecisionStaysOnOnePage(t *testing.T) {
	long := manyDecisions(40)
	long.Decisions[20].Context = strings.Repeat("Une raison de plus.\n", 80) // more than a page
	pdf, err := reports.Decisions(printer(t, i18n.French), long, reports.PDF)
	require.NoError(t, err)
	pages := pageTexts(t, pdf)
	require.Greater(t, len(pages), 8)
	for n, page := range pages[1:] {
		if page[0] != "Une raison de plus." {
			require.Regexp(t, `^COPIL-2026-\d+$`, page[0], "page %d", n+2)
		}
	}
}

func TestATableLeavesOutColumnsThatSayNothing(t *testing.T) {
	text, err := reports.Decisions(printer(t, i18n.French), manyDecisions(2), reports.Markdown)
	require.NoError(t, err)
	require.Contains(t, string(text), "| Numéro | Décision | Comité | Date | Acte | État | Écoles | Effet sur les écoles | Enregistrée par | Enregistrée le |")
}

// What is written is bounded: 20,000 decisions of 21 columns take less than 180 MB
// beside the file itself, also under -race, which takes more.
func TestManyDecisionsTakeLittleMemory(t *testing.T) {
	e := manyDecisions(20_000)
	peak := heaptest.Peak(func() {
		_, err := reports.Decisions(printer(t, i18n.French), e, reports.XLSX) // which takes the most
		require.NoError(t, err)
	})
	require.Less(t, peak>>20, uint64(180))
	e.Decisions = e.Decisions[:reports.MaxPages]
	peak = heaptest.Peak(func() {
		_, err := reports.Decisions(printer(t, i18n.French), e, reports.PDF)
		require.NoError(t, err)
	})
	require.Less(t, peak>>20, uint64(100), "the longest PDF")
}

// Programs that others have read what we write.
func TestWorkbooksAreReadByOthers(t *testing.T) {
	data, err := reports.Decisions(printer(t, i18n.French), manyDecisions(4), reports.XLSX)
	require.NoError(t, err)
	path := filepath.Join(t.TempDir(), "a.xlsx")
	require.NoError(t, os.WriteFile(path, data, 0o600))
	const script = `
import sys, openpyxl
book = openpyxl.load_workbook(sys.argv[1])
sheet = book.active
print(sheet.title, sheet.max_row, sheet.auto_filter.ref, sheet.freeze_panes, book.properties.creator)
for row in sheet.iter_rows(min_row=2, max_row=3):
    print([c.data_type for c in row][:5], row[1].value, row[3].value.isoformat(), row[3].number_format, row[10].value, row[19].value)
`
	python := tool(t, "python3-openpyxl", "/usr/bin/python3")
	out, err := exec.CommandContext(t.Context(), python, "-c", script, path).CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, `Décisions 5 $A$1:$V$5 B2 pilotent
['s', 's', 's', 'd', 's'] =1+1 2026-10-02T00:00:00 dd/mm/yyyy Henri Wallon A, Vitry-sur-Seine (0940198E) ; 0941111X @partie
['s', 's', 's', 'd', 's'] Former les équipes ; « œuvre » de Łódź | 1ᵉʳ trimestre 2026-10-02T00:00:00 dd/mm/yyyy None Łukasz Nowak
`, string(out))
}

// LibreOffice is large, so that it is tried by make interop only.
func TestInteropLibreOffice(t *testing.T) {
	if os.Getenv("INTEROP") == "" {
		t.Skip("make interop runs this")
	}
	dir := t.TempDir()
	soffice := tool(t, "libreoffice-calc", "soffice")
	convert := func(as reports.Format, to string, args ...string) string {
		data, err := reports.Decisions(printer(t, i18n.French), manyDecisions(4), as)
		require.NoError(t, err)
		path := filepath.Join(dir, "a."+string(as))
		require.NoError(t, os.WriteFile(path, data, 0o600))
		args = append([]string{"--headless", "--norestore", "-env:UserInstallation=file://" + dir + "/profile", "--convert-to", to, "--outdir", dir + "/out"}, args...)
		said, err := exec.CommandContext(t.Context(), soffice, append(args, path)...).CombinedOutput()
		require.NoError(t, err, string(said))
		out, err := os.ReadFile(filepath.Join(dir, "out", "a.csv"))
		require.NoError(t, err, string(said))
		return string(out)
	}
	// Semicolons, quotes, UTF-8, cells as they look.
	const asCSV = `csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,true,false`
	for _, as := range []reports.Format{reports.XLSX, reports.CSV} {
		var args []string
		formula := "=1+1"
		if as == reports.CSV {
			args, formula = []string{"--infilter=CSV:59,34,76,1,,1036"}, "'=1+1" // in French
		}
		out := convert(as, asCSV, args...)
		require.Contains(t, out, "COPIL-2026-001;"+formula+";COPIL;", "the text of a formula is not computed")
		require.Contains(t, out, "Former les équipes ; « œuvre » de Łódź | 1ᵉʳ trimestre")
		require.Contains(t, out, "2026;adoptée;", "days are read")
		require.Equal(t, 5, strings.Count(out, "\n"), "a row a decision")
	}
}
