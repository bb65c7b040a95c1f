package bot_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/governance/record"
)

func TestMembersOfAChannel(t *testing.T) {
	t.Parallel()
	names := func(w *world, channel *model.Channel) (names []string) {
		people, err := w.ChannelMembers(t.Context(), record.ChannelID(channel.Id))
		require.NoError(t, err)
		for _, p := range people {
			names = append(names, p.Username)
		}
		return names
	}

	t.Run("are its people, by name, page after page, without bots and closed accounts", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		channel := w.fake.AddChannel(w.team, "grand", model.ChannelTypeOpen)
		w.fake.JoinChannel(w.account, channel) // the bot
		for i := range 400 {
			u := w.fake.AddUser(fmt.Sprintf("membre-%03d", i))
			w.fake.JoinTeam(u, w.team, false)
			w.fake.JoinChannel(u, channel)
			if i == 7 {
				w.fake.DeactivateUser(u)
			}
		}
		before := len(w.wire.seen(http.MethodGet, "/api/v4/users"))
		all := names(w, channel)
		require.Len(t, all, 399)
		require.True(t, slices.IsSorted(all))
		require.NotContains(t, all, "membre-007")
		require.Len(t, w.wire.seen(http.MethodGet, "/api/v4/users"), before+3, "400 accounts are two full pages")
	})
	t.Run("are nobody where the bot does not see the channel", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.JoinTeam(w.account, w.team, false)
		closed := w.fake.AddChannel(w.team, "huis-clos", model.ChannelTypePrivate)
		w.fake.JoinChannel(w.member, closed)
		require.Empty(t, names(w, closed))
	})
	t.Run("are not known while Mattermost fails", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, PathPrefix: "/api/v4/users", Times: 1})
		_, err := w.ChannelMembers(t.Context(), record.ChannelID(w.copil.Id))
		require.ErrorContains(t, err, "list the channel's members")
	})
}
