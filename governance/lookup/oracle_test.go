package lookup_test

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"

	"pilotent/governance/lookup"
)

// An oracle answers by comparing each word of a query with each word of each
// school, by the rules that the package's documentation gives. It shares with the
// index how texts are taken apart, and nothing of how they are found.
type oracle struct {
	schools []oracleSchool // in the order of communes and names
	tokens  []lookup.Token
	letters []uint32 // of each token: which of a to z are in it
	own     []bool   // some school has it in another field than the district
	sounds  []string // of each that may be misspelled
}

type oracleSchool struct {
	number                    int
	name, commune, all, aside []int32 // indices of tokens
	nameLength, communeLength int
}

// How a token answers to a word, finer than lookup.Fit.
const (
	exact = iota
	prefix
	aside
	typo
	typoTwo
	sound
	far
	none
)

func newOracle(records []lookup.Record) *oracle {
	o := &oracle{}
	ids := map[string]int{}
	say := func(text string, name bool) (list []int32, length int) {
		tokens, length := lookup.Say(text, name)
		for _, t := range tokens {
			id, ok := ids[t.Text]
			if !ok {
				id = len(o.tokens)
				ids[t.Text] = id
				o.tokens = append(o.tokens, lookup.Token{Text: t.Text, Made: true})
				o.letters = append(o.letters, letters(t.Text))
			}
			o.tokens[id].Made = o.tokens[id].Made && t.Made
			list = append(list, int32(id))
		}
		return list, length
	}
	records = slices.Clone(records)
	slices.SortFunc(records, func(x, y lookup.Record) int {
		return cmp.Or(strings.Compare(lookup.Folded(x.Commune), lookup.Folded(y.Commune)),
			strings.Compare(lookup.Folded(x.Name), lookup.Folded(y.Name)), cmp.Compare(x.Number, y.Number))
	})
	for _, r := range records {
		k := oracleSchool{number: r.Number}
		k.name, k.nameLength = say(r.Name, true)
		for _, n := range r.Nicknames {
			more, _ := say(n, true)
			k.name = append(k.name, more...)
		}
		k.commune, k.communeLength = say(r.Commune, false)
		k.all = append(slices.Clone(k.name), k.commune...)
		for _, text := range []string{r.Type, r.PostalCode, r.Code} {
			more, _ := say(text, false)
			k.all = append(k.all, more...)
		}
		k.aside, _ = say(r.District, false)
		o.schools = append(o.schools, k)
	}
	o.own = make([]bool, len(o.tokens))
	for _, k := range o.schools {
		for _, t := range k.all {
			o.own[t] = true
		}
	}
	o.sounds = make([]string, len(o.tokens))
	for i, t := range o.tokens {
		if !t.Made && spelled(t.Text) {
			o.sounds[i] = lookup.Sound(t.Text)
		}
	}
	return o
}

func letters(word string) (set uint32) {
	for _, r := range word {
		if 'a' <= r && r <= 'z' {
			set |= 1 << (r - 'a')
		}
	}
	return set
}

// compare says how each token answers to a word.
func (o *oracle) compare(w lookup.Word) []lookup.Fit {
	fits := make([]lookup.Fit, len(o.tokens))
	typable := spelled(w.Text) && len(w.Text) >= 3 && len(w.Text) <= 32
	var key string
	if typable {
		key = lookup.Sound(w.Text)
	}
	set := letters(w.Text)
	whole := slices.Contains(o.tokens, lookup.Token{Text: w.Text}) // a text has it
	for i, t := range o.tokens {
		fits[i] = written(w, t.Text)
		if fits[i] == prefix && t.Made && whole && t.Text != w.Initial {
			fits[i] = none
		}
		if fits[i] == none && typable && !t.Made && spelled(t.Text) && len(t.Text) >= 4 && len(t.Text) <= 32 {
			alike := len(w.Text) >= 4 && len(key) > 1 && key == o.sounds[i]
			fits[i] = misread(w.Text, t.Text, alike, bits.OnesCount32(set^o.letters[i]))
		}
	}
	return fits
}

func written(w lookup.Word, token string) lookup.Fit {
	digit := '0' <= w.Text[0] && w.Text[0] <= '9'
	switch {
	case slices.Contains(w.Itself, token):
		return exact
	case token == w.Initial, token[0] == w.Text[0] && strings.HasPrefix(token, w.Text) && (len(w.Text) >= 3 || digit && len(w.Text) == 2):
		return prefix
	}
	return none
}

// misread says for what a word may be misspelled, or like; so many letters are in
// one of the two only, of which an edit takes one away and brings one at most.
func misread(word, token string, alike bool, letters int) lookup.Fit {
	if max(len(word)-len(token), len(token)-len(word)) <= 2 && letters <= 4 {
		switch d := osa(word, token); {
		case d == 1:
			return typo
		case d == 2 && len(token) >= 8:
			return typoTwo
		case d == 2 && len(token) >= 5 && len(word) >= 4 && !alike:
			return far
		}
	}
	if alike {
		return sound
	}
	return none
}

func spelled(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return r < 'a' || r > 'z' })
}

