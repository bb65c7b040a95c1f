package commands_test

import (
	"io/fs"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands/grammar"
	"pilotent/governance/record"
	"pilotent/message"
)

// onTuesday is a program at 8 h on Tuesday 1 December 2026, in Paris, whose
// committee COPIL sits in the channel in which everything is typed.
func onTuesday(t *testing.T) *app {
	t.Helper()
	o := newAppAt(t, func() time.Time { return time.Date(2026, 12, 1, 7, 0, 0, 0, time.UTC) })
	o.types(t, `/comite creer COPIL "Comité de pilotage"`)
	return o
}

// answers is what a line typed by the coordinator is answered in a language.
func (o *app) answers(t *testing.T, lang, line string) string {
	t.Helper()
	inv := as("coordinatrice", line)
	inv.Locale = lang
	m := o.Dispatch(t.Context(), inv)
	require.False(t, m.Failed, o.log.String())
	return message.Unquote(m.Markdown())
}

func TestAMeetingIsPlannedAsPeopleTypeIt(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for _, tc := range []struct{ lang, text, want string }{
		{"fr", "lundi 14h", "le **lundi 7 décembre 2026 à 14 h"},
		{"fr", "17/12 14h-16h", "le **jeudi 17 décembre 2026 à 14 h**\nDurée : 2 h\n"},
		{"fr", "17/12 14h – 16h", "le **jeudi 17 décembre 2026 à 14 h**\nDurée : 2 h\n"},
		{"fr", "de 9h à 11h", "le **mardi 1 décembre 2026 à 9 h**\nDurée : 2 h\n"},
		{"fr", "lundi de 9h30 à 11h", "le **lundi 7 décembre 2026 à 9 h 30**\nDurée : 1 h 30\n"},
		{"en", "Thursday 10-11:30am", "**Thursday 3 December 2026 at 10:00**\nDuration: 1 h 30\n"},
		{"fr", "premier lundi de janvier à 14h", "le **lundi 4 janvier 2027 à 14 h"},
		{"fr", "2e jeudi de janvier 9h", "le **jeudi 14 janvier 2027 à 9 h"},
		{"fr", "dernier vendredi de janvier 9h", "le **vendredi 29 janvier 2027 à 9 h"},
		{"fr", "J+7 9h", "le **mardi 8 décembre 2026 à 9 h"},
		{"fr", "+7j 9h", "le **mardi 8 décembre 2026 à 9 h"},
		{"fr", "+1 semaine 9h", "le **mardi 8 décembre 2026 à 9 h"},
		{"fr", "sous 15 jours à 9h", "le **mercredi 16 décembre 2026 à 9 h"},
		{"fr", "le 18 du mois prochain 9h", "le **lundi 18 janvier 2027 à 9 h"},
		{"fr", "lundi à quatorze heures", "le **lundi 7 décembre 2026 à 14 h"},
		{"fr", "lundi 14h pile", "le **lundi 7 décembre 2026 à 14 h"},
		{"fr", "à quatorze heures", "le **mardi 1 décembre 2026 à 14 h"},
		{"fr", "lundi 8h du soir", "le **lundi 7 décembre 2026 à 20 h"},
		{"fr", "quinze janvier 9h", "le **vendredi 15 janvier 2027 à 9 h"},
		{"fr", "mar. 8 déc. 9h", "le **mardi 8 décembre 2026 à 9 h"},
		{"fr", "ajd 14h", "le **mardi 1 décembre 2026 à 14 h"},
		{"fr", "aujourd’hui 14h", "le **mardi 1 décembre 2026 à 14 h"},
		{"en", "in a fortnight at 9am", "**Tuesday 15 December 2026 at 09:00"},
		{"en", "a week from today at 9am", "**Tuesday 8 December 2026 at 09:00"},
		{"en", "Monday week 9am", "**Monday 14 December 2026 at 09:00"},
	} {
		for _, text := range []string{tc.text, `"` + tc.text + `"`} {
			said := o.answers(t, tc.lang, "/reunion planifier "+text)
			require.Contains(t, strings.ReplaceAll(said, "1er", "1"), tc.want, text)
			ref := said[strings.Index(said, "R-"):]
			o.types(t, "/reunion annuler "+ref[:strings.IndexAny(ref, "*` ")])
		}
	}
	require.Contains(t, o.answers(t, "fr", "/reunion planifier 17/12 9h --duree 1,5h"), "Durée : 1 h 30\n")
	require.Contains(t, o.answers(t, "fr", "/reunion planifier 18/12 9h --duree demi-journée"), "Durée : 3 h 30\n")
}

