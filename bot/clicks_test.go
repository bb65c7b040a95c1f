package bot_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/scheduler"
)

// reminded is a reminder of A-1, due tomorrow, as member has got it.
func (w *world) reminded() *model.Post {
	w.Helper()
	w.slash(w.pilot, w.copil, `/action creer "Former l'équipe" --pour @ien --echeance "15 décembre"`)
	w.deliver()
	w.clock.Advance(time.Date(2026, 12, 14, 9, 0, 0, 0, w.clock.Now().Location()).Sub(w.clock.Now()))
	w.deliver()
	told := w.told(w.member)
	require.Len(w, told, 2)
	w.clock.Advance(5 * time.Minute)
	return told[1]
}

// labels are what is written on the buttons of a post.
func labels(p *model.Post) []string {
	var names []string
	for _, a := range p.Attachments() {
		for _, action := range a.Actions {
			names = append(names, action.Name)
		}
	}
	return names
}

// contexts are the sealed contexts of the buttons of the last post with that
// label, by label, which only the two servers see.
func (w *world) contexts() map[string]string {
	w.Helper()
	found := map[string]string{}
	for _, r := range w.wire.seen(http.MethodPost, "/api/v4/posts") {
		var p model.Post
		require.NoError(w, json.Unmarshal([]byte(r.body), &p))
		for _, a := range p.Attachments() {
			for _, action := range a.Actions {
				found[action.Name], _ = action.Integration.Context["sealed"].(string)
			}
		}
	}
	return found
}

// press posts a click as Mattermost would, and gives the answer.
func (w *world) press(u *model.User, post *model.Post, sealed string) model.PostActionIntegrationResponse {
	w.Helper()
	status, body := w.click(model.PostActionIntegrationRequest{
		UserId: u.Id, UserName: u.Username, ChannelId: post.ChannelId, PostId: post.Id, TeamId: w.team.Id,
		Type: model.PostActionTypeButton, Context: map[string]any{"sealed": sealed},
	})
	require.Equal(w, http.StatusOK, status)
	var r model.PostActionIntegrationResponse
	require.NoError(w, json.Unmarshal([]byte(body), &r))
	return r
}

