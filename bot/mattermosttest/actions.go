package mattermosttest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// integrationTimeout is how long the server waits for an integration, the default of
// ServiceSettings.OutgoingIntegrationRequestsTimeout. Trigger ids live as long.
const integrationTimeout = 30 * time.Second

// retainedProps survive an update by a button in the recorded server; from_bot does not (post-action-button).
func retainedProps() []string {
	return []string{model.PostPropsFromWebhook, model.PostPropsOverrideUsername, model.PostPropsOverrideIconURL}
}

// ClickResult is what a click came to.
type ClickResult struct {
	// Response is what the client gets back.
	Response model.PostActionAPIResponse
	// EphemeralText is what only the user who clicked sees, in the thread under the post: where threads are collapsed, as
	// by default, the channel does not show it (seen on 11.6). It is also among Ephemerals.
	EphemeralText string
	// Post is the post afterwards, as clients see it.
	Post *model.Post
}

// Click presses a button of a post, named by its id or else by what is written on it. The error is a *model.AppError as
// the client gets it.
func (s *Server) Click(ctx context.Context, user *model.User, postID, action string) (*ClickResult, error) {
	return s.act(ctx, user, postID, action, "")
}

// Select chooses an option of a menu of a post, by the option's value: a user id in a menu of users. The menu is named
// as in Click.
func (s *Server) Select(ctx context.Context, user *model.User, postID, action, value string) (*ClickResult, error) {
	return s.act(ctx, user, postID, action, value)
}

func (s *Server) act(ctx context.Context, user *model.User, postID, name, value string) (*ClickResult, error) {
	address, request, clientTriggerID, err := s.prepareAction(user.Id, postID, name, value)
	if err != nil {
		return nil, err
	}
	body, err := json.Marshal(request)
	if err != nil {
		return nil, fmt.Errorf("encode the action: %w", err)
	}
	answer, err := s.forward(ctx, outgoing{url: address, body: string(body)})
	if err != nil || answer.code != http.StatusOK {
		return nil, actionFailed()
	}
	var reply model.PostActionIntegrationResponse
	if answer.body != "" {
		if err := json.Unmarshal([]byte(answer.body), &reply); err != nil {
			return nil, actionFailed()
		}
	}
	result, err := s.applyAction(user.Id, postID, &reply)
	if err != nil {
		return nil, err
	}
	result.Response = model.PostActionAPIResponse{Status: "OK", TriggerId: clientTriggerID}
	return result, nil
}

func actionFailed() error {
	return appError(http.StatusBadRequest, "api.post.do_action.action_integration.app_error",
		"Une erreur s'est produite lors de l'action de l'intégration")
}

func (s *Server) prepareAction(userID, postID, name, value string) (string, *model.PostActionIntegrationRequest, string, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	user, post := s.user(userID), s.post(postID)
	if user == nil || post == nil || user.DeleteAt != 0 || !s.canRead(user, s.channel(post.ChannelId)) {
		return "", nil, "", forbidden()
	}
	action := actionOf(post, name)
	// The real route is /actions/{action_id:[A-Za-z0-9]+}: other ids are answered by no route.
	if action == nil || action.Integration == nil || !regexp.MustCompile(`^[A-Za-z0-9]+$`).MatchString(action.Id) {
		return "", nil, "", appError(http.StatusNotFound, "api.post.do_action.action_id.app_error", "Identifiant d'action non valide.")
	}
	values := maps.Clone(action.Integration.Context)
	if action.Type == model.PostActionTypeSelect {
		if values == nil {
			values = map[string]any{}
		}
		values["selected_option"] = value
	}
	channel := s.channel(post.ChannelId)
	request := &model.PostActionIntegrationRequest{
		UserId: user.Id, UserName: user.Username, ChannelId: channel.Id, ChannelName: channel.Name,
		TeamId: channel.TeamId, PostId: post.Id, Type: action.Type, DataSource: action.DataSource, Context: values,
	}
	if team := s.team(channel.TeamId); team != nil {
		request.TeamName = team.Name
	}
	clientID, triggerID := s.newTrigger(user.Id, channel.Id, channel.TeamId)
	request.TriggerId = triggerID
	return action.Integration.URL, request, clientID, nil
}

func actionOf(post *model.Post, name string) *model.PostAction {
	var named *model.PostAction
	for _, attachment := range post.Attachments() {
		for _, action := range attachment.Actions {
			if action.Id == name {
				return action
			}
			if named == nil && action.Name == name {
				named = action
			}
		}
	}
	return named
}

func (s *Server) applyAction(userID, postID string, reply *model.PostActionIntegrationResponse) (*ClickResult, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	post := s.post(postID)
	retained := model.StringInterface{}
	for _, key := range retainedProps() {
		if value, ok := post.Props[key]; ok {
			retained[key] = value
		}
	}
	if update := reply.Update; update != nil {
		update.SetProps(updatedProps(post, update, retained))
		update.IsPinned = post.IsPinned
		if err := s.edit(post, update); err != nil {
			return nil, err
		}
	}
	result := &ClickResult{Post: s.seen(post)}
	if reply.EphemeralText != "" {
		result.EphemeralText = reply.EphemeralText
		if !reply.SkipSlackParsing {
			result.EphemeralText = model.ParseSlackLinksToMarkdown(reply.EphemeralText)
		}
		root := post.RootId
		if root == "" {
			root = post.Id
		}
		s.tellOnly(userID, &model.Post{
			Message: result.EphemeralText, ChannelId: post.ChannelId, RootId: root, UserId: userID, Props: retained,
		})
	}
	return result, nil
}

// updatedProps are a post's after an update: the update's, if it has any, but for
// those that are retained.
func updatedProps(post, update *model.Post, retained model.StringInterface) model.StringInterface {
	if update.GetProps() == nil {
		return maps.Clone(post.Props)
	}
	props := maps.Clone(update.GetProps())
	for _, key := range retainedProps() {
		delete(props, key)
	}
	maps.Copy(props, retained)
	return props
}
