package mattermosttest

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

const postsPath = "/api/v4/posts"

// Posting is a POST /api/v4/posts under way.
type Posting struct {
	// Token is the caller's: it tells apart several callers of one account.
	Token string
	// Post is what was asked for.
	Post *model.Post
	// Done is false before anything is done, and true once the post is there and the answer about to leave.
	Done bool
}

// Watch has a function called twice for each POST /api/v4/posts that no fault refuses: before anything is done, and once
// the post is there, if it comes to that. The request waits for it meanwhile, and others do not: it is the place to hit
// a client at a chosen moment. When it answers false, the connection is closed, with neither what is left to do nor an
// answer. nil ends the watch.
func (s *Server) Watch(watch func(Posting) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watch = watch
}

// watched shows a request to the watch, if there is one.
func (s *Server) watched(do http.HandlerFunc, body []byte) http.HandlerFunc {
	s.mu.Lock()
	watch := s.watch
	s.mu.Unlock()
	var p Posting
	if watch == nil || json.Unmarshal(body, &p.Post) != nil {
		return do
	}
	return func(w http.ResponseWriter, r *http.Request) {
		_, p.Token, _ = strings.Cut(r.Header.Get("Authorization"), " ")
		if !watch(p) {
			panic(http.ErrAbortHandler)
		}
		answer := httptest.NewRecorder()
		do(answer, r)
		if p.Done = answer.Code == http.StatusCreated; p.Done && !watch(p) {
			panic(http.ErrAbortHandler)
		}
		maps.Copy(w.Header(), answer.Header())
		w.WriteHeader(answer.Code)
		_, _ = io.Copy(w, answer.Body) // a client that left is its own affair
	}
}

// timed makes a request take the latency more.
func (s *Server) timed(do http.HandlerFunc) http.HandlerFunc {
	if s.latency == 0 {
		return do
	}
	return func(w http.ResponseWriter, r *http.Request) {
		timer := time.NewTimer(s.latency)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-s.closing:
		}
		do(w, r)
	}
}

// gate is the port that the server listens on, and may leave for a while.
type gate struct {
	mu     sync.Mutex
	server *httptest.Server
	closed bool
}

func (g *gate) open(server *httptest.Server) { g.server, g.closed = server, false }

// Stop closes the port and every connection, as a server that goes away does: clients are refused. What it keeps stays.
func (s *Server) Stop() {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	if s.gate.closed {
		return
	}
	s.gate.closed = true
	s.gate.server.CloseClientConnections()
	s.gate.server.Close()
}

// Start ends Stop, on the same port.
func (s *Server) Start() error {
	s.gate.mu.Lock()
	defer s.gate.mu.Unlock()
	if !s.gate.closed {
		return nil
	}
	listener, err := (&net.ListenConfig{}).Listen(context.Background(), "tcp", strings.TrimPrefix(s.URL, "http://"))
	if err != nil {
		return fmt.Errorf("listen again: %w", err)
	}
	server := &httptest.Server{Listener: listener, Config: &http.Server{Handler: http.HandlerFunc(s.serve), ReadHeaderTimeout: time.Minute}}
	server.Start()
	s.gate.open(server)
	return nil
}
