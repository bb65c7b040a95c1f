package scheduler_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"net/url"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

const team record.TeamID = "t"

var pilot = person("coordinatrice")

func person(u record.UserID) record.Person {
	return record.Person{ID: u, Username: string(u)}
}

// world is a project on a real SQLite file with one committee, COPIL, and one
// contract, M2026-04. Its clock stands still, but in a bubble. Nobody gets
// digests until a test turns them on.
type world struct {
	testing.TB
	*governance.Service
	store    *storage.Store
	chat     *chat
	composer *scheduler.Composer
	log      bytes.Buffer
	file     string
	paris    *time.Location

	mu      sync.Mutex
	hands   time.Time // what the clock was set to, and when
	set     time.Time
	runs    bool
	settled []string
	dues    map[int64]time.Time
	woken   func()
}

// start is when every world begins, in Paris: a Monday.
const start = "2026-11-23 08:00"

func newWorld(t testing.TB, defaults ...record.Defaults) *world {
	t.Helper()
	w := &world{TB: t, chat: newChat(), dues: map[int64]time.Time{}, file: storagetest.File(t), woken: func() {}}
	var err error
	w.paris, err = time.LoadLocation("Europe/Paris")
	require.NoError(t, err)
	w.at(start)
	w.store = w.open()
	catalog, err := i18n.Load()
	require.NoError(t, err)
	w.Service = governance.NewService(w.store, w.chat, w.now, append(defaults, record.Defaults{})[0], func() { w.woken() })
	w.composer = scheduler.NewComposer(w.Service, catalog, w.chat)
	_, err = w.CreateCommittee(t.Context(), w.as(pilot), committee.NewCommittee{Code: "COPIL", Name: "Comité de pilotage", Level: record.LevelTerritorial})
	require.NoError(t, err)
	w.digests(record.Digest{Off: true})
	_, err = w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: "M2026-04", Supplier: "Éditeur ENT"})
	require.NoError(t, err)
	return w
}

// digests changes COPIL's digest, and turns those of people on or off with it.
func (w *world) digests(g record.Digest) {
	w.Helper()
	_, _, err := w.SetDigest(w.Context(), w.as(pilot), "COPIL", whole(g))
	require.NoError(w, err)
	require.NoError(w, storagetest.Wide{Store: w.store}.Update(w.Context(), record.ProjectID(team), func(tx storagetest.Tx) error {
		for _, u := range []record.UserID{pilot.ID, "ien", "mary"} {
			f := reminder.DefaultPreferences(record.ProjectID(team), u)
			f.DigestOff = g.Off
			if err := tx.PutPreferences(f); err != nil {
				return err
			}
		}
		return nil
	}))
	if g.Off {
		w.exec("DELETE FROM deliveries WHERE kind LIKE 'digest.%'")
		return
	}
	require.NoError(w, w.PlanDigests(w.Context()))
}

func (w *world) exec(query string) {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: w.file}).EscapedPath())
	require.NoError(w, err)
	defer func() { require.NoError(w, db.Close()) }()
	_, err = db.ExecContext(w.Context(), query)
	require.NoError(w, err)
}

// inBubble runs a test in a bubble of synctest, where the world's clock runs on
// the bubble's time. A goroutine that is left behind fails the test.
func inBubble(t *testing.T, test func(t *testing.T, w *world)) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t)
		w.runs = true
		test(t, w)
	})
}

// open opens the world's database as one more process does.
func (w *world) open() *storage.Store {
	w.Helper()
	store, err := storage.Open(w.Context(), "sqlite:"+w.file, slog.New(slog.DiscardHandler), storage.Simulated(w.now))
	require.NoError(w, err)
	w.Cleanup(func() { _ = store.Close() })
	return store
}

func (w *world) now() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.runs {
		return w.hands
	}
	return w.hands.Add(time.Since(w.set))
}

// at moves the clock to "2026-12-18 14:00" in Paris.
func (w *world) at(s string) {
	w.Helper()
	w.setClock(w.moment(s))
}

func (w *world) setClock(to time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.hands, w.set = to, time.Now()
}

func (w *world) moment(s string) time.Time {
	w.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, w.paris)
	require.NoError(w, err)
	return t
}

func (w *world) as(p record.Person) record.Actor {
	return record.Actor{Team: team, User: p, Channel: "copil", Consent: record.Consent{All: true}}
}

// courier is one more Courier of the world.
func (w *world) courier(change ...func(*scheduler.Options)) *scheduler.Courier {
	return w.courierOn(w.store, change...)
}

