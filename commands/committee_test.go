package commands_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/message"
)

func TestWhenTheDigestComes(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	say := func(locale, line string) string {
		inv := as("coordinatrice", line)
		inv.Locale, inv.Actor.Channel = locale, record.ChannelID("copil")
		m := o.Dispatch(t.Context(), inv)
		require.False(t, m.Failed, line)
		require.Nil(t, m.Form, line)
		return message.Unquote(m.Markdown())
	}
	const off = "**COPIL** n'a pas de résumé de la semaine. Pour en avoir un : `/comite résumé COPIL \"lundi 8h\"`"
	thursday := "Résumé de **COPIL** : chaque jeudi à 7 h 30. Le prochain : jeudi 26 novembre 2026 à 7 h 30."
	for _, tc := range []struct{ line, want string }{
		{`/comite resume COPIL "jeudi 7h30"`, thursday},
		{`/comite resume copil jeudi 7h30`, thursday},
		{`/comite resume jeudi 7h30`, thursday},
		{`/comite resume "le jeudi à 7h30"`, thursday},
		{`/comite resume tous les jeudis à 7 h 30`, thursday},
		{`/comite digest --comite copil --quand "every Thursday at 7:30"`, thursday},
		{`/comite resume COPIL "lundi 8h"`, "Résumé de **COPIL** : chaque lundi à 8 h. Le prochain : lundi 30 novembre 2026 à 8 h."},
		{`/comite resume COPIL non`, off},
		{`/comite resume non`, off},
		{`/comite resume COPIL jamais`, off},
		// What is not typed stays as it was.
		{`/comite resume COPIL "jeudi 7h30"`, thursday},
		{`/comite resume COPIL mardi`, "Résumé de **COPIL** : chaque mardi à 7 h 30. Le prochain : mardi 24 novembre 2026 à 7 h 30."},
		{`/comite resume COPIL 9h`, "Résumé de **COPIL** : chaque mardi à 9 h. Le prochain : mardi 24 novembre 2026 à 9 h."},
		{`/comite resume midi`, "Résumé de **COPIL** : chaque mardi à 12 h. Le prochain : mardi 24 novembre 2026 à 12 h."},
		{`/comite resume COPIL non`, off},
		{`/comite resume le lundi`, "Résumé de **COPIL** : chaque lundi à 12 h. Le prochain : lundi 23 novembre 2026 à 12 h."},
		{`/comite resume COPIL non`, off},
		{
			`/comite resume COPIL "demain 8h"`,
			"Je ne comprends pas « demain 8h ». Donnez le jour et l'heure du résumé, par exemple « lundi 8h », ou « non » pour ne plus en avoir.",
		},
		{
			`/comite resume COPIL oui`,
			"Je ne comprends pas « oui ». Donnez le jour et l'heure du résumé, par exemple « lundi 8h », ou « non » pour ne plus en avoir.",
		},
	} {
		require.Equal(t, tc.want, say("fr", tc.line), tc.line)
	}
	require.Contains(t, say("fr", "/comite voir copil"), off)
	require.Equal(t, "Digest of **COPIL**: every Monday at 08:00. The next one: Monday 30 November 2026 at 08:00.",
		say("en", `/comite digest COPIL "monday 8am"`))
	require.Contains(t, say("en", "/comite digest COPIL tuesday"), "every Tuesday at 08:00")
	require.Contains(t, say("en", "/comite digest COPIL monday"), "every Monday at 08:00")
	require.Contains(t, say("fr", "/comite voir copil"), "Résumé de **COPIL** : chaque lundi à 8 h. Le prochain : lundi 30 novembre 2026 à 8 h.")
}
