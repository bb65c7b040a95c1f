package main

import (
	"bytes"
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/internal/testenv"
)

// running is a `pilotent serve` at work.
type running struct {
	t      *testing.T
	stop   context.CancelFunc
	status chan int
	log    *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// serve starts the program and waits until it answers commands.
func serve(t *testing.T, environ []string, now func() time.Time, url string) *running {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	r := &running{t: t, stop: cancel, status: make(chan int, 1), log: &lockedBuffer{}}
	listening := make(chan string, 1)
	go func() {
		r.status <- run(ctx, []string{"serve"}, environment{
			environ: environ, in: strings.NewReader(""), out: r.log, err: r.log, now: now,
			ready: func(address string) { listening <- address },
		})
	}()
	select {
	case <-listening:
	case status := <-r.status:
		t.Fatalf("serve ended with status %d:\n%s", status, r.log)
	}
	t.Cleanup(cancel)
	// Ready once it knows its commands: asked again as a load balancer would.
	for get(t, url+"/readyz") != http.StatusOK {
		require.NoError(t, waitContext(t).Err(), r.log.String())
		pause(t, 20*time.Millisecond)
	}
	return r
}

// quit stops the program as a service manager would, and waits for its end.
func (r *running) quit() {
	r.t.Helper()
	r.stop()
	require.Zero(r.t, <-r.status, r.log.String())
}

func get(t *testing.T, url string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url, nil)
	require.NoError(t, err)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0
	}
	require.NoError(t, res.Body.Close())
	return res.StatusCode
}

// pause lets a program of our own go on; only used to ask again.
func pause(t *testing.T, d time.Duration) {
	t.Helper()
	select {
	case <-time.After(d):
	case <-t.Context().Done():
	}
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(t testing.TB) string {
	t.Helper()
	l, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close() //nolint:errcheck // only its number was wanted
	return l.Addr().String()
}

// The whole program, on PostgreSQL and Redis, beside the fake Mattermost:
// provision, commands, an announcement, a reminder after time has passed, with
// restarts in between.
func TestServe(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	now := &clock{now: time.Date(2026, 11, 23, 15, 12, 0, 0, zone)}
	fake := mattermosttest.New(t)
	team := fake.AddTeam("ent-vallee", "ENT Vallée")
	copil := fake.AddChannel(team, "copil", model.ChannelTypeOpen)
	coordinator, inspector := fake.AddUser("coordinatrice"), fake.AddUser("ien")
	fake.JoinTeam(coordinator, team, true)
	fake.JoinTeam(inspector, team, false)
	fake.JoinChannel(coordinator, copil)
	fake.JoinChannel(inspector, copil)

	address, redis := freeAddress(t), ""
	redis, _ = testenv.Redis(t)
	url := "http://" + address
	tokenFile := filepath.Join(t.TempDir(), "token")
	environ := []string{
		"PILOTENT_MATTERMOST_URL=" + fake.URL, "PILOTENT_CALLBACK_URL=" + url, "PILOTENT_LISTEN=" + address,
		"PILOTENT_DATABASE_URL=" + testenv.Postgres(t), "PILOTENT_REDIS_URL=" + redis, "PILOTENT_SECRET=un secret pour les tests",
		"PILOTENT_MATTERMOST_TOKEN_FILE=" + tokenFile, // which provision is to write
	}
	p := program{environ: environ, now: now.Now}
	require.Contains(t, p.must(t, "provision", "--admin-token", fake.AdminToken, "--team", team.Name), "created /decision")
	require.Contains(t, p.must(t, "provision", "--admin-token", fake.AdminToken, "--team", team.Name), "/decision is as it should be")
	p.must(t, "import", "ecoles", schoolFile, "--team", team.Name)

	slash := func(u *model.User, line string) string {
		t.Helper()
		r, err := fake.Slash(waitContext(t), u, copil, line)
		require.NoError(t, err)
		return r.Response.Text
	}
	announced := func(text string) *model.Post {
		t.Helper()
		post, err := fake.WaitForPost(waitContext(t), func(p *model.Post) bool { return strings.Contains(strings.ReplaceAll(p.Message, "\u202f", " "), text) })
		require.NoError(t, err)
		return post
	}

	bot := serve(t, environ, now.Now, url)
	status, doctor, _ := p.run(t, "", "doctor")
	require.Zero(t, status, doctor)
	require.Contains(t, slash(coordinator, `/comite creer COPIL "Comité de pilotage"`), "est créé")
	require.Contains(t, slash(inspector, `/decision ajouter "Retenir 3 écoles" --ecoles 0940198E --retient`), "COPIL-2026-001")
	post := announced("**Décision COPIL-2026-001** adoptée")
	require.Equal(t, copil.Id, post.ChannelId)
	require.Contains(t, slash(inspector, `/reunion planifier "18/12 14h" --lieu "Mairie"`), "R-1")
	announced("**Réunion COPIL**")
	bot.quit()

	// What came due while nobody was there is said when it is back: of the
	// reminders of 7 days, 1 day and 1 hour, the one that still holds.
	now.Set(time.Date(2026, 12, 17, 18, 0, 0, 0, zone))
	bot = serve(t, environ, now.Now, url)
	announced("**Demain**, réunion COPIL")
	require.Contains(t, slash(inspector, "/reunion"), "R-1")
	bot.quit()

	now.Set(time.Date(2026, 12, 18, 13, 0, 0, 0, zone))
	bot = serve(t, environ, now.Now, url)
	announced("**Dans 1 h**")
	require.Equal(t, http.StatusOK, get(t, url+"/healthz"))
	require.Equal(t, http.StatusOK, get(t, url+"/metrics"))
	bot.quit()

	reminders := 0
	for _, p := range fake.Posts(copil.Id) {
		if strings.Contains(p.Message, ", réunion COPIL") {
			reminders++
		}
	}
	require.Equal(t, 2, reminders, "each once, and the one of 7 days not at all")
	require.NotContains(t, bot.log.String(), "Retenir 3 écoles", "the log holds nothing that people wrote")
	token, err := os.ReadFile(tokenFile)
	require.NoError(t, err)
	require.NotContains(t, bot.log.String(), strings.TrimSpace(string(token)))
}
