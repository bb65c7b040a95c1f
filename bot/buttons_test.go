package bot_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
)

// proposal is a proposed decision with its buttons, in copil's channel.
func (w *world) proposal() *model.Post {
	w.Helper()
	before := len(w.said(w.copil))
	line := fmt.Sprintf(`/decision proposer "Retenir trois écoles, proposition %d"`, before+1)
	require.Contains(w, w.slash(w.member, w.copil, line), "est proposée")
	w.deliver()
	said := w.said(w.copil)
	require.Len(w, said, before+1)
	return said[before]
}

// sealedButton is the context of the first button that the bot has sent, which
// only the two servers see.
func (w *world) sealedButton() string {
	w.Helper()
	for _, r := range w.wire.seen(http.MethodPost, "/api/v4/posts") {
		var p model.Post
		require.NoError(w, json.Unmarshal([]byte(r.body), &p))
		for _, a := range p.Attachments() {
			sealed, _ := a.Actions[0].Integration.Context["sealed"].(string)
			require.NotEmpty(w, sealed)
			return sealed
		}
	}
	require.Fail(w, "no button was sent")
	return ""
}

func TestButton(t *testing.T) {
	t.Parallel()

	t.Run("does what it says, as the person who clicks", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.proposal()
		r, err := w.fake.Click(t.Context(), w.english, post.Id, "Adopter")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "**COPIL-2026-001** is adopted", "in their language")
		require.Contains(t, read(r.Post), "**Proposition COPIL-2026-001** : Retenir trois écoles", "it stays what was said")
		require.Contains(t, read(r.Post), "Adoptée par @\u200bjane le 23/11/2026 à 15 h 12")
		require.NotContains(t, read(r.Post), "/decision adopter")
		require.Equal(t, []string{"Voir COPIL-2026-001"}, labels(r.Post), "there is nothing left to press")
		require.Equal(t, "Pour information", r.Post.Attachments()[0].Title, "nor to decide")
		require.Equal(t, post.GetProp("pilotent_delivery"), r.Post.GetProp("pilotent_delivery"))
		w.deliver()
		require.Len(t, w.said(w.copil), 2)
		require.Contains(t, w.said(w.copil)[1].Message, "adoptée")
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir COPIL-2026-001"), "adoptée, par @jane")
	})

	t.Run("does the other thing where there are two", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		r, err := w.fake.Click(t.Context(), w.member, w.proposal().Id, "Rejeter")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "est rejetée")
	})

	t.Run("by their rights", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.proposal()
		for u, want := range map[*model.User]string{w.guest: "Les comptes invités peuvent lire ce qui leur est ouvert, mais pas écrire.", w.reader: "Seuls les membres du comité COPIL"} {
			r, err := w.fake.Click(t.Context(), u, post.Id, "Adopter")
			require.NoError(t, err)
			require.Contains(t, plain(r.EphemeralText), want, u.Username)
		}
		w.fake.LeaveChannel(w.member, w.copil)
		w.clock.Advance(10 * time.Second)
		r, err := w.fake.Click(t.Context(), w.member, post.Id, "Adopter")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "Seuls les membres du comité COPIL")
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir COPIL-2026-001"), "**proposée**")
	})

	t.Run("says in a window what it has not done", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.proposal()
		w.slash(w.member, w.copil, `/decision modifier COPIL-2026-001 "Retenir deux écoles"`)
		r, err := w.fake.Click(t.Context(), w.english, post.Id, "Adopter")
		require.NoError(t, err)
		require.Equal(t, post.Id, w.fake.Ephemerals(w.english.Id)[0].RootId, "the channel does not show it")
		open := w.fake.Dialogs(w.english)
		require.Len(t, open, 1)
		require.NoError(t, open[0].Invalid)
		require.Equal(t, []string{"One moment", "Got it"}, []string{open[0].Dialog.Title, open[0].Dialog.SubmitLabel})
		require.Equal(t, r.EphemeralText, open[0].Dialog.IntroductionText)
		require.Contains(t, plain(r.EphemeralText), "has changed since")
		answer, err := w.fake.SubmitDialog(t.Context(), w.english, open[0], nil)
		require.NoError(t, err)
		require.Empty(t, answer.Error)
		require.Empty(t, w.fake.Dialogs(w.english))
		require.Contains(t, w.slash(w.pilot, w.copil, "/decision voir COPIL-2026-001"), "**proposée**")

		w.deliver()
		_, err = w.fake.Click(t.Context(), w.english, w.said(w.copil)[1].Id, "Adopter")
		require.NoError(t, err)
		require.Empty(t, w.fake.Dialogs(w.english), "what the post shows needs no window")
	})

	t.Run("in a direct message too", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.slash(w.pilot, w.copil, "/action creer \"Former l'équipe\" --pour @ien")
		w.deliver()
		r, err := w.fake.Click(t.Context(), w.member, w.told(w.member)[0].Id, "C'est fait")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "**A-1** est faite")
	})

	t.Run("a double click does one thing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.proposal()
		adopt := post.Attachments()[0].Actions[slices.Index(labels(post), "Adopter")].Id // as each client has drawn it by now
		const crowd = 8
		texts := make([]string, crowd)
		errs := make([]error, crowd)
		var wg sync.WaitGroup
		for i := range crowd {
			wg.Go(func() {
				r, err := w.fake.Click(t.Context(), w.member, post.Id, adopt)
				if errs[i] = err; err == nil {
					texts[i] = r.EphemeralText
				}
			})
		}
		wg.Wait()
		done := 0
		for i, text := range texts {
			require.NoError(t, errs[i], "none meets Mattermost's own 404")
			switch {
			case strings.Contains(text, "est adoptée"):
				done++
				continue
			case strings.Contains(plain(text), "État : **adoptée**"): // the button had gone with the first click
				continue
			}
			require.Contains(t, plain(text), "C'est déjà fait : **COPIL-2026-001**, adoptée par @ien le lundi 23 novembre 2026 à 15 h 12")
		}
		require.Equal(t, 1, done)
		w.deliver()
		require.Len(t, w.said(w.copil), 2, "the proposal, and one adoption")
		require.Equal(t, 1, strings.Count(w.slash(w.member, w.copil, "/decision voir COPIL-2026-001"), " : adoptée, par"))
	})
}