func TestWhenAMeetingIsMeantIsAskedWithTheLinesThatSayIt(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for text, want := range map[string][]string{
		"mardi en huit 9h30": {"`/reunion planifier \"mardi 8 décembre 2026 9 h 30\"`", "`/reunion planifier \"mardi 15 décembre 2026 9 h 30\"`"},
		"vendredi matin":     {"« vendredi matin » ne dit pas l'heure. Est-ce le vendredi 4 décembre 2026 à 9 h", "`/reunion planifier \"vendredi 4 décembre 2026 9 h\"`"},
		"mercredi prochain 14h": {
			"`/reunion planifier \"mercredi 2 décembre 2026 14 h\"`", "`/reunion planifier \"mercredi 9 décembre 2026 14 h\"`",
		},
		"lundi 14 à 16h":      {"peut se lire de plusieurs façons", "`/reunion planifier \"lundi 14 décembre 2026 16 h\"`"},
		"29/2 9h":             {"`/reunion planifier \"dimanche 28 février 2027 9 h\"`", "`/reunion planifier \"mardi 29 février 2028 9 h\"`"},
		"28/3/2027 2h30":      {"cette heure n'existe pas ce jour-là", "`/reunion planifier \"dimanche 28 mars 2027 3 h\"`"},
		"31/10/2027 2h30":     {"À confirmer", "cette nuit-là, l'heure change", "écrivez `2027-10-31T02:30:00+01:00`"},
		"jeudi 16h-14h":       {"« jeudi 16h-14h » finit avant de commencer."},
		"17/12 14h-16h mardi": {"Je ne comprends pas la date"},
		"Noël 14h":            {"À confirmer", "Le vendredi 25 décembre 2026 est férié (Noël)."},
		"à deux heures":       {"« à deux heures » est déjà passé"},
		"demain à une heure":  {"À confirmer", "La réunion commencerait à 1 h, dans la nuit."},
	} {
		for _, typed := range []string{text, `"` + text + `"`} {
			said := o.answers(t, "fr", "/reunion planifier "+typed)
			for _, w := range want {
				require.Contains(t, said, w, typed)
			}
		}
	}
	require.Contains(t, o.types(t, "/reunion liste"), "Aucune réunion", "nothing was planned")
	require.Contains(t, o.answers(t, "fr", `/reunion planifier "2027-10-31T02:30:00+01:00" --confirmer`), "le **dimanche 31 octobre 2027 à 2 h 30")
	require.Contains(t, o.answers(t, "fr", `/reunion planifier 17/12 14h-16h --duree 3h`), "La durée est donnée deux fois : 2 h avec la date, et 3 h.")
	require.Contains(t, o.answers(t, "fr", `/reunion planifier 17/12 14h-16h --duree 2h`), "Durée : 2 h\n")
	said := o.answers(t, "fr", `/reunion reporter R-2 18/12 14h-17h`)
	require.Contains(t, said, "je retiens le début, vendredi 18 décembre 2026 à 14 h")
	require.Contains(t, said, "À confirmer")
}

