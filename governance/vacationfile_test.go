package governance_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

const vacationHeader = "description;population;start_date;end_date;location;zones;annee_scolaire\n"

func TestVacationFileReadsEachKindOfLine(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		line        string
		first, last string
	}{
		"midnight in Paris in winter is the evening before": {
			"Vacances de Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Créteil;Zone C;2026-2027", "2026-12-20", "2027-01-03",
		},
		"in summer two hours before": {
			"Vacances d'Été;Élèves;2026-07-03T22:00:00+00:00;2026-08-31T22:00:00+00:00;Lyon;Zone A;2025-2026", "2026-07-05", "2026-08-31",
		},
		"from one time to the other": {
			"Vacances de la Toussaint;-;2026-10-16T22:00:00+00:00;2026-11-01T23:00:00+00:00;Lyon;Zone A;2026-2027", "2026-10-18", "2026-11-01",
		},
		"a bridge": {
			"Pont de l'Ascension;-;2026-05-13T22:00:00+00:00;2026-05-17T22:00:00+00:00;Lyon;Zone A;2025-2026", "2026-05-15", "2026-05-17",
		},
		"a beginning whose end is not known yet": {
			"Début des Vacances d'Été;Élèves;2027-07-02T22:00:00+00:00;2027-07-02T22:00:00+00:00;Lyon;Zone A;2026-2027", "2027-07-04", "2027-07-02",
		},
		"through 29 February": {
			"Vacances d'Hiver;-;2028-02-25T23:00:00+00:00;2028-03-12T23:00:00+00:00;Paris;Zone C;2027-2028", "2028-02-27", "2028-03-12",
		},
		"midnight where the pupils are": {
			"Vacances de Carnaval;-;2027-02-06T04:00:00+00:00;2027-02-22T04:00:00+00:00;Guadeloupe;Guadeloupe;2026-2027", "2027-02-07", "2027-02-21",
		},
		"with its offset": {
			"Vacances d'Été;Élèves;2026-07-04T00:00:00+02:00;2026-09-01T00:00:00+02:00;Lyon;Zone A;2025-2026", "2026-07-05", "2026-08-31",
		},
		"plain days": {"Noël;-;2026-12-19;2027-01-04;Mayotte;Mayotte;2026-2027", "2026-12-20", "2027-01-03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			holidays, rep, err := perimeter.ReadVacationFile(strings.NewReader(vacationHeader + tc.line + "\n"))
			require.NoError(t, err)
			require.Empty(t, rep.Problems)
			require.Len(t, holidays, 1)
			fields := strings.Split(tc.line, ";")
			require.Equal(t, reminder.SchoolHoliday{
				Year: fields[6], Location: fields[4], Zone: fields[5],
				Vacation: record.Vacation{Name: fields[0], First: day(tc.first), Last: day(tc.last)},
			}, holidays[0])
		})
	}
}

func TestVacationFileOfTheMinistry(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/calendrier-scolaire-extrait.csv")
	require.NoError(t, err)
	want, rep, err := perimeter.ReadVacationFile(strings.NewReader(string(raw)))
	require.NoError(t, err)
	require.Empty(t, rep.Problems)
	require.Equal(t, []int{12, 2, 10}, []int{rep.Read, rep.Teachers, len(want)})
	require.Equal(t, []string{"Besançon", "Bordeaux", "Clermont-Ferrand", "Dijon", "Grenoble", "Lyon"}, rep.Locations)
	require.Equal(t, "2026-08-31", rep.Until.String())

	for name, text := range map[string]string{
		"with commas":          strings.ReplaceAll(string(raw), ";", ","),
		"with a byte order":    "\ufeff" + string(raw),
		"with Windows' lines":  strings.ReplaceAll(string(raw), "\n", "\r\n"),
		"with each line twice": string(raw) + strings.Join(strings.SplitAfter(string(raw), "\n")[1:], ""),
		"with labels": strings.Replace(string(raw), strings.TrimSpace(vacationHeader),
			"Description;Population;Date de début;Date de fin;Académies;Zones;annee_scolaire", 1),
		"in another order": inAnotherOrder(string(raw)),
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := perimeter.ReadVacationFile(strings.NewReader(text))
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

// inAnotherOrder has the columns of a file backwards.
func inAnotherOrder(text string) string {
	var b strings.Builder
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSpace(line), ";")
		slices.Reverse(fields)
		b.WriteString(strings.Join(fields, ";") + "\n")
	}
	return b.String()
}

