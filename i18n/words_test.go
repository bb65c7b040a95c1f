package i18n_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
)

// unwanted are the words that have a better one, and marks that a reader of screens
// reads aloud, by language; with where they are meant.
var unwanted = map[string][]struct {
	what *regexp.Regexp
	but  []string
}{
	i18n.French: {
		{what: regexp.MustCompile(`(?i)\b(le bot|chat|options?|crochets?)\b`)},
		{what: regexp.MustCompile(`(?i)\b(consign|tranch|ôte[zr])`)},
		{what: regexp.MustCompile(`(?i)\bd'elle-même\b|\bne répond(ent)? à\b|\bJ'ai compris\b|\bPossibles :|\bJe connais :`)},
		{what: regexp.MustCompile(`\b(Les r|R)esponsables\b|\b(Les s|S)uppléants\b|\b(administrateurs?|Les invités)\b`)},
		{what: regexp.MustCompile(`(?i)\bminuit\b`), but: []string{"announce.verification.midnight", "error.import.problem.vacation_hour"}}, // which says which one
	},
	i18n.English: {
		{what: regexp.MustCompile(`(?i)\b(the bot|chat|options?|academic|animation|pilots?|fed|agreed|adjourn(ed|ment)?)\b`)},
		{what: regexp.MustCompile(`(?i)\breckoning\b|\bnothing is acquired\b|\bI know no\b`)},
		{what: regexp.MustCompile(`(?i)\b\w+(iz(e[sd]?|ing|ation)|olor|enter(ed|s)?)\b`)},
		{what: regexp.MustCompile(`(?i)\bmidnight\b`), but: []string{"announce.verification.midnight", "error.import.problem.vacation_hour"}},
	},
}

// marks stand in no sentence: a reader of screens says them, or skips them.
var marks = regexp.MustCompile(`[·←→]`)

func TestOneWordAnIdea(t *testing.T) {
	for _, lang := range i18n.Languages() {
		require.Empty(t, unwantedWords(lang, catalogue(t, lang)), lang)
	}

	t.Run("a word that has a better one is found", func(t *testing.T) {
		require.Equal(t, []string{"a: consign", "b: Le bot", "c: options", "d: minuit", "e: ·"}, unwantedWords(i18n.French, map[string]sentence{
			"a": {"other": "La décision est consignée"}, "b": {"other": "Le bot n'y est plus"}, "c": {"one": "x", "other": "des options"},
			"d": {"other": "au plus tard à minuit"}, "e": {"other": "un · deux"}, "f": {"other": "`--{{.option}}` ; {{if .chat}}{{end}}"},
			"announce.verification.midnight": {"other": "à minuit"},
		}))
		require.Equal(t, []string{"a: pilots", "b: I know no", "c: organized"}, unwantedWords(i18n.English, map[string]sentence{
			"a": {"other": "the pilots"}, "b": {"other": "I know no school"}, "c": {"other": "organized"}, "d": {"other": "pilotent"},
		}))
	})
}

// Two commands on a line are not copied apart on a phone. A noun alone is no command
// to copy.
func TestOneCommandALine(t *testing.T) {
	for _, lang := range i18n.Languages() {
		require.Empty(t, crowded(catalogue(t, lang)), lang)
	}

	t.Run("a line with two is found", func(t *testing.T) {
		require.Equal(t, []string{"a", "b"}, crowded(map[string]sentence{
			"a": {"other": "Tapez `/action liste` ou `/action voir A-1`"}, "b": {"one": "`/ent aide x`\n`/ent a` et `/ent b`", "other": ""},
			"c": {"other": "`/action liste`\n`/ent bilan`"}, "d": {"other": "`--retient` de `/action voir`"}, "e": {"other": "après `/{{.noun}}`, `/ent aide x`"},
		}))
	})
}

// crowded are the sentences with a line of several commands, but for those that
// choose among them or that only begin somebody's first visit.
func crowded(all map[string]sentence) (faults []string) {
	command := regexp.MustCompile("`/[^` ]+ [^`]*`")
	choice := regexp.MustCompile(`{{if [^}]*}}.*{{else}}`)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, text := range all[key] {
			for line := range strings.SplitSeq(choice.ReplaceAllString(text, ""), "\n") {
				if len(command.FindAllString(line, -1)) > 1 && !slices.Contains([]string{"console.welcome", "error.grammar.begins_question", "error.grammar.begins_reference"}, key) {
					faults = append(faults, key)
				}
			}
		}
	}
	return slices.Compact(faults)
}

// The guide keeps to the same words; a date that may be read in two ways is its own
// example.
func TestTheGuideKeepsToTheSameWords(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "docs", "guide", "*.md"))
	require.NoError(t, err)
	require.Greater(t, len(files), 8)
	pages := map[string]sentence{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		pages[filepath.Base(name)] = sentence{"other": strings.ReplaceAll(string(data), "vendredi à minuit", "")}
	}
	require.Empty(t, unwantedWords(i18n.French, pages))
}

// unwantedWords are those of the sentences of a language, names of variables apart.
func unwantedWords(lang string, all map[string]sentence) (faults []string) {
	variables := regexp.MustCompile(`{{[^}]*}}`)
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, form := range slices.Sorted(maps.Keys(all[key])) {
			text := variables.ReplaceAllString(all[key][form], "")
			for _, rule := range unwanted[lang] {
				if word := rule.what.FindString(text); word != "" && !slices.Contains(rule.but, key) {
					faults = append(faults, key+": "+word)
				}
			}
			if mark := marks.FindString(text); mark != "" {
				faults = append(faults, key+": "+mark)
			}
		}
	}
	return faults
}
