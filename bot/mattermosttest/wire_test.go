package mattermosttest_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
)

// Ids of the recording, which tell who and what a request is about.
const (
	recordedBot     = "7w3kibech3gttg5q3977cn19ew"
	recordedMember  = "nwabruar6fghbjsse59kjjgxxy"
	recordedTeam    = "416kf3qrapyxtbkxkg4twetfsh"
	recordedChannel = "k5g8qqimn7bgjrfzu5q46gu6sw"
	recordedPost    = "cc3a71gmoibk3me98cqfjebk9y"
	recordedHost    = "127.0.0.1:9999"
)

// exchange is one file of testdata/wire.
type exchange struct {
	Request struct {
		Method string          `json:"method"`
		Path   string          `json:"path"`
		Body   json.RawMessage `json:"body"`
	} `json:"request"`
	Response struct {
		Status  int               `json:"status"`
		Headers map[string]string `json:"headers"`
		Body    any               `json:"body"`
	} `json:"response"`
	IntegrationRequest struct {
		Method  string            `json:"method"`
		Path    string            `json:"path"`
		Headers map[string]string `json:"headers"`
		Form    map[string]string `json:"form"`
		JSON    map[string]any    `json:"json"`
	} `json:"integration_request"`
	IntegrationReply json.RawMessage `json:"integration_reply"`
	ClientResponse   struct {
		Status int `json:"status"`
		Body   any `json:"body"`
	} `json:"client_response"`
	ChannelPosts []any `json:"channel_posts"`
	// MentionCounts are how many mentions wait for who is named, before and after.
	MentionCounts struct {
		Before int64 `json:"before"`
		After  int64 `json:"after"`
	} `json:"mention_counts"`
	PostAsCreated  any `json:"post_as_created"`
	PostSeenByUser any `json:"post_as_seen_by_user"`
}

func recorded(t *testing.T, name string) (exchange, string) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "wire", name+".json"))
	require.NoError(t, err)
	var ex exchange
	// Two files keep the bare body of the request where the others keep method, path and body: see replayResponseURL.
	require.NoError(t, json.Unmarshal(text, &ex))
	return ex, string(text)
}

// fixture is a fake in the state of the recording, with an integration that it calls.
type fixture struct {
	*mattermosttest.Server
	token       string
	bot, member *model.User
	team        *model.Team
	channel     *model.Channel
	integration *integration
	ids         map[string]string
}

func newFixture(t *testing.T, opts ...mattermosttest.Option) *fixture {
	t.Helper()
	s := mattermosttest.New(t, opts...)
	f := &fixture{Server: s, integration: newIntegration(t)}
	admin := model.NewAPIv4Client(s.URL)
	admin.SetToken(s.AdminToken)
	f.team = s.AddTeam("ent-vallee", "ENT Vallée")
	f.channel = s.AddChannel(f.team, "copil-1795449097", "P")
	member, _, err := admin.CreateUser(t.Context(), &model.User{
		Username: "membre1795449097", Email: "membre1795449097@ent.example",
		FirstName: "Membre", LastName: "Essai", Locale: "fr", Password: "motdepasse",
	})
	require.NoError(t, err)
	f.member = member
	bot, _, err := admin.CreateBot(t.Context(), &model.Bot{Username: "copil", DisplayName: "Copil", Description: "test"})
	require.NoError(t, err)
	f.bot = &model.User{Id: bot.UserId, Username: bot.Username}
	token, _, err := admin.CreateUserAccessToken(t.Context(), bot.UserId, "pilotent", 0)
	require.NoError(t, err)
	f.token = token.Token
	for _, user := range []*model.User{f.member, f.bot} {
		_, _, err := admin.AddTeamMember(t.Context(), f.team.Id, user.Id)
		require.NoError(t, err)
		_, _, err = admin.AddChannelMember(t.Context(), f.channel.Id, user.Id)
		require.NoError(t, err)
	}
	_, err = admin.UpdateTeamMemberSchemeRoles(t.Context(), f.team.Id, f.bot.Id, &model.SchemeRoles{SchemeAdmin: true, SchemeUser: true})
	require.NoError(t, err)
	f.ids = map[string]string{
		recordedBot: f.bot.Id, recordedMember: f.member.Id, recordedTeam: f.team.Id, recordedChannel: f.channel.Id,
		recordedHost: strings.TrimPrefix(f.integration.URL, "http://"),
	}
	return f
}

// here replaces what the recording names by what the fixture holds.
func (f *fixture) here(text string) string {
	for there, here := range f.ids {
		text = strings.ReplaceAll(text, there, here)
	}
	return text
}

func (f *fixture) client() *model.Client4 {
	c := model.NewAPIv4Client(f.URL)
	c.SetToken(f.token)
	return c
}

