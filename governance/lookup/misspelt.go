package lookup

import "slices"

// What a word may be misspelled for, by symmetric deletes: two words that are
// at most two edits apart have in common what is left of each when at most as
// many letters are dropped. Every token is filed under all that is left of it;
// the tokens near a word stand under what is left of the word. Since an edit
// moves at most one letter across any place, the first letters are enough.
// What is found is then measured: two words may fall into one drawer by chance.
const (
	deleteHead = 7
	// Words of fewer letters are not misspelled.
	minMisread = 4
	// maxSpelled letters make the longest token that is looked for so.
	maxSpelled = 32
)

// minTwoEdits is how many letters a token has that may be two edits away.
const minTwoEdits = 2 * minMisread

// edits is how many edits away from a token a word is still the token
// misspelled: one from four letters on, two from eight.
func edits(token string) int { return min(2, len(token)/minMisread) }

// maxFar is how far a token of at least five letters may be from a word of at
// least four to be near it when nothing nearer is found.
const (
	maxFar      = 2
	minFarToken = 5
	minFarWord  = 4
)

// dropped is how many letters of a token are dropped: as many as it may be away
// from a word.
func dropped(token string) int {
	if len(token) >= minFarToken {
		return maxFar
	}
	return edits(token)
}

// drawers file tokens under hashes.
type drawers struct {
	starts []uint32 // one more than there are drawers, a power of two
	filed  []uint32 // tokens
}

// file makes drawers for what keys says of each of n tokens, in three rounds.
func file(n int, keys func(token uint32, put func(hash uint32))) drawers {
	round := func(put func(token, hash uint32)) {
		var t uint32
		one := func(hash uint32) { put(t, hash) }
		for t = range uint32(n) {
			keys(t, one)
		}
	}
	total := 0
	round(func(uint32, uint32) { total++ })
	size := 1
	for size < total {
		size *= 2
	}
	d := drawers{starts: make([]uint32, size+1), filed: make([]uint32, total)}
	round(func(_, hash uint32) { d.starts[d.drawer(hash)+1]++ })
	for i := range size {
		d.starts[i+1] += d.starts[i]
	}
	next := slices.Clone(d.starts)
	round(func(token, hash uint32) {
		i := d.drawer(hash)
		d.filed[next[i]] = token
		next[i]++
	})
	return d
}

func (d drawers) drawer(hash uint32) int { return int(hash) & (len(d.starts) - 2) }

// under are the tokens filed under a hash, and under others that share the drawer.
func (d drawers) under(hash uint32) []uint32 {
	i := d.drawer(hash)
	return d.filed[d.starts[i]:d.starts[i+1]]
}

// bytes is the memory that is held.
func (d drawers) bytes() int { return 4 * (cap(d.starts) + cap(d.filed)) }

// fnv is FNV-1a, which is then stirred, since drawers are told by the low bits.
const (
	fnvOffset = 2166136261
	fnvPrime  = 16777619
)

func hashOf(s string) uint32 { return hashWithout(s, -1, -1) }

// hashWithout is the hash of s without the letters at i and j.
func hashWithout(s string, i, j int) uint32 {
	h := uint32(fnvOffset)
	for k := range len(s) {
		if k != i && k != j {
			h = (h ^ uint32(s[k])) * fnvPrime
		}
	}
	h ^= h >> 15
	h *= 0x2c1b3c6d
	return h ^ h>>12
}

// leftovers gives what is left of the head of a word when up to n letters, one
// or two, are dropped.
func leftovers(word string, n int, put func(hash uint32)) {
	head := word[:min(deleteHead, len(word))]
	put(hashOf(head))
	for i := range len(head) {
		if i > 0 && head[i] == head[i-1] {
			continue // the same is left
		}
		put(hashWithout(head, i, -1))
		for j := i + 1; n > 1 && j < len(head); j++ {
			put(hashWithout(head, i, j))
		}
	}
}

// distance is how many letters are added, dropped, changed or swapped with
// their neighbour to make b of a (optimal string alignment), or max+1 if more
// than max. Neither has more than maxSpelled letters.
func distance(a, b string, max int) int {
	a, b = differing(a, b)
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > max {
		return max + 1
	}
	var rows [3]distances
	last, prev, row := &rows[0], &rows[1], &rows[2]
	for j := range min(len(b), max+1) + 1 {
		prev[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		if least := row.fill(last, prev, a[:i], b, max); int(least) > max+1 {
			return max + 1
		}
		last, prev, row = prev, row, last
	}
	return min(int(prev[len(b)]), max+1)
}

// differing is what is left of two words without the letters that both begin
// with, and both end with.
func differing(a, b string) (string, string) {
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// distances are those of one beginning of a word from the beginnings of another,
// by their length.
type distances [maxSpelled + 2]uint8

// fill writes the distances of a, which is not empty, from the beginnings of b,
// by those of what a is without its last letter and without its last two, and
// returns the least. No place is worth a look that is more than max off the
// diagonal.
func (row *distances) fill(last, prev *distances, a, b string, max int) (least uint8) {
	i, first := len(a), 1
	row[0] = uint8(i)
	if i > max {
		first = i - max
		row[first-1] = uint8(max + 1)
	}
	end := min(len(b), i+max)
	least = row[first-1]
	for j := first; j <= end; j++ {
		d := prev[j-1]
		if a[i-1] != b[j-1] {
			d = 1 + min(d, prev[j], row[j-1])
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, last[j-2]+1)
			}
		}
		row[j] = d
		least = min(least, d)
	}
	row[end+1] = uint8(max + 1)
	return least
}
