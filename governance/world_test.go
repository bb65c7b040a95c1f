package governance_test

import (
	"database/sql"
	"encoding/json"
	"errors"
	"log/slog"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	_ "time/tzdata"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/storage"
	"pilotent/storage/storagetest"
)

// Three schools of the real directory.
const (
	wallonA   record.UAI = "0940198E"
	wallonB   record.UAI = "0940573M"
	jauresMat record.UAI = "0940451E"
)

const threeSchools = "UAI;Nom;Commune\n" +
	"0940198E;Ecole élémentaire Henri Wallon A;Vitry-sur-Seine\n" +
	"0940573M;Ecole élémentaire Henri Wallon B;Vitry-sur-Seine\n" +
	"0940451E;Ecole maternelle Jean Jaurès;Vitry-sur-Seine\n"

// world is a project on a real SQLite file, with a chat and a clock of its own.
type world struct {
	testing.TB
	*governance.Service
	store *storage.Store
	chat  *directory
	file  string
	zone  *time.Location
	clock atomic.Pointer[time.Time]
	// settled is told of each end that bring is about to write; may be nil.
	settled func(reminder.Settlement)
	// rows looks at the file from outside; everything reads all of every table.
	rows       func() *sql.DB
	everything func() *sql.Stmt
}

// newWorld is an empty project in Paris, on Monday 23 November 2026 at 8 h.
func newWorld(t testing.TB) *world { return newWorldIn(t, record.Defaults{}) }

func newWorldIn(t testing.TB, defaults record.Defaults) *world {
	t.Helper()
	w := &world{TB: t, chat: newDirectory(), file: storagetest.File(t)}
	name := defaults.Zone
	if name == "" {
		name = "Europe/Paris"
	}
	var err error
	w.zone, err = time.LoadLocation(name)
	require.NoError(t, err)
	w.at("2026-11-23 08:00")
	store, err := storage.Open(t.Context(), "sqlite:"+w.file, slog.New(slog.DiscardHandler), storage.Simulated(w.now))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, store.Close()) })
	w.store = store
	w.rows, w.everything = sync.OnceValue(w.openRows), sync.OnceValue(w.prepareEverything)
	w.Service = governance.NewService(store, w.chat, w.now, defaults, nil)
	return w
}

func (w *world) openRows() *sql.DB {
	db, err := sql.Open("sqlite", "file:"+w.file)
	require.NoError(w, err)
	db.SetMaxOpenConns(1)
	w.Cleanup(func() { require.NoError(w, db.Close()) })
	return db
}

// prepareEverything is one query for all tables: it is asked hundreds of times.
func (w *world) prepareEverything() *sql.Stmt {
	tables := w.column(`SELECT 'SELECT concat_ws('' '', ''' || name || ''', ' ||
			(SELECT group_concat('quote(' || name || ')') FROM pragma_table_info(t.name)) || ') AS line FROM ' || name
		FROM sqlite_master t WHERE type = 'table' AND name NOT LIKE 'sqlite%'`)
	all, err := w.rows().PrepareContext(w.Context(), strings.Join(tables, " UNION ALL ")+" ORDER BY line")
	require.NoError(w, err)
	return all
}

// replica is the same project to another process.
func (w *world) replica() *governance.Service {
	w.Helper()
	store, err := storage.Open(w.Context(), "sqlite:"+w.file, slog.New(slog.DiscardHandler), storage.Simulated(w.now))
	require.NoError(w, err)
	w.Cleanup(func() { require.NoError(w, store.Close()) })
	return governance.NewService(store, w.chat, w.now, record.Defaults{}, nil)
}

// withCopil adds three schools and the open committee COPIL.
func (w *world) withCopil() *world {
	w.Helper()
	w.importing(threeSchools)
	w.committee("COPIL", copil, record.DiffusionTeam)
	return w
}

func (w *world) now() time.Time { return *w.clock.Load() }

// moment reads "2026-12-18 14:00" in the project's zone.
func (w *world) moment(s string) time.Time {
	w.Helper()
	t, err := time.ParseInLocation("2006-01-02 15:04", s, w.zone)
	require.NoError(w, err)
	return t
}

func (w *world) at(s string) {
	w.Helper()
	t := w.moment(s)
	w.clock.Store(&t)
}

func (w *world) as(u record.UserID, in ...record.ChannelID) record.Actor {
	// What is unusual is what many of these tests are about, and not the question.
	a := record.Actor{Team: team, User: person(u), Channel: lobby, Consent: record.Consent{All: true}}
	if len(in) > 0 {
		a.Channel = in[0]
	}
	return a
}

func (w *world) importing(csv string) perimeter.ImportReport {
	w.Helper()
	rep, err := w.ImportSchools(w.Context(), w.as(pilot), perimeter.SchoolImport{Table: table(w, csv)})
	require.NoError(w, err)
	require.Empty(w, rep.Problems)
	return rep.ImportReport
}

func (w *world) committee(code string, in record.ChannelID, d record.Diffusion) {
	w.Helper()
	a := w.as(pilot, in)
	a.Consent.All = true // to a channel that has one already
	_, err := w.CreateCommittee(w.Context(), a, committee.NewCommittee{
		Code: code, Name: "Comité " + code, Level: record.LevelTerritorial, Diffusion: d,
	})
	require.NoError(w, err)
}

// decide logs a decision, which selects schools when it begins with « Retenir ».
func (w *world) decide(text, code string, schools ...record.UAI) committee.Decision {
	w.Helper()
	return w.log(committee.NewDecision{Text: text, Committee: code, Schools: schools})
}

