package grammar_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/commands/grammar"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/internal/drawtest"
)

func TestBindAsksBackADayThatIsNearerOnTheOtherSide(t *testing.T) {
	for name, tc := range map[string]struct {
		line, param, full, key string
		nearer                 calendar.Date
	}{
		"to come":          {`/action creer x --echeance 20/11`, "due", "samedi 20 novembre 2027", "date.gone", calendar.NewDate(2026, time.November, 20)},
		"gone by":          {`/recette decider V-1 admission --le 24/11`, "on", "lundi 24 novembre 2025", "date.ahead", calendar.NewDate(2026, time.November, 24)},
		"a moment":         {`/reunion planifier copil 20/11 14h30`, "date", "samedi 20 novembre 2027 14 h 30", "date.gone", calendar.NewDate(2026, time.November, 20)},
		"a day of a month": {`/action creer x --echeance le 20`, "due", "dimanche 20 décembre 2026", "date.gone", calendar.NewDate(2026, time.November, 20)},
	} {
		t.Run(name, func(t *testing.T) {
			cmd, raw, err := parse(language(t), tc.line)
			require.NoError(t, err)
			_, doubts, err := cmd.Bind(printer(t, i18n.French), raw, monday(t).Now)
			require.NoError(t, err)
			require.Len(t, doubts, 1)
			require.Equal(t, []any{tc.key, tc.nearer}, []any{doubts[0].Key, doubts[0].Args["nearer"]})
			require.Equal(t, []string{tc.full}, raw[tc.param])
			for _, lang := range i18n.Languages() {
				require.NotContains(t, printer(t, lang).Doubt(doubts[0]), "⟦")
				require.NotContains(t, printer(t, lang).Doubt(doubts[0]), "<no value>")
			}
			// What is asked about is clear when it comes again.
			_, doubts, err = cmd.Bind(printer(t, i18n.French), raw, monday(t).Now)
			require.NoError(t, err)
			require.Empty(t, doubts)
		})
	}
}

func TestBindAsksBackNothingThatIsComplete(t *testing.T) {
	for _, line := range []string{
		`/action creer x --echeance 20/11/2027`, `/action creer x --echeance 24/11`, `/action creer x --echeance vendredi`,
		`/recette decider V-1 admission --le 24/11/2025`, `/recette decider V-1 admission --le vendredi`, `/reunion planifier copil jeudi 14h`,
	} {
		cmd, raw, err := parse(language(t), line)
		require.NoError(t, err)
		_, doubts, err := cmd.Bind(printer(t, i18n.French), raw, monday(t).Now)
		require.NoError(t, err)
		require.Empty(t, doubts, line)
	}
}

// What the line that says yes holds is read as what was read first, whenever it
// is typed, in both languages, on the nights when clocks change too.
func TestWhatWasReadIsReadAgain(t *testing.T) {
	l := language(t)
	rapid.Check(t, func(rt *rapid.T) {
		lang := rapid.SampledFrom(i18n.Languages()).Draw(rt, "lang")
		now := time.Unix(int64(drawtest.Even(1_780_000_000, 1_850_000_000).Draw(rt, "now")), 0).In(paris(t))
		text := rapid.SampledFrom([]string{
			"14h", "demain 2h30", "dans 3 h", "dans 90 min", "vendredi 9h", "le 28 à 2h30", "18/12 14h", "fin mars 2h", "dans 25 jours 2h", "minuit",
			"vendredi 9h-11h30", "premier lundi de mars de 9h à midi", "jeudi 14h pendant 45 min",
		}).Draw(rt, "text")
		cmd, raw, err := parse(l, `/reunion planifier copil "`+text+`"`)
		require.NoError(rt, err)
		p := printer(t, lang)
		first, _, err := cmd.Bind(p, raw, now)
		if err != nil {
			return // a question of its own
		}
		said, err := l.Parse(cmd.Line(p, raw))
		require.NoError(rt, err)
		again, doubts, err := said.Command.Bind(p, said.Raw, now.Add(-time.Minute))
		require.NoError(rt, err, raw["date"])
		require.Empty(rt, doubts)
		require.Equal(rt, first.Duration("duration"), again.Duration("duration"))
		require.True(rt, first.Moment("date").Truncate(time.Minute).Equal(again.Moment("date")), "%s: %s, then %s", raw["date"], first.Moment("date"), again.Moment("date"))
	})
}

func TestTheSecondOfTwoHoursThatAClockShowsIsReadAgain(t *testing.T) {
	cmd, raw, err := parse(language(t), `/reunion planifier copil "dans 90 min"`)
	require.NoError(t, err)
	now := time.Date(2026, time.October, 25, 0, 0, 0, 0, time.UTC).In(paris(t)) // 2 h; an hour later it is 2 h again
	first, _, err := cmd.Bind(printer(t, i18n.French), raw, now)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-10-25T02:30:00+01:00"}, raw["date"])
	again, _, err := cmd.Bind(printer(t, i18n.French), raw, now)
	require.NoError(t, err)
	require.True(t, first.Moment("date").Equal(again.Moment("date")))
}

func TestAShiftIsReadFromWhatWasPlanned(t *testing.T) {
	l, err := grammar.New("ent", &noun{Name: "reunion", Default: "reporter", Commands: []*command{{Verb: "reporter", English: "move", Params: []param{
		{Name: "date", English: "moved", Kind: grammar.Shift, Required: true, Positional: true},
	}}}})
	require.NoError(t, err)
	shift := func(line string) (time.Time, []record.Doubt, grammar.Raw, error) {
		cmd, raw, err := parse(l, line)
		require.NoError(t, err)
		args, _, err := cmd.Bind(printer(t, i18n.French), raw, monday(t).Now)
		require.NoError(t, err)
		at, doubts, err := args.Shift("moved")(time.Date(2026, time.December, 1, 10, 30, 0, 0, paris(t)))
		return at, doubts, raw, err
	}
	at, doubts, raw, err := shift("/reunion reporter 15h")
	require.NoError(t, err)
	require.Empty(t, doubts)
	require.Equal(t, time.Date(2026, time.December, 1, 15, 0, 0, 0, paris(t)), at)
	require.Equal(t, []string{"mardi 1er décembre 2026 15 h"}, raw["moved"], "the question names all of it")
	_, doubts, raw, err = shift("/reunion reporter 20/11")
	require.NoError(t, err)
	require.Equal(t, "date.gone", doubts[0].Key)
	require.Equal(t, []string{"samedi 20 novembre 2027 10 h 30"}, raw["moved"])
	_, _, _, err = shift("/reunion reporter bientôt")
	requireError(t, err, "date.unreadable", "moved", nil)
	require.Nil(t, grammar.Args{}.Shift("moved"))
}
