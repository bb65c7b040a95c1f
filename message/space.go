package message

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// noBreak keeps on one line what French puts a space between. It is the narrow one:
// Mattermost's web client shows the other, U+00A0, as a space that breaks (11.6, whose
// marked replaces it before anything else).
const noBreak = "\u202f"

// before are the marks that French puts a space before, where a sentence, a word or
// an emphasis ends; after the one that it puts a space after.
var (
	before = regexp.MustCompile(` ([:;!?%»]+)([\s*_.,)»]|$)`)
	after  = regexp.MustCompile(`« `)
	// hour and day are "9 h", "14 h 30", "5 janvier", "1er mai", "5 January".
	hour = regexp.MustCompile(`(\d) h(?: (\d\d))?\b`)
	day  = regexp.MustCompile(`(\d|\d(?:er|st|nd|rd|th)) ((?i:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre` +
		`|january|february|march|april|may|june|july|august|september|october|november|december)\b)`)
)

// Spaced is Markdown whose spaces before « : ; ! ? % », within quotation marks, hours
// and days of a month do not break: the catalogue has plain ones. What stands between backticks is left as
// it is typed, and an address as it is: Mattermost takes a space that does not break
// for a part of it.
func Spaced(markdown string) string {
	const typed = "\\`" // one that somebody typed begins no code
	parts := strings.Split(strings.ReplaceAll(markdown, typed, "\x00"), "`")
	for i := 0; i < len(parts); i += 2 { // every other part is code
		parts[i] = after.ReplaceAllString(parts[i], "«"+noBreak)
		parts[i] = day.ReplaceAllString(parts[i], "$1"+noBreak+"$2")
		parts[i] = hour.ReplaceAllStringFunc(parts[i], func(s string) string { return strings.ReplaceAll(s, " ", noBreak) })
		parts[i] = spacedBefore(parts[i], i > 0)
	}
	return strings.ReplaceAll(strings.Join(parts, "`"), "\x00", typed)
}

// spacedBefore does so for the marks of a part that has no code; follows says that
// code precedes it.
func spacedBefore(part string, follows bool) string {
	var b strings.Builder
	for {
		at := before.FindStringSubmatchIndex(part)
		if at == nil {
			return b.String() + part
		}
		b.WriteString(part[:at[0]])
		space := noBreak
		word := b.String()[strings.LastIndexAny(b.String(), " \n"+noBreak)+1:]
		last, _ := utf8.DecodeLastRuneInString(b.String())
		if strings.Contains(word, "://") || strings.Contains(word, "www.") || last == '\n' || b.Len() == 0 && !follows {
			space = " "
		}
		b.WriteString(space + part[at[2]:at[3]])
		part, follows = part[at[3]:], true
	}
}
