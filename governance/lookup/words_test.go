package lookup_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/lookup"
)

func TestTextsAreFolded(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"L'Haÿ-les-Roses":        "l hay les roses",
		"  Jean  JAURÈS ":        "jean jaures",
		"Jaure\u0300s":           "jaures",
		"Cœur — Sacré":           "coeur sacre",
		"Joliot\u00adCurie":      "joliotcurie",
		"École n° 2 (bâtiment)":  "ecole 2 batiment",
		"École nº 2":             "ecole 2",
		"Straße, Łódź, Þór":      "strasse lodz thor",
		"Saint-ﬁacre ﬂeuri oﬃce": "saint fiacre fleuri office",
		"ＪＡＵＲＥＳ １２":              "jaures 12",
		"Jules Ferry Ⅱ, 3²":      "jules ferry ii 32",
		"VITRY S/SEINE":          "vitry seine",
		"wallon_a":               "wallon a",
		"Ἀθῆναι":                 "ἀθῆναι",
		"\u2019\u00a0!":          "",
		"":                       "",
	} {
		require.Equal(t, want, strings.TrimSpace(lookup.Folded(text)), text)
		require.Equal(t, want, strings.TrimSpace(lookup.Folded(want)), "folding again changes nothing")
	}
}

// TestEquivalents: what a name is written with and what it answers to besides.
func TestEquivalents(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"ST DENIS LES BOURG":         "st denis bourg saint",
		"Sainte-Anne":                "sainte anne ste",
		"Dr Roux":                    "dr roux docteur",
		"Docteur Roux":               "docteur roux dr",
		"GAL LECLERC":                "gal leclerc general",
		"Maréchal Ney":               "marechal ney mal",
		"J. JAURES":                  "jaures j_jaures j.",
		"Jean-Baptiste Clément":      "jean baptiste clement jb jeanbaptiste j. b.",
		"J.-B. Clément":              "jb clement jean baptiste",
		"N.D. de Lourdes":            "nd lourdes notre dame",
		"Notre-Dame":                 "notre dame nd notredame n.",
		"11 novembre":                "11 novembre onze",
		"Onze Novembre":              "onze novembre 11",
		"Trente et un":               "trente un 31 30",
		"1er mai":                    "1er mai premier 1",
		"GS Sud":                     "gs sud groupe scolaire",
		"École élémentaire publique": "elementaire publique elem eepu",
		"ECOLE MAT":                  "mat maternelle empu",
		"Primaire":                   "primaire prim eppu",
		"Henri Wallon A":             "henri wallon a",
		"L'Est":                      "est lest",
		"Moulin à Vent":              "moulin a vent",
	} {
		tokens, _ := lookup.Say(name, true)
		var texts []string
		for _, token := range tokens {
			texts = append(texts, token.Text)
		}
		require.Subset(t, texts, strings.Fields(want), name)
	}
}

// TestWordsOfAQuery: those that are looked for.
func TestWordsOfAQuery(t *testing.T) {
	t.Parallel()
	for query, want := range map[string]string{
		"où en est jaurès ?":                   "jaures",
		"Où en est l'école Jaurès, à Vitry ?":  "jaures vitry",
		"y a-t-il une école jaurès à vitry ?":  "jaures vitry",
		"qu'en est-il de l'école du Parc ?":    "parc",
		"c'est quoi le statut de wallon a svp": "wallon a",
		"where is jaures please":               "jaures",
		"wallon a vitry":                       "wallon a vitry",
		"wallon à vitry":                       "wallon vitry",
		"wallon A\u0300 vitry":                 "wallon vitry",
		"wallon c vitry":                       "wallon c vitry",
		"j.-b. clément":                        "jb clement",
		"n.d. lourdes":                         "nd lourdes",
		"jaures jaures":                        "jaures",
		"où est l'école de l'Est ?":            "est",
		"quoi ?":                               "",
		"école":                                "",
		"":                                     "",
	} {
		var texts []string
		for _, w := range lookup.Read(query) {
			texts = append(texts, w.Text)
		}
		require.Equal(t, want, strings.Join(texts, " "), query)
	}
	require.Len(t, lookup.Read(strings.Repeat("ab cd ef gh ", 3)+" "+strings.Join(strings.Split("abcdefghijklmnopqrstuvwxyz0123456789", ""), " ")), 32)
}

func TestWordsThatSoundAlike(t *testing.T) {
	t.Parallel()
	for _, alike := range [][]string{
		{"jaures", "jores", "jorès"},
		{"vitry", "vitri", "vittry"},
		{"philippe", "filipe"},
		{"langevin", "langevain"},
		{"joliot", "joliau", "joliaux"},
		{"wallon", "valon"},
		{"prevert", "prever"},
		{"curie", "kurie"},
		{"berger", "bergez"},
		{"quatre", "catre"},
	} {
		for _, word := range alike[1:] {
			folded := strings.TrimSpace(lookup.Folded(word))
			require.Equal(t, lookup.Sound(alike[0]), lookup.Sound(folded), "%s %s", alike[0], word)
		}
	}
	for _, other := range [][2]string{{"jaures", "jarry"}, {"vitry", "vichy"}, {"curie", "cure"}, {"pasteur", "posteur"}} {
		require.NotEqual(t, lookup.Sound(other[0]), lookup.Sound(other[1]))
	}
}
