package lookup_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

// FuzzSearch asks anything, and compares with the oracle.
func FuzzSearch(f *testing.F) {
	records := append(schools(f, "elsewhere.csv"), schools(f, "schools.csv")...)
	for i := range records {
		records[i].Number = i
	}
	for _, row := range table(f, "queries.csv") {
		f.Add(row[1])
	}
	idx, o := lookup.Build(records), newOracle(records)
	f.Fuzz(func(t *testing.T, query string) {
		require.Equal(t, o.search(query, nil, 20), idx.Search(query, nil, 20))
	})
}
