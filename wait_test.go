package main

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/internal/testenv"
)

// premises are all that `serve` needs, but for the program itself.
type premises struct {
	fake    *mattermosttest.Server
	pilot   *model.User
	channel *model.Channel
	environ []string
	url     string // of the bot
	token   string // the file of its token
}

// provisioned makes the bot's commands on a fake Mattermost.
func provisioned(tb testing.TB, database string) *premises {
	tb.Helper()
	s := &premises{fake: mattermosttest.New(tb)}
	team := s.fake.AddTeam("ent-vallee", "ENT Vallée")
	s.channel = s.fake.AddChannel(team, "copil", model.ChannelTypeOpen)
	s.pilot = s.fake.AddUser("coordinatrice")
	s.fake.JoinTeam(s.pilot, team, true)
	s.fake.JoinChannel(s.pilot, s.channel)
	address := freeAddress(tb)
	s.url, s.token = "http://"+address, filepath.Join(tb.TempDir(), "token")
	s.environ = []string{
		"PILOTENT_MATTERMOST_URL=" + s.fake.URL, "PILOTENT_CALLBACK_URL=" + s.url, "PILOTENT_LISTEN=" + address,
		"PILOTENT_DATABASE_URL=" + database, "PILOTENT_SECRET=un secret pour les tests",
	}
	s.provision(tb, "--token-file", s.token)
	s.environ = append(s.environ, "PILOTENT_MATTERMOST_TOKEN_FILE="+s.token)
	return s
}

// provision runs `pilotent provision` with more arguments, and gives what it says.
func (s *premises) provision(tb testing.TB, more ...string) string {
	tb.Helper()
	var out lockedBuffer
	status := run(tb.Context(), append([]string{"provision", "--admin-token", s.fake.AdminToken, "--team", "ent-vallee"}, more...),
		environment{environ: s.environ, out: &out, err: &out})
	require.Zero(tb, status, out.String())
	return out.String()
}

// slash types a command of the pilot.
func (s *premises) slash(tb testing.TB, line string) string {
	tb.Helper()
	r, err := s.fake.Slash(tb.Context(), s.pilot, s.channel, line)
	require.NoError(tb, err)
	return r.Response.Text
}

// process is a `serve` in a process of its own.
type process struct {
	*exec.Cmd
	said lockedBuffer
	done chan error
}

func (s *premises) start(tb testing.TB, settings ...string) *process {
	tb.Helper()
	p := &process{done: make(chan error, 1)}
	p.Cmd = exec.CommandContext(context.WithoutCancel(tb.Context()), os.Args[0])
	p.Env = append(append([]string{replicaVariable + "=serve", skewVariable + "=0s", leaseVariable + "=0s", "TZ=" + os.Getenv("TZ")}, s.environ...), settings...)
	p.Stdout, p.Stderr = &p.said, &p.said
	require.NoError(tb, p.Start())
	go func() { p.done <- p.Wait() }()
	tb.Cleanup(func() {
		_ = p.Process.Kill() // it may have ended
		p.done <- <-p.done
	})
	return p
}

// ended waits for the process and gives its exit status, -1 when it was killed.
func (p *process) ended(tb testing.TB) int {
	tb.Helper()
	select {
	case err := <-p.done:
		p.done <- err
	case <-time.After(time.Minute):
		require.Fail(tb, "the process goes on", p.said.String())
	}
	return p.ProcessState.ExitCode()
}

// until waits until the process has said it.
func (p *process) until(t *testing.T, text string) {
	t.Helper()
	for ctx := waitContext(t); !strings.Contains(p.said.String(), text); pause(t, 20*time.Millisecond) {
		require.NoError(t, ctx.Err(), p.said.String())
	}
}

// asked is the status and the text of an answer; 0 when there is none.
func asked(tb testing.TB, method, address string) (int, string) {
	tb.Helper()
	req, err := http.NewRequestWithContext(tb.Context(), method, address, nil)
	require.NoError(tb, err)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, ""
	}
	defer res.Body.Close() //nolint:errcheck // only read
	text, err := io.ReadAll(res.Body)
	require.NoError(tb, err)
	return res.StatusCode, strings.TrimSpace(string(text))
}

// until asks /readyz until it answers so.
func (s *premises) until(t *testing.T, status int, text string) {
	t.Helper()
	for ctx := waitContext(t); ; pause(t, 20*time.Millisecond) {
		got, said := asked(t, http.MethodGet, s.url+"/readyz")
		if got == status && strings.Contains(said, text) {
			return
		}
		require.NoError(t, ctx.Err(), "%d %s", got, said)
	}
}

// forward is a server that is not there until it is opened, and then passes all
// on to another.
func forward(t *testing.T, to string) (address string, open func()) {
	address = freeAddress(t)
	return address, func() {
		listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", address)
		require.NoError(t, err)
		t.Cleanup(func() { _ = listener.Close() })
		go func() {
			for {
				here, err := listener.Accept()
				if err != nil {
					return
				}
				there, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", to)
				if err != nil {
					_ = here.Close()
					continue
				}
				pass := func(a, b net.Conn) { _, _ = io.Copy(a, b); _ = a.Close() }
				go pass(here, there)
				go pass(there, here)
			}
		}()
	}
}

