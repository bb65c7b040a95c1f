package reports_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/internal/heaptest"
	"pilotent/reports"
)

// manySchools are so many schools, one in three of which is held up.
func manySchools(n int) perimeter.SchoolExtract {
	e := perimeter.SchoolExtract{
		Extract:   record.Extract{Project: record.Project{Name: "ENT de l'Haÿ", Zone: "Europe/Paris"}, Now: now, Names: map[record.UserID]string{"lukasz": "Łukasz Nowak"}},
		Nicknames: map[record.UAI]string{"0940000A": "@Les Lilas"}, HoldUps: map[record.UAI][]perimeter.HoldUp{}, Waves: map[record.UAI][]int{"0940000A": {2}, "0940001A": {1, 3}},
	}
	for i := range n {
		s := perimeter.School{
			UAI: record.UAI(fmt.Sprintf("%07dA", 940000+i)), Name: "Ecole élémentaire Cœur de Ville", Type: perimeter.Elementary, Commune: "L'Haÿ-les-Roses", PostalCode: "01500",
			District: "L'Haÿ-les-Roses 1", Private: i == 1, Stage: perimeter.StageOpen, StageSince: day("2026-11-12"), SelectedBy: "COPIL-2026-001",
		}
		if i%3 == 0 {
			e.HoldUps[s.UAI] = []perimeter.HoldUp{
				{Category: perimeter.HoldUpWorks, Text: "=toit", Since: day("2026-12-01"), Person: person("lukasz")}, {Category: perimeter.HoldUpStaff, Since: day("2026-12-02")},
			}
		}
		e.Schools = append(e.Schools, s)
	}
	e.Schools[0].UAI = "0940000A"
	return e
}

func TestSchoolsForASpreadsheet(t *testing.T) {
	t.Parallel()
	p := printer(t, i18n.French)
	text, err := reports.Schools(p, manySchools(2), reports.CSV)
	require.NoError(t, err)
	require.Equal(t, "\ufeffUAI;École;Type d'école;Commune;Code postal;Circonscription;Secteur;Surnom;Étape;Étape depuis le;Retenue par;Décision de l'étape;Vague;Freins\r\n"+
		"0940000A;Ecole élémentaire Cœur de Ville;élémentaire;L'Haÿ-les-Roses;01500;L'Haÿ-les-Roses 1;public;'@Les Lilas;ouverte;12/11/2026;COPIL-2026-001;;2;"+
		`"travaux depuis le 01/12/2026, =toit, en charge : Łukasz Nowak ; équipe depuis le 02/12/2026"`+"\r\n"+
		"0940001A;Ecole élémentaire Cœur de Ville;élémentaire;L'Haÿ-les-Roses;01500;L'Haÿ-les-Roses 1;privé;;ouverte;12/11/2026;COPIL-2026-001;;\"1 ; 3\";\r\n", string(text))

	data, err := reports.Schools(p, manySchools(2), reports.XLSX)
	require.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	panes, err := f.GetPanes("Écoles")
	require.NoError(t, err)
	require.True(t, panes.Freeze)
	for cell, want := range map[string]string{"E2": "01500", "J2": "46338", "M2": "2", "H2": "@Les Lilas"} {
		raw, err := f.GetCellValue("Écoles", cell, excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, want, raw, cell)
	}
	for cell, kind := range map[string]excelize.CellType{"E2": excelize.CellTypeInlineString, "H2": excelize.CellTypeInlineString, "J2": excelize.CellTypeNumber, "M2": excelize.CellTypeNumber} {
		is, err := f.GetCellType("Écoles", cell)
		require.NoError(t, err)
		require.True(t, is == kind || kind == excelize.CellTypeNumber && is == excelize.CellTypeUnset, "%s: %v", cell, is)
	}
	require.Contains(t, string(firstSheet(t, data)), "<autoFilter")
}

// firstSheet is the text of the first sheet.
func firstSheet(t *testing.T, data []byte) []byte {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	sheet, ok := f.Pkg.Load("xl/worksheets/sheet1.xml")
	require.True(t, ok)
	text, ok := sheet.([]byte)
	require.True(t, ok)
	return text
}

// An académie has as many schools at most as France: their table takes less than 150 MB
// beside what it is made of.
func TestSixtyThousandSchoolsTakeLittleMemory(t *testing.T) {
	e := manySchools(60_000)
	for _, as := range []reports.Format{reports.XLSX, reports.CSV} {
		peak := heaptest.Peak(func() {
			_, err := reports.Schools(printer(t, i18n.French), e, as)
			require.NoError(t, err)
		})
		t.Logf("%s: %d MB", as, peak>>20)
		require.Less(t, peak>>20, uint64(150), as)
	}
}

func TestSchoolsOnPaper(t *testing.T) {
	t.Parallel()
	pdf, err := reports.Schools(printer(t, i18n.English), manySchools(2), reports.PDF)
	require.NoError(t, err)
	var lines []string
	for _, page := range pageTexts(t, pdf) {
		lines = append(lines, page...)
	}
	text := strings.Join(lines, "\n")
	for _, want := range []string{"List of schools", "0940000A", "12 Nov 2026", "Łukasz Nowak", "L'Haÿ-les-Roses 1"} {
		require.Contains(t, text, want)
	}
}
