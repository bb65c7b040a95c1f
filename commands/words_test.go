package commands_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// Words that people typed and that were refused (docs of the texts' editor).
func TestSynonymsDoWhatTheyMean(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
	for path, typed := range map[string][]string{
		"action creer":      {`nouvelle "Former"`, `créer "Former"`, `add "Train"`, `new "Train"`},
		"action faite":      {"fini A-1", "finie A-1", "terminée A-1", "clore A-1", "clôturer A-1", "cloturer A-1", "fermer A-1", "ok A-1", "fait A-1"},
		"action reaffecter": {"assigner A-1 @ien", "attribuer A-1 @ien", "affecter A-1 @ien", "déléguer A-1 @ien", "transférer A-1 @ien", "confier A-1 @ien"},
		"action reporter":   {"décaler A-1 vendredi", "repousser A-1 vendredi", "déplacer A-1 vendredi"},
		"action liste":      {"retard", "toutes", "mes"},
		"decision ajouter":  {`créer "Retenir"`, `enregistrer "Retenir"`, `noter "Retenir"`, `nouvelle "Retenir"`},
		"decision chercher": {"trouver vitry", "rechercher vitry"},
		"reunion planifier": {`ajouter "18/12 14h"`, `nouvelle "18/12 14h"`, `programmer "18/12 14h"`, `organiser "18/12 14h"`},
		"reunion liste":     {"calendrier"},
		"rappel pause":      {"stop vendredi", "arrêter vendredi", "couper vendredi", "désactiver vendredi", "pause 2 semaines"},
		"rappel reprendre":  {"reprise"},
		"rappel demain":     {"plus tard A-1"},
		"comite rythme":     {"rappels copil 7j"},
		"ecole voir":        {"fiche 0940198E", "info 0940198E", "détail 0940198E", "chercher jaures", "trouver jaures"},
		"ecole note":        {`commentaire 0940198E "x y"`, `remarque 0940198E "x y"`},
		"ecole etape":       {"avancer 0940198E formée", "passer 0940198E formée", "changer 0940198E formée"},
		"recette reserve": {
			`défaut V-1 "x" --gravité mineure`, `anomalie V-1 "x" --gravité mineure`, `problème V-1 "x" --gravité mineure`, `bug V-1 "x" --gravité mineure`,
		},
		"recette indisponibilite": {"coupure V-1 45min", "panne V-1 45min"},
		"recette exporter":        {"pv V-1", "registre M1"},
		"recette bilan":           {"rapport M1"},
		"recette calendrier":      {"dates V-1", "délai V-1"},
		"recette marche":          {"contrat M1"},
		"recette ouvrir":          {`créer VA --marché M1 --objet x`, `nouvelle VA --marché M1 --objet x`, `démarrer VA --contrat M1 --livraison x`},
	} {
		noun, _, _ := strings.Cut(path, " ")
		for _, line := range typed {
			got, err := dispatcher.Understand("/"+noun+" "+line, i18n.French)
			require.NoError(t, err, line)
			require.Equal(t, path, got, line)
		}
	}
	for _, line := range []string{"bonjour", "/ent bonjour", "aide", "aide decision", "hello", "/ent aide"} {
		got, err := dispatcher.Understand(line, i18n.French)
		require.NoError(t, err, line)
		require.Equal(t, "ent aide", got, line)
	}
}

func TestSynonymsOfOptions(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
	for option, lines := range map[string][]string{
		"for": {
			`/action créer "x" --qui @ien`, `/action créer "x" --a @ien`, `/action créer "x" --à @ien`, `/action créer "x" --responsable @ien`,
			`/action créer "x" --personne @ien`, `/action réaffecter A-1 --a @ien`,
		},
		"due": {
			`/action créer "x" --date vendredi`, `/action créer "x" --avant vendredi`, `/action créer "x" --pour-le vendredi`, `/action créer "x" --limite vendredi`,
			`/action créer "x" --délai vendredi`, `/action créer "x" --delai vendredi`, `/action reporter A-1 --date vendredi`,
		},
		"schools":  {`/action créer "x" --établissement 0940198E`, `/decision ajouter "x" --etablissement 0940198E`, `/action créer "x" --etablissements 0940198E`},
		"place":    {`/reunion planifier "18/12 14h" --salle B12`, `/reunion planifier "18/12 14h" --ou B12`, `/reunion planifier "18/12 14h" --où B12`},
		"commune":  {"/ecole liste --ville vitry"},
		"stage":    {"/ecole liste --statut retenue"},
		"contract": {"/recette ouvrir VA --contrat M1 --objet x"},
		"object":   {"/recette ouvrir VA --marché M1 --livraison x"},
		"on":       {"/recette décider V-1 positive --date 20/11/2026", "/recette décider V-1 positive --jour 20/11/2026"},
		"day":      {"/recette indisponibilité V-1 5min --date 20/11/2026", "/recette indisponibilité V-1 5min --jour 20/11/2026"},
	} {
		for _, line := range lines {
			raw, err := dispatcher.Raw(line)
			require.NoError(t, err, line)
			require.NotEmpty(t, raw[option], line)
		}
	}
	t.Run("of one letter or two, only with their dashes", func(t *testing.T) {
		raw, err := dispatcher.Raw(`/action créer "Former l'équipe" à Vitry`)
		require.NoError(t, err)
		require.Empty(t, raw["for"])
		raw, err = dispatcher.Raw(`/reunion planifier "18/12 14h" --lieu Mairie ou préfecture`)
		require.NoError(t, err)
		require.Equal(t, []string{"Mairie ou préfecture"}, raw["place"])
	})
	t.Run("of a verb that gives a flag", func(t *testing.T) {
		for line, flag := range map[string]string{"/action retard": "late", "/action toutes": "all", "/action late": "late"} {
			raw, err := dispatcher.Raw(line)
			require.NoError(t, err)
			require.Equal(t, []string{"true"}, raw[flag], line)
		}
	})
}

