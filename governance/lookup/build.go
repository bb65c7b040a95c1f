package lookup

import (
	"cmp"
	"maps"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// An Index finds schools. It is safe for any number of goroutines.
type Index struct {
	numbers []int // by place: schools stand in the order of communes and names
	blocks  int   // of 64 places

	// Tokens, in the order of their bytes; postings are place<<fieldBits|fields.
	tokens   []string
	made     []bool   // which are in no text, but made of words of one
	starts   []uint32 // where each token's postings start, one more than there are tokens
	postings []uint32
	dense    map[uint32]*planes // of tokens that many schools have

	deletes drawers // tokens that may be misread
	sounds  drawers

	// How many words make the name and the commune of each school, bit by bit.
	nameLength, communeLength [lengthBits]set

	pool sync.Pool // of *search
}

// A set of places, a bit each.
type set []uint64

func (s set) put(place int) { s[place/64] |= 1 << (place % 64) }

func (s set) size() (n int) {
	for _, block := range s {
		n += bits.OnesCount64(block)
	}
	return n
}

// planes are a token's postings as sets, one a field: the same, and faster to
// join where they are many.
type planes [fieldBits]set

// denseShare is the share of the schools, one in so many, from which on a
// token's postings are kept as planes.
const denseShare = 100

// lengthBits hold maxLength.
const lengthBits = 3

// Build makes an index of records; schools with equal communes and names stand
// in the order of their numbers.
func Build(records []Record) *Index {
	b := builder{index: &Index{blocks: (len(records) + 63) / 64}, texts: make(map[text]*passage, len(records)), ids: make(map[string]uint32, 2*len(records))}
	b.post(b.place(records))
	b.order()
	b.spell()
	return b.index
}

// A builder makes one index.
type builder struct {
	index *Index
	texts map[text]*passage // what was taken apart, once for all schools that have it
	ids   map[string]uint32 // of tokens, as they come
	names []string          // of tokens, by id
	made  []bool            // by id
	raw   []posting
}

// A text is what several schools may have.
type text struct {
	words string
	name  bool
}

// A passage is a text that was taken apart.
type passage struct {
	said
	ids  []uint32 // of its tokens
	rank int      // in the order of all that are folded
}

type posting struct{ id, at uint32 }

// A draft is a record on its way into the index.
type draft struct {
	number                                        int
	name, commune, kind, postcode, code, district *passage
	nicknames                                     []*passage
}

// take takes a text apart, or remembers it.
func (b *builder) take(words string, name bool) *passage {
	p, ok := b.texts[text{words, name}]
	if !ok {
		p = b.apart(words, name)
		b.texts[text{words, name}] = p
	}
	return p
}

func (b *builder) apart(words string, name bool) *passage {
	p := &passage{said: say(words, name)}
	for _, t := range p.tokens {
		id, ok := b.ids[t.text]
		if !ok {
			id = uint32(len(b.names))
			b.ids[t.text] = id
			b.names = append(b.names, t.text)
			b.made = append(b.made, true)
		}
		b.made[id] = b.made[id] && t.made
		p.ids = append(p.ids, id)
	}
	p.tokens = nil
	return p
}

// place takes the records apart and puts them in order.
func (b *builder) place(records []Record) []draft {
	list := make([]draft, len(records))
	for i, r := range records {
		list[i] = draft{
			number: r.Number, name: b.take(r.Name, true), commune: b.take(r.Commune, false), kind: b.take(r.Type, false),
			postcode: b.take(r.PostalCode, false), code: b.apart(r.Code, false), district: b.take(r.District, false),
		}
		for _, nickname := range r.Nicknames {
			list[i].nicknames = append(list[i].nicknames, b.take(nickname, true))
		}
	}
	ranked := slices.Collect(maps.Values(b.texts))
	slices.SortFunc(ranked, func(p, q *passage) int { return strings.Compare(p.folded, q.folded) })
	for i, p := range ranked {
		if p.rank = i; i > 0 && p.folded == ranked[i-1].folded {
			p.rank = ranked[i-1].rank
		}
	}
	slices.SortFunc(list, func(x, y draft) int {
		return cmp.Or(x.commune.rank-y.commune.rank, x.name.rank-y.name.rank, cmp.Compare(x.number, y.number))
	})
	return list
}

// post notes which tokens each record has, and where.
func (b *builder) post(list []draft) {
	x := b.index
	for i := range lengthBits {
		x.nameLength[i], x.communeLength[i] = make(set, x.blocks), make(set, x.blocks)
	}
	x.numbers = make([]int, len(list))
	b.raw = make([]posting, 0, 24*len(list))
	for place, d := range list {
		x.numbers[place] = d.number
		first := len(b.raw)
		b.note(first, place, inName, d.name)
		for _, nickname := range d.nicknames {
			b.note(first, place, inName, nickname)
		}
		b.note(first, place, inCommune, d.commune)
		b.note(first, place, inRest, d.kind)
		b.note(first, place, inRest, d.postcode)
		b.note(first, place, inRest, d.code)
		b.note(first, place, inDistrict, d.district)
		for i := range lengthBits {
			if d.name.length>>i&1 != 0 {
				x.nameLength[i].put(place)
			}
			if d.commune.length>>i&1 != 0 {
				x.communeLength[i].put(place)
			}
		}
	}
}

// note adds the tokens of a text to the postings of a record, those from first on.
func (b *builder) note(first, place int, in field, p *passage) {
next:
	for _, id := range p.ids {
		for i := first; i < len(b.raw); i++ {
			if b.raw[i].id == id {
				b.raw[i].at |= uint32(in)
				continue next
			}
		}
		b.raw = append(b.raw, posting{id, uint32(place)<<fieldBits | uint32(in)})
	}
}

// order puts the tokens in the order of their bytes, and the postings under them.
func (b *builder) order() {
	x := b.index
	order := make([]uint32, len(b.names)) // ids, in order
	for i := range order {
		order[i] = uint32(i)
	}
	slices.SortFunc(order, func(i, j uint32) int { return strings.Compare(b.names[i], b.names[j]) })
	rank := make([]uint32, len(order))
	for i, id := range order {
		rank[id] = uint32(i)
	}
	x.starts = make([]uint32, len(order)+1)
	for _, p := range b.raw {
		x.starts[rank[p.id]+1]++
	}
	for i := range order {
		x.starts[i+1] += x.starts[i]
	}
	next := slices.Clone(x.starts[:len(order)])
	x.postings = make([]uint32, len(b.raw))
	for _, p := range b.raw {
		i := rank[p.id]
		x.postings[next[i]] = p.at
		next[i]++
	}
	b.raw = nil

	x.tokens = pack(b.names, order)
	x.made = make([]bool, len(order))
	for i, id := range order {
		x.made[i] = b.made[id]
	}
	x.dense = map[uint32]*planes{}
	for t := range uint32(len(order)) {
		if x.many(t) {
			x.dense[t] = x.spread(t)
		}
	}
}

// pack is the names in order, in one piece of memory.
func pack(names []string, order []uint32) []string {
	size := 0
	for _, name := range names {
		size += len(name)
	}
	var b strings.Builder
	b.Grow(size)
	for _, id := range order {
		b.WriteString(names[id])
	}
	all, packed := b.String(), make([]string, len(order))
	for i, id := range order {
		packed[i], all = all[:len(names[id])], all[len(names[id]):]
	}
	return packed
}

func (x *Index) at(token uint32) []uint32 { return x.postings[x.starts[token]:x.starts[token+1]] }

// many reports whether a token's postings are kept as planes.
func (x *Index) many(token uint32) bool {
	return int(x.starts[token+1]-x.starts[token]) > max(64, len(x.numbers)/denseShare)
}

func (x *Index) spread(token uint32) *planes {
	var p planes
	for _, at := range x.at(token) {
		for f := range fieldBits {
			if at>>f&1 == 0 {
				continue
			}
			if p[f] == nil {
				p[f] = make(set, x.blocks)
			}
			p[f].put(int(at >> fieldBits))
		}
	}
	return &p
}

// spell files the tokens that may be misread, by what is left of them and by sound.
func (b *builder) spell() {
	x := b.index
	spelt := func(token uint32) (string, bool) {
		name := x.tokens[token]
		return name, !x.made[token] && spelled(name) && len(name) >= minMisread && len(name) <= maxSpelled
	}
	x.deletes = file(len(x.tokens), func(token uint32, put func(uint32)) {
		if name, ok := spelt(token); ok {
			leftovers(name, dropped(name), put)
		}
	})
	x.sounds = file(len(x.tokens), func(token uint32, put func(uint32)) {
		if name, ok := spelt(token); ok {
			put(hashOf(sound(name)))
		}
	})
}

// Size is how many bytes of memory the index holds, without what searches that
// are under way take besides.
func (x *Index) Size() int {
	n := 8*cap(x.numbers) + 17*cap(x.tokens) + 4*cap(x.starts) + 4*cap(x.postings) + x.deletes.bytes() + x.sounds.bytes()
	for _, t := range x.tokens {
		n += len(t)
	}
	for _, p := range x.dense {
		for _, s := range p {
			n += 8 * cap(s)
		}
	}
	return n + 2*lengthBits*8*x.blocks
}
