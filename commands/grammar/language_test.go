package grammar_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/contract"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

type (
	noun    = grammar.Noun[string]
	command = grammar.Command[string]
	param   = grammar.Param
)

// nouns are like those of the package commands, whose words the catalogue has.
func nouns() []*noun {
	reason := param{Name: "motif", English: "reason", Kind: grammar.Text}
	school := param{Name: "ecole", English: "school", Kind: grammar.Name, Required: true, Positional: true}
	committee := param{Name: "comite", English: "committee", Kind: grammar.Word}
	here := param{Name: "comite", English: "committee", Kind: grammar.Word, Positional: true}
	text := param{Name: "texte", English: "text", Kind: grammar.Text, Required: true, Positional: true}
	date := param{Name: "date", English: "date", Kind: grammar.Moment, Required: true, Positional: true}
	return []*noun{
		{Name: "ent", English: "ent", Default: "aide", Commands: []*command{
			{Verb: "aide", English: "help", Also: []string{"?"}, Params: []param{{Name: "sujet", English: "topic", Kind: grammar.Name, Positional: true}}},
			{Verb: "bilan", English: "overview"},
		}},
		{Name: "ecole", English: "school", Default: "liste", WithText: "voir", Commands: []*command{
			{Verb: "voir", English: "show", Also: []string{"statut", "status"}, Params: []param{school}},
			{Verb: "liste", English: "list", Params: []param{
				{Name: "etape", English: "stage", Kind: grammar.Choice, Positional: true, Choices: stages()},
				{Name: "commune", English: "commune", Kind: grammar.Name, Positional: true},
			}},
			{Verb: "etape", English: "stage", Params: []param{
				school,
				{Name: "vers", English: "to", Kind: grammar.Choice, Required: true, Positional: true, Choices: stages()},
				{Name: "decision", English: "decision", Kind: grammar.Word},
				reason,
			}},
			{Verb: "note", English: "note", Params: []param{school, text}},
		}},
		{Name: "decision", English: "decision", Default: "liste", WithText: "ajouter", Careful: true, Commands: []*command{
			{Verb: "ajouter", English: "add", Also: []string{"consigner", "log"}, Params: []param{
				text,
				committee,
				{Name: "ecoles", English: "schools", Kind: grammar.Name, Many: true},
				{Name: "retient", English: "selects", Kind: grammar.Flag},
			}},
			{Verb: "liste", English: "list", Also: []string{"lister"}, Params: []param{committee}},
			{Verb: "voir", English: "show", Params: []param{{Name: "decision", English: "decision", Kind: grammar.Word, Required: true, Positional: true}}},
		}},
		{Name: "action", English: "task", Default: "liste", Commands: []*command{
			{Verb: "creer", English: "create", Also: []string{"ajouter", "add"}, Params: []param{
				text,
				{Name: "ecole", English: "schools", Kind: grammar.Name, Many: true},
				{Name: "pour", English: "for", Kind: grammar.Person, Many: true},
				{Name: "echeance", English: "due", Kind: grammar.Date},
			}},
			{Verb: "liste", English: "list", Params: []param{
				{Name: "retard", English: "late", Kind: grammar.Flag}, {Name: "toutes", English: "all", Kind: grammar.Flag},
			}},
		}},
		{Name: "reunion", English: "meeting", Default: "prochaine", Commands: []*command{
			{Verb: "planifier", English: "schedule", Also: []string{"creer", "plan"}, Params: []param{
				here, date, {Name: "duree", English: "duration", Kind: grammar.Duration}, {Name: "lieu", English: "place", Kind: grammar.Name},
			}},
			{Verb: "prochaine", English: "next", Params: []param{here}},
		}},
		{Name: "recette", English: "acceptance", Default: "decider", Commands: []*command{
			{Verb: "decider", English: "decide", Params: []param{
				{Name: "verification", English: "verification", Kind: grammar.Word, Required: true, Positional: true},
				{Name: "issue", English: "outcome", Kind: grammar.Choice, Required: true, Positional: true, Choices: outcomes()},
				{Name: "le", English: "on", Kind: grammar.PastDate},
				reason,
			}},
		}},
		{Name: "comite", English: "committee", Default: "rythme", Commands: []*command{
			{Verb: "rythme", English: "rhythm", Params: []param{
				here, {Name: "rappels", English: "reminders", Kind: grammar.Name, Required: true, Positional: true, Many: true},
			}},
		}},
	}
}

func outcomes() []grammar.Option {
	return []grammar.Option{
		{Value: "admission", Words: []string{"admission", "admission"}, Label: contract.OutcomeAdmission},
		{Value: "adjournment", Words: []string{"ajournement", "adjournment"}, Label: contract.OutcomeAdjourned},
	}
}

