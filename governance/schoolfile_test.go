package governance_test

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"
	"testing"
	utf16enc "unicode/utf16"

	"github.com/stretchr/testify/require"
	"github.com/xuri/excelize/v2"

	"pilotent/commands"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// directoryFile is the open data of a département, as downloaded: UTF-8 with
// a BOM, semicolons, CRLF.
//
//go:embed testdata/annuaire-val-de-marne.csv
var directoryFile string

// read is what a directory says, in whole.
func read(t testing.TB, text string) ([]perimeter.School, perimeter.ImportReport, error) {
	t.Helper()
	schools, rep, err := perimeter.ReadSchools(perimeter.SchoolImport{Table: table(t, text)})
	require.Empty(t, rep.LeftOut)
	return schools, rep.ImportReport, err
}

func TestReadSchools(t *testing.T) {
	t.Parallel()
	real, rep, err := read(t, directoryFile)
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
		"as Excel's Unicode text": utf16(separatedBy(t, '\t')),
		"as a workbook":           workbook(t),
		"as the API's JSON":       records(t),
	} {
		t.Run("a copy "+name+" gives the same schools", func(t *testing.T) {
			schools, rep, err := read(t, copied)
			require.NoError(t, err)
			require.Equal(t, perimeter.ImportReport{Read: 613}, rep)
			require.Equal(t, real, schools)
		})
	}
	t.Run("a copy in ISO-8859-1 gives the same names, and says so", func(t *testing.T) {
		schools, rep, err := read(t, string(latin1(t, strings.TrimPrefix(directoryFile, "\ufeff"))))
		require.NoError(t, err)
		require.Equal(t, perimeter.ImportReport{Read: 613, Latin1: true}, rep)
		require.Equal(t, real, schools)
	})
	t.Run("Windows-1252 has œ and the typographic apostrophe", func(t *testing.T) {
		schools, rep, err := read(t, "UAI;Nom\n0940198E;Sacr\xe9-C\x9cur de l\x92\xcele\n")
		require.NoError(t, err)
		require.True(t, rep.Latin1)
		require.Equal(t, "Sacré-Cœur de l’Île", schools[0].Name)
	})
}

func TestSchoolFields(t *testing.T) {
	t.Parallel()
	one := func(t *testing.T, header, row string) perimeter.School {
		schools, rep, err := read(t, header+"\n"+row)
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
			require.Equal(t, want, one(t, "UAI;Nom;Ecole_maternelle;Ecole_elementaire;libelle_nature", row).Type, row)
		}
	})
	t.Run("state and status", func(t *testing.T) {
		for row, want := range map[string][2]bool{
			"0940198E;N;OUVERT;Public": {false, false}, "0940198E;N;A FERMER;Privé": {true, true}, "0940198E;N;FERME;prive": {true, true},
		} {
			s := one(t, "UAI;Nom;etat;Statut_public_prive", row)
			require.Equal(t, want, [2]bool{s.Closing, s.Private}, row)
		}
	})
	t.Run("districts lose what all have in common, and doubled blanks go", func(t *testing.T) {
		for text, want := range map[string]string{
			"Circonscription d'inspection du 1er degré de Vitry-sur-Seine 1": "Vitry-sur-Seine 1",
			"Circonscription d'inspection du 1er degré d'Ivry":               "Ivry",
			"Circonscription d’inspection du 1er degré du  Plessis":          "Plessis",
			"IEN Créteil 2":                         "IEN Créteil 2",
			"Circonscription  de Vitry-sur-Seine 1": "Vitry-sur-Seine 1",
			"CIRCONSCRIPTION D'IVRY":                "IVRY",
		} {
			require.Equal(t, want, one(t, "UAI;Nom;nom_circonscription", "0940198E;N;"+text).District)
		}
	})
	t.Run("a postcode has its zero back", func(t *testing.T) {
		for text, want := range map[string]string{
			"94400": "94400", "1500": "01500", "94 400": "94400", "": "", "98713": "98713", "94400 CEDEX": "94400 CEDEX", "150": "150",
		} {
			require.Equal(t, want, one(t, "UAI;Nom;Code postal", "0940198E;N;"+text).PostalCode, text)
		}
	})
	t.Run("titles, as files have them", func(t *testing.T) {
		for _, uai := range []string{
			"UAI", "RNE", "Code RNE", "Code UAI", "Numéro d'UAI", "N° UAI", "numero_uai", "Numéro de l'école", "numero_ecole", "Code établissement",
			"Identifiant_de_l_etablissement", "Code UAI de l’école",
		} {
			require.Equal(t, "N", one(t, uai+";Nom", "0940198E;N").Name, uai)
		}
		for _, name := range []string{
			"ECOLE", "Nom école", "Nom de l'école", "nom_de_l_etablissment", "Nom de l’établissement", "Nom_etablissement", "NOM", "Établissement",
			"appellation_officielle", "Dénomination principale", " Nom   de l'E\u0301cole ",
		} {
			require.Equal(t, "N", one(t, "UAI;"+name, "0940198E;N").Name, name)
		}
	})
	t.Run("the official addresses, by labels and by names of fields", func(t *testing.T) {
		const row = "0940198E;ECOLE MATERNELLE WALLON;94400;VITRY CEDEX;Vitry-sur-Seine;ECOLE MATERNELLE;Privé"
		for _, titles := range []string{
			"Numéro d'UAI;Appellation officielle;Adresse : code postal;Localité d'acheminement;Libellé de la commune;Libellé de la nature de l'UAI;Secteur",
			"numero_uai;appellation_officielle;code_postal_uai;localite_acheminement_uai;libelle_commune;nature_uai_libe;secteur_public_prive_libe",
		} {
			require.Equal(t, perimeter.School{
				UAI: wallonA, Name: "ECOLE MATERNELLE WALLON", Type: perimeter.Nursery, Commune: "Vitry-sur-Seine", PostalCode: "94400", Private: true,
			}, one(t, titles, row))
		}
	})
	t.Run("an exact title goes before a vague one, wherever it stands", func(t *testing.T) {
		require.Equal(t, "École", one(t, "Nom;UAI;Nom de l'école", "Durand;0940198E;École").Name)
		require.Equal(t, "École", one(t, "Code établissement;Nom;ECOLE;UAI", "x;Durand;École;0940198E").Name)
		require.Equal(t, "Vitry-sur-Seine", one(t, "UAI;Nom;Ville;Nom commune", "0940198E;N;VITRY CEDEX;Vitry-sur-Seine").Commune)
	})
	t.Run("a name in two columns is joined", func(t *testing.T) {
		const titles = "UAI;Dénomination principale;Patronyme"
		for row, want := range map[string]string{
			"ECOLE PRIMAIRE;JEAN JAURES":             "ECOLE PRIMAIRE JEAN JAURES",
			"ECOLE PRIMAIRE;":                        "ECOLE PRIMAIRE",
			"ECOLE PRIMAIRE JEAN JAURES;Jean Jaurès": "ECOLE PRIMAIRE JEAN JAURES",
			";JEAN JAURES":                           "JEAN JAURES",
		} {
			require.Equal(t, want, one(t, titles, "0940198E;"+row).Name, row)
		}
		require.Equal(t, "École Jaurès", one(t, titles+";appellation_officielle", "0940198E;ECOLE;JEAN;École Jaurès").Name, "which is whole")
	})
	t.Run("what databases refuse is no part of a name", func(t *testing.T) {
		require.Equal(t, "Wal lon", one(t, "UAI;Nom", "0940198E;\x02Wal\x01 lon\u0085").Name)
	})
	t.Run("a quoted field may hold separators, quotes and line ends", func(t *testing.T) {
		s := one(t, `UAI;"Nom"`, "0940198E;\"Ecole \"\"A\"\";\nannexe\"")
		require.Equal(t, `Ecole "A"; annexe`, s.Name)
	})
}

