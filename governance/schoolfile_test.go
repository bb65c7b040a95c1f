package governance_test

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// directoryFile is the open data of a département, as downloaded: UTF-8 with
// a BOM, semicolons, CRLF.
//
//go:embed testdata/annuaire-val-de-marne.csv
var directoryFile string

func TestReadSchoolFile(t *testing.T) {
	t.Parallel()
	real, rep, err := perimeter.ReadSchoolFile(strings.NewReader(directoryFile))
	require.NoError(t, err)

	t.Run("the directory of a département is read whole", func(t *testing.T) {
		require.Equal(t, perimeter.ImportReport{Read: 613}, rep)
		require.Len(t, real, 613)
		types := map[perimeter.SchoolType]int{}
		closing, private := 0, 0
		for _, s := range real {
			types[s.Type]++
			if s.Closing {
				closing++
			}
			if s.Private {
				private++
			}
		}
		// Counted from the two flags by another program.
		require.Equal(t, map[perimeter.SchoolType]int{perimeter.Elementary: 270, perimeter.Nursery: 306, perimeter.Primary: 37}, types)
		require.Equal(t, 2, closing)
		require.Zero(t, private)
		require.Equal(t, perimeter.School{
			UAI: wallonA, Name: "Ecole élémentaire Henri Wallon A", Type: perimeter.Elementary,
			Commune: "Vitry-sur-Seine", PostalCode: "94400", District: "Vitry-sur-Seine 1",
		}, real[1])
	})

	for name, copied := range map[string]string{
		"without the BOM":         strings.TrimPrefix(directoryFile, "\ufeff"),
		"with bare line feeds":    strings.ReplaceAll(directoryFile, "\r\n", "\n"),
		"with commas":             separatedBy(t, ','),
		"with tabs":               separatedBy(t, '\t'),
		"with the API's spelling": lowerHeader(),
		"with blanks in titles":   strings.Replace(directoryFile, "Code_postal;Code_commune;Nom_commune", "Code postal;Code commune;Nom commune", 1),
		"with blank lines at end": directoryFile + "\r\n\r\n",
	} {
		t.Run("a copy "+name+" gives the same schools", func(t *testing.T) {
			schools, rep, err := perimeter.ReadSchoolFile(strings.NewReader(copied))
			require.NoError(t, err)
			require.Equal(t, perimeter.ImportReport{Read: 613}, rep)
			require.Equal(t, real, schools)
		})
	}
	t.Run("a copy in ISO-8859-1 gives the same names, and says so", func(t *testing.T) {
		schools, rep, err := perimeter.ReadSchoolFile(bytes.NewReader(latin1(t, strings.TrimPrefix(directoryFile, "\ufeff"))))
		require.NoError(t, err)
		require.Equal(t, perimeter.ImportReport{Read: 613, Latin1: true}, rep)
		require.Equal(t, real, schools)
	})
	t.Run("Windows-1252 has œ and the typographic apostrophe", func(t *testing.T) {
		schools, rep, err := perimeter.ReadSchoolFile(strings.NewReader("UAI;Nom\n0940198E;Sacr\xe9-C\x9cur de l\x92\xcele\n"))
		require.NoError(t, err)
		require.True(t, rep.Latin1)
		require.Equal(t, "Sacré-Cœur de l’Île", schools[0].Name)
	})
	t.Run("a reader that fails is an internal error", func(t *testing.T) {
		_, _, err := perimeter.ReadSchoolFile(iotest.ErrReader(iotest.ErrTimeout))
		require.ErrorIs(t, err, iotest.ErrTimeout)
		require.Empty(t, record.CodeOf(err))
	})
}

