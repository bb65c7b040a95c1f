package i18n_test

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/i18n"
)

// Each sentence that counts is read with none, one and two; each that holds a
// number agrees with any.
func TestSingularAndPlural(t *testing.T) {
	catalog, err := i18n.Load()
	require.NoError(t, err)
	for _, lang := range i18n.Languages() {
		all := catalogue(t, lang)
		p := catalog.Printer(lang, nil)
		require.Empty(t, disagreeing(lang, all, func(key string, n int) string {
			pairs := []any{"Count", n}
			for _, name := range all[key].variables() {
				if name != "Count" {
					pairs = append(pairs, name, "x")
				}
			}
			return string(p.Text(key, pairs...))
		}), lang)
	}

	t.Run("one that does not agree is found", func(t *testing.T) {
		planted := map[string]sentence{
			"a": {"one": "{{.Count}} jours", "other": "{{.Count}} jour"}, "b": {"one": "Une école", "other": "{{.Count}} écoles"},
			"c": {"other": "{{.added}} ajoutées"}, "d": {"other": "{{.read}} ligne(s)"},
			"e": {"one": "{{.Count}} mois, {{.Count}} jour", "other": "{{.Count}} mois, {{.Count}} jours"}, "f": {"one": "Aucune", "other": "{{.Count}} fois"},
		}
		said := func(key string, n int) string {
			form := "one"
			if n > 1 || planted[key]["one"] == "" {
				form = "other"
			}
			return strings.ReplaceAll(planted[key][form], "{{.Count}}", fmt.Sprint(n))
		}
		require.Equal(t, []string{
			`a: "0 jours"`, `a: "1 jours"`, `a: "2 jour"`, `b says nothing of none: "Une école"`, `c: "{{.added}} ajoutées"`, "d has (s)",
		}, disagreeing(i18n.French, planted, said))
	})
}

// numbers are the names of variables that hold a number other than Count.
var numbers = strings.Fields("added allowed count delivered expected found left length lifted locations max minutes months ordered over read" +
	" running short shown total unchanged updated used")

// many are sentences in which a number is never one, and why.
var many = map[string]string{
	"error.committee.lead":       "the limit",
	"error.committee.leads_many": "the limit",
	"error.extract.pages":        "it is over the limit",
	"error.meeting.many":         "the limit",
	"error.plan.schools":         "the limit",
	"error.register.many":        "the limit",
	"error.register.number_long": "the limit",
	"error.plan.yearly":          "the limit",
	"error.rules.notice":         "the limit",
	"error.rules.proxies":        "the limit",
	"error.rules.remarks":        "the limit",
	"error.text.line_too_long":   "it is over the limit",
	"error.text.too_long":        "it is over the limit",
	"error.text.too_many_words":  "it is over the limit",
	"import.partial":             "it is more than are in the file",
	"doubt.day.far":              "« mois » does not change; in English, it is more than six",
}

// some tells the sentences that are never said of none, by what they begin with:
// a list that has none has a sentence of its own, and a period is a day at least.
var some = regexp.MustCompile(`^(agenda\.more|conduct\.more|error\.conduct\.no_more|attendance\.|convocation\.(notice|others|outside|quorum|to)|error\.convocation|doubt\.convocation|balance\.|evidence\.|factor\.hidden|doubt\.member\.|member\.list\.|people\.|action\.(card|created|line|list|reported)|agreement\.(card|competence|list|part|partners|schools_many)|announce\.(action|agreement|decision|extension|meeting|verification)|committee\.(card|list)|history\.more|console\.written|meeting\.card\.(agenda|convened)` +
	`|contract\.(report|running)|deployment\.(picture|place|title)|decision\.(card|next|effect|list|search|todo)|doubt\.(agreement|committee|decision|proceedings)|error\.(committee|reservation|verification)|export\.minutes|extract\.(count|done)` +
	`|extension|failure\.list|files\.sent|form\.missing|history\.verification|import\.(left|refused|renamed|trial|vacations_gone)|meeting\.list|minutes\.|moved\.title|overview\.(agreements|count|proposed|rest)|partner\.(line|list)|plan\.` +
	`|pressed\.many|pv\.(despite|fact|stand|with)|register\.|reservation\.still|rules\.remarks|school\.(find|list)|series\.(followed|list)|error\.(set|stage)\.|doubt\.stage|moves\.|set\.|wave\.|error\.wave|summary\.rest|takeover\.refused|area\.|team\.|vacation\.(refused|teachers)|verification\.)`)

var (
	counted = regexp.MustCompile(`\b([012])(?:\*\*)? (\pL+)`)
	named   = regexp.MustCompile(`{{\.(\w+)}}(?:\*\*)? (\pL+)`)
	none    = regexp.MustCompile(`(?i)\b(0|aucune?|rien|pas|no|none|nothing)\b`)
	// unchanging are words that follow a number as they are.
	unchanging = strings.Fields("mois fois x min h ms en à a de d of to more too late left sur out and et que not ouvré dont open in running blocking major minor clear working other unknown verification blocked people is")
)

// disagreeing are the sentences that say « 1 jours » or « 2 jour », something of
// none that is one, or a plural of a number that may be one.
func disagreeing(lang string, all map[string]sentence, said func(key string, n int) string) (faults []string) {
	for _, key := range slices.Sorted(maps.Keys(all)) {
		for _, text := range all[key] {
			if strings.Contains(text, "(s)") {
				faults = append(faults, key+" has (s)")
			}
		}
		if len(all[key]) == 1 {
			for _, m := range named.FindAllStringSubmatch(all[key]["other"], -1) {
				if slices.Contains(numbers, m[1]) && isPlural(m[2]) && many[key] == "" {
					faults = append(faults, fmt.Sprintf("%s: %q", key, m[0]))
				}
			}
			continue
		}
		if text := said(key, 0); !none.MatchString(text) && !some.MatchString(key) {
			faults = append(faults, fmt.Sprintf("%s says nothing of none: %q", key, text))
		}
		for n := range 3 {
			singular := n == 1 || n == 0 && lang == i18n.French
			for _, m := range counted.FindAllStringSubmatch(said(key, n), -1) {
				if m[1] == fmt.Sprint(n) && !slices.Contains(unchanging, m[2]) && singular == isPlural(m[2]) {
					faults = append(faults, fmt.Sprintf("%s: %q", key, m[0]))
				}
			}
		}
	}
	return faults
}

// isPlural reports whether a noun is in the plural, for those that the catalogue
// counts.
func isPlural(word string) bool {
	return !slices.Contains(unchanging, word) && (strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x"))
}
