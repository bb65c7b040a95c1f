package scheduler_test

import (
	"context"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/scheduler"
	"pilotent/storage/storagetest"
)

// What cannot be delivered is told to the person behind it: once, and never in
// a circle.
func TestWhatCannotBeDeliveredIsTold(t *testing.T) {
	t.Parallel()
	dead := func(context.Context, func() string) (string, error) {
		return "", &scheduler.SendError{Dead: true, NotSent: true, Reason: "archived", Err: errCut}
	}

	t.Run("to its author, once", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.send = func(ctx context.Context, d reminder.Delivery, post func() string) (string, error) {
			if _, channel := d.Recipient.Channel(); channel {
				return dead(ctx, post)
			}
			return post(), nil
		}
		dec := w.decision("Retenir 3 écoles")
		w.deliver()
		w.deliver()
		require.Len(t, w.chat.posts, 1)
		require.Equal(t, reminder.ToPerson(pilot.ID), w.chat.posts[0].To)
		require.Contains(t, w.chat.posts[0].Text, dec.Ref)
		require.True(t, strings.HasPrefix(w.chat.posts[0].Text, "**Message non remis** ("))
	})

	t.Run("to nobody when neither the author nor a pilot can be reached", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.chat.send = func(ctx context.Context, _ reminder.Delivery, post func() string) (string, error) {
			return dead(ctx, post)
		}
		w.decision("Retenir 3 écoles")
		w.deliver()
		w.deliver()
		require.Empty(t, w.chat.posts)
		require.Len(t, w.outcomes(), 3, "the channel, the author, the pilots, and that is all")
		require.Subset(t, w.outcomes(), []string{"decision.settled dead", "undeliverable dead"})
	})
}

// « The pilots » are one recipient, and those of many projects: what cannot be
// passed on for one of them holds up nobody else's.
func TestWhatIsForThePilotsDoesNotWaitForThoseOfOtherProjects(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act, err := w.CreateAction(t.Context(), w.as(person("ien")), rollout.NewAction{Title: "Former"})
	require.NoError(t, err)
	require.NoError(t, storagetest.Wide{Store: w.store}.Update(t.Context(), act.Project, func(tx storagetest.Tx) error {
		for _, occurrence := range []string{"1.1/user/mary", "2.1/user/mary"} {
			err := tx.Owe(reminder.Delivery{
				Project: act.Project, Subject: act.Subject(), Kind: reminder.Undeliverable, Recipient: reminder.ToPilots(), Due: w.now(), Occurrence: occurrence,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	asked := 0
	w.chat.pilots = func() error {
		if asked++; asked == 1 {
			return errCut
		}
		return nil
	}
	w.deliver()
	require.Equal(t, []string{
		"undeliverable pilots pending pass_on", "undeliverable pilots skipped passed_on", "undeliverable user/coordinatrice sent",
	}, w.recorded())
}

// A digest to somebody whose account is deactivated fails each day: the pilots are
// told once, and once more when the account has been back in between, or when they
// have the digest sent again.
func TestADigestThatCannotBeDeliveredIsToldOnce(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.digests(record.Digest{})
	_, err := w.SetReminders(t.Context(), w.as(person("ien")), reminder.PreferencesChange{Actions: new(bool)})
	require.NoError(t, err)
	for _, due := range []string{"2026-11-25", "2026-11-26", "2026-11-27", "2026-11-30", "2026-12-01", "2026-12-02", "2026-12-03", "2026-12-04"} {
		w.action(due, person("ien")) // so that there is a digest each day
	}
	ien, gone := reminder.ToPerson("ien"), false
	w.failing(ien, func(reminder.Delivery) error {
		if gone {
			return &scheduler.SendError{Dead: true, NotSent: true, Reason: "inactive", Err: errCut}
		}
		return nil
	})
	w.deliver()
	told := func() (n int) {
		for _, p := range w.chat.said() {
			if p.To == reminder.ToPerson(pilot.ID) && strings.HasPrefix(p.Text, "**Résumé du jour non remis** à @\u200bien : ") {
				n++
			}
		}
		return n
	}
	dead := func() int {
		return len(w.rows("SELECT kind FROM deliveries WHERE state = 'dead' AND kind = 'digest.personal'"))
	}
	through := func(days ...string) {
		for _, day := range days {
			w.at(day + " 09:30")
			w.deliver()
			w.deliver()
		}
	}
	through("2026-11-24", "2026-11-25")
	require.Zero(t, told())
	gone = true
	through("2026-11-26")
	require.Equal(t, []int{1, 1}, []int{dead(), told()})
	through("2026-11-27", "2026-11-30", "2026-12-01")
	require.Equal(t, []int{4, 1}, []int{dead(), told()}, "they know")
	gone = false
	through("2026-12-02")
	gone = true
	through("2026-12-03", "2026-12-04")
	require.Equal(t, []int{6, 2}, []int{dead(), told()}, "it was there in between")
	failed, err := w.Failures(t.Context(), w.as(pilot))
	require.NoError(t, err)
	require.NotEmpty(t, failed)
	_, err = w.Relaunch(t.Context(), w.as(pilot), failed[0].ID)
	require.NoError(t, err)
	w.deliver()
	w.deliver()
	require.Equal(t, 3, told(), "they have asked")
}
