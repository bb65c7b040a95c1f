package lookup_test

import (
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

// asked is a query as somebody may type it who has some of the schools in mind.
func asked(r *rand.Rand, records []lookup.Record) string {
	var list []string
	school := records[r.IntN(len(records))]
	for range 1 + r.IntN(3) {
		if r.IntN(8) == 0 {
			school = records[r.IntN(len(records))]
		}
		said := words(school)
		word := said[r.IntN(len(said))]
		switch r.IntN(16) {
		case 0:
			word = school.PostalCode[:2+r.IntN(4)]
		case 1:
			word = strings.Fields("elem mat prim gs st ste j. jb dr 11 onze nd où est svp école à a zzz")[r.IntN(18)]
		case 2:
			word = word[:min(len(word), 1+r.IntN(5))]
		case 3:
			word = syllables(r, 1+r.IntN(3))
		case 4:
			word = school.District
		}
		for range []int{0, 0, 0, 1, 1, 2}[r.IntN(6)] {
			if len([]rune(word)) > 1 {
				word = mistyped(r, mistakes[r.IntN(len(mistakes))], word)
			}
		}
		list = append(list, word)
	}
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return strings.Join(list, " ")
}

// TestTheIndexAnswersAsTheRulesDo compares the index with the oracle: 10,000
// queries over the real file, 40 over 60,000 schools, which the oracle takes its
// time for; LOOKUP_QUERIES=10000 asks as many there, in some minutes.
func TestTheIndexAnswersAsTheRulesDo(t *testing.T) {
	t.Parallel()
	many := 40
	if said := os.Getenv("LOOKUP_QUERIES"); said != "" {
		var err error
		many, err = strconv.Atoi(said)
		require.NoError(t, err)
	}
	for name, tc := range map[string]struct {
		records []lookup.Record
		queries int
	}{"the real file": {schools(t, "schools.csv"), 10_000}, "60,000 schools": {generated(t, 60_000), many}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			records, queries := tc.records, tc.queries
			idx, o := lookup.Build(records), newOracle(records)
			r := rand.New(rand.NewPCG(7, 7))
			seen := map[lookup.Fit]int{}
			for range queries {
				query := asked(r, records)
				var keep func(number int) bool
				var within *lookup.Set
				if r.IntN(5) == 0 {
					n := 2 + r.IntN(5)
					keep = func(number int) bool { return number%n == 0 }
					within = idx.Only(keep)
				}
				want, got := o.search(query, keep, 20), idx.Search(query, within, 20)
				require.Equal(t, want, got, "%q", query)
				if len(got.Hits) > 0 {
					seen[got.Hits[0].Fit]++
				} else {
					seen[lookup.Partial+1]++
				}
			}
			t.Logf("%d queries by fit: %v", queries, seen)
			for fit := lookup.Exact; queries >= 10_000 && fit <= lookup.Partial+1; fit++ {
				require.NotZero(t, seen[fit], "no query was answered by fit %d", fit)
			}
		})
	}
}
