package i18n_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/template"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
	"pilotent/message"
)

// sentence is an entry of the catalogue: its plural forms, or "other" alone.
type sentence map[string]string

func (s *sentence) UnmarshalJSON(data []byte) error {
	var text string
	if json.Unmarshal(data, &text) == nil {
		*s = sentence{"other": text}
		return nil
	}
	var forms map[string]string
	err := json.Unmarshal(data, &forms)
	*s = forms
	return err
}

var variable = regexp.MustCompile(`\.([A-Za-z_]+)`)

// variables are what the sentence's templates need, sorted.
func (s sentence) variables() []string {
	var names []string
	for _, text := range s {
		for action := range strings.SplitSeq(text, "{{") {
			if action, _, ok := strings.Cut(action, "}}"); ok {
				for _, m := range variable.FindAllStringSubmatch(action, -1) {
					names = append(names, m[1])
				}
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// catalogue is every sentence of a language, read apart from the package.
func catalogue(t *testing.T, lang string) map[string]sentence {
	t.Helper()
	all := map[string]sentence{}
	for _, name := range catalogueFiles(t, lang) {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var file map[string]sentence
		require.NoError(t, json.Unmarshal(data, &file), name)
		for key, s := range file {
			require.NotContains(t, all, key, "%s is in two files", key)
			all[key] = s
		}
	}
	return all
}

func catalogueFiles(t *testing.T, lang string) []string {
	t.Helper()
	names, err := filepath.Glob("*." + lang + ".json")
	require.NoError(t, err)
	require.NotEmpty(t, names)
	return names
}

func TestBothLanguagesSayTheSame(t *testing.T) {
	require.Empty(t, differences(catalogue(t, i18n.French), catalogue(t, i18n.English)))

	t.Run("what differs is found", func(t *testing.T) {
		french := map[string]sentence{"a": {"other": "{{.x}}"}, "b": {"one": "un", "other": "des"}, "c": {"other": "seul"}, "e": {"other": "{{.y}}"}}
		english := map[string]sentence{"a": {"other": "x"}, "b": {"other": "some"}, "d": {"other": "alone"}, "e": {"other": "the {{.y}}"}}
		require.Equal(t, []string{
			"a: [x] in French, [] in English", "b: 2 plural forms in French, 1 in English", "c is in French only", "d is in English only",
		}, differences(french, english))
	})
}

// differences are the sentences that one language has otherwise than the other.
func differences(french, english map[string]sentence) (faults []string) {
	for key, fr := range french {
		en, ok := english[key]
		switch {
		case !ok:
			faults = append(faults, key+" is in French only")
			continue
		case !slices.Equal(fr.variables(), en.variables()):
			faults = append(faults, fmt.Sprintf("%s: %v in French, %v in English", key, fr.variables(), en.variables()))
		}
		if len(fr) != len(en) {
			faults = append(faults, fmt.Sprintf("%s: %d plural forms in French, %d in English", key, len(fr), len(en)))
		}
	}
	for key := range english {
		if _, ok := french[key]; !ok {
			faults = append(faults, key+" is in English only")
		}
	}
	slices.Sort(faults)
	return faults
}

func TestThePackageReadsWhatIsInTheFiles(t *testing.T) {
	for _, lang := range i18n.Languages() {
		var want []string
		for key := range catalogue(t, lang) {
			want = append(want, key)
		}
		slices.Sort(want)
		keys, err := i18n.Keys(lang)
		require.NoError(t, err)
		require.Equal(t, want, keys)
	}
}

func TestSentencesAreWellFormed(t *testing.T) {
	for _, lang := range i18n.Languages() {
		require.Empty(t, malformed(catalogue(t, lang)), lang)
	}

	t.Run("one that is not is found", func(t *testing.T) {
		require.Equal(t, []string{
			"a: no such plural form: many", "b other is empty", "c has no form for many", `d other: "⟦x⟧"`, `e other: "<no value>"`,
			"f other: template: f other:1: unclosed action", `g other: template: g other:1: function "du" not defined`,
		}, malformed(map[string]sentence{
			"a": {"other": "x", "many": "x"}, "b": {"other": ""}, "c": {"one": "x"}, "d": {"other": "⟦x⟧"}, "e": {"other": "<no value>"},
			"f": {"other": "{{.x"}, "g": {"other": "{{du .x}}"}, "h": {"one": "{{.x}}", "other": "{{de .x}}"}, "param.late.value": {"other": ""},
		}))
	})
}

// malformed are the faults of sentences that no reader of any language may see.
func malformed(all map[string]sentence) (faults []string) {
	for key, s := range all {
		for form, text := range s {
			at := key + " " + form
			// French and English numbers have these forms (CLDR); the French
			// "many", for millions, says nothing else than "other".
			if form != "other" && form != "one" {
				faults = append(faults, key+": no such plural form: "+form)
			}
			if text == "" && !isFlagValue(key) {
				faults = append(faults, at+" is empty")
			}
			if strings.Contains(text, "⟦") || strings.Contains(text, "<no value>") {
				faults = append(faults, fmt.Sprintf("%s: %q", at, text))
			}
			if _, err := template.New(at).Funcs(template.FuncMap{"de": fmt.Sprint}).Parse(text); err != nil {
				faults = append(faults, at+": "+err.Error())
			}
		}
		if _, ok := s["other"]; !ok {
			faults = append(faults, key+" has no form for many")
		}
	}
	slices.Sort(faults)
	return faults
}

// What is delivered is named by people: « VA d'Essai », and not « VA de Essai ».
func TestTheObjectIsElided(t *testing.T) {
	for key, s := range catalogue(t, i18n.French) {
		for _, text := range s {
			require.NotContains(t, text, "de {{.object}}", key)
		}
	}
}

// isFlagValue is true for "param.late.value": a flag has none.
func isFlagValue(key string) bool {
	return strings.HasPrefix(key, "param.") && strings.HasSuffix(key, ".value")
}

// A key goes to its place by the alphabet, so that two people who add one each
// do not add them at the same line.
func TestKeysAreSorted(t *testing.T) {
	for _, lang := range i18n.Languages() {
		for _, name := range catalogueFiles(t, lang) {
			data, err := os.ReadFile(name)
			require.NoError(t, err)
			require.Empty(t, unsorted(t, string(data)), name)
		}
	}

	t.Run("one that is out of order, or stands twice, is found", func(t *testing.T) {
		require.Equal(t, []string{`"a" stands after "b"`, `"c" stands after "c"`}, unsorted(t, `{"b": "x", "a": {"one": "z", "other": "y"}, "c": "x", "c": "y"}`))
	})
}

// unsorted are the keys of a file that do not stand by the alphabet.
func unsorted(t *testing.T, file string) (faults []string) {
	t.Helper()
	d := json.NewDecoder(strings.NewReader(file))
	_, err := d.Token() // the brace
	require.NoError(t, err)
	last := ""
	for d.More() {
		token, err := d.Token()
		require.NoError(t, err)
		var skipped any
		require.NoError(t, d.Decode(&skipped))
		key, _ := token.(string)
		if key <= last {
			faults = append(faults, fmt.Sprintf("%q stands after %q", key, last))
		}
		last = key
	}
	require.NotEmpty(t, last)
	return faults
}

func TestEachFileHasItsTwin(t *testing.T) {
	for _, name := range catalogueFiles(t, i18n.French) {
		require.FileExists(t, strings.TrimSuffix(name, "fr.json")+"en.json")
	}
	require.Len(t, catalogueFiles(t, i18n.English), len(catalogueFiles(t, i18n.French)))
}

func TestEachLanguageKeepsToItself(t *testing.T) {
	for _, lang := range i18n.Languages() {
		require.Empty(t, borrowed(lang, catalogue(t, lang)), lang)
	}

	t.Run("a word of the other language is found, in any case and beside variables", func(t *testing.T) {
		planted := map[string]sentence{
			"a": {"other": "The school {{.is}}"}, "b": {"other": "Une {{.ref}} école, `/ent aide`"}, "c": {"one": "open", "other": "x"},
		}
		require.Equal(t, []string{"a has the", "a has school", "c has open"}, borrowed(i18n.French, planted))
		require.Equal(t, []string{"b has une", "b has école", "b has aide"}, borrowed(i18n.English, planted))
	})
}

// borrowed are the words of the other language in sentences.
func borrowed(lang string, all map[string]sentence) (faults []string) {
	foreign := strings.Fields("the and of with your please is are this that school schools committee meeting meetings deadline" +
		" reminder reminders add show late open done take cancel schedule stage list overview help due")
	if lang == i18n.English {
		foreign = strings.Fields("le la les un une est sont pour avec dans votre vous école écoles comité réunion décision échéance" +
			" rappel ajouter voir creer créer liste prendre faite annuler planifier reporter etape étape bilan aide")
	}
	word := regexp.MustCompile(`[\pL'’]+`)
	// What stands between braces are names of variables; triggers are the same in
	// every language.
	apart := regexp.MustCompile("{{[^}]*}}|/[a-z]+")
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, form := range slices.Sorted(maps.Keys(all[key])) {
			for _, w := range word.FindAllString(strings.ToLower(apart.ReplaceAllString(all[key][form], " ")), -1) {
				if slices.Contains(foreign, w) {
					faults = append(faults, key+" has "+w)
				}
			}
		}
	}
	return faults
}

// The limits of a Mattermost dialog, in bytes (docs/mattermost.md, Dialogues), where a
// space that holds counts for three.
func TestDialogTextsFit(t *testing.T) {
	for _, lang := range i18n.Languages() {
		require.Empty(t, tooLong(catalogue(t, lang)), lang)
	}

	t.Run("one that is too long is found", func(t *testing.T) {
		long := sentence{"other": strings.Repeat("é", 13)}
		require.Equal(t, []string{"command.x.y.title: 26 bytes, 24 at most", "param.z.label: 26 bytes, 24 at most"},
			tooLong(map[string]sentence{"command.x.y.title": long, "param.z.label": long, "param.z.help": long, "command.x.y.summary": long}))
	})
}

// tooLong are the texts that a dialog would refuse.
func tooLong(all map[string]sentence) (faults []string) {
	for key, s := range all {
		limit := math.MaxInt
		switch {
		case key == "form.submit",
			strings.HasPrefix(key, "param.") && strings.HasSuffix(key, ".label"),
			strings.HasPrefix(key, "command.") && strings.HasSuffix(key, ".title"):
			limit = 24
		case strings.HasPrefix(key, "param.") && strings.HasSuffix(key, ".help"):
			limit = 150
		}
		if n := len(message.Spaced(s["other"])); n > limit {
			faults = append(faults, fmt.Sprintf("%s: %d bytes, %d at most", key, n, limit))
		}
	}
	slices.Sort(faults)
	return faults
}

// A command or a parameter is said in all its parts.
func TestFamiliesAreComplete(t *testing.T) {
	faults, seen := incomplete(catalogue(t, i18n.French))
	require.Empty(t, faults)
	require.Greater(t, seen, 300, "the scan has lost the families")

	t.Run("a part that is missing, or is none, is found", func(t *testing.T) {
		faults, _ := incomplete(map[string]sentence{
			"command.a.b.summary": {}, "command.a.b.example": {}, "param.c.label": {}, "param.c.help": {}, "param.c.value": {}, "param.c.hint": {}, "noun.d.title": {}, "other.e": {},
		})
		require.Equal(t, []string{"command.a.b.title is missing", "noun.d.summary is missing", "noun.d.title is no part", "param.c.hint is no part"}, faults)
	})
}

// incomplete are the parts of commands, parameters and nouns that are missing or
// that nothing shows, and how many parts there are.
func incomplete(all map[string]sentence) (faults []string, seen int) {
	parts := map[string][]string{"command.": {"summary", "example", "title"}, "param.": {"label", "help", "value"}, "noun.": {"summary"}}
	for key := range all {
		for family, names := range parts {
			if !strings.HasPrefix(key, family) {
				continue
			}
			seen++
			stem := key[:strings.LastIndexByte(key, '.')]
			if !slices.Contains(names, key[len(stem)+1:]) {
				faults = append(faults, key+" is no part")
			}
			for _, name := range names {
				if _, ok := all[stem+"."+name]; !ok {
					faults = append(faults, stem+"."+name+" is missing")
				}
			}
		}
	}
	slices.Sort(faults)
	return slices.Compact(faults), seen
}

// Mattermost knows a command by its French name alone: `/school` is not found.
func TestCommandsThatAreShownAreThere(t *testing.T) {
	named := regexp.MustCompile("`/([a-z]+)")
	for _, lang := range i18n.Languages() {
		all := catalogue(t, lang)
		for key, s := range all {
			for _, sentence := range s {
				if strings.HasSuffix(key, ".example") {
					sentence = "`" + sentence
				}
				for _, m := range named.FindAllStringSubmatch(sentence, -1) {
					_, ok := all["noun."+m[1]+".summary"]
					require.True(t, ok || m[1] == "invite", "%s shows /%s", key, m[1]) // that one is Mattermost's
				}
			}
		}
	}
}

// What a shown command holds between quotes is a value of ours that is refused,
// or one that a setting takes. Fragments such as `--motif "…"` are held to it too.
func TestCommandsThatAreShownHoldNoTextOfOurs(t *testing.T) {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	code, text := regexp.MustCompile("`[/-][^`]*`"), regexp.MustCompile(`"([^"{}]*)"`)
	date := regexp.MustCompile(`\d/\d+/\d{4}`)
	settings := []string{
		"lundi 8h", "Monday 8:00", "20h-7h30", "8pm-7:30am", "19h-8h", "7pm-8am",
		"Alsace-Moselle avec Vendredi saint", "Alsace-Moselle with Good Friday",
	}
	seen := 0
	for _, lang := range i18n.Languages() {
		for key, s := range catalogue(t, lang) {
			for _, sentence := range s {
				if strings.HasSuffix(key, ".example") {
					sentence = "`" + sentence + "`"
				}
				for _, shown := range code.FindAllString(sentence, -1) {
					require.NotRegexp(t, date, shown, key)
					for _, m := range text.FindAllStringSubmatch(shown, -1) {
						seen++
						require.True(t, catalog.Placeholder(m[1]) || slices.Contains(settings, m[1]), "%s shows %q", key, m[1])
					}
				}
			}
		}
	}
	require.Greater(t, seen, 100, "the scan has lost the commands")
}

func TestPlaceholdersAreKnownHoweverTheyAreTyped(t *testing.T) {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	for _, text := range []string{"votre note", "Votre note…", "« VOTRE NOTE »", "your note", "@nom", "votre ecole"} {
		require.True(t, catalog.Placeholder(text), text)
	}
	for _, text := range []string{"", "…", "votre note de service", "vitry", "postes", "oui", "copil", "A-1"} {
		require.False(t, catalog.Placeholder(text), text)
	}
}
