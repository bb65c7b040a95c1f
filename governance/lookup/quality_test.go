package lookup_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

// A shot is a school that somebody means, and what they type.
type shot struct {
	query, kind, length string
	found               bool // among the first five
}

// aim types n queries for schools of the real file, with so many typing mistakes
// in words of their names and communes.
func aim(t *testing.T, idx *lookup.Index, records []lookup.Record, n, mistaken int) []shot {
	r := rand.New(rand.NewPCG(2026, uint64(mistaken)))
	var shots []shot
	for len(shots) < n {
		s := records[r.IntN(len(records))]
		list := meant(r, s)
		if !among(idx, strings.Join(list, " "), s) {
			continue // it is not told from others by that, however it is typed
		}
		var long []int
		for i, w := range list {
			if len([]rune(w)) >= 4 && !strings.ContainsAny(w, "0123456789") {
				long = append(long, i)
			}
		}
		if len(long) == 0 {
			continue
		}
		i := long[r.IntN(len(long))]
		shot := shot{kind: mistakes[r.IntN(len(mistakes))], length: "4 letters"}
		switch size := len([]rune(list[i])); {
		case size >= 8:
			shot.length = "8 letters and more"
		case size >= 5:
			shot.length = "5 to 7 letters"
		}
		for m := range mistaken {
			if m > 0 && r.IntN(2) == 0 {
				i = long[r.IntN(len(long))]
			}
			typed := list[i]
			for typed == list[i] {
				typed = mistyped(r, shot.kind, list[i])
			}
			list[i] = typed
		}
		r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
		shot.query = strings.Join(list, " ")
		shot.found = among(idx, shot.query, s)
		shots = append(shots, shot)
	}
	return shots
}

// among reports whether a query lists a school among the first five.
func among(idx *lookup.Index, query string, s lookup.Record) bool {
	return slices.ContainsFunc(idx.Search(query, nil, 5).Hits, func(h lookup.Hit) bool { return h.Number == s.Number })
}

// meant is how people name a school: a word or more of its name, its kind at
// times, and a word of where it is.
func meant(r *rand.Rand, s lookup.Record) []string {
	var name, list []string
	for _, w := range strings.FieldsFunc(s.Name, func(r rune) bool { return strings.ContainsRune(" -'’", r) }) {
		switch strings.ToLower(w) {
		case "ecole", "de", "du", "des", "la", "le", "les", "l", "d", "et", "publique", "application", "d'application", "au", "aux", "sur":
		case "élémentaire", "maternelle", "primaire":
			if r.IntN(2) == 0 {
				list = append(list, string([]rune(w)[:4]))
			}
		default:
			name = append(name, w)
		}
	}
	list = append(list, name[min(r.IntN(len(name)), r.IntN(2)):]...)
	places := slices.DeleteFunc(strings.FieldsFunc(s.Commune, func(r rune) bool { return r == '-' || r == ' ' || r == '\'' }), func(w string) bool { return len(w) < 4 })
	return append(list, places[r.IntN(len(places))])
}

// TestTheSchoolThatWasMeantIsFound types 2,000 queries with one mistake for
// schools of the real file: by kind of mistake and by length of the word, the
// school is among the first five 98 times in a hundred at least.
func TestTheSchoolThatWasMeantIsFound(t *testing.T) {
	t.Parallel()
	records := schools(t, "schools.csv")
	idx := lookup.Build(records)
	for mistaken := 1; mistaken <= 2; mistaken++ {
		found, typed := map[string]int{}, map[string]int{}
		var lost []string
		for _, shot := range aim(t, idx, records, 2000, mistaken) {
			for _, class := range []string{shot.kind, shot.length, "all"} {
				typed[class]++
				if shot.found {
					found[class]++
				}
			}
			if !shot.found {
				lost = append(lost, shot.query)
			}
		}
		for _, class := range slices.Sorted(maps.Keys(typed)) {
			share := float64(found[class]) / float64(typed[class])
			t.Logf("%d mistakes, %-18s %4d queries, found among five: %.4f", mistaken, class, typed[class], share)
			if mistaken == 1 {
				require.GreaterOrEqual(t, share, 0.98, class)
			}
		}
		t.Log(fmt.Sprint("lost: ", strings.Join(lost[:min(len(lost), 12)], " | ")))
	}
}
