package mattermosttest_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

const recordedTrigger = "ent1795449097"

// integrationReplays are the recordings that the tests of this file replay.
func integrationReplays() []string {
	return []string{
		"dialog-cancel", "dialog-lookup", "dialog-lookup-filled", "dialog-open", "dialog-submit-field-errors", "dialog-submit-general-error",
		"dialog-submit-ok", "post-action-500", "post-action-button", "post-action-ephemeral-only", "post-action-error",
		"post-action-menu", "post-action-menu-users", "response-url-ephemeral", "response-url-in-channel",
		"slash-command-address-forbidden", "slash-command-ephemeral", "slash-command-ephemeral-mention", "slash-command-in-channel", "slash-command-in-channel-mention",
		"slash-command-reply-500", "slash-command-reply-badjson", "slash-command-reply-empty", "slash-command-reply-plain",
		"slash-command-thread-10.9",
	}
}

func (f *fixture) replies(ex exchange) {
	f.integration.answers(http.StatusOK, "application/json", f.here(string(ex.IntegrationReply)))
}

// sameFailure compares an error with the recorded answer of the server to the client.
func sameFailure(t *testing.T, ex exchange, err error) {
	t.Helper()
	var failure *model.AppError
	require.ErrorAs(t, err, &failure)
	require.Equal(t, ex.ClientResponse.Status, failure.StatusCode)
	same(t, ex.ClientResponse.Body, failure)
}

func TestReplaysSlashCommands(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T, file string) (*fixture, exchange) {
		t.Parallel()
		f := newFixture(t)
		addCommand(recordedTrigger)(t, f)
		ex, _ := recorded(t, file)
		return f, ex
	}
	slash := func(t *testing.T, f *fixture) (*mattermosttest.SlashResult, error) {
		return f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger+" texte")
	}

	t.Run("an ephemeral answer", func(t *testing.T) {
		f, ex := setup(t, "slash-command-ephemeral")
		f.replies(ex)
		result, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger+" "+ex.IntegrationRequest.Form["text"])
		require.NoError(t, err)
		f.sameRequest(t, ex)
		same(t, ex.ClientResponse.Body, result.Response)
		require.Empty(t, result.Posts)
		require.Len(t, f.Ephemerals(f.member.Id), 1)
		require.Equal(t, "**Réponse** privée", f.Ephemerals(f.member.Id)[0].Message)
	})

	t.Run("in a thread, on a server that does not tell so", func(t *testing.T) {
		f, ex := setup(t, "slash-command-thread-10.9")
		f.replies(ex)
		root := f.Say(f.member, f.channel, "un message")
		result, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger+" "+ex.IntegrationRequest.Form["text"],
			mattermosttest.InThread(root.Id), mattermosttest.Untold())
		require.NoError(t, err)
		f.sameRequest(t, ex)
		same(t, ex.ClientResponse.Body, result.Response)
	})

	t.Run("an answer in the channel", func(t *testing.T) {
		f, ex := setup(t, "slash-command-in-channel")
		f.replies(ex)
		result, err := slash(t, f)
		require.NoError(t, err)
		same(t, ex.ClientResponse.Body, result.Response)
		require.Len(t, result.Ephemerals, 1)
		ids, _, err := f.client().GetPostsForChannel(t.Context(), f.channel.Id, 0, 60, "", false, false)
		require.NoError(t, err)
		// The oldest recorded post tells that the administrator made the channel over REST; here Go made it.
		require.Len(t, ids.Order, len(ex.ChannelPosts)-1)
		for i, id := range ids.Order {
			same(t, ex.ChannelPosts[i], ids.Posts[id])
		}
		require.Equal(t, f.member.Id, ids.Posts[ids.Order[0]].UserId)
	})

	for _, file := range []string{"slash-command-ephemeral-mention", "slash-command-in-channel-mention"} {
		t.Run(file, func(t *testing.T) {
			f, ex := setup(t, file)
			named := f.AddUser("jane")
			f.JoinChannel(named, f.channel)
			waiting := func() int64 {
				m, _, err := f.client().GetChannelMember(t.Context(), f.channel.Id, named.Id, "")
				require.NoError(t, err)
				return m.MentionCount
			}
			f.replies(ex)
			before := waiting()
			result, err := slash(t, f)
			require.NoError(t, err)
			same(t, ex.ClientResponse.Body, result.Response)
			require.Equal(t, ex.MentionCounts.After-ex.MentionCounts.Before, waiting()-before)
		})
	}

	t.Run("plain text", func(t *testing.T) {
		f, ex := setup(t, "slash-command-reply-plain")
		f.integration.answers(http.StatusOK, "text/plain", "texte brut")
		result, err := slash(t, f)
		require.NoError(t, err)
		same(t, ex.ClientResponse.Body, result.Response)
		require.Len(t, result.Ephemerals, 1)
	})

	for file, reply := range map[string]struct {
		status int
		body   string
	}{
		"slash-command-reply-500":     {http.StatusInternalServerError, "{}"},
		"slash-command-reply-badjson": {http.StatusOK, `{"text":`},
		"slash-command-reply-empty":   {http.StatusOK, ""},
	} {
		t.Run(file, func(t *testing.T) {
			f, ex := setup(t, file)
			f.integration.answers(reply.status, "application/json", reply.body)
			_, err := slash(t, f)
			sameFailure(t, ex, err)
			require.Empty(t, f.Ephemerals(f.member.Id))
		})
	}

	t.Run("slash-command-address-forbidden", func(t *testing.T) {
		f, ex := setup(t, "slash-command-address-forbidden")
		addCommand("bloque1795449155")(t, f)
		f.RefuseAddress(f.ids[recordedHost])
		_, err := f.Slash(t.Context(), f.member, f.channel, "/bloque1795449155")
		sameFailure(t, ex, err)
	})

	for file, visible := range map[string]bool{"response-url-ephemeral": false, "response-url-in-channel": true} {
		t.Run(file, func(t *testing.T) {
			f, ex := setup(t, file)
			before := len(f.Posts(f.channel.Id))
			_, err := slash(t, f)
			require.NoError(t, err)
			_, form := f.integration.last(t)
			_, text := recorded(t, file)
			var bare struct {
				Request json.RawMessage `json:"request"`
			}
			require.NoError(t, json.Unmarshal([]byte(text), &bare))
			answer := postJSON(t, form.(map[string]any)["response_url"].(string), string(bare.Request))
			require.Equal(t, ex.Response.Status, answer.status)
			require.Equal(t, ex.Response.Body, answer.body)
			private := f.Ephemerals(f.member.Id)
			public := f.Posts(f.channel.Id)[before:]
			if !visible {
				require.Empty(t, public)
				require.Equal(t, "plus tard, pour vous", private[0].Message)
				return
			}
			require.Empty(t, private)
			require.Equal(t, "plus tard, pour tous", public[0].Message)
			require.Equal(t, f.member.Id, public[0].UserId)
		})
	}
}

type answer struct {
	status int
	body   string
}

func postJSON(t *testing.T, address, body string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return answer{response.StatusCode, string(text)}
}
