package mattermosttest

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode"

	"github.com/mattermost/mattermost/server/public/model"
)

// SlashResult is what a command came to.
type SlashResult struct {
	// Response is what the caller's client gets back: the integration's JSON as is, button contexts included.
	Response *model.CommandResponse
	// Posts are the public posts that the server made of the answer. Their author is the caller.
	Posts []*model.Post
	// Ephemerals are the private ones.
	Ephemerals []*model.Post
}

// SlashOption says where a command is typed.
type SlashOption func(*invocation)

// InThread types the command in the thread of a post.
func InThread(rootID string) SlashOption { return func(i *invocation) { i.rootID = rootID } }

// Untold types the command on a server that does not tell its integration in which thread it was typed
// (slash-command-thread-10.9).
func Untold() SlashOption { return func(i *invocation) { i.untold = true } }

// InTeam names the team that the client shows. The default is the channel's team, or in a direct channel the first team
// of the caller.
func InTeam(team *model.Team) SlashOption { return func(i *invocation) { i.teamID = team.Id } }

// invocation is what a command and its response URL share.
type invocation struct {
	user            *model.User
	channel         *model.Channel
	teamID, rootID  string
	untold          bool
	command         *model.Command
	trigger, text   string
	clientTriggerID string
}

// Slash types a command ("/decision ajouter …") as a user in a channel, and gives back what it came to. The error is a
// *model.AppError as the client gets it, with the recorded ids when the integration fails.
func (s *Server) Slash(ctx context.Context, user *model.User, channel *model.Channel, text string, opts ...SlashOption) (*SlashResult, error) {
	in := &invocation{teamID: channel.TeamId}
	for _, opt := range opts {
		opt(in)
	}
	form, err := s.prepare(in, user.Id, channel.Id, text)
	if err != nil {
		return nil, err
	}
	answer, err := s.forward(ctx, outgoing{
		method: in.command.Method, url: in.command.URL, form: true, token: in.command.Token, body: form.Encode(),
	})
	if err != nil {
		return nil, in.failed()
	}
	if answer.code != http.StatusOK {
		return nil, appError(http.StatusInternalServerError, "api.command.execute_command.failed_resp.app_error",
			"La commande avec le déclencheur '"+in.trigger+"' a renvoyé la réponse "+answer.status+".")
	}
	// The recording does not tell the type of the empty answer; docs/mattermost.md says that any fails.
	response, err := model.CommandResponseFromHTTPBody(answer.contentType, strings.NewReader(answer.body))
	if err != nil || answer.body == "" {
		return nil, in.failed()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	result, err := s.deliver(in, response)
	if err != nil {
		return nil, err
	}
	response.TriggerId = in.clientTriggerID
	return result, nil
}

// executeCommand is Slash, asked over the API. The lock is not held while the integration
// is called.
func (s *Server) executeCommand(w http.ResponseWriter, r *http.Request) {
	var args model.CommandArgs
	s.mu.Lock()
	user := s.session(r)
	s.mu.Unlock()
	if user == nil {
		writeError(w, sessionExpired())
		return
	}
	if err := (&call{Request: r}).decode(&args); err != nil {
		writeError(w, err)
		return
	}
	s.mu.Lock()
	channel := s.channel(args.ChannelId)
	s.mu.Unlock()
	if channel == nil {
		writeError(w, forbidden())
		return
	}
	result, err := s.Slash(r.Context(), user, channel, args.Command, func(i *invocation) {
		if i.teamID == "" {
			i.teamID = args.TeamId
		}
	})
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, http.StatusOK, model.NewId(), result.Response)
}

func (in *invocation) failed() error {
	return appError(http.StatusInternalServerError, "api.command.execute_command.failed.app_error",
		"La commande avec le déclencheur '"+in.trigger+"' a échoué.")
}

// prepare finds the command and builds the form that its integration gets.
func (s *Server) prepare(in *invocation, userID, channelID, text string) (url.Values, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	in.user, in.channel = s.user(userID), s.channel(channelID)
	if in.teamID == "" {
		for _, team := range s.teams {
			if s.teamMembers[pair{team.Id, userID}] != nil {
				in.teamID = team.Id
				break
			}
		}
	}
	in.trigger = text
	if space := strings.IndexFunc(text, unicode.IsSpace); space >= 0 {
		in.trigger, in.text = text[:space], text[space+1:]
	}
	in.trigger = strings.ToLower(in.trigger)
	name, slashed := strings.CutPrefix(in.trigger, "/")
	if !slashed {
		return nil, appError(http.StatusBadRequest, "api.command.execute_command.format.app_error",
			"Le mot déclencheur de commande ne commence pas par le caractère barre oblique.")
	}
	in.trigger = name
	if in.user == nil || in.channel == nil || in.user.DeleteAt != 0 || !s.canPost(in.user, in.channel) {
		return nil, forbidden()
	}
	if in.channel.DeleteAt != 0 {
		return nil, appError(http.StatusBadRequest, "api.command.execute_command.deleted.error",
			"Impossible d'exécuter une commande dans un canal supprimé.")
	}
	team := s.team(in.teamID)
	if in.command = s.teamCommand(in.teamID, in.trigger); in.command == nil || s.config["EnableCommands"] == "false" {
		return nil, appError(http.StatusNotFound, "api.command.execute_command.not_found.app_error",
			"La commande avec le déclencheur '"+in.trigger+"' est introuvable.")
	}
	copied := *in.command
	in.command = &copied
	clientID, triggerID := s.newTrigger(in.user.Id, in.channel.Id, in.teamID)
	in.clientTriggerID = clientID
	form := url.Values{
		"token": {in.command.Token}, "team_id": {team.Id}, "team_domain": {team.Name},
		"channel_id": {in.channel.Id}, "channel_name": {in.channel.Name},
		"user_id": {in.user.Id}, "user_name": {in.user.Username},
		"command": {"/" + in.trigger}, "text": {in.text}, "trigger_id": {triggerID}, "response_url": {s.newHook(in)},
	}
	if !in.untold {
		form.Set("root_id", in.rootID)
	}
	maps.Copy(form, s.userMentions(in.text, team.Id).ToURLValues())
	maps.Copy(form, s.channelMentions(in.text, team.Id).ToURLValues())
	return form, nil
}

