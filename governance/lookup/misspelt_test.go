package lookup_test

import (
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		a, b string
		want int
	}{
		{"", "", 0},
		{"ab", "", 2},
		{"vitry", "vitry", 0},
		{"vitry", "vitri", 1},
		{"vitry", "vitrry", 1},
		{"vitry", "vtry", 1},
		{"vitry", "virty", 1},
		{"wallon", "valon", 2},
		{"jaures", "jores", 2},
		{"ca", "abc", 3}, // a swap is not changed any further
		{"vaillant", "makarenko", 3},
	} {
		require.Equal(t, tc.want, lookup.Distance(tc.a, tc.b, 2), "%s %s", tc.a, tc.b)
		require.Equal(t, tc.want, lookup.Distance(tc.b, tc.a, 2), "%s %s", tc.b, tc.a)
	}
	t.Run("it is the oracle's, up to the most that is asked for", func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 3))
		for range 20_000 {
			a := syllables(r, 1+r.IntN(4))
			b := a
			for range r.IntN(4) {
				if len(b) > 1 {
					b = mistyped(r, mistakes[r.IntN(len(mistakes))], b)
				}
			}
			for most := 1; most <= 2; most++ {
				require.Equal(t, min(osa(a, b), most+1), lookup.Distance(a, b, most), "%s %s", a, b)
			}
		}
	})
}
