// Package storagetest is the contract that every engine of storage passes.
// Only tests import it; it imports governance, testify and rapid.
package storagetest

import (
	"context"
	"reflect"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Store is what main asks of storage: the domain's store, and the Courier's side.
type Store interface {
	record.Store
	Ping(ctx context.Context) error
	Now() time.Time
	Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error)
	Settle(ctx context.Context, ends ...reminder.Settlement) (lost []reminder.Delivery, err error)
	Release(ctx context.Context, ds []reminder.Delivery) error
	NextDue(ctx context.Context, after time.Time) (time.Time, bool, error)
	Coalesce(ctx context.Context, now time.Time, late time.Duration, atLeast int) (int, error)
	Spend(ctx context.Context, nonce string, until time.Time) (first bool, err error)
	Restore(ctx context.Context, nonce string) error
	Backlog(ctx context.Context, now time.Time) (overdue int, oldest time.Time, err error)
}

// timed is a store whose time is set by hand.
type timed struct {
	Store
	hand *atomic.Pointer[time.Time]
}

// at sets the time of the store that a case was given.
func at(store Store, now time.Time) { store.(timed).hand.Store(&now) }

// Run holds the store that open returns to the contract. open is called once a
// case, for a store that is empty and lives at the moments that now tells, and
// closes it in a Cleanup.
func Run(t *testing.T, open func(t *testing.T, now record.Clock) Store) {
	for _, c := range []struct {
		name string
		test func(t *testing.T, store Store)
	}{
		{"it answers", func(t *testing.T, store Store) { require.NoError(t, store.Ping(t.Context())) }},
		{"every field comes back as it was", roundTrip},
		{"empty fields come back empty", emptyTrip},
		{"what is put again is replaced", replace},
		{"what is not there is ErrNone", none},
		{"a project sees nothing of another one", apart},
		{"without its project nothing is written", orphans},
		{"a team has one project", oneProject},
		{"projects are listed by age", projectOrder},
		{"schools are listed as people sort them", schoolOrder},
		{"sets of schools are listed by name, which each has alone", sets},
		{"hold-ups hold until they are lifted", holdUps},
		{"somebody is tied to a school once", teammates},
		{"quiet schools have no history of late", quietSchools},
		{"schools went from stage to stage, as history keeps it", stageChanges},
		{"deployed schools tell since when, and what was done for them", openings},
		{"schools are put by the thousand, the last of doubles", manySchools},
		{"a directory has a version, which each change raises", directoryVersions},
		{"a nickname stays until it is replaced", nicknames},
		{"schools are read by their UAIs, any number of them", schoolsByUAI},
		{"an import is kept until its last batch is written", imports},
		{"what a directory says leaves what is the project's own", listed},
		{"the last note is the latest", lastNote},
		{"committees and contracts are found in any case and listed by name", anyCase},
		{"a request begins with its project and the committees that there are", place},
		{"a number of another register is one entry's", formerRefs},
		{"decisions are listed the latest first", decisionOrder},
		{"decisions are filtered", decisionFilters},
		{"decisions are searched by words", decisionWords},
		{"a word is found in any form, a number whole", search},
		{"decisions are searched by day and person", whenAndByWhom},
		{"actions are listed by due date", actionOrder},
		{"actions are filtered", actionFilters},
		{"meetings are listed by start and filtered", meetings},
		{"feeds are found by their hash while they are read, one for each", feeds},
		{"minutes keep what was read and said, and their numbers", minutes},
		{"what is kept of somebody is found wherever it is", personalData},
		{"a function stands in the place of a name in all that is no formal record", inPlace},
		{"and in that of who has no account", nameInPlace},
		{"what expires does so at its time", retentions},
		{"verifications are listed by deadline and filtered", verifications},
		{"reservations are filtered", reservations},
		{"agreements are listed by their end, and by school", agreements},
		{"history is told oldest first", history},
		{"the history of a whole project is read in pages", keptHistory},
		{"school holidays are found by académie and by zone", vacations},
		{"the school holidays of a year are replaced together", vacationsAgain},

		{"an update that fails leaves nothing", rollback},
		{"an update that panics leaves nothing", rollbackOnPanic},
		{"a view refuses every write", viewRefuses},
		{"a view sees one state", viewIsOneState},
		{"an ended context is an error", endedContext},
		{"numbers count from 1 in each sequence", numbers},
		{"numbers have no gaps, whatever fails", numbersUnderLoad},
		{"no update of a project is lost", noLostUpdate},

		{"a form serves once, until it is given back", forms},
		{"of many who send a form one is the first", formRace},

		{"what is owed twice is owed once", oweOnce},
		{"claims give what is due, the first due first", claimOrder},
		{"a claimed delivery is nobody else's", claimOnce},
		{"of many claimers one gets each delivery", claimRace},
		{"a recipient is served in turn", inTurn},
		{"what stands aside holds up nobody", standsAside},
		{"a lease that runs out makes a delivery unknown", leaseRunsOut},
		{"a settled delivery is over", settle},
		{"a settlement without a lease is refused", leaseLost},
		{"what follows from an end is owed with it, unless the lease was lost", follows},
		{"a retry waits for its moment", retry},
		{"a settlement makes sense", senseless},
		{"of several settlements those that count are written", settleMany},
		{"a lease given back is no attempt", release},
		{"the next moment and the backlog are told", waiting},
		{"replanning cancels, adds and revives reminders", replan},
		{"replanning leaves what is sent, held or announced", replanLeaves},
		{"unsent reminders are told", unsent},
		{"and those that were told", told},
		{"replanning refuses what is no reminder of the subject", replanRefuses},
		{"replanning leaves what was passed on", replanLeavesPassedOn},
		{"what is to come is counted, and what is due is passed over", passOver},
		{"who was ever told something, and of which kind", addressed},
		{"a delivery tells how it went", sentOnes},
		{"a button is pressed once by each", presses},
		{"who has seen what is told, the first first", seenOrder},
		{"failures are told, the last first", failures},
		{"a failure is revived once, and begins anew", revive},
		{"a failure is known while it was told and nothing has arrived since", knownFailure},
		{"replanning any way sends each wanted reminder once", replanProperty},
		{"what of a subject is not settled is told", unsettled},
		{"many late deliveries to one recipient become one summary", sumUp},
		{"a summary takes no contract's, no digest, and nothing in hand or unclear", sumUpLeaves},
		{"what waits for open hours is late after them", sumUpQuiet},
		{"a summary that has not left takes in more", sumUpJoins},
		{"of many callers one sums up each recipient", sumUpRace},
	} {
		t.Run(c.name, func(t *testing.T) {
			hand := new(atomic.Pointer[time.Time])
			hand.Store(&noon)
			c.test(t, timed{open(t, func() time.Time { return *hand.Load() }), hand})
		})
	}
}

