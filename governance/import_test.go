package governance_test

import (
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/rollout"
)

// malformed is a file of which nothing may be imported: it is refused whole
// by err, or for the listed problems.
type malformed struct {
	name, file string
	err        string
	args       record.Args
	problems   []perimeter.FileProblem
	read       int
}

func malformedFiles() []malformed {
	lines := strings.SplitAfter(directoryFile, "\r\n")
	// with is the first 19 schools of the real file, one line replaced.
	with := func(line int, text string) string {
		some := append([]string{}, lines[:20]...)
		some[line-1] = text
		return strings.Join(some, "")
	}
	problem := func(line int, key string, args record.Args) []perimeter.FileProblem {
		return []perimeter.FileProblem{{Line: line, Key: key, Args: args}}
	}
	other := func(first int, field perimeter.SchoolField, before, after any) record.Args {
		return record.Args{"uai": "0940198E", "first": first, "field": field, "before": before, "after": after}
	}
	found := record.Args{"found": "Nom_etablissement, Type_etablissement, Statut_public_prive, Adresse_1"}
	return []malformed{
		{name: "only the header", file: lines[0], err: "import.no_rows"},
		{name: "only the header and blank lines", file: lines[0] + "\r\n \r\n", err: "import.no_rows"},
		{name: "no UAI column", file: strings.Replace(strings.TrimPrefix(directoryFile, "\ufeff"), "Identifiant_de_l_etablissement;", ";", 1), err: "import.no_uai", args: found},
		{name: "no name column", file: "uai,commune\n0940198E,Vitry\n", err: "import.no_name", args: record.Args{"found": "uai, commune"}},
		{name: "the official holidays", file: "description;population;start_date;end_date;location;zones;annee_scolaire\nHiver;-;2025-02-21T23:00:00+00:00;2025-03-09T23:00:00+00:00;Créteil;Zone C;2024-2025\n", err: "import.calendar"},
		{name: "prose", file: "Bonjour,\nvoici la liste des écoles.\n", err: "import.no_uai", args: record.Args{"found": "Bonjour,"}},

		{
			name: "a bad letter on line 12", file: with(12, strings.Replace(lines[11], "0940289D", "0940289E", 1)), read: 19,
			problems: problem(12, "uai.letter", record.Args{"text": "0940289E", "number": "0940289", "found": "E", "expected": "D"}),
		},
		{
			name: "no UAI on a line", file: with(3, strings.TrimPrefix(lines[2], "0940198E")), read: 19,
			problems: problem(3, "uai.malformed", record.Args{"text": ""}),
		},
		{
			name: "no name on a line", file: "UAI;Nom\n0940198E; \n", read: 1,
			problems: problem(2, "import.problem.name", record.Args{"uai": "0940198E"}),
		},
		{
			name: "a name that says nothing", file: "UAI;Nom\n0940198E;…\n", read: 1,
			problems: problem(2, "import.problem.name", record.Args{"uai": "0940198E"}),
		},
		{
			name: "another name", file: "UAI;Nom\n0940198E;Wallon\n0940573M;B\n0940198E;Wallon A\n", read: 3,
			problems: problem(4, "import.problem.contradiction", other(2, perimeter.FieldName, "Wallon", "Wallon A")),
		},
		{
			name: "another commune", file: "UAI;Nom;Commune\n0940198E;Wallon;Vitry\n0940198E;Wallon;Ivry\n", read: 2,
			problems: problem(3, "import.problem.contradiction", other(2, perimeter.FieldCommune, "Vitry", "Ivry")),
		},
		{
			name: "another type", file: "UAI;Nom;libelle_nature\n0940198E;Wallon;ECOLE MATERNELLE\n0940198E;Wallon;ECOLE DE NIVEAU ELEMENTAIRE\n", read: 2,
			problems: problem(3, "import.problem.contradiction", other(2, perimeter.FieldType, perimeter.Nursery, perimeter.Elementary)),
		},
		{
			name: "public, then private", file: "UAI;Nom;Secteur\n0940198E;Wallon;PUBLIC\n0940198E;Wallon;PRIVE\n", read: 2,
			problems: problem(3, "import.problem.contradiction", other(2, perimeter.FieldPrivate, perimeter.YesNo(false), perimeter.YesNo(true))),
		},
		{
			name: "several", file: "UAI;Nom\n0940198E;A\n\nx;B\n0940573M;\"C\nD\"\n0940451E;\n0940198E;E\n", read: 5,
			problems: []perimeter.FileProblem{
				{Line: 4, Key: "uai.malformed", Args: record.Args{"text": "x"}},
				{Line: 7, Key: "import.problem.name", Args: record.Args{"uai": "0940451E"}},
				{Line: 8, Key: "import.problem.contradiction", Args: other(2, perimeter.FieldName, "A", "E")},
			},
		},
	}
}