func TestButtonContextIsNotSeen(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	post := w.proposal()
	r, err := w.fake.Click(t.Context(), w.member, post.Id, "Adopter")
	require.NoError(t, err)
	w.deliver()
	sealed := w.sealedButton()
	for _, p := range append(w.fake.Posts(w.copil.Id), r.Post) {
		shown, err := json.Marshal(p)
		require.NoError(t, err)
		require.NotContains(t, string(shown), sealed)
		require.NotContains(t, string(shown), "sealed")
		require.NotContains(t, string(shown), w.callbacks)
	}
	require.Len(t, post.Attachments(), 1)
	for _, a := range post.Attachments()[0].Actions {
		require.Regexp(t, "^[A-Za-z0-9]+$", a.Id)
		require.Nil(t, a.Integration)
	}
}

func TestButtonForged(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	post := w.proposal()
	form := w.formOf(w.member, "/decision ajouter")
	another := newWorld(t, func(o *bot.Options) { o.Secret = "un autre secret" }).withCopil()
	another.proposal()
	sealed := w.sealedButton()
	body, mac, ok := strings.Cut(sealed, ".")
	require.True(t, ok)

	for name, change := range map[string]func(*model.PostActionIntegrationRequest){
		"no context": func(r *model.PostActionIntegrationRequest) { r.Context = nil },
		"a context without a seal": func(r *model.PostActionIntegrationRequest) {
			r.Context = map[string]any{"command": "/decision adopter"}
		},
		"a seal that is no text":             func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = 1 },
		"a changed context":                  func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = flip(body) + "." + mac },
		"a changed seal":                     func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = body + "." + flip(mac) },
		"no seal":                            func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = body },
		"the seal of a form":                 func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = form.Dialog.State },
		"the seal of another key":            func(r *model.PostActionIntegrationRequest) { r.Context["sealed"] = another.sealedButton() },
		"moved to a post elsewhere":          func(r *model.PostActionIntegrationRequest) { r.ChannelId = w.lobby.Id },
		"moved out of every channel":         func(r *model.PostActionIntegrationRequest) { r.ChannelId = "" },
		"moved to a channel of another team": func(r *model.PostActionIntegrationRequest) { r.ChannelId, r.TeamId = another.copil.Id, another.team.Id },
	} {
		t.Run(name, func(t *testing.T) {
			r := clicked(w, post, sealed)
			change(&r)
			status, _ := w.click(r)
			require.Equal(t, http.StatusUnauthorized, status)
		})
	}
	require.Contains(t, w.slash(w.member, w.copil, "/decision voir COPIL-2026-001"), "**proposée**")

	t.Run("a team named by the caller counts for nothing", func(t *testing.T) {
		r := clicked(w, post, sealed)
		r.TeamId = another.team.Id
		status, answer := w.click(r)
		require.Equal(t, http.StatusOK, status)
		require.Contains(t, answer, "est adoptée")
	})
}

// clicked is what Mattermost posts for a click (wire: post-action-button).
func clicked(w *world, post *model.Post, sealed string) model.PostActionIntegrationRequest {
	return model.PostActionIntegrationRequest{
		UserId: w.member.Id, UserName: w.member.Username, ChannelId: w.copil.Id, TeamId: w.team.Id, PostId: post.Id,
		Type: model.PostActionTypeButton, Context: map[string]any{"sealed": sealed},
	}
}

func (w *world) click(r model.PostActionIntegrationRequest) (status int, answer string) {
	w.Helper()
	body, err := json.Marshal(r)
	require.NoError(w, err)
	return w.call(http.MethodPost, "/action", "application/json", string(body))
}
