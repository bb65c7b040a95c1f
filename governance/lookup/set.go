package lookup

import "math/bits"

// A Set is some of the schools of an index, to search among; nil is all of them.
// It never changes, and belongs to its index.
type Set struct{ places set }

func (s *Set) block(i int) uint64 {
	if s == nil {
		return ^uint64(0)
	}
	return s.places[i]
}

// Size is how many schools are in the set, which is not nil.
func (s *Set) Size() int { return s.places.size() }

// And are the schools that are in both.
func (s *Set) And(other *Set) *Set {
	switch {
	case s == nil:
		return other
	case other == nil:
		return s
	}
	both := make(set, len(s.places))
	for i := range both {
		both[i] = s.places[i] & other.places[i]
	}
	return &Set{both}
}

// Only are the schools of which keep says so, asked once for each by its number.
func (x *Index) Only(keep func(number int) bool) *Set {
	places := make(set, x.blocks)
	for place, number := range x.numbers {
		if keep(number) {
			places.put(place)
		}
	}
	return &Set{places}
}

// Where says in what a word is looked for.
type Where uint8

const (
	Commune  = Where(inCommune)
	District = Where(inDistrict)
	Type     = Where(inRest) // the type, the postcode or the code
)

// In are the schools whose commune, district or type has all the words of a
// text, each of which may be begun by one letter, or misspelled when nothing
// nearer is found. It says how well those answer that do; Partial when none does.
func (x *Index) In(where Where, text string) (*Set, Fit) {
	found := &Set{make(set, x.blocks)}
	words := read(text)
	if len(words) == 0 {
		return found, Partial
	}
	s := x.begin(words, field(where), 0, 1)
	defer x.end(s)
	if !s.answer(nil, false) {
		return found, Partial
	}
	for _, b := range s.active {
		found.places[b] = s.kept[b]
	}
	return found, s.worst.fit(0)
}

// all lists a set, nothing when it is nil.
func (x *Index) all(within *Set, limit int) Found {
	var f Found
	if within == nil {
		return f
	}
	f.Total = within.Size()
	for block, v := range within.places {
		for ; v != 0 && len(f.Hits) < limit; v &= v - 1 {
			f.Hits = append(f.Hits, Hit{Number: x.numbers[block*64+bits.TrailingZeros64(v)]})
		}
	}
	return f
}