func TestMalformedSchoolFiles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing(threeSchools)
	before := w.dump()
	for _, m := range malformedFiles() {
		for _, trial := range []bool{true, false} {
			t.Run(fmt.Sprint(m.name, ", trial ", trial), func(t *testing.T) {
				rep, err := w.ImportSchools(t.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(t, m.file), Trial: trial})
				if m.err != "" {
					e := asError(t, err, record.Invalid, m.err)
					if m.args != nil {
						require.Equal(t, m.args, e.Args)
					}
				} else {
					require.NoError(t, err)
					require.Equal(t, perimeter.ImportReport{Read: m.read, Problems: m.problems}, rep.ImportReport)
				}
				require.Equal(t, before, w.dump(), "the base is as it was")
			})
		}
	}
	t.Run("rows that could not be read, and a converted text", func(t *testing.T) {
		unread := &record.Error{Key: "import.problem.columns", Args: record.Args{"found": 2}}
		rep, err := w.ImportSchools(t.Context(), w.as(pilot), perimeter.SchoolImport{Table: perimeter.Table{
			Titles: []string{"UAI", "Nom"}, Converted: true,
			Rows: func(yield func(perimeter.TableRow, *record.Error) bool) {
				_ = yield(perimeter.TableRow{Line: 2, Cells: []string{"0940198E", "École"}}, nil) &&
					yield(perimeter.TableRow{Line: 9}, unread)
			},
		}})
		require.NoError(t, err)
		require.Equal(t, perimeter.ImportReport{
			Read: 2, Latin1: true, Problems: []perimeter.FileProblem{{Line: 9, Key: unread.Key, Args: unread.Args}},
		}, rep.ImportReport)
		require.Equal(t, before, w.dump())
	})
	t.Run("more problems than people mend at once are counted", func(t *testing.T) {
		rep, err := w.ImportSchools(t.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(t, "UAI;Nom\n"+strings.Repeat("bad;Ecole\n", 13))})
		require.NoError(t, err)
		require.Equal(t, []int{13, 10, 3}, []int{rep.Read, len(rep.Problems), rep.More})
		require.Equal(t, 11, rep.Problems[9].Line)
		require.Equal(t, before, w.dump())
	})
}

func TestImportSchools(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	t.Run("the first time all are added as candidates of today", func(t *testing.T) {
		require.Equal(t, perimeter.ImportReport{Read: 613, Added: 613}, w.importing(directoryFile))
		list, err := w.ListSchools(t.Context(), w.as(other), perimeter.SchoolFilter{Stage: perimeter.StageCandidate})
		require.NoError(t, err)
		require.Len(t, list.Schools, 613)
		require.Equal(t, day("2026-11-23"), list.Schools[0].StageSince)
	})
	t.Run("the second time nothing is written", func(t *testing.T) {
		w.at("2026-11-30 08:00")
		before := w.dump()
		require.Equal(t, perimeter.ImportReport{Read: 613, Unchanged: 613}, w.importing(directoryFile))
		require.Equal(t, before, w.dump())
		require.Equal(t, []string{"schools.imported"}, w.changes("schools"))
	})
	t.Run("a changed name is updated and leaves the stage", func(t *testing.T) {
		w.committee("COPIL", copil, record.DiffusionTeam)
		dec := w.decide("Retenir Wallon A", "COPIL", wallonA)
		_, moved, err := w.MoveSchool(t.Context(), w.as(pilot), rollout.MoveSchool{School: wallonA, To: perimeter.StageSelected, Decision: dec.Ref})
		require.NoError(t, err)

		w.at("2026-12-07 08:00")
		renamed := strings.Replace(directoryFile, "Henri Wallon A;Ecole;Public;99 rue", "Nelson Mandela;Ecole;Public;99 rue", 1)
		require.Equal(t, perimeter.ImportReport{Read: 613, Updated: 1, Unchanged: 612}, w.importing(renamed))

		st, err := w.SchoolStatus(t.Context(), w.as(pilot), wallonA)
		require.NoError(t, err)
		moved.Name = "Ecole élémentaire Nelson Mandela"
		st.School.UpdatedAt, moved.UpdatedAt = w.now(), w.now()
		require.Equal(t, moved, st.School)
		require.Equal(t, day("2026-11-30"), st.School.StageSince)

		last := st.History[len(st.History)-1]
		before, after, ok := perimeter.NamesOf(last)
		require.True(t, ok, last.Change)
		require.Equal(t, []string{"Ecole élémentaire Henri Wallon A", "Ecole élémentaire Nelson Mandela"}, []string{before, after})
		require.Equal(t, perimeter.StageSelected, last.After.(perimeter.School).Stage)
	})
	t.Run("the same name in other letters is no other name", func(t *testing.T) {
		lines := len(w.changes(record.Subject("school/" + wallonA)))
		w.importing(strings.Replace(threeSchools, "Henri Wallon A", "NELSON-MANDELA", 1))
		require.Len(t, w.changes(record.Subject("school/"+wallonA)), lines)
	})
	t.Run("schools that are not in the file stay", func(t *testing.T) {
		require.Equal(t, perimeter.ImportReport{Read: 3, Updated: 1, Unchanged: 2}, w.importing(threeSchools), "one has its name back")
		list, err := w.ListSchools(t.Context(), w.as(other), perimeter.SchoolFilter{})
		require.NoError(t, err)
		require.Len(t, list.Schools, 613)
	})
}

