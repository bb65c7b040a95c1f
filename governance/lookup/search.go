package lookup

import (
	"slices"
	"sort"
	"strings"
)

// The ways in which a school may answer to a word, best first, after which it
// does not.
const (
	wayExact = iota
	wayPrefix
	wayAside
	wayTypo    // one edit
	wayTypoTwo // two edits, of a long word
	waySound
	wayFar
	ways
)

// A word of at least minPrefix letters, or minPrefixDigits digits, may be the
// beginning of a longer one.
const (
	minPrefix       = 3
	minPrefixDigits = 2
)

// A search is the memory of one, used again by the next.
type search struct {
	*Index
	own, aside field
	shortest   int // letters that make a beginning

	words   []answers
	reached int // the worst way that has been looked at

	spare []set // as long as the index has blocks
	seen  []uint32
	stamp uint32

	// What is being joined: empty in between.
	found, foundName, foundCommune set

	ids     [ways][]uint32              // tokens of the word that is being read
	active  []int32                     // blocks in which candidates are
	kept    set                         // candidates, in the active blocks
	worst   measure                     // how well the candidates answer
	least   []measure                   // by active block
	buckets [2 * (maxWords + 1)][]int32 // places, by how far down they are listed
}

// answers are the schools that answer to a word.
type answers struct {
	word
	by            [ways]set // those that answer in this way and in no better one; nil for none
	any           set       // by any way so far
	name, commune set       // those whose name, whose commune answers in their best way
	size          int       // of any
	known         bool      // some school has the word as it was typed, but for districts
	kind          bool      // the word tells a kind of school and no more
	far           []uint32  // tokens that are two edits away and no misspelling
}

// Search finds the schools that answer to a query and lists the first of them,
// limit at most; with a limit of 0 it only counts. A query that says nothing
// finds nothing. With a set, only schools of it are looked at, and all of it is
// found by a query that says nothing.
func (x *Index) Search(query string, within *Set, limit int) Found {
	words := read(query)
	if len(words) == 0 {
		return x.all(within, limit)
	}
	s := x.begin(words, own, inDistrict, minPrefix)
	defer x.end(s)
	if !s.answer(within, true) {
		return Found{}
	}
	return s.rank(limit)
}

func (x *Index) begin(words []word, own, aside field, shortest int) *search {
	s, _ := x.pool.Get().(*search)
	if s == nil {
		s = &search{Index: x, seen: make([]uint32, len(x.tokens)), kept: make(set, x.blocks)}
		s.found, s.foundName, s.foundCommune = s.take(), s.take(), s.take()
	}
	s.own, s.aside, s.shortest = own, aside, shortest
	for _, w := range words {
		s.words = append(s.words, answers{word: w, kind: w.tellsKind(), any: s.take(), name: s.take(), commune: s.take()})
	}
	return s
}

// end gives the memory back.
func (x *Index) end(s *search) {
	for i := range s.words {
		w := &s.words[i]
		s.spare = append(s.spare, w.any, w.name, w.commune)
		for _, by := range w.by {
			if by != nil {
				s.spare = append(s.spare, by)
			}
		}
	}
	s.words = s.words[:0]
	x.pool.Put(s)
}

// take is an empty set.
func (s *search) take() set {
	if n := len(s.spare); n > 0 {
		empty := s.spare[n-1]
		s.spare = s.spare[:n-1]
		clear(empty)
		return empty
	}
	return make(set, s.blocks)
}

// answer leaves in s.kept the schools that answer best, stage by stage: a worse
// way is not looked at when a better one finds any. It reports whether there are
// any; with partly, not all words need an answer.
func (s *search) answer(within *Set, partly bool) bool {
	stages := [...]struct {
		reached int
		look    func(*search, *answers)
	}{
		{wayPrefix, (*search).written}, {wayAside, (*search).elsewhere}, {wayTypoTwo, (*search).misspelt}, {wayFar, (*search).likely},
	}
	for _, stage := range stages {
		s.reached = stage.reached
		for i := range s.words {
			stage.look(s, &s.words[i])
		}
		switch {
		case partly && s.reached == wayFar:
			return s.part(within)
		case s.meet(within):
			return true
		}
	}
	return false
}

// written finds the word itself and what begins with it.
func (s *search) written(w *answers) {
	exact, prefix := s.readings(w)
	s.join(w, wayExact, exact, s.own)
	s.join(w, wayPrefix, prefix, s.own)
	w.known = w.size > 0
}

