package bot_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
)

// submitted is what Mattermost posts for a form (wire: dialog-submit-ok).
func submitted(form *mattermosttest.OpenDialog, u *model.User, values map[string]any) model.SubmitDialogRequest {
	return model.SubmitDialogRequest{
		Type: "dialog_submission", CallbackId: form.Dialog.CallbackId, State: form.Dialog.State, UserId: u.Id,
		ChannelId: form.ChannelID, TeamId: form.TeamID, Submission: values,
	}
}

// submit posts a form that the fake may not have on anybody's screen.
func (w *world) submit(r model.SubmitDialogRequest) (status int, reply model.SubmitDialogResponse) {
	w.Helper()
	body, err := json.Marshal(r)
	assert.NoError(w, err)
	status, text := w.call(http.MethodPost, "/dialog", "application/json", string(body))
	if status == http.StatusOK {
		assert.NoError(w, json.Unmarshal([]byte(text), &reply), text)
	}
	return status, reply
}

// lastSeen is the last that only this person saw.
func (w *world) lastSeen(u *model.User) string {
	w.Helper()
	seen := w.fake.Ephemerals(u.Id)
	require.NotEmpty(w, seen)
	return plain(seen[len(seen)-1].Message)
}

// decisions is how many decisions the project has.
func (w *world) decisions() int {
	w.Helper()
	return strings.Count(w.slash(w.pilot, w.copil, "/decision liste"), "COPIL-2026-")
}

func retain() map[string]any {
	return map[string]any{"text": "Retenir trois écoles", "committee": "", "schools": nil}
}

