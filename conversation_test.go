package main

import (
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot"
	"pilotent/bot/mattermosttest"
	"pilotent/commands/when"
	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/internal/testenv"
	"pilotent/message"
	"pilotent/storage/kv"
	"pilotent/storage/storagetest"
)

// The conversations of testdata are held in the console, and then, with the
// same people, through the fake Mattermost on PostgreSQL and Redis: the
// answers, what the bot says by itself and the files that it gives are the same. A script
// is called NAME.LANGUAGE.txt; a line "# begins 2028-06-07 09:00" says when it does,
// "# opens its files" that these are opened, and "# knows the school holidays" that those
// of testdata/vacances.csv have been imported.
func TestConversations(t *testing.T) {
	t.Parallel()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	scripts, err := filepath.Glob(filepath.Join("testdata", "conversations", "*.txt"))
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for _, file := range scripts {
		name := strings.TrimSuffix(filepath.Base(file), ".txt")
		lang := strings.TrimPrefix(filepath.Ext(name), ".")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			script, err := os.ReadFile(file)
			require.NoError(t, err)
			start := time.Date(2026, 11, 23, 15, 12, 0, 0, zone)
			if m := regexp.MustCompile(`(?m)^# begins (.+)$`).FindSubmatch(script); m != nil {
				start, err = time.ParseInLocation("2006-01-02 15:04", string(m[1]), zone)
				require.NoError(t, err)
			}

			db, folder := "sqlite:"+storagetest.File(t), t.TempDir()
			importer := program{environ: []string{"PILOTENT_DATABASE_URL=" + db}, now: (&clock{now: start}).Now}
			importer.must(t, "import", "ecoles", schoolFile)
			if vacations.Match(script) {
				importer.must(t, "import", "vacances", vacationFile)
			}
			status, inConsole, errs := program{environ: []string{calendars}}.run(t, string(script), "console", "--database", db, "--now", start.Format("2006-01-02 15:04"), "--locale", lang, "--folder", folder)
			require.Zero(t, status, errs)
			inConsole = withoutTokens(strings.ReplaceAll(inConsole, folder+string(filepath.Separator), ""))
			golden(t, "conversations/"+name+".golden", inConsole)

			inMattermost := holdInMattermost(t, string(script), lang, start)
			require.Equal(t, withoutButtons(inConsole), withoutButtons(withoutTokens(inMattermost.out.String())))
			if opens.Match(script) {
				files := opened(t, written(t, folder))
				golden(t, "conversations/"+name+".files.golden", files)
				require.Equal(t, files, opened(t, inMattermost.sent()))
			}
		})
	}
}

// calendars says where people's calendars reach the bot.
const calendars = "PILOTENT_CALENDAR_URL=https://pilotent.exemple.fr"

// withoutTokens hides what is another each time in the addresses of calendars.
func withoutTokens(transcript string) string {
	return regexp.MustCompile(`/calendar/[A-Z2-7]{26}\.ics`).ReplaceAllString(transcript, "/calendar/….ics")
}

// vacations marks a script before which the school holidays are imported.
var vacations = regexp.MustCompile(`(?m)^# knows the school holidays$`)

var vacationFile = filepath.Join("testdata", "vacances.csv")

// opens marks a script of which the files are opened.
var opens = regexp.MustCompile(`(?m)^# opens its files$`)

// withoutButtons leaves out the numbers of the buttons of deliveries, which the
// console alone shows.
//
// Where an exported file went, and the address of a post, is each front's own to say,
// too.
func withoutButtons(transcript string) string {
	transcript = regexp.MustCompile(`\(https?://[^)]*/pl/\w+\)`).ReplaceAllString(transcript, "(…/pl/…)")
	transcript = regexp.MustCompile(`\n(Fichiers? (écrit|envoyé)|Files? (written|sent)).*\n`).ReplaceAllString(transcript, "")
	return regexp.MustCompile(`(?m)^ *\[\d+\] .*\n`).ReplaceAllString(transcript, "")
}

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = t
}

// stage is the fake Mattermost with the console's people in it, and the
// service behind it, driven by hand.
type stage struct {
	t        *testing.T
	lang     string
	clock    *clock
	fake     *mattermosttest.Server
	service  *service
	bot      *model.User
	users    map[string]*model.User
	channels map[string]*model.Channel
	shown    map[string]bool
	// roots are the texts of the posts that begin a thread.
	roots map[string]string
	// buttons are those that ":clic" numbers, as in the console.
	buttons []pressable
	out     strings.Builder
}

