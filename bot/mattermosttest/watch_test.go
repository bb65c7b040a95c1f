package mattermosttest_test

import (
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

func TestWatch(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		refusing func(mattermosttest.Posting) bool
		posts    int
		fails    bool
		calls    []bool
	}{
		"sees a post come and be done":    {func(mattermosttest.Posting) bool { return false }, 1, false, []bool{false, true}},
		"can cut it off before it is":     {func(p mattermosttest.Posting) bool { return !p.Done }, 0, true, []bool{false}},
		"can cut it off once it is there": {func(p mattermosttest.Posting) bool { return p.Done }, 1, true, []bool{false, true}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			empty := f.AddChannel(f.team, "vide", model.ChannelTypeOpen)
			token := f.Token(f.Admin)
			calls := make(chan bool, 4)
			f.Watch(func(p mattermosttest.Posting) bool {
				require.Equal(t, token, p.Token)
				require.Equal(t, "essai", p.Post.Message)
				calls <- p.Done
				return !test.refusing(p)
			})
			client := model.NewAPIv4Client(f.URL)
			client.SetToken(token)
			post := &model.Post{ChannelId: empty.Id, Message: "essai"}
			_, _, err := client.CreatePost(t.Context(), post)
			require.Equal(t, test.fails, err != nil)
			require.Len(t, f.Posts(empty.Id), test.posts)
			for _, done := range test.calls {
				require.Equal(t, done, <-calls)
			}
			f.Watch(nil)
			_, _, err = client.CreatePost(t.Context(), post)
			require.NoError(t, err)
			require.Empty(t, calls)
		})
	}
}

func TestStopRefusesClientsUntilStart(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	empty := f.AddChannel(f.team, "vide", model.ChannelTypeOpen)
	_, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: empty.Id, Message: "avant"})
	require.NoError(t, err)
	f.Stop()
	f.Stop()
	_, _, err = f.client().GetMe(t.Context(), "")
	require.ErrorContains(t, err, "refused")
	require.NoError(t, f.Start())
	require.NoError(t, f.Start())
	_, _, err = f.client().GetMe(t.Context(), "")
	require.NoError(t, err)
	require.Len(t, f.Posts(empty.Id), 1, "what it keeps stays")
}

func TestForgetPosts(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 15, 12, 0, 0, time.UTC)
	f := newFixture(t, mattermosttest.WithClock(func() time.Time { return now }))
	empty := f.AddChannel(f.team, "vide", model.ChannelTypeOpen)
	post := func() string {
		sent, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: empty.Id, Message: "essai", PendingPostId: "le même"})
		require.NoError(t, err)
		return sent.Id
	}
	first := post()
	require.Equal(t, first, post())
	f.ForgetPosts(now)
	require.Equal(t, first, post(), "not older than that")
	f.ForgetPosts(now.Add(time.Millisecond))
	require.Empty(t, f.Posts(empty.Id))
	require.NotEqual(t, first, post())
}

func TestWithoutPendingMemory(t *testing.T) {
	t.Parallel()
	f := newFixture(t, mattermosttest.WithoutPendingMemory())
	empty := f.AddChannel(f.team, "vide", model.ChannelTypeOpen)
	for range 2 {
		_, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: empty.Id, Message: "essai", PendingPostId: "le même"})
		require.NoError(t, err)
	}
	require.Len(t, f.Posts(empty.Id), 2)
}
