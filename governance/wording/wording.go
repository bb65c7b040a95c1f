// Package wording tells which words of French texts are forms of one word:
// « adoptées », « adoptons » and ADOPTER; « œuvre » and "oeuvre". What is written is
// kept under the keys of its words, and what is looked for is read into such keys:
// words are the same where their keys are. No database's own rules take part, so that
// every engine finds the same.
//
// A key is made of folded letters, with no accent: people leave them out, and « adopte »
// must find « adopté ». Numbers and references are whole: 12 is not in R-123.
//
// It imports the standard library and lookup, for how letters are typed.
package wording

import "slices"

// Version is that of the keys: what was kept under those of another version is kept
// anew. Raise it with each change of what Keys answers.
const Version = 1

// Keys are those under which texts are found, each once, in order: of every word that
// says something, of what hyphens join, of references and their beginnings.
func Keys(texts ...string) []string {
	var keys []string
	for _, text := range texts {
		for _, c := range chunks(text) {
			keys = append(keys, c.keys()...)
		}
	}
	slices.Sort(keys)
	return slices.Compact(keys)
}

// Word is one of a query: a text has it that has all of the keys, or the one that is
// the word written as one, where that is not "": « e-mail » is « email ».
type Word struct {
	Keys  []string
	AsOne string
}

// Query are the words of what is looked for, those left out that say nothing. It has
// none where nothing is left.
func Query(text string) []Word {
	var words []Word
	list := chunks(text)
	for i, c := range list {
		// « l ecole », as it is typed without a thought for the apostrophe.
		if i+1 < len(list) && len(c.parts) == 1 && elided[c.parts[0]] && list[i+1].elides() {
			continue
		}
		w, says := c.word()
		if says && !slices.ContainsFunc(words, func(o Word) bool { return slices.Equal(o.Keys, w.Keys) && o.AsOne == w.AsOne }) {
			words = append(words, w)
		}
	}
	return words
}

// silent words say nothing by themselves.
var silent = setOf(`a ai ainsi as au aux avec avait avoir c car ce cela ces cet cette ci comme d dans de des donc dont du e elle elles en es est et
	etaient etait etant ete etre eu il ils j je l la le les leur leurs lui lors m ma mais me mes mon n ne ni nos notre nous on ont or ou par
	pas pour qu quand que quel quelle quelles quels qui quoi s sa se sera seront ses si soit son sont sur t ta te tes ton tu un une vos votre
	vous y
	and are as at be been by for from has have in is it of on or that the their this to was were will with`)

// elided stand before an apostrophe.
var elided = setOf("c d j l m n s t qu jusqu lorsqu puisqu quelqu quoiqu presqu")
