package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
)

// of makes the server one of another version.
func of(version string) func(*bot.Options) {
	return func(o *bot.Options) {
		o.HTTP = &http.Client{Transport: release{version + ".0123456789abcdef.true", o.HTTP.Transport}, Timeout: o.HTTP.Timeout}
	}
}

// offered are the texts of what a list offers.
func (w *world) offered(u *model.User, form *mattermosttest.OpenDialog, field, query string) (texts, values []string) {
	w.Helper()
	items, err := w.fake.Lookup(w.Context(), u, *form, field, query)
	require.NoError(w, err)
	for _, i := range items {
		texts, values = append(texts, i.Text), append(values, i.Value)
	}
	return texts, values
}

// elementOf is a field of a form.
func elementOf(t *testing.T, form mattermosttest.OpenDialog, name string) model.DialogElement {
	t.Helper()
	require.NoError(t, form.Invalid)
	for _, e := range form.Dialog.Elements {
		if e.Name == name {
			return e
		}
	}
	require.Fail(t, "no such field", name)
	return model.DialogElement{}
}

func TestListsAreSearchedAsOneTypes(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withSchools()
	w.slash(w.pilot, w.copil, `/action creer "Former les directions" --ecole 0940573M --pour @ien`)
	w.slash(w.pilot, w.copil, `/action creer "Câbler les classes"`)
	w.slash(w.pilot, w.copil, `/decision "Ouvrir la messagerie"`)
	w.slash(w.pilot, w.copil, `/decision proposer "Retenir les écoles de Vitry"`)
	w.slash(w.pilot, w.copil, "/recette marche M2026-04 --titulaire Éditeur --ccag tic-2021")
	w.slash(w.pilot, w.copil, `/recette ouvrir VA --marche M2026-04 --objet "Version 2.3" --notifiee 9/11/2026`)
	w.slash(w.pilot, w.copil, `/reunion planifier "18/12 14h"`)

	for _, tc := range []struct {
		line, field, query string
		want               []string // the first values
	}{
		{"/action creer", "schools", "jaures vitry", []string{"0940237X"}},
		{"/action creer", "schools", "0940573M", []string{"0940573M"}},
		{"/action creer", "schools", "09401", []string{"0940170Z"}},
		{"/action creer", "schools", "zibeline", nil},
		{"/ecole voir", "school", "", []string{"0940573M"}}, // that of their own action
		{"/decision ajouter", "committee", "pilot", []string{"COPIL"}},
		{"/decision ajouter", "committee", "", []string{"COPIL"}},
		{"/decision voir", "decision", "messag", []string{"COPIL-2026-001"}},
		{"/decision voir", "decision", "copil-2026-002", []string{"COPIL-2026-002"}},
		{"/decision voir", "decision", "", []string{"COPIL-2026-002", "COPIL-2026-001"}},
		{"/decision adopter", "decision", "", []string{"COPIL-2026-002"}}, // which is to be decided
		{"/action faite", "action", "", []string{"A-1", "A-2"}},           // their own first
		{"/action faite", "action", "cabl", []string{"A-2"}},
		{"/action faite", "action", "a-2", []string{"A-2"}},
		{"/recette decider", "verification", "version", []string{"V-1"}},
		{"/reunion reporter", "meeting", "décembre", []string{"R-1"}},
		{"/reunion reporter", "meeting", "zibeline", nil},
	} {
		t.Run(tc.line+" "+tc.query, func(t *testing.T) {
			form := w.formOf(w.member, tc.line)
			e := elementOf(t, *form, tc.field)
			require.Equal(t, []string{"select", "dynamic", w.callbacks + "/dialog"}, []string{e.Type, e.DataSource, e.DataSourceURL})
			require.NotEmpty(t, e.Placeholder, "what to type")
			texts, values := w.offered(w.member, form, tc.field, tc.query)
			require.Equal(t, tc.want, values[:min(len(values), max(len(tc.want), 1))], "%v", texts)
			require.LessOrEqual(t, len(values), 20)
		})
	}

	t.Run("what is chosen is what one would type", func(t *testing.T) {
		form := w.formOf(w.member, "/action creer")
		require.True(t, elementOf(t, *form, "schools").MultiSelect)
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"text": "Visiter", "schools": []any{"0940198E", "0940573M"}})
		require.NoError(t, err)
		require.Empty(t, r.Errors)
		w.Wait()
		require.Contains(t, w.slash(w.member, w.copil, "/action voir A-3"), "0940573M")
	})

	t.Run("what was typed stays chosen", func(t *testing.T) {
		require.Equal(t, "A-2", elementOf(t, *w.formOf(w.member, "/action reporter A-2"), "action").Default)
		form := w.formOf(w.member, "/decision ajouter --ecoles 0940198E,0940573M")
		require.Equal(t, "0940198E,0940573M", elementOf(t, *form, "schools").Default)
	})

	t.Run("until something is typed, the list is kept for some seconds", func(t *testing.T) {
		form := w.formOf(w.member, "/action faite")
		_, before := w.offered(w.member, form, "action", "")
		w.slash(w.member, w.copil, "/action creer Balayer --confirmer")
		_, kept := w.offered(w.member, form, "action", "")
		require.Equal(t, before, kept)
		w.clock.Advance(21 * time.Second)
		_, after := w.offered(w.member, form, "action", "")
		require.Len(t, after, len(before)+1)
	})
}

