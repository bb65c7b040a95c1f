package commands_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"
	"testing/iotest"
	"unicode"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/commands"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// importing types a line that imports file, as a pilot at a terminal.
func (o *app) importing(t *testing.T, lang, line, file string) string {
	t.Helper()
	inv := as("coordinatrice", line)
	inv.Locale, inv.Open = lang, fstest.MapFS{"f": {Data: []byte(file)}}.Open
	m := o.Dispatch(t.Context(), inv)
	require.False(t, m.Failed, o.log.String())
	return m.Markdown()
}

func archive(t *testing.T, names ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range names {
		_, err := w.Create(name)
		require.NoError(t, err)
	}
	require.NoError(t, w.Close())
	return b.String()
}

// What is no table, or has a row that cannot be read, gets a sentence that says
// what to do, and nothing of the file that cannot be shown.
func TestFilesThatAreRefused(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	for name, tc := range map[string]struct{ file, want string }{
		"nothing":                  {"", "Ce fichier est vide"},
		"separators":               {";;\n;;\n", "Ce fichier est vide"},
		"a PDF":                    {"%PDF-1.7\x00", "est un PDF"},
		"an old workbook":          {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", "« Enregistrer sous », puis « XLSX » ou « CSV »"},
		"LibreOffice's":            {archive(t, "mimetype", "content.xml"), "Dans LibreOffice, choisissez"},
		"a text":                   {archive(t, "word/document.xml"), "est un document docx"},
		"an archive":               {archive(t, "ecoles.csv"), "est une archive zip"},
		"a page":                   {"<!DOCTYPE html><table>", "est une page web"},
		"a picture":                {"\x89PNG\r\n\x00", "n'est pas un tableau"},
		"a NUL":                    {"UAI;Nom\na\x00b;c\n", "n'est pas un tableau"},
		"a workbook cut short":     {"PK\x03\x04\x14\x00\x06\x00", "Ce classeur est abîmé"},
		"too many parts":           {archive(t, strings.Split(strings.Repeat("x,", 6000), ",")...), "trop de données (plus de 128 Mo)"},
		"JSON that ends":           {"[{\"uai\":\n\"a\"", "à partir de la ligne 2"},
		"JSON that goes deep":      {strings.Repeat("[", 99), "à partir de la ligne 1"},
		"JSON of something else":   {`{"error":"no"}`, "ne contient pas de liste d'écoles"},
		"a long line":              {"UAI;Nom\n0940198E;" + strings.Repeat("x", 65<<10), "La ligne 2 dépasse 64 Ko"},
		"too large":                {strings.Repeat("UAI;Nom\n", 8<<20+1), "Ce fichier dépasse 64 Mo"},
		"titles of an open quote":  {"UAI;\"Nom\n0940198E;x\n", "la ligne des titres (ligne 1) : « \"Nom »"},
		"no UAI":                   {"Nom;Commune\nx;y\n", "Colonnes lues : Nom, Commune"},
		"the holidays":             {"description;population;start_date;end_date;location;zones;annee_scolaire\n", "La personne qui administre pilotent peut l'importer, dans un terminal : `pilotent import vacances"},
		"a cell too few":           {"UAI;Nom\n0940198E\n", "ligne 2 : colonnes : 1, au lieu de 2"},
		"a quote":                  {"UAI;Nom\n0940198E;\"Wallon\n", "ligne 2 : un guillemet n'est pas refermé"},
		"a cell over many lines":   {"UAI;Nom\n0940198E;\"" + strings.Repeat("x\n", 40<<10), "ligne 2 : plus de 64 Ko ; cherchez une case"},
		"a record that is none":    {`[{"uai":"0940198E","nom":"x"},7]`, "ligne 2 : je n'ai pas pu lire la suite : « 7 »"},
		"rows that contradict":     {"UAI;Nom;Secteur\n0940198E;x;Public\n0940198E;x;Privé\n", "ligne 3 : l'UAI 0940198E figure déjà à la ligne 2, autrement ; école privée : « non » là-bas, « oui » ici"},
		"a letter of the terminal": {"UAI;\"\x1b[31mNom\n", "[31mNom »"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for lang, want := range map[string]string{"fr": tc.want, "en": ""} {
				said := o.importing(t, lang, "/ecole importer f", tc.file)
				require.Contains(t, strings.ReplaceAll(said, "\u00a0", " "), want)
				require.NotContains(t, said, "⟦")
				require.NotContains(t, said, "<no value>")
				require.Less(t, len(said), 500)
				require.False(t, strings.ContainsFunc(said, func(r rune) bool { return unicode.IsControl(r) && r != '\n' }), "%q", said)
			}
		})
	}
	t.Run("and nothing is imported", func(t *testing.T) {
		require.Contains(t, o.types(t, "/ecole liste"), "Aucune école")
	})
}

