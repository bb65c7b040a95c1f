package mattermosttest_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// clock is a time that a test moves.
type clock struct{ now time.Time }

func newClock() *clock { return &clock{time.Date(2026, 12, 18, 13, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time { return c.now }

func requireStatus(t *testing.T, status int, id string, err error) {
	t.Helper()
	var failure *model.AppError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, status, failure.StatusCode)
	require.Equal(t, id, failure.Id)
}

func TestAccounts(t *testing.T) {
	t.Parallel()
	t.Run("a bot without administration may not manage commands", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.JoinTeam(f.bot, f.team, false)
		_, _, err := f.client().CreateCommand(t.Context(), &model.Command{TeamId: f.team.Id, Trigger: "ent", Method: "P", URL: f.URL})
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
		_, _, err = f.client().ListCommands(t.Context(), f.team.Id, true)
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
	})

	t.Run("locale and zone are on the account", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		added := f.AddUser("ana", mattermosttest.Locale("pt"), mattermosttest.Zone("Indian/Reunion"))
		got, _, err := f.client().GetUser(t.Context(), added.Id, "")
		require.NoError(t, err)
		require.Equal(t, "pt", got.Locale)
		require.Equal(t, "Indian/Reunion", got.GetPreferredTimezone())
	})

	t.Run("a bot falls with its owner and is enabled again", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.DeactivateUser(f.Admin)
		_, _, err := f.client().GetMe(t.Context(), "")
		requireStatus(t, http.StatusUnauthorized, "api.context.session_expired.app_error", err)

		other := model.NewAPIv4Client(f.URL)
		other.SetToken(f.Token(f.AddUser("second", mattermosttest.SystemAdmin())))
		bots, _, err := other.GetBots(t.Context(), 0, 60, "")
		require.NoError(t, err)
		require.Empty(t, bots)
		bots, _, err = other.GetBotsIncludeDeleted(t.Context(), 0, 60, "")
		require.NoError(t, err)
		require.Len(t, bots, 1)
		require.NotZero(t, bots[0].DeleteAt)
		_, _, err = other.EnableBot(t.Context(), f.bot.Id)
		require.NoError(t, err)
		_, _, err = f.client().GetMe(t.Context(), "")
		require.NoError(t, err)
	})

	t.Run("bot creation is forbidden when the configuration says so", func(t *testing.T) {
		t.Parallel()
		s := mattermosttest.New(t)
		s.SetConfig("EnableBotAccountCreation", "false")
		admin := model.NewAPIv4Client(s.URL)
		admin.SetToken(s.AdminToken)
		_, _, err := admin.CreateBot(t.Context(), &model.Bot{Username: "copil"})
		requireStatus(t, http.StatusForbidden, "api.bot.create_disabled", err)
	})

	t.Run("a team is seen by its members only", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		_, token := f.AddBot("etranger")
		stranger := model.NewAPIv4Client(f.URL)
		stranger.SetToken(token)
		_, _, err := stranger.GetTeamByName(t.Context(), f.team.Name, "")
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
		teams, _, err := f.client().GetTeamsForUser(t.Context(), "me", "")
		require.NoError(t, err)
		require.Equal(t, f.team.Id, teams[0].Id)
	})

	t.Run("a list is answered in pages of 60, or of 200 at the most", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		for i := range 250 {
			f.JoinTeam(f.AddUser(fmt.Sprintf("u%03d", i)), f.team, i >= 248)
		}
		for query, want := range map[string]int{
			"": 60, "&page=4": 12, "&page=5": 0, "&per_page=1000": 200, "&per_page=200&page=1": 52, "&team_roles=team_admin": 3,
		} {
			r, err := f.client().DoAPIGet(t.Context(), "/users?in_team="+f.team.Id+query, "")
			require.NoError(t, err)
			var users []*model.User
			require.NoError(t, json.NewDecoder(r.Body).Decode(&users))
			require.NoError(t, r.Body.Close())
			require.Len(t, users, want, query)
		}
	})

	t.Run("a guest does not read a public channel without joining", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		public := f.AddChannel(f.team, "ville", "O")
		reader := model.NewAPIv4Client(f.URL)
		reader.SetToken(f.Token(f.member))
		_, _, err := reader.GetChannel(t.Context(), public.Id)
		require.NoError(t, err)
		f.SetGuest(f.member)
		_, _, err = reader.GetChannel(t.Context(), public.Id)
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
	})
}

