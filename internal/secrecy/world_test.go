package secrecy_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/register"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/message"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

const team record.TeamID = "t"

// resident is somebody of the team: insiders are in the channel of SECRET, or pilots.
type resident struct {
	role     record.Role
	locale   string
	channels []record.ChannelID
	inside   bool
}

func residents() map[string]resident {
	return map[string]resident{
		"coordinatrice": {record.RolePilot, "fr", []record.ChannelID{"copil", "secret", "cabinet", "voisin", "general"}, true},
		"zoeducomite":   {record.RoleMember, "fr", []record.ChannelID{"secret"}, true},
		"ien":           {record.RoleMember, "fr", []record.ChannelID{"copil", "voisin", "general"}, false},
		"mary":          {record.RoleMember, "en", []record.ChannelID{"general"}, false},
		"invitee":       {record.RoleGuest, "fr", []record.ChannelID{"copil", "general"}, false},
		"etranger":      {record.RoleNone, "en", nil, false},
	}
}

// outsiders are all those from whom SECRET keeps what it does.
func outsiders() []string {
	names := slices.Sorted(maps.Keys(residents()))
	return slices.DeleteFunc(names, func(name string) bool { return residents()[name].inside })
}

func person(name string) record.Person {
	return record.Person{ID: record.UserID("id-" + name), Username: name}
}

// sent is a message that the bot has said by itself.
type sent struct {
	at   time.Time
	to   reminder.Recipient
	kind reminder.DeliveryKind
	text string
}

// chat is who is there, and what has been said.
type chat struct {
	people map[string]resident
	mu     sync.Mutex
	now    func() time.Time
	said   []sent
	deaf   record.UserID // who gets nothing, for good
}

func (c *chat) of(u record.UserID) (string, resident) {
	name := strings.TrimPrefix(string(u), "id-")
	return name, c.people[name]
}

func (c *chat) TeamRole(_ context.Context, _ record.TeamID, u record.UserID) (record.Role, error) {
	_, r := c.of(u)
	return r.role, nil
}

func (c *chat) TeamName(context.Context, record.TeamID) (string, error) { return "ENT de test", nil }

func (c *chat) InChannel(_ context.Context, in record.ChannelID, u record.UserID) (bool, error) {
	_, r := c.of(u)
	return slices.Contains(r.channels, in), nil
}

func (c *chat) Channel(_ context.Context, id record.ChannelID) (record.Channel, error) {
	return record.Channel{ID: id, Name: string(id), Private: id != "copil" && id != "general"}, nil
}

func (c *chat) PersonNamed(_ context.Context, _ record.TeamID, name string) (record.Person, error) {
	if r, ok := c.people[name]; !ok || r.role == record.RoleNone {
		return record.Person{}, record.ErrNone
	}
	return person(name), nil
}

func (c *chat) Person(_ context.Context, u record.UserID) (record.Person, error) {
	name, _ := c.of(u)
	if _, ok := c.people[name]; !ok {
		return record.Person{}, record.ErrNone
	}
	return person(name), nil
}

func (c *chat) Zone(context.Context, record.UserID) (string, error) { return "", nil }

func (c *chat) Pilots(context.Context, record.TeamID, int) ([]record.Person, error) {
	return []record.Person{person("coordinatrice")}, nil
}

func (c *chat) JoinChannel(context.Context, record.ChannelID) error { return nil }

func (c *chat) Expires(context.Context) (time.Time, error) {
	return time.Date(2026, 12, 10, 12, 0, 0, 0, time.UTC), nil
}

func (c *chat) Contacts(context.Context) ([]record.Contact, error) {
	return []record.Contact{{Team: team, Channel: "general"}, {Team: team, Person: "id-coordinatrice"}}, nil
}

func (c *chat) ShutOut(context.Context, record.ChannelID) (string, error) { return "", nil }

func (c *chat) ChannelMembers(_ context.Context, in record.ChannelID) (people []record.Person, err error) {
	for _, name := range slices.Sorted(maps.Keys(c.people)) {
		if slices.Contains(c.people[name].channels, in) {
			people = append(people, person(name))
		}
	}
	return people, nil
}

// CreateChannel finds that the team lets the bot make none.
func (c *chat) CreateChannel(context.Context, record.TeamID, string, string, record.UserID) (record.Channel, error) {
	return record.Channel{}, record.ErrNone
}

