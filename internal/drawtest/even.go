// Package drawtest has generators for properties. It imports the standard library
// and rapid, and tests alone import it.
package drawtest

import (
	"math/bits"

	"pgregory.net/rapid"
)

// Even draws each number from least to most about as often as any other, and
// shrinks towards least. rapid's own ranges hug their least number, and the first
// of a list: of 4,383 days they draw two in three from the first year of twelve.
func Even(least, most int) *rapid.Generator[int] {
	span := uint64(most-least) + 1
	// With 5 bits more than it takes, no number is more than 1/32 likelier than another.
	drawn := bits.Len64(span) + 5
	return rapid.Custom(func(t *rapid.T) int {
		var n uint64
		for range drawn {
			n <<= 1
			if rapid.Bool().Draw(t, "bit") {
				n |= 1
			}
		}
		return least + int(n%span)
	})
}