// A list says to nobody what they may not see.
func TestListsKeepWhatIsKept(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.fake.ConvertChannel(w.copil, model.ChannelTypePrivate)
	w.fake.JoinChannel(w.account, w.copil)
	require.Contains(t, w.slash(w.pilot, w.copil, `/comite creer COPIL "Comité de pilotage" --diffusion comite`), "est créé")
	w.slash(w.member, w.copil, `/decision "Confier le marché à Zibeline"`)
	form := w.formOf(w.member, "/decision voir")
	_, values := w.offered(w.member, form, "decision", "zibeline")
	require.Equal(t, []string{"COPIL-2026-001"}, values)
	w.slash(w.reader, w.lobby, "/decision voir")
	own := w.fake.Dialogs(w.reader)[0]
	for _, query := range []string{"", "zibeline", "copil-2026-001"} {
		_, values = w.offered(w.reader, &own, "decision", query)
		require.Empty(t, values, query)
	}
	w.fake.LeaveChannel(w.member, w.copil)
	_, err := w.fake.Lookup(t.Context(), w.member, *form, "decision", "zibeline")
	require.Error(t, err, "the server itself asks nothing for who may not read the channel")
}

func TestAListExpiresWithItsForm(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withSchools()
	form := w.formOf(w.member, "/action creer")
	w.clock.Advance(time.Hour + time.Second)
	_, values := w.offered(w.member, form, "schools", "jaures")
	require.Empty(t, values)
}

// A list asks with the seal of its form, and only for who has it.
func TestListsAreSealed(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withSchools()
	form := w.formOf(w.member, "/action creer")
	ask := func(change func(*model.SubmitDialogRequest)) (int, string) {
		r := submitted(form, w.member, map[string]any{"selected_field": "schools", "query": "jaures"})
		r.Type = "dialog_lookup"
		change(&r)
		body, err := json.Marshal(r)
		require.NoError(t, err)
		return w.call(http.MethodPost, "/dialog", "application/json", string(body))
	}
	status, answer := ask(func(*model.SubmitDialogRequest) {})
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, answer, "0940237X")
	for name, change := range map[string]func(*model.SubmitDialogRequest){
		"no state":              func(r *model.SubmitDialogRequest) { r.State = "" },
		"a changed state":       func(r *model.SubmitDialogRequest) { r.State = flip(r.State) },
		"another person's form": func(r *model.SubmitDialogRequest) { r.UserId = w.pilot.Id },
	} {
		t.Run(name, func(t *testing.T) {
			status, _ := ask(change)
			require.Equal(t, http.StatusUnauthorized, status)
		})
	}
	const nothing = `{"items":[]}`
	for name, change := range map[string]func(*model.SubmitDialogRequest){
		"a field that is no list": func(r *model.SubmitDialogRequest) { r.Submission["selected_field"] = "text" },
		"a field that is none":    func(r *model.SubmitDialogRequest) { r.Submission["selected_field"] = []any{1} },
		"what is no text": func(r *model.SubmitDialogRequest) {
			r.Submission["query"] = map[string]any{}
			r.Submission["selected_field"] = "due"
		},
		"a query that is longer than any": func(r *model.SubmitDialogRequest) { r.Submission["query"] = strings.Repeat("jaurès ", 5000) },
	} {
		t.Run(name, func(t *testing.T) {
			status, answer := ask(change)
			require.Equal(t, http.StatusOK, status)
			require.JSONEq(t, nothing, answer)
		})
	}
	t.Run("faster than anybody types, it offers nothing", func(t *testing.T) {
		empty := 0
		for i := range 100 {
			_, answer := ask(func(r *model.SubmitDialogRequest) { r.Submission["query"] = fmt.Sprint("jaures", i) })
			if strings.TrimSpace(answer) == nothing {
				empty++
			}
		}
		require.Positive(t, empty)
	})
	require.Contains(t, w.slash(w.pilot, w.copil, "/action liste --toutes"), "Aucune action", "a list does nothing")
}

// An older server has neither lists nor steps: its forms are as before, and say how the
// rest is typed.
func TestFormsOfServersWithoutLists(t *testing.T) {
	t.Parallel()
	w := newWorld(t, of("11.0.4.11.0.4"))
	form := w.formOf(w.member, "/decision ajouter")
	require.Len(t, form.Dialog.Elements, 6)
	e := elementOf(t, *form, "schools")
	require.Equal(t, []string{"text", "", ""}, []string{e.Type, e.DataSource, e.Placeholder})
	require.NotEmpty(t, e.HelpText)
	e = elementOf(t, *form, "in-charge")
	require.False(t, e.MultiSelect)
	require.Empty(t, e.HelpText, "nothing of several people")
	require.Contains(t, plain(form.Dialog.IntroductionText), "Le reste se tape après `/decision ajouter` : `--retient`")

	w.withCopil().withSchools()
	form = w.formOf(w.member, "/ecole note")
	r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"school": "jean jaures", "text": "Vu"})
	require.NoError(t, err)
	require.Contains(t, plain(r.Errors["school"]), "écoles trouvées pour « jean jaures ». Laquelle ?", "no Markdown")
}

func TestClientsAskFewAddresses(t *testing.T) {
	t.Parallel()
	for address, asked := range map[string]bool{
		"https://pilotent.example": true, "http://127.0.0.1:8166": true, "http://localhost:8166": true,
		"http://pilotent:8066": false, "http://10.0.0.7": false, "http://127.0.0.1.example": false, "": false,
	} {
		require.Equal(t, asked, bot.Asked(address), address)
	}
}
