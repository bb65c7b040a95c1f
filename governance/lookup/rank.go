package lookup

import (
	"cmp"
	"math/bits"
	"strings"
)

// A measure is how far schools are from a query, less being better, from the
// highest bits to the lowest: the doubt of its words, how many of them have no
// answer, how many typing mistakes are in the others, how many are answered by
// the district.
type measure uint32

const (
	tallyBits = 8 // enough for the doubt of maxWords words
	aside     = 0
	typo      = tallyBits
	missing   = 2 * tallyBits
	doubt     = 3 * tallyBits
)

// The doubt of a word that is read by likeness, or has no answer. One that is far
// off, and another that sounds alike, are worse than one without an answer: what
// no school has of « wallon marseille » is Marseille, not Wallon.
const (
	doubtSound   = 2
	doubtFar     = 4
	doubtMissing = 5
)

// fit is the Fit of schools at that measure, so many words of which are only begun.
func (m measure) fit(begun int) Fit {
	switch {
	case m>>missing&(1<<tallyBits-1) > 0:
		return Partial
	case m>>doubt > 0:
		return Near
	case m >= 1<<typo:
		return Typo
	case m > 0:
		return Aside
	case begun > 0:
		return Prefix
	}
	return Exact
}

// A tally counts for each of 64 places, bit by bit.
type tally struct {
	bits [tallyBits]uint64
	used int // of bits
}

// add adds n at the places of v.
func (t *tally) add(v uint64, n int) {
	if v == 0 {
		return
	}
	for bit := 0; n>>bit != 0; bit++ {
		if n>>bit&1 == 0 {
			continue
		}
		i := bit
		for carry := v; carry != 0; i++ {
			t.bits[i], carry = t.bits[i]^carry, t.bits[i]&carry
		}
		t.used = max(t.used, i)
	}
}

// least leaves those of v that have the lowest count.
func (t *tally) least(v uint64) (lowest uint64, count int) {
	for i := t.used - 1; i >= 0; i-- {
		if lower := v &^ t.bits[i]; lower != 0 {
			v = lower
		} else {
			count |= 1 << i
		}
	}
	return v, count
}

// join adds the schools that have one of the tokens in one of the fields to
// those that answer to the word, where they do not yet by a better way.
func (s *search) join(w *answers, way int, tokens []uint32, in field) {
	if len(tokens) == 0 || in == 0 {
		return
	}
	w.by[way] = s.take()
	if s.gather(tokens, in) {
		for block, v := range s.found {
			if v != 0 {
				s.settle(w, way, uint32(block))
			}
		}
		return
	}
	for rest := tokens; len(rest) > 0; {
		run := s.run(rest)
		rest = rest[len(run):]
		for _, at := range s.of(run) {
			s.settle(w, way, at>>(fieldBits+6))
		}
	}
}

// gather finds the schools that have one of the tokens in one of the fields, and
// reports whether they are spread so far that every block is worth a look.
func (s *search) gather(tokens []uint32, in field) (spread bool) {
	postings := 0
	for rest := tokens; len(rest) > 0; {
		run := s.run(rest)
		if rest = rest[len(run):]; s.many(run[0]) {
			s.joinPlanes(s.dense[run[0]], in)
			spread = true
			continue
		}
		list := s.of(run)
		postings += len(list)
		s.joinPostings(list, in)
	}
	return spread || postings > s.blocks/2
}

// run is the first of some tokens, and those that follow it in the index too:
// neighbours' postings are neighbours. A token of many schools is alone.
func (s *search) run(tokens []uint32) []uint32 {
	n := 1
	for !s.many(tokens[0]) && n < len(tokens) && tokens[n] == tokens[0]+uint32(n) && !s.many(tokens[n]) {
		n++
	}
	return tokens[:n]
}

func (s *search) of(run []uint32) []uint32 {
	return s.postings[s.starts[run[0]]:s.starts[run[len(run)-1]+1]]
}

