package commands_test

import (
	"archive/zip"
	"bytes"
	"io/fs"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/message"
)

// newTeam is a project of another team with the committees of the one that furnished
// makes.
func newTeam(t *testing.T) *app {
	t.Helper()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage" --niveau territorial`)
	inv := as("coordinatrice", `/comite creer SECRET "Cabinet" --niveau académique --diffusion comité`)
	inv.Actor.Channel = "suivi"
	require.NotContains(t, o.Dispatch(t.Context(), inv).Markdown(), "compris")
	return o
}

// within are the registers of an archive, as rows by title.
func within(t *testing.T, f message.File) map[string][]map[string]string {
	t.Helper()
	files, _ := archived(t, f.Data)
	all := map[string][]map[string]string{}
	for _, name := range []string{"ecoles.csv", "reunions.csv", "decisions.csv", "actions.csv"} {
		all[name] = rowsOf(t, message.File{Name: name, Data: []byte(files[name])})
	}
	return all
}

func TestANewTeamTakesAnArchiveOver(t *testing.T) {
	t.Parallel()
	old := furnished(t)
	old.types(t, `/decision ajouter "Retenir Jaurès" --écoles 0940451E --retient --comité copil`)
	require.Contains(t, old.types(t, `/ecole étape 0940451E retenue --décision COPIL-2026-004`), "retenue")
	f := old.exported(t, as("coordinatrice", "/ent archive"))

	t.Run("whole, with what stages rest on", func(t *testing.T) {
		t.Parallel()
		o := newTeam(t)
		asked := o.brings(t, "/ent reprendre archive.zip", f.Name, f.Data)
		require.Contains(t, asked.Markdown(), "écoles, 7 ; réunions, 1 ; décisions, 5 ; actions, 2")
		require.Contains(t, o.types(t, "/ecole liste"), "Aucune école", "nothing before it is confirmed")

		said := o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, f.Data).Markdown()
		require.Contains(t, said, "**L'archive est reprise.**")
		before, after := within(t, f), within(t, o.exported(t, as("coordinatrice", "/ent archive")))
		for name := range before {
			if name != "ecoles.csv" {
				after[name] = renumbered(after[name])
			}
			for _, rows := range []map[string][]map[string]string{before, after} {
				for _, r := range rows[name] {
					delete(r, "Ancien numéro")
				}
			}
			require.ElementsMatch(t, before[name], after[name], name)
		}
		require.NotContains(t, o.types(t, "/ecole étape 0940451E conventionnée"), "sans une décision", "it is still selected")
	})
	t.Run("once", func(t *testing.T) {
		t.Parallel()
		o := newTeam(t)
		o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, f.Data)
		o.types(t, "/ecole étape 0940451E conventionnée")
		said := o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, f.Data).Markdown()
		require.NotRegexp(t, `(ajoutées|repris)[  ]: [1-9]`, said)
		require.Contains(t, said, "ligne")
		require.Contains(t, o.types(t, "/ecole 0940451E"), "**conventionnée**", "what has moved on here stays")
		require.Contains(t, o.types(t, "/decision liste"), "**5 décisions**")
	})
	t.Run("once the committees are there that it names", func(t *testing.T) {
		t.Parallel()
		o := newApp(t)
		m := o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, f.Data)
		require.Contains(t, m.Markdown(), "2 comités qui ne sont pas ici")
		require.Contains(t, o.types(t, "/ecole liste"), "Aucune école")
	})
	t.Run("by pilots", func(t *testing.T) {
		t.Parallel()
		o := newTeam(t)
		inv := as("ien", "/ent reprendre archive.zip")
		require.Contains(t, o.Dispatch(t.Context(), inv).Markdown(), "Je n'ai pas trouvé de fichier")
		opened := false
		inv.Open = func(string) (fs.File, error) { opened = true; return nil, fs.ErrNotExist }
		require.Contains(t, o.Dispatch(t.Context(), inv).Markdown(), "Seuls les pilotes")
		require.False(t, opened)
	})
	t.Run("without what is wrong, and what comes after it", func(t *testing.T) {
		t.Parallel()
		o := newTeam(t)
		m := o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, rewritten(t, f.Data, "decisions.csv", func(text string) string {
			return strings.Replace(text, ";adoptée;", ";peut-être;", 1)
		}))
		require.True(t, m.Refused)
		require.Contains(t, m.Markdown(), "ni les décisions, ni les étapes, ni les actions")
		require.Contains(t, m.Markdown(), "« peut-être »")
		require.Contains(t, o.types(t, "/decision liste"), "Aucune décision")
		require.Contains(t, o.types(t, "/reunion liste --passées"), "R-1")
		require.Contains(t, o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, f.Data).Markdown(), "**L'archive est reprise.**")
	})
	for name, tc := range map[string]struct {
		data func(t *testing.T) []byte
		want string
	}{
		"that is none":      {func(*testing.T) []byte { return []byte("UAI;Nom\n") }, "n'est pas une archive ZIP"},
		"that lacks a file": {func(t *testing.T) []byte { return []byte(archive(t, "reunions.csv")) }, "n'a pas le fichier ecoles.csv"},
		"cut short":         {func(*testing.T) []byte { return f.Data[:len(f.Data)/2] }, "n'est pas une archive ZIP"},
		"of a list of schools": {func(t *testing.T) []byte {
			return rewritten(t, f.Data, "ecoles.csv", func(string) string { return "UAI;Nom\n0940198E;Wallon\n" })
		}, "n'a pas le fichier ecoles.csv"},
	} {
		t.Run("not an archive "+name, func(t *testing.T) {
			t.Parallel()
			o := newTeam(t)
			said := o.brings(t, "/ent reprendre archive.zip --confirmer", f.Name, tc.data(t)).Markdown()
			require.Contains(t, said, tc.want)
			require.NotContains(t, said, "⟦")
			require.Contains(t, o.types(t, "/decision liste"), "Aucune décision")
		})
	}
}

// rewritten is an archive of which one file is changed.
func rewritten(t *testing.T, data []byte, name string, change func(string) string) []byte {
	t.Helper()
	files, names := archived(t, data)
	files[name] = change(files[name])
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, n := range names {
		w, err := z.Create(n)
		require.NoError(t, err)
		_, err = w.Write([]byte(files[n]))
		require.NoError(t, err)
	}
	require.NoError(t, z.Close())
	return b.Bytes()
}
