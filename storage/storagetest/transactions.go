package storagetest

import (
	"context"
	"errors"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/perimeter"
	"pilotent/governance/rollout"
)

var errOnPurpose = errors.New("on purpose")

func rollback(t *testing.T, store Store) {
	err := Wide{store}.Update(t.Context(), here, func(tx Tx) error {
		require.NoError(t, fullRecord(here).write(tx))
		return errOnPurpose
	})
	require.ErrorIs(t, err, errOnPurpose)
	require.Empty(t, found(t, store, Tx.Projects))
}

func rollbackOnPanic(t *testing.T, store Store) {
	boom := func(tx Tx) error {
		require.NoError(t, fullRecord(here).write(tx))
		panic("boom")
	}
	require.PanicsWithValue(t, "boom", func() { _ = Wide{store}.Update(t.Context(), here, boom) })
	require.PanicsWithValue(t, "boom", func() { _ = Wide{store}.View(t.Context(), func(Tx) error { panic("boom") }) })
	require.Empty(t, found(t, store, Tx.Projects))
	update(t, store, here, fullRecord(here).write)
}

func viewRefuses(t *testing.T, store Store) {
	begin(t, store)
	r := fullRecord(here)
	writes := r.writes()
	writes["project"] = func(tx Tx) error { return tx.AddProject(fullRecord("third").project) }
	for name, write := range writes {
		require.Error(t, Wide{store}.View(t.Context(), write), name)
	}
	require.Len(t, found(t, store, Tx.Projects), 2)
	require.Empty(t, found(t, store, func(tx Tx) ([]perimeter.School, error) { return tx.Schools(here) }))
}

func viewIsOneState(t *testing.T, store Store) {
	begin(t, store)
	put := func(number int) func(Tx) error {
		return func(tx Tx) error {
			return all(tx.PutAction(rollout.SupportAction{Project: here, Number: number}), tx.PutMeeting(committee.Meeting{Project: here, Number: number}))
		}
	}
	update(t, store, here, put(1))
	view(t, store, func(tx Tx) error {
		before, err := tx.Actions(here, rollout.ActionFilter{})
		require.NoError(t, err)
		update(t, store, here, put(2))
		after, err := tx.Actions(here, rollout.ActionFilter{})
		require.Equal(t, before, after)
		require.NoError(t, err)
		meetings, err := tx.Meetings(here, committee.MeetingFilter{})
		require.Len(t, meetings, 1)
		return err
	})
	require.Equal(t, []int{1, 2}, actions(t, store, rollout.ActionFilter{}))
}

func endedContext(t *testing.T, store Store) {
	begin(t, store)
	ctx, cancel := context.WithCancel(t.Context())
	err := Wide{store}.Update(ctx, here, func(tx Tx) error {
		_, err := tx.Next(here, "action")
		require.NoError(t, err)
		cancel()
		_, err = tx.Next(here, "action")
		require.ErrorIs(t, err, context.Canceled)
		return nil
	})
	require.Error(t, err, "nothing is committed after the end")
	untouched := func(Tx) error { t.Error("called"); return nil }
	require.ErrorIs(t, Wide{store}.Update(ctx, here, untouched), context.Canceled)
	require.ErrorIs(t, Wide{store}.View(ctx, untouched), context.Canceled)
	_, err = store.Claim(ctx, lease, 1)
	require.ErrorIs(t, err, context.Canceled)

	update(t, store, here, func(tx Tx) error {
		same(t, 1)(tx.Next(here, "action"))
		return nil
	})
}

func numbers(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		same(t, 1)(tx.Next(here, "action"))
		same(t, 2)(tx.Next(here, "action"))
		same(t, 1)(tx.Next(here, "meeting"))
		same(t, 1)(tx.Next(elsewhere, "action"))
		same(t, 3)(tx.Next(here, "action"))
		return nil
	})
}

// together runs fn callers times at once and waits for all.
func together(callers int, fn func(i int)) {
	var wait sync.WaitGroup
	for i := range callers {
		wait.Go(func() { fn(i) })
	}
	wait.Wait()
}

func numbersUnderLoad(t *testing.T, store Store) {
	begin(t, store)
	const callers, failing = 75, 3 // one in three
	var mu sync.Mutex
	got := map[int]bool{}
	together(callers, func(i int) {
		var number int
		err := Wide{store}.Update(t.Context(), here, func(tx Tx) (err error) {
			if number, err = tx.Next(here, "decision/COPIL/2026"); err != nil {
				return err
			}
			if i%failing == 0 {
				return errOnPurpose
			}
			return nil
		})
		if i%failing == 0 {
			if !errors.Is(err, errOnPurpose) {
				t.Errorf("update %d: %v", i, err)
			}
			return
		}
		if err != nil {
			t.Errorf("update %d: %v", i, err)
			return
		}
		mu.Lock()
		defer mu.Unlock()
		got[number] = true
	})
	require.Len(t, got, 50)
	for n := 1; n <= 50; n++ {
		require.True(t, got[n], "number %d", n)
	}
}

func noLostUpdate(t *testing.T, store Store) {
	begin(t, store)
	update(t, store, here, func(tx Tx) error {
		return tx.PutAction(rollout.SupportAction{Project: here, Number: 1})
	})
	const callers = 40
	together(callers, func(int) {
		err := Wide{store}.Update(t.Context(), here, func(tx Tx) error {
			act, err := tx.Action(here, 1)
			if err != nil {
				return err
			}
			act.Version++
			act.Assignees = append(act.Assignees, ien)
			return tx.PutAction(act)
		})
		if err != nil {
			t.Errorf("update: %v", err)
		}
	})
	act := found(t, store, func(tx Tx) (rollout.SupportAction, error) { return tx.Action(here, 1) })
	require.Equal(t, callers, act.Version)
	require.Len(t, act.Assignees, callers)
}