// In a form, the sentence is enough: it stands beside the field to mend.
func TestWhenAMeetingIsMeantIsAskedBesideItsField(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	m, field := o.Complete(t.Context(), as("coordinatrice", ""), "reunion planifier", grammar.Raw{"committee": {"copil"}, "date": {"vendredi matin"}})
	require.Equal(t, "date", field)
	require.Equal(t, "« vendredi matin » ne dit pas l'heure. Est-ce le vendredi 4 décembre 2026 à 9 h ?", message.Unquote(m.Markdown()))
	m, field = o.Complete(t.Context(), as("coordinatrice", ""), "reunion planifier", grammar.Raw{"committee": {"copil"}, "date": {"vendredi 9h-11h"}})
	require.Empty(t, field)
	require.Contains(t, message.Unquote(m.Markdown()), "le **vendredi 4 décembre 2026 à 9 h**\nDurée : 2 h\n")
}

func TestAnActionIsDueWhenPeopleSayIt(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for _, tc := range []struct{ lang, text, want string }{
		{"fr", "J+7", "mardi 8 décembre 2026"},
		{"fr", "+7j", "mardi 8 décembre 2026"},
		{"fr", "+1 semaine", "mardi 8 décembre 2026"},
		{"fr", "sous 15 jours", "mercredi 16 décembre 2026"},
		{"fr", "au plus tard le 18 décembre", "vendredi 18 décembre 2026"},
		{"fr", "18 décembre dernier délai", "vendredi 18 décembre 2026"},
		{"fr", "le 18 du mois prochain", "lundi 18 janvier 2027"},
		{"fr", "quinze janvier", "vendredi 15 janvier 2027"},
		{"fr", "premier lundi de janvier", "lundi 4 janvier 2027"},
		{"fr", "Noël", "vendredi 25 décembre 2026 est férié"},
		{"fr", "avant le 18 décembre", "vendredi 18 décembre 2026"},
		{"en", "in a fortnight", "Tuesday 15 December 2026"},
		{"en", "a week from today", "Tuesday 8 December 2026"},
		{"en", "Monday week", "Monday 14 December 2026"},
	} {
		for _, line := range []string{
			`/action creer "Former l'équipe" ` + tc.text, `/action creer "Former l'équipe" --echeance ` + tc.text,
			`/action creer "Former l'équipe" --echeance "` + tc.text + `"`,
		} {
			said := o.answers(t, tc.lang, line)
			require.Contains(t, said, tc.want, line)
			require.NotContains(t, said, "Je n'ai pas su où ranger", line)
			if i := strings.Index(said, "A-"); i >= 0 && !strings.Contains(said, "confirm") {
				o.types(t, "/action annuler "+said[i:i+strings.IndexAny(said[i:], "*` ")])
			}
		}
	}
}

