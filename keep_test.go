package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
	"pilotent/scheduler"
)

var keep = flag.String("keep", "", "folder of storage/testdata: write its databases, which its scripts make; storage/testdata/README.md")

// TestKeep makes a database that is to be kept, for both engines: it holds the
// folder's make/*.txt, one after the other.
func TestKeep(t *testing.T) {
	if *keep == "" {
		t.Skip("-keep does not say which")
	}
	folder, err := filepath.Abs(*keep)
	require.NoError(t, err)
	t.Chdir(filepath.Join(folder, "make")) // where the scripts import from
	scripts, err := filepath.Glob("*.txt")
	require.NoError(t, err)
	require.NotEmpty(t, scripts)
	for engine, empty := range databases() {
		t.Run(engine, func(t *testing.T) {
			address := empty(t)
			for _, script := range scripts {
				t.Log(makeOf(t, address, script))
			}
			if file, ok := strings.CutPrefix(address, "sqlite:"); ok {
				_, err := connect(t, address).ExecContext(t.Context(), "VACUUM; PRAGMA wal_checkpoint(TRUNCATE)")
				require.NoError(t, err)
				content, err := os.ReadFile(file)
				require.NoError(t, err)
				zip(t, filepath.Join(folder, "pilotent.sqlite.gz"), content)
				return
			}
			zip(t, filepath.Join(folder, "pilotent.postgres.sql.gz"), dump(t, address))
		})
	}
}

// dump is the database as SQL that other versions of PostgreSQL read too, without comments.
func dump(t *testing.T, address string) []byte {
	t.Helper()
	said, err := exec.CommandContext(t.Context(), "pg_dump", "--inserts", "--no-owner", "--no-privileges", address).Output()
	require.NoError(t, err)
	return regexp.MustCompile(`(?m)^(--.*|\\(un)?restrict .*|SET transaction_timeout .*|)\n`).ReplaceAll(said, nil)
}

// zip writes nothing that is not the same each time, such as the moment.
func zip(t *testing.T, file string, content []byte) {
	t.Helper()
	var zipped bytes.Buffer
	w, err := gzip.NewWriterLevel(&zipped, gzip.BestCompression)
	require.NoError(t, err)
	_, err = w.Write(content)
	require.NoError(t, err)
	require.NoError(t, w.Close())
	require.NoError(t, os.WriteFile(file, zipped.Bytes(), 0o600))
}

// makeOf holds a script on a database, and answers the transcript. "# begins"
// says what time it is then, "# imports" which school holidays are imported first.
func makeOf(t *testing.T, address, script string) string {
	t.Helper()
	lines, err := os.ReadFile(script)
	require.NoError(t, err)
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	begins := regexp.MustCompile(`(?m)^# begins (.+)$`).FindSubmatch(lines)
	require.NotNil(t, begins, "%s does not say when it begins", script)
	at, err := parseNow(string(begins[1]), zone)
	require.NoError(t, err)
	if imports := regexp.MustCompile(`(?m)^# imports (.+)$`).FindSubmatch(lines); imports != nil {
		program{now: func() time.Time { return at }}.must(t, "import", "vacances", "--database", address, string(imports[1]))
	}

	cfg, err := config.Load("", []string{databaseVariable + "=" + address, calendars, "PILOTENT_SMTP_URL=smtp://127.0.0.1:1", "PILOTENT_SMTP_FROM=comite@example.org"})
	require.NoError(t, err)
	w := &outside{World: console.NewWorld(at), zones: map[string]string{}, public: map[string]bool{}, shut: map[string]bool{}, replies: map[string][]record.Reply{}}
	w.Lang = "fr"
	f, err := environment{now: w.Now}.app(t.Context(), cfg, w, scheduler.Options{Workers: 1, Log: newLogger(io.Discard, "warn")})
	require.NoError(t, err)
	defer func() { require.NoError(t, f.store.Close()) }()
	require.NoError(t, f.service.PlanDigests(t.Context()))
	var out bytes.Buffer
	front := &console.Console{
		World: w.World, Dispatcher: f.dispatcher, Catalog: f.catalog, Courier: f.courier, Agenda: f.store,
		Recompose: f.composer.Recompose, Out: &out, User: "coordinatrice", Channel: "copil",
		Zone: func(context.Context) *time.Location { return zone },
	}
	for line := range strings.Lines(string(lines)) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		out.WriteString(front.User + "~" + front.Channel + "> " + line + "\n")
		file, killed := strings.CutPrefix(line, ":tuer ")
		switch {
		case killed:
			dieImporting(t.Context(), f, front.User, file)
		case line == ":formulaire":
			first, err := f.store.Spend(t.Context(), "form", w.Now().AddDate(10, 0, 0))
			require.NoError(t, err)
			require.True(t, first)
		case w.happens(strings.Fields(line)):
			require.NoError(t, f.service.Watch(t.Context()))
		default:
			front.Do(t.Context(), line)
		}
	}
	return out.String()
}

