package grammar_test

import (
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/commands/when"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
)

func bind(t *testing.T, line string, reader when.Reader) (grammar.Args, error) {
	t.Helper()
	cmd, raw, err := parse(language(t), line)
	require.NoError(t, err)
	return bound(cmd, raw, reader)
}

func TestBindReadsEachKind(t *testing.T) {
	for name, tc := range map[string]struct {
		line string
		args grammar.Args
	}{
		"text and word":  {`/decision ajouter " Retenir " --comite copil`, grammar.Args{"text": "Retenir", "committee": "copil"}},
		"name":           {`/ecole wallon a vitry`, grammar.Args{"school": "wallon a vitry"}},
		"list":           {`/decision ajouter x --ecoles "0940198E, wallon a vitry;;" --ecoles jaures`, grammar.Args{"text": "x", "schools": []string{"0940198E", "wallon a vitry", "jaures"}}},
		"list of quotes": {`/decision ajouter x --ecoles "wallon a vitry", "jaures"`, grammar.Args{"text": "x", "schools": []string{"wallon a vitry", "jaures"}}},
		"people":         {`/action creer x --pour @ien,@dane`, grammar.Args{"text": "x", "for": []string{"@ien", "@dane"}}},
		"date":           {`/action creer x --echeance 15 décembre`, grammar.Args{"text": "x", "due": calendar.NewDate(2026, time.December, 15)}},
		"past date":      {`/recette decider V-1 admission --le hier`, grammar.Args{"verification": "V-1", "outcome": "admission", "on": calendar.NewDate(2026, time.November, 22)}},
		"moment and duration": {`/reunion planifier copil 18/12 14h --duree 1h30`, grammar.Args{
			"committee": "copil", "date": time.Date(2026, time.December, 18, 14, 0, 0, 0, paris(t)), "duration": 90 * time.Minute,
		}},
		"flag":           {`/action --retard`, grammar.Args{"late": true}},
		"nothing":        {`/action`, grammar.Args{}},
		"choice":         {`/ecole liste --etape EN USAGE`, grammar.Args{"stage": "in_use"}},
		"English choice": {`/ecole liste --stage in use`, grammar.Args{"stage": "in_use"}},
		"synonym":        {`/ecole liste --etape usage`, grammar.Args{"stage": "in_use"}},
		"accents":        {`/ecole liste --etape formee`, grammar.Args{"stage": "trained"}},
		"the value":      {`/ecole liste --etape "in_use"`, grammar.Args{"stage": "in_use"}},
		"its beginning":  {`/ecole liste --etape ouv`, grammar.Args{"stage": "open"}},
	} {
		t.Run(name, func(t *testing.T) {
			args, err := bind(t, tc.line, monday(t))
			require.NoError(t, err)
			require.Equal(t, tc.args, args)
		})
	}
}

func TestBindNamesTheParameterThatIsWrong(t *testing.T) {
	day := func(m time.Month, d int) calendar.Date { return calendar.NewDate(2026, m, d) }
	for name, tc := range map[string]struct {
		line, key, param string
		args             record.Args
	}{
		"given twice":               {`/decision ajouter x --comite copil --comite cosui`, "grammar.twice", "committee", record.Args{"option": grammar.Typed{French: "comite", English: "committee"}, "values": []string{"copil", "cosui"}}},
		"an ambiguous beginning":    {`/ecole liste --etape ret`, "grammar.choice", "stage", record.Args{"text": "ret", "param": "stage"}},
		"too short a beginning":     {`/ecole liste --etape ou`, "grammar.choice", "stage", nil},
		"no choice":                 {`/ecole etape wallon fermée`, "grammar.choice_near", "to", record.Args{"text": "fermée", "near": "formée"}},
		"far from a choice":         {`/ecole liste --etape abracadabra`, "grammar.choice", "stage", record.Args{"known": []string{"retenue", "ouverte", "formée", "en usage", "retirée"}}},
		"an unreadable date":        {`/action creer x --echeance bientôt`, "date.unreadable_day", "due", record.Args{"text": "bientôt"}},
		"a day that does not exist": {`/action creer x --echeance 31/11`, "date.no_such_day_propose", "due", record.Args{"propose": []any{day(time.November, 30)}}},
		"a past day":                {`/action creer x --echeance 20/11/2026`, "date.past_propose", "due", nil},
		"a day to come":             {`/recette decider V-1 admission --le 24/11/2026`, "date.future", "on", nil},
		"an hour that is missing":   {`/reunion planifier copil 18/12`, "date.missing_time_propose", "date", record.Args{"text": "18/12", "propose": []any{day(time.December, 18)}}},
		"an unreadable duration":    {`/reunion planifier copil 18/12 14h --duree longue`, "date.duration", "duration", record.Args{"text": "longue"}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := bind(t, tc.line, monday(t))
			requireError(t, err, tc.key, tc.param, tc.args)
			for _, lang := range i18n.Languages() {
				text, ok := printer(t, lang).Error(err)
				require.True(t, ok)
				require.NotContains(t, text, "⟦")
				require.NotContains(t, text, "<no value>")
			}
		})
	}
}

