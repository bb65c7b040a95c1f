package mattermosttest

import (
	"io"
	"net/http"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// A response URL answers so many times, and no longer than that, without any other authentication (docs/mattermost.md).
const (
	responseUses     = 5
	responseLifetime = 30 * time.Minute
)

type responseHook struct {
	in   *invocation
	made time.Time
	uses int
}

// newHook makes the response URL of a command. It outlives the command itself.
func (s *Server) newHook(in *invocation) string {
	id := model.NewId()
	s.hooks[id] = &responseHook{in: in, made: s.now()}
	return s.URL + "/hooks/commands/" + id
}

func (s *Server) answerLater(w http.ResponseWriter, r *http.Request) {
	response, err := model.CommandResponseFromHTTPBody(r.Header.Get("Content-Type"), r.Body)
	if err != nil {
		writeError(w, appError(http.StatusBadRequest, "web.command_webhook.parse.app_error", "Réponse illisible."))
		return
	}
	if err := s.useHook(r.PathValue("hook"), response); err != nil {
		writeError(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "ok")
}

func (s *Server) useHook(id string, response *model.CommandResponse) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	hook := s.hooks[id]
	if hook == nil || s.now().Sub(hook.made) > responseLifetime {
		return appError(http.StatusNotFound, "app.command_webhook.get.missing", "Impossible d'obtenir le webhook.")
	}
	if hook.uses == responseUses {
		return appError(http.StatusBadRequest, "app.command_webhook.try_use.invalid", "Le webhook n'est plus utilisable.")
	}
	hook.uses++
	_, err := s.deliver(hook.in, response)
	return err
}