func (c *chat) FullNames(context.Context, []record.UserID) (map[record.UserID]string, error) {
	return nil, nil
}

func (c *chat) Replies(context.Context, string) ([]record.Reply, error) { return nil, nil }

func (c *chat) Permalink(_ context.Context, team record.TeamID, post string) (string, error) {
	return "https://chat.example/" + string(team) + "/pl/" + post, nil
}

func (c *chat) Send(_ context.Context, d reminder.Delivery, m message.Message) (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if u, ok := d.Recipient.Person(); ok && u == c.deaf {
		return "", &scheduler.SendError{Dead: true, NotSent: true, Reason: "forbidden", Err: record.ErrNone}
	}
	c.said = append(c.said, sent{c.now(), d.Recipient, d.Kind, readable(m)})
	return fmt.Sprint(len(c.said)), nil
}

func (c *chat) Find(context.Context, reminder.Delivery) (string, error) { return "", nil }
func (c *chat) Answers(context.Context) bool                            { return true }

func (c *chat) Locale(_ context.Context, u record.UserID) (string, error) {
	_, r := c.of(u)
	return r.locale, nil
}

// world is a project on a file of SQLite, which goes back to how it was kept.
type world struct {
	testing.TB
	*chat
	file    string
	kept    []byte
	clock   time.Time
	catalog *i18n.Catalog
	log     bytes.Buffer
	// announced is what outsiders were told while it all happened, and confided what
	// insiders were.
	announced, confided string

	store      *counting
	service    *governance.Service
	dispatcher *commands.Dispatcher
	composer   *scheduler.Composer
	courier    *scheduler.Courier
}

// counting notes whether anything was written.
type counting struct {
	*storage.Store
	wrote bool
}

func (s *counting) Update(ctx context.Context, p record.ProjectID, fn func(record.Tx) error) error {
	err := s.Store.Update(ctx, p, fn)
	s.wrote = s.wrote || err == nil
	return err
}

func paris(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	return zone
}

// newWorld is an empty project, on Monday 23 November 2026 at 8 h in Paris.
func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{TB: t, file: storagetest.File(t), clock: time.Date(2026, 11, 23, 8, 0, 0, 0, paris(t))}
	w.chat = &chat{people: residents(), now: w.now}
	var err error
	w.catalog, err = i18n.Load()
	require.NoError(t, err)
	w.open()
	t.Cleanup(func() { require.NoError(t, w.store.Close()) })
	return w
}

func (w *world) now() time.Time { return w.clock }

func (w *world) open() {
	w.Helper()
	store, err := storage.Open(w.Context(), "sqlite:"+w.file, slog.New(slog.DiscardHandler), storage.Simulated(w.now))
	require.NoError(w, err)
	w.store = &counting{Store: store}
	w.service = governance.NewService(w.store, w.chat, w.now, record.Defaults{}, nil)
	log := slog.New(slog.NewTextHandler(&w.log, nil))
	w.dispatcher, err = commands.New(w.service, w.catalog, w.now, log)
	require.NoError(w, err)
	w.composer = scheduler.NewComposer(w.service, w.catalog, w.chat)
	w.courier = scheduler.NewCourier(w.store, w.composer, w.chat, scheduler.Options{Now: w.now, Log: log, Workers: 1, Settled: w.settled})
}

// settled is told what the metrics are: it is held to what the log is held to.
func (w *world) settled(kind reminder.DeliveryKind, outcome string) {
	_, _ = fmt.Fprintln(&w.log, "metrics", kind, outcome)
}

// keep makes the world what it goes back to.
func (w *world) keep() {
	w.Helper()
	require.NoError(w, w.store.Close())
	var err error
	w.kept, err = os.ReadFile(w.file)
	require.NoError(w, err)
	w.said = nil
	w.open()
}

// back undoes what was written since keep.
func (w *world) back() {
	w.Helper()
	require.NoError(w, w.store.Close())
	require.NoError(w, os.WriteFile(w.file, w.kept, 0o600))
	w.said = nil
	w.open()
}

// copied is the same world once more, for a test beside.
func (w *world) copied(t testing.TB) *world {
	t.Helper()
	c := newWorld(t)
	c.kept, c.clock = w.kept, w.clock
	c.people = maps.Clone(w.people)
	c.TB = t
	c.back()
	return c
}