func TestCommandsAreManaged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	made, _, err := f.client().CreateCommand(t.Context(), &model.Command{
		TeamId: f.team.Id, Trigger: "ecole", Method: "P", URL: f.integration.URL + "/slash",
	})
	require.NoError(t, err)
	token, _, err := f.client().RegenCommandToken(t.Context(), made.Id)
	require.NoError(t, err)
	require.NotEqual(t, made.Token, token)
	made.AutoCompleteHint = "[uai]"
	updated, _, err := f.client().UpdateCommand(t.Context(), made)
	require.NoError(t, err)
	require.Equal(t, token, updated.Token, "an update keeps the token")
	require.Equal(t, "[uai]", updated.AutoCompleteHint)
	_, err = f.Slash(t.Context(), f.member, f.channel, "/Ecole voir")
	require.NoError(t, err)
	request, _ := f.integration.last(t)
	require.Equal(t, "Token "+token, request.Header.Get("Authorization"))
	_, err = f.client().DeleteCommand(t.Context(), made.Id)
	require.NoError(t, err)
	_, err = f.Slash(t.Context(), f.member, f.channel, "/ecole voir")
	requireStatus(t, http.StatusNotFound, "api.command.execute_command.not_found.app_error", err)
}

func TestSlashTellsWhereAndWhom(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	addCommand(recordedTrigger)(t, f)
	root, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: f.channel.Id, Message: "fil"})
	require.NoError(t, err)
	f.integration.answers(http.StatusOK, "application/json", `{"response_type":"in_channel","text":"<!all> <https://ent.example|ENT>"}`)
	result, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger+" pour @copil.", mattermosttest.InThread(root.Id))
	require.NoError(t, err)
	_, form := f.integration.last(t)
	require.Equal(t, root.Id, form.(map[string]any)["root_id"])
	require.Equal(t, f.bot.Id, form.(map[string]any)["user_mentions_ids"])
	require.Equal(t, root.Id, result.Posts[0].RootId)
	require.Equal(t, "@all [ENT](https://ent.example)", result.Posts[0].Message)

	f.integration.answers(http.StatusOK, "application/json", `{"response_type":"in_channel","text":"<!all>","skip_slack_parsing":true}`)
	result, err = f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger)
	require.NoError(t, err)
	require.Equal(t, "<!all>", result.Posts[0].Message)
}

func TestResponseURLWearsOut(t *testing.T) {
	t.Parallel()
	c := newClock()
	f := newFixture(t, mattermosttest.WithClock(c.Now))
	addCommand(recordedTrigger)(t, f)
	ask := func() string {
		_, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger)
		require.NoError(t, err)
		_, form := f.integration.last(t)
		return form.(map[string]any)["response_url"].(string)
	}
	address := ask()
	for range 5 {
		require.Equal(t, http.StatusOK, postJSON(t, address, `{"text":"suite"}`).status)
	}
	require.Equal(t, http.StatusBadRequest, postJSON(t, address, `{"text":"suite"}`).status)
	require.Len(t, f.Ephemerals(f.member.Id), 5)

	address = ask()
	c.now = c.now.Add(30*time.Minute + time.Second)
	require.Equal(t, http.StatusNotFound, postJSON(t, address, `{"text":"tard"}`).status)
}

