package storagetest

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

func keptHistory(t *testing.T, store Store) {
	r := fullRecord(here)
	renamed := record.Person{ID: ien.ID, Username: "ien.vitry"}
	lines := []record.HistoryLine{
		r.history, // which is written with the rest
		{Project: here, Subject: "school/0940198E", At: noon.Add(-time.Hour), By: record.Person{ID: "u-9", Username: "elue"}, Change: "school.noted", Note: text},
		{Project: here, Subject: "action/A-1", At: noon, By: renamed, Change: "action.seen"},
		{Project: here, Subject: "action/A-1", At: noon, Change: "action.again"},
	}
	update(t, store, here, r.write)
	update(t, store, elsewhere, fullRecord(elsewhere).write)
	for _, l := range lines[1:] {
		update(t, store, here, func(tx Tx) error { return tx.AddHistory(l) })
		l.Project = elsewhere
		update(t, store, elsewhere, func(tx Tx) error { return tx.AddHistory(l) })
	}
	page := func(after int64, limit int) []record.KeptLine {
		return found(t, store, func(tx Tx) ([]record.KeptLine, error) { return tx.KeptHistory(here, after, limit) })
	}
	all := page(0, 10)
	require.Equal(t, []string{"school.moved", "school.noted", "action.seen", "action.again"}, pick(all, func(l record.KeptLine) string { return l.Change }), "as they were written, whatever their moments")
	require.Contains(t, all[0].BeforeText, `"Stage":"fed"`)
	require.Contains(t, all[0].AfterText, `"Stage":"trained"`)
	require.Empty(t, all[1].BeforeText+all[1].AfterText)
	for i, l := range all {
		want := lines[i]
		want.Before, want.After = nil, nil
		require.Equal(t, want, l.HistoryLine)
	}
	first := page(0, 3)
	require.Equal(t, all[:3], first)
	require.Equal(t, all[3:], page(first[2].Number, 3))
	require.Empty(t, page(all[3].Number, 3))
	require.Equal(t, []record.Person{{ID: "u-9", Username: "elue"}, renamed},
		found(t, store, func(tx Tx) ([]record.Person, error) { return tx.Authors(here) }), "each once, by the latest name")
}

func passOver(t *testing.T, store Store) {
	begin(t, store)
	plan(t, store, -2, -1, 1, 2)
	upcoming := func() int {
		return found(t, store, func(tx Tx) (int, error) { return tx.Upcoming(here, noon) })
	}
	require.Equal(t, 2, upcoming(), "of what is due there is no more to wait for")
	update(t, store, here, func(tx Tx) error {
		return tx.Owe(reminder.Delivery{Project: here, Subject: subject, Kind: reminder.Undeliverable, Recipient: reminder.ToClock(here, "V-1", 1), Due: noon.Add(time.Hour)})
	})
	require.Equal(t, 2, upcoming(), "what nobody is told is not counted")
	held := claim(t, store, noon.Add(-90*time.Minute), many)
	require.Equal(t, []int{-2}, hours(held))
	update(t, store, here, func(tx Tx) error { return tx.PassOver(here, noon, reminder.SkipOver) })
	unsettled := found(t, store, func(tx Tx) ([]reminder.Delivery, error) { return tx.Unsettled(here, subject) })
	require.Equal(t, []int{-2, 1, 1, 2}, hours(unsettled), "what a Courier holds is its own to end, and what is to come stays")
}

func addressed(t *testing.T, store Store) {
	begin(t, store)
	channel := reminder.ToChannel("c-1")
	owed := func(to reminder.Recipient, kind reminder.DeliveryKind) bool {
		return found(t, store, func(tx Tx) (bool, error) { return tx.Addressed(to, kind) })
	}
	reached := func() bool { return found(t, store, func(tx Tx) (bool, error) { return tx.Reached(channel) }) }
	require.False(t, owed(channel, reminder.Undeliverable))
	owe(t, store, reminder.Delivery{Project: here, Subject: subject, Kind: reminder.Undeliverable, Recipient: channel, Due: noon.Add(-time.Hour)})
	require.True(t, owed(channel, reminder.Undeliverable))
	require.False(t, owed(channel, reminder.Summary), "nothing of that kind")
	require.False(t, owed(reminder.ToChannel("c-10"), reminder.Undeliverable))
	require.False(t, reached(), "not yet")
	for _, d := range claim(t, store, noon, many) {
		_, err := store.Settle(t.Context(), reminder.Settlement{Delivery: d, State: reminder.SettledSent, PostID: "p-1"})
		require.NoError(t, err)
	}
	require.True(t, reached())
	require.True(t, owed(channel, reminder.Undeliverable), "though it is sent")

	planned := remind(here, subject, noon.Add(time.Hour))
	plan(t, store, 1)
	require.True(t, owed(planned.Recipient, planned.Kind))
	plan(t, store)
	require.False(t, owed(planned.Recipient, planned.Kind), "what was cancelled never was")
}
