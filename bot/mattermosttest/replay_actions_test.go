package mattermosttest_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// postWithActions makes the post whose clicks were recorded.
func postWithActions(t *testing.T, f *fixture) *model.Post {
	t.Helper()
	action := func(id, kind, name string, context map[string]any) *model.PostAction {
		return &model.PostAction{Id: id, Type: kind, Name: name, Integration: &model.PostActionIntegration{
			URL: f.integration.URL + "/action", Context: context,
		}}
	}
	button := action("valider", "button", "Valider", map[string]any{"op": "adopt", "id": "D-1", "sig": "abc"})
	button.Style = "good"
	menu := action("choisir", "select", "École", map[string]any{"op": "school"})
	menu.Options = []*model.PostActionOptions{{Text: "Jean Jaurès", Value: "0750001A"}}
	users := action("qui", "select", "Responsable", map[string]any{"op": "assign"})
	users.DataSource = "users"
	post, _, err := f.client().CreatePost(t.Context(), &model.Post{
		ChannelId: f.channel.Id, Message: "Action A-7 à valider",
		Props: model.StringInterface{"attachments": []*model.MessageAttachment{{
			Text: "corps", Actions: []*model.PostAction{button, menu, users},
		}}},
	})
	require.NoError(t, err)
	return post
}

func TestReplaysActions(t *testing.T) {
	t.Parallel()
	setup := func(t *testing.T, file string) (*fixture, exchange, *model.Post) {
		t.Parallel()
		f := newFixture(t)
		ex, _ := recorded(t, file)
		f.replies(ex)
		return f, ex, postWithActions(t, f)
	}
	for file, act := range map[string]func(*testing.T, *fixture, string) (*mattermosttest.ClickResult, error){
		"post-action-button": func(t *testing.T, f *fixture, id string) (*mattermosttest.ClickResult, error) {
			return f.Click(t.Context(), f.member, id, "valider")
		},
		"post-action-menu": func(t *testing.T, f *fixture, id string) (*mattermosttest.ClickResult, error) {
			return f.Select(t.Context(), f.member, id, "École", "0750001A")
		},
		"post-action-menu-users": func(t *testing.T, f *fixture, id string) (*mattermosttest.ClickResult, error) {
			return f.Select(t.Context(), f.member, id, "qui", f.member.Id)
		},
	} {
		t.Run(file, func(t *testing.T) {
			f, ex, post := setup(t, file)
			same(t, ex.PostAsCreated, post)
			result, err := act(t, f, post.Id)
			require.NoError(t, err)
			f.sameRequest(t, ex)
			same(t, ex.ClientResponse.Body, result.Response)
			same(t, ex.PostSeenByUser, result.Post)
			require.Equal(t, "C'est noté.", result.EphemeralText)
			require.Equal(t, "C'est noté.", f.Ephemerals(f.member.Id)[0].Message)
		})
	}

	t.Run("post-action-ephemeral-only", func(t *testing.T) {
		f, ex, post := setup(t, "post-action-ephemeral-only")
		result, err := f.Click(t.Context(), f.member, post.Id, "valider")
		require.NoError(t, err)
		same(t, ex.ClientResponse.Body, result.Response)
		same(t, ex.PostSeenByUser, result.Post)
		require.Equal(t, "Vous n'êtes pas membre de ce comité.", result.EphemeralText)
		require.Equal(t, post.Id, f.Ephemerals(f.member.Id)[0].RootId)
	})

	t.Run("post-action-error", func(t *testing.T) {
		f, ex, post := setup(t, "post-action-error")
		result, err := f.Click(t.Context(), f.member, post.Id, "valider")
		require.NoError(t, err)
		same(t, ex.ClientResponse.Body, result.Response)
		require.Empty(t, result.EphemeralText)
		require.Zero(t, result.Post.EditAt)
	})

	t.Run("post-action-500", func(t *testing.T) {
		f, ex, post := setup(t, "post-action-500")
		f.integration.answers(http.StatusInternalServerError, "application/json", "{}")
		_, err := f.Click(t.Context(), f.member, post.Id, "valider")
		sameFailure(t, ex, err)
	})
}