func TestVacationFileThatIsNone(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, key string }{
		"nothing":       {" \n", "import.empty"},
		"a PDF":         {"%PDF-1.7", "import.pdf"},
		"a workbook":    {"PK\x03\x04…", "import.workbook"},
		"no text":       {"a\x00b", "import.binary"},
		"another file":  {"UAI;Nom\n0940198E;Ecole\n", "vacation.column"},
		"titles only":   {vacationHeader, "vacation.no_rows"},
		"teachers only": {vacationHeader + "Été;Enseignants;2026-07-04;2026-08-31;Lyon;Zone A;2025-2026\n", "vacation.no_rows"},
		"a quote":       {"\"", "import.unreadable_header"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rep, err := perimeter.ReadVacationFile(strings.NewReader(tc.text))
			asError(t, err, record.Invalid, tc.key)
			require.Empty(t, rep.Problems)
		})
	}
}

func TestVacationFileNamesTheLinesThatAreWrong(t *testing.T) {
	t.Parallel()
	const good = "Noël;-;2026-12-18T23:00:00+00:00;2027-01-03T23:00:00+00:00;Créteil;Zone C;2026-2027\n"
	for name, tc := range map[string]struct{ line, key string }{
		"columns are missing":     {"Noël;-;2026-12-18T23:00:00+00:00", "columns"},
		"no name":                 {";-;2026-12-19;2027-01-04;Créteil;Zone C;2026-2027", "vacation_empty"},
		"no académie":             {"Noël;-;2026-12-19;2027-01-04;;Zone C;2026-2027", "vacation_empty"},
		"no zone":                 {"Noël;-;2026-12-19;2027-01-04;Créteil; ;2026-2027", "vacation_empty"},
		"no school year":          {"Noël;-;2026-12-19;2027-01-04;Créteil;Zone C;2026", "vacation_year"},
		"a start that is no day":  {"Noël;-;19/12/2026;2027-01-04;Créteil;Zone C;2026-2027", "vacation_date"},
		"no end":                  {"Noël;-;2026-12-19;;Créteil;Zone C;2026-2027", "vacation_date"},
		"a day that is none":      {"Noël;-;2026-02-30;2027-01-04;Créteil;Zone C;2026-2027", "vacation_date"},
		"an hour that is no day":  {"Noël;-;2026-12-18T22:00:00+00:00;2027-01-04;Créteil;Zone C;2026-2027", "vacation_hour"},
		"an end before the start": {"Noël;-;2026-12-19;2026-12-18;Créteil;Zone C;2026-2027", "vacation_order"},
		"an open quote":           {"\"Noël;-;2026-12-19;2027-01-04;Créteil;Zone C;2026-2027", "quotes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rep, err := perimeter.ReadVacationFile(strings.NewReader(vacationHeader + good + tc.line + "\n"))
			require.NoError(t, err)
			require.Len(t, rep.Problems, 1)
			require.Equal(t, 3, rep.Problems[0].Line)
			require.Equal(t, "import.problem."+tc.key, rep.Problems[0].Key)
		})
	}
	t.Run("ten at most", func(t *testing.T) {
		t.Parallel()
		_, rep, err := perimeter.ReadVacationFile(strings.NewReader(vacationHeader + strings.Repeat("x;-;y;z;a;b;2026-2027\n", 12)))
		require.NoError(t, err)
		require.Equal(t, []int{10, 2}, []int{len(rep.Problems), rep.More})
	})
}

func FuzzReadVacationFile(f *testing.F) {
	raw, err := os.ReadFile("testdata/calendrier-scolaire-extrait.csv")
	require.NoError(f, err)
	f.Add(string(raw))
	f.Add(vacationHeader + "x;-;2026-12-19;2027-01-04;y;z;2026-2027\n")
	f.Fuzz(func(t *testing.T, text string) {
		holidays, rep, err := perimeter.ReadVacationFile(strings.NewReader(text))
		if err != nil || len(rep.Problems) > 0 {
			return
		}
		require.NotEmpty(t, holidays)
		require.True(t, slices.IsSortedFunc(holidays, reminder.SchoolHoliday.Compare))
	})
}
