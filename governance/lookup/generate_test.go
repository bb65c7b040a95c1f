package lookup_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"pilotent/governance/lookup"
)

// generated are n schools with about as many communes, names and homonyms as so
// many have in France, written as directories write them; equal n, equal schools.
func generated(tb testing.TB, n int) []lookup.Record {
	tb.Helper()
	r := rand.New(rand.NewPCG(1881, uint64(n)))
	real := schools(tb, "schools.csv")
	surnames := make([]string, 200+n/12)
	for i := range surnames {
		surnames[i] = syllables(r, 2+r.IntN(2))
	}
	type town struct{ name, postcode, district string }
	towns := make([]town, max(1, n/3))
	for i := range towns {
		name := syllables(r, 1+r.IntN(3))
		switch r.IntN(12) {
		case 0:
			name = "Saint-" + syllables(r, 2)
		case 1:
			name = "ST " + strings.ToUpper(syllables(r, 2)) + " LES " + strings.ToUpper(syllables(r, 2))
		case 2, 3:
			name += "-sur-" + syllables(r, 2)
		case 4:
			name = "La " + name
		case 5:
			name = "Sainte-" + syllables(r, 2) + "-en-" + syllables(r, 2)
		}
		department := 1 + i*95/len(towns)
		towns[i] = town{name, fmt.Sprintf("%02d%03d", department, r.IntN(1000)), fmt.Sprintf("%s %d", towns[i-i%20].name, 1+i/20%3)}
	}
	kindNames := []string{"nursery", "elementary", "primary"}
	kindTexts := [][]string{
		{"Ecole maternelle ", "ECOLE MATERNELLE PUBLIQUE ", "EMPU "}, {"Ecole élémentaire ", "ECOLE ELEM ", "EEPU "}, {"Ecole primaire ", "ECOLE PRIMAIRE ", "GS "},
	}
	firsts := strings.Fields("Jean Paul Marie Jules Louis Pierre Henri Marcel Victor Jacques Anne Simone Irène Jeanne Antoine Louise Georges J. P. JB Jean-Baptiste Jean-Pierre Marie-Claude")
	places := strings.Fields("Centre Bourg Nord Sud Est Ouest Tilleuls Lilas Prés Coteaux Moulin Château Fontaine Marronniers Acacias Gare Mairie")
	records := make([]lookup.Record, n)
	for i := range records {
		kind := r.IntN(3)
		t := towns[min(r.IntN(len(towns)), r.IntN(len(towns)))]
		var name string
		switch r.IntN(8) {
		case 0:
			name = kindTexts[kind][r.IntN(3)] + places[r.IntN(len(places))]
		case 1, 2, 3:
			name = real[r.IntN(len(real))].Name
		case 4:
			name = kindTexts[kind][r.IntN(3)] + []string{"Saint-", "St ", "Ste "}[r.IntN(3)] + surnames[r.IntN(len(surnames))]
		case 5:
			name = kindTexts[kind][r.IntN(3)] + fmt.Sprint(1+r.IntN(31)) + " " + []string{"Novembre", "Mai", "Mars"}[r.IntN(3)]
		default:
			name = kindTexts[kind][r.IntN(3)] + firsts[r.IntN(len(firsts))] + " " + surnames[min(r.IntN(len(surnames)), r.IntN(len(surnames)))]
		}
		records[i] = lookup.Record{
			Number: 1_000_000 + i, Code: fmt.Sprintf("%s%05d%c", "0"+t.postcode[:2], i, 'A'+rune(i%26)),
			Type: kinds[kindNames[kind]], Name: name, Commune: t.name, PostalCode: t.postcode, District: t.district,
		}
		if r.IntN(50) == 0 {
			records[i].Nicknames = []string{places[r.IntN(len(places))] + " " + syllables(r, 2)}
		}
	}
	return records
}

// syllables make a name as French ones are.
func syllables(r *rand.Rand, n int) string {
	onsets := strings.Split("b c ch d f g gr l m n p pr qu r s t tr v br bl j vill mont", " ")
	rests := strings.Split("a e i o u ou an on in eau ai oi er et ac el ard ier al our", " ")
	var b strings.Builder
	for range n {
		b.WriteString(onsets[r.IntN(len(onsets))] + rests[r.IntN(len(rests))])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// words are those of a school that people type.
func words(s lookup.Record) []string {
	text := s.Name + " " + s.Commune + " " + strings.Join(s.Nicknames, " ")
	return strings.FieldsFunc(text, func(r rune) bool { return strings.ContainsRune(" -'", r) })
}

// mistyped is a word with one mistake of a kind.
func mistyped(r *rand.Rand, kind, word string) string {
	letters := []rune(word)
	i := r.IntN(len(letters))
	other := 'a' + r.Int32N(26)
	switch kind {
	case "left out":
		return string(append(letters[:i:i], letters[i+1:]...))
	case "added":
		return string(append(append(letters[:i:i], other), letters[i:]...))
	case "changed":
		letters[i] = other
	case "swapped":
		i = min(i, len(letters)-2)
		letters[i], letters[i+1] = letters[i+1], letters[i]
	case "doubled":
		return string(append(letters[:i+1:i+1], letters[i:]...))
	}
	return string(letters)
}

var mistakes = []string{"left out", "added", "changed", "swapped", "doubled"}