func TestAnAmbiguousDateIsQuestioned(t *testing.T) {
	reader := monday(t)
	reader.Lang = i18n.English
	_, err := bind(t, "/action creer x --echeance 11/12", reader)
	requireError(t, err, "date.ambiguous_propose", "due", nil)
}

func TestChoicesAreProposedInTheReadersLanguage(t *testing.T) {
	reader := monday(t)
	reader.Lang = i18n.English
	_, err := bind(t, "/ecole liste --etape abracadabra", reader)
	requireError(t, err, "grammar.choice", "stage", record.Args{"known": []string{"selected", "open", "trained", "in use", "withdrawn"}})
}

func TestMissingArgumentsAreListed(t *testing.T) {
	for line, names := range map[string][]string{
		"/ecole etape":                        {"school", "to"},
		"/ecole etape wallon":                 {"to"},
		"/decision ajouter --comite copil":    {"text"},
		`/decision ajouter "" --comite copil`: {"text"},
		"/comite rythme copil , ;":            {"reminders"},
		"/reunion planifier":                  {"date"},
	} {
		t.Run(line, func(t *testing.T) {
			_, err := bind(t, line, monday(t))
			var missing *grammar.MissingError
			require.True(t, errors.As(err, &missing), "%v", err)
			var got []string
			for _, p := range missing.Params {
				got = append(got, p.English)
			}
			require.Equal(t, names, got)
			require.NotEmpty(t, err.Error())
		})
	}
}

func TestArgsOfAnotherKindOrNotGivenAreZero(t *testing.T) {
	args := grammar.Args{"text": "x"}
	require.True(t, args.Has("text"))
	require.False(t, args.Has("due"))
	require.Equal(t, "x", args.Text("text"))
	require.Empty(t, args.Text("due"))
	require.Empty(t, args.List("text"))
	require.True(t, args.Date("text").IsZero())
	require.True(t, args.Moment("text").IsZero())
	require.Zero(t, args.Duration("text"))
	require.False(t, args.Flag("text"))

	args, err := bind(t, "/reunion planifier copil 18/12 14h --duree 2h", monday(t))
	require.NoError(t, err)
	require.Equal(t, 18, args.Moment("date").Day())
	require.Equal(t, 2*time.Hour, args.Duration("duration"))
	args, err = bind(t, "/action creer x --pour @a --echeance 15/12", monday(t))
	require.NoError(t, err)
	require.Equal(t, []string{"@a"}, args.List("for"))
	require.Equal(t, calendar.NewDate(2026, time.December, 15), args.Date("due"))
	args, err = bind(t, "/action liste --retard", monday(t))
	require.NoError(t, err)
	require.True(t, args.Flag("late"))
}

func TestAListIsCutBetweenItsItems(t *testing.T) {
	for text, want := range map[string][]string{
		"wallon, jaures; pauillac":         {"wallon", "jaures", "pauillac"},
		"jaures (elem, vitry); wallon":     {"jaures (elem, vitry)", "wallon"},
		"jaures ((elem, b), vitry),wallon": {"jaures ((elem, b), vitry)", "wallon"},
		"jaures), wallon":                  {"jaures)", "wallon"},
	} {
		args, err := bind(t, `/decision ajouter "Retenir ces écoles" --ecoles "`+text+`"`, monday(t))
		require.NoError(t, err)
		require.Equal(t, want, args.List("schools"), text)
	}
}
