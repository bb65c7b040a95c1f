package lookup_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

// table reads the rows of one of the files of testdata, without its head.
func table(tb testing.TB, file string) [][]string {
	tb.Helper()
	f, err := os.Open("testdata/" + file)
	require.NoError(tb, err)
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma = ';'
	rows, err := r.ReadAll()
	require.NoError(tb, err)
	return rows[1:]
}

// kinds are the words of a type, as governance gives them.
var kinds = map[string]string{
	"nursery":    "maternelle nursery",
	"elementary": "elementaire elementary",
	"primary":    "primaire primary elementaire maternelle",
}

// schools reads one of the files of testdata; a school's number is its line.
func schools(tb testing.TB, file string) []lookup.Record {
	tb.Helper()
	rows := table(tb, file)
	records := make([]lookup.Record, len(rows))
	for i, row := range rows {
		records[i] = lookup.Record{Number: i + 2, Code: row[0], Name: row[1], Type: kinds[row[2]], Commune: row[3], PostalCode: row[4], District: row[5]}
		require.NotEmpty(tb, records[i].Type, "line %d", i+2)
		if len(row) > 6 && row[6] != "" {
			records[i].Nicknames = strings.Split(row[6], ",")
		}
	}
	return records
}

// fits are the names of testdata/queries.csv.
var fits = map[lookup.Fit]string{
	lookup.Exact: "exact", lookup.Prefix: "prefix", lookup.Aside: "aside", lookup.Typo: "typo", lookup.Near: "near", lookup.Partial: "partial",
}

// TestQueriesAsPeopleTypeThem reads testdata/queries.csv: what is typed, how many
// schools are found, how they answer ("!" after it: the first is certain), and
// the codes of the first three.
func TestQueriesAsPeopleTypeThem(t *testing.T) {
	t.Parallel()
	files := map[string][]lookup.Record{"schools": schools(t, "schools.csv"), "elsewhere": schools(t, "elsewhere.csv")}
	indexes := map[string]*lookup.Index{}
	for name, records := range files {
		indexes[name] = lookup.Build(records)
	}
	rows := table(t, "queries.csv")
	require.Greater(t, len(rows), 80)
	for _, row := range rows {
		file, query := row[0], row[1]
		t.Run(query, func(t *testing.T) {
			t.Parallel()
			found := indexes[file].Search(query, nil, 3)
			var codes []string
			for _, hit := range found.Hits {
				codes = append(codes, files[file][hit.Number-2].Code)
			}
			fit := "none"
			if len(found.Hits) > 0 {
				fit = fits[found.Hits[0].Fit]
			}
			if found.Certain() {
				fit += "!"
			}
			require.Equal(t, row[2:], []string{strconv.Itoa(found.Total), fit, strings.Join(codes, " ")})
		})
	}
}

// TestWordsStandInAnyOrder asks the queries backwards, where none is run together.
func TestWordsStandInAnyOrder(t *testing.T) {
	t.Parallel()
	idx := lookup.Build(schools(t, "schools.csv"))
	for _, query := range []string{"jaures elem vitry", "wallon a vitry", "jores vitri", "henri wallon", "villeneuve roi ferry", "wallon marseille"} {
		words := strings.Fields(query)
		slices.Reverse(words)
		require.Equal(t, idx.Search(query, nil, 50), idx.Search(strings.Join(words, " "), nil, 50), query)
	}
}