// osa is the optimal string alignment of two words, by its definition.
func osa(a, b string) int {
	d := make([][]int, len(a)+1)
	for i := range d {
		d[i] = make([]int, len(b)+1)
		d[i][0] = i
	}
	for j := range d[0] {
		d[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d[i][j] = min(d[i-1][j]+1, d[i][j-1]+1, d[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d[i][j] = min(d[i][j], d[i-2][j-2]+1)
			}
		}
	}
	return d[len(a)][len(b)]
}

// an answer of one school to a query.
type answer struct {
	number                              int
	doubt, missing, typos, aside, begun int
	whole                               bool
	words                               uint32 // that it answers to
}

func (a answer) worse(b answer) int {
	return cmp.Or(cmp.Compare(a.doubt, b.doubt), cmp.Compare(a.missing, b.missing),
		cmp.Compare(a.typos, b.typos), cmp.Compare(a.aside, b.aside))
}

func (a answer) hit() lookup.Hit {
	h := lookup.Hit{Number: a.number, Whole: a.whole, Fit: lookup.Exact}
	switch {
	case a.missing > 0:
		h.Fit = lookup.Partial
	case a.doubt > 0:
		h.Fit = lookup.Near
	case a.typos > 0:
		h.Fit = lookup.Typo
	case a.aside > 0:
		h.Fit = lookup.Aside
	case a.begun > 0:
		h.Fit = lookup.Prefix
	}
	return h
}

// search is Index.Search without an index; among the schools that keep says so
// of, or all when it is nil.
func (o *oracle) search(query string, keep func(number int) bool, limit int) lookup.Found {
	words := lookup.Read(query)
	if len(words) == 0 {
		return o.list(keep, limit)
	}
	fits := make([][]lookup.Fit, len(words))
	known := make([]bool, len(words)) // some school has it as it was typed
	whole := make([]bool, len(words)) // and not only what it begins
	tells := make([]bool, len(o.tokens))
	for i, w := range words {
		fits[i] = o.compare(w)
		for t, fit := range fits[i] {
			known[i] = known[i] || fit <= prefix && o.own[t]
			whole[i] = whole[i] || fit == exact && o.own[t]
			tells[t] = tells[t] || fit < none
		}
	}
	var answers []answer
	count := make([]int, len(words))
	for _, s := range o.schools {
		if tell := func(t int32) bool { return tells[t] }; !slices.ContainsFunc(s.all, tell) && !slices.ContainsFunc(s.aside, tell) {
			continue // it answers to nothing
		}
		a := s.answer(words, fits, known)
		answers = append(answers, a)
		for i := range words {
			count[i] += int(a.words >> i & 1)
		}
	}
	rare := rarest(words, known, whole, count)
	var best []answer
	for _, a := range answers {
		switch {
		case keep != nil && !keep(a.number), a.doubt > 0 && (rare < 0 || a.words>>rare&1 == 0):
			continue
		case len(best) > 0 && a.worse(best[0]) > 0:
			continue
		case len(best) > 0 && a.worse(best[0]) < 0:
			best = best[:0]
		}
		best = append(best, a)
	}
	slices.SortStableFunc(best, func(x, y answer) int {
		wholeFirst := 0
		if x.whole != y.whole {
			wholeFirst = 1
			if x.whole {
				wholeFirst = -1
			}
		}
		return cmp.Or(cmp.Compare(x.begun, y.begun), wholeFirst)
	})
	found := lookup.Found{Total: len(best)}
	for _, a := range best[:min(limit, len(best))] {
		found.Hits = append(found.Hits, a.hit())
	}
	return found
}

// list is what a query without words finds: all that are looked among.
func (o *oracle) list(keep func(number int) bool, limit int) (f lookup.Found) {
	for _, s := range o.schools {
		if keep != nil && keep(s.number) {
			if f.Total++; f.Total <= limit {
				f.Hits = append(f.Hits, lookup.Hit{Number: s.number})
			}
		}
	}
	return f
}

// rarest is the word that the fewest schools answer to, of those of four letters at
// least, or of three that some school has: of those that some school has as they were
// typed, if there are any; -1 when none tells more than a kind of school.
func rarest(words []lookup.Word, known, whole []bool, count []int) int {
	var list []int
	for i, w := range words {
		if !w.Kind && count[i] > 0 && spelled(w.Text) && (len(w.Text) >= 4 || len(w.Text) == 3 && whole[i]) {
			list = append(list, i)
		}
	}
	if slices.ContainsFunc(list, func(i int) bool { return known[i] }) {
		list = slices.DeleteFunc(list, func(i int) bool { return !known[i] })
	}
	if len(list) == 0 {
		return -1
	}
	return slices.MinFunc(list, func(i, j int) int {
		return cmp.Or(cmp.Compare(count[i], count[j]), strings.Compare(words[i].Text, words[j].Text))
	})
}

// answer says how a school answers to all words.
func (s oracleSchool) answer(words []lookup.Word, fits [][]lookup.Fit, known []bool) answer {
	a := answer{number: s.number}
	name, commune := s.nameLength, s.communeLength
	for i, w := range words {
		best := func(list []int32) lookup.Fit {
			f := lookup.Fit(none)
			for _, t := range list {
				if fit := fits[i][t]; fit < sound || !known[i] {
					f = min(f, fit)
				}
			}
			return f
		}
		f := best(s.all)
		inName, inCommune := f < none && best(s.name) == f, f < none && best(s.commune) == f
		if f > aside && best(s.aside) <= prefix {
			f, inName, inCommune = aside, false, false
		}
		switch f {
		case prefix:
			a.begun++
		case aside:
			a.aside++
		case typo:
			a.typos++
		case typoTwo:
			a.typos += 2
		case sound:
			a.doubt += 2
		case far:
			a.doubt += 4
		case none:
			a.doubt += 5
			a.missing++
		}
		if f < none {
			a.words |= 1 << i
		}
		if inName && !w.Kind {
			name--
		}
		if inCommune && !w.Kind {
			commune--
		}
	}
	a.whole = name <= 0 || commune <= 0
	return a
}
