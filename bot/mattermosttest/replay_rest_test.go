package mattermosttest_test

import (
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

type restReplay struct {
	file   string
	token  string
	before func(*testing.T, *fixture)
	skip   []string
}

func restReplays() []restReplay {
	return []restReplay{
		{file: "rest-channel-member-missing"},
		{file: "rest-channel-member", skip: []string{"mention_count", "mention_count_root"}},
		{file: "rest-channel-member-shut-out", before: func(_ *testing.T, f *fixture) { f.LeaveChannel(f.bot, f.channel) }},
		{file: "rest-channel-member-shut-out-public", before: func(_ *testing.T, f *fixture) {
			f.ConvertChannel(f.channel, model.ChannelTypeOpen)
			f.LeaveChannel(f.bot, f.channel)
		}},
		{file: "rest-channel-members-shut-out", before: func(_ *testing.T, f *fixture) { f.LeaveChannel(f.bot, f.channel) }},
		{file: "rest-team-member-outside", before: func(_ *testing.T, f *fixture) { f.LeaveTeam(f.bot, f.team) }},
		{file: "rest-user-me-disabled", before: func(_ *testing.T, f *fixture) { f.DisableBot(f.bot) }},
		{file: "rest-config-forbidden"},
		{file: "rest-command-create"},
		{file: "rest-command-create-duplicate", before: addCommand("ent1795449097")},
		{file: "rest-command-list-custom", before: addRecordedCommands},
		{file: "rest-config-client"},
		{file: "rest-direct-channel"},
		{file: "rest-post-create"},
		{file: "rest-post-create-same-pending-id", before: createRecordedPost},
		{file: "rest-post-create-reply", before: createRecordedPost},
		{file: "rest-post-thread", before: createRecordedPost, skip: []string{"order", "posts"}},
		{file: "rest-post-ephemeral"},
		{file: "rest-post-mention-all"},
		{file: "rest-post-no-channel"},
		{file: "rest-post-not-member", before: func(_ *testing.T, f *fixture) { f.LeaveChannel(f.bot, f.channel) }},
		{file: "rest-post-too-long"},
		{file: "rest-post-unauthorized", token: "wrong"},
		{file: "rest-rate-limited", before: func(_ *testing.T, f *fixture) {
			f.Fail(mattermosttest.Fault{Status: http.StatusTooManyRequests, RetryAfter: time.Second})
		}},
		{file: "rest-team-member"},
		{file: "rest-user-by-username-missing"},
		{file: "rest-user-by-username"},
		{file: "rest-user-me"},
		{file: "rest-own-channels", before: writeToTheBot},
		{file: "rest-own-channel-members", before: writeToTheBot},
		{file: "rest-user-sessions"},
		{file: "rest-user-tokens-forbidden"},
		{file: "dialog-open-bad-trigger"},
	}
}

// writeToTheBot has the member write to the bot, which a private channel has let in.
func writeToTheBot(t *testing.T, f *fixture) {
	as := model.NewAPIv4Client(f.URL)
	as.SetToken(f.Token(f.member))
	direct, _, err := as.CreateDirectChannel(t.Context(), f.member.Id, f.bot.Id)
	require.NoError(t, err)
	f.Say(f.member, direct, "bonjour")
}

func addCommand(trigger string) func(*testing.T, *fixture) {
	return func(t *testing.T, f *fixture) {
		_, _, err := f.client().CreateCommand(t.Context(), &model.Command{
			TeamId: f.team.Id, Trigger: trigger, Method: "P", URL: f.integration.URL + "/slash",
			AutoComplete: true, AutoCompleteHint: "[aide]", AutoCompleteDesc: "Piloter l'ENT",
		})
		require.NoError(t, err)
	}
}

func addRecordedCommands(t *testing.T, f *fixture) {
	_, _, err := f.client().CreateCommand(t.Context(), &model.Command{
		TeamId: f.team.Id, Trigger: "Decision", Method: "P", URL: f.integration.URL + "/x",
		AutoComplete: true, AutoCompleteHint: "[texte]", AutoCompleteDesc: "Consigner",
	})
	require.NoError(t, err)
	for _, trigger := range []string{"ent1795447307", "ent1795447388", "ent1795449097"} {
		addCommand(trigger)(t, f)
	}
}

func createRecordedPost(t *testing.T, f *fixture) {
	ex, _ := recorded(t, "rest-post-create")
	_, answer := f.send(t, ex, f.token)
	id, ok := answer.(map[string]any)["id"].(string)
	require.True(t, ok)
	f.ids[recordedPost] = id
}

func TestReplaysREST(t *testing.T) {
	t.Parallel()
	for _, replay := range restReplays() {
		t.Run(replay.file, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			if replay.before != nil {
				replay.before(t, f)
			}
			token := f.token
			if replay.token != "" {
				token = replay.token
			}
			ex, _ := recorded(t, replay.file)
			response, body := f.send(t, ex, token)
			require.Equal(t, ex.Response.Status, response.StatusCode)
			got := map[string]any{}
			for key := range ex.Response.Headers {
				got[key] = response.Header.Get(key)
			}
			same(t, ex.Response.Headers, got)
			same(t, ex.Response.Body, body, replay.skip...)
			if object, ok := body.(map[string]any); ok && response.StatusCode >= 400 {
				require.Equal(t, response.Header.Get("X-Request-Id"), object["request_id"])
			}
		})
	}
	t.Run("the same pending id answers with the first post", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		createRecordedPost(t, f)
		ex, _ := recorded(t, "rest-post-create-same-pending-id")
		_, answer := f.send(t, ex, f.token)
		require.Equal(t, f.ids[recordedPost], answer.(map[string]any)["id"])
	})
}

// What is recorded and not replayed would let the fake drift.
func TestReplaysEveryRecording(t *testing.T) {
	t.Parallel()
	var replayed []string
	for _, replay := range restReplays() {
		replayed = append(replayed, replay.file)
	}
	replayed = append(replayed, integrationReplays()...)
	entries, err := os.ReadDir("testdata/wire")
	require.NoError(t, err)
	var served []string
	for _, entry := range entries {
		if name := strings.TrimSuffix(entry.Name(), ".json"); !strings.HasPrefix(name, "websocket-") {
			served = append(served, name)
		}
	}
	require.ElementsMatch(t, served, replayed)
}
