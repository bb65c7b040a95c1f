package grammar_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/i18n"
)

func TestVerbs(t *testing.T) {
	for line, path := range map[string]string{
		"/decision voir COPIL-2026-001":      "decision voir",
		"decision voir COPIL-2026-001":       "decision voir",
		"  /décision  VOIR COPIL-2026-001":   "decision voir",
		"/Decisions show COPIL-2026-001":     "decision voir",
		"/ecole étape wallon retenue":        "ecole etape",
		"/school stage wallon selected":      "ecole etape",
		"/ecole statut wallon":               "ecole voir",
		"/decision consigner \"Retenir\"":    "decision ajouter",
		"/decision LOG \"Retenir\"":          "decision ajouter",
		"/task add \"Former\"":               "action creer",
		"/ent aide":                          "ent aide",
		"/ent ecole étape wallon retenue":    "ecole etape",
		"/ent école wallon vitry":            "ecole voir",
		"/ent decisions":                     "decision liste",
		"/ent decision Retenir 3 écoles":     "decision ajouter",
		"/ent ent bilan":                     "ent bilan",
		"/ent":                               "ent aide",
		"/decision":                          "decision liste",
		"/ecole":                             "ecole liste",
		"/reunion":                           "reunion prochaine",
		"/decision --comite copil":           "decision liste",
		"/decision comite:copil":             "decision liste",
		"/decision comite:\"copil\"":         "decision liste",
		"/ecole --etape retenue":             "ecole liste",
		"/ecole wallon vitry":                "ecole voir",
		"/ecole \"liste\"":                   "ecole voir",
		"/decision \"voir\"":                 "decision ajouter",
		"/decision \"Retenir 3 écoles\"":     "decision ajouter",
		"/decision Retenir 3 écoles":         "decision ajouter",
		"/action --retard":                   "action liste",
		"/deci\u200bsion vo\u00adir COPIL-1": "decision voir",
	} {
		t.Run(line, func(t *testing.T) {
			cmd, _, err := parse(language(t), line)
			require.NoError(t, err)
			require.Equal(t, path, cmd.Path())
		})
	}
}

