package bot_test

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/commands"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/message"
)

// formOf types a command without its arguments and gives the form that opens;
// nil when it needs none.
func (w *world) formOf(u *model.User, line string) *mattermosttest.OpenDialog {
	w.Helper()
	before := len(w.fake.Dialogs(u))
	text := w.slash(u, w.copil, line)
	open := w.fake.Dialogs(u)
	if len(open) == before {
		return nil
	}
	require.Len(w, open, before+1)
	require.Contains(w, []string{"Je vous ai ouvert un formulaire.", "I opened a form for you."}, text)
	return &open[before]
}

// Every command of the language that needs arguments asks for them in a form
// that clients show whole: its words are those of the catalogue, uncut, and
// within the limits of bytes.
func TestEveryForm(t *testing.T) {
	t.Parallel()
	for _, locale := range []string{"fr", "en"} {
		t.Run(locale, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			u := w.person("lecteur", true, w.copil, mattermosttest.Locale(locale))
			p := w.catalog.Printer(locale, time.UTC)
			dispatcher, err := commands.New(nil, w.catalog, w.clock.Now, slog.New(slog.DiscardHandler))
			require.NoError(t, err)
			var without []string
			for _, trigger := range w.triggers {
				verbs := dispatcher.Suggest(i18n.French, "/"+trigger.Name+" ")
				inner := map[string][]string{"ent": {"initialiser", "partenaire", "convention"}, "comite": {"membre"}, "reunion": {"ordre", "serie"}}[trigger.Name]
				for _, noun := range inner { // what is typed behind it
					verbs = slices.DeleteFunc(verbs, func(verb string) bool { return verb == noun }) // its default
					for _, verb := range dispatcher.Suggest(i18n.French, "/"+trigger.Name+" "+noun+" ") {
						verbs = append(verbs, noun+" "+verb)
					}
				}
				for _, verb := range verbs {
					path := trigger.Name + " " + record.Fold(verb)
					if noun, behind, ok := strings.Cut(record.Fold(verb), " "); ok && slices.Contains(inner, noun) {
						path = noun + " " + behind
					}
					if strings.HasPrefix(verb, "-") || trigger.Name == "ent" && slices.ContainsFunc(w.triggers, func(t commands.Trigger) bool { return t.Name == verb }) {
						continue
					}
					if trigger.Name == "ent" && slices.Contains([]string{"membre", "ordre", "serie"}, record.Fold(verb)) {
						continue // they are typed behind another noun, with which they are tried
					}
					form := w.formOf(u, "/"+trigger.Name+" "+verb)
					if form == nil {
						without = append(without, path)
						continue
					}
					require.NoError(t, form.Invalid, path)
					require.Equal(t, w.callbacks+"/dialog", form.URL)
					require.Equal(t, path, form.Dialog.CallbackId)
					require.Equal(t, string(p.Text("command."+strings.ReplaceAll(path, " ", ".")+".title")), form.Dialog.Title)
					require.Equal(t, string(p.Text("form.submit")), form.Dialog.SubmitLabel)
					require.NotEmpty(t, form.Dialog.Elements)
					required := 0
					for _, e := range form.Dialog.Elements {
						require.Equal(t, string(p.Text("param."+e.Name+".label")), e.DisplayName, path)
						help := e.HelpText
						if e.Type == "bool" {
							help = e.Placeholder // beside the box
						}
						if e.DataSource == "dynamic" && e.MultiSelect {
							require.Empty(t, help, "which says how several are typed")
							continue
						}
						// The words of a choice among others follow it, all of them.
						require.True(t, strings.HasPrefix(help, message.Spaced(string(p.Text("param."+e.Name+".help")))) && strings.ContainsAny(help[len(help)-3:], ".…"), "%s: %s", path, help)
						require.Empty(t, e.Default, path)
						if !e.Optional {
							required++
						}
					}
					require.Positive(t, required, path)
					require.NoError(t, w.fake.CancelDialog(t.Context(), u, *form))
				}
			}
			require.Equal(t, []string{
				"ent aide", "ent bilan", "ent facteurs", "ent qui", "ent suite", "ent etape", "ent passation", "ent reprendre", "ent reglages", "ent archive", "ent rouvrir", "ent donnees", "ent conservation", "ent ensemble", "ent vague", "ent compte rendu",
				"initialiser voir", "initialiser confirmer", "initialiser abandonner", "partenaire liste", "convention liste",
				"ecole liste", "ecole annuler", "ecole mienne", "ecole bilan", "ecole exporter", "ecole importer", "ecole ensemble", "ecole vague", "decision liste", "decision exporter", "decision importer", "action liste", "action exporter", "action importer",
				"reunion prochaine", "reunion liste", "reunion exporter", "reunion importer", "reunion ouvrir", "reunion point", "reunion clore", "reunion abonnement", "reunion compte rendu", "serie liste", "recette liste",
				"comite liste", "comite voir", "comite equilibre", "comite regles", "membre liste", "rappel voir", "rappel regler", "rappel reprendre", "rappel echecs",
			}, without, "what needs no argument opens no form")
		})
	}
}

func TestFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	field := func(form *mattermosttest.OpenDialog, name string) model.DialogElement {
		t.Helper()
		require.NotNil(t, form)
		require.NoError(t, form.Invalid)
		for _, e := range form.Dialog.Elements {
			if e.Name == name {
				return e
			}
		}
		require.Failf(t, "no such field", name)
		return model.DialogElement{}
	}

	t.Run("a place", func(t *testing.T) {
		e := field(w.formOf(w.member, `/reunion planifier copil --lieu "Mairie de Vitry"`), "place")
		require.Equal(t, "text", e.Type)
		require.Equal(t, "Mairie de Vitry", e.Default)
		require.Equal(t, 150, e.MaxLength)
	})
	t.Run("a choice, by its value", func(t *testing.T) {
		e := field(w.formOf(w.member, "/recette marche M2026-04 --ccag tic-2021"), "terms")
		require.Equal(t, "select", e.Type)
		require.Equal(t, "tic-2021", e.Default)
	})
	t.Run("a list", func(t *testing.T) {
		e := field(w.formOf(w.member, "/decision ajouter --ecoles 0940198E,0940573M"), "schools")
		require.Equal(t, "0940198E,0940573M", e.Default)
	})
	t.Run("a text has room, and people are chosen among people", func(t *testing.T) {
		form := w.formOf(w.member, "/action creer")
		require.Equal(t, "textarea", field(form, "text").Type)
		require.Equal(t, 3000, field(form, "text").MaxLength)
		require.Equal(t, "select", field(form, "for").Type)
		require.Equal(t, "users", field(form, "for").DataSource)
	})
	t.Run("a person stays named, for no client shows one as chosen", func(t *testing.T) {
		form := w.formOf(w.member, "/action creer --pour @ien,@jane")
		require.Equal(t, "- Pour : @\u200bien, @\u200bjane", plain(form.Dialog.IntroductionText))
		require.False(t, slices.ContainsFunc(form.Dialog.Elements, func(e model.DialogElement) bool { return e.Name == "for" }))
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"text": "Former"})
		require.NoError(t, err)
		require.Empty(t, r.Error)
		w.Wait()
		require.Contains(t, w.lastSeen(w.member), "@ien et @jane")
	})
	t.Run("what is longer than a line gets the room of a text", func(t *testing.T) {
		long := strings.TrimSpace(strings.Repeat("Échéancier ", 20))
		e := field(w.formOf(w.member, `/recette ouvrir VA --marche M1 --objet "`+long+`"`), "object")
		require.Equal(t, long, e.Default)
		require.Equal(t, "textarea", e.Type)
		require.Equal(t, 3000, e.MaxLength)
	})
	t.Run("what is longer than any field is not shown cut", func(t *testing.T) {
		e := field(w.formOf(w.member, `/recette decider V-1 --motif "`+strings.Repeat("é", 1501)+`"`), "reason")
		require.Empty(t, e.Default)
	})
}