func (w *world) log(n committee.NewDecision) committee.Decision {
	w.Helper()
	if strings.HasPrefix(n.Text, "Retenir") {
		n.Selection = committee.SelectionSelects
	}
	dec, err := w.LogDecision(w.Context(), sure(w.as(pilot)), n)
	require.NoError(w, err)
	return dec
}

func (w *world) propose(text, code string, schools ...record.UAI) committee.Decision {
	w.Helper()
	return w.log(committee.NewDecision{Text: text, Committee: code, Schools: schools, Proposed: true})
}

func (w *world) schedule(code, start string) committee.Meeting {
	w.Helper()
	m, _, err := w.ScheduleMeeting(w.Context(), w.as(pilot), committee.NewMeeting{Committee: code, Start: w.moment(start)})
	require.NoError(w, err)
	return m
}

// claim takes everything that is owed but digests, at whatever moment, and
// gives it back.
func (w *world) claim() []reminder.Delivery {
	w.Helper()
	return slices.DeleteFunc(w.claimAll(), func(d reminder.Delivery) bool { return governance.Subjects().Policy(d.Kind).Chain })
}

func (w *world) claimAll() []reminder.Delivery {
	w.Helper()
	now, late := w.clock.Load(), time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	w.clock.Store(&late)
	defer w.clock.Store(now)
	all, err := w.store.Claim(w.Context(), time.Hour, 10_000)
	require.NoError(w, err)
	require.NoError(w, w.store.Release(w.Context(), all))
	return all
}

// owed are the deliveries about subject of one of the kinds, as "moment
// recipient", in the project's zone, the first due first.
func (w *world) owed(subject record.Subject, kinds ...reminder.DeliveryKind) []string {
	w.Helper()
	lines := []string{}
	for _, d := range w.claim() {
		for _, k := range kinds {
			if d.Subject == subject && d.Kind == k {
				lines = append(lines, d.Due.In(w.zone).Format("2006-01-02 15:04 ")+string(d.Recipient))
			}
		}
	}
	return lines
}

// send brings what is due now to those who wait for it.
func (w *world) send() {
	w.Helper()
	due, err := w.store.Claim(w.Context(), time.Hour, 10_000)
	require.NoError(w, err)
	for _, d := range due {
		_, err := w.store.Settle(w.Context(), reminder.Settlement{Delivery: d, State: reminder.SettledSent, PostID: "p", At: w.now()})
		require.NoError(w, err)
	}
}

// sentOn are the action reminders about subject that have been sent, as owed
// tells those that have not.
func (w *world) sentOn(subject record.Subject) []string {
	w.Helper()
	lines := []string{}
	for _, due := range w.column("SELECT due_at FROM deliveries WHERE state = 'sent' AND kind = 'action.reminder' AND subject = '" + string(subject) + "' ORDER BY due_at") {
		ms, err := strconv.ParseInt(due, 10, 64)
		require.NoError(w, err)
		lines = append(lines, time.UnixMilli(ms).In(w.zone).Format("2006-01-02 15:04"))
	}
	return lines
}

// changes are the keys of the history of subject, oldest first.
func (w *world) changes(subject record.Subject) []string {
	w.Helper()
	var keys []string
	for _, l := range w.history(subject) {
		keys = append(keys, l.Change)
	}
	return keys
}

func (w *world) history(subject record.Subject) []record.HistoryLine {
	w.Helper()
	var lines []record.HistoryLine
	require.NoError(w, storagetest.Wide{Store: w.store}.View(w.Context(), func(tx storagetest.Tx) (err error) {
		lines, err = tx.History(record.ProjectID(team), subject)
		return err
	}))
	return lines
}

// dump is every row of every table: what "nothing was written" is held to.
func (w *world) dump() string {
	w.Helper()
	all := strings.Join(w.texts(w.everything().QueryContext(w.Context())), "\n") //nolint:sqlclosecheck // texts closes them
	require.Contains(w, all, "projects ")
	return all
}

func (w *world) column(query string) []string {
	w.Helper()
	return w.texts(w.rows().QueryContext(w.Context(), query))
}

// texts are the values of a query's only column.
func (w *world) texts(rows *sql.Rows, err error) []string {
	w.Helper()
	require.NoError(w, err)
	defer func() { require.NoError(w, rows.Close()) }()
	var values []string
	for rows.Next() {
		var v string
		require.NoError(w, rows.Scan(&v))
		values = append(values, v)
	}
	require.NoError(w, rows.Err())
	return values
}

// asError is the domain error that err is, checked for its code and key.
func asError(t testing.TB, err error, code record.Code, key string) *record.Error {
	t.Helper()
	var e *record.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, string(code)+" "+key, string(e.Code)+" "+e.Key)
	return e
}

// keyOf is the key of a domain error, "" for none, "internal" for another one.
func keyOf(err error) string {
	var e *record.Error
	switch {
	case err == nil:
		return ""
	case errors.As(err, &e):
		return e.Key
	default:
		return "internal"
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	b, err := json.MarshalIndent(v, "", " ")
	require.NoError(t, err)
	return string(b)
}

func day(s string) calendar.Date { return calendar.MustParseDate(s) }

// to moves something to that very day or moment.
func to[T any](at T) record.Shift[T] {
	return func(T) (T, []record.Doubt, error) { return at, nil, nil }
}

// whole is all of when a digest comes.
func whole(g record.Digest) committee.DigestChange {
	return committee.DigestChange{Off: g.Off, Day: &g.Day, At: &g.At}
}

// table is what a file says, read as the program does.
func table(t testing.TB, text string) perimeter.Table {
	t.Helper()
	read, err := commands.ReadTable(strings.NewReader(text), func(titles []string) bool {
		return perimeter.IsSchoolTable(titles) || perimeter.IsVacationTable(titles)
	})
	require.NoError(t, err)
	return read
}