func TestArguments(t *testing.T) {
	for _, tc := range []struct {
		line string
		raw  grammar.Raw
	}{
		{`/ecole etape wallon a vitry en usage --motif "Tout le monde s'en sert"`, grammar.Raw{"school": {"wallon a vitry"}, "to": {"en usage"}, "reason": {"Tout le monde s'en sert"}}},
		{`/ecole etape wallon a vitry in use`, grammar.Raw{"school": {"wallon a vitry"}, "to": {"in use"}}},
		{`/ecole etape 0940198E retenue`, grammar.Raw{"school": {"0940198E"}, "to": {"retenue"}}},
		{`/ecole etape "wallon a vitry" en usage`, grammar.Raw{"school": {"wallon a vitry"}, "to": {"en usage"}}},
		{`/ecole etape wallon a vitry "en usage"`, grammar.Raw{"school": {"wallon a vitry"}, "to": {"en usage"}}},
		{`/ecole etape wallon`, grammar.Raw{"school": {"wallon"}}},
		{`/ecole etape retenue --ecole wallon a vitry`, grammar.Raw{"school": {"wallon a vitry"}, "to": {"retenue"}}},
		{`/ecole note wallon a vitry "Vidéoprojecteur en panne"`, grammar.Raw{"school": {"wallon a vitry"}, "text": {"Vidéoprojecteur en panne"}}},
		{`/ecole note "wallon a vitry" "Vidéoprojecteur en panne"`, grammar.Raw{"school": {"wallon a vitry"}, "text": {"Vidéoprojecteur en panne"}}},
		{`/ecole liste --etape en usage --commune vitry`, grammar.Raw{"stage": {"en usage"}, "commune": {"vitry"}}},
		{`/ecole liste en usage vitry`, grammar.Raw{"stage": {"en usage"}, "commune": {"vitry"}}},
		{`/ecole liste vitry sur seine retenues`, grammar.Raw{"stage": {"retenues"}, "commune": {"vitry sur seine"}}},
		{`/ecole liste "vitry"`, grammar.Raw{"commune": {"vitry"}}},
		{`/ecole liste vitry ret`, grammar.Raw{"commune": {"vitry ret"}}}, // a beginning may be a name
		{`/ecole liste etape:en usage`, grammar.Raw{"stage": {"en usage"}}},
		{`/ecole liste --commune vitry sur seine`, grammar.Raw{"commune": {"vitry sur seine"}}},
		{`/reunion planifier copil "18/12 14h" --duree 2h --lieu "Mairie de Vitry"`, grammar.Raw{"committee": {"copil"}, "date": {"18/12 14h"}, "duration": {"2h"}, "place": {"Mairie de Vitry"}}},
		{`/reunion planifier "18/12 14h"`, grammar.Raw{"date": {"18/12 14h"}}},
		{`/reunion planifier "copil" "18/12 14h"`, grammar.Raw{"committee": {"copil"}, "date": {"18/12 14h"}}},
		{`/reunion planifier copil jeudi prochain à 14:30`, grammar.Raw{"committee": {"copil"}, "date": {"jeudi prochain à 14:30"}}},
		{`/reunion planifier copil`, grammar.Raw{"committee": {"copil"}}},
		{`/reunion planifier comite:copil 18/12 14h`, grammar.Raw{"committee": {"copil"}, "date": {"18/12 14h"}}},
		{`/reunion planifier copil --date 18/12 14:30 --lieu=Mairie`, grammar.Raw{"committee": {"copil"}, "date": {"18/12 14:30"}, "place": {"Mairie"}}},
		{`/reunion prochaine "copil"`, grammar.Raw{"committee": {"copil"}}},
		{`/comite rythme copil 7j, 1j, 1h`, grammar.Raw{"committee": {"copil"}, "reminders": {"7j, 1j, 1h"}}},
		{`/action creer "Former l'équipe" --echeance 15 décembre --pour @x`, grammar.Raw{"text": {"Former l'équipe"}, "due": {"15 décembre"}, "for": {"@x"}}},
		{`/action creer --echeance 15 décembre "Former l'équipe"`, grammar.Raw{"text": {"Former l'équipe"}, "due": {"15 décembre"}}},
		{`/action creer --pour @x Former l'équipe`, grammar.Raw{"text": {"Former l'équipe"}, "for": {"@x"}}},
		{`/action creer Former --pour @x l'équipe`, grammar.Raw{"text": {"Former l'équipe"}, "for": {"@x"}}},
		{`/action creer Former --pour @x @y --pour @z`, grammar.Raw{"text": {"Former"}, "for": {"@x @y", "@z"}}},
		{`/action creer Former --pour @x, @y`, grammar.Raw{"text": {"Former"}, "for": {"@x, @y"}}},
		{`/action liste --retard --toutes`, grammar.Raw{"late": {"true"}, "all": {"true"}}},
		{`/decision Retenir 3 écoles de Vitry --comite copil`, grammar.Raw{"text": {"Retenir 3 écoles de Vitry"}, "committee": {"copil"}}},
		{`/decision voir COPIL-2026-001`, grammar.Raw{"decision": {"COPIL-2026-001"}}},
		{`/decision ajouter x --comite copil --comite cosui`, grammar.Raw{"text": {"x"}, "committee": {"copil", "cosui"}}},
		{`/ent aide decision ajouter`, grammar.Raw{"topic": {"decision ajouter"}}},
		{`/decision ajouter`, grammar.Raw{}},
	} {
		t.Run(tc.line, func(t *testing.T) {
			_, raw, err := parse(language(t), tc.line)
			require.NoError(t, err)
			require.Equal(t, tc.raw, raw)
		})
	}
}

