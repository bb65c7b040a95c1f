package bot_test

import (
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/governance/record"
)

// seats are the channels of the committees, as the database has them.
func (w *world) seats() (seats []bot.Seat) {
	w.Helper()
	require.NoError(w, w.store.View(w.Context(), func(tx record.Tx) error {
		committees, err := tx.Committees(record.ProjectID(w.team.Id))
		for _, c := range committees {
			seats = append(seats, bot.Seat{Committee: c.Code, Team: record.TeamID(w.team.Id), Channel: c.Channel, ChannelName: c.ChannelName})
		}
		return err
	}))
	return seats
}

// takenOut takes the bot out of a channel, and lets what is believed of it go by.
func (w *world) takenOut(c *model.Channel) {
	w.fake.LeaveChannel(w.account, c)
	w.clock.Advance(time.Minute)
}

func TestTheBotTakenOutOfAChannel(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	cabinet := w.fake.AddChannel(w.team, "cabinet", model.ChannelTypePrivate)
	for _, u := range []*model.User{w.account, w.pilot, w.member} {
		w.fake.JoinChannel(u, cabinet)
	}
	require.Contains(t, w.slash(w.pilot, cabinet, "/comite creer CABINET Cabinet --diffusion comité"), "est créé")
	require.Contains(t, w.slash(w.member, cabinet, `/decision ajouter "Retenir l'ENT"`), "CABINET-2026-001")
	w.takenOut(w.copil)
	w.takenOut(cabinet)

	const copil = "Je ne vois pas qui est dans ~copil : on m'en a retiré. Un de ses membres peut m'y remettre en y tapant `/invite @pilotent`."
	said := w.slash(w.member, w.copil, `/decision ajouter "Retenir l'ENT"`)
	require.Contains(t, said, copil)
	require.NotContains(t, said, "Seuls les membres")
	require.Contains(t, w.slash(w.member, w.lobby, `/decision ajouter "Retenir l'ENT" --comite COPIL`), copil)
	require.Contains(t, w.slash(w.english, w.copil, `/decision add "Keep it"`), "typing `/invite @pilotent` in it", "in English")
	require.Contains(t, w.slash(w.pilot, w.copil, `/decision ajouter "Retenir l'ENT"`), "COPIL-2026-001", "a pilot needs no channel")

	for _, line := range []string{"/decision liste", "/decision voir CABINET-2026-001", `/decision ajouter "x"`} {
		said := w.slash(w.member, cabinet, line)
		require.Contains(t, said, "Je ne vois pas qui est dans ~cabinet", line)
		require.Equal(t, 1, strings.Count(said, "/invite @pilotent"), line)
	}
	require.NotContains(t, w.slash(w.reader, w.lobby, "/decision liste --comite CABINET"), "~cabinet")

	require.NoError(t, w.service.WatchChannels(t.Context()))
	require.NoError(t, w.service.WatchChannels(t.Context()))
	w.deliver()
	w.deliver()
	told := w.told(w.pilot)
	require.Len(t, told, 2, "once for each committee")
	require.Contains(t, told[0].Message+told[1].Message, "Je ne vois plus qui est dans ~copil, le canal de **COPIL** : on m'en a retiré.")
	require.Contains(t, w.slash(w.reader, w.lobby, "/comite voir COPIL"), "Je ne vois plus qui est dans son canal")

	w.fake.JoinChannel(w.account, cabinet)
	w.clock.Advance(time.Minute)
	require.Contains(t, w.slash(w.member, cabinet, "/decision liste"), "Retenir l'ENT")
}

func TestTheBotTakenOutOfTheTeam(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.fake.LeaveTeam(w.account, w.team)
	w.clock.Advance(time.Minute)
	for _, u := range []*model.User{w.member, w.pilot} {
		said := w.slash(u, w.copil, "/decision liste")
		require.Contains(t, said, "Je ne suis plus dans cette équipe Mattermost")
		require.Contains(t, said, "`pilotent provision --team ent-vallee`")
	}
	_, said, err := w.provision(w.fake.AdminToken, w.token, w.team.Name)
	require.NoError(t, err)
	require.Contains(t, said, "added the bot to the team")
	require.Contains(t, said, "put the bot back into ~copil, where COPIL sits")
	w.clock.Advance(time.Minute)
	require.Contains(t, w.slash(w.member, w.copil, "/decision ajouter \"x\""), "COPIL-2026-001")
}

func TestDoctorNamesTheCommitteesThatItDoesNotSee(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	found := w.examined(w.options(w.token))
	require.True(t, found["committees"].OK)
	w.takenOut(w.copil)
	found = w.examined(w.options(w.token))
	require.False(t, found["committee COPIL"].OK)
	require.Equal(t, "the bot does not see who is in ~copil, so that nobody is a member: run `pilotent provision --team ent-vallee`, or have a member type `/invite @pilotent` there",
		found["committee COPIL"].Told)
	require.NotContains(t, found, "committees")
}

func TestProvisionPutsTheBotBack(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		kind  model.ChannelType
		token func(*world) string
		want  string
	}{
		"into a public channel, by itself":            {model.ChannelTypeOpen, func(w *world) string { return w.token }, "ent-vallee: put the bot back into ~cabinet, where CABINET sits"},
		"into a private one, by an administrator":     {model.ChannelTypePrivate, func(w *world) string { return w.fake.AdminToken }, "ent-vallee: put the bot back into ~cabinet, where CABINET sits"},
		"but not into a private one by its own token": {model.ChannelTypePrivate, func(w *world) string { return w.token }, "ent-vallee: the bot may not enter ~cabinet, where CABINET sits: have a member type `/invite @pilotent` there"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			cabinet := w.fake.AddChannel(w.team, "cabinet", tc.kind)
			w.fake.JoinChannel(w.account, cabinet)
			w.fake.JoinChannel(w.pilot, cabinet)
			require.Contains(t, w.slash(w.pilot, cabinet, "/comite creer CABINET Cabinet"), "est créé")
			_, said, err := w.provision(tc.token(w), w.token, w.team.Name)
			require.NoError(t, err)
			require.NotContains(t, said, "cabinet", "nothing to do")
			w.takenOut(cabinet)
			_, said, err = w.provision(tc.token(w), w.token, w.team.Name)
			require.NoError(t, err)
			require.Contains(t, said, tc.want)
		})
	}
}
