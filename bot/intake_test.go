package bot_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/commands"
	"pilotent/i18n"
	"pilotent/storage/kv"
)

// gate is the bot behind a real HTTP server whose connections are pipes, so that
// time goes by as the test wants.
type gate struct {
	t     *testing.T
	conns chan net.Conn
	team  string

	mu    sync.Mutex
	token string // of /ent
	down  bool
	asked atomic.Int32 // how often for the commands
	slow  time.Duration
}

// newGate must be called in a bubble.
func newGate(t *testing.T) *gate {
	t.Helper()
	g := &gate{t: t, conns: make(chan net.Conn), team: model.NewId(), token: model.NewId()}
	catalog, err := i18n.Load()
	require.NoError(t, err)
	memory := kv.Memory()
	b := bot.New(bot.Options{
		URL: "http://mattermost.example", Token: "x", Secret: "un secret pour les tests", KV: memory,
		Log: slog.New(slog.DiscardHandler), Catalog: catalog, HTTP: &http.Client{Transport: g},
	})
	dispatcher, err := commands.New(nil, catalog, time.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	b.Serve(dispatcher)
	mux := http.NewServeMux()
	b.Handle(mux)
	server := &http.Server{Handler: mux}
	done := make(chan error)
	go func() { done <- server.Serve(g) }()
	t.Cleanup(func() {
		require.NoError(t, server.Close())
		require.ErrorIs(t, <-done, http.ErrServerClosed)
		require.NoError(t, memory.Close())
		time.Sleep(time.Minute) // connections linger
	})
	return g
}

// Accept, Close and Addr are the server's listener.
func (g *gate) Accept() (net.Conn, error) {
	c, ok := <-g.conns
	if !ok {
		return nil, net.ErrClosed
	}
	return c, nil
}
func (g *gate) Close() error   { close(g.conns); return nil }
func (g *gate) Addr() net.Addr { return &net.TCPAddr{} }

// RoundTrip is Mattermost.
func (g *gate) RoundTrip(r *http.Request) (*http.Response, error) {
	g.mu.Lock()
	down, token, slow := g.down, g.token, g.slow
	g.mu.Unlock()
	if down {
		return nil, errors.New("refused")
	}
	var v any = map[string]any{}
	switch {
	case strings.HasSuffix(r.URL.Path, "/teams"):
		v = []model.Team{{Id: g.team}}
	case strings.HasSuffix(r.URL.Path, "/users/me"):
		v = model.User{Id: "bot"}
	case strings.HasSuffix(r.URL.Path, "/commands"):
		g.asked.Add(1)
		time.Sleep(slow) // of the bubble
		v = []model.Command{{Trigger: "ent", Token: token, TeamId: g.team, CreatorId: "bot"}}
	}
	raw, err := json.Marshal(v)
	return answer(http.StatusOK, nil, string(raw)), err
}

func (g *gate) set(change func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	change()
}

// address is where a connection comes from.
type address struct {
	net.Conn
	from string
}

func (a address) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP(a.from), Port: 1} }

// dial sends text from an address, as far as it is taken.
func (g *gate) dial(from, text string) net.Conn {
	here, there := net.Pipe()
	g.conns <- address{there, from}
	go func() { _, _ = io.WriteString(here, text) }()
	return here
}

// answered is the status of the answer to what is sent, and its header.
func (g *gate) answered(from, text string) (int, http.Header) {
	c := g.dial(from, text)
	defer c.Close() //nolint:errcheck // what was wanted is read
	res, err := http.ReadResponse(bufio.NewReader(c), nil)
	if err != nil {
		return 0, nil
	}
	return res.StatusCode, res.Header
}

// post is a request with a body of which only a part may be sent.
func post(path, header, body string, length int) string {
	if length >= 0 {
		header += fmt.Sprintf("Content-Length: %d\r\n", length)
	}
	return "POST " + path + " HTTP/1.1\r\nHost: x\r\n" + header + "\r\n" + body
}

// command is a rightful /ent.
func (g *gate) command(token string) string {
	body := "token=" + token + "&team_id=" + g.team + "&user_id=u&user_name=n&channel_id=c&text=aide"
	return post("/slash/ent", "Authorization: Token "+token+"\r\n", body, len(body))
}

const mattermost, stranger = "192.0.2.1", "192.0.2.66"

func TestACommandIsKnownBeforeItIsRead(t *testing.T) {
	t.Parallel()
	for name, header := range map[string]string{
		"without a token":               "",
		"with a token that is not ours": "Authorization: Token rubbish\r\n",
		"with a token of another kind":  "Authorization: Bearer %s\r\n",
		"with an empty one":             "Authorization: Token \r\n",
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				g := newGate(t)
				status, _ := g.answered(stranger, post("/slash/ent", strings.ReplaceAll(header, "%s", g.token), "", 1000))
				require.Equal(t, http.StatusUnauthorized, status, "and nothing of its body was sent")
			})
		})
	}
	t.Run("and its body must carry the same token", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			status, _ := g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusOK, status)
			status, _ = g.answered(mattermost, strings.Replace(g.command(g.token), "\r\n\r\ntoken="+g.token, "\r\n\r\ntoken="+model.NewId(), 1))
			require.Equal(t, http.StatusUnauthorized, status)
		})
	})
}

