package lookup

import (
	"slices"
	"strconv"
	"strings"
)

// wordSet is a set of folded words; it is never written to once made.
type wordSet map[string]bool

func setOf(words string) wordSet {
	set := wordSet{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

var (
	// silent words say nothing of a school, wherever they stand.
	silent = setOf("ecole ecoles ec l d s de du des la le les lez au aux en et sur sous school schools")
	// asking words are what a question is made of. They are left out of a query;
	// « est » is not when nothing else is in it.
	asking = setOf(`ou est sont quoi que qu qui quel quelle quels quelles comment ce cet cette ces il elle ils elles on y t un une
		va vont avec pour dans chez statut etat svp stp merci bonjour moi nous montre montrer donne donner cherche chercher trouve
		trouver voir infos info informations fiche circo circonscription etablissement etablissements
		at in the of is are where what how for status please about show find me`)
	// common words say what kind of school it is, not which.
	common = setOf(`elementaire elementaires elem maternelle maternelles mat primaire primaires prim publique publiques public
		prive privee application groupe scolaire gs nursery elementary primary eepu empu eppu`)
	articles = setOf("l la le les")
	elided   = setOf("c d j l m n s t qu") // before an apostrophe
)

// equivalents are words that stand for one another. Each line is one kind of
// thing, its forms between bars; a school that is written in one form answers
// to all of them.
const equivalents = `
	saint | st
	sainte | ste
	saints | sts
	saintes | stes
	docteur | dr
	professeur | prof | pr
	general | gal | gen
	marechal | mal
	commandant | cdt
	capitaine | cne
	lieutenant | lt
	colonel | cel
	president | pdt
	faubourg | fg | fbg
	notre dame | nd
	saint exupery | saint ex | st exupery | st ex
	groupe scolaire | gs
	elementaire | elem | eepu
	maternelle | mat | empu
	primaire | prim | eppu
	jean baptiste | jb
	jean jacques | jj
	jean pierre | jp
	jean paul | jp
	jean claude | jc
	jean charles | jc
	jean marie | jm
	jean michel | jm
	jean louis | jl
	jean luc | jl
	jean francois | jf
	jean henri | jh
	marie claire | mc
	marie therese | mt
	premier | 1er | 1
	deux | 2 | ii
	trois | 3 | iii
	quatre | 4 | iv
	quarante | 40
	cinquante | 50
	soixante | 60
	cent | 100`

// forms are the equivalents by form, and the numbers from 5 to 31 in words; it
// is never written to once made.
var forms = func() map[string][]string {
	m := map[string][]string{}
	join := func(group []string) {
		for _, from := range group {
			for _, to := range group {
				if from != to {
					m[from] = append(m[from], strings.Fields(to)...)
				}
			}
		}
	}
	for line := range strings.Lines(equivalents) {
		var group []string
		for form := range strings.SplitSeq(line, "|") {
			if form = strings.TrimSpace(form); form != "" {
				group = append(group, form)
			}
		}
		join(group)
	}
	for n := 5; n <= 31; n++ {
		join([]string{strconv.Itoa(n), inWords(n)})
	}
	return m
}()

// inWords says a number from 5 to 31, without its « et ».
func inWords(n int) string {
	small := strings.Fields("zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize")
	switch {
	case n <= 16:
		return small[n]
	case n < 20:
		return "dix " + small[n-10]
	}
	tens := map[int]string{2: "vingt", 3: "trente"}[n/10]
	if n%10 == 0 {
		return tens
	}
	return tens + " " + small[n%10]
}

// longest is how many words a form has at most.
const longest = 2

// meaning are the terms that say something, letters that are an abbreviation
// together joined: « J.-B. », « N.D. ».
func meaning(list []term) []term {
	var kept []term
	for i := 0; i < len(list); i++ {
		t := list[i]
		if len(t.text) == 1 {
			for n := min(4, len(list)-i); n > 1; n-- {
				if letters, ok := abbreviation(list[i : i+n]); ok {
					t.text = letters
					i += n - 1
					break
				}
			}
		}
		if silent[t.text] || t.elided && elided[t.text] {
			continue
		}
		kept = append(kept, t)
	}
	return kept
}

// abbreviation joins single letters, if that makes a known one.
func abbreviation(list []term) (string, bool) {
	var b strings.Builder
	for _, t := range list {
		if len(t.text) != 1 || t.elided || !spelled(t.text) {
			return "", false
		}
		b.WriteString(t.text)
	}
	return b.String(), forms[b.String()] != nil
}

// spelled reports whether all of a word are letters from a to z: only these are
// misspelled, a number that differs is another number.
func spelled(word string) bool {
	for i := range len(word) {
		if word[i] < 'a' || word[i] > 'z' {
			return false
		}
	}
	return word != ""
}

// A word is one of a query, with what it may stand for.
type word struct {
	text string
	// itself are the forms that are the word as it was typed: alone, run together
	// with a neighbour as in « mont rouge », or as « J. Jaurès » is written for
	// « jean jaures ».
	itself []string
	// initial is the token of the first names that begin with it: it may stand for
	// one, if it is a letter alone, which may as well be a building's.
	initial string
}

// tellsKind reports whether the word tells a kind of school and no more.
func (w word) tellsKind() bool {
	if common[w.text] {
		return true
	}
	return len(w.text) >= minPrefix && slices.ContainsFunc([]string{"elementaire", "maternelle", "primaire"}, func(k string) bool {
		return strings.HasPrefix(k, w.text)
	})
}

// maxWords of a query are looked for, among the first maxTerms; a longer one is
// none that anybody types.
const (
	maxWords = 32
	maxTerms = 4 * maxWords
)

// read reads the words of a query.
func read(query string) []word {
	all := terms(query)
	all = all[:min(len(all), maxTerms)]
	said := asked(all)
	var words []word
	for i, t := range said {
		if slices.ContainsFunc(words, func(w word) bool { return w.text == t.text }) {
			continue
		}
		if words = append(words, wordOf(said[i:], all)); len(words) == maxWords {
			break
		}
	}
	return words
}

// asked are the terms of a query that say of which school it is.
func asked(all []term) []term {
	said := slices.DeleteFunc(meaning(all), func(t term) bool { return t.at })
	if tell := func(t term) bool { return !asking[t.text] }; slices.ContainsFunc(said, tell) {
		said = slices.DeleteFunc(said, func(t term) bool { return !tell(t) })
	} else {
		said = slices.DeleteFunc(said, func(t term) bool { return t.text != "est" })
	}
	// The « a » of « y a-t-il » is no building.
	if i := slices.IndexFunc(said, func(t term) bool { return t.text == "a" }); i >= 0 && asksWhether(all) && len(said) > 1 {
		said = slices.Delete(said, i, i+1)
	}
	return said
}

// wordOf is the first of the terms that say something, with what it may stand
// for before the others of them and among all.
func wordOf(said, all []term) word {
	t := said[0]
	w := word{text: t.text, itself: []string{t.text}}
	switch followed := len(said) > 1; {
	case !spelled(t.text):
	case len(t.text) == 1 && t.dotted && followed:
		w.itself[0] = initial(t.text)
	case len(t.text) == 1:
		w.initial = initial(t.text)
	case followed:
		w.itself = append(w.itself, shortened(t.text, said[1].text))
	}
	for j := 1; j < len(all); j++ {
		joined := all[j-1].text + all[j].text
		if (all[j-1].text == t.text || all[j].text == t.text) && !slices.Contains(w.itself, joined) {
			w.itself = append(w.itself, joined)
		}
	}
	return w
}

func asksWhether(all []term) bool {
	for i := 1; i < len(all); i++ {
		if all[i-1].text == "y" && all[i].text == "a" {
			return true
		}
	}
	return false
}

// initial is the token of those who have a first name that begins with a letter.
func initial(letter string) string { return letter + "." }

// shortened is the token of a name that is written with an initial.
func shortened(first, next string) string { return first[:1] + "_" + next }