func (s *search) joinPostings(list []uint32, in field) {
	for _, at := range list {
		f := uint64(at) & uint64(in)
		block, place := at>>(fieldBits+6), at>>fieldBits&63
		s.found[block] |= (f + uint64(every)) >> fieldBits << place // any field
		s.foundName[block] |= f / uint64(inName) & 1 << place
		s.foundCommune[block] |= f / uint64(inCommune) & 1 << place
	}
}

func (s *search) joinPlanes(p *planes, in field) {
	for f, plane := range p {
		if plane == nil || in>>f&1 == 0 {
			continue
		}
		s.found.join(plane)
		switch field(1) << f {
		case inName:
			s.foundName.join(plane)
		case inCommune:
			s.foundCommune.join(plane)
		}
	}
}

// settle moves what was found in a block to the answers of a word.
func (s *search) settle(w *answers, way int, block uint32) {
	if v := s.found[block] &^ w.any[block]; v != 0 {
		w.by[way][block] = v
		w.any[block] |= v
		w.name[block] |= v & s.foundName[block]
		w.commune[block] |= v & s.foundCommune[block]
		w.size += bits.OnesCount64(v)
	}
	s.found[block], s.foundName[block], s.foundCommune[block] = 0, 0, 0
}

func (s set) join(other set) {
	for i, v := range other {
		s[i] |= v
	}
}

// meet leaves the schools that answer to all words, those that do best, and reports
// whether there are any.
func (s *search) meet(within *Set) bool {
	s.active = s.active[:0]
	first := &s.words[0]
	for i := range s.words {
		if w := &s.words[i]; w.size < first.size {
			first = w
		}
	}
	if first.size == 0 {
		return false
	}
	for b, v := range first.any {
		if v == 0 {
			continue
		}
		v &= within.block(b)
		for i := range s.words {
			v &= s.words[i].any[b]
		}
		s.keep(b, v)
	}
	s.narrow()
	return len(s.active) > 0
}

// part leaves those of the schools that do best, whether or not they answer to all
// words, among those that answer to the rarest, and reports whether there are any.
func (s *search) part(within *Set) bool {
	s.active = s.active[:0]
	if rare := s.rarest(); rare != nil {
		for b, v := range rare.any {
			s.keep(b, v&within.block(b))
		}
	}
	s.narrow()
	return len(s.active) > 0
}

// rarest is the word that the fewest schools answer to, of those that are like a name;
// those that no school has as they were typed are taken last. nil for none.
func (s *search) rarest() *answers {
	var rare *answers
	unknown := func(w *answers) int {
		if w.known {
			return 0
		}
		return 1
	}
	for i := range s.words {
		w := &s.words[i]
		if w.size > 0 && w.names() && (rare == nil ||
			cmp.Or(unknown(w)-unknown(rare), w.size-rare.size, strings.Compare(w.text, rare.text)) < 0) {
			rare = w
		}
	}
	return rare
}

// names reports whether a word is like a name: it tells more than a kind of school,
// and is long enough to be more than the beginning of any other word, or is one.
func (w *answers) names() bool {
	return !w.kind && spelled(w.text) && (len(w.text) >= minMisread || len(w.text) >= minPrefix && w.by[wayExact].size() > 0)
}

// keep notes the candidates of a block.
func (s *search) keep(block int, v uint64) {
	if v != 0 {
		s.kept[block] = v
		s.active = append(s.active, int32(block))
	}
}

// narrow leaves the candidates of the least measure.
func (s *search) narrow() {
	if s.reached == wayPrefix {
		s.worst = 0 // all of them
		return
	}
	best := ^measure(0)
	s.least = s.least[:0]
	for _, b := range s.active {
		v, m := s.kept[b], measure(0)
		if s.reached == wayFar {
			v, m = s.doubt(int(b), v)
		}
		if m <= best {
			var certain measure
			v, certain = s.misread(int(b), v)
			m |= certain
		}
		s.kept[b] = v
		s.least = append(s.least, m)
		best = min(best, m)
	}
	n := 0
	for i, m := range s.least {
		if m == best {
			s.active[n] = s.active[i]
			n++
		}
	}
	s.active = s.active[:n]
	s.worst = best
}