// send makes a recorded request, and returns the answer with its decoded body.
func (f *fixture) send(t *testing.T, ex exchange, token string) (*http.Response, any) {
	t.Helper()
	body := ""
	if string(ex.Request.Body) != "null" {
		body = f.here(string(ex.Request.Body))
	}
	request, err := http.NewRequestWithContext(t.Context(), ex.Request.Method, f.URL+f.here(ex.Request.Path), strings.NewReader(body))
	require.NoError(t, err)
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	if response.Header.Get("Content-Type") != "application/json" {
		return response, string(text)
	}
	var answer any
	require.NoError(t, json.Unmarshal(text, &answer))
	return response, answer
}

// integration is what a bot would be: it keeps what it gets, and answers as told.
type integration struct {
	*httptest.Server
	mu          sync.Mutex
	status      int
	contentType string
	reply       string
	got         *http.Request
	body        string
}

func newIntegration(t *testing.T) *integration {
	t.Helper()
	i := &integration{status: http.StatusOK, contentType: "application/json", reply: "{}"}
	i.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		i.mu.Lock()
		defer i.mu.Unlock()
		i.got, i.body = r, string(body)
		w.Header().Set("Content-Type", i.contentType)
		w.WriteHeader(i.status)
		_, _ = io.WriteString(w, i.reply)
	}))
	t.Cleanup(i.Close)
	return i
}

func (i *integration) answers(status int, contentType, reply string) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.status, i.contentType, i.reply = status, contentType, reply
}

// last returns the last request, its body decoded as JSON or as a form.
func (i *integration) last(t *testing.T) (*http.Request, any) {
	t.Helper()
	i.mu.Lock()
	defer i.mu.Unlock()
	require.NotNil(t, i.got, "the integration was not called")
	if strings.HasPrefix(i.got.Header.Get("Content-Type"), "application/json") {
		var body any
		require.NoError(t, json.Unmarshal([]byte(i.body), &body))
		return i.got, body
	}
	form, err := url.ParseQuery(i.body)
	require.NoError(t, err)
	body := map[string]any{}
	for key, values := range form {
		require.Len(t, values, 1, key)
		body[key] = values[0]
	}
	return i.got, body
}

// sameRequest compares what an integration got with what it got in the recording.
func (f *fixture) sameRequest(t *testing.T, ex exchange, skip ...string) {
	t.Helper()
	request, body := f.integration.last(t)
	require.Equal(t, ex.IntegrationRequest.Method, request.Method)
	require.Equal(t, ex.IntegrationRequest.Path, request.URL.Path)
	headers := map[string]any{"Host": request.Host}
	for key := range request.Header {
		headers[key] = request.Header.Get(key)
	}
	want := map[string]any{}
	for key, value := range ex.IntegrationRequest.Headers {
		want[key] = value
	}
	delete(headers, "Content-Length") // depends on the length of the address and of the trigger
	delete(want, "Content-Length")
	same(t, want, headers)
	if ex.IntegrationRequest.Form != nil {
		same(t, ex.IntegrationRequest.Form, body, skip...)
		return
	}
	same(t, ex.IntegrationRequest.JSON, body, skip...)
}

// same compares two values through JSON, after random ids, times and addresses became placeholders. The named keys of
// the outer object are only compared by their presence.
func same(t *testing.T, want, got any, skip ...string) {
	t.Helper()
	require.Equal(t, normal(t, want, skip), normal(t, got, skip))
}

func normal(t *testing.T, value any, skip []string) any {
	t.Helper()
	text, err := json.Marshal(value)
	require.NoError(t, err)
	var decoded any
	decoder := json.NewDecoder(bytes.NewReader(text))
	require.NoError(t, decoder.Decode(&decoded))
	if object, ok := decoded.(map[string]any); ok {
		for _, key := range skip {
			if _, there := object[key]; there {
				object[key] = "<any>"
			}
		}
	}
	return placeholders(decoded)
}

func placeholders(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for key := range v {
			v[key] = placeholders(v[key])
		}
	case []any:
		for i := range v {
			v[i] = placeholders(v[i])
		}
	case float64:
		if v > 1e12 {
			return "<time>"
		}
	case string:
		return placeholder(v)
	}
	return value
}

func placeholder(text string) string {
	if plain, err := base64.StdEncoding.DecodeString(text); err == nil &&
		regexp.MustCompile(`^[a-z0-9]{26}:[a-z0-9]{26}:\d{13}:.+$`).Match(plain) {
		return "<trigger>"
	}
	text = regexp.MustCompile(`\b[a-z0-9]{26}\b`).ReplaceAllString(text, "<id>")
	text = regexp.MustCompile(`[a-z0-9]{26}__[a-z0-9]{26}`).ReplaceAllString(text, "<id>__<id>")
	return regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(text, "<host>")
}