func stages() []grammar.Option {
	return []grammar.Option{
		{Value: "selected", Words: []string{"retenue", "selected"}, Label: perimeter.StageSelected},
		{Value: "open", Words: []string{"ouverte", "open"}, Label: perimeter.StageOpen},
		{Value: "trained", Words: []string{"formée", "trained"}, Label: perimeter.StageTrained},
		{Value: "in_use", Words: []string{"en usage", "in use", "usage"}, Label: perimeter.StageInUse},
		{Value: "withdrawn", Words: []string{"retirée", "withdrawn"}, Label: perimeter.StageWithdrawn},
	}
}

func language(t testing.TB) *grammar.Language[string] {
	t.Helper()
	l, err := grammar.New("ent", nouns()...)
	require.NoError(t, err)
	return l
}

func printer(t testing.TB, lang string) i18n.Printer {
	t.Helper()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	return catalog.Printer(lang, paris(t))
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	return zone
}

// monday is the moment at which tests read dates: Monday 23 November 2026, 8 h.
func monday(t testing.TB) when.Reader {
	t.Helper()
	return when.Reader{Now: time.Date(2026, time.November, 23, 8, 0, 0, 0, paris(t)), Lang: i18n.French}
}

// requireError is an error that people read, about that parameter ("" for
// none), with at least those arguments.
func requireError(t *testing.T, err error, key, param string, args record.Args) {
	t.Helper()
	var e *record.Error
	require.True(t, errors.As(err, &e), "%v", err)
	require.Equal(t, key, e.Key)
	require.Equal(t, record.Invalid, e.Code)
	require.Equal(t, param, e.Param)
	for name, value := range args {
		if typed, ok := e.Args[name].(grammar.Typed); ok && name == "noun" {
			require.Equal(t, value, typed.French, name)
			continue
		}
		require.Equal(t, value, e.Args[name], name)
	}
}

func TestNewRefusesWhatCannotBeTyped(t *testing.T) {
	run := func(string, grammar.Args) (message.Message, error) { return message.Message{}, nil }
	for name, tc := range map[string]struct {
		noun *noun
		says string
	}{
		"two verbs of one name":      {&noun{Name: "a", Commands: []*command{{Verb: "voir", English: "show"}, {Verb: "montrer", Also: []string{"show"}}}}, `two verbs are called "show"`},
		"two parameters of one name": {&noun{Name: "a", Commands: []*command{{Verb: "voir", Run: run, Params: []param{{Name: "x", English: "y"}, {Name: "y", English: "z"}}}}}, `command a voir: two parameters`},
		"an unknown default":         {&noun{Name: "a", Default: "liste", Commands: []*command{{Verb: "voir"}}}, `no verb "liste"`},
		"a noun called like a verb":  {&noun{Name: "a", Commands: []*command{{Verb: "voir", English: "show"}}, Nouns: []*noun{{Name: "vue", English: "show"}}}, `"vue" is a verb too`},
		"an unknown verb for texts":  {&noun{Name: "a", WithText: "ajouter", Commands: []*command{{Verb: "voir"}}}, `no verb "ajouter"`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := grammar.New("ent", tc.noun)
			require.ErrorContains(t, err, tc.says)
		})
	}
}

func TestNounsAndCommandsAreFoundByAnyName(t *testing.T) {
	l := language(t)
	for _, name := range []string{"ecole", "École", "ECOLES", "school", "schools"} {
		require.NotNil(t, l.Noun(name), name)
		require.Equal(t, "ecole", l.Noun(name).Name)
	}
	require.Nil(t, l.Noun("lycee"))
	require.Nil(t, l.Noun(""))
	require.Equal(t, "decision ajouter", l.Command("décision", "LOG").Path())
	require.Equal(t, "command.decision.ajouter", l.Command("decision", "add").Key())
	require.Nil(t, l.Command("decision", ""))
	require.Nil(t, l.Command("lycee", "voir"))
}

// parse is what a line was understood to say, but for its doubts.
func parse(l *grammar.Language[string], line string) (*command, grammar.Raw, error) {
	said, err := l.Parse(line)
	return said.Command, said.Raw, err
}

// catalog is read once: a property asks for it thousands of times.
var catalog = sync.OnceValue(func() *i18n.Catalog {
	c, err := i18n.Load()
	if err != nil {
		panic(err)
	}
	return c
})

// bound are the arguments, but for their doubts.
func bound(c *command, raw grammar.Raw, reader when.Reader) (grammar.Args, error) {
	args, _, err := c.Bind(catalog().Printer(reader.Lang, reader.Now.Location()), raw, reader.Now)
	return args, err
}
