package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

func TestReassignAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	_, err := w.CreateAction(t.Context(), w.as(pilot), rollout.NewAction{
		Title: "Former", Due: day("2026-12-15"), Assignees: []record.Person{person(other), person(member)},
	})
	require.NoError(t, err)
	owed := func(kind reminder.DeliveryKind) []string { return w.owed("action/A-1", kind) }

	t.Run("those who lose it and those who get it are told, reminders follow", func(t *testing.T) {
		w.at("2026-11-24 08:00")
		before, after, err := w.ReassignAction(t.Context(), w.as(pilot), rollout.Reassign{Number: 1, People: []record.Person{person(member), person(guest), person(guest)}})
		require.NoError(t, err)
		require.Equal(t, []record.Person{person(other), person(member)}, before.Assignees)
		require.Equal(t, []record.Person{person(member), person(guest)}, after.Assignees)
		require.Equal(t, []string{"2026-11-24 08:00 user/u-other"}, owed(rollout.ActionWithdrawn))
		require.Equal(t, "2026-11-24 08:00 user/u-guest", owed(rollout.ActionAssigned)[2], "who keeps it is not told again")
		require.Len(t, owed(rollout.ActionAssigned), 3)
		require.Equal(t, []string{
			"2026-12-14 09:00 user/u-member", "2026-12-14 09:00 user/u-guest", "2026-12-15 09:00 user/u-member", "2026-12-15 09:00 user/u-guest",
		}, owed(rollout.ActionReminder))
		require.Equal(t, []string{"action.created", "action.reassigned"}, w.changes("action/A-1"))
	})
	t.Run("who gives it to themselves, or away, knows", func(t *testing.T) {
		_, _, err := w.ReassignAction(t.Context(), w.as(member), rollout.Reassign{Number: 1, People: []record.Person{person(pilot)}})
		require.NoError(t, err)
		require.Len(t, owed(rollout.ActionWithdrawn), 2, "other before, guest now, not member")
	})
	t.Run("to the same people is refused", func(t *testing.T) {
		_, _, err := w.ReassignAction(t.Context(), w.as(pilot), rollout.Reassign{Number: 1, People: []record.Person{person(pilot), person(pilot)}})
		require.Equal(t, "for", asError(t, err, record.Conflict, "action.same_people").Param)
	})
	t.Run("it is told as it is when it is told", func(t *testing.T) {
		all := w.claim()
		for _, tc := range []struct {
			kind reminder.DeliveryKind
			to   record.UserID
			want reminder.SkipReason
		}{
			{rollout.ActionAssigned, guest, reminder.SkipGone}, {rollout.ActionWithdrawn, other, ""}, {rollout.ActionWithdrawn, guest, ""},
		} {
			for _, d := range all {
				if d.Kind == tc.kind && d.Recipient == reminder.ToPerson(tc.to) {
					b, err := w.Content(t.Context(), d)
					require.NoError(t, err)
					require.Equal(t, tc.want, b.Skip, "%s %s", tc.kind, tc.to)
				}
			}
		}
		require.NoError(t, reassign(other)(w))
		b, err := w.Content(t.Context(), nth(t, all, rollout.ActionWithdrawn, 0))
		require.NoError(t, err)
		require.Equal(t, reminder.SkipChanged, b.Skip, "given back in the meantime")
		require.Equal(t, person(pilot), b.Change.By, "of the change that it tells of")
	})
}

func TestCancelAction(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	_, err := w.CreateAction(t.Context(), w.as(member), rollout.NewAction{
		Title: "Former", Due: day("2026-12-15"), Assignees: []record.Person{person(other)},
	})
	require.NoError(t, err)
	assigned := nth(t, w.claim(), rollout.ActionAssigned, 0)
	act, err := w.CancelAction(t.Context(), w.as(pilot), 1, " École fermée ")
	require.NoError(t, err)
	require.Equal(t, []any{rollout.ActionOff, w.now(), 2}, []any{act.State, act.ClosedAt, act.Version})
	require.Empty(t, w.owed("action/A-1", rollout.ActionReminder))
	require.ElementsMatch(t, []string{"2026-11-23 08:00 user/u-other", "2026-11-23 08:00 user/u-member"}, w.owed("action/A-1", rollout.ActionCancelled))
	lines := w.history("action/A-1")
	require.Equal(t, []string{"action.cancelled", "École fermée"}, []string{lines[1].Change, lines[1].Note})

	b, err := w.Content(t.Context(), nth(t, w.claim(), rollout.ActionCancelled, 0))
	require.NoError(t, err)
	require.Equal(t, []any{reminder.SkipReason(""), "École fermée", person(pilot)}, []any{b.Skip, b.Change.Note, b.Change.By})
	b, err = w.Content(t.Context(), assigned)
	require.NoError(t, err)
	require.Equal(t, reminder.SkipClosed, b.Skip)
	for _, again := range []error{
		complete(w, w.as(other)), reassign(member)(w),
		func() error { _, err := w.CancelAction(t.Context(), w.as(pilot), 1, ""); return err }(),
	} {
		require.Equal(t, rollout.ActionOff, asError(t, again, record.Conflict, "action.closed").Args["state"])
	}
	o, err := w.Overview(t.Context(), w.as(pilot))
	require.NoError(t, err)
	require.Zero(t, o.OpenActions)
}
