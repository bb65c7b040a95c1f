package reports_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
	"pilotent/message"
	"pilotent/reports"
)

func TestPage(t *testing.T) {
	doc := reports.Page{
		Issuer: "ENT Val-de-Marne", Title: "Passation du projet", Subtitle: "Au lundi 14 décembre 2026", Intro: "Pilote : @coordinatrice.",
		Sections: []reports.Section{
			{Title: "**2 comités** :", Items: []message.Text{"**COPIL**, niveau territorial", "**SUIVI**, niveau territorial"}},
			{Title: "Aucune action en retard."},
		},
		Note: "À refaire.",
	}.Document(printer(t, i18n.French))
	require.Equal(t, "# Passation du projet\n\n**Au lundi 14 décembre 2026**\n\nENT Val-de-Marne\n\nPilote : @coordinatrice.\n\n"+
		"## 2 comités\n\nCOPIL, niveau territorial\n\nSUIVI, niveau territorial\n\n## Aucune action en retard\n\n---\n\n*À refaire.*\n", string(doc.Markdown()))
	pdf, err := doc.PDF(now)
	require.NoError(t, err)
	require.Contains(t, string(pdf), "/CreationDate (D:20261214093000")
}
