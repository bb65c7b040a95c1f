package i18n

import (
	"slices"
	"strings"
	"text/template"

	parsing "github.com/nicksnyder/go-i18n/v2/i18n/template"
	"golang.org/x/text/unicode/norm"

	"pilotent/message"
)

// sentences reads the templates of the catalogue, each once. Beside those of
// text/template they have one function: {{de .object}} is « de Lot 1 », but
// « d'Essai ».
type sentences struct{ *parsing.TextParser }

// Cacheable reports whether a result may be kept, as it may because the function depends on its argument only.
func (sentences) Cacheable() bool { return true }

func newSentences() sentences {
	return sentences{&parsing.TextParser{Funcs: template.FuncMap{"de": de}}}
}

// muted begin the words of the field with an h that is not heard; their accents are
// apart, as de reads them.
var muted = []string{"he\u0301berg", "heberg", "heure", "histor", "homolog", "horaire", "habilit", "harmonis"}

// de puts « de » before a name, elided before a vowel, also within quotation
// marks. An h is taken for aspirated but for some words, and a y for a consonant,
// since nothing tells.
func de(name any) message.Text {
	text, _ := name.(message.Text)
	first := norm.NFD.String(strings.ToLower(strings.TrimLeft(string(text), "\u200b\u00a0 *_`«\"“'‘(")))
	if slices.ContainsFunc(muted, func(word string) bool { return strings.HasPrefix(first, word) }) {
		return "d'" + text
	}
	if strings.ContainsAny(first[:min(1, len(first))], "aeiou") || strings.HasPrefix(first, "œ") || strings.HasPrefix(first, "æ") {
		return "d'" + text
	}
	return "de " + text
}