func TestSets(t *testing.T) {
	t.Parallel()
	records := schools(t, "schools.csv")
	idx := lookup.Build(records)
	code := func(number int) string { return records[number-2].Code }
	in := func(where lookup.Where, text string) *lookup.Set {
		set, fit := idx.In(where, text)
		require.LessOrEqual(t, fit, lookup.Prefix, text)
		return set
	}
	t.Run("a commune is found as people write it", func(t *testing.T) {
		for _, text := range []string{"hay roses", "L'Haÿ-les-Roses", "l hay les roses", "HAY", "hay r"} {
			set := in(lookup.Commune, text)
			require.Equal(t, 14, set.Size(), text)
			for _, hit := range idx.Search("", set, 20).Hits {
				require.Equal(t, "L'Haÿ-les-Roses", records[hit.Number-2].Commune)
			}
		}
	})
	t.Run("a misspelled one is, and is told so", func(t *testing.T) {
		set, fit := idx.In(lookup.Commune, "vitri")
		require.Equal(t, lookup.Typo, fit)
		require.Equal(t, in(lookup.Commune, "vitry"), set)
	})
	t.Run("one that is not there is empty, as is no word", func(t *testing.T) {
		for _, text := range []string{"marseille", "", "!!"} {
			set, fit := idx.In(lookup.Commune, text)
			require.Zero(t, set.Size(), text)
			require.Equal(t, lookup.Partial, fit)
			require.Zero(t, idx.Search("jaures", set, 5))
		}
	})
	t.Run("a search looks in it only, and what is nearest there is found", func(t *testing.T) {
		found := idx.Search("jaures", in(lookup.Commune, "vitry"), 5)
		require.Equal(t, []string{"0940237X", "0940451E"}, []string{code(found.Hits[0].Number), code(found.Hits[1].Number)})
		require.Equal(t, 2, found.Total)
		both := in(lookup.Commune, "vitry").And(in(lookup.Type, "mat"))
		require.Equal(t, "0940451E", code(idx.Search("jaures", both, 5).Hits[0].Number))
		require.Equal(t, 1, idx.Search("jaures", both, 5).Total)
		require.Equal(t, lookup.Typo, idx.Search("fery", in(lookup.Commune, "arcueil"), 5).Hits[0].Fit)
	})
	t.Run("a district is another thing than its commune", func(t *testing.T) {
		require.Equal(t, 27, in(lookup.District, "vitry 1").Size())
		require.Equal(t, 11, in(lookup.Commune, "cachan").Size())
		require.Greater(t, in(lookup.District, "cachan").Size(), 11)
	})
	t.Run("a set without a word is listed, in order", func(t *testing.T) {
		found := idx.Search("école", in(lookup.Commune, "vitry"), 2)
		require.Equal(t, 42, found.Total)
		require.Equal(t, []string{"0942045M", "0942044L"}, []string{code(found.Hits[0].Number), code(found.Hits[1].Number)})
	})
	t.Run("the caller chooses schools by what the index does not know", func(t *testing.T) {
		few := idx.Only(func(number int) bool { return records[number-2].Code == "0940451E" })
		require.Equal(t, 1, few.Size())
		require.Equal(t, "0940451E", code(idx.Search("jaures", few, 5).Hits[0].Number))
		require.Equal(t, few, few.And(nil))
		require.Equal(t, few, (*lookup.Set)(nil).And(few))
	})
}

func TestAnIndexOfNothing(t *testing.T) {
	t.Parallel()
	idx := lookup.Build(nil)
	require.Zero(t, idx.Search("jaures", nil, 5))
	require.Zero(t, idx.Only(func(int) bool { return true }).Size())
	require.False(t, idx.Search("jaures", nil, 5).Certain())
}

// TestLimits: no limit changes what is counted.
func TestLimits(t *testing.T) {
	t.Parallel()
	idx := lookup.Build(schools(t, "schools.csv"))
	all := idx.Search("elem", nil, 10_000)
	require.Len(t, all.Hits, all.Total)
	for _, limit := range []int{-1, 0, 1, 12} {
		found := idx.Search("elem", nil, limit)
		require.Equal(t, all.Total, found.Total)
		require.Equal(t, all.Hits[:max(0, limit)], append([]lookup.Hit{}, found.Hits...))
		require.False(t, found.Certain())
	}
	t.Run("a query that nobody types is answered", func(t *testing.T) {
		idx.Search(strings.Repeat("jaures vitri x\u0300 \x00 \xff ", 500), nil, 5)
		idx.Search(strings.Repeat("a", 10_000), nil, 5)
		idx.Search(strings.Repeat("ab ", 10_000), nil, 5)
	})
}

// TestManyReadersAtOnce is for the race detector.
func TestManyReadersAtOnce(t *testing.T) {
	t.Parallel()
	idx := lookup.Build(schools(t, "schools.csv"))
	queries := []string{"jaures elem vitry", "jores vitri", "walon", "mat", "wallon marseille"}
	want := map[string]lookup.Found{}
	for _, query := range queries {
		want[query] = idx.Search(query, nil, 5)
	}
	var wait sync.WaitGroup
	for reader := range 8 {
		wait.Go(func() {
			for i := range 50 {
				query := queries[(reader+i)%len(queries)]
				assert.Equal(t, want[query], idx.Search(query, nil, 5))
			}
		})
	}
	wait.Wait()
}

// TestMemory: what 60,000 schools take. The benchmark measures it.
func TestMemory(t *testing.T) {
	t.Parallel()
	require.Less(t, lookup.Build(generated(t, 60_000)).Size(), 60_000_000)
}