func TestATrialIsToldAndChangesNothing(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	const header = "UAI;Nom;Commune;Type_etablissement\n"
	o.importing(t, "fr", "/ecole importer f", header+"0940198E;Wallon A;;Ecole\n0940451E;Jaurès;Vitry;Ecole\n")
	const file = header + "0940198E;Wallon;Vitry;Ecole\n0940451E;Jaurès;;Ecole\n0940573M;Du Moulin;Bruz;Collège\n0940237X;Nouvelle;Ivry;Ecole\n0940237X;Nouvelle;Ivry;Ecole\n"
	want := `**Essai, rien n'a été changé.** Écoles lues : 3. Ajouts : 1 ; mises à jour : 2 ; inchangées : 0.

**2 lignes laissées de côté**, sur 5 :

- 1 collège : Du Moulin (ligne 4)
- 1 ligne qui répète une autre : 0940237X (ligne 6)

Pour les prendre aussi, ajoutez par exemple : ` + "`--inclure collèges`" + `

**Une école nouvelle** :

- ` + "`0940237X`" + ` Nouvelle, Ivry (élémentaire)

**2 écoles changeraient** :

- ` + "`0940198E`" + ` Wallon, Vitry (élémentaire) : nom, « Wallon A » devient « Wallon » et commune, désormais « Vitry »
- ` + "`0940451E`" + ` Jaurès (élémentaire) : commune, « Vitry » serait effacé

Pour importer vraiment, retapez la même ligne sans ` + "`--essai`" + `.`
	before := o.types(t, "/ecole liste")
	plain := func(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }
	require.Equal(t, want, plain(o.importing(t, "fr", "/ecole importer f --essai", file)))
	require.Equal(t, before, o.types(t, "/ecole liste"))
	require.Contains(t, o.importing(t, "en", "/ecole import f --dry-run --include colleges", file), "Added: 2; updated: 2")

	require.Contains(t, o.importing(t, "fr", "/ecole importer f --inclure college,lycées", file), "Ajouts : 2 ; mises à jour : 2")
	require.Contains(t, o.types(t, "/ecole 0940573M"), "Du Moulin")
	require.Contains(t, o.importing(t, "fr", "/ecole importer f --inclure crèches", file), "Au choix : collèges, lycées et services")

	t.Run("who has nothing to import is not told how", func(t *testing.T) {
		said := plain(o.importing(t, "fr", "/ecole importer f --essai --inclure college,lycées", file))
		require.Contains(t, said, "inchangées : 4")
		require.Contains(t, said, "Il n'y a rien à importer")
		require.NotContains(t, said, "retapez")
	})
	t.Run("a list is cut, or whole", func(t *testing.T) {
		const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
		var long strings.Builder
		long.WriteString("UAI;Nom\n")
		for n := 750000; n < 750030; n++ {
			fmt.Fprintf(&long, "0%d%c;École %d\n", n, letters[n%23], n)
		}
		said := o.importing(t, "fr", "/ecole importer f --essai", long.String())
		require.Equal(t, 10, strings.Count(said, "- `0750"))
		require.Contains(t, said, "et 20 autres")
		require.Contains(t, said, "`--tout`")
		said = o.importing(t, "fr", "/ecole importer f --essai --tout", long.String())
		require.Equal(t, 30, strings.Count(said, "- `0750"))
		require.NotContains(t, said, "autres\n")
	})
}