func TestHowFarAnImportIs(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
	var schools strings.Builder
	for n := 750000; n < 752500; n++ {
		fmt.Fprintf(&schools, "0%d%c;École %d\n", n, letters[n%23], n)
	}
	told := func(file string) (steps [][2]int, rep perimeter.SchoolReport) {
		rep, err := w.ImportSchools(t.Context(), w.as(pilot), perimeter.SchoolImport{
			Table: table(t, "UAI;Nom\n"+file), Progress: func(done, total int) { steps = append(steps, [2]int{done, total}) },
		})
		require.NoError(t, err)
		return steps, rep
	}
	steps, _ := told(schools.String())
	var each [][2]int
	for done := 100; done <= 2500; done += 100 {
		each = append(each, [2]int{done, 2500})
	}
	require.Equal(t, each, steps)
	steps, _ = told(schools.String())
	require.Empty(t, steps, "nothing is written")
	steps, rep := told(strings.ReplaceAll(schools.String(), "École 7519", "École du Parc 7519"))
	require.Equal(t, [][2]int{{2500, 2500}}, steps)
	require.Equal(t, 100, rep.Renamed)
	require.Len(t, rep.Changes, 10)
	require.Equal(t, "École du Parc 751909", rep.Changes[9].School.Name)
}

// A file that has fewer columns than the one before says nothing of the others.
func TestImportKeepsWhatTheFileHasNoColumnFor(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing("UAI;Nom;Commune;Code postal;Nom circonscription;Statut public prive;Ecole maternelle;Ecole elementaire;Etat\n" +
		"0940198E;École Henri Wallon;Vitry-sur-Seine;94400;Vitry 1;Privé;1;0;A fermer\n")
	schools := func() []perimeter.School {
		list, err := w.ListSchools(t.Context(), w.as(pilot), perimeter.SchoolFilter{})
		require.NoError(t, err)
		return list.Schools
	}
	want := schools()
	require.Equal(t, []any{"94400", perimeter.Nursery, true, true}, []any{want[0].PostalCode, want[0].Type, want[0].Private, want[0].Closing})
	require.Equal(t, 1, w.importing("UAI;Nom\n0940198E;École Henri Wallon\n").Unchanged)
	require.Equal(t, 1, w.importing("UAI;Nom;Code postal\n0940198E;École Wallon;94410\n").Updated)
	want[0].Name, want[0].PostalCode = "École Wallon", "94410"
	require.Equal(t, want, schools())
}

func TestTheCasesOfSchools(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]map[record.UAI]perimeter.School{
		"2-effectifs-patronyme.csv": {
			"0940198E": {UAI: "0940198E", Name: "ECOLE ELEMENTAIRE PUBLIQUE DES TROIS CHENES", Type: perimeter.Elementary, Commune: "VITRY SUR SEINE"},
			"0940237X": {UAI: "0940237X", Name: "ECOLE ELEMENTAIRE PUBLIQUE DU MOULIN", Type: perimeter.Elementary, Commune: "VITRY SUR SEINE"},
		},
		"3-annuaire-avec-college.csv": {
			"0940198E": {UAI: "0940198E", Name: "Ecole élémentaire des Trois Chênes", Type: perimeter.Elementary, Commune: "Vitry-sur-Seine"},
		},
		"5-liste-dsden.csv": {
			"0940198E": {
				UAI: "0940198E", Name: "Ecole élémentaire des Trois Chênes", Type: perimeter.Elementary,
				Commune: "Vitry-sur-Seine", PostalCode: "94400", District: "Vitry-sur-Seine 1",
			},
		},
		"6-lignes-vides-tableur.csv": {
			"0940198E": {UAI: "0940198E", Name: `Ecole élémentaire "des Trois Chênes" A`, Type: perimeter.Elementary, Commune: "Vitry-sur-Seine"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			raw, err := os.ReadFile("../sheet/testdata/" + name)
			require.NoError(t, err)
			schools, rep, err := perimeter.ReadSchools(perimeter.SchoolImport{Table: table(t, string(raw))})
			require.NoError(t, err)
			require.Empty(t, rep.Problems)
			got := map[record.UAI]perimeter.School{}
			for _, s := range schools {
				got[s.UAI] = s
			}
			require.Equal(t, slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)))
			require.Equal(t, want, got)
		})
	}
}