func TestForm(t *testing.T) {
	t.Parallel()

	t.Run("does what the typed command does, and says so through the command's address", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		form := w.formOf(w.pilot, "/action creer")
		r, err := w.fake.SubmitDialog(t.Context(), w.pilot, *form, map[string]any{
			"text": "Former l'équipe\nà la messagerie", "schools": "0940198E, 0940573M", "for": w.member.Id, "due": "15 décembre", "kind": "training",
		})
		require.NoError(t, err)
		require.Empty(t, r.Error)
		require.Empty(t, r.Errors)
		require.Empty(t, w.fake.Dialogs(w.pilot))
		w.Wait()
		require.Contains(t, w.lastSeen(w.pilot), "**A-1** est créée")
		require.Empty(t, w.told(w.pilot))
		w.deliver()
		require.Len(t, w.told(w.member), 1)
		card := w.slash(w.pilot, w.copil, "/action voir A-1")
		for _, part := range []string{"formation", "ien", "15 décembre 2026", "0940198E", "0940573M"} {
			require.Contains(t, card, part)
		}
	})

	t.Run("is confirmed by direct message when the address fails", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodPost, PathPrefix: "/hooks/"})
		_, err := w.fake.SubmitDialog(t.Context(), w.member, *form, retain())
		require.NoError(t, err)
		w.Wait()
		require.Len(t, w.told(w.member), 1)
		require.Contains(t, w.told(w.member)[0].Message, "COPIL-2026-001")
	})

	t.Run("is confirmed by direct message when the address is too old", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		w.clock.Advance(31 * time.Minute)
		_, err := w.fake.SubmitDialog(t.Context(), w.member, *form, retain())
		require.NoError(t, err)
		w.Wait()
		require.Len(t, w.told(w.member), 1)
	})

	t.Run("shows what is wrong beside its field, and can be sent again", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.pilot, "/action creer")
		values := map[string]any{"text": "Former", "schools": "", "for": "", "due": "15 novembre 2026", "kind": ""}
		for _, day := range []string{"15 novembre 2026", "16 novembre 2026"} {
			values["due"] = day
			r, err := w.fake.SubmitDialog(t.Context(), w.pilot, *form, values)
			require.NoError(t, err)
			require.Len(t, r.Errors, 1)
			require.Contains(t, r.Errors["due"], "déjà passé")
			require.Equal(t, "Un champ est à corriger. Je n'ai encore rien enregistré.", r.Error)
			require.Len(t, w.fake.Dialogs(w.pilot), 1)
		}
		mended := maps.Clone(values)
		mended["due"] = "15 décembre"
		r, err := w.fake.SubmitDialog(t.Context(), w.pilot, *form, mended)
		require.NoError(t, err)
		require.Empty(t, r.Errors)
		w.Wait()
		require.Contains(t, w.slash(w.pilot, w.copil, "/action liste --toutes"), "**Une action en cours**")
	})

	t.Run("asks which of several is meant in one more step", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		form := w.formOf(w.member, "/decision ajouter")
		values := retain()
		values["schools"] = "wallon vitry"
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, values)
		require.NoError(t, err)
		require.Equal(t, "form", r.Type)
		require.Contains(t, plain(r.Form.IntroductionText), "trouvées pour « wallon vitry »")
		require.Len(t, r.Form.Elements, 1)
		require.Zero(t, w.decisions())
		e := r.Form.Elements[0]
		require.Equal(t, []string{"select", ""}, []string{e.Type, e.DataSource})
		require.Contains(t, e.Options, &model.PostActionOptions{Text: "Henri Wallon B, élémentaire, Vitry-sur-Seine (0940573M)", Value: "0940573M"})
		r, err = w.fake.SubmitDialog(t.Context(), w.member, w.fake.Dialogs(w.member)[0], map[string]any{e.Name: "0940573M"})
		require.NoError(t, err)
		require.Contains(t, plain(r.Form.IntroductionText), "La décision retient-elle cette école ?")
		_, err = w.fake.SubmitDialog(t.Context(), w.member, w.fake.Dialogs(w.member)[0], nil)
		require.NoError(t, err)
		w.Wait()
		require.Equal(t, 1, w.decisions())
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir COPIL-2026-001"), "0940573M")
	})

	t.Run("asks in one more step what the text speaks of and no field says", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil().withSchools()
		form := w.formOf(w.member, "/decision ajouter")
		values := retain()
		values["schools"] = "0940198E"
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, values)
		require.NoError(t, err)
		require.Equal(t, "form", r.Type)
		require.Contains(t, plain(r.Form.IntroductionText), "La décision retient-elle cette école ?")
		require.Zero(t, w.decisions())
	})

	t.Run("says in the form why it is refused, and stays open", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/comite creer")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"code": "AUTRE", "name": "Autre"})
		require.NoError(t, err)
		require.Contains(t, plain(r.Error), "Seuls les pilotes")
		require.NotContains(t, w.slash(w.member, w.copil, "/comite liste"), "AUTRE")
	})

	t.Run("asks for what is still missing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		r, err := w.fake.SubmitDialog(t.Context(), w.member, *form, map[string]any{"text": "  "})
		require.NoError(t, err)
		require.Contains(t, plain(r.Error), "Il manque une information")
		require.Zero(t, w.decisions())
	})

	t.Run("says what is wrong in the language of who fills it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.english, "/reunion planifier")
		r, err := w.fake.SubmitDialog(t.Context(), w.english, *form, map[string]any{"date": "someday"})
		require.NoError(t, err)
		require.Contains(t, r.Errors["date"], "I do not understand the date")
	})
}

func TestFormIsUsedOnce(t *testing.T) {
	t.Parallel()
	const expired = "Ce formulaire a expiré ou a déjà servi"

	t.Run("a second submission after success is refused", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		status, r := w.submit(submitted(form, w.member, retain()))
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, r)
		_, r = w.submit(submitted(form, w.member, retain()))
		require.Contains(t, plain(r.Error), expired)
		require.Equal(t, 1, w.decisions())
	})

	t.Run("of many at the same moment, one is taken", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		const crowd = 8
		replies := make([]model.SubmitDialogResponse, crowd)
		var wg sync.WaitGroup
		for i := range crowd {
			wg.Go(func() { _, replies[i] = w.submit(submitted(form, w.member, retain())) })
		}
		wg.Wait()
		taken := 0
		for _, r := range replies {
			if r.Error == "" {
				taken++
				continue
			}
			require.Contains(t, plain(r.Error), expired)
		}
		require.Equal(t, 1, taken)
		require.Equal(t, 1, w.decisions())
	})

	t.Run("it expires", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		w.clock.Advance(time.Hour + time.Second)
		_, r := w.submit(submitted(form, w.member, retain()))
		require.Contains(t, plain(r.Error), expired)
		require.Zero(t, w.decisions())
	})

	t.Run("it expires by its own word too, where the memory is lost", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form, late := w.formOf(w.member, "/decision ajouter"), w.formOf(w.member, "/decision ajouter")
		require.NoError(t, w.memory.Close())
		_, r := w.submit(submitted(form, w.member, retain()))
		require.Empty(t, r.Error, "nothing depends on the memory")
		w.clock.Advance(time.Hour + time.Second)
		_, r = w.submit(submitted(late, w.member, retain()))
		require.Contains(t, plain(r.Error), expired)
		require.Equal(t, 1, w.decisions())
	})

	t.Run("cancelled, it does nothing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		form := w.formOf(w.member, "/decision ajouter")
		r := submitted(form, w.member, retain())
		r.Cancelled = true
		status, reply := w.submit(r)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, reply)
		w.Wait()
		require.Zero(t, w.decisions())
	})
}

func TestFormOfSomebodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	form := w.formOf(w.member, "/decision ajouter")
	another := newWorld(t, func(o *bot.Options) { o.Secret = "un autre secret" }).withCopil()
	w.slash(w.member, w.copil, `/decision proposer "Retenir une école"`)
	w.deliver()
	sealed := w.sealedButton()

	body, mac, ok := strings.Cut(form.Dialog.State, ".")
	require.True(t, ok)
	for name, change := range map[string]func(*model.SubmitDialogRequest){
		"no state":             func(r *model.SubmitDialogRequest) { r.State = "" },
		"rubbish":              func(r *model.SubmitDialogRequest) { r.State = "%.%" },
		"a changed state":      func(r *model.SubmitDialogRequest) { r.State = flip(body) + "." + mac },
		"a changed seal":       func(r *model.SubmitDialogRequest) { r.State = body + "." + flip(mac) },
		"no seal":              func(r *model.SubmitDialogRequest) { r.State = body + "." },
		"the seal of a button": func(r *model.SubmitDialogRequest) { r.State = sealed },
		"the seal of another key": func(r *model.SubmitDialogRequest) {
			r.State = another.formOf(another.member, "/decision ajouter").Dialog.State
		},
		"another person's form":     func(r *model.SubmitDialogRequest) { r.UserId = w.pilot.Id },
		"the form of somebody gone": func(r *model.SubmitDialogRequest) { r.UserId = model.NewId() },
	} {
		t.Run(name, func(t *testing.T) {
			r := submitted(form, w.member, retain())
			change(&r)
			status, _ := w.submit(r)
			require.Equal(t, http.StatusUnauthorized, status)
		})
	}
	require.Equal(t, 1, w.decisions(), "the proposal")

	t.Run("a team, a channel and a command named by the client count for nothing", func(t *testing.T) {
		second := w.fake.AddTeam("ent-mer", "ENT Mer")
		w.fake.JoinTeam(w.account, second, true)
		w.fake.JoinTeam(w.member, second, true)
		r := submitted(form, w.member, retain())
		r.TeamId, r.ChannelId, r.CallbackId, r.URL = second.Id, w.lobby.Id, "comite creer", "http://autre.example"
		status, reply := w.submit(r)
		require.Equal(t, http.StatusOK, status)
		require.Empty(t, reply)
		require.Equal(t, 2, w.decisions())
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir COPIL-2026-002"), "Retenir trois écoles")
	})
}

// The rights are those of the moment of sending, not of opening.
func TestFormOfWhoHasLostTheirRights(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	form := w.formOf(w.member, "/decision ajouter")
	w.fake.LeaveChannel(w.member, w.copil)
	w.clock.Advance(10 * time.Second)
	status, reply := w.submit(submitted(form, w.member, retain()))
	require.Equal(t, http.StatusOK, status)
	require.Contains(t, plain(reply.Error), "Seuls les membres du comité COPIL")
	require.Zero(t, w.decisions())
}

// flip changes the first letter of s.
func flip(s string) string {
	if strings.HasPrefix(s, "A") {
		return "B" + s[1:]
	}
	return "A" + s[1:]
}
