package main

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/i18n"
	"pilotent/storage"
)

// columnsPage lists, by kind, the columns that hold people, as the page for data
// protection officers does.
func columnsPage(t *testing.T) string {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	p := catalog.Printer(i18n.French, time.UTC)
	how := map[string]string{"account": "compte", "list": "liste", "name": "nom", "text": "texte"}
	var b strings.Builder
	b.WriteString("\n| catégorie | table | colonnes |\n|---|---|---|\n")
	columns := storage.PersonalColumns()
	for _, k := range governance.DataKinds() {
		of := slices.DeleteFunc(slices.Clone(columns), func(c storage.PersonalColumn) bool { return c.Kind != k })
		require.NotEmpty(t, of, k)
		slices.SortStableFunc(of, func(x, y storage.PersonalColumn) int { return cmp.Compare(x.Table, y.Table) })
		for len(of) > 0 {
			var names []string
			n := 0
			for ; n < len(of) && of[n].Table == of[0].Table; n++ {
				names = append(names, fmt.Sprintf("`%s` (%s)", of[n].Column, how[of[n].How]))
			}
			fmt.Fprintf(&b, "| %s | `%s` | %s |\n", p.Value(k), of[0].Table, strings.Join(names, ", "))
			of = of[n:]
		}
	}
	return b.String() + "\n"
}

// The page says of each kind why it is kept, and names each column.
func TestPersonalDataPage(t *testing.T) {
	const path, begin, end = "docs/donnees-personnelles.md", "-update -->\n", "<!-- end -->"
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	before, rest, ok := strings.Cut(string(text), begin)
	require.True(t, ok)
	_, after, ok := strings.Cut(rest, end)
	require.True(t, ok)
	want := before + begin + columnsPage(t) + end + after
	if *update {
		require.NoError(t, os.WriteFile(path, []byte(want), 0o600))
	}
	require.Equal(t, want, string(text), "go test . -run TestPersonalDataPage -update")

	catalog, err := i18n.Load()
	require.NoError(t, err)
	p := catalog.Printer(i18n.French, time.UTC)
	for _, k := range governance.DataKinds() {
		require.Contains(t, before, "\n| "+string(p.Value(k))+" |", "a line says why it is kept, and for how long")
	}
}
