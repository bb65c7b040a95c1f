package drawtest_test

import (
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/internal/drawtest"
)

// TestEven counts how many of 2,400 draws fall into each twelfth of a range.
func TestEven(t *testing.T) {
	t.Parallel()
	const draws, parts = 2400, 12
	spread := func(g *rapid.Generator[int], least, most int) (counts [parts]int) {
		for seed := range draws {
			n := g.Example(seed)
			require.True(t, least <= n && n <= most, "%d", n)
			counts[(n-least)*parts/(most-least+1)]++
		}
		return counts
	}
	even := func(counts [parts]int) bool {
		for _, n := range counts {
			if n < draws/parts*2/3 || n > draws/parts*3/2 {
				return false
			}
		}
		return true
	}
	for _, r := range [][2]int{{0, 4382}, {1, 3 * 365}, {0, 3 * 365 * 24 * 60}, {-200_000, 200_000}, {0, 11}, {0, 23}} {
		counts := spread(drawtest.Even(r[0], r[1]), r[0], r[1])
		t.Log(r, counts)
		require.True(t, even(counts), "%v: %v", r, counts)
	}
	t.Run("rapid's own range does not pass", func(t *testing.T) {
		t.Parallel()
		counts := spread(rapid.IntRange(0, 4382), 0, 4382)
		t.Log(counts)
		require.False(t, even(counts), "it has become even: %v", counts)
	})
	t.Run("one number is drawn from a range of one", func(t *testing.T) {
		t.Parallel()
		require.Equal(t, 7, drawtest.Even(7, 7).Example(1))
	})
}