// A word that commits is proposed, and never carried out; nothing is answered with
// a word of the other language.
func TestWordsThatCommitAreProposedOnly(t *testing.T) {
	t.Parallel()
	o := newApp(t)
	o.types(t, `/recette marche M1 --titulaire "Éditeur"`)
	o.types(t, `/recette ouvrir VA --marche M1 --objet "Version 2" --notifiee 20/11/2026`)
	o.types(t, `/comite creer COPIL "Comité"`)
	o.types(t, `/decision proposer "Ouvrir en janvier"`)
	o.types(t, `/action creer "Former"`)
	for typed, want := range map[string]string{
		"/recette valider V-1": "`/recette décider`", "/recette accepter V-1": "`/recette décider`", "/recette admettre V-1": "`/recette décider`",
		"/recette refuser V-1": "`/recette décider`", "/recette rejeter V-1": "`/recette décider`", "/recette ajourner V-1": "`/recette décider`",
		"/recette rejet V-1":                  "`/recette décider`",
		"/recette cout V-1":                   "Ce qui est possible : `/ent aide recette`",
		"/decision valider COPIL-2026-001":    "`/decision adopter`",
		"/decision approuver COPIL-2026-001":  "`/decision adopter`",
		"/decision accepter COPIL-2026-001":   "`/decision adopter`",
		"/decision voter COPIL-2026-001":      "`/decision adopter`",
		"/decision refuser COPIL-2026-001":    "`/decision rejeter`",
		"/decision rejet COPIL-2026-001":      "`/decision rejeter`",
		"/action supprimer A-1":               "`/action annuler`",
		"/action annulation A-1":              "`/action annuler`",
		"/ent aide recette cout":              "Ce qui est possible : `/ent aide recette`",
		"/recette décider V-1 refus":          "Au choix : admission, positive, faite, ajournement, réfaction et rejet",
		"/action créer \"x\" --assigne @ien":  "Je ne connais pas `--assigne`",
		"/recette décider V-1 admision":       "« admission »",
		"/comite créer X \"Y\" --niveau schl": "Au choix : local, académique et territorial",
	} {
		m := o.Dispatch(t.Context(), as("coordinatrice", typed))
		require.True(t, m.Refused, typed)
		require.Contains(t, m.Markdown(), want, typed)
		for _, english := range []string{"count", "reject", "decide", "adopt`", "cancel"} {
			require.NotContains(t, m.Markdown(), english, typed)
		}
	}
	require.Contains(t, o.types(t, "/decision voir COPIL-2026-001"), "**proposée**")
	require.Contains(t, o.types(t, "/action voir A-1"), "**en cours**")
	english := as("mary", "/recette decid V-1")
	english.Locale = "en"
	require.Contains(t, o.Dispatch(t.Context(), english).Markdown(), "Did you mean `/recette decide`?", "English has its own")
}

// A decision may begin with a word that elsewhere is a synonym.
func TestSynonymsTakeNoWordFromADecision(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
	for _, text := range []string{"Nouvelle organisation du comité", "Organiser une fête à Vitry", "Rapport annuel adopté hier", "Dates des réunions arrêtées hier"} {
		raw, err := dispatcher.Raw("/decision " + text)
		require.NoError(t, err, text)
		require.Equal(t, []string{text}, raw["text"])
	}
}