func (w *world) as(name string, in record.ChannelID) record.Actor {
	return record.Actor{Team: team, User: person(name), Channel: in, Consent: record.Consent{All: true}}
}

// types is a line that somebody types in a channel.
func (w *world) types(name string, in record.ChannelID, line string) message.Message {
	w.Helper()
	return w.dispatcher.Dispatch(w.Context(), commands.Invocation{
		Actor: record.Actor{Team: team, User: person(name), Channel: in}, Line: line, Locale: w.people[name].locale,
	})
}

// script types lines, of which each must do what it says: "name channel> line".
func (w *world) script(lines string) {
	w.Helper()
	for line := range strings.Lines(lines) {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		who, typed, ok := strings.Cut(line, "> ")
		name, in, two := strings.Cut(who, " ")
		require.True(w, ok && two, line)
		m := w.types(name, record.ChannelID(in), typed)
		require.False(w, m.Failed || m.Refused || m.Form != nil, "%s\n%s\n%s", line, m.Markdown(), &w.log)
	}
}

func (w *world) deliver() {
	w.Helper()
	_, err := w.courier.DeliverDue(w.Context())
	require.NoError(w, err)
}

// schools are those of every project: three of the real directory.
const schools = "UAI;Nom;Commune\n" +
	"0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n" +
	"0940573M;Ecole élémentaire Henri Wallon B;Vitry-sur-Seine\n" +
	"0940451E;Ecole maternelle Jean Jaurès;Vitry-sur-Seine\n" +
	"0940003T;Ecole maternelle Les Acacias;Cachan\n" +
	"0940012C;Ecole élémentaire Les Tilleuls;Cachan\n"

func schoolTable(t testing.TB) perimeter.Table {
	t.Helper()
	read, err := commands.ReadTable(strings.NewReader(schools), perimeter.IsSchoolTable)
	require.NoError(t, err)
	return read
}

// registers are those that somebody may bring in, each of decisions, meetings and
// actions at once, for committees that it sees, that it does not see, and that are not.
func registers(t testing.TB) (all []register.Import) {
	t.Helper()
	for _, text := range []string{
		";20/11/2026;9h;COPIL;Retenir;Former;@mary;0940198E;R-10001;\n",
		"secret-2026-001;20/11/2026;;secret;Former;Former;@ien;;;\n2;20/11/2026;9h;COPIL;Former encore;Former encore;@mary;;;secret-2026-001\n",
		"R-10001;20/12/2026;9h;COPIL;;;;;;\n",
	} {
		table, err := commands.ReadTable(strings.NewReader("N°;Date;Heure;Comité;Décision;Action;Qui;Écoles;Réunion;Remplace\n"+text), register.IsDecisionTable)
		require.NoError(t, err)
		in := register.Import{File: register.File{Table: table, Name: "registre.csv"}, Reading: commands.Reading}
		trial := in
		trial.Committee, trial.Trial = "SECRET", true
		all = append(all, in, trial)
	}
	f, err := everything(t)()
	require.NoError(t, err)
	all = append(all, register.Import{File: f, Reading: commands.Reading})
	return all
}

// everything is a table that can be read as any file of an archive.
func everything(t testing.TB) func() (register.File, error) {
	t.Helper()
	table, err := commands.ReadTable(strings.NewReader("UAI;Nom;Étape;N°;Date;Heure;Comité;Décision;Action\n"+
		"0940289D;Ecole Pasteur;retirée;7;20/11/2026;9h;COPIL;Reprendre;Reprendre\n"), register.IsDecisionTable)
	require.NoError(t, err)
	return func() (register.File, error) { return register.File{Table: table, Name: "archive.csv"}, nil }
}

// aboutSecret is how many lines of history tell of what SECRET does.
func (w *world) aboutSecret() int {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+w.file)
	require.NoError(w, err)
	defer func() { require.NoError(w, db.Close()) }()
	var n int
	require.NoError(w, db.QueryRowContext(w.Context(), `SELECT count(*) FROM history WHERE instr(subject, 'SECRET') > 0 AND subject NOT LIKE 'contract/%'
		OR subject LIKE 'meeting/%' AND lower(after_json) LIKE '%"committee":"secret"%'`).Scan(&n))
	return n
}
