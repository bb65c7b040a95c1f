package governance_test

import (
	"errors"
	"flag"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"

	"pilotent/governance"
	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/storage/storagetest"
)

// model is what people did, and what is owed to them by the plain rules.
type model struct {
	*world
	rt    *rapid.T
	era   calendar.Date
	walls *sync.Map

	zone   string // the project's
	region calendar.Region
	quiet  record.Quiet
	rhythm []record.Lead
	people map[record.UserID]settings
	lives  map[record.UserID]string // by the chat

	meetings      map[record.Subject]meeting
	actions       map[record.Subject]action
	verifications map[record.Subject]verification
	order         []record.Subject

	owed, sent map[record.Subject][]row
	// inTime says that the Courier comes at every moment, as it should.
	inTime bool
}

type meeting struct {
	number int
	start  time.Time
	zone   string
	off    bool
}

type action struct {
	number  int
	due     calendar.Date
	holders []record.UserID
	open    bool
}

type verification struct {
	number             int
	deadline           calendar.Date
	replyBy            calendar.Date // of a prolongation that is asked for
	inCharge, deputies []record.UserID
	seen               []record.UserID
	open               bool
}

// TestWhatIsOwedIsWhatThePlainRulesSay: whatever is planned, moved, cancelled,
// given, seen and decided, however hours and zones change, and whether the Courier
// comes in time or late, each subject owes the reminders that a plain recomputation
// gives. None is planned for the past, none twice, and none that was sent; and while
// the Courier is in time, each comes at the moment for which it was planned.
func TestWhatIsOwedIsWhatThePlainRulesSay(t *testing.T) {
	var walls sync.Map
	inParts(t, 5, func(t *testing.T, rt *rapid.T) { // under the race detector each check takes half a second
		m := newModel(t, rt, &walls)
		for _, step := range []string{"schedule", "give", "give", "open", "ask"} {
			m.do(step)
			m.check(step)
		}
		for range rapid.IntRange(4, 12).Draw(rt, "steps") {
			step := rapid.SampledFrom([]string{
				"schedule", "move", "call off", "rhythm", "give", "take", "reassign", "postpone", "close", "open", "see", "see", "decide", "ask", "ask", "answer", "clause",
				"prefer", "prefer", "pause", "resume", "travel", "travel", "project", "project", "pass", "pass", "pass", "outage", "outage", "courier",
			}).Draw(rt, "step")
			m.do(step)
			m.check(step)
		}
		m.pass(m.now().AddDate(0, 0, 15))
		m.check("the end")
		require.NoError(rt, m.store.Close())
	})
}

// partChecks is how many checks a part of a property makes.
const partChecks = 10

// inParts checks a property that takes long, in so many parts of partChecks that run
// side by side. rapid counts by a flag of the whole process: whoever calls this is
// not parallel, so that no other test looks at the flag while it differs. Who says
// how many, by -rapid.checks, says it of all parts together.
func inParts(t *testing.T, parts int, property func(*testing.T, *rapid.T)) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	asked, each := f.Value.String(), partChecks
	if asked != f.DefValue {
		n, err := strconv.Atoi(asked)
		require.NoError(t, err)
		each = (n + parts - 1) / parts
	}
	require.NoError(t, f.Value.Set(strconv.Itoa(each)))
	t.Cleanup(func() { require.NoError(t, f.Value.Set(asked)) })
	for i := range parts {
		t.Run(fmt.Sprint("part ", i+1), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(rt *rapid.T) { property(t, rt) })
		})
	}
}

func newModel(t *testing.T, rt *rapid.T, walls *sync.Map) *model {
	m := &model{
		world: newWorld(t), rt: rt, walls: walls, zone: "Europe/Paris", region: calendar.RegionMetropole, quiet: record.DefaultQuiet(),
		rhythm: record.DefaultLeads(), people: map[record.UserID]settings{}, lives: map[record.UserID]string{},
		meetings: map[record.Subject]meeting{}, actions: map[record.Subject]action{}, verifications: map[record.Subject]verification{},
		owed: map[record.Subject][]row{}, sent: map[record.Subject][]row{},
	}
	// The nights of both clock changes, the year's end, 29 February, and plain days.
	m.era = day(rapid.SampledFrom([]string{"2026-10-25", "2027-03-28", "2026-12-31", "2028-02-29", "2026-11-25"}).Draw(rt, "around"))
	m.at(m.era.AddDays(-2).String() + " 08:10")
	m.settled = m.note
	m.committee("COPIL", copil, record.DiffusionTeam)
	m.withContract("")
	// Digests have a property of their own, and would take most of the time.
	m.put(func(tx storagetest.Tx) error {
		c, err := tx.Committee(record.ProjectID(team), "COPIL")
		require.NoError(t, err)
		c.Digest = &record.Digest{Off: true}
		for _, u := range []record.UserID{pilot, member, other} {
			f := reminder.DefaultPreferences(c.Project, u)
			f.DigestOff = true
			require.NoError(t, tx.PutPreferences(f))
		}
		return tx.PutCommittee(c)
	})
	return m
}

