package wording

import (
	"slices"
	"strings"
)

// shortest is how many letters a stem has at least: of shorter words, nothing is taken.
const shortest = 3

// stem is the key of a folded word: what its forms have in common. Words with a digit,
// and those of three letters, stand for themselves.
func stem(word string) string {
	if key, ok := irregular(word); ok {
		return key
	}
	if len(word) <= shortest || strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") != "" {
		return word
	}
	w := singular(word)
	bare := strings.TrimRight(w, "e") // « adoptée » is "adoptee"
	if len(bare) < shortest {
		return w
	}
	w = stripped(bare, w == bare, strings.HasSuffix(word, "ons") && !strings.HasSuffix(word, "ions"))
	return evened(w)
}

// singular takes the mark of the plural.
func singular(w string) string {
	switch {
	case strings.HasSuffix(w, "eaux"), strings.HasSuffix(w, "eux"), strings.HasSuffix(w, "oux"):
		return w[:len(w)-1]
	case strings.HasSuffix(w, "aux"):
		return w[:len(w)-2] + "l"
	case strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	default:
		return w
	}
}

// An ending is taken from a word, and something put in its place.
type ending struct{ from, to string }

var (
	// anywhere are endings of words that may have lost an « e » behind them, and what
	// takes their place; of each list, the first that fits is taken.
	anywhere = endings(`ification:ifi ificateur:ifi ificatric:ifi ificatif:ifi ificativ:ifi ation: ateur: atric: atif: ativ: atur: tric:teur bution:bu
		cution:cut issement:i issaient:i issait:i issant:i issent:i isson:i issez:i iss:i ant: er:`)
	// last are those of words that have lost none.
	last = endings(`ement: eraient: erait: erai: era: erions: eriez: erez: eront: erent: iraient:i irait:i irai:i ira:i iriez:i irez:i iront:i
		irent:i ir:i ndraient:nd ndrait:nd ndrai:nd ndra:nd ndrez:nd ndront:nd rdraient:rd rdrait:rd rdrai:rd rdra:rd rdrez:rd rdront:rd
		aient: ait: iez: ez:`)
	// dre are those of « rendre » and « perdre ».
	dre = endings(`ndr:nd ndu:nd rdr:rd rdu:rd`)
	// together are those of « nous ».
	together = endings(`eron: iron:i ndron:nd rdron:rd on:`)
)

func endings(list string) (read []ending) {
	for pair := range strings.FieldsSeq(list) {
		from, to, _ := strings.Cut(pair, ":")
		read = append(read, ending{from, to})
	}
	return read
}

// stripped takes the ending of a word in the singular; whole says that it has no « e »
// behind it, nous that it is what « nous » do.
func stripped(w string, whole, nous bool) string {
	lists := [][]ending{anywhere, dre}
	if whole {
		lists = [][]ending{anywhere, last, dre}
	}
	if nous {
		lists = [][]ending{anywhere, together}
	}
	for _, list := range lists {
		for _, e := range list {
			if kept, ok := strings.CutSuffix(w, e.from); ok && stands(kept+e.to) {
				return strings.TrimRight(kept+e.to, "e")
			}
		}
	}
	switch kept, ok := strings.CutSuffix(w, "ent"); {
	case !whole:
	case ok && stands(kept) && (!strings.HasSuffix(kept, "m") || plural(kept)):
		return strings.TrimRight(kept, "e")
	case strings.HasSuffix(w, "it") && slices.ContainsFunc(inIss, func(s string) bool { return strings.HasSuffix(w, s+"it") }):
		return w[:len(w)-1]
	}
	return w
}

// stands reports whether something is left that may be a word.
func stands(w string) bool { return len(w) >= shortest && strings.ContainsAny(w, "aeiouy") }

// plural reports whether « -ent » behind what ends in m is a verb's: « forment » is,
// « document » is none.
func plural(w string) bool {
	return slices.ContainsFunc(inMer, func(s string) bool { return strings.HasSuffix(w, s) })
}

// evened is a stem without what its forms write in two ways.
func evened(w string) string {
	switch last, rest := w[len(w)-1], w[:len(w)-1]; {
	case strings.HasSuffix(w, "qu"):
		return w[:len(w)-2] + "c" // appliquer, application
	case strings.HasSuffix(w, "gu"):
		return rest // déléguer, délégation
	case strings.HasSuffix(w, "iv"):
		return rest + "f" // collective, collectif
	case last == 'y':
		return rest + "i" // déployer, déploie
	case len(w) > 4 && (strings.HasSuffix(w, "ll") || strings.HasSuffix(w, "nn") || strings.HasSuffix(w, "tt")):
		return rest // annuelle, annuel
	case len(w) > 4 && last == 's' && strings.ContainsAny(w[len(w)-2:len(w)-1], "aeiou"):
		return rest // française, français
	default:
		return w
	}
}
