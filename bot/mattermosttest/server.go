// Package mattermosttest is a fake Mattermost server for the tests of a stand-alone bot. It listens on 127.0.0.1,
// speaks the part of API v4 that a bot uses, calls the bot back as the real server does, and lets a test play the people:
// type commands, click buttons, fill dialogues, break the network.
//
// It behaves as the exchanges in testdata/wire, recorded from a Mattermost 11.2 Team Edition server in French, and its
// own tests replay them. What was not recorded follows the source of that server: the error ids are its own, the texts of
// unrecorded errors may differ.
//
// It may import the standard library, testify and the model package of Mattermost, and nothing of this project.
package mattermosttest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
)

// version is the X-Version-Id of the recorded server.
const version = "11.2.0..75d26332020435766b3b4a25878f78aede3a61b2b3a3231cf42781f92275dd04.false"

// maxBody bounds what is read of a request or of an integration's answer, in bytes.
const maxBody = 1 << 20

// pair keys a membership: team or channel id, then user id.
type pair [2]string

// Server is a running fake. Its methods may be called from several goroutines. What they return are copies.
type Server struct {
	// URL is the address of the server, without a final slash. It is also its SiteURL.
	URL string
	// AdminToken is the token of Admin.
	AdminToken string
	// Admin is the first system administrator, in no team. Its name is "admin".
	Admin *model.User

	now       func() time.Time
	forgetful bool
	latency   time.Duration
	mux       *http.ServeMux
	client    *http.Client
	closing   chan struct{}
	gate      gate

	mu             sync.Mutex
	watch          func(Posting) bool
	changed        chan struct{}
	config         map[string]string
	allowed        string // AllowedUntrustedInternalConnections
	allowedFixed   bool   // by a variable of the server's
	refused        map[string]bool
	down           bool
	faults         []*Fault
	users          []*model.User
	bots           []*model.Bot
	tokens         map[string]*accessToken // by what authenticates
	made           int                     // how many tokens were
	lifetime       int                     // of tokens at the most, in days; 0 without end
	teams          []*model.Team
	teamMembers    map[pair]*model.TeamMember
	channels       []*model.Channel
	noChannels     bool // nobody may make any
	channelMembers map[pair]*model.ChannelMember
	commands       []*model.Command
	posts          shelf
	pending        map[string]pendingPost
	ephemerals     map[string][]*model.Post
	triggers       map[string]trigger
	dialogs        []OpenDialog
	hooks          map[string]*responseHook
	uploads        map[string]*upload
}

// Option changes a new server.
type Option func(*Server)

// WithClock replaces the clock of the server. The default is time.Now.
func WithClock(now func() time.Time) Option { return func(s *Server) { s.now = now } }

// WithoutPendingMemory makes a pending_post_id mean nothing: what the real server does once its 30 s are over
// (rest-post-create-same-pending-id). It is for clients that must not rely on it, such as one whose leases last longer.
func WithoutPendingMemory() Option { return func(s *Server) { s.forgetful = true } }

// WithLatency makes each POST /api/v4/posts take that long more, without keeping others waiting. The default is 0.
func WithLatency(d time.Duration) Option { return func(s *Server) { s.latency = d } }

// New starts a server with one system administrator and nothing else. It is closed with the test.
func New(tb testing.TB, opts ...Option) *Server {
	tb.Helper()
	s := &Server{
		now:            time.Now,
		mux:            http.NewServeMux(),
		client:         &http.Client{Timeout: integrationTimeout, Transport: http.DefaultTransport.(*http.Transport).Clone()},
		closing:        make(chan struct{}),
		changed:        make(chan struct{}),
		refused:        map[string]bool{},
		tokens:         map[string]*accessToken{},
		teamMembers:    map[pair]*model.TeamMember{},
		channelMembers: map[pair]*model.ChannelMember{},
		posts:          newShelf(),
		pending:        map[string]pendingPost{},
		ephemerals:     map[string][]*model.Post{},
		triggers:       map[string]trigger{},
		hooks:          map[string]*responseHook{},
		uploads:        map[string]*upload{},
	}
	for _, opt := range opts {
		opt(s)
	}
	s.routes()
	s.gate.open(httptest.NewServer(http.HandlerFunc(s.serve)))
	s.URL = s.gate.server.URL
	config, err := recordedConfig()
	if err != nil {
		tb.Fatalf("load the recorded client configuration: %v", err)
	}
	s.config = config
	s.config["SiteURL"] = s.URL
	s.Admin = s.AddUser("admin", SystemAdmin())
	s.AdminToken = s.Token(s.Admin)
	tb.Cleanup(func() {
		close(s.closing)
		s.client.CloseIdleConnections()
		s.Stop()
	})
	return s
}