// note takes what the Courier has settled from what is owed.
func (m *model) note(r reminder.Settlement) {
	d := r.Delivery
	if !governance.Subjects().Policy(d.Kind).Reminder || governance.Subjects().Policy(d.Kind).Chain {
		return
	}
	told := row{d.Kind, d.Recipient, d.Due.UnixMilli(), d.Occurrence}
	wasOwed := slices.Contains(m.owed[d.Subject], told)
	if m.inTime && wasOwed && m.now().Equal(d.Due) {
		require.Contains(m.rt, []reminder.SettledState{reminder.SettledSent, reminder.SettledSkipped}, r.State, "%v waits until %s", d, r.RetryAt)
		if r.State == reminder.SettledSkipped {
			require.Equal(m.rt, reminder.ReasonPassedOn, r.Reason, "%v, at its moment", d)
		}
	}
	if r.State == reminder.SettledRetry {
		return
	}
	if r.State == reminder.SettledSent || r.Reason == reminder.ReasonPassedOn {
		require.NotContains(m.rt, m.sent[d.Subject], told)
		if u, ok := d.Recipient.Person(); ok && d.Kind == rollout.ActionReminder && m.inTime {
			for _, s := range m.sent[d.Subject] {
				require.False(m.rt, s.to == d.Recipient && sameDay(s.due(), d.Due, m.zoneOf(u)), "%v after %v, on one day", d, s)
			}
		}
		m.sent[d.Subject] = append(m.sent[d.Subject], told)
	}
	m.owed[d.Subject] = slices.DeleteFunc(m.owed[d.Subject], func(o row) bool { return o == told })
}

// check compares what each subject owes with the model.
func (m *model) check(step string) {
	require.NoError(m.rt, storagetest.Wide{Store: m.store}.View(m.Context(), func(tx storagetest.Tx) error {
		for _, s := range m.order {
			unsettled, err := tx.Unsettled(record.ProjectID(team), s)
			require.NoError(m.rt, err)
			got := []string{}
			for _, d := range unsettled {
				if governance.Subjects().Policy(d.Kind).Reminder {
					got = append(got, m.line(row{d.Kind, d.Recipient, d.Due.UnixMilli(), d.Occurrence}))
				}
			}
			want := []string{}
			for _, r := range m.owed[s] {
				want = append(want, m.line(r))
				require.NotContains(m.rt, m.sent[s], r, "%s is owed again, after %s", s, step)
			}
			slices.Sort(got)
			slices.Sort(want)
			require.Equal(m.rt, want, got, "%s at %s, after %s: %+v %+v %+v; sent %v", s, m.now().In(m.world.zone), step, m.meetings[s], m.actions[s], m.verifications[s], m.sent[s])
			require.Equal(m.rt, slices.Compact(got), got, "none twice")
		}
		return nil
	}))
}

func (m *model) line(r row) string {
	return fmt.Sprintf("%s %s %s %s", r.due().In(mustZone(m.zone)).Format(time.RFC3339), r.kind, r.to, r.occurrence)
}

// done reports whether the change was made; what the rules refuse changes nothing.
func (m *model) done(err error) bool {
	var refused *record.Error
	if err != nil {
		require.True(m.rt, errors.As(err, &refused), "%v", err)
	}
	return err == nil
}

// change applies a change of a subject, after which nothing new is planned for the past.
func (m *model) change(s record.Subject) {
	before := slices.Clone(m.owed[s])
	m.changed(s)
	m.mustBeToCome(s, before)
	if !slices.Contains(m.order, s) {
		m.order = append(m.order, s)
	}
}

func (m *model) mustBeToCome(s record.Subject, before []row) {
	for _, r := range m.owed[s] {
		overtaken := r.occurrence == reminder.Overtaken && !r.due().Before(m.now())
		require.True(m.rt, slices.Contains(before, r) || r.due().After(m.now()) || overtaken, "%v is planned for the past at %s", r, m.now())
	}
}

// changeHours applies a change of hours to the actions that somebody holds, or to
// all that the project owes.
func (m *model) changeHours(u record.UserID, change func()) {
	before := map[record.Subject][]lead{}
	for _, s := range m.order {
		_, isVerification := m.verifications[s]
		if a, isAction := m.actions[s]; isAction && (u == "" || slices.Contains(a.holders, u)) || isVerification && u == "" {
			before[s] = m.leads(s)
		}
	}
	change()
	for s, leads := range before {
		was := slices.Clone(m.owed[s])
		m.hoursChanged(s, leads)
		m.mustBeToCome(s, was)
	}
}

// prefers is what follows when somebody's settings are what they are from now on.
func (m *model) prefers(u record.UserID, change func(*settings)) {
	next := m.people[u]
	next.zone = m.lives[u]
	change(&next)
	if !reflect.DeepEqual(next, m.people[u]) {
		m.changeHours(u, func() { m.people[u] = next })
	}
}

// pass lets time go by with a Courier that comes in time.
func (m *model) pass(until time.Time) {
	m.inTime = true
	m.bringUntil(until)
	m.inTime = false
}