func TestSchoolFields(t *testing.T) {
	t.Parallel()
	read := func(t *testing.T, header, row string) perimeter.School {
		schools, rep, err := perimeter.ReadSchoolFile(strings.NewReader(header + "\n" + row))
		require.NoError(t, err)
		require.Empty(t, rep.Problems)
		return schools[0]
	}
	t.Run("types", func(t *testing.T) {
		for row, want := range map[string]perimeter.SchoolType{
			"0940198E;Nom;1;0;":                            perimeter.Nursery,
			"0940198E;Nom;0;1;":                            perimeter.Elementary,
			"0940198E;Nom;1;1;":                            perimeter.Primary,
			"0940198E;Ecole primaire Nom;0;1;":             perimeter.Primary,
			"0940198E;École maternelle Nom;;;":             perimeter.Nursery,
			"0940198E;Nom;;;ECOLE DE NIVEAU ELEMENTAIRE":   perimeter.Elementary,
			"0940198E;Groupe maternelle et élémentaire;;;": perimeter.Primary,
			"0940198E;Nom;;;":                              perimeter.Elementary,
		} {
			require.Equal(t, want, read(t, "UAI;Nom;Ecole_maternelle;Ecole_elementaire;libelle_nature", row).Type, row)
		}
	})
	t.Run("state and status", func(t *testing.T) {
		for row, want := range map[string][2]bool{
			"0940198E;N;OUVERT;Public": {false, false}, "0940198E;N;A FERMER;Privé": {true, true}, "0940198E;N;FERME;prive": {true, true},
		} {
			s := read(t, "UAI;Nom;etat;Statut_public_prive", row)
			require.Equal(t, want, [2]bool{s.Closing, s.Private}, row)
		}
	})
	t.Run("districts lose what all have in common, and doubled blanks go", func(t *testing.T) {
		for text, want := range map[string]string{
			"Circonscription d'inspection du 1er degré de Vitry-sur-Seine 1": "Vitry-sur-Seine 1",
			"Circonscription d'inspection du 1er degré d'Ivry":               "Ivry",
			"Circonscription d’inspection du 1er degré du  Plessis":          "Plessis",
			"IEN Créteil 2": "IEN Créteil 2",
		} {
			require.Equal(t, want, read(t, "UAI;Nom;nom_circonscription", "0940198E;N;"+text).District)
		}
	})
	t.Run("a quoted field may hold separators, quotes and line ends", func(t *testing.T) {
		s := read(t, `UAI;"Nom"`, "0940198E;\"Ecole \"\"A\"\";\nannexe\"")
		require.Equal(t, `Ecole "A"; annexe`, s.Name)
	})
}

// separatedBy is the real file with another separator between its columns.
func separatedBy(t *testing.T, sep rune) string {
	in := csv.NewReader(strings.NewReader(directoryFile))
	in.Comma = ';'
	rows, err := in.ReadAll()
	require.NoError(t, err)
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma = sep
	require.NoError(t, out.WriteAll(rows))
	return b.String()
}

func lowerHeader() string {
	header, rows, _ := strings.Cut(directoryFile, "\n")
	return strings.ToLower(header) + "\n" + rows
}

func latin1(t *testing.T, s string) []byte {
	var b []byte
	for _, r := range s {
		// ISO-8859-1 has no œ nor typographic quote: the file must not need them.
		require.Less(t, r, rune(256), "%q", r)
		b = append(b, byte(r))
	}
	return b
}

func FuzzReadSchoolFile(f *testing.F) {
	f.Add([]byte(threeSchools))
	f.Add([]byte(directoryFile[:4000]))
	for _, m := range malformedFiles() {
		f.Add([]byte(m.file[:min(len(m.file), 4000)])) // long seeds make a fuzzer slow
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		schools, rep, err := perimeter.ReadSchoolFile(bytes.NewReader(raw))
		if err != nil {
			require.Equal(t, record.Invalid, record.CodeOf(err))
			return
		}
		require.LessOrEqual(t, len(schools), rep.Read)
		seen := map[record.UAI]bool{}
		for _, s := range schools {
			uai, err := record.ParseUAI(string(s.UAI))
			require.NoError(t, err)
			require.Equal(t, uai, s.UAI)
			require.NotEmpty(t, s.Name)
			require.False(t, seen[uai])
			seen[uai] = true
		}
		for _, p := range rep.Problems {
			require.Greater(t, p.Line, 1)
			require.LessOrEqual(t, p.Line, 2+bytes.Count(raw, []byte("\n")))
		}
		if len(rep.Problems) == 0 {
			require.NotEmpty(t, schools)
		}
	})
}