func (s *Server) routes() {
	s.userRoutes()
	s.botRoutes()
	s.teamRoutes()
	s.channelRoutes()
	s.postRoutes()
	s.commandRoutes()
	s.open("POST /api/v4/actions/dialogs/open", s.openDialog)
	s.open("GET /api/v4/config/client", s.clientConfig)
	s.handle("GET /api/v4/config", http.StatusOK, s.serverConfig)
	s.handle("PUT /api/v4/config/patch", http.StatusOK, s.patchConfig)
	s.open("GET /api/v4/system/ping", s.ping)
	s.mux.HandleFunc("POST /hooks/commands/{hook}", s.answerLater)
	s.mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) {
		writeError(w, appError(http.StatusNotFound, "api.context.404.app_error", "Désolé, nous n'avons pas trouvé la page."))
	})
}

// call is one request to the API. Its handler holds the server's mutex.
type call struct {
	*http.Request
	// user is who asks, nil on a route that needs no session.
	user *model.User
}

type handler func(*call) (any, error)

// handle registers a route that needs a session and answers with status when its handler returns no error.
func (s *Server) handle(pattern string, status int, h handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		s.respond(w, r, status, func(c *call) (any, error) {
			if c.user = s.session(r); c.user == nil {
				return nil, sessionExpired()
			}
			return h(c)
		})
	})
}

// open registers a route that needs no session.
func (s *Server) open(pattern string, h handler) {
	s.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) { s.respond(w, r, http.StatusOK, h) })
}

func (s *Server) respond(w http.ResponseWriter, r *http.Request, status int, h handler) {
	answer, err := s.run(r, h)
	if err != nil {
		writeError(w, err)
		return
	}
	writeJSON(w, status, model.NewId(), answer)
}

// run encodes the answer before it lets go of the mutex: handlers return the server's own state.
func (s *Server) run(r *http.Request, h handler) (json.RawMessage, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	answer, err := h(&call{Request: r})
	if err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

func (s *Server) session(r *http.Request) *model.User {
	// Case is free: model.Client4 writes BEARER.
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return nil
	}
	return s.authenticated(token)
}

// decode reads the JSON body of a request.
func (c *call) decode(into any) error {
	if err := json.NewDecoder(c.Body).Decode(into); err != nil {
		return invalidBody("body")
	}
	return nil
}

// statusOK is the body of an answer that has nothing to tell.
func statusOK() map[string]string { return map[string]string{"status": "OK"} }

func appError(status int, id, message string) *model.AppError {
	return &model.AppError{Id: id, Message: message, StatusCode: status, RequestId: model.NewId()}
}

func sessionExpired() *model.AppError {
	return appError(http.StatusUnauthorized, "api.context.session_expired.app_error", "Session invalide ou expirée, veuillez vous reconnecter.")
}

func forbidden() *model.AppError {
	return appError(http.StatusForbidden, "api.context.permissions.app_error", "Vous n'avez pas les permissions requises")
}

func invalidBody(name string) *model.AppError {
	return appError(http.StatusBadRequest, "api.context.invalid_body_param.app_error",
		"Le corps de la requête contient un paramètre manquant ou non valide : "+name+".")
}

func writeError(w http.ResponseWriter, err error) {
	var known *model.AppError
	if !errors.As(err, &known) {
		known = appError(http.StatusInternalServerError, "api.context.internal.app_error", err.Error())
	}
	if known.RequestId == "" { // made by the model package
		known.RequestId = model.NewId()
	}
	writeJSON(w, known.StatusCode, known.RequestId, known)
}

func writeJSON(w http.ResponseWriter, status int, requestID string, answer any) {
	var body bytes.Buffer
	if err := json.NewEncoder(&body).Encode(answer); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Request-Id", requestID)
	w.Header().Set("X-Version-Id", version)
	w.WriteHeader(status)
	_, _ = io.Copy(w, &body) // a client that left is its own affair
}

// millis is the present moment as Mattermost counts it: milliseconds since 1970.
func (s *Server) millis() int64 { return s.now().UnixMilli() }

// notify wakes those who wait for a change. The caller holds the mutex.
func (s *Server) notify() {
	close(s.changed)
	s.changed = make(chan struct{})
}

// find returns the first element that matches, or nil.
func find[T any](list []*T, match func(*T) bool) *T {
	for _, item := range list {
		if match(item) {
			return item
		}
	}
	return nil
}
