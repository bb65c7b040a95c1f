package bot_test

import (
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"
)

// withSuivi creates SUIVI, which keeps to itself, in a private channel of
// member's and english's.
func (w *world) withSuivi() *model.Channel {
	w.Helper()
	suivi := w.fake.AddChannel(w.team, "suivi", model.ChannelTypePrivate)
	for _, u := range []*model.User{w.account, w.pilot, w.member, w.english} {
		w.fake.JoinChannel(u, suivi)
	}
	require.Contains(w, w.slash(w.pilot, suivi, `/comite creer SUIVI "Comité de suivi" --diffusion comité`), "est créé")
	require.Contains(w, w.slash(w.pilot, suivi, "/comite resume SUIVI non"), "pas de résumé")
	return suivi
}

func TestAClosedCommitteeInAPublicChannel(t *testing.T) {
	t.Parallel()

	t.Run("is refused, with what to do", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		said := w.slash(w.pilot, w.copil, `/comite creer COPIL "Comité de pilotage" --diffusion comité`)
		require.Contains(t, said, "Le canal ~copil est public")
		require.Contains(t, said, `/comite créer COPIL "Comité de pilotage" --diffusion équipe`)
		require.Contains(t, w.slash(w.pilot, w.copil, "/comite liste"), "Aucun comité")
		require.Empty(t, w.said(w.copil))
		require.False(t, w.in(w.copil, w.account), "nor has the bot entered")
		require.Contains(t, w.slash(w.pilot, w.copil, `/comite creer COPIL "Comité de pilotage" --diffusion équipe`), "est créé", "what is shown can be pasted")
	})

	t.Run("is refused in English too", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.JoinTeam(w.english, w.team, true)
		require.Contains(t, w.slash(w.english, w.copil, `/comite create COPIL "Steering" --access committee`), `/comite create COPIL "Steering" --access team`)
	})

	t.Run("made public later, is told to each pilot", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		suivi := w.withSuivi()
		second := w.person("adjointe", true, w.lobby)
		w.fake.ConvertChannel(suivi, model.ChannelTypeOpen)
		require.NoError(t, w.service.WatchChannels(t.Context()))
		w.deliver()
		for _, u := range []*model.User{w.pilot, second} {
			told := w.told(u)
			require.Len(t, told, 1)
			require.Contains(t, told[0].Message, "est devenu public")
		}
		require.Empty(t, w.told(w.member))
		require.Contains(t, w.slash(w.pilot, suivi, "/comite voir SUIVI"), "son canal est public")
		require.Contains(t, w.slash(w.pilot, suivi, "/comite voir SUIVI"), "canal devenu public, par @pilotent")
	})
}

func TestWhoHasLeftAClosedCommittee(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	suivi := w.withSuivi()
	require.Contains(t, w.slash(w.member, suivi, `/decision proposer "Fermer le portail"`), "SUIVI-2026-001")
	require.Contains(t, w.slash(w.member, suivi, `/reunion planifier SUIVI "18/12/2026 14h"`), "R-10001")
	w.deliver()
	posts := w.said(suivi)
	require.Len(t, posts, 2)
	require.Contains(t, w.slash(w.member, suivi, `/decision ajouter "Garder le portail"`), "SUIVI-2026-002")
	w.fake.ArchiveChannel(suivi)
	w.fake.LeaveChannel(w.member, suivi)
	w.clock.Advance(10 * time.Second) // for which rights are believed

	t.Run("is told nothing of what could not be announced; a pilot is", func(t *testing.T) {
		w.deliver()
		w.deliver()
		require.Empty(t, w.told(w.member))
		require.Len(t, w.told(w.pilot), 1)
		require.Contains(t, w.told(w.pilot)[0].Message, "SUIVI-2026-002")
	})

	t.Run("is not told what an older button was about", func(t *testing.T) {
		_, err := w.fake.Click(t.Context(), w.member, posts[0].Id, "Adopter")
		require.Error(t, err, "Mattermost shows the post to members only")
		w.fake.ConvertChannel(suivi, model.ChannelTypeOpen)
		defer w.fake.ConvertChannel(suivi, model.ChannelTypePrivate)
		r, err := w.fake.Click(t.Context(), w.member, posts[0].Id, "Adopter")
		require.NoError(t, err)
		require.Equal(t, "Ce bouton est pour les membres de ce canal.", plain(r.EphemeralText))
	})

	t.Run("finds nothing by asking", func(t *testing.T) {
		for _, line := range []string{
			"/decision liste", "/decision liste --comite SUIVI", "/decision chercher portail", "/decision exporter", "/reunion liste",
			"/reunion prochaine", "/ent bilan", "/comite voir SUIVI", "/comite liste",
		} {
			said := w.slash(w.member, w.lobby, line)
			require.NotContains(t, said, "SUIVI-2026", line)
			require.NotContains(t, said, "10001", line)
			require.NotContains(t, said, "le portail", line)
		}
		require.Contains(t, w.slash(w.member, w.lobby, "/rappel vu R-10001"), "Je ne")
		require.Contains(t, w.slash(w.member, w.lobby, "/decision voir SUIVI-2026-001"), "Je ne trouve pas")
	})
}