func holdInMattermost(t *testing.T, script, lang string, start time.Time) *stage {
	t.Helper()
	s := &stage{
		t: t, lang: lang, clock: &clock{now: start}, shown: map[string]bool{}, roots: map[string]string{},
		users: map[string]*model.User{}, channels: map[string]*model.Channel{},
	}
	s.fake = mattermosttest.New(t, mattermosttest.WithClock(s.clock.Now))
	team := s.people()
	s.serve(team, vacations.MatchString(script))

	user, channel := "coordinatrice", "copil"
	var where []mattermosttest.SlashOption
	for line := range strings.Lines(script) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		s.printf("%s~%s> %s\n", user, channel, line)
		meta, rest, _ := strings.Cut(line, " ")
		switch meta {
		case ":user":
			user = rest
		case ":channel":
			channel, where = rest, nil
		case ":fil", ":thread":
			where = nil
			if rest != "" {
				root := s.fake.Say(s.users[user], s.channels[channel], rest)
				s.roots[root.Id] = rest
				where = []mattermosttest.SlashOption{mattermosttest.InThread(root.Id)}
			}
		case ":avancer", ":advance":
			s.buttons = nil
			s.advance(rest)
		case ":clic", ":click":
			s.click(rest, s.users[user])
		default:
			s.buttons = nil
			typed, where := s.attached(line, user, channel, where)
			result, err := s.fake.Slash(t.Context(), s.users[user], s.channels[channel], typed, where...)
			require.NoError(t, err, line)
			require.Equal(t, "ephemeral", result.Response.ResponseType)
			require.Empty(t, result.Response.Attachments, "a private answer has no buttons")
			s.show(result.Response.Text, "")
			s.aloud()
			s.deliver()
			s.printf("\n")
		}
	}
	return s
}

// attachedFile is a file that a line names, as a path in the console.
var attachedFile = regexp.MustCompile(`testdata/\S+/(\S+)`)

// attached is a line as people type it in the thread of a message with the file that it
// names; any other line is as it is.
func (s *stage) attached(line, user, channel string, where []mattermosttest.SlashOption) (string, []mattermosttest.SlashOption) {
	s.t.Helper()
	found := attachedFile.FindStringSubmatch(line)
	if found == nil {
		return line, where
	}
	data, err := os.ReadFile(found[0])
	require.NoError(s.t, err)
	client := model.NewAPIv4Client(s.fake.URL)
	client.SetToken(s.fake.Token(s.users[user]))
	up, _, err := client.UploadFile(s.t.Context(), data, s.channels[channel].Id, found[1])
	require.NoError(s.t, err)
	post, _, err := client.CreatePost(s.t.Context(), &model.Post{ChannelId: s.channels[channel].Id, Message: found[1], FileIds: []string{up.FileInfos[0].Id}})
	require.NoError(s.t, err)
	return strings.Replace(line, found[0], found[1], 1), []mattermosttest.SlashOption{mattermosttest.InThread(post.Id)}
}

// people makes the console's residents and channels.
func (s *stage) people() *model.Team {
	team := s.fake.AddTeam("ent-val-de-marne", "ENT Val-de-Marne")
	for name, kind := range map[string]model.ChannelType{"copil": model.ChannelTypeOpen, "suivi": model.ChannelTypePrivate, "general": model.ChannelTypeOpen} {
		s.channels[name] = s.fake.AddChannel(team, name, kind)
	}
	for _, r := range console.Residents() {
		options := []mattermosttest.UserOption{mattermosttest.Locale(s.lang), func(u *model.User) {
			u.FirstName, u.LastName, _ = strings.Cut(r.FullName, " ")
		}}
		if r.Role == record.RoleGuest {
			options = append(options, mattermosttest.Guest())
		}
		u := s.fake.AddUser(r.Name, options...)
		s.users[r.Name] = u
		s.fake.JoinTeam(u, team, r.Role == record.RolePilot)
		for _, ch := range r.Channels {
			s.fake.JoinChannel(u, s.channels[ch])
		}
	}
	return team
}

// serve provisions the bot, imports the schools, and starts what answers.
func (s *stage) serve(team *model.Team, vacations bool) {
	t := s.t
	t.Helper()
	callbacks := httptest.NewServer(nil)
	t.Cleanup(callbacks.Close)
	database, tokenFile := testenv.Postgres(t), filepath.Join(t.TempDir(), "token")
	redis, _ := testenv.Redis(t)
	environ := []string{
		"PILOTENT_MATTERMOST_URL=" + s.fake.URL, "PILOTENT_CALLBACK_URL=" + callbacks.URL,
		"PILOTENT_DATABASE_URL=" + database, "PILOTENT_REDIS_URL=" + redis, "PILOTENT_SECRET=un secret pour les tests",
		calendars,
	}
	program{environ: environ}.must(t, "provision", "--admin-token", s.fake.AdminToken, "--team", team.Name, "--token-file", tokenFile)
	environ = append(environ, "PILOTENT_MATTERMOST_TOKEN_FILE="+tokenFile)
	program{environ: environ, now: s.clock.Now}.must(t, "import", "ecoles", schoolFile, "--team", team.Name)
	if vacations {
		program{environ: environ, now: s.clock.Now}.must(t, "import", "vacances", vacationFile)
	}

	cfg, err := config.Load("", environ)
	require.NoError(t, err)
	s.service, err = newService(t.Context(), cfg, environment{now: s.clock.Now}, slog.New(slog.DiscardHandler))
	require.NoError(t, err)
	t.Cleanup(s.service.close)
	s.service.bot.Limit = kv.Limit{Burst: 1000, Per: time.Millisecond} // a script types faster than people
	require.NoError(t, s.service.bot.Connect(t.Context()))
	callbacks.Config.Handler = s.service.routes()

	admin := model.NewAPIv4Client(s.fake.URL)
	admin.SetToken(s.fake.AdminToken)
	s.bot, _, err = admin.GetUserByUsername(t.Context(), bot.Username, "")
	require.NoError(t, err)
	s.fake.JoinChannel(s.bot, s.channels["suivi"]) // a private channel invites the bot
}

