package console_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExportedFilesAreWritten(t *testing.T) {
	o := newApp(t)
	o.Folder = t.TempDir()
	o.Do(t.Context(), `/recette marche M/2026-04 --titulaire "Éditeur ENT"`)
	o.Do(t.Context(), `/recette ouvrir VA --marche M/2026-04 --objet "Version 2.3" --notifiee 23/11/2026`)
	o.out.Reset()

	o.Do(t.Context(), "/recette exporter V-1")
	require.Contains(t, o.out.String(), "Fichiers écrits : "+filepath.Join(o.Folder, "V-1-va-projet.pdf")+" et ")
	require.FileExists(t, filepath.Join(o.Folder, "V-1-va-projet.pdf"))

	t.Run("what was kept is not overwritten", func(t *testing.T) {
		first, err := os.ReadFile(filepath.Join(o.Folder, "V-1-va-projet.md"))
		require.NoError(t, err)
		o.Do(t.Context(), "/recette exporter V-1")
		second, err := os.ReadFile(filepath.Join(o.Folder, "V-1-va-projet-2.md"))
		require.NoError(t, err)
		require.Equal(t, string(first), string(second))
	})
	t.Run("a contract's number is no path", func(t *testing.T) {
		o.Do(t.Context(), "/recette exporter M/2026-04")
		require.FileExists(t, filepath.Join(o.Folder, "M-2026-04-recettes.xlsx"))
	})
	t.Run("a folder that is gone is told", func(t *testing.T) {
		o.Folder = filepath.Join(o.Folder, "nulle-part")
		o.out.Reset()
		o.Do(t.Context(), "/recette exporter V-1")
		require.Contains(t, o.out.String(), "Je n'ai pas pu écrire V-1-va-projet.pdf")
	})
}

func TestEachDecisionHasItsMinutes(t *testing.T) {
	o := newApp(t)
	o.Folder = t.TempDir()
	for _, line := range []string{
		`/recette marche M2026-04 --titulaire "Éditeur ENT"`,
		`/recette ouvrir VSR --marche M2026-04 --objet "Essai" --notifiee 23/10/2026`,
		`/recette decider V-1 ajournement --motif "Lenteurs"`,
	} {
		o.Do(t.Context(), line)
	}
	says := func(want string) {
		t.Helper()
		o.out.Reset()
		o.Do(t.Context(), "/recette exporter V-1")
		require.Contains(t, o.out.String(), want)
	}
	says("Procès-verbal de **V-1** (VSR d'Essai), à relire et à signer.")
	require.FileExists(t, filepath.Join(o.Folder, "V-1-vsr-proces-verbal.pdf"))

	o.Do(t.Context(), `/recette reponse V-1 refusee`)
	says("Procès-verbal de **V-1**") // what is awaited is no decision
	o.Do(t.Context(), `/recette decider V-1 refaction --taux 5 --motif "Utilisable"`)
	says("2 procès-verbaux pour **V-1** (VSR d'Essai), un par décision, à relire et à signer.")
	for _, name := range []string{"1-ajournement.pdf", "1-ajournement.md", "2-refaction.pdf", "2-refaction.md"} {
		require.FileExists(t, filepath.Join(o.Folder, "V-1-vsr-proces-verbal-"+name))
	}
	first, err := os.ReadFile(filepath.Join(o.Folder, "V-1-vsr-proces-verbal-1-ajournement.md"))
	require.NoError(t, err)
	require.Contains(t, string(first), "**Décision 1 sur 2 : ajournement**")
	require.NotContains(t, string(first), "refuse de présenter", "it came later")
}