func TestPosts(t *testing.T) {
	t.Parallel()
	t.Run("a pending id is forgotten after 30 seconds", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		f := newFixture(t, mattermosttest.WithClock(c.Now))
		post := &model.Post{ChannelId: f.channel.Id, Message: "rappel", PendingPostId: "livraison-1"}
		first, _, err := f.client().CreatePost(t.Context(), post)
		require.NoError(t, err)
		c.now = c.now.Add(29 * time.Second)
		again, _, err := f.client().CreatePost(t.Context(), post)
		require.NoError(t, err)
		require.Equal(t, first.Id, again.Id)
		c.now = c.now.Add(time.Second)
		later, _, err := f.client().CreatePost(t.Context(), post)
		require.NoError(t, err)
		require.NotEqual(t, first.Id, later.Id)
	})

	t.Run("an archived channel refuses posts", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		f.ArchiveChannel(f.channel)
		_, response, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: f.channel.Id, Message: "x"})
		require.Error(t, err)
		require.Equal(t, http.StatusBadRequest, response.StatusCode)
	})

	t.Run("a patch edits, and since finds what changed", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		f := newFixture(t, mattermosttest.WithClock(c.Now))
		post, _, err := f.client().CreatePost(t.Context(), &model.Post{
			ChannelId: f.channel.Id, Message: "avant", Props: model.StringInterface{"pilotent_delivery": "7"},
		})
		require.NoError(t, err)
		mark := c.now.UnixMilli()
		none, _, err := f.client().GetPostsSince(t.Context(), f.channel.Id, mark, false)
		require.NoError(t, err)
		require.Empty(t, none.Order)
		c.now = c.now.Add(time.Second)
		text := "après"
		edited, _, err := f.client().PatchPost(t.Context(), post.Id, &model.PostPatch{Message: &text})
		require.NoError(t, err)
		require.Equal(t, c.now.UnixMilli(), edited.EditAt)
		changed, _, err := f.client().GetPostsSince(t.Context(), f.channel.Id, mark, false)
		require.NoError(t, err)
		require.Equal(t, []string{post.Id}, changed.Order)
		require.Equal(t, "7", changed.Posts[post.Id].GetProp("pilotent_delivery"))
		require.Equal(t, "après", f.Posts(f.channel.Id)[len(f.Posts(f.channel.Id))-1].Message)
		mine := model.NewAPIv4Client(f.URL)
		mine.SetToken(f.Token(f.member))
		_, _, err = mine.PatchPost(t.Context(), post.Id, &model.PostPatch{Message: &text})
		requireStatus(t, http.StatusForbidden, "api.context.permissions.app_error", err)
	})

	t.Run("pages go from the newest post to the oldest", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		var ids []string
		for range 3 {
			post, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: f.channel.Id, Message: "x"})
			require.NoError(t, err)
			ids = append(ids, post.Id)
		}
		first, _, err := f.client().GetPostsForChannel(t.Context(), f.channel.Id, 0, 2, "", false, false)
		require.NoError(t, err)
		require.Equal(t, []string{ids[2], ids[1]}, first.Order)
		second, _, err := f.client().GetPostsForChannel(t.Context(), f.channel.Id, 1, 2, "", false, false)
		require.NoError(t, err)
		require.Equal(t, ids[0], second.Order[0])
	})

	t.Run("waiting ends with the post, or with the context", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		found := make(chan *model.Post)
		go func() {
			post, _ := f.WaitForPost(t.Context(), func(p *model.Post) bool { return p.Message == "enfin" })
			found <- post
		}()
		direct, _, err := f.client().CreateDirectChannel(t.Context(), f.bot.Id, f.member.Id)
		require.NoError(t, err)
		_, _, err = f.client().CreatePost(t.Context(), &model.Post{ChannelId: direct.Id, Message: "enfin"})
		require.NoError(t, err)
		require.Equal(t, direct.Id, (<-found).ChannelId)
		require.Len(t, f.DirectPosts(f.bot.Id, f.member.Id), 1)

		ended, cancel := context.WithCancel(t.Context())
		cancel()
		_, err = f.WaitForPost(ended, func(*model.Post) bool { return false })
		require.ErrorIs(t, err, context.Canceled)
	})

	t.Run("an action id with other signs than letters and digits answers nothing", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		post, _, err := f.client().CreatePost(t.Context(), &model.Post{ChannelId: f.channel.Id, Props: model.StringInterface{
			"attachments": []*model.MessageAttachment{{Actions: []*model.PostAction{{
				Id: "a_b", Name: "A", Type: "button", Integration: &model.PostActionIntegration{URL: f.integration.URL},
			}}}},
		}})
		require.NoError(t, err)
		_, err = f.Click(t.Context(), f.member, post.Id, "A")
		requireStatus(t, http.StatusNotFound, "api.post.do_action.action_id.app_error", err)
	})
}

func TestDialogs(t *testing.T) {
	t.Parallel()
	t.Run("a trigger opens a dialog for 30 seconds", func(t *testing.T) {
		t.Parallel()
		c := newClock()
		f := newFixture(t, mattermosttest.WithClock(c.Now))
		addCommand(recordedTrigger)(t, f)
		_, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger)
		require.NoError(t, err)
		_, form := f.integration.last(t)
		request := model.OpenDialogRequest{
			TriggerId: form.(map[string]any)["trigger_id"].(string), URL: f.integration.URL + "/dialog",
			Dialog: model.Dialog{Title: "Échéance de la réception des travaux", CallbackId: "a"},
		}
		c.now = c.now.Add(30 * time.Second)
		_, err = f.client().OpenInteractiveDialog(t.Context(), request)
		require.NoError(t, err)
		require.Error(t, f.Dialogs(f.member)[0].Invalid, "the title is too long")
		c.now = c.now.Add(time.Millisecond)
		_, err = f.client().OpenInteractiveDialog(t.Context(), request)
		requireStatus(t, http.StatusBadRequest, "interactive_message.decode_trigger_id.expired", err)
	})

	t.Run("an answer of type form takes the place of the dialog", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		first := openRecordedDialog(t, f)
		f.integration.answers(http.StatusOK, "application/json", `{"type":"form","form":{"callback_id":"suite","title":"Suite"}}`)
		_, err := f.SubmitDialog(t.Context(), f.member, first, nil)
		require.NoError(t, err)
		next := f.Dialogs(f.member)
		require.Len(t, next, 1)
		require.Equal(t, "suite", next[0].Dialog.CallbackId)
		_, err = f.SubmitDialog(t.Context(), f.member, first, nil)
		require.Error(t, err, "the first one is gone")
	})
}

func TestCommandsByGETCarryTheFormInTheAddress(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	_, _, err := f.client().CreateCommand(t.Context(), &model.Command{
		TeamId: f.team.Id, Trigger: "lire", Method: "G", URL: f.integration.URL + "/slash?v=1",
	})
	require.NoError(t, err)
	_, err = f.Slash(t.Context(), f.member, f.channel, "/lire été")
	require.NoError(t, err)
	request, body := f.integration.last(t)
	require.Equal(t, http.MethodGet, request.Method)
	require.Empty(t, body)
	require.Equal(t, "1", request.URL.Query().Get("v"))
	require.Equal(t, "été", request.URL.Query().Get("text"))
}