func (s *Server) channelMentions(text, teamID string) model.ChannelMentionMap {
	mentions := model.ChannelMentionMap{}
	for _, name := range model.ChannelMentions(text) {
		channel := find(s.channels, func(c *model.Channel) bool {
			return c.TeamId == teamID && c.Name == name && c.Type == model.ChannelTypeOpen && c.DeleteAt == 0
		})
		if channel != nil {
			mentions[name] = channel.Id
		}
	}
	return mentions
}

// deliver makes posts of a command's answer and of its extra_responses.
func (s *Server) deliver(in *invocation, response *model.CommandResponse) (*SlashResult, error) {
	result := &SlashResult{Response: response}
	failed := false
	for _, part := range slices.Concat([]*model.CommandResponse{response}, response.ExtraResponses) {
		if part == nil {
			continue
		}
		if err := s.deliverPart(in, part, result); err != nil {
			failed = true
		}
	}
	if failed {
		return nil, appError(http.StatusInternalServerError, "api.command.execute_command.create_post_failed.app_error",
			"La commande avec le déclencheur '"+in.trigger+"' n'a pas pu publier de réponse.")
	}
	return result, nil
}

func (s *Server) deliverPart(in *invocation, part *model.CommandResponse, result *SlashResult) error {
	post := &model.Post{ChannelId: in.channel.Id, RootId: in.rootID, UserId: in.user.Id, Type: part.Type}
	post.SetProps(maps.Clone(part.Props))
	if part.ChannelId != "" {
		if s.channelMembers[pair{part.ChannelId, in.user.Id}] == nil {
			return forbidden()
		}
		post.ChannelId = part.ChannelId
	}
	if strings.HasPrefix(post.Type, model.PostSystemMessagePrefix) {
		return invalidBody("type")
	}
	post.AddProp(model.PostPropsFromWebhook, "true")
	if name := cmp.Or(in.command.Username, part.Username); name != "" {
		post.AddProp(model.PostPropsOverrideUsername, name)
	}
	post.Message = part.Text
	if !part.SkipSlackParsing {
		part.Text = s.slackText(part.Text)
		post.Message = model.ParseSlackLinksToMarkdown(part.Text)
	}
	if part.Attachments != nil {
		model.ParseMessageAttachment(post, part.Attachments)
	}
	switch {
	case part.ResponseType == model.CommandResponseTypeInChannel:
		if err := s.checkPost(post, s.channel(post.ChannelId)); err != nil {
			return err
		}
		s.savePost(post)
		result.Posts = append(result.Posts, s.seen(post))
	case post.Message != "" || part.Attachments != nil:
		result.Ephemerals = append(result.Ephemerals, s.seen(s.tellOnly(in.user.Id, post)))
	}
	return nil
}

// outgoing is a request to an integration. An empty method is POST.
type outgoing struct {
	method, url, token, body string
	form                     bool
}

type incoming struct {
	code                      int
	status, contentType, body string
}

// forward calls an integration with the recorded headers, unless RefuseAddress forbids its host.
func (s *Server) forward(ctx context.Context, out outgoing) (*incoming, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, out.url, strings.NewReader(out.body))
	if err != nil {
		return nil, fmt.Errorf("prepare a call: %w", err)
	}
	if out.method == model.CommandMethodGet {
		request.Method, request.Body, request.GetBody, request.ContentLength = http.MethodGet, nil, nil, 0
		request.URL.RawQuery = strings.TrimPrefix(request.URL.RawQuery+"&"+out.body, "&")
	}
	request.Header.Set("User-Agent", "Mattermost-Bot/1.1")
	request.Header.Set("Accept", "application/json")
	switch {
	case request.Method == http.MethodGet: // no body, no type
	case out.form:
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	default:
		request.Header.Set("Content-Type", "application/json")
	}
	if out.token != "" {
		request.Header.Set("Authorization", "Token "+out.token)
	}
	s.mu.Lock()
	refused := s.refused[request.URL.Host]
	s.mu.Unlock()
	if refused {
		return nil, fmt.Errorf("call %s: the address is not allowed", request.URL.Host)
	}
	response, err := s.client.Do(request)
	if err != nil {
		return nil, fmt.Errorf("call the integration: %w", err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxBody))
	if err != nil {
		return nil, fmt.Errorf("read the integration's answer: %w", err)
	}
	return &incoming{response.StatusCode, response.Status, response.Header.Get("Content-Type"), string(body)}, nil
}