func (w *world) courierOn(outbox scheduler.Outbox, change ...func(*scheduler.Options)) *scheduler.Courier {
	o := scheduler.Options{
		Now: w.now, Log: slog.New(slog.NewTextHandler(&w.log, nil)),
		Settled: func(kind reminder.DeliveryKind, outcome string) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.settled = append(w.settled, string(kind)+" "+outcome)
		},
	}
	for _, c := range change {
		c(&o)
	}
	return scheduler.NewCourier(outbox, w.composer, w.chat, o)
}

func (w *world) deliver() {
	w.Helper()
	_, err := w.courier().DeliverDue(w.Context())
	require.NoError(w, err)
}

// outcomes are what the metrics were told, in order.
func (w *world) outcomes() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return append([]string{}, w.settled...)
}

// pass lets time go by, inside a bubble of synctest.
func (w *world) pass(d time.Duration) {
	<-time.After(d)
	synctest.Wait()
}

// run starts a Courier and answers how to stop it and wait for its end.
func (w *world) run(c *scheduler.Courier) (stop func()) {
	w.Helper()
	ctx, cancel := context.WithCancel(w.Context())
	ended := make(chan error)
	go func() { ended <- c.Run(ctx) }()
	synctest.Wait()
	return func() {
		w.Helper()
		cancel()
		require.NoError(w, <-ended)
	}
}

// decision logs a decision, which is owed to the committee's channel at once.
func (w *world) decision(text string) committee.Decision {
	w.Helper()
	dec, err := w.LogDecision(w.Context(), w.as(pilot), committee.NewDecision{Text: text, Committee: "copil"})
	require.NoError(w, err)
	return dec
}

// action gives an action to people, who are owed a message at once.
func (w *world) action(due string, to ...record.Person) rollout.SupportAction {
	w.Helper()
	act, err := w.CreateAction(w.Context(), w.as(pilot), rollout.NewAction{
		Title: "Former l'équipe", Assignees: to, Due: calendar.MustParseDate(due),
	})
	require.NoError(w, err)
	return act
}

func (w *world) meeting(at string) committee.Meeting {
	w.Helper()
	m, _, err := w.ScheduleMeeting(w.Context(), w.as(pilot), committee.NewMeeting{Committee: "copil", Start: w.moment(at)})
	require.NoError(w, err)
	return m
}

// owe owes the announcement of a decision, moments after the first of which
// the project begins, to a recipient.
func (w *world) owe(dec committee.Decision, to reminder.Recipient, after ...time.Duration) {
	w.Helper()
	var owed []reminder.Delivery
	for _, d := range after {
		owed = append(owed, reminder.Delivery{
			Project: dec.Project, Subject: dec.Subject(), Kind: committee.DecisionSettled,
			Recipient: to, Due: w.moment(start).Add(d), Occurrence: fmt.Sprint(dec.Version),
		})
	}
	require.NoError(w, storagetest.Wide{Store: w.store}.Update(w.Context(), dec.Project, func(tx storagetest.Tx) error { return tx.Owe(owed...) }))
}

// recorded are the deliveries as the database has them, in the order in which
// they are due: "kind recipient state reason".
func (w *world) recorded() []string {
	w.Helper()
	return w.rows("SELECT kind || ' ' || recipient || ' ' || state || iif(reason = '', '', ' ' || reason) FROM deliveries ORDER BY due_at, id")
}

// rows are the lines of a query of one column of text.
func (w *world) rows(query string) []string {
	w.Helper()
	db, err := sql.Open("sqlite", "file:"+(&url.URL{Path: w.file}).EscapedPath())
	require.NoError(w, err)
	defer func() { require.NoError(w, db.Close()) }()
	rows, err := db.QueryContext(w.Context(), query)
	require.NoError(w, err)
	defer func() { require.NoError(w, rows.Close()) }()
	lines := []string{}
	for rows.Next() {
		var line string
		require.NoError(w, rows.Scan(&line))
		lines = append(lines, line)
	}
	require.NoError(w, rows.Err())
	return lines
}

// firstLines are what was posted, each to its first line.
func firstLines(posts []post) []string {
	lines := []string{}
	for _, p := range posts {
		line, _, _ := strings.Cut(p.Text, "\n")
		lines = append(lines, line)
	}
	return lines
}

// to moves something to that very day or moment.
func to[T any](at T) record.Shift[T] {
	return func(T) (T, []record.Doubt, error) { return at, nil, nil }
}

// whole is all of when a digest comes.
func whole(g record.Digest) committee.DigestChange {
	return committee.DigestChange{Off: g.Off, Day: &g.Day, At: &g.At}
}
