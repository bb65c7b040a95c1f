package bot_test

import (
	"cmp"
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
)

// questionOf is the dialog in which a line is asked back; its words are private
// too, for who closes it.
func (w *world) questionOf(u *model.User, line, typed string) *mattermosttest.OpenDialog {
	w.Helper()
	before := len(w.fake.Dialogs(u))
	text := w.slash(u, w.copil, line)
	require.Contains(w, text, "**À confirmer.** Je n'ai encore rien enregistré.")
	require.Contains(w, text, typed)
	open := w.fake.Dialogs(u)
	require.Len(w, open, before+1)
	question := open[before]
	require.NoError(w, question.Invalid)
	require.Empty(w, question.Dialog.Elements)
	require.Equal(w, []string{"À confirmer", "Confirmer"}, []string{question.Dialog.Title, question.Dialog.SubmitLabel})
	return &question
}

// planned are the committee's meetings to come.
func (w *world) planned() string {
	w.Helper()
	return w.slash(w.pilot, w.copil, "/reunion liste")
}

func TestQuestion(t *testing.T) {
	t.Parallel()
	const sunday = `/reunion planifier copil "6/12 14h" --lieu "Mairie de Vitry"`
	const typed = "`/reunion planifier copil \"dimanche 6 décembre 2026 14 h\" --lieu \"Mairie de Vitry\" --confirmer`"

	t.Run("is a dialog that says what was read, and goes on with one touch", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		question := w.questionOf(w.member, sunday, typed)
		for _, part := range []string{"Vous demandez un dimanche, le dimanche 6 décembre 2026.", "dimanche 6 décembre 2026 14 h", "Mairie de Vitry"} {
			require.Contains(t, plain(question.Dialog.IntroductionText), part)
		}
		require.Contains(t, w.planned(), "Aucune réunion")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *question, nil)
		require.NoError(t, err)
		require.Empty(t, cmp.Or(r.Error, r.Type))
		w.Wait()
		require.Contains(t, w.lastSeen(w.member), "**R-1** est planifiée")
		require.Contains(t, w.lastSeen(w.member), "Mairie de Vitry")
		require.Contains(t, w.planned(), "dimanche 6 décembre 2026 à 14 h")
	})

	t.Run("is answered once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		question := w.questionOf(w.member, sunday, typed)
		_, r := w.submit(submitted(question, w.member, nil))
		require.Empty(t, r)
		_, r = w.submit(submitted(question, w.member, nil))
		require.Contains(t, plain(r.Error), "Ce formulaire a expiré ou a déjà servi")
		require.Equal(t, 1, strings.Count(w.planned(), "R-"))
	})

	t.Run("closed, leaves nothing but the line to type", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		question := w.questionOf(w.member, sunday, typed)
		require.NoError(t, w.fake.CancelDialog(t.Context(), w.member, *question))
		require.Contains(t, w.planned(), "Aucune réunion")
		require.Contains(t, w.slash(w.member, w.copil, strings.Trim(typed, "`")), "**R-1** est planifiée")
	})

	t.Run("asks again what was not in doubt when it was shown", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		question := w.questionOf(w.member, sunday, typed)
		w.slash(w.pilot, w.copil, `/reunion planifier copil "6/12 14h" --confirmer`) // in the meantime
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *question, nil)
		require.NoError(t, err)
		require.Equal(t, string(model.SubmitDialogResponseTypeForm), r.Type)
		next := w.fake.Dialogs(w.member)
		require.Len(t, next, 1)
		require.Contains(t, plain(next[0].Dialog.IntroductionText), "COPIL se réunit déjà le dimanche 6 décembre 2026 à 14 h")
		require.Equal(t, 1, strings.Count(w.planned(), "R-"))
		r, err = w.fake.SubmitDialog(t.Context(), w.member, next[0], nil)
		require.NoError(t, err)
		require.Empty(t, cmp.Or(r.Error, r.Type))
		w.Wait()
		require.Equal(t, 2, strings.Count(w.planned(), "**R-"))
	})

	t.Run("a day that was read at midnight's other side stays the one that was shown", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		question := w.questionOf(w.member, `/reunion planifier copil "dimanche 14h"`, "dimanche 29 novembre 2026 14 h")
		for range 10 {
			w.clock.Advance(59 * 60 * 1e9)
			if w.clock.Now().Day() == 24 {
				break
			}
			question = w.questionOf(w.member, `/reunion planifier copil "dimanche 14h"`, "dimanche 29 novembre 2026 14 h")
		}
		_, err := w.fake.SubmitDialog(t.Context(), w.member, *question, nil)
		require.NoError(t, err)
		w.Wait()
		require.Contains(t, w.planned(), "dimanche 29 novembre 2026 à 14 h")
	})
}

