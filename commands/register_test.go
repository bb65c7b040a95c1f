package commands_test

import (
	"bytes"
	"encoding/csv"
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/commands"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/message"
)

// brings types a line of somebody's who has that file at hand.
func (o *app) brings(t *testing.T, line, name string, data []byte) message.Message {
	t.Helper()
	inv := as("coordinatrice", line)
	inv.Open = func(string) (fs.File, error) { return fstest.MapFS{name: {Data: data}}.Open(name) }
	m := o.Dispatch(t.Context(), inv)
	require.False(t, m.Failed, o.log.String())
	return m
}

// rowsOf are the rows of an exported register, as their titles and cells.
func rowsOf(t *testing.T, f message.File) (rows []map[string]string) {
	t.Helper()
	var all [][]string
	if strings.HasSuffix(f.Name, "csv") {
		r := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(f.Data, []byte("\ufeff"))))
		r.Comma = ';'
		var err error
		all, err = r.ReadAll()
		require.NoError(t, err)
	} else {
		book, err := excelize.OpenReader(bytes.NewReader(f.Data))
		require.NoError(t, err)
		defer func() { require.NoError(t, book.Close()) }()
		all, err = book.GetRows(book.GetSheetName(0), excelize.Options{RawCellValue: true})
		require.NoError(t, err)
	}
	for _, cells := range all[1:] {
		row := map[string]string{}
		for i, title := range all[0] {
			if i < len(cells) {
				row[title] = cells[i]
			} else {
				row[title] = ""
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// renumbered are rows under the numbers that they had where they come from.
func renumbered(rows []map[string]string) []map[string]string {
	former := map[string]string{}
	for _, r := range rows {
		former[r["Numéro"]] = r["Ancien numéro"]
	}
	for _, r := range rows {
		for _, title := range []string{"Numéro", "Remplace", "Remplacée par"} {
			if old := former[r[title]]; old != "" {
				r[title] = old
			}
		}
		r["Ancien numéro"] = ""
	}
	return rows
}

// What one project exports, another one imports: the same rows come out, but for their
// numbers.
func TestWhatIsExportedIsImported(t *testing.T) {
	t.Parallel()
	from := withCopil(t)
	for _, line := range []string{
		`/reunion planifier copil "1/12 10h30" --duree 2h --lieu "Mairie de Vitry" --titre Lancement`,
		`/reunion planifier copil "8/12 9h"`, `/reunion annuler R-2 --motif "salle prise"`,
		`/decision ajouter « =HYPERLINK("http://exemple.fr") » --comite copil`,
		`/decision ajouter "Former | équiper ; Łódź l'école" --comite copil --le 12/03/2026 --responsable ien,elue --échéance 15/01/2027 --vote "12 pour, 2 contre, 1 abstention" --contexte "-1 poste" --marché M2026-4 --revoir 1/6/2027`,
		`/decision proposer "Acheter des tablettes" --comite copil`,
		`/decision ajouter "Donner un avis" --comite copil --avis --alternatives "Se taire" --vote unanimité`,
		`/decision remplacer COPIL-2026-001 "Relier autrement" --motif "adresse changée"`,
		`/decision proposer "Fermer" --comite copil`, `/decision rejeter COPIL-2026-006 --motif "trop tôt"`,
		`/decision ajouter "Nommer" --comite copil`, `/decision appliquer COPIL-2026-007`,
		`/decision ajouter "Déménager" --comite copil`, `/decision annuler COPIL-2026-008 "trop cher"`,
		`/decision proposer "Ouvrir" --comite copil`, `/decision ajourner COPIL-2026-009`,
		`/action creer "Former les équipes" --pour ien,elue --echeance 15/12/2026 --type formation`,
		`/action creer "-1 poste à l'accueil"`, `/action creer "Relancer" --pour elue`, `/action faite A-3`,
		`/action creer "Annuler" --confirmer`, `/action annuler A-4 "doublon"`,
	} {
		m := from.types(t, line+sure(line))
		require.NotContains(t, m, "compris", line)
	}
	for _, as := range []string{"csv", "xlsx"} {
		t.Run(as, func(t *testing.T) {
			t.Parallel()
			to := withCopil(t)
			for _, noun := range []string{"reunion", "decision", "action"} {
				f := from.exported(t, coordinates("/"+noun+" exporter --format "+as))
				m := to.brings(t, "/"+noun+" importer", f.Name, f.Data)
				require.False(t, m.Refused, m.Markdown())
				want, got := rowsOf(t, f), rowsOf(t, to.exported(t, coordinates("/"+noun+" exporter --format "+as)))
				require.Len(t, want, map[string]int{"reunion": 2, "decision": 9, "action": 4}[noun])
				require.ElementsMatch(t, want, renumbered(got), noun)
				again := to.brings(t, "/"+noun+" importer", f.Name, f.Data).Markdown()
				require.Contains(t, again, "**Ajouts : 0**", noun)
				require.NotContains(t, again, "diff", noun)
				itself := from.brings(t, "/"+noun+" importer", f.Name, f.Data).Markdown()
				require.Contains(t, itself, "**Ajouts : 0**", "what a project exports is its own already: "+noun)
			}
		})
	}
}

// sure confirms what is unusual on purpose.
func sure(line string) string {
	if strings.Contains(line, "--confirmer") {
		return ""
	}
	return " --confirmer"
}

func coordinates(line string) commands.Invocation { return as("coordinatrice", line) }

func TestCellsAreReadAsPeopleWriteThem(t *testing.T) {
	t.Parallel()
	march := calendar.MustParseDate("2024-03-12")
	for _, text := range []string{
		"12/03/2024", "12/3/24", "12.03.2024", "12-03-2024", "2024-03-12", "2024-03-12 00:00:00", "2024-03-12T00:00:00Z", "12/03/2024 00:00", " 12 mars 2024 ",
		"mardi 12 mars 2024", "le 12 mars 2024", "12 Mar 2024", "12-mars-2024", "45363", "45363.0", "45363.60417",
	} {
		got, err := commands.Reading("fr").Day(text)
		require.NoError(t, err, text)
		require.Equal(t, march, got, text)
	}
	for text, want := range map[string]string{
		"12/03": "date_year", "12 mars": "date_year", "lundi 12 mars 2024": "date_ambiguous", "31/02/2024": "date_unread", "2024": "date_unread", "mars 2024": "date_unread",
		"1204": "date_unread", "45363x": "date_unread", "12/03/1999": "date_unread", "bientôt": "date_unread", "99999": "date_unread", "NaN": "date_unread", "Inf": "date_unread",
	} {
		_, err := commands.Reading("fr").Day(text)
		require.Error(t, err, text)
		require.Equal(t, "register."+want, err.(*record.Error).Key, text) //nolint:errorlint // it is told as it stands
	}
	t.Run("one that may be two days in English is questioned", func(t *testing.T) {
		_, err := commands.Reading("en").Day("03/04/2024")
		require.ErrorContains(t, err, "register.date_ambiguous")
		got, err := commands.Reading("en").Day("12 Mar 2024")
		require.NoError(t, err)
		require.Equal(t, march, got)
	})
	for text, want := range map[string]record.Hour{"14h30": {Hour: 14, Minute: 30}, "14:30": {Hour: 14, Minute: 30}, "14:30:00": {Hour: 14, Minute: 30}, "9 h": {Hour: 9}, "0.604166666": {Hour: 14, Minute: 30}} {
		got, err := commands.Reading("fr").Hour(text)
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	_, err := commands.Reading("fr").Hour("tard")
	require.ErrorContains(t, err, "register.hour_unread")
}

// Who has an action in charge without an account is named, and the group that owns it
// waits for nobody.
func TestAnActionOfSomebodyWithoutAnAccountIsNotToBeTaken(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	inv := as("coordinatrice", `/comite creer ACCOMP "Groupe d'accompagnement" --type accompagnement --niveau académique`)
	inv.Actor.Channel = "general"
	o.Dispatch(t.Context(), inv)
	o.brings(t, "/action importer actions.csv", "actions.csv", []byte("Action;Responsable;Groupe;Échéance\nRelancer la mairie;Mme Martin;ACCOMP;15/12/2026\n"))
	said := o.types(t, "/action liste --groupe accomp")
	require.Contains(t, said, "Relancer la mairie, confiée à Mme Martin, sans compte")
	require.NotContains(t, said, "à prendre")
	require.NotContains(t, o.types(t, "/action"), "quelqu'un")
}
