package governance_test

import (
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/perimeter"
	"pilotent/governance/record"
)

// Each of these took minutes or gigabytes, or was no file at all. What is
// refused is refused before anything is made of it: the test would not end.
func TestFilesThatAreNoTable(t *testing.T) {
	t.Parallel()
	const huge = 60 << 20
	repeat := func(s string) string { return strings.Repeat(s, huge/len(s)) }
	lines := func() string { return repeat(strings.Repeat("x", 99) + "\n") }
	for name, tc := range map[string]struct {
		file func() string // made when its turn comes: nine at once are half a gigabyte
		key  string
	}{
		"a header of 60 MB, of columns":         {func() string { return repeat("a;") }, "import.line_too_long"},
		"a header of 60 MB, of separators":      {func() string { return repeat(";") }, "import.line_too_long"},
		"a header of 60 MB, of one name":        {func() string { return repeat("é") + "\nx" }, "import.line_too_long"},
		"a million columns":                     {func() string { return "uai;nom" + strings.Repeat(";x", 1e6) + "\n0940198E;Wallon\n" }, "import.line_too_long"},
		"a file without a line break":           {func() string { return "uai;nom " + repeat("0940198E;Wallon ") }, "import.line_too_long"},
		"a line of 60 MB below a rightful head": {func() string { return "uai;nom\n0940198E;" + repeat("x") }, "import.line_too_long"},
		"a quote of 60 MB in one line":          {func() string { return "uai;nom\n0940198E;\"" + repeat("x") + "\"\n" }, "import.line_too_long"},
		"a header between quotes, of 60 MB":     {func() string { return "\"" + lines() + "\";nom\n" }, "import.no_uai"},
		"61 MB of blank lines":                  {func() string { return repeat("\n") }, "import.empty"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := tc.file()
			_, _, err := perimeter.ReadSchoolFile(strings.NewReader(file))
			require.Equal(t, tc.key, refusalKey(t, err))
			_, _, err = perimeter.ReadVacationFile(strings.NewReader(file))
			if tc.key == "import.no_uai" {
				tc.key = "vacation.column"
			}
			require.Equal(t, tc.key, refusalKey(t, err))
		})
	}
	t.Run("a field of 60 MB over many lines is told with its line", func(t *testing.T) {
		t.Parallel()
		_, rep, err := perimeter.ReadSchoolFile(io.MultiReader(
			strings.NewReader("uai;nom\n0940198E;Wallon\n0940451E;\""), strings.NewReader(lines()), strings.NewReader("\"\n")))
		require.NoError(t, err)
		require.Len(t, rep.Problems, 1)
		require.Equal(t, "import.problem.field", rep.Problems[0].Key)
		require.Equal(t, 3, rep.Problems[0].Line)
	})
	t.Run("a line of 60 KB is still read", func(t *testing.T) {
		t.Parallel()
		schools, _, err := perimeter.ReadSchoolFile(strings.NewReader("uai;nom\n0940198E;" + strings.Repeat("x", 60<<10) + "\n"))
		require.NoError(t, err)
		require.Len(t, schools, 1)
	})
}

func refusalKey(t *testing.T, err error) string {
	t.Helper()
	var refused *record.Error
	require.ErrorAs(t, err, &refused)
	return refused.Key
}