func TestWhatIsReadAtOnceIsBounded(t *testing.T) {
	t.Parallel()
	const clicks = 64 << 10 // the largest
	full := func(g *gate, path, header string, length, n int) {
		for range n {
			g.dial(stranger, post(path, header, "", length))
		}
		synctest.Wait()
	}
	t.Run("beyond it callers are told to come again, and commands are still answered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			full(g, "/action", "", clicks, 512)
			for _, path := range []string{"/action", "/dialog"} {
				status, header := g.answered(stranger, post(path, "", "{}", 2))
				require.Equal(t, http.StatusServiceUnavailable, status)
				require.Equal(t, "1", header.Get("Retry-After"))
			}
			status, _ := g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusOK, status)
		})
	})
	t.Run("a body of unknown length takes the room of the largest", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			full(g, "/dialog", "Transfer-Encoding: chunked\r\n", -1, 128)
			status, _ := g.answered(stranger, post("/dialog", "", "{}", 2))
			require.Equal(t, http.StatusServiceUnavailable, status)
		})
	})
	t.Run("whoever does not send what was announced gives the room back", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			slow := g.dial(stranger, post("/action", "", "{", clicks))
			full(g, "/action", "", clicks, 511)
			time.Sleep(5*time.Second + time.Millisecond)
			res, err := http.ReadResponse(bufio.NewReader(slow), nil)
			require.NoError(t, err)
			require.NoError(t, res.Body.Close())
			require.Equal(t, http.StatusRequestTimeout, res.StatusCode)
			status, _ := g.answered(mattermost, post("/action", "", "{}", 2))
			require.Equal(t, http.StatusBadRequest, status, "it was read")
		})
	})
	t.Run("one that says that it is too large is not waited for", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			status, _ := g.answered(stranger, post("/action", "", "", clicks+1))
			require.Equal(t, http.StatusRequestEntityTooLarge, status)
		})
	})
	t.Run("and one whose length is not said is read no further", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			status, _ := g.answered(stranger, post("/action", "Transfer-Encoding: chunked\r\n", "10001\r\n"+strings.Repeat("a", clicks+1)+"\r\n", -1))
			require.Equal(t, http.StatusRequestEntityTooLarge, status)
		})
	})
}

func TestUnknownTokens(t *testing.T) {
	t.Parallel()
	t.Run("the first command is answered, though nobody has connected yet", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			status, _ := g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusOK, status)
		})
	})
	t.Run("nobody is told that a token is wrong while Mattermost does not answer", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			g.set(func() { g.down = true })
			status, header := g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusServiceUnavailable, status)
			require.Equal(t, "1", header.Get("Retry-After"))
			g.set(func() { g.down = false })
			status, _ = g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusOK, status)
			g.set(func() { g.down = true })
			status, _ = g.answered(mattermost, g.command(g.token))
			require.Equal(t, http.StatusOK, status, "what is known stays known")
		})
	})
	t.Run("a command that was made a moment ago is answered", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(g.token))))
			fresh := model.NewId()
			g.set(func() { g.token = fresh })
			began := time.Now()
			require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(fresh))))
			require.LessOrEqual(t, time.Since(began), time.Second)
		})
	})
	t.Run("also one that is made while Mattermost is being asked", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			g.set(func() { g.slow = 3 * time.Second })
			guessed := make(chan int)
			go func() { guessed <- first(g.answered(stranger, g.command("rubbish"))) }()
			synctest.Wait()
			fresh := model.NewId()
			g.set(func() { g.token = fresh })
			require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(fresh))))
			require.Equal(t, http.StatusUnauthorized, <-guessed)
			require.EqualValues(t, 2, g.asked.Load())
		})
	})
	t.Run("rubbish makes Mattermost be asked once a second, and keeps nobody out", func(t *testing.T) {
		synctest.Test(t, func(t *testing.T) {
			g := newGate(t)
			require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(g.token))))
			ctx, stop := context.WithCancel(t.Context())
			var crowd sync.WaitGroup
			var refused, put atomic.Int32
			for range 400 {
				crowd.Go(func() {
					for ctx.Err() == nil {
						switch status := first(g.answered(stranger, g.command("rubbish"))); status {
						case http.StatusUnauthorized:
							refused.Add(1)
						case http.StatusServiceUnavailable:
							put.Add(1)
						default:
							t.Errorf("rubbish was answered by %d", status)
						}
						time.Sleep(100 * time.Millisecond)
					}
				})
			}
			began := time.Now()
			for range 5 {
				time.Sleep(300 * time.Millisecond)
				fresh := model.NewId()
				g.set(func() { g.token = fresh })
				asking := time.Now()
				require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(fresh))))
				require.LessOrEqual(t, time.Since(asking), time.Second)
				require.Equal(t, http.StatusOK, first(g.answered(mattermost, g.command(fresh))))
			}
			stop()
			crowd.Wait()
			require.LessOrEqual(t, int(g.asked.Load()), 2+int(time.Since(began)/time.Second))
			require.Positive(t, refused.Load())
			require.Positive(t, put.Load(), "256 from one address may wait")
		})
	})
}

func first(status int, _ http.Header) int { return status }