// Who imports is told which schools have another name, and so is who looks at one.
func TestAnImportNamesTheSchoolsThatItRenames(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	var before, after strings.Builder
	for _, uai := range []string{"0940198E", "0940451E", "0940573M", "0940237X", "0940289D", "0940001R", "0940002S"} {
		fmt.Fprintf(&before, "%s;École %s\n", uai, uai)
		fmt.Fprintf(&after, "%s;École Mandela %s\n", uai, uai)
	}
	o.importing(t, "fr", "/ecole importer f", "UAI;Nom\n"+before.String())
	plain := func(s string) string { return strings.ReplaceAll(s, "\u00a0", " ") }

	one := strings.Replace(before.String(), "École 0940198E", "École Mandela", 1)
	said := plain(o.importing(t, "fr", "/ecole importer f", "UAI;Nom\n"+one))
	require.Contains(t, said, "**Une école a changé de nom** :\n\n- `0940198E` École Mandela (élémentaire), auparavant « École 0940198E »")
	require.Contains(t, plain(o.types(t, "/ecole historique 0940198E")), "renommée, de « École 0940198E » à « École Mandela »")

	said = plain(o.importing(t, "fr", "/ecole importer f", "UAI;Nom\n"+after.String()))
	require.Contains(t, said, "**7 écoles ont changé de nom** :")
	require.Equal(t, 5, strings.Count(said, "auparavant"))
	require.Contains(t, said, "- et 2 autres")

	said = plain(o.importing(t, "fr", "/ecole importer f", "UAI;Nom\n"+strings.ToUpper(after.String())))
	require.Contains(t, said, "mises à jour : 7")
	require.NotContains(t, said, "nom", "in other letters")
}

func TestWhatIsSaidOfAFile(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	for name, tc := range map[string]struct{ file, want string }{
		"Windows-1252": {"UAI;Nom\n0940198E;\xc9cole\n", "j'ai converti ses accents"},
		"a stray byte": {"UAI;Nom\n0940198E;École No\xebl\n", "À la ligne 2, un caractère n'était pas en UTF-8"},
		"two of them":  {"UAI;Nom\n0940198E;École \xeb\xeb élé\n", "2 caractères n'étaient pas en UTF-8, le premier à la ligne 2"},
		"a page of the portal": {
			`{"total_count":613,"results":[{"identifiant_de_l_etablissement":"0940198E","nom_etablissement":"É"}]}`,
			"ne contient qu'une partie des 613 fiches",
		},
		"another site": {"UAI;Nom;multi_uai\n0940198E;A;1\n0940198E;B;1\n", "1 autre site d'une école (`multi_uai`) : 0940198E (ligne 3)"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, strings.ReplaceAll(o.importing(t, "fr", "/ecole importer f --essai", tc.file), "\u00a0", " "), tc.want)
		})
	}
	t.Run("a workbook, records and GeoJSON are read", func(t *testing.T) {
		f := excelize.NewFile()
		require.NoError(t, f.SetSheetRow("Sheet1", "A1", &[]any{"Code UAI", "Nom de l'école", "Code postal"}))
		require.NoError(t, f.SetSheetRow("Sheet1", "A2", &[]any{"0940198E", "Wallon", 1500}))
		var b bytes.Buffer
		require.NoError(t, f.Write(&b))
		for _, file := range []string{
			b.String(), `[{"identifiant_de_l_etablissement":"0940198E","nom_etablissement":"Wallon","code_postal":"01500"}]`,
			`{"type":"FeatureCollection","features":[{"type":"Feature","geometry":null,"properties":{"numero_uai":"0940198E","appellation_officielle":"Wallon","code_postal_uai":"01500"}}]}`,
		} {
			table, err := commands.ReadTable(strings.NewReader(file), perimeter.IsSchoolTable)
			require.NoError(t, err)
			schools, _, err := perimeter.ReadSchools(perimeter.SchoolImport{Table: table})
			require.NoError(t, err)
			require.Equal(t, []perimeter.School{{UAI: "0940198E", Name: "Wallon", Type: perimeter.Elementary, PostalCode: "01500"}}, schools)
		}
	})
	t.Run("a reader that fails is an internal error", func(t *testing.T) {
		_, err := commands.ReadTable(iotest.ErrReader(iotest.ErrTimeout), perimeter.IsSchoolTable)
		require.ErrorIs(t, err, iotest.ErrTimeout)
		require.Empty(t, record.CodeOf(err))
	})
}