// separatedBy is the real file with another separator between its columns.
func separatedBy(t *testing.T, sep rune) string {
	var b strings.Builder
	out := csv.NewWriter(&b)
	out.Comma = sep
	require.NoError(t, out.WriteAll(directoryRows(t)))
	return b.String()
}

func directoryRows(t *testing.T) [][]string {
	in := csv.NewReader(strings.NewReader(strings.TrimPrefix(directoryFile, "\ufeff")))
	in.Comma = ';'
	rows, err := in.ReadAll()
	require.NoError(t, err)
	return rows
}

func utf16(s string) string {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16enc.Encode([]rune(strings.TrimPrefix(s, "\ufeff"))) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

// workbook has numbers where a spreadsheet sees them.
func workbook(t *testing.T) string {
	f := excelize.NewFile()
	for i, row := range directoryRows(t) {
		cells := make([]any, len(row))
		for j, text := range row {
			cells[j] = text
			if n, err := strconv.Atoi(text); err == nil && len(text) < 9 {
				cells[j] = n
			}
		}
		require.NoError(t, f.SetSheetRow("Sheet1", "A"+strconv.Itoa(i+1), &cells))
	}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b))
	return b.String()
}

func records(t *testing.T) string {
	rows := directoryRows(t)
	var list []map[string]any
	for _, row := range rows[1:] {
		record := map[string]any{}
		for i, title := range rows[0] {
			if row[i] == "" {
				record[strings.ToLower(title)] = nil
			} else {
				record[strings.ToLower(title)] = row[i]
			}
		}
		list = append(list, record)
	}
	text, err := json.Marshal(map[string]any{"total_count": len(list), "results": list})
	require.NoError(t, err)
	return string(text)
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

func FuzzReadSchools(f *testing.F) {
	f.Add([]byte(threeSchools))
	f.Add([]byte(directoryFile[:4000]))
	for _, m := range malformedFiles() {
		f.Add([]byte(m.file[:min(len(m.file), 4000)])) // long seeds make a fuzzer slow
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		table, err := commands.ReadTable(bytes.NewReader(raw), perimeter.IsSchoolTable)
		if err != nil {
			require.Equal(t, record.Invalid, record.CodeOf(err))
			return
		}
		schools, rep, err := perimeter.ReadSchools(perimeter.SchoolImport{Table: table})
		if err != nil {
			require.Equal(t, record.Invalid, record.CodeOf(err))
			return
		}
		if len(rep.Problems) > 0 {
			require.Empty(t, schools)
			return
		}
		left := 0
		for _, l := range rep.LeftOut {
			left += l.Count
		}
		require.Equal(t, rep.Read, len(schools)+left)
		seen := map[record.UAI]bool{}
		for _, s := range schools {
			uai, err := record.ParseUAI(string(s.UAI))
			require.NoError(t, err)
			require.Equal(t, uai, s.UAI)
			require.NotEmpty(t, s.Name)
			require.False(t, seen[uai])
			seen[uai] = true
		}
	})
}
