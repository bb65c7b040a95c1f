package grammar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
)

// The tokens show in the arguments of a command that takes them.
func TestQuotes(t *testing.T) {
	for name, tc := range map[string]struct{ line, text string }{
		"plain":                              {`/decision ajouter "Retenir 3 écoles"`, "Retenir 3 écoles"},
		"French":                             {`/decision ajouter « Retenir 3 écoles »`, "Retenir 3 écoles"},
		"French, with no-break spaces":       {"/decision ajouter «\u00a0Retenir 3 écoles\u202f»", "Retenir 3 écoles"},
		"French, tight":                      {`/decision ajouter «Retenir 3 écoles»`, "Retenir 3 écoles"},
		"of phones":                          {`/decision ajouter “Retenir 3 écoles”`, "Retenir 3 écoles"},
		"of phones, closed by a plain one":   {`/decision ajouter “Retenir 3 écoles"`, "Retenir 3 écoles"},
		"German":                             {`/decision ajouter „Retenir 3 écoles“`, "Retenir 3 écoles"},
		"without a blank before":             {`/decision ajouter Le plan"Vitry" en juin`, `Le plan"Vitry" en juin`},
		"of one kind inside another":         {`/decision ajouter "Lire « Le Monde » à l'école"`, "Lire « Le Monde » à l'école"},
		"around options":                     {`/decision ajouter "Écrire --comite copil"`, "Écrire --comite copil"},
		"in the middle of an unquoted text":  {`/decision ajouter Adopter le plan "Vitry 2027" en janvier`, `Adopter le plan "Vitry 2027" en janvier`},
		"after a colon in an unquoted text":  {`/decision ajouter Le maire dit:"oui" pour la vague`, `Le maire dit:"oui" pour la vague`},
		"apostrophes are letters":            {`/decision ajouter L'heure d'été n'est pas l’heure d'hiver`, `L'heure d'été n'est pas l’heure d'hiver`},
		"an apostrophe opens nothing":        {`/decision ajouter 'Retenir 3 écoles`, `'Retenir 3 écoles`},
		"line breaks are kept inside":        {"/decision ajouter \"Un\nDeux\"", "Un\nDeux"},
		"line breaks are blanks outside":     {"/decision ajouter Un\nDeux\tTrois", "Un Deux Trois"},
		"no-break spaces are blanks outside": {"/decision\u00a0ajouter\u202fRetenir\u00a0Vitry", "Retenir Vitry"},
		"zero-width marks are dropped":       {"\ufeff/deci\u200bsion ajouter \"Voir @\u200ball\u2060\"", "Voir @all"},
		"joiners hold emoji together":        {"/decision ajouter \"Former 👩\u200d🏫\"", "Former 👩\u200d🏫"},
	} {
		t.Run(name, func(t *testing.T) {
			_, raw, err := parse(language(t), tc.line)
			require.NoError(t, err)
			require.Equal(t, grammar.Raw{"text": {tc.text}}, raw)
		})
	}
}

func TestAnUnclosedQuoteIsToldWithTheOneThatIsMissing(t *testing.T) {
	for line, want := range map[string]record.Args{
		`/decision ajouter "Retenir`:                                     {"text": "Retenir", "quote": `"`},
		`/decision ajouter « Retenir`:                                    {"text": " Retenir", "quote": "»"},
		`/decision ajouter x --comite="copil`:                            {"text": "copil", "quote": `"`},
		`/decision ajouter "0123456789012345678901234567890123456789012`: {"text": "0123456789012345678901234567890123456789…"},
	} {
		_, _, err := parse(language(t), line)
		requireError(t, err, "grammar.open_quote", "", want)
	}
}

func TestOptions(t *testing.T) {
	for name, tc := range map[string]struct{ options, name, value string }{
		"two dashes":                           {`--comite copil`, "committee", "copil"},
		"the dash of phones":                   {`—comite copil`, "committee", "copil"},
		"the short dash of phones":             {`–comite copil`, "committee", "copil"},
		"in English":                           {`--committee copil`, "committee", "copil"},
		"with its accent and in capitals":      {`--COMITÉ copil`, "committee", "copil"},
		"in the plural":                        {`--comites copil`, "committee", "copil"},
		"with an equals sign":                  {`--comite=copil`, "committee", "copil"},
		"the dash of phones, an equals sign":   {`—comite=copil`, "committee", "copil"},
		"dashes and a colon":                   {`--comite:copil`, "committee", "copil"},
		"a colon":                              {`comite:copil`, "committee", "copil"},
		"a colon and a blank":                  {`comite: copil`, "committee", "copil"},
		"a colon and quotes":                   {`comite:"a b"`, "committee", "a b"},
		"a colon and French quotes":            {`comite:« a b »`, "committee", "a b"},
		"an equals sign and quotes":            {`--comite="a b"`, "committee", "a b"},
		"quotes":                               {`--comite "a b"`, "committee", "a b"},
		"quotes, and invisible marks before":   {"\u200bcomite:\"a b\"", "committee", "a b"},
		"a singular":                           {`--school 0940198E`, "schools", "0940198E"},
		"a list with blanks":                   {`--ecoles 0940198E, 0940573M`, "schools", "0940198E, 0940573M"},
		"a list after an equals sign":          {`--ecoles=0940198E, 0940573M`, "schools", "0940198E, 0940573M"},
		"a list of quoted names":               {`--ecoles "wallon a vitry", "jaures"`, "schools", "wallon a vitry , jaures"},
		"a list that goes on with a quote":     {`--ecoles 0940198E, "wallon a vitry"`, "schools", "0940198E, wallon a vitry"},
		"words up to the next option":          {`--ecoles wallon a vitry --comite copil`, "schools", "wallon a vitry"},
		"words up to the next short option":    {`--ecoles wallon a vitry comite:copil`, "schools", "wallon a vitry"},
		"words up to an option and a blank":    {`--ecoles wallon a vitry comite: copil`, "schools", "wallon a vitry"},
		"words with quotes after a colon":      {`--ecoles dit:"oui" puis rien`, "schools", `dit:"oui" puis rien`},
		"words with what looks like an option": {`--ecoles voir https://e.fr/a Nota:bene`, "schools", "voir https://e.fr/a Nota:bene"},
	} {
		t.Run(name, func(t *testing.T) {
			_, raw, err := parse(language(t), `/decision ajouter "Texte" `+tc.options)
			require.NoError(t, err)
			require.Equal(t, []string{"Texte"}, raw["text"])
			require.Equal(t, []string{tc.value}, raw[tc.name])
		})
	}
}

func TestWhatLooksLikeAnOptionIsAWord(t *testing.T) {
	for _, text := range []string{
		"Se réunir à 14:30 en mairie",
		"Lire https://exemple.fr/a?b=c avant lundi",
		"Rappel: rien de plus",
		"Attention:danger dans la cour",
		"Ouvrir l'ENT — en janvier",
		"Vague 1 -- puis 2",
		"Des tirets --- puis -4 degrés",
		"Le taux=5 reste le même",
		"L'école:ouverte jusqu'au soir",
	} {
		t.Run(text, func(t *testing.T) {
			_, raw, err := parse(language(t), "/decision ajouter "+text)
			require.NoError(t, err)
			require.Equal(t, grammar.Raw{"text": {text}}, raw)
		})
	}
}
