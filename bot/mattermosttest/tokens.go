package mattermosttest

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// accessToken is a personal access token, and the session that its first use begins.
type accessToken struct {
	model.UserAccessToken
	number  int // in the order of their making
	session *model.Session
}

// sessionView is a session without the keys that are younger than the recorded server.
type sessionView struct {
	*model.Session
	VoipDeviceID *struct{} `json:"voip_device_id,omitempty"`
}

// day is one of those that a policy counts.
const day = 24 * time.Hour

// endless is how long the session of a token lasts that has no end of its own
// (rest-user-sessions: 36,500 days).
const endless = 36_500 * day

// RequireExpiry makes tokens end within that many days, as
// ServiceSettings.MaximumPersonalAccessTokenLifetimeDays does on a server that knows it. 0
// is no policy.
//
// READ, NOT RECORDED: nothing newer than 11.6 could be run. From 11.9 on tokens have an
// end; from 11.11 on the policy is for bots too that people own (mattermost#37599). Read in
// the model package v0.4.4 and in App.CreateUserAccessToken.
func (s *Server) RequireExpiry(days int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.lifetime = days
	s.config["MaximumPersonalAccessTokenLifetimeDays"] = fmt.Sprint(days)
}

// Token makes a personal access token for a user or a bot.
func (s *Server) Token(user *model.User) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.newToken(user.Id)
}

// Tokens are the personal access tokens of an account, the oldest first.
func (s *Server) Tokens(user *model.User) []model.UserAccessToken {
	s.mu.Lock()
	defer s.mu.Unlock()
	var all []model.UserAccessToken
	for _, t := range s.tokensOf(user.Id) {
		all = append(all, t.UserAccessToken)
	}
	return all
}

// RevokeToken takes a token back.
func (s *Server) RevokeToken(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.tokens, token)
}

func (s *Server) newToken(userID string) string { return s.saveToken(userID, "", 0).Token }

func (s *Server) saveToken(userID, description string, expiresAt int64) *accessToken {
	s.made++
	t := &accessToken{number: s.made, UserAccessToken: model.UserAccessToken{
		Id: model.NewId(), Token: model.NewId(), UserId: userID, Description: description, IsActive: true, ExpiresAt: expiresAt,
	}}
	s.tokens[t.Token] = t
	return t
}

func (s *Server) tokensOf(userID string) []*accessToken {
	var all []*accessToken
	for _, t := range s.tokens {
		if t.UserId == userID {
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b *accessToken) int { return cmp.Compare(a.number, b.number) })
	return all
}

// authenticated is whose token that is, while it lasts. Its first use begins a session.
func (s *Server) authenticated(token string) *model.User {
	t := s.tokens[token]
	if t == nil || t.ExpiresAt > 0 && s.millis() >= t.ExpiresAt {
		return nil
	}
	user := s.user(t.UserId)
	if user == nil || user.DeleteAt != 0 {
		return nil
	}
	if t.session == nil {
		now := s.millis()
		t.session = &model.Session{
			Id: model.NewId(), CreateAt: now, LastActivityAt: now, UserId: user.Id, Roles: user.Roles,
			ExpiresAt: cmp.Or(t.ExpiresAt, now+endless.Milliseconds()),
			Props: model.StringMap{
				"type": model.SessionTypeUserAccessToken, "user_access_token_id": t.Id,
				"is_bot": fmt.Sprint(user.IsBot), "is_guest": fmt.Sprint(user.IsGuest()),
			},
		}
		for _, m := range s.teamMembers {
			if m.UserId == user.Id {
				t.session.TeamMembers = append(t.session.TeamMembers, m)
			}
		}
	}
	return user
}

// listSessions are those of an account: each may list its own (rest-user-sessions).
func (s *Server) listSessions(c *call) (any, error) {
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	if user.Id != c.user.Id && !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	sessions := []sessionView{}
	for _, t := range s.tokensOf(user.Id) {
		if t.session != nil {
			sessions = append(sessions, sessionView{Session: t.session})
		}
	}
	return sessions, nil
}

func (s *Server) createToken(c *call) (any, error) {
	var body model.UserAccessToken
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	user, err := s.pathUser(c)
	if err != nil {
		return nil, err
	}
	own := user.Id == c.user.Id && strings.Contains(user.Roles, "system_user_access_token")
	if !c.user.IsSystemAdmin() && !own {
		return nil, forbidden()
	}
	if body.Description == "" {
		return nil, invalidBody("description")
	}
	// Bots may have tokens even where people may not.
	if s.config["EnableUserAccessTokens"] == "false" && !user.IsBot {
		return nil, appError(http.StatusNotImplemented, "app.user_access_token.disabled",
			"Les jetons d'accès personnel sont désactivés sur ce serveur.")
	}
	if err := s.checkExpiry(body.ExpiresAt); err != nil {
		return nil, err
	}
	made := s.saveToken(user.Id, body.Description, body.ExpiresAt).UserAccessToken
	return &made, nil
}

// checkExpiry is the policy (read, not recorded: App.validateUserAccessTokenExpiry).
func (s *Server) checkExpiry(at int64) error {
	refused := func(id, message string) error {
		return appError(http.StatusBadRequest, "app.user_access_token."+id+".app_error", message)
	}
	switch latest := s.millis() + int64(s.lifetime)*day.Milliseconds(); {
	case at == 0 && s.lifetime > 0:
		return refused("expires_at_required", "An expiry is required.")
	case at != 0 && at <= s.millis():
		return refused("expires_at_in_past", "The expiry must be in the future.")
	case s.lifetime > 0 && at > latest:
		return refused("expires_at_too_far", fmt.Sprintf("The expiry can be at most %d days from now.", s.lifetime))
	}
	return nil
}

// listTokens does not tell the tokens themselves, and bots not even their own
// (rest-user-tokens-forbidden).
func (s *Server) listTokens(c *call) (any, error) {
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	tokens := []*model.UserAccessToken{}
	for _, t := range s.tokensOf(c.PathValue("user")) {
		told := t.UserAccessToken
		told.Token = ""
		tokens = append(tokens, &told)
	}
	return page(c, tokens), nil
}

func (s *Server) revokeToken(c *call) (any, error) {
	var body struct {
		TokenID string `json:"token_id"`
	}
	if err := c.decode(&body); err != nil {
		return nil, err
	}
	if !c.user.IsSystemAdmin() {
		return nil, forbidden()
	}
	for secret, t := range s.tokens {
		if t.Id == body.TokenID {
			delete(s.tokens, secret)
			return statusOK(), nil
		}
	}
	return nil, appError(http.StatusNotFound, "app.user_access_token.get_by_user.app_error", "Impossible de trouver le jeton.")
}
