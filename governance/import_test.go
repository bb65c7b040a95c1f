package governance_test

import (
	"bytes"
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
	found := record.Args{"found": "Nom_etablissement, Type_etablissement, Statut_public_prive, Adresse_1"}
	return []malformed{
		{name: "wrong separator", file: strings.ReplaceAll(directoryFile, ";", "|"), err: "import.separator", args: record.Args{"found": "|"}},
		{name: "empty", file: "", err: "import.empty"},
		{name: "only a BOM", file: "\ufeff", err: "import.empty"},
		{name: "only blanks", file: " \r\n\t\n", err: "import.empty"},
		{name: "only the header", file: lines[0], err: "import.no_rows"},
		{name: "only the header and blank lines", file: lines[0] + "\r\n \r\n", err: "import.no_rows"},
		{name: "a PDF", file: "%PDF-1.7\n%âãÏÓ\n1 0 obj\x00", err: "import.pdf"},
		{name: "a workbook", file: "PK\x03\x04\x14\x00\x06\x00", err: "import.workbook"},
		{name: "NUL bytes", file: "UAI;Nom\n0940198E;a\x00b\n", err: "import.binary"},
		{name: "UTF-16", file: "\xff\xfeU\x00A\x00I\x00;\x00", err: "import.binary"},
		{name: "no UAI column", file: strings.Replace(strings.TrimPrefix(directoryFile, "\ufeff"), "Identifiant_de_l_etablissement;", ";", 1), err: "import.no_uai", args: found},
		{name: "no name column", file: "uai,commune\n0940198E,Vitry\n", err: "import.no_name", args: record.Args{"found": "uai, commune"}},
		{name: "an open quote in the header", file: "UAI;Nom;\"x\n0940198E;Ecole;\n", err: "import.unreadable_header"},
		{name: "prose", file: "Bonjour,\nvoici la liste des écoles.\n", err: "import.no_uai", args: record.Args{"found": "Bonjour"}},

		{
			name: "a bad letter on line 12", file: with(12, strings.Replace(lines[11], "0940289D", "0940289E", 1)), read: 19,
			problems: problem(12, "uai.letter", record.Args{"text": "0940289E", "number": "0940289", "found": "E", "expected": "D"}),
		},
		{
			name: "no UAI on a line", file: with(3, strings.TrimPrefix(lines[2], "0940198E")), read: 19,
			problems: problem(3, "uai.malformed", record.Args{"text": ""}),
		},
		{
			name: "a duplicate", file: with(15, lines[4]), read: 19,
			problems: problem(15, "import.problem.duplicate", record.Args{"uai": "0940209S", "first": 5}),
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
			name: "a column too few", file: "UAI;Nom;Commune\n0940198E;Wallon;Vitry\n0940573M;Wallon\n", read: 2,
			problems: problem(3, "import.problem.columns", record.Args{"found": 2, "expected": 3}),
		},
		{
			name: "a column too many", file: "UAI;Nom\n0940198E;Wallon;A\n", read: 1,
			problems: problem(2, "import.problem.columns", record.Args{"found": 3, "expected": 2}),
		},
		{name: "an open quote", file: with(7, `"`+lines[6]), read: 5, problems: problem(7, "import.problem.quotes", record.Args{})},
		{name: "a quote inside the first field", file: "UAI;Nom\n0940\"198E;Wallon\n", problems: problem(2, "import.problem.quotes", record.Args{})},
		{
			name: "several", file: "UAI;Nom\n0940198E;A\n\nx;B\n0940573M;\"C\nD\"\n0940451E;\n0940198E;E\n", read: 5,
			problems: []perimeter.FileProblem{
				{Line: 4, Key: "uai.malformed", Args: record.Args{"text": "x"}},
				{Line: 7, Key: "import.problem.name", Args: record.Args{"uai": "0940451E"}},
				{Line: 8, Key: "import.problem.duplicate", Args: record.Args{"uai": "0940198E", "first": 2}},
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
		t.Run(m.name, func(t *testing.T) {
			rep, err := w.ImportSchools(t.Context(), w.as(pilot), strings.NewReader(m.file))
			if m.err != "" {
				e := asError(t, err, record.Invalid, m.err)
				if m.args != nil {
					require.Equal(t, m.args, e.Args)
				}
			} else {
				require.NoError(t, err)
				require.Equal(t, perimeter.ImportReport{Read: m.read, Problems: m.problems}, rep)
			}
			require.Equal(t, before, w.dump(), "the base is as it was")
		})
	}
	t.Run("in ISO-8859-1 with a bad letter", func(t *testing.T) {
		file := latin1(t, "UAI;Nom\n0940198F;École\n")
		rep, err := w.ImportSchools(t.Context(), w.as(pilot), bytes.NewReader(file))
		require.NoError(t, err)
		require.True(t, rep.Latin1)
		require.Equal(t, 2, rep.Problems[0].Line)
		require.Equal(t, before, w.dump())
	})
	t.Run("more problems than people mend at once are counted", func(t *testing.T) {
		rep, err := w.ImportSchools(t.Context(), w.as(pilot), strings.NewReader("UAI;Nom\n"+strings.Repeat("bad;Ecole\n", 13)))
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
		require.Len(t, list, 613)
		require.Equal(t, day("2026-11-23"), list[0].StageSince)
	})
	t.Run("the second time nothing changes", func(t *testing.T) {
		w.at("2026-11-30 08:00")
		require.Equal(t, perimeter.ImportReport{Read: 613, Unchanged: 613}, w.importing(directoryFile))
		require.Equal(t, []string{"schools.imported", "schools.imported"}, w.changes("schools"))
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
	})
	t.Run("schools that are not in the file stay", func(t *testing.T) {
		require.Equal(t, perimeter.ImportReport{Read: 3, Updated: 1, Unchanged: 2}, w.importing(threeSchools), "one has its name back")
		list, err := w.ListSchools(t.Context(), w.as(other), perimeter.SchoolFilter{})
		require.NoError(t, err)
		require.Len(t, list, 613)
	})
	t.Run("a school on several sites has several lines", func(t *testing.T) {
		rep := newWorld(t).importing("UAI;Nom;multi_uai\n0940198E;Site 1;1\n0940198E;Site 2;1\n0940573M;Autre;0\n")
		require.Equal(t, perimeter.ImportReport{Read: 3, Added: 2}, rep)
	})
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
		return list
	}
	want := schools()
	require.Equal(t, []any{"94400", perimeter.Nursery, true, true}, []any{want[0].PostalCode, want[0].Type, want[0].Private, want[0].Closing})
	require.Equal(t, 1, w.importing("UAI;Nom\n0940198E;École Henri Wallon\n").Unchanged)
	require.Equal(t, 1, w.importing("UAI;Nom;Code postal\n0940198E;École Wallon;94410\n").Updated)
	want[0].Name, want[0].PostalCode = "École Wallon", "94410"
	require.Equal(t, want, schools())
}
