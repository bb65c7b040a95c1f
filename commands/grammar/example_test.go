package grammar_test

import (
	"fmt"
	"time"

	"pilotent/commands/grammar"
	"pilotent/i18n"
)

// A command is declared once: its verb in two languages, and what it takes. Parsing,
// help, the form for what is missing and the reference page come from that.
func Example() {
	school := &grammar.Noun[string]{
		Name: "ecole", English: "school", Default: "liste",
		Commands: []*grammar.Command[string]{
			{Verb: "liste", English: "list"},
			{Verb: "note", English: "note", Params: []grammar.Param{
				{Name: "ecole", English: "school", Kind: grammar.Name, Required: true, Positional: true},
				{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true},
			}},
		},
	}
	umbrella := &grammar.Noun[string]{Name: "ent", English: "ent", Default: "aide", Commands: []*grammar.Command[string]{{Verb: "aide", English: "help"}}}
	language, err := grammar.New("ent", umbrella, school)
	if err != nil {
		fmt.Println(err)
		return
	}
	catalog, err := i18n.Load()
	if err != nil {
		fmt.Println(err)
		return
	}
	p := catalog.Printer(i18n.French, time.UTC)
	for _, line := range []string{
		`/ecole note 0940198E "La directrice est d'accord"`,
		`/ent ÉCOLE Note 0940198E « La directrice est d'accord »`, // case, accents and quotes are one
		`/school note --school 0940198E --texte "La directrice est d'accord"`,
	} {
		said, err := language.Parse(line)
		if err != nil {
			fmt.Println(err)
			continue
		}
		args, _, err := said.Command.Bind(p, said.Raw, time.Date(2026, 11, 23, 8, 0, 0, 0, time.UTC))
		fmt.Println(said.Command.Path(), args.Text("school"), "|", args.Text("text"), err)
	}
	// Output:
	// ecole note 0940198E | La directrice est d'accord <nil>
	// ecole note 0940198E | La directrice est d'accord <nil>
	// ecole note 0940198E | La directrice est d'accord <nil>
}