// A reference alone is what it names, with any dash.
func TestAReferenceAloneShowsWhatItNames(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	o.types(t, `/decision ajouter "Former les directions"`)
	o.types(t, `/action creer "Préparer les comptes"`)
	o.types(t, `/action creer "Former l'équipe"`)
	o.types(t, `/reunion planifier 17/12 14h`)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Lot 1" --notifiee 20/11/2026`)
	for line, want := range map[string]string{
		"/decision COPIL-2026-001":           "Former les directions",
		"/decision COPIL‑2026‑001":           "Former les directions",
		"/decision copil–2026–1":             "Former les directions",
		"/decision 1":                        "Former les directions",
		"/decision 001":                      "Former les directions",
		"/ent decision 1":                    "Former les directions",
		"/decision voir 1":                   "Former les directions",
		"/decision 2":                        "Je ne trouve pas de décision numéro 2.",
		"/action A-2":                        "Former l'équipe",
		"/action A–2":                        "Former l'équipe",
		"/action A‑2":                        "Former l'équipe",
		"/action a2":                         "Former l'équipe",
		"/action 2":                          "Former l'équipe",
		"/action A 2":                        "Former l'équipe",
		"/action A-7":                        "Je ne trouve pas d'action A-7.",
		"/reunion R-1":                       "jeudi 17 décembre 2026 à 14 h",
		"/reunion r—1":                       "jeudi 17 décembre 2026 à 14 h",
		"/recette V-1":                       "Lot 1",
		"/recette V−1":                       "Lot 1",
		"/comite copil":                      "Comité de pilotage",
		"/comite rythm":                      "Vouliez-vous dire `/comite rythme` ?",
		"/comite suivi":                      "Je ne connais pas de comité « suivi ».",
		"/action R-1":                        "jeudi 17 décembre 2026 à 14 h",
		"/decision r–1":                      "jeudi 17 décembre 2026 à 14 h",
		"/ent R-1":                           "jeudi 17 décembre 2026 à 14 h",
		"/ecole COPIL-2026-001":              "Former les directions",
		"/ent A-2":                           "Former l'équipe",
		"/rappel V-1":                        "Lot 1",
		"/action 0940198E":                   "Aucune école",
		"/action A-0":                        "A-0 n'existe pas : le premier numéro est `A-1`.",
		"/ent A-0":                           "A-0 n'existe pas",
		"/comite A-0":                        "A-0 n'existe pas",
		"/action E-1":                        "Je ne connais pas « E-1 » après `/action`",
		"/ent X-3":                           "Je ne connais pas « X-3 » après `/ent`",
		"/decision COPIL-2026-001 --retient": "est une référence",
	} {
		require.Contains(t, o.answers(t, "fr", line), want, line)
	}
	o.types(t, `/comite creer SUIVI "Comité de suivi" --confirmer`)
	o.types(t, `/decision ajouter "Changer de salle" --comite suivi`)
	said := o.answers(t, "fr", "/decision 1")
	require.Contains(t, said, "Plusieurs décisions portent le numéro 1. Laquelle ?")
	require.Contains(t, said, "`/decision voir SUIVI-2026-001`")
	elsewhere := in("general", "/decision 001")
	require.Contains(t, message.Unquote(o.Dispatch(t.Context(), elsewhere).Markdown()), "Laquelle ?")
}

func TestHelpAfterANounIsItsHelp(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for _, noun := range []string{"ecole", "decision", "action", "reunion", "recette", "comite", "rappel"} {
		page := o.answers(t, "fr", "/ent aide "+noun)
		for _, asked := range []string{"aide", "Aide", "help", "?", "--aide", "--help"} {
			require.Equal(t, page, o.answers(t, "fr", "/"+noun+" "+asked), asked)
		}
	}
	page := o.answers(t, "fr", "/ent aide action creer")
	for _, line := range []string{"/action aide creer", "/action help créer", "/action creer --aide", "/task create --help"} {
		require.Equal(t, page, o.answers(t, "fr", line), line)
	}
	for line, topic := range map[string]string{
		"/decision ajouter aide": "decision ajouter", "/action creer aide": "action creer", "/ecole note aide": "ecole note",
		"/decision chercher aide": "decision chercher", "/rappel plus tard help": "rappel demain", "/ent bilan aide": "ent bilan",
		"/ent convention ajouter ?": "convention ajouter", "/ent aide aide": "ent aide",
	} {
		require.Equal(t, o.answers(t, "fr", "/ent aide "+topic), o.answers(t, "fr", line), line)
	}
	require.Contains(t, o.answers(t, "fr", `/decision chercher "aide"`), "« aide »", "it may be looked for")
	require.NotContains(t, o.answers(t, "fr", "/decision chercher bonjour"), "/decision chercher \"")
	require.Contains(t, o.answers(t, "fr", "/decision aide aux écoles rurales en 2027"), "je n'ai rien enregistré")
}