// elsewhere finds the same in districts.
func (s *search) elsewhere(w *answers) {
	exact, prefix := s.readings(w)
	s.ids[wayAside] = append(append(s.ids[wayAside][:0], exact...), prefix...)
	s.join(w, wayAside, s.ids[wayAside], s.aside)
}

// readings are the tokens that are the word, and those that it begins or is the
// initial of.
func (s *search) readings(w *answers) (exact, prefix []uint32) {
	exact, prefix = s.ids[wayExact][:0], s.ids[wayPrefix][:0]
	for _, form := range w.itself {
		if t, ok := s.token(form); ok {
			exact = append(exact, t)
		}
	}
	if t, ok := s.token(w.initial); ok {
		prefix = append(prefix, t)
	}
	if begins(w.text, s.shortest) {
		first, last := s.beginning(w.text)
		// What is run together with the word has the word too.
		whole := first < last && s.tokens[first] == w.text && !s.made[first]
		for t := first; t < last; t++ {
			if !whole || !s.made[t] {
				prefix = append(prefix, t)
			}
		}
	}
	s.ids[wayExact], s.ids[wayPrefix] = exact, prefix
	return exact, prefix
}

// begins reports whether a word is long enough to be the beginning of another.
func begins(word string, shortest int) bool {
	if '0' <= word[0] && word[0] <= '9' {
		shortest = min(shortest, minPrefixDigits)
	}
	return len(word) >= shortest
}

// misspelt finds what the word may be misspelled for, and notes what is a little
// farther from it.
func (s *search) misspelt(w *answers) {
	if !spelled(w.text) || len(w.text) < minMisread-1 || len(w.text) > maxSpelled {
		return
	}
	drop := maxFar
	if len(w.text) < minFarWord || w.known && len(w.text) < minTwoEdits-maxFar {
		drop = 1 // nothing is looked for that is two edits away
	}
	s.ids[wayTypo], s.ids[wayTypoTwo] = s.ids[wayTypo][:0], s.ids[wayTypoTwo][:0]
	s.again()
	leftovers(w.text, drop, func(hash uint32) {
		for _, t := range s.deletes.under(hash) {
			if !s.saw(t) {
				s.compare(w, t)
			}
		}
	})
	s.join(w, wayTypo, s.ids[wayTypo], s.own)
	s.join(w, wayTypoTwo, s.ids[wayTypoTwo], s.own)
}

// compare notes a token that the word may be misspelled for, or is near.
func (s *search) compare(w *answers, token uint32) {
	name := s.tokens[token]
	misspelled := edits(name)
	most := misspelled
	if !w.known && len(name) >= minFarToken && len(w.text) >= minFarWord {
		most = maxFar
	}
	switch d := distance(w.text, name, most); {
	case d > most:
	case d > misspelled:
		w.far = append(w.far, token)
	case d == 2:
		s.ids[wayTypoTwo] = append(s.ids[wayTypoTwo], token)
	default:
		s.ids[wayTypo] = append(s.ids[wayTypo], token)
	}
}

// again forgets which tokens were seen.
func (s *search) again() {
	if s.stamp++; s.stamp == 0 {
		clear(s.seen)
		s.stamp = 1
	}
}

func (s *search) saw(token uint32) bool {
	saw := s.seen[token] == s.stamp
	s.seen[token] = s.stamp
	return saw
}

// likely finds what sounds like the word, and what is two edits away, unless some
// school has the word as it was typed.
func (s *search) likely(w *answers) {
	if w.known {
		return
	}
	if spelled(w.text) && len(w.text) >= minMisread && len(w.text) <= maxSpelled {
		same, heard := s.ids[waySound][:0], sound(w.text)
		for _, t := range s.sounds.under(hashOf(heard)) {
			if len(heard) > 1 && sound(s.tokens[t]) == heard {
				same = append(same, t)
			}
		}
		s.ids[waySound] = same
		s.join(w, waySound, same, s.own)
	}
	s.join(w, wayFar, w.far, s.own)
}

func (s *search) token(name string) (uint32, bool) {
	i, ok := slices.BinarySearch(s.tokens, name)
	return uint32(i), ok
}

// beginning is the range of the tokens that begin so.
func (s *search) beginning(prefix string) (first, last uint32) {
	i, _ := slices.BinarySearch(s.tokens, prefix)
	n := sort.Search(len(s.tokens)-i, func(k int) bool { return !strings.HasPrefix(s.tokens[i+k], prefix) })
	return uint32(i), uint32(i + n)
}