// A form whose values are doubtful asks before it goes on.
func TestFormIsAskedBack(t *testing.T) {
	t.Parallel()
	values := map[string]any{"text": "Former l'équipe", "schools": "", "for": "", "due": "22/11", "kind": ""}
	const doubt = "« 22/11 » : j'ai lu le lundi 22 novembre 2027. Le dimanche 22 novembre 2026 est plus proche, mais il est déjà passé."

	t.Run("in a second step", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/action creer")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, values)
		require.NoError(t, err)
		require.Equal(t, string(model.SubmitDialogResponseTypeForm), r.Type)
		require.Contains(t, plain(r.Form.IntroductionText), doubt)
		require.Empty(t, r.Form.Elements)
		require.Contains(t, w.slash(w.member, w.copil, "/action liste --toutes"), "Aucune action")
		_, err = w.fake.SubmitDialog(t.Context(), w.member, w.fake.Dialogs(w.member)[0], nil)
		require.NoError(t, err)
		w.Wait()
		require.Contains(t, w.slash(w.member, w.copil, "/action voir A-1"), "lundi 22 novembre 2027")
	})

	t.Run("with the line to type, by a server that knows no steps", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t, func(o *bot.Options) {
			o.HTTP = &http.Client{Transport: release{"11.0.4.11.0.4.0123456789abcdef.true", o.HTTP.Transport}, Timeout: o.HTTP.Timeout}
		}).withCopil()
		form := w.formOf(w.member, "/action creer")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, values)
		require.NoError(t, err)
		require.Empty(t, r.Type)
		require.Contains(t, plain(r.Error), doubt)
		const line = `/action créer "Former l'équipe" --échéance "lundi 22 novembre 2027" --confirmer`
		require.Contains(t, plain(r.Error), line)
		require.Contains(t, w.slash(w.member, w.copil, "/action liste --toutes"), "Aucune action")
		require.Contains(t, w.slash(w.member, w.copil, line), "**A-1** est créée")
	})
}

// A form that moves something keeps what its field leaves out, as a typed line does.
func TestFormMovesWhatItSays(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.member, w.copil, `/reunion planifier "1/12 10h30" --duree 2h --lieu "Mairie de Vitry"`)
	form := w.formOf(w.member, "/reunion reporter R-1")
	for text, want := range map[string]string{"25h": "cette heure n'existe pas", "10h30": "est déjà prévue", "18/11/2026": "est déjà passé"} {
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"meeting": "R-1", "moved": text, "reason": ""})
		require.NoError(t, err)
		require.Contains(t, r.Errors["moved"], want, "beside its field")
	}
	r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"meeting": "R-1", "moved": "23h", "reason": ""})
	require.NoError(t, err)
	require.Contains(t, plain(r.Form.IntroductionText), "mardi 1er décembre 2026 23 h", "all of the new moment is named")
	require.NoError(t, w.fake.CancelDialog(t.Context(), w.member, w.fake.Dialogs(w.member)[0]))

	form = w.formOf(w.member, "/reunion reporter R-1")
	_, err = w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"meeting": "R-1", "moved": "15h", "reason": ""})
	require.NoError(t, err)
	w.Wait()
	require.Contains(t, w.lastSeen(w.member), "au **mardi 1er décembre 2026 à 15 h**")
	require.Contains(t, w.slash(w.member, w.copil, "/reunion voir R-1"), "Durée : 2 h. Lieu : Mairie de Vitry")
}

// release answers for a server of another version.
type release struct {
	version string
	next    http.RoundTripper
}

func (r release) RoundTrip(req *http.Request) (*http.Response, error) {
	res, err := r.next.RoundTrip(req)
	if err == nil {
		res.Header.Set("X-Version-Id", r.version)
	}
	return res, err
}