func TestSchoolsAreListedByStageOrCommuneWithoutOptions(t *testing.T) {
	t.Parallel()
	o := withSchools(t)
	for line, same := range map[string]string{
		"/ecole liste vitry":                               "/ecole liste --commune vitry",
		"/ecole liste à Vitry":                             "/ecole liste --commune vitry",
		"/ecole liste retenues":                            "/ecole liste --etape retenue",
		"/ecole liste retenue":                             "/ecole liste --etape retenue",
		"/ecole liste en usage":                            "/ecole liste --etape \"en usage\"",
		"/ecole liste retenues vitry":                      "/ecole liste --etape retenue --commune vitry",
		"/ecole liste vitry retenues":                      "/ecole liste --etape retenue --commune vitry",
		"/ecole liste vitry sur seine":                     "/ecole liste --commune \"vitry sur seine\"",
		"/school list selected in Vitry":                   "/ecole liste --etape retenue --commune vitry",
		"/ecole liste --etape retenues":                    "/ecole liste --etape retenue",
		"/ecole liste alimentées à vitry":                  "/ecole liste --etape alimentee --commune vitry",
		"/ecole liste maternelle vitry":                    "/ecole liste --type maternelle --commune vitry",
		"/ecole liste vitry maternelles":                   "/ecole liste --type maternelle --commune vitry",
		"/ecole liste mat vitry":                           "/ecole liste --type maternelle --commune vitry",
		"/ecole liste élémentaire":                         "/ecole liste --type élémentaire",
		"/ecole liste circo vitry 1":                       `/ecole liste --circo "vitry 1"`,
		"/ecole liste vitry 1":                             `/ecole liste --circo "vitry 1"`,
		"/ecole liste circo vitry 1 élémentaires retenues": `/ecole liste --circo "vitry 1" --type élémentaire --etape retenue`,
		"/ecole liste maternelles commune vitry":           "/ecole liste --type maternelle --commune vitry",
		"/ecole liste type maternelle ville vitry":         "/ecole liste --type maternelle --commune vitry",
		"/ecole liste 94000":                               "/ecole liste créteil",
	} {
		want := o.answers(t, "fr", same)
		require.Equal(t, want, o.answers(t, "fr", line), line)
		require.Equal(t, strings.Contains(line, "usage") || strings.Contains(line, "alimentées"), strings.Contains(want, "Aucune"), same)
	}
	for line, want := range map[string]string{
		"/ecole liste paris":              "Aucune école trouvée. J'ai cherché :\n\n- Commune : paris\n\nPour chercher une école de ce nom : `/ecole voir \"paris\"`",
		"/ecole liste circo":              "Il manque une valeur après `--circo`.",
		"/ecole liste vitry étape":        "Il manque une valeur après `--étape`.",
		"/ecole liste formées mat vitry":  "- Étape : formée\n- Type d'école : maternelle\n- Commune : vitry\n\nPour voir toutes celles de cette commune : `/ecole liste \"vitry\"`",
		"/ecole liste privées --circo x1": "- Circonscription : x1\n- Écoles privées\n\nPour voir celles d'une commune : `/ecole liste vitry`",
	} {
		require.Contains(t, o.answers(t, "fr", line), want, line)
	}
	require.Contains(t, o.answers(t, "fr", "/ecole liste retenues"), "Wallon")
	require.NotContains(t, o.answers(t, "fr", "/ecole liste retenues"), "Péguy")
	require.Contains(t, o.answers(t, "fr", "/ecole liste vitry"), "Péguy")
}

func TestARemarkOnWhatIsDoneIsKept(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for range 3 {
		o.types(t, `/action creer "Former l'équipe" --confirmer`)
	}
	require.Equal(t, "Merci ! **A-3** est faite : Former l'équipe\nJ'ai noté : fait avec la CPC", o.answers(t, "fr", `/action faite A-3 "fait avec la CPC"`))
	require.Contains(t, o.answers(t, "fr", "/action A-3"), "faite, par @coordinatrice (fait avec la CPC)")
	require.Contains(t, o.answers(t, "fr", "/action faite A-2 fait avec la CPC"), "Sans guillemets, voici ce que j'ai lu (Note) : « fait avec la CPC »")
	require.Contains(t, o.answers(t, "fr", "/action faite A-2 avec la CPC"), "Sans guillemets, voici ce que j'ai lu (Note) : « avec la CPC »")
	require.Contains(t, o.answers(t, "fr", "/action faite A-2 --note \"avec la CPC\""), "J'ai noté : avec la CPC")
	require.Equal(t, "Merci ! **A-1** est faite : Former l'équipe", o.answers(t, "fr", "/action faite A–1"))
}

