package commands_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/commands"
	"pilotent/message"
)

// exported is the file of an answer that has one.
func (o *app) exported(t *testing.T, inv commands.Invocation) message.File {
	t.Helper()
	m := o.Dispatch(t.Context(), inv)
	require.False(t, m.Failed, o.log.String())
	require.Len(t, m.Files, 1, m.Markdown())
	return m.Files[0]
}

// minuted has what registers are made of, and what is no formula.
func minuted(t *testing.T) *app {
	t.Helper()
	o := withCopil(t)
	for _, line := range []string{
		`/decision ajouter « =HYPERLINK("http://exemple.fr") » --comite copil`,
		`/decision ajouter "Former | équiper ; Łódź l'école" --comite copil`,
		`/decision proposer "Acheter des tablettes" --comite copil`,
		`/action creer "Former les équipes" --pour ien --echeance 15/12/2026`,
		`/action creer "-1 poste à l'accueil"`,
		`/reunion planifier copil "1/12 10h30" --duree 2h --lieu "Mairie de Vitry"`,
	} {
		require.NotContains(t, o.types(t, line), "compris", line)
	}
	return o
}

func TestDecisionsAreExported(t *testing.T) {
	t.Parallel()
	o := minuted(t)
	t.Run("as CSV that Excel in French opens, without formulas", func(t *testing.T) {
		f := o.exported(t, as("ien", "/decision exporter --format csv"))
		require.Equal(t, "decisions-2026-11-23.csv", f.Name)
		require.Equal(t, "text/csv; charset=utf-8", f.Type)
		require.Equal(t, "\ufeffNuméro;Décision;Comité;Date;Acte;État;Vote;En charge;Échéance;À revoir le;Écoles;Effet sur les écoles;Motif;Contexte;Autres choix examinés;Réunion;Marché;Remplace;Remplacée par;Enregistrée par;Enregistrée le;Ancien numéro\r\n"+
			"COPIL-2026-001;\"'=HYPERLINK(\"\"http://exemple.fr\"\")\";COPIL;23/11/2026;Décision;adoptée;;;;;;;;;;;;;;Camille Moreau;23/11/2026;\r\n"+
			"COPIL-2026-002;\"Former | équiper ; Łódź l'école\";COPIL;23/11/2026;Décision;adoptée;;;;;;;;;;;;;;Camille Moreau;23/11/2026;\r\n"+
			"COPIL-2026-003;Acheter des tablettes;COPIL;23/11/2026;Décision;proposée;;;;;;;;;;;;;;Camille Moreau;23/11/2026;\r\n", string(f.Data))
	})
	t.Run("as a workbook by default, with days that are days", func(t *testing.T) {
		f := o.exported(t, as("ien", "/decision exporter"))
		require.Equal(t, "decisions-2026-11-23.xlsx", f.Name)
		book, err := excelize.OpenReader(bytes.NewReader(f.Data))
		require.NoError(t, err)
		defer func() { require.NoError(t, book.Close()) }()
		rows, err := book.GetRows("Décisions")
		require.NoError(t, err)
		require.Len(t, rows, 4)
		require.Equal(t, []string{"COPIL-2026-001", `=HYPERLINK("http://exemple.fr")`, "COPIL", "23/11/2026", "Décision", "adoptée"}, rows[1][:6])
		formula, err := book.GetCellFormula("Décisions", "B2")
		require.NoError(t, err)
		require.Empty(t, formula)
		raw, err := book.GetCellValue("Décisions", "D2", excelize.Options{RawCellValue: true})
		require.NoError(t, err)
		require.Equal(t, "46349", raw)
	})
	t.Run("as Markdown whose cells stay cells", func(t *testing.T) {
		text := string(o.exported(t, as("ien", "/decision exporter --format md")).Data)
		require.Contains(t, text, "# Registre des décisions")
		require.Contains(t, text, `| COPIL-2026-002 | Former \| équiper ; Łódź l'école | COPIL | 23/11/2026 |`)
	})
	t.Run("as PDF", func(t *testing.T) {
		f := o.exported(t, as("ien", "/decision exporter --format pdf"))
		require.Equal(t, "decisions-2026-11-23.pdf", f.Name)
		require.True(t, bytes.HasPrefix(f.Data, []byte("%PDF-")))
	})
	t.Run("by state, committee and period", func(t *testing.T) {
		lines := func(options string) int {
			return strings.Count(string(o.exported(t, as("ien", "/decision exporter --format csv "+options)).Data), "\n") - 1
		}
		require.Equal(t, 1, lines("--état proposée"))
		require.Equal(t, 3, lines("--comité copil --depuis 23/11/2026 --jusqu'au 23/11/2026"))
		require.Equal(t, 3, lines("--du hier --au demain"))
	})
	t.Run("or says that there is none, and why", func(t *testing.T) {
		require.Equal(t, "Aucune décision à exporter. Pour les voir toutes : `/decision liste`",
			message.Unquote(o.types(t, "/decision exporter --jusqu'au 22/11/2026")))
		require.Contains(t, message.Unquote(o.types(t, "/decision exporter --depuis 23/11/2026 --jusqu'au 22/11/2026")),
			"La période finit le dimanche 22 novembre 2026 et commence le lundi 23 novembre 2026 : aucun jour n'est entre les deux. Échangez `--depuis` et `--jusqu'au`.")
		require.Contains(t, o.types(t, "/decision exporter --format docx"), "Au choix : xlsx, csv, pdf et md.")
	})
}

