package bot_test

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/kv"
	"pilotent/storage/storagetest"
)

// site is a Mattermost with a team and nothing of ours in it.
type site struct {
	*testing.T
	clock     *clock
	fake      *mattermosttest.Server
	wire      *wire
	catalog   *i18n.Catalog
	triggers  []commands.Trigger
	callbacks string
	team      *model.Team
	// known are the channels of the committees that provision knows; nil for none.
	known func() []bot.Seat
	// allow is provision's --allow-callback.
	allow bool
	// change is what a test wants otherwise.
	change []func(*bot.Options)
}

// newSite is on Monday 23 November 2026, in the afternoon.
func newSite(t *testing.T) *site {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	s := &site{T: t, clock: &clock{now: time.Date(2026, 11, 23, 15, 12, 0, 0, zone)}, wire: newWire(t), callbacks: "http://pilotent.example"}
	s.fake = mattermosttest.New(t, mattermosttest.WithClock(s.clock.Now))
	s.catalog, err = i18n.Load()
	require.NoError(t, err)
	dispatcher, err := commands.New(nil, s.catalog, s.clock.Now, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	s.triggers = dispatcher.Triggers(i18n.French)
	s.team = s.fake.AddTeam("ent-vallee", "ENT Vallée")
	return s
}

func (s *site) options(token string) bot.Options {
	o := bot.Options{
		URL: s.fake.URL, Token: token, CallbackURL: s.callbacks, Secret: "un secret pour les tests",
		KV: newClockKV(s.clock), Now: s.clock.Now, Log: slog.New(slog.DiscardHandler), Catalog: s.catalog, HTTP: s.wire.client(),
		Limit: kv.Limit{Burst: 10_000, Per: time.Millisecond},
	}
	for _, change := range s.change {
		change(&o)
	}
	return o
}

// provision runs a Provisioner as `pilotent provision` does; token is the
// bot's in the settings.
func (s *site) provision(admin, token string, teams ...string) (newToken, said string, err error) {
	var lines strings.Builder
	p := bot.Provisioner{
		Options: s.options(token), AdminToken: admin, Teams: teams, Triggers: s.triggers, AllowCallback: s.allow,
		Say: func(format string, args ...any) { _, _ = fmt.Fprintf(&lines, format+"\n", args...) },
	}
	if s.known != nil {
		p.Seats = s.known()
	}
	err = p.Run(s.Context())
	return p.NewToken, lines.String(), err
}

// world is the service at work in a team, wired as serve.go does, and driven
// by hand.
type world struct {
	*site
	account *model.User // the bot's
	token   string
	*bot.Bot
	memory  kv.KV
	store   *storage.Store
	service *governance.Service
	courier *scheduler.Courier
	journal *journal
	close   func()
	// panics makes a handler panic in the midst of its work.
	panics atomic.Bool

	copil, lobby *model.Channel
	// All are in the lobby. pilot administers the team; member and english are
	// in copil's channel, and so is guest, as a guest; reader is not.
	pilot, member, english, guest, reader *model.User
}

func newWorld(t *testing.T, change ...func(*bot.Options)) *world {
	t.Helper()
	w := &world{site: newSite(t), journal: &journal{}}
	w.change = change
	w.copil = w.fake.AddChannel(w.team, "copil", model.ChannelTypeOpen)
	w.lobby = w.fake.AddChannel(w.team, "accueil", model.ChannelTypeOpen)
	w.pilot = w.person("coordinatrice", true, w.copil)
	w.member = w.person("ien", false, w.copil)
	w.english = w.person("jane", false, w.copil, mattermosttest.Locale("en"))
	w.guest = w.person("invitee", false, w.copil, mattermosttest.Guest())
	w.reader = w.person("directrice", false, w.lobby)

	mux := http.NewServeMux()
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	w.callbacks = server.URL
	var err error
	w.token, _, err = w.provision(w.fake.AdminToken, "", w.team.Name)
	require.NoError(t, err)
	w.account = w.user(bot.Username)
	w.serve(mux)
	return w
}

// person is a new member of the team, of the lobby, and of a channel.
func (w *world) person(name string, admin bool, channel *model.Channel, opts ...mattermosttest.UserOption) *model.User {
	u := w.fake.AddUser(name, opts...)
	w.fake.JoinTeam(u, w.team, admin)
	w.fake.JoinChannel(u, w.lobby)
	w.fake.JoinChannel(u, channel)
	return u
}

func (w *world) serve(mux *http.ServeMux) {
	t := w.T
	t.Helper()
	log := slog.New(slog.NewJSONHandler(w.journal, &slog.HandlerOptions{Level: slog.LevelDebug}))
	options := w.options(w.token)
	options.Log = log
	w.memory = options.KV
	w.Bot = bot.New(options)
	var err error
	w.store, err = storage.Open(t.Context(), "sqlite:"+storagetest.File(t), slog.New(slog.DiscardHandler), storage.Simulated(w.clock.Now))
	require.NoError(t, err)
	w.close = sync.OnceFunc(func() { require.NoError(t, w.store.Close()) })
	t.Cleanup(w.close)
	now := func() time.Time {
		if w.panics.Load() {
			panic("somewhere inside")
		}
		return w.clock.Now()
	}
	w.service = governance.NewService(w.store, w.Bot, now, record.Defaults{}, nil)
	composer := scheduler.NewComposer(w.service, w.catalog, w.Bot)
	w.Recompose(composer)
	w.Keep(w.store)
	w.courier = scheduler.NewCourier(w.store, composer, w.Bot, scheduler.Options{Now: w.clock.Now, Log: log})
	dispatcher, err := commands.New(w.service, w.catalog, w.clock.Now, log)
	require.NoError(t, err)
	w.known = w.seats
	w.Serve(dispatcher)
	w.Handle(mux)
	mux.HandleFunc("GET /healthz", func(http.ResponseWriter, *http.Request) {})
	require.NoError(t, w.Connect(t.Context()))
	t.Cleanup(w.Wait)
}

// withCopil creates the committee of the channel copil.
func (w *world) withCopil() *world {
	w.Helper()
	require.Contains(w, w.slash(w.pilot, w.copil, `/comite creer COPIL "Comité de pilotage"`), "est créé")
	require.Contains(w, w.slash(w.pilot, w.copil, "/comite resume non"), "pas de résumé") // nothing is owed but what a test does
	return w
}

// withSchools imports those of the sample project's directory that are called
// Jean Jaurès or stand in Vitry: all of it would take longer than the tests.
func (w *world) withSchools() *world {
	w.Helper()
	file, err := os.ReadFile(filepath.Join("..", "console", "sample", "ecoles.csv"))
	require.NoError(w, err)
	var kept strings.Builder
	for line := range strings.Lines(string(file)) {
		if kept.Len() == 0 || strings.Contains(line, "Jaur") || strings.Contains(line, "Vitry") {
			kept.WriteString(line)
		}
	}
	w.importing(kept.String())
	return w
}

func (w *world) importing(csv string) {
	w.Helper()
	table, err := commands.ReadTable(strings.NewReader(csv), perimeter.IsSchoolTable)
	require.NoError(w, err)
	rep, err := w.service.ImportSchools(w.Context(), w.actor(w.pilot), perimeter.SchoolImport{Table: table})
	require.NoError(w, err)
	require.Empty(w, rep.Problems)
}

func (w *world) actor(u *model.User) record.Actor {
	return record.Actor{
		Team: record.TeamID(w.team.Id), Channel: record.ChannelID(w.copil.Id),
		User: record.Person{ID: record.UserID(u.Id), Username: u.Username},
	}
}

// slash types a command and gives its answer. Whatever is typed, the answer is
// private, has no attachments, and is not parsed as Slack's.
func (w *world) slash(u *model.User, c *model.Channel, line string, opts ...mattermosttest.SlashOption) string {
	w.Helper()
	r, err := w.fake.Slash(w.Context(), u, c, line, opts...)
	require.NoError(w, err, line)
	require.Equal(w, model.CommandResponseTypeEphemeral, r.Response.ResponseType)
	require.True(w, r.Response.SkipSlackParsing)
	require.Empty(w, r.Response.Attachments)
	require.Empty(w, r.Response.Props)
	require.Empty(w, r.Posts)
	require.NotEmpty(w, plain(r.Response.Text))
	return plain(r.Response.Text)
}

// plain has a space where the post has one that does not break.
func plain(text string) string { return strings.ReplaceAll(text, "\u202f", " ") }

// read is all that people read of a post, with plain spaces.
func read(p *model.Post) string { return plain(mattermosttest.Read(p)) }

// deliver brings what is due now.
func (w *world) deliver() {
	w.Helper()
	_, err := w.courier.DeliverDue(w.Context())
	require.NoError(w, err)
}

// said are the posts of the bot in a channel, without the server's own.
func (w *world) said(channel *model.Channel) []*model.Post {
	var said []*model.Post
	for _, p := range w.fake.Posts(channel.Id) {
		if p.UserId == w.account.Id && p.Type == "" {
			said = append(said, p)
		}
	}
	return plainly(said)
}

// plainly is posts with all that people read of them as their message, with plain spaces.
func plainly(posts []*model.Post) []*model.Post {
	for i, p := range posts {
		posts[i] = p.Clone()
		posts[i].Message = read(p)
	}
	return posts
}

// direct is the direct channel of the bot and somebody.
func (w *world) direct(u *model.User) *model.Channel {
	w.Helper()
	c, _, err := w.client(w.token).CreateDirectChannel(w.Context(), w.account.Id, u.Id)
	require.NoError(w, err)
	return c
}

// told are the posts of the bot to a person.
func (w *world) told(u *model.User) []*model.Post {
	return plainly(w.fake.DirectPosts(w.account.Id, u.Id))
}

// call is a callback that does not come from the fake, with the token of its
// body, if any, in its header as well. It may be used from
// several goroutines: a call that fails has the status 0.
func (w *world) call(method, path, kind, body string) (status int, answer string) {
	w.Helper()
	req, err := http.NewRequestWithContext(w.Context(), method, w.callbacks+path, strings.NewReader(body))
	assert.NoError(w, err)
	req.Header.Set("Content-Type", kind)
	if form, err := url.ParseQuery(body); err == nil && form.Get("token") != "" {
		req.Header.Set("Authorization", "Token "+form.Get("token")) // wire: slash-command-ephemeral
	}
	res, err := http.DefaultClient.Do(req)
	if !assert.NoError(w, err) {
		return 0, ""
	}
	raw, err := io.ReadAll(res.Body)
	assert.NoError(w, errors.Join(err, res.Body.Close()))
	return res.StatusCode, string(raw)
}

// client speaks to Mattermost with a token.
func (s *site) client(token string) *model.Client4 {
	c := model.NewAPIv4Client(s.fake.URL)
	c.SetToken(token)
	return c
}

func (s *site) user(name string) *model.User {
	s.Helper()
	u, _, err := s.client(s.fake.AdminToken).GetUserByUsername(s.Context(), name, "")
	require.NoError(s, err)
	return u
}

// commands are the slash commands of a team, by trigger.
func (s *site) commands(team *model.Team) map[string]*model.Command {
	s.Helper()
	list, _, err := s.client(s.fake.AdminToken).ListCommands(s.Context(), team.Id, true)
	require.NoError(s, err)
	found := map[string]*model.Command{}
	for _, c := range list {
		found[c.Trigger] = c
	}
	return found
}