func TestClickOnAReminder(t *testing.T) {
	t.Parallel()

	t.Run("shows who has seen it, and leaves what still makes sense", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.reminded()
		require.Equal(t, []string{"Vu", "Reporter à demain", "C'est fait"}, labels(post))

		r, err := w.fake.Click(t.Context(), w.member, post.Id, "Vu")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "C'est noté, vous avez vu **A-1**")
		require.Contains(t, read(r.Post), "Vu par @\u200bien le 14/12/2026 à 9 h 05")
		require.NotContains(t, read(r.Post), "/rappel vu", "what is done is not shown how to do")
		require.Equal(t, []string{"Reporter à demain", "C'est fait", "Voir A-1"}, labels(r.Post))
		require.Equal(t, post.GetProp("pilotent_delivery"), r.Post.GetProp("pilotent_delivery"), "it can be found again")

		w.clock.Advance(time.Minute)
		r, err = w.fake.Click(t.Context(), w.member, post.Id, "C'est fait")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "Merci ! **A-1** est faite")
		require.Contains(t, read(r.Post), "**Pour demain** : ")
		require.Contains(t, read(r.Post), "Vu par @\u200bien le 14/12/2026 à 9 h 05\nFaite par @\u200bien le 14/12/2026 à 9 h 06")
		require.NotContains(t, read(r.Post), "/action faite")
		require.Equal(t, []string{"Voir A-1"}, labels(r.Post))
		require.Len(t, w.told(w.member), 2, "nobody is notified of an edit")
		require.Contains(t, w.slash(w.pilot, w.copil, "/action voir A-1"), "14/12/2026 9 h 05 : vue, par @ien")
	})

	t.Run("puts it off", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		w.slash(w.member, w.lobby, "/rappel regler --resume non")
		w.slash(w.pilot, w.copil, `/action creer "Former l'équipe" --pour @ien --echeance "24 novembre"`)
		w.deliver()
		w.clock.Advance(18 * time.Hour) // the morning of the 24th
		w.deliver()
		post := w.told(w.member)[1]
		r, err := w.fake.Click(t.Context(), w.member, post.Id, "Reporter à demain")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "Je vous rappelle **A-1** le mercredi 25 novembre 2026 à 9 h")
		require.Contains(t, read(r.Post), "Rappel reporté à demain par @\u200bien le 24/11/2026 à 9 h 12")
		require.Equal(t, []string{"C'est fait", "Voir A-1"}, labels(r.Post))
		w.clock.Advance(24 * time.Hour)
		w.deliver()
		again := w.told(w.member)[2]
		require.Contains(t, again.Message, "**Rappel demandé** : ")
		require.Equal(t, []string{"Vu", "Reporter à demain", "C'est fait"}, labels(again))
	})

	t.Run("twice at the same time does one thing", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.reminded()
		for _, tc := range []struct{ label, once, line string }{
			{"Vu", "C'est noté", " : vue, par"}, {"C'est fait", "Merci !", " : faite, par"},
		} {
			sealed := w.contexts()[tc.label]
			var (
				wg    sync.WaitGroup
				texts [2]string
			)
			for i := range texts {
				wg.Go(func() { texts[i] = w.press(w.member, post, sealed).EphemeralText })
			}
			wg.Wait()
			both := plain(strings.Join(texts[:], "\n"))
			require.Equal(t, 1, strings.Count(both, tc.once), both)
			require.Equal(t, 1, strings.Count(both, "C'est déjà fait : **A-1**"), both)
			require.Equal(t, 1, strings.Count(w.slash(w.pilot, w.copil, "/action voir A-1"), tc.line))
		}
	})

	t.Run("is for the person whose reminder it is", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.reminded()
		for _, label := range []string{"Vu", "Reporter à demain", "C'est fait"} {
			r := w.press(w.pilot, post, w.contexts()[label])
			require.NotContains(t, plain(r.EphemeralText), "Merci")
			require.Nil(t, r.Update)
		}
		require.Contains(t, w.press(w.pilot, post, w.contexts()["C'est fait"]).EphemeralText, "Ce bouton est pour la personne à qui ce message est adressé")
		require.Contains(t, w.slash(w.pilot, w.copil, "/action voir A-1"), "**en cours**")
	})

	t.Run("after a change says what has changed", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withCopil()
		post := w.reminded()
		w.slash(w.pilot, w.copil, "/action reporter A-1 18 décembre")
		r, err := w.fake.Click(t.Context(), w.member, post.Id, "C'est fait")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "**A-1** a changé depuis ce message : reportée, par @coordinatrice, le lundi 14 décembre 2026 à 9 h 05")
		require.Contains(t, plain(r.EphemeralText), "`/action voir A-1`")
		require.Equal(t, post.Message, read(r.Post))
		require.Contains(t, w.slash(w.pilot, w.copil, "/action voir A-1"), "**en cours**")
	})
}

func TestClickCopiedToAnotherPost(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	first := w.proposal()
	sealed := w.contexts()["Adopter"]
	second := w.proposal()
	note, _, err := w.client(w.fake.Token(w.member)).CreatePost(t.Context(), &model.Post{ChannelId: w.copil.Id, Message: "à lire"})
	require.NoError(t, err)
	for _, post := range []*model.Post{second, note} {
		r := w.press(w.member, post, sealed)
		require.Contains(t, plain(r.EphemeralText), "Ce bouton ne marche plus. Tapez plutôt : `/decision adopter COPIL-2026-001`")
		require.Nil(t, r.Update)
	}
	require.Contains(t, w.slash(w.member, w.copil, "/decision voir COPIL-2026-001"), "**proposée**")
	require.Contains(t, w.press(w.member, first, sealed).EphemeralText, "est adoptée")
	for _, post := range []*model.Post{second, note} {
		require.Nil(t, w.press(w.member, post, sealed).Update, "a post of its own must not be overwritten")
	}
}

func TestClickBeforeItsPostIsRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.pilot, w.copil, `/action creer "Former l'équipe" --pour @ien`)
	held, err := w.store.Claim(t.Context(), time.Minute, 10)
	require.NoError(t, err)
	require.Len(t, held, 1)
	m, _, err := scheduler.NewComposer(w.service, w.catalog, w.Bot).Compose(t.Context(), held[0])
	require.NoError(t, err)
	id, err := w.Send(t.Context(), held[0], m)
	require.NoError(t, err)
	forged, _, err := w.client(w.fake.Token(w.member)).CreatePost(t.Context(), &model.Post{
		ChannelId: w.told(w.member)[0].ChannelId, Message: "faux",
		Props: model.StringInterface{"pilotent_delivery": w.told(w.member)[0].GetProp("pilotent_delivery")},
	})
	require.NoError(t, err)
	require.Contains(t, w.press(w.member, forged, w.contexts()["C'est fait"]).EphemeralText, "Ce bouton ne marche plus")

	r, err := w.fake.Click(t.Context(), w.member, id, "C'est fait")
	require.NoError(t, err)
	require.Contains(t, plain(r.EphemeralText), "**A-1** est faite")
	require.Contains(t, read(r.Post), "Faite par @\u200bien")
	found, err := w.Find(t.Context(), held[0])
	require.NoError(t, err)
	require.Equal(t, id, found, "it is found all the same")
}

func TestClickAfterARestartWithNothingRemembered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	post := w.reminded()
	before := w.contexts()["C'est fait"]
	_, err := w.fake.Click(t.Context(), w.member, post.Id, "Vu")
	require.NoError(t, err)

	options := w.options(w.token)
	options.KV = newClockKV(w.clock)
	again := bot.New(options)
	s := governance.NewService(w.store, again, w.clock.Now, record.Defaults{}, nil)
	dispatcher, err := commands.New(s, w.catalog, w.clock.Now, w.Log)
	require.NoError(t, err)
	again.Serve(dispatcher)
	again.Recompose(scheduler.NewComposer(s, w.catalog, again))
	require.NoError(t, again.Connect(t.Context()))
	mux := http.NewServeMux()
	again.Handle(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.callbacks = server.URL

	require.Contains(t, plain(w.press(w.member, post, w.contexts()["Vu"]).EphemeralText), "C'est déjà fait : **A-1**, vue par")
	require.Contains(t, plain(w.press(w.member, post, before).EphemeralText), "Merci ! **A-1** est faite", "buttons outlive the program")
	r := w.press(w.member, post, before)
	require.Contains(t, plain(r.EphemeralText), "C'est déjà fait")
	require.Contains(t, read(r.Update), "Faite par @\u200bien", "an update that was lost is made good")
}

func TestClickInAChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.slash(w.pilot, w.copil, `/reunion planifier copil "25/11 15h"`)
	w.deliver()
	w.clock.Advance(24 * time.Hour)
	w.deliver()
	post := w.said(w.copil)[1]
	require.Equal(t, []string{"Vu"}, labels(post))
	for _, u := range []*model.User{w.member, w.guest} {
		w.clock.Advance(time.Second)
		r, err := w.fake.Click(t.Context(), u, post.Id, "Vu")
		require.NoError(t, err)
		require.Contains(t, plain(r.EphemeralText), "C'est noté, vous avez vu **R-1**")
		require.Equal(t, []string{"Vu"}, labels(r.Post), "others may still say so")
	}
	r, err := w.fake.Click(t.Context(), w.member, post.Id, "Vu")
	require.NoError(t, err)
	require.Contains(t, plain(r.EphemeralText), "C'est déjà fait : **R-1**, vue par @ien")
	require.Contains(t, read(r.Post), "\nVu par @\u200bien et @\u200binvitee\n")
	require.Contains(t, w.press(w.reader, post, w.contexts()["Vu"]).EphemeralText, "Seuls les membres du comité COPIL")
	require.Contains(t, w.slash(w.reader, w.lobby, "/reunion voir R-1"), ": vue, par @ien et @invitee", "who saw what is in the history")
}