func TestActionsAndMeetingsAreExported(t *testing.T) {
	t.Parallel()
	o := minuted(t)
	require.Equal(t, "\ufeffNuméro;Action;Type;Échéance;État;En charge;Groupe;Écoles;Enregistrée par;Créée le;Close le;Ancien numéro\r\n"+
		"A-1;Former les équipes;accompagnement;15/12/2026;en cours;Łukasz Nowak;;;Camille Moreau;23/11/2026;;\r\n"+
		"A-2;'-1 poste à l'accueil;accompagnement;;en cours;;;;Camille Moreau;23/11/2026;;\r\n",
		string(o.exported(t, as("ien", "/action exporter --format csv")).Data))
	require.Equal(t, "\ufeffNuméro;Titre;Comité;Date;Heure;Durée (min);Lieu;État;Motif;Enregistrée par;Ancien numéro\r\n"+
		"R-1;;COPIL;01/12/2026;10:30;120;Mairie de Vitry;prévue;;Camille Moreau;\r\n",
		string(o.exported(t, as("ien", "/reunion exporter copil --format csv")).Data))
	require.Contains(t, o.types(t, "/action exporter --retard"), "Aucune action à exporter")
	require.Contains(t, string(o.exported(t, as("coordinatrice", "/action exporter --confiées --format csv")).Data), "A-2;")
}

// Who is not in a committee that keeps to itself gets the file that there would be
// without it, byte for byte.
func TestExportsTellNothingOfClosedCommittees(t *testing.T) {
	t.Parallel()
	open, closed := shared(t), shared(t)
	for _, o := range []*app{open, closed} {
		o.done(t, in("copil", `/decision ajouter "Former les équipes"`))
		o.done(t, in("copil", `/reunion planifier "1/12 10h30" --comite copil`))
	}
	closed.done(t, in("suivi", `/decision ajouter "Fermer l'école Wallon" --comite suivi`))
	closed.done(t, in("suivi", `/reunion planifier suivi "2/12 10h30"`))
	for _, noun := range []string{"decision", "reunion", "action"} {
		for _, format := range []string{"csv", "xlsx", "md", "pdf"} {
			line := "/" + noun + " exporter --format " + format
			require.Equal(t, open.Dispatch(t.Context(), as("ien", line)), closed.Dispatch(t.Context(), as("ien", line)), line)
		}
	}
	require.Contains(t, string(closed.exported(t, as("cpc", "/decision exporter --format csv")).Data), "SUIVI-2026-001", "its members have it")
	require.Contains(t, string(closed.exported(t, as("coordinatrice", "/reunion exporter --format csv")).Data), "SUIVI", "so do pilots")
}
