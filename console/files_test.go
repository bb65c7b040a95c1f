package console_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestExportedFilesAreWritten(t *testing.T) {
	o := newOffice(t)
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
