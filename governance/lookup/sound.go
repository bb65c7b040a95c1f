package lookup

import "strings"

// A rule says how letters sound in French; a capital stands for a sound that no
// single letter has. It applies where the word goes on with one of the letters
// of before, if any are given, and with none of those of unless.
type rule struct{ letters, sound, before, unless string }

// rules are those that begin with a letter, from a on, longest first; it is never
// written to once made.
var rules = func() (byLetter [26][]rule) {
	for _, r := range []rule{
		{"eaux", "o", "", ""},
		{"eau", "o", "", ""},
		{"aux", "o", "", ""},
		{"au", "o", "", ""},
		{"tion", "sO", "", ""},
		{"sch", "C", "", ""},
		{"ch", "C", "", ""},
		{"sh", "C", "", ""},
		{"ph", "f", "", ""},
		{"ain", "I", "", "aeiouyn"},
		{"ein", "I", "", "aeiouyn"},
		{"aim", "I", "", "aeiouym"},
		{"in", "I", "", "aeiouyn"},
		{"im", "I", "", "aeiouym"},
		{"yn", "I", "", "aeiouyn"},
		{"ym", "I", "", "aeiouym"},
		{"en", "A", "", "aeiouyn"},
		{"em", "A", "", "aeiouym"},
		{"an", "A", "", "aeiouyn"},
		{"am", "A", "", "aeiouym"},
		{"on", "O", "", "aeiouyn"},
		{"om", "O", "", "aeiouym"},
		{"un", "I", "", "aeiouyn"},
		{"um", "I", "", "aeiouym"},
		{"oeu", "e", "", ""},
		{"oe", "e", "", ""},
		{"eu", "e", "", ""},
		{"ai", "e", "", ""},
		{"ay", "e", "", ""},
		{"ei", "e", "", ""},
		{"oi", "W", "", ""},
		{"oy", "W", "", ""},
		{"ou", "U", "", ""},
		{"gn", "N", "", ""},
		{"gu", "g", "eiy", ""},
		{"ge", "j", "aou", ""},
		{"g", "j", "eiy", ""},
		{"qu", "k", "", ""},
		{"q", "k", "", ""},
		{"c", "s", "eiy", ""},
		{"c", "k", "", ""},
		{"y", "i", "", ""},
		{"w", "v", "", ""},
		{"z", "s", "", ""},
		{"h", "", "", ""},
		{"x", "ks", "", ""},
	} {
		byLetter[r.letters[0]-'a'] = append(byLetter[r.letters[0]-'a'], r)
	}
	return byLetter
}()

// sound is how a word of the letters from a to z sounds to a French ear, about:
// "jaures" and "jores" sound alike, as do "philippe" and "filipe". Letters that
// end a word in silence are left out, double ones are one.
func sound(word string) string {
	for len(word) > 2 && strings.IndexByte("dtpsxze", word[len(word)-1]) >= 0 {
		word = word[:len(word)-1]
	}
	if cut, ok := strings.CutSuffix(word, "er"); ok && len(cut) > 1 { // « berger » is « bergé »
		word = cut
	}
	key := make([]byte, 0, 16)
	for len(word) > 0 {
		letters, heard := opening(word)
		word = word[len(letters):]
		for i := range len(heard) {
			if len(key) == 0 || key[len(key)-1] != heard[i] {
				key = append(key, heard[i])
			}
		}
	}
	return string(key)
}

// opening are the first letters of a word that sound together, and how they do.
func opening(word string) (letters, heard string) {
	for _, r := range rules[word[0]-'a'] {
		if r.applies(word) {
			return r.letters, r.sound
		}
	}
	return word[:1], word[:1]
}

// applies reports whether a word begins with the letters as the rule has them.
func (r *rule) applies(word string) bool {
	rest, ok := strings.CutPrefix(word, r.letters)
	switch {
	case !ok:
		return false
	case rest == "":
		return r.before == ""
	}
	next := rest[:1]
	return (r.before == "" || strings.Contains(r.before, next)) && !strings.Contains(r.unless, next)
}