func TestARhythmNeedsNoComma(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	for line, want := range map[string]string{
		"/comite rythme copil 7j 1j":           "7 jours et 1 jour",
		"/comite rythme 7j 1j 1h":              "7 jours, 1 jour et 1 h",
		"/comite rythme copil 7j 1h":           "7 jours et 1 h",
		"/comite rythme copil \"2j 1h30\"":     "2 jours et 1 h 30",
		"/comite rythme copil 7 j, 1 j et 1 h": "7 jours, 1 jour et 1 h",
		"/comite rythme copil 1 h 30 min":      "Je ne comprends pas la durée « 1 h 30 min »",
		"/comite rythme copil 7j bientôt":      "Je ne comprends pas la durée « 7j bientôt »",
	} {
		require.Contains(t, o.answers(t, "fr", line), want, line)
	}
}

// withSchools is a program of three schools, two of them in Vitry, one selected.
func withSchools(t *testing.T) *app {
	t.Helper()
	o := onTuesday(t)
	inv := as("coordinatrice", "/ecole importer ecoles.csv")
	inv.Open = schoolFile("UAI;Nom;Commune;Code_postal;nom_circonscription\n0940198E;Ecole élémentaire Henri Wallon;Vitry-sur-Seine;94400;Vitry 1\n" +
		"0940573M;Ecole maternelle Charles Péguy;Vitry-sur-Seine;94400;Vitry 1\n0940574N;Ecole primaire Jean Moulin;Créteil;94000;Créteil 2\n")
	require.False(t, o.Dispatch(t.Context(), inv).Refused)
	for _, uai := range []record.UAI{"0940198E", "0940573M"} {
		o.types(t, `/ecole etape `+string(uai)+` pressentie --motif "Vague 1" --confirmer`)
	}
	o.types(t, `/decision ajouter "Retenir" --ecoles 0940198E --retient`)
	o.types(t, `/ecole etape 0940198E retenue --decision COPIL-2026-001`)
	return o
}

func schoolFile(text string) func(string) (fs.File, error) {
	return func(name string) (fs.File, error) { return fstest.MapFS{name: {Data: []byte(text)}}.Open(name) }
}

// A nickname is a name that people say, and an answer says what it takes the place of.
func TestANicknameIsAName(t *testing.T) {
	t.Parallel()
	o := withSchools(t)
	for nickname, want := range map[string]string{
		"0940573M": "« 0940573M » désigne déjà autre chose", "940573m": "désigne déjà autre chose",
		"COPIL-2026-001": "désigne déjà autre chose", "copil-2026-1": "désigne déjà autre chose", "A-3": "désigne déjà autre chose", "a3": "désigne déjà autre chose",
		"@channel": "Enlevez « @ »", "le @all": "Enlevez « @ »", "**Lilas**": "Enlevez « * »", "`x y`": "Enlevez « ` »",
		"[Lilas](http://x.fr)": "Enlevez « [ »", "# Lilas": "Enlevez « # »",
	} {
		require.Contains(t, o.answers(t, "fr", `/ecole surnom 0940198E "`+nickname+`"`), want)
	}
	require.Contains(t, o.answers(t, "fr", `/ecole surnom 0940198E "Les Lilas"`), "s'appelle aussi « Les Lilas »")
	require.Contains(t, o.answers(t, "fr", `/ecole surnom 0940198E "L'école du parc (nord), n° 2"`), "s'appelle maintenant « L'école du parc (nord), n° 2 », et non plus « Les Lilas »")
	require.Contains(t, o.answers(t, "fr", `/ecole surnom 0940198E aucun`), "n'a plus de surnom (« L'école du parc (nord), n° 2 »)")
	require.Contains(t, o.answers(t, "fr", `/ecole historique 0940198E`), "surnom enlevé, par @coordinatrice (L'école du parc (nord), n° 2)")
}