// doubt leaves those of the places v of a block that leave the least in doubt.
func (s *search) doubt(block int, v uint64) (uint64, measure) {
	var doubts, gaps tally
	for i := range s.words {
		w := &s.words[i]
		doubts.add(v&w.in(waySound, block), doubtSound)
		doubts.add(v&w.in(wayFar, block), doubtFar)
		doubts.add(v&^w.any[block], doubtMissing)
		gaps.add(v&^w.any[block], 1)
	}
	v, n := doubts.least(v)
	v, g := gaps.least(v)
	return v, measure(n)<<doubt | measure(g)<<missing
}

// misread leaves those of the places v of a block that have the fewest typing
// mistakes, and then the fewest words of the district.
func (s *search) misread(block int, v uint64) (uint64, measure) {
	var typos, asides tally
	for i := range s.words {
		w := &s.words[i]
		typos.add(v&w.in(wayTypo, block), 1)
		typos.add(v&w.in(wayTypoTwo, block), 2)
		asides.add(v&w.in(wayAside, block), 1)
	}
	v, t := typos.least(v)
	v, a := asides.least(v)
	return v, measure(t)<<typo | measure(a)<<aside
}

// in are the places of a block that answer to the word in a way.
func (w *answers) in(way, block int) uint64 {
	if w.by[way] == nil {
		return 0
	}
	return w.by[way][block]
}

// rank lists the candidates.
func (s *search) rank(limit int) Found {
	var f Found
	for i := range s.buckets {
		s.buckets[i] = s.buckets[i][:0]
	}
	for _, b := range s.active {
		v := s.kept[b]
		f.Total += bits.OnesCount64(v)
		whole := s.whole(int(b), v)
		var begun tally
		for i := range s.words {
			begun.add(v&s.words[i].in(wayPrefix, int(b)), 1)
		}
		for v != 0 {
			lowest, count := begun.least(v)
			s.list(2*count, b, lowest&whole, limit)
			s.list(2*count+1, b, lowest&^whole, limit)
			v &^= lowest
		}
	}
	for i, places := range s.buckets {
		for _, place := range places[:min(len(places), max(0, limit-len(f.Hits)))] {
			f.Hits = append(f.Hits, Hit{Number: s.numbers[place], Fit: s.worst.fit(i / 2), Whole: i%2 == 0})
		}
	}
	return f
}

// whole are those of the places v of a block whose whole name, or whole commune,
// the query says.
func (s *search) whole(block int, v uint64) uint64 {
	var name, commune [lengthBits]uint64
	for i := range lengthBits {
		name[i], commune[i] = s.nameLength[i][block], s.communeLength[i][block]
	}
	for i := range s.words {
		if w := &s.words[i]; !w.kind {
			less(&name, v&w.name[block])
			less(&commune, v&w.commune[block])
		}
	}
	return v &^ ((name[0] | name[1] | name[2]) & (commune[0] | commune[1] | commune[2]))
}

// less takes one away at the places of v, down to none.
func less(length *[lengthBits]uint64, v uint64) {
	if v &= length[0] | length[1] | length[2]; v == 0 {
		return
	}
	for i := range length {
		length[i], v = length[i]^v, ^length[i]&v
	}
}

// list adds places of a block to a bucket, as long as any will be listed.
func (s *search) list(bucket int, block int32, v uint64, limit int) {
	places := s.buckets[bucket]
	for ; v != 0 && len(places) < limit; v &= v - 1 {
		places = append(places, block*64+int32(bits.TrailingZeros64(v)))
	}
	s.buckets[bucket] = places
}
