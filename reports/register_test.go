package reports_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/reports"
)

func contractRecord() minutes.ContractRecord {
	all := records()
	va, vsr, running := all["va-admission"].VerificationView, all["vsr-admission"].VerificationView, all["va-projet"].VerificationView
	va.Number, vsr.Number, running.Number = 1, 2, 3
	missing := all["quantite-mise-en-demeure"].VerificationView
	missing.Number = 4
	running.Object = `=HYPERLINK("http://exemple.fr";"cliquez")`
	return minutes.ContractRecord{
		Contract: contract.Contract{Ref: "M2026-04", Supplier: "Éditeur & Cie", Terms: contract.TermsTIC2021},
		Project:  record.Project{Name: "ENT Val-de-Marne"}, Today: day("2026-12-14"), Now: now,
		Verifications: []acceptance.VerificationView{va, vsr, running, missing},
	}
}

func TestRegister(t *testing.T) {
	data, err := reports.Register(printer(t, i18n.French), contractRecord())
	require.NoError(t, err)
	again, err := reports.Register(printer(t, i18n.French), contractRecord())
	require.NoError(t, err)
	require.True(t, bytes.Equal(data, again), "the same record gives the same bytes")
	if out := os.Getenv("REPORTS_OUT"); out != "" { // to look at it
		require.NoError(t, os.WriteFile(filepath.Join(out, "register.xlsx"), data, 0o600))
	}
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	require.Equal(t, []string{"Vérifications", "Réserves", "Coupures"}, f.GetSheetList())

	rows, err := f.GetRows("Vérifications")
	require.NoError(t, err)
	require.Len(t, rows, 5)
	require.Equal(t, []string{
		"N°", "Étape", "Objet", "Marché", "Titulaire", "Clauses", "Notifiée le", "Fin d'observation", "Échéance", "Article", "Effet du silence",
		"Décision", "Décidée le", "À temps", "Jours utilisés", "Jours permis", "En charge", "Bloquantes ouvertes", "Majeures ouvertes",
		"Mineures ouvertes", "Commandé", "Livré", "Motif",
	}, rows[0])
	require.Equal(t, []string{
		"V-2", "VSR", "Version 2.3 de l’ENT, œuvre « Clé »", "M2026-04", "Éditeur & Cie", "CCAG-TIC 2021", "03/11/2026", "03/12/2026", "10/12/2026",
		"33.2.2", "réputée admise", "admission", "11/12/2026", "en retard", "38", "37", "coordinatrice et ien.vitry", "0", "0", "0",
	}, rows[2])

	require.Equal(t, []string{
		"V-4", "vérification quantitative", "Version 2.3 de l’ENT, œuvre « Clé »", "M2026-04", "Éditeur & Cie", "CCAG-TIC 2021", "20/11/2026", "", "07/12/2026",
		"33.1", "pénalités possibles", "mise en demeure de compléter", "20/11/2026", "en retard", "24", "17", "coordinatrice et ien.vitry", "0", "0", "0", "120", "118",
	}, rows[4])

	t.Run("days are dates, numbers are numbers", func(t *testing.T) {
		raw := excelize.Options{RawCellValue: true}
		for cell, want := range map[string]string{"G2": "46335", "O2": "31", "R2": "1", "U5": "120", "V5": "118"} {
			value, err := f.GetCellValue("Vérifications", cell, raw)
			require.NoError(t, err)
			require.Equal(t, want, value, cell)
			kind, err := f.GetCellType("Vérifications", cell)
			require.NoError(t, err)
			require.NotEqual(t, excelize.CellTypeSharedString, kind, cell)
		}
	})
	t.Run("what people typed is no formula", func(t *testing.T) {
		formula, err := f.GetCellFormula("Vérifications", "C4")
		require.NoError(t, err)
		require.Empty(t, formula)
		require.Equal(t, `=HYPERLINK("http://exemple.fr";"cliquez")`, rows[3][2])
		require.Equal(t, "en cours", rows[3][11])
	})
	t.Run("its head stays and filters", func(t *testing.T) {
		for _, name := range f.GetSheetList() {
			panes, err := f.GetPanes(name)
			require.NoError(t, err)
			require.True(t, panes.Freeze)
			require.Equal(t, 1, panes.YSplit)
		}
	})
	t.Run("reservations and outages have their own sheets", func(t *testing.T) {
		reserved, err := f.GetRows("Réserves")
		require.NoError(t, err)
		require.Len(t, reserved, 6)
		require.Equal(t, []string{"RV-4", "V-3", "bloquante"}, reserved[1][:3])
		cut, err := f.GetRows("Coupures")
		require.NoError(t, err)
		require.Equal(t, []string{"I-2", "V-2", "13/11/2026", "600", "", "", "oui"}, cut[2])
	})
}

func TestRegisterInEnglishAndEmpty(t *testing.T) {
	r := contractRecord()
	r.Verifications = nil
	data, err := reports.Register(printer(t, i18n.English), r)
	require.NoError(t, err)
	f, err := excelize.OpenReader(bytes.NewReader(data))
	require.NoError(t, err)
	defer func() { require.NoError(t, f.Close()) }()
	for _, name := range f.GetSheetList() {
		rows, err := f.GetRows(name)
		require.NoError(t, err)
		require.Len(t, rows, 1)
		for _, head := range rows[0] {
			require.NotContains(t, head, "⟦")
		}
	}
}