func TestServeWaitsForWhatItNeeds(t *testing.T) {
	t.Parallel()
	database, err := url.Parse(testenv.Postgres(t))
	require.NoError(t, err)
	var open func()
	database.Host, open = forward(t, database.Host)
	s := provisioned(t, database.String())
	s.fake.Down()
	p := s.start(t)

	s.until(t, http.StatusServiceUnavailable, "database: not answering yet")
	status, _ := asked(t, http.MethodGet, s.url+"/healthz")
	require.Equal(t, http.StatusOK, status, "it lives")
	status, _ = asked(t, http.MethodPost, s.url+"/slash/ent")
	require.Equal(t, http.StatusServiceUnavailable, status)
	p.until(t, `msg=waiting for="the database"`)
	open()
	s.until(t, http.StatusServiceUnavailable, "Mattermost: ")
	p.until(t, "msg=waiting for=Mattermost")
	s.fake.Up()
	require.Contains(t, s.slash(t, "/ent"), "Voici", "nobody is told that the token is wrong")
	s.until(t, http.StatusOK, "ready")
	for what, n := range map[string]int{
		`msg=waiting for="the database"`: 1, `msg="no longer waiting" for="the database"`: 1,
		"msg=waiting for=Mattermost": 1, `msg="no longer waiting" for=Mattermost`: 1,
	} {
		require.Equal(t, n, strings.Count(p.said.String(), what), p.said.String())
	}
	require.NoError(t, p.Process.Signal(syscall.SIGTERM))
	require.Zero(t, p.ended(t), p.said.String())
}

func TestWaitingEndsWhenItIsToldTo(t *testing.T) {
	t.Parallel()
	for name, database := range map[string]string{
		"for the database": "postgres://nobody@" + freeAddress(t) + "/none",
		"for Mattermost":   "sqlite:" + filepath.Join(t.TempDir(), "x.db"),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := provisioned(t, database)
			s.fake.Down()
			p := s.start(t)
			s.until(t, http.StatusServiceUnavailable, "")
			require.NoError(t, p.Process.Signal(syscall.SIGTERM))
			require.Zero(t, p.ended(t), p.said.String())
		})
	}
}

func TestOnlyServeWaits(t *testing.T) {
	t.Parallel()
	database := "postgres://nobody@" + freeAddress(t) + "/none"
	p := program{environ: []string{"PILOTENT_DATABASE_URL=" + database}}
	for _, args := range [][]string{{"migrate"}, {"import", "ecoles", schoolFile}, {"import", "vacances", schoolFile}, {"doctor"}, {"console"}} {
		status, out, errs := p.run(t, "", args...)
		require.Equal(t, 1, status, args)
		require.Contains(t, out+errs, "the database cannot be reached: ", args)
	}
}

func TestAFileIsServedByOne(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x.db")
	s := provisioned(t, "sqlite:"+file)
	first := s.start(t)
	s.until(t, http.StatusOK, "ready")

	second := s.start(t, "PILOTENT_LISTEN=127.0.0.1:0")
	require.Equal(t, 1, second.ended(t))
	require.Contains(t, second.said.String(), "pilotent: open the database: "+file+" is in use by process ")
	require.Contains(t, second.said.String(), "stop that one first")
	status, _, errs := program{environ: s.environ}.run(t, "", "console")
	require.Equal(t, 1, status)
	require.Contains(t, errs, file+" is in use by process ", "its courier would say in the terminal what is owed to the team")

	// Imports and looks beside it, which deliver nothing.
	require.Contains(t, s.slash(t, `/comite creer COPIL "Comité de pilotage"`), "est créé")
	program{environ: s.environ}.must(t, "import", "ecoles", schoolFile, "--team", "ent-vallee")
	require.Contains(t, s.slash(t, "/ecole 0940198E"), "Wallon")
	program{environ: s.environ}.must(t, "migrate")

	require.NoError(t, first.Process.Kill())
	require.Equal(t, -1, first.ended(t))
	third := s.start(t)
	s.until(t, http.StatusOK, "ready")
	require.NotContains(t, third.said.String(), "is in use")
}

func TestReadySaysThatNothingCanBeKept(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "x.db")
	s := provisioned(t, "sqlite:"+file)
	p := s.start(t)
	s.until(t, http.StatusOK, "ready")
	require.NoError(t, os.Rename(file, file+".old"))
	s.until(t, http.StatusServiceUnavailable, "database: its file was moved, removed or replaced")
	require.NoError(t, os.Rename(file+".old", file))
	s.until(t, http.StatusOK, "ready")
	require.Contains(t, p.said.String(), `msg="not ready" why="database: its file was moved, removed or replaced"`)
	s.fake.Down()
	s.until(t, http.StatusServiceUnavailable, "Mattermost: ")
}