// openRecordedDialog opens the recorded dialog from a command.
func openRecordedDialog(t *testing.T, f *fixture) mattermosttest.OpenDialog {
	t.Helper()
	addCommand(recordedTrigger)(t, f)
	_, err := f.Slash(t.Context(), f.member, f.channel, "/"+recordedTrigger)
	require.NoError(t, err)
	_, form := f.integration.last(t)
	ex, _ := recorded(t, "dialog-open")
	var request struct {
		TriggerID string `json:"trigger_id"`
	}
	require.NoError(t, json.Unmarshal(ex.Request.Body, &request))
	f.ids[request.TriggerID] = form.(map[string]any)["trigger_id"].(string)
	response, body := f.send(t, ex, f.token)
	require.Equal(t, ex.Response.Status, response.StatusCode)
	same(t, ex.Response.Body, body)
	open := f.Dialogs(f.member)
	require.Len(t, open, 1)
	require.NoError(t, open[0].Invalid)
	return open[0]
}

func TestReplaysDialogs(t *testing.T) {
	t.Parallel()
	for file, stays := range map[string]bool{
		"dialog-submit-ok": false, "dialog-submit-field-errors": true, "dialog-submit-general-error": true,
	} {
		t.Run(file, func(t *testing.T) {
			t.Parallel()
			f := newFixture(t)
			dialog := openRecordedDialog(t, f)
			ex, _ := recorded(t, file)
			f.replies(ex)
			submission := map[string]any{
				"title": "Généraliser", "scope": "strategic", "owner": f.member.Id, "public": true,
				"schools": []string{"0750001A", "0750002B"}, "due": "2026-12-18", "at": "2026-12-18T14:00:00Z",
			}
			response, err := f.SubmitDialog(t.Context(), f.member, dialog, submission)
			require.NoError(t, err)
			f.sameRequest(t, ex)
			same(t, ex.ClientResponse.Body, response)
			require.Equal(t, stays, len(f.Dialogs(f.member)) == 1)
		})
	}

	t.Run("dialog-cancel", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		dialog := openRecordedDialog(t, f)
		ex, _ := recorded(t, "dialog-cancel")
		f.replies(ex)
		require.NoError(t, f.CancelDialog(t.Context(), f.member, dialog))
		f.sameRequest(t, ex, "submission") // the web client sends it empty
		require.Empty(t, f.Dialogs(f.member))
	})

	t.Run("dialog-lookup", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		dialog := openRecordedDialog(t, f)
		ex, _ := recorded(t, "dialog-lookup")
		f.replies(ex)
		items, err := f.Lookup(t.Context(), f.member, dialog, "schools", "jau")
		require.NoError(t, err)
		f.sameRequest(t, ex)
		same(t, ex.ClientResponse.Body, model.LookupDialogResponse{Items: items})
	})

	t.Run("dialog-lookup-filled", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		dialog := openRecordedDialog(t, f)
		ex, _ := recorded(t, "dialog-lookup-filled")
		f.replies(ex)
		items, err := f.Lookup(t.Context(), f.member, dialog, "schools", "", map[string]any{
			"title": "Généraliser", "public": false, "schools": []any{map[string]any{"label": "École Jean Jaurès (0750001A)", "value": "0750001A"}},
		})
		require.NoError(t, err)
		f.sameRequest(t, ex)
		same(t, ex.ClientResponse.Body, model.LookupDialogResponse{Items: items})
	})

	t.Run("what was sent before is sent again, whatever became of its field", func(t *testing.T) {
		t.Parallel()
		f := newFixture(t)
		dialog := openRecordedDialog(t, f)
		ex, _ := recorded(t, "dialog-submit-field-errors")
		f.replies(ex)
		for _, title := range []string{"Généraliser", ""} {
			_, err := f.SubmitDialog(t.Context(), f.member, dialog, map[string]any{"title": title, "public": false})
			require.NoError(t, err)
			_, body := f.integration.last(t)
			require.Equal(t, map[string]any{"title": "Généraliser", "public": false}, body.(map[string]any)["submission"])
		}
	})
}
