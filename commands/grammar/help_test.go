package grammar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/perimeter"
	"pilotent/i18n"
	"pilotent/message"
)

func TestEveryPageIsSaidInBothLanguages(t *testing.T) {
	l := language(t)
	for _, lang := range i18n.Languages() {
		t.Run(lang, func(t *testing.T) {
			p := printer(t, lang)
			require.NotContains(t, l.Reference(p), "⟦")
			require.NotContains(t, l.Help(p).Markdown(), "⟦")
			for _, n := range l.Nouns() {
				require.NotContains(t, n.Summary(p), "⟦")
				require.NotContains(t, n.Help(p).Markdown(), "⟦")
				require.Contains(t, l.Help(p).Markdown(), "`/"+n.Name+"`")
				for _, c := range n.Commands {
					require.Contains(t, n.Help(p).Markdown(), c.Example(p))
					require.Contains(t, l.Reference(p), c.Help(p).Markdown())
					require.NotContains(t, c.Ask(p, nil, c.Params, nil, monday(t).Now).Markdown(), "⟦")
				}
			}
		})
	}
}

// The examples of the catalogue name the command that they are an example of,
// with all that it needs. What is the reader's own stands there as a placeholder.
func TestExamplesWork(t *testing.T) {
	l := language(t)
	for _, lang := range i18n.Languages() {
		p := printer(t, lang)
		for _, n := range l.Nouns() {
			for _, c := range n.Commands {
				t.Run(lang+" "+c.Path(), func(t *testing.T) {
					got, raw, err := parse(l, c.Example(p))
					require.NoError(t, err)
					require.Equal(t, c.Path(), got.Path())
					for _, param := range c.Params {
						require.True(t, !param.Required || len(raw[param.English]) > 0, "%s is missing", param.Name)
					}
				})
			}
		}
	}
}

func TestHint(t *testing.T) {
	n := language(t).Noun("decision")
	require.Equal(t, "[ajouter | liste | voir]", n.Hint(printer(t, i18n.French)))
	require.Equal(t, "[add | list | show]", n.Hint(printer(t, i18n.English)))

	t.Run("of many verbs, the main ones and the way to the others", func(t *testing.T) {
		n.Main = []string{"voir", "liste"}
		require.Equal(t, "[voir | liste | aide…]", n.Hint(printer(t, i18n.French)))
		require.Equal(t, "[show | list | help…]", n.Hint(printer(t, i18n.English)))
		page := n.Help(printer(t, i18n.French)).Markdown()
		require.Contains(t, page, "- `/decision voir COPIL-2026-001` : Montre")
		require.NotContains(t, page, "/decision ajouter")
		require.Contains(t, page, "Il y a aussi : `ajouter`.")
	})
}

func TestHelpOn(t *testing.T) {
	l, p := language(t), printer(t, i18n.French)
	for topic, want := range map[string]message.Message{
		"decision":         l.Noun("decision").Help(p),
		"/Décisions":       l.Noun("decision").Help(p),
		"decision ajouter": l.Command("decision", "ajouter").Help(p),
		"/decision/log":    l.Command("decision", "ajouter").Help(p),
		"ent":              l.Noun("ent").Help(p),
		"/":                l.Help(p),
		" ":                l.Help(p),
	} {
		m, err := l.HelpOn(p, topic)
		require.NoError(t, err, topic)
		require.Equal(t, want, m, topic)
	}
	for topic, key := range map[string]string{
		"decison": "grammar.noun_near", "bonjour": "grammar.noun",
		"decision ajuter": "grammar.verb_near", "decision bonjour": "grammar.verb",
	} {
		_, err := l.HelpOn(p, topic)
		requireError(t, err, key, "", nil)
	}
}

func TestCommandHelpSaysWhatMayBeLeftOut(t *testing.T) {
	page := language(t).Command("ecole", "etape").Help(printer(t, i18n.French)).Markdown()
	require.Contains(t, page, "- `étape` : ")
	require.Contains(t, page, "- `--motif` (facultatif) : ")
	require.Contains(t, page, "Au choix : retenue, ouverte, formée, en usage et retirée.")
	page = language(t).Command("ecole", "liste").Help(printer(t, i18n.English)).Markdown()
	require.Contains(t, page, "- `selected` (optional): ")
	require.Contains(t, page, "selected, open, trained, in use and withdrawn")
}

