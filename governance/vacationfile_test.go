package governance_test

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
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
		"a holiday of one day that ends on the next": {
			"Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-07T22:00:00+00:00;Lyon;Zone A;2026-2027", "2027-05-07", "2027-05-07",
		},
		"a holiday of one day": {
			"Pont de l'Ascension;-;2027-05-06T22:00:00+00:00;2027-05-06T22:00:00+00:00;Lyon;Zone A;2026-2027", "2027-05-07", "2027-05-07",
		},
		"in the Pacific, where a school year is a year": {
			"Vacances 1ère période;-;2026-03-27T23:00:00+00:00;2026-04-11T22:00:00+00:00;Wallis et Futuna;Wallis et Futuna;2026", "2026-03-29", "2026-04-11",
		},
		"a day in the Pacific": {
			"Fête du Territoire;-;2026-07-28T22:00:00+00:00;2026-07-28T22:00:00+00:00;Wallis et Futuna;Wallis et Futuna;2026", "2026-07-29", "2026-07-29",
		},
		"plain days": {"Noël;-;2026-12-19;2027-01-04;Mayotte;Mayotte;2026-2027", "2026-12-20", "2027-01-03"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			holidays, rep, err := perimeter.ReadVacations(table(t, vacationHeader+tc.line+"\n"))
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
	want, rep, err := perimeter.ReadVacations(table(t, string(raw)))
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
			got, _, err := perimeter.ReadVacations(table(t, text))
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
		"another file":  {"UAI;Nom\n0940198E;Ecole\n", "vacation.column"},
		"titles only":   {vacationHeader, "vacation.no_rows"},
		"teachers only": {vacationHeader + "Été;Enseignants;2026-07-04;2026-08-31;Lyon;Zone A;2025-2026\n", "vacation.no_rows"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rep, err := perimeter.ReadVacations(table(t, tc.text))
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
		"no school year":          {"Noël;-;2026-12-19;2027-01-04;Créteil;Zone C;26-27", "vacation_year"},
		"a start that is no day":  {"Noël;-;19/12/2026;2027-01-04;Créteil;Zone C;2026-2027", "vacation_date"},
		"no end":                  {"Noël;-;2026-12-19;;Créteil;Zone C;2026-2027", "vacation_date"},
		"a day that is none":      {"Noël;-;2026-02-30;2027-01-04;Créteil;Zone C;2026-2027", "vacation_date"},
		"an hour that is no day":  {"Noël;-;2026-12-18T22:00:00+00:00;2027-01-04;Créteil;Zone C;2026-2027", "vacation_hour"},
		"an end before the start": {"Noël;-;2026-12-19;2026-12-18;Créteil;Zone C;2026-2027", "vacation_order"},
		"an open quote":           {"\"Noël;-;2026-12-19;2027-01-04;Créteil;Zone C;2026-2027", "quotes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, rep, err := perimeter.ReadVacations(table(t, vacationHeader+good+tc.line+"\n"))
			require.NoError(t, err)
			require.Len(t, rep.Problems, 1)
			require.Equal(t, 3, rep.Problems[0].Line)
			require.Equal(t, "import.problem."+tc.key, rep.Problems[0].Key)
		})
	}
	t.Run("ten at most", func(t *testing.T) {
		t.Parallel()
		_, rep, err := perimeter.ReadVacations(table(t, vacationHeader+strings.Repeat("x;-;y;z;a;b;2026-2027\n", 12)))
		require.NoError(t, err)
		require.Equal(t, []int{10, 2}, []int{len(rep.Problems), rep.More})
	})
}

func FuzzReadVacations(f *testing.F) {
	raw, err := os.ReadFile("testdata/calendrier-scolaire-extrait.csv")
	require.NoError(f, err)
	f.Add(string(raw))
	f.Add(vacationHeader + "x;-;2026-12-19;2027-01-04;y;z;2026-2027\n")
	f.Fuzz(func(t *testing.T, text string) {
		table, err := commands.ReadTable(strings.NewReader(text), perimeter.IsVacationTable)
		if err != nil {
			require.Equal(t, record.Invalid, record.CodeOf(err))
			return
		}
		holidays, rep, err := perimeter.ReadVacations(table)
		if err != nil || len(rep.Problems) > 0 {
			return
		}
		require.NotEmpty(t, holidays)
		require.True(t, slices.IsSortedFunc(holidays, reminder.SchoolHoliday.Compare))
	})
}

func TestTheCaseOfTheCalendar(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../sheet/testdata/1-calendrier-annee-seule.csv")
	require.NoError(t, err)
	holidays, rep, err := perimeter.ReadVacations(table(t, string(raw)))
	require.NoError(t, err)
	require.Empty(t, rep.Problems)
	require.Equal(t, []string{"Créteil", "Wallis et Futuna"}, rep.Locations)
	require.Equal(t, "2026", holidays[1].Year)
}

func TestATrialOfVacations(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.importing(threeSchools)
	const winter, spring = "Hiver;-;2027-02-19;2027-03-08;Créteil;Zone C;2026-2027\n", "Printemps;-;2027-04-16;2027-05-03;Créteil;Zone C;2026-2027\n"
	_, err := w.ImportVacations(t.Context(), person("u-operator"), table(t, vacationHeader+winter+"Noël;-;2025-12-19;2026-01-05;Créteil;Zone C;2025-2026\n"))
	require.NoError(t, err)
	before := w.dump()
	next := table(t, vacationHeader+spring)
	trial, err := w.TryVacations(t.Context(), next)
	require.NoError(t, err)
	require.Equal(t, before, w.dump())
	require.Equal(t, []int{1, 1, 0}, []int{trial.Read, trial.Added, trial.Unchanged})
	require.Equal(t, []string{"Printemps"}, []string{trial.New[0].Name})
	require.Equal(t, []string{"Hiver"}, []string{trial.Gone[0].Name}, "of the year that is in the file")
	require.Len(t, trial.Gone, 1)

	rep, err := w.ImportVacations(t.Context(), person("u-operator"), next)
	require.NoError(t, err)
	require.Equal(t, trial.ImportReport, rep.ImportReport, "the import does what the trial has said")
	again, err := w.TryVacations(t.Context(), next)
	require.NoError(t, err)
	require.Empty(t, again.New)
	require.Empty(t, again.Gone)
}
