// Package lookup finds schools by what people type of them in the middle of a
// sentence: words of the name, the nickname, the type, the commune, the
// postcode, the code and the district (circonscription), in any order,
// abbreviated, begun or misspelled.
//
// [Build] makes an index of records, each of which has a number of the caller's.
// An index never changes, and any number of goroutines may search it at once.
// When the directory or a nickname changes, another one is built, while the old
// one still answers, and takes its place: a few milliseconds for a department,
// a fraction of a second for 60,000 schools (BenchmarkBuild).
//
//	idx := lookup.Build(records)
//	found := idx.Search("jores elem vitri", nil, 12)
//	if found.Certain() { … open found.Hits[0].Number … }
//	else { … list found.Hits, of found.Total … }
//
//	vitry, fit := idx.In(lookup.Commune, "vitry") // --commune vitry
//	found = idx.Search("wallon", vitry.And(idx.Only(private)), 12)
//
// # The rules
//
// Each word of the query is read as well as a school allows, in this order: the
// word itself or an equivalent (st, saint); the beginning of a word, from three
// letters or two digits, or an initial; either of these in its district; a word
// of four letters at least that is misspelled by one mistake, of eight by two,
// a letter left out, added, changed or swapped with its neighbour; where no
// school at all has the word as it was typed, a word that sounds alike, or of
// five letters at least with two mistakes; nothing.
//
// Those schools are found that do so best, which is: with the least doubt, a
// word without an answer leaving most of it, then one of two mistakes, then one
// that sounds alike; then with the fewest mistakes; then with the fewest words
// of the district. So no reading counts where there is a nearer one. Where none
// answers to all words, schools must answer to the one that fewest schools have, of
// those of four letters, or of three that begin nothing longer only: a number or
// « ste » makes none like another.
//
// Among those that are found come first those that have more words as they were
// typed, then those whose whole name or whole commune is said, then all in the
// order of communes and names.
//
// Words that say nothing are left out (« où en est l'école … »), and a query of
// nothing else finds nothing.
//
// It imports the standard library only, and nothing of ours.
package lookup

// A Record is a school as the index takes it.
type Record struct {
	Number     int    // the caller's; it comes back in hits
	Code       string // the UAI; it is found by its beginning too
	Type       string // words, in any language: "primaire maternelle nursery"
	Name       string
	Commune    string
	PostalCode string
	District   string // words of it find the school only where no commune and no name has them
	Nicknames  []string
}

// Fit is how a school answers to a query, best first: how it answers to the
// word that it answers to least.
type Fit uint8

const (
	Exact   Fit = iota // every word as it was typed, or an equivalent
	Prefix             // words are begun: « vitr », or an initial: « j jaures »
	Aside              // words are of its district
	Typo               // words are misspelled
	Near               // words are like words of it: to be listed, not opened
	Partial            // words have no answer: to be listed, not opened
)

// A Hit is a school that was found.
type Hit struct {
	Number int
	Fit    Fit
	Whole  bool // the query says the whole of its name, or of its commune
}

// Found is what a search found.
type Found struct {
	Hits  []Hit // best first, as many as were asked for
	Total int   // all that were found
}

// Certain reports whether the first hit is what was meant, so that it may be opened
// at once: it answers to every word by more than likeness, and it is the only
// one, or the only one that answers as it was typed: « makarenko a » is not
// Anton Makarenko. With more than one, two hits have to be asked for at least.
func (f Found) Certain() bool {
	switch {
	case len(f.Hits) == 0 || f.Hits[0].Fit > Typo:
		return false
	case f.Total == 1:
		return true
	}
	return len(f.Hits) > 1 && f.Hits[0].Fit == Exact && f.Hits[1].Fit > Exact
}