func TestReferenceNamesTheOtherWords(t *testing.T) {
	l := language(t)
	require.Contains(t, l.Reference(printer(t, i18n.French)), "### ajouter\n")
	require.Contains(t, l.Reference(printer(t, i18n.French)), "Se tape aussi : add, consigner et log.")
	require.Contains(t, l.Reference(printer(t, i18n.English)), "### add\n")
	require.Contains(t, l.Reference(printer(t, i18n.English)), "Can also be typed: ajouter, consigner and log.")
}

func TestAskListsWhatIsMissing(t *testing.T) {
	c := language(t).Command("ecole", "etape")
	page := c.Ask(printer(t, i18n.French), nil, c.Params[:2], nil, monday(t).Now).Markdown()
	require.Contains(t, page, "Il manque 2 informations")
	require.Contains(t, page, "- **École** : ")
	require.Contains(t, page, "- **Nouvelle étape** : ")
	require.Contains(t, page, c.Example(printer(t, i18n.French)))
	require.Contains(t, c.Ask(printer(t, i18n.English), nil, c.Params[:1], nil, monday(t).Now).Markdown(), "Something is missing:")
}

func TestFormHasWhatWasTyped(t *testing.T) {
	l := language(t)
	fields := func(line string) map[string]message.Field {
		cmd, raw, err := parse(l, line)
		require.NoError(t, err)
		form := cmd.Form(printer(t, i18n.French), raw, monday(t).Now)
		require.Equal(t, cmd.Path(), form.Command)
		require.Equal(t, "Valider", form.Submit)
		require.NotEmpty(t, form.Title)
		named := map[string]message.Field{}
		for i, f := range form.Fields {
			require.Equal(t, cmd.Params[i].English, f.Name)
			require.NotEmpty(t, f.Label)
			require.NotEmpty(t, f.Hint)
			named[f.Name] = f
		}
		require.Len(t, form.Fields, len(cmd.Params))
		return named
	}

	f := fields("/ecole etape wallon a vitry en usage")
	require.Equal(t, "wallon a vitry", f["school"].Default)
	require.Equal(t, message.FieldText, f["school"].Kind)
	require.False(t, f["school"].Optional)
	require.Equal(t, "in_use", f["to"].Default)
	require.Equal(t, message.FieldChoice, f["to"].Kind)
	require.Equal(t, message.Option{Label: "en usage", Value: "in_use"}, f["to"].Options[3])
	require.Equal(t, message.FieldLong, f["reason"].Kind)
	require.True(t, f["reason"].Optional)
	require.Empty(t, f["reason"].Default)

	f = fields("/ecole etape --vers fermée")
	require.Empty(t, f["to"].Default, "what is no choice is not chosen")

	f = fields("/action creer --pour @a --pour @b --echeance 15 décembre")
	require.Equal(t, "@a, @b", f["for"].Default)
	require.Equal(t, message.FieldPerson, f["for"].Kind)
	require.Equal(t, "15 décembre", f["due"].Default)
	require.Equal(t, message.FieldText, f["due"].Kind)

	f = fields("/action liste --retard")
	require.Equal(t, message.FieldFlag, f["late"].Kind)
	require.Equal(t, "true", f["late"].Default)
	require.Empty(t, f["all"].Default)
}

func TestFormNamesChoicesWithoutALabelByTheirWord(t *testing.T) {
	c := &command{Verb: "voir", English: "show", Params: []param{{Name: "etape", English: "stage", Kind: grammar.Choice, Choices: []grammar.Option{
		{Value: "x", Words: []string{"oui", "yes"}}, {Value: "open", Words: []string{"ouverte", "open"}, Label: perimeter.StageOpen},
	}}}}
	_, err := grammar.New("ent", &noun{Name: "ecole", English: "school", Commands: []*command{c}})
	require.NoError(t, err)
	require.Equal(t, []message.Option{{Label: "yes", Value: "x"}, {Label: "open", Value: "open"}}, c.Form(printer(t, i18n.English), nil, monday(t).Now).Fields[0].Options)
}