func TestParseSaysWhatIsWrong(t *testing.T) {
	for _, tc := range []struct {
		line, key, param string
		args             record.Args
	}{
		{"", "grammar.empty", "", nil},
		{" \u00a0\n", "grammar.empty", "", nil},
		{"/", "grammar.empty", "", nil},
		{"\u200b", "grammar.empty", "", nil},
		{"/ecloe wallon", "grammar.noun_near", "", record.Args{"word": "ecloe", "near": grammar.Typed{French: "ecole"}}},
		{"/meting", "grammar.noun_near", "", record.Args{"near": grammar.Typed{English: "meeting"}}},
		{"/bonjour", "grammar.noun", "", record.Args{"word": "bonjour"}},
		{"/ent decison liste", "grammar.verb_near", "", record.Args{"noun": "ent", "near": grammar.Typed{French: "decision", English: "decision"}}},
		{"/ent bilen", "grammar.verb_near", "", record.Args{"noun": "ent", "near": grammar.Typed{French: "bilan", English: "overview"}}},
		{"/ent bonjour", "grammar.verb", "", record.Args{"noun": "ent", "word": "bonjour"}},
		{"/reunion planfier copil", "grammar.verb_near", "", record.Args{"noun": "reunion", "word": "planfier", "near": grammar.Typed{French: "planifier", English: "schedule"}}},
		{"/reunion demain", "grammar.verb", "", record.Args{"noun": "reunion", "word": "demain"}},
		{"/decision voir A --motfi x", "grammar.option_none", "", record.Args{"option": "motfi", "verb": grammar.Typed{French: "voir", English: "show"}}},
		{"/decision ajouter x --comit copil", "grammar.option_near", "", record.Args{"option": "comit", "near": grammar.Typed{French: "comite", English: "committee"}}},
		{"/decision ajouter x —comit copil", "grammar.option_near", "", record.Args{"near": grammar.Typed{French: "comite", English: "committee"}}},
		{"/decision ajouter x --comit:copil", "grammar.option_near", "", record.Args{"near": grammar.Typed{French: "comite", English: "committee"}}},
		{"/decision ajouter x --budget 3", "grammar.option", "", record.Args{"option": "budget", "known": []i18n.Typed{grammar.Typed{French: "--comite", English: "--committee"}, grammar.Typed{French: "--ecoles", English: "--schools"}, grammar.Typed{French: "--retient", English: "--selects"}}}},
		{"/decision ajouter x --ecoles a --budget 3", "grammar.option", "", record.Args{"option": "budget"}},
		{"/decision ajouter x --comite", "grammar.no_value", "committee", record.Args{"option": grammar.Typed{French: "comite", English: "committee"}}},
		{"/decision ajouter x --comite --ecoles a", "grammar.no_value", "committee", record.Args{"option": grammar.Typed{French: "comite", English: "committee"}}},
		{"/decision ajouter x --comite=", "grammar.no_value", "committee", nil},
		{`/decision ajouter x --comite=""`, "grammar.no_value", "committee", nil},
		{`/decision ajouter x --comite="" y`, "grammar.no_value", "committee", nil},
		{`/reunion planifier copil 14h --lieu ""`, "grammar.no_value", "place", record.Args{"option": grammar.Typed{French: "lieu", English: "place"}}},
		{"/decision voir COPIL-2026-001 et la suite", "grammar.extra", "", record.Args{"text": "et la suite", "noun": "decision", "verb": grammar.Typed{French: "voir", English: "show"}}},
		{"/decision liste toutes", "grammar.extra", "", record.Args{"text": "toutes"}},
		{"/decision Note: retenir Vitry", "grammar.extra", "", record.Args{"verb": grammar.Typed{French: "liste", English: "list"}}},
	} {
		t.Run(tc.line, func(t *testing.T) {
			_, _, err := parse(language(t), tc.line)
			requireError(t, err, tc.key, tc.param, tc.args)
		})
	}
}

// What is nearly a verb is not written down as a decision.
func TestACarefulNounLogsNoNearVerb(t *testing.T) {
	add := grammar.Typed{French: "ajouter", English: "add"}
	for line, near := range map[string]grammar.Typed{
		"/decision ajuter Retenir 3 écoles de Vitry":   add,
		"/decision listes des écoles retenues":         {French: "liste", English: "list"},
		"/decision consignr Retenir 3 écoles":          add,
		"/decision Ajoute --comite copil Retenir tout": add,
	} {
		_, _, err := parse(language(t), line)
		requireError(t, err, "grammar.verb_near", "", record.Args{"noun": "decision", "near": near})
	}
	for _, line := range []string{"/decision Retenir", "/decision Retenir Vitry", "/decision Retenir Vitry --comite copil"} {
		_, _, err := parse(language(t), line)
		requireError(t, err, "grammar.verb", "", record.Args{"word": "Retenir"})
	}
	cmd, _, err := parse(language(t), "/ecole voire vitry")
	require.NoError(t, err, "a noun that only looks is not careful")
	require.Equal(t, "ecole voir", cmd.Path())
}