// What was typed stays in the line that is shown to go on with.
func TestWhatWasTypedIsKeptInTheExample(t *testing.T) {
	t.Parallel()
	o := withSchools(t)
	for line, want := range map[string]string{
		"/ecole note 0940198E":                         "Par exemple : `/ecole note 0940198E \"votre texte\"`",
		"/action creer --pour @cpc --echeance 18/12":   "Par exemple : `/action créer \"votre texte\" --pour @cpc --échéance \"vendredi 18 décembre 2026\"`",
		"/action creer":                                "Par exemple : `/action créer \"votre texte\" --école \"votre école\" --pour @nom --échéance \"votre date\"`",
		"/comite creer GT1":                            "Par exemple : `/comite créer GT1 \"votre comité\"`",
		"/reunion reporter R-1":                        "Par exemple : `/reunion reporter R-1 \"votre date\"`",
		"/reunion planifier 18/12/2025 14h":            "- `/reunion planifier \"vendredi 18 décembre 2026 14 h\"`",
		`/action creer "Former" --echeance 18/11/2026`: "- `/action créer \"Former\" --échéance \"jeudi 18 novembre 2027\"`",
		"/reunion planifier 18/12 25h --lieu Mairie":   "cette heure n'existe pas. Donnez-la entre 0h et 23h59.\n\n- `/reunion planifier \"votre date\" --lieu \"Mairie\"`",
	} {
		require.Contains(t, o.answers(t, "fr", line), want, line)
	}
}

// What is nearly a date is told what it lacks, and what to type.
func TestWhatIsNearlyADateSaysWhatToType(t *testing.T) {
	t.Parallel()
	o := onTuesday(t)
	o.types(t, "/reunion planifier 17/12 14h --confirmer")
	for line, want := range map[string]string{
		"/reunion planifier 18/12 vers 930":              "Est-ce « 18/12 9h30 » ?",
		`/reunion planifier "semaine 50"`:                "« semaine 50 » ne dit pas quel jour. Cette semaine commence le lundi 7 décembre 2026. Écrivez par exemple « 7/12 14h ».",
		"/reunion planifier semaine 3 à 14h":             "Cette semaine commence le lundi 18 janvier 2027.",
		`/action creer "Former" --echeance "semaine 53"`: "Cette semaine commence le lundi 28 décembre 2026. Écrivez par exemple « 28/12 ».",
		`/action creer "Former" --echeance S50`:          "Cette semaine commence le lundi 7 décembre 2026.",
		"/reunion planifier semaine 50":                  "« semaine 50 » ne dit pas quel jour.",
		"/reunion planifier semaine 60":                  "Je ne comprends pas la date « semaine 60 ».",
		"/reunion planifier 1430":                        "« 1430 » ressemble à une heure. Est-ce « 14h30 » ?\n\n- `/reunion planifier \"14h30\"`",
		"/reunion planifier 18/12 930 --lieu Mairie":     "- `/reunion planifier \"18/12 9h30\" --lieu \"Mairie\"`",
		"/reunion reporter R-1 vendredi 1430":            "Est-ce « vendredi 14h30 » ?",
		"/reunion planifier 18/12/2026 vers 14h":         "« 18/12/2026 vers 14h » n'est pas une heure précise : chacun doit savoir quand venir. Est-ce « 18/12/2026 14h » ?\n\n- `/reunion planifier \"18/12/2026 14h\"`",
		"/reunion planifier 18/12 14h salle du conseil":  "« 18/12 14h » est une date, mais « salle du conseil » n'en est pas une. Si c'est le lieu : `/reunion planifier \"18/12 14h\" --lieu \"salle du conseil\"`",
		"/reunion planifier copil 18/12 14h Mairie":      "`/reunion planifier copil \"18/12 14h\" --lieu \"Mairie\"`",
		"/reunion planifier 18/12 14h ou 15h":            "Je ne comprends pas la date « 18/12 14h ou 15h ».",
	} {
		require.Contains(t, o.answers(t, "fr", line), want, line)
	}
}