// Commands are shown with their accents, as they are declared, and in the words of
// the language. What is typed needs none.
func TestCommandsAreShownAsTheyAreDeclared(t *testing.T) {
	t.Parallel()
	dispatcher := bare(t)
	for _, lang := range i18n.Languages() {
		shown := shownCommands(t, lang)
		require.Greater(t, len(shown), 100, "the scan has lost the commands")
		require.Empty(t, misspelt(dispatcher, lang, shown), lang)
	}
	t.Run("one that is not is found", func(t *testing.T) {
		require.Equal(t, []string{"a: creer", "b: decide", "c: --echeance", "d: reglages", "e: --school"}, misspelt(dispatcher, i18n.French, [][2]string{
			{"a", "/action creer A-1"},
			{"b", "/recette decide V-1"},
			{"c", "--echeance vendredi"},
			{"d", "/ent reglages"},
			{"e", "/ent action liste --school x"},
			{"f", "/ent aide recette décider"},
			{"g", "/ecole jaures vitry"},
			{"h", "/action créer \"x\" --échéance vendredi"},
		}))
	})
}

// What answers show to be typed is understood as it stands, from its first word to its
// last; what is still to be said is asked.
func TestCommandsThatAnswersShowAreUnderstood(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "testdata", "conversations", "*.golden"))
	require.NoError(t, err)
	dispatcher, code, shown := bare(t), regexp.MustCompile("`(/[^`]+)`"), map[string]bool{}
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		for _, m := range code.FindAllStringSubmatch(string(data), -1) {
			if shown[m[1]] {
				continue
			}
			shown[m[1]] = true
			_, err := dispatcher.Understand(m[1], i18n.French)
			e, refused := errors.AsType[*record.Error](err)
			another := refused && (e.Key == "date.past_propose" || e.Key == "date.future") // their day is not ours
			if err != nil && !another && !strings.HasSuffix(err.Error(), " is missing") {
				t.Errorf("%s: %s: %v", filepath.Base(name), m[1], err)
			}
		}
	}
	require.Greater(t, len(shown), 200, "the scan has lost the commands")
}

// shownCommands are those of a language's catalogue, with the keys of their texts.
func shownCommands(t *testing.T, lang string) (shown [][2]string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "i18n", "*."+lang+".json"))
	require.NoError(t, err)
	code := regexp.MustCompile("`([/-][^`]*)`")
	for _, name := range files {
		data, err := os.ReadFile(name)
		require.NoError(t, err)
		var entries map[string]any
		require.NoError(t, json.Unmarshal(data, &entries))
		for key, entry := range entries {
			text := fmt.Sprint(entry)
			if strings.HasPrefix(text, "/") {
				text = "`" + text + "`"
			}
			for _, m := range code.FindAllStringSubmatch(text, -1) {
				shown = append(shown, [2]string{key, m[1]})
			}
		}
	}
	slices.SortFunc(shown, func(a, b [2]string) int { return strings.Compare(a[0], b[0]) })
	return shown
}

// misspelt are the verbs and the options that are not as they are declared.
func misspelt(dispatcher *commands.Dispatcher, lang string, shown [][2]string) (faults []string) {
	options := dispatcher.Options(lang)
	for _, command := range shown {
		line := regexp.MustCompile(`{{[^}]*}}`).ReplaceAllString(command[1], "…")
		words := strings.Fields(line)
		if words[0] == "/ent" && len(words) > 1 && dispatcher.Verbs(lang, words[1]) != nil {
			words = words[1:]
		}
		noun := strings.TrimPrefix(words[0], "/")
		if len(words) > 1 && noun != "invite" && dispatcher.Has(noun, words[1]) && !slices.Contains(dispatcher.Verbs(lang, noun), words[1]) {
			faults = append(faults, command[0]+": "+words[1])
		}
		for _, w := range words {
			if strings.HasPrefix(w, "--") && len(w) > 3 && w[2] != 0xe2 && !options[w] { // "--…" is none
				faults = append(faults, command[0]+": "+w)
			}
		}
	}
	return faults
}

// A name that is a word of the value as well is kept in it where it stands alone.
func TestTheRoomIsAPartOfThePlace(t *testing.T) {
	t.Parallel()
	o := withCopil(t)
	for line, place := range map[string]string{
		`/reunion planifier "7/12 14h" salle 3`: "salle 3", `/reunion planifier "8/12 14h" salle du conseil`: "salle du conseil",
		`/reunion planifier "9/12 14h" --salle B12`: "B12", `/reunion planifier "10/12 14h" lieu Mairie`: "Mairie",
		`/reunion planifier "11/12 14h" room 3`: "room 3",
	} {
		require.Contains(t, message.Unquote(o.types(t, line)), "\nLieu : "+place+"\n", line)
	}
	require.Contains(t, message.Unquote(o.types(t, "/reunion modifier R-1 salle 4")), "\nLieu : salle 4")
}