// dieImporting imports schools until a batch of them is written, and no further.
func dieImporting(ctx context.Context, f *app, user, file string) {
	dead := make(chan struct{})
	go func() {
		defer close(dead)
		_, _ = f.dispatcher.Complete(ctx, commands.Invocation{
			Actor: record.Actor{Team: console.Team, User: record.Person{ID: record.UserID(user), Username: user}}, Locale: "fr",
			Open: console.Open, Progress: func(int, int) { runtime.Goexit() },
		}, "ecole importer", grammar.Raw{"file": {file}})
	}()
	<-dead
}

// outside is the console's world, in which some cannot be reached, some live
// elsewhere, some leave, and channels become public.
type outside struct {
	*console.World
	refused []string
	lost    []string // of what is sent to them it is not known whether it has arrived
	gone    []string // "@cpc~suivi"
	zones   map[string]string
	public  map[string]bool
	shut    map[string]bool // the bot was taken out of these channels
	last    string          // the last post in a channel
	replies map[string][]record.Reply
	name    string    // the team's, once it has another
	ends    time.Time // the bot's access to the chat, where it does
}

// happens does what a line says of the world and the console has no word for.
func (w *outside) happens(words []string) bool {
	var names []string
	for _, word := range words[1:] {
		names = append(names, strings.TrimLeft(word, "@~"))
	}
	switch words[0] {
	case ":refuser":
		w.refused = append(w.refused, names...)
	case ":accepter":
		w.refused = slices.DeleteFunc(w.refused, func(to string) bool { return slices.Contains(names, to) })
	case ":perdre":
		w.lost = append(w.lost, names...)
	case ":fuseau":
		w.zones[names[0]] = names[1]
	case ":partir":
		w.gone = append(w.gone, words[1]+words[2])
	case ":publier", ":fermer":
		w.public[names[0]] = words[0] == ":publier"
	case ":exclure", ":inviter":
		w.shut[names[0]] = words[0] == ":exclure"
	case ":répondre":
		w.replies[w.last] = append(w.replies[w.last], record.Reply{
			Post: w.last + "-" + strconv.Itoa(len(w.replies[w.last])+1), Author: record.Person{ID: record.UserID(names[0]), Username: names[0]},
			Text: strings.Join(names[1:], " "), At: w.Now(),
		})
	case ":renommer":
		w.name = strings.Join(names, " ")
	case ":jeton":
		w.ends, _ = time.Parse(time.DateOnly, names[0]) // or it has no end any more
	default:
		return false
	}
	return true
}

func (w *outside) Send(ctx context.Context, d reminder.Delivery, m message.Message) (string, error) {
	to := filepath.Base(string(d.Recipient))
	if slices.Contains(w.refused, to) {
		return "", &scheduler.SendError{Dead: true, NotSent: true, Reason: "refused_403"}
	}
	if slices.Contains(w.lost, to) {
		return "", &scheduler.SendError{Reason: "timeout"}
	}
	post, err := w.World.Send(ctx, d, m)
	if _, ok := d.Recipient.Channel(); ok {
		w.last = post
	}
	return post, err
}

func (w *outside) Replies(_ context.Context, post string) ([]record.Reply, error) {
	return w.replies[post], nil
}

func (w *outside) Zone(_ context.Context, user record.UserID) (string, error) {
	return w.zones[string(user)], nil
}

func (w *outside) Expires(context.Context) (time.Time, error) { return w.ends, nil }

func (w *outside) InChannel(ctx context.Context, channel record.ChannelID, user record.UserID) (bool, error) {
	if slices.Contains(w.gone, "@"+string(user)+"~"+string(channel)) {
		return false, nil
	}
	return w.World.InChannel(ctx, channel, user)
}

func (w *outside) ShutOut(_ context.Context, channel record.ChannelID) (string, error) {
	if w.shut[string(channel)] {
		return "pilotent", nil
	}
	return "", nil
}

func (w *outside) TeamName(ctx context.Context, team record.TeamID) (string, error) {
	if w.name != "" {
		return w.name, nil
	}
	return w.World.TeamName(ctx, team)
}

func (w *outside) Channel(ctx context.Context, channel record.ChannelID) (record.Channel, error) {
	ch, err := w.World.Channel(ctx, channel)
	if public, said := w.public[string(channel)]; said {
		ch.Private = !public
	}
	return ch, err
}