func (s *stage) printf(format string, args ...any) { _, _ = fmt.Fprintf(&s.out, format, args...) }

// show prints as the console does.
func (s *stage) show(markdown, indent string) {
	plain := strings.ReplaceAll(markdown, "\u202f", " ") // which a terminal has anyway
	for line := range strings.SplitSeq(message.Unquote(plain), "\n") {
		s.printf("%s\n", strings.TrimRight(indent+line, " "))
	}
}

// aloud prints what was shared with a channel.
func (s *stage) aloud() {
	for name, ch := range s.channels {
		for _, p := range s.fake.Posts(ch.Id) {
			if p.UserId != s.bot.Id || p.Type != "" || p.GetProp("pilotent_delivery") != nil || p.IsPinned || s.shown[p.Id] {
				continue
			}
			s.shown[p.Id] = true
			s.printf("\n→ ~%s, %s\n", name, s.service.app.catalog.Printer(s.lang, s.clock.Now().Location()).For(s.clock.Now().Location()).Moment(s.clock.Now()))
			s.show(mattermosttest.Read(p), "  ")
			require.Empty(s.t, s.fake.Rings(p), "nobody is rung")
		}
	}
}

// deliver brings what is due now and prints the posts that are new.
func (s *stage) deliver() {
	s.t.Helper()
	_, err := s.service.app.courier.DeliverDue(s.t.Context())
	require.NoError(s.t, err)
	type heard struct {
		post *model.Post
		to   string
		id   int
	}
	var news []heard
	collect := func(to string, posts []*model.Post) {
		for _, p := range posts {
			prop, _ := p.GetProp("pilotent_delivery").(string)
			if prop == "" || s.shown[p.Id] {
				continue
			}
			s.shown[p.Id] = true
			id, err := strconv.Atoi(prop[strings.LastIndexByte(prop, '-')+1:])
			require.NoError(s.t, err)
			news = append(news, heard{p, to, id})
		}
	}
	for name, ch := range s.channels {
		collect("~"+name, s.fake.Posts(ch.Id))
	}
	for name, u := range s.users {
		collect("@"+name, s.fake.DirectPosts(s.bot.Id, u.Id))
	}
	slices.SortFunc(news, func(a, b heard) int { return a.id - b.id })
	printer := s.service.app.catalog.Printer(s.lang, s.clock.Now().Location()).For(s.clock.Now().Location())
	for _, n := range news {
		to := message.Text(n.to)
		if n.post.RootId != "" {
			to = printer.Text("console.thread", "to", to, "text", s.roots[n.post.RootId])
		}
		s.printf("\n→ %s, %s\n", message.Unquote(string(to)), printer.Moment(s.clock.Now()))
		s.show(mattermosttest.Read(n.post), "  ")
		s.number(n.post, n.to)
		require.Empty(s.t, s.fake.Rings(n.post), "nobody is rung: %s", n.post.Message)
	}
}

// pressable is a button of a post that was shown.
type pressable struct{ post, to, action string }

// number gives numbers to the buttons of a post.
func (s *stage) number(p *model.Post, to string) {
	for _, a := range p.Attachments() {
		for _, action := range a.Actions {
			s.buttons = append(s.buttons, pressable{p.Id, to, action.Id})
		}
	}
}

// click presses a button, and shows what its post has become.
func (s *stage) click(number string, u *model.User) {
	s.t.Helper()
	n, err := strconv.Atoi(number)
	require.NoError(s.t, err)
	require.LessOrEqual(s.t, n, len(s.buttons))
	b := s.buttons[n-1]
	s.buttons = nil
	r, err := s.fake.Click(s.t.Context(), u, b.post, b.action)
	require.NoError(s.t, err)
	s.show(r.EphemeralText, "")
	s.printf("\n%s\n", s.service.app.catalog.Printer(s.lang, nil).Text("console.edited", "to", message.Text(b.to)))
	s.show(mattermosttest.Read(r.Post), "  ")
	s.number(r.Post, b.to)
	s.deliver()
	s.printf("\n")
}

// advance moves the time from one due moment to the next.
func (s *stage) advance(text string) {
	s.t.Helper()
	d, err := (when.Reader{}).Duration(text)
	require.NoError(s.t, err)
	target := s.clock.Now().Add(d)
	for {
		next, ok, err := s.service.app.store.NextDue(s.t.Context(), s.clock.Now())
		require.NoError(s.t, err)
		if !ok || next.After(target) {
			break
		}
		s.clock.Set(next.In(target.Location()))
		s.deliver()
	}
	s.clock.Set(target)
	printer := s.service.app.catalog.Printer(s.lang, target.Location()).For(target.Location())
	s.printf("\n%s\n\n", printer.Text("console.now", "moment", target))
}