const (
	here      record.ProjectID = "wallon"
	elsewhere record.ProjectID = "brossolette"
)

// noon is a moment that is neither now nor in the machine's zone.
var noon = time.Date(2026, time.December, 18, 12, 0, 0, 123e6, time.UTC)

func today() calendar.Date { return calendar.DateOf(noon) }

// update runs fn in an update of the project, which must succeed.
func update(t *testing.T, store Store, p record.ProjectID, fn func(tx Tx) error) {
	t.Helper()
	require.NoError(t, Wide{store}.Update(t.Context(), p, fn))
}

// view runs fn in a view, which must succeed.
func view(t *testing.T, store Store, fn func(tx Tx) error) {
	t.Helper()
	require.NoError(t, Wide{store}.View(t.Context(), fn))
}

// found is what read answers in a view.
func found[T any](t *testing.T, store Store, read func(tx Tx) (T, error)) (v T) {
	t.Helper()
	view(t, store, func(tx Tx) (err error) {
		v, err = read(tx)
		return err
	})
	return v
}

// begin adds the projects here and elsewhere.
func begin(t *testing.T, store Store) {
	t.Helper()
	for _, p := range []record.ProjectID{here, elsewhere} {
		update(t, store, p, func(tx Tx) error {
			return tx.AddProject(record.Project{ID: p, Team: record.TeamID("team-" + p), Name: string(p), CreatedAt: noon})
		})
	}
}

// all runs the steps until one fails.
func all(steps ...error) error {
	for _, err := range steps {
		if err != nil {
			return err
		}
	}
	return nil
}

// pick takes a field of each element.
func pick[T, V any](list []T, field func(T) V) []V {
	var values []V
	for _, v := range list {
		values = append(values, field(v))
	}
	return values
}

// requireFilled fails when a field of v is zero: a round trip of it would then
// prove nothing, as when a field has been added since.
func requireFilled(t *testing.T, v any) {
	t.Helper()
	value := reflect.ValueOf(v)
	for i := range value.NumField() {
		require.False(t, value.Field(i).IsZero(), "%s.%s is zero", value.Type(), value.Type().Field(i).Name)
	}
}
