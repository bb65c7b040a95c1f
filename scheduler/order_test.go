package scheduler_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
)

// told are the moments, after the world's beginning, at which what somebody was
// told had been due.
func (w *world) told(to reminder.Recipient) []time.Duration {
	w.Helper()
	var moments []time.Duration
	for _, p := range w.chat.said() {
		if p.To == to {
			moments = append(moments, w.dueOf(p.Delivery).Sub(w.moment(start)))
		}
	}
	return moments
}

func (w *world) dueOf(delivery int64) time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.dues[delivery]
}

// failing makes the chat fail for a recipient while fail answers an error.
func (w *world) failing(to reminder.Recipient, fail func(d reminder.Delivery) error) {
	w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
		w.mu.Lock()
		w.dues[d.ID] = d.Due
		w.mu.Unlock()
		if d.Recipient == to {
			if err := fail(d); err != nil {
				return "", err
			}
		}
		return post(), nil
	}
}

func TestARecipientWaitsForWhatIsToBeTriedAgain(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien, mary := reminder.ToPerson("ien"), reminder.ToPerson("mary")
		w.owe(dec, ien, 1*time.Second, 2*time.Second, 3*time.Second)
		w.owe(dec, mary, 4*time.Second, 5*time.Second)
		w.pass(10 * time.Second)
		times := 0
		w.failing(ien, func(reminder.Delivery) error {
			if times++; times <= 2 {
				return errCut
			}
			return nil
		})
		w.deliver()
		require.Empty(t, w.told(ien), "what comes later does not overtake")
		require.Equal(t, []time.Duration{4 * time.Second, 5 * time.Second}, w.told(mary), "and holds up nobody else")
		for range 3 {
			w.pass(10 * time.Second)
			w.deliver()
		}
		require.Equal(t, []time.Duration{1 * time.Second, 2 * time.Second, 3 * time.Second}, w.told(ien))
	})
}

func TestAMessageThatNobodyTakesHoldsUpTheOthersForAWhileOnly(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien := reminder.ToPerson("ien")
		w.owe(dec, ien, 1*time.Second, 2*time.Second)
		w.failing(ien, func(d reminder.Delivery) error {
			if d.Due.Sub(w.moment(start)) == time.Second {
				return errors.New("500 for this one")
			}
			return nil
		})
		defer w.run(w.courier())()
		w.pass(5 * time.Minute)
		require.Equal(t, []time.Duration{2 * time.Second}, w.told(ien))
		w.pass(4 * time.Hour)
		require.Contains(t, w.recorded(), "decision.settled user/ien dead gave_up", "in the end it is given up")
		require.Len(t, w.told(reminder.ToPerson(pilot.ID)), 1, "and its author is told")
	})
}

func TestWhileTheChatIsAway(t *testing.T) {
	t.Parallel()
	away := &scheduler.SendError{NotSent: true, Everywhere: true, Reason: "unreachable", Err: errCut}
	asked := &scheduler.SendError{NotSent: true, Everywhere: true, Reason: "rate_limited", After: 40 * time.Second, Err: errCut}
	for name, tc := range map[string]struct {
		err   error
		least int // attempts in the first half an hour
		most  int
		back  time.Duration // until everything is there
	}{
		"it is tried now and then":              {away, 100, 600, 16 * time.Second},
		"so it is behind a gateway":             {gateway, 100, 600, 16 * time.Second},
		"it is tried no sooner than it asked":   {asked, 40, 48, 41 * time.Second},
		"answers that mean nothing are as much": {errCut, 100, 700, 35 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T, w *world) {
				dec := w.decision("Retenir 3 écoles")
				for _, u := range []record.UserID{"a", "b", "c", "d", "e", "f", "g", "h"} {
					w.owe(dec, reminder.ToPerson(u), time.Second, 2*time.Second)
				}
				tried := 0
				fail := func(context.Context, reminder.Delivery, func() string) (string, error) {
					w.mu.Lock()
					defer w.mu.Unlock()
					tried++
					return "", tc.err
				}
				w.chat.send, w.chat.unwell = fail, true
				w.chat.find = func(reminder.Delivery) (string, error) { return "", tc.err }
				defer w.run(w.courier(func(o *scheduler.Options) { o.Workers = 1 }))()
				w.pass(30 * time.Minute)
				w.mu.Lock()
				tries := tried + w.chat.finds
				w.mu.Unlock()
				require.GreaterOrEqual(t, tries, tc.least)
				require.LessOrEqual(t, tries, tc.most)
				require.Empty(t, w.chat.said())
				require.Equal(t, []string{"pending"}, w.rows("SELECT DISTINCT state FROM deliveries"), "nothing is given up")
				most := w.rows("SELECT CAST(max(attempt) AS TEXT) FROM deliveries")
				require.Less(t, most[0], "6", "that it was away is nobody's attempt")

				w.mu.Lock()
				w.chat.send, w.chat.find = nil, nil
				w.mu.Unlock()
				w.chat.mu.Lock()
				w.chat.unwell = false
				w.chat.mu.Unlock()
				w.pass(tc.back)
				require.Len(t, w.chat.said(), 17)
			})
		})
	}
}

func TestAReminderMayWaitForABetterMoment(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	require.Contains(t, (&scheduler.LaterError{At: at}).Error(), "2026-11-23T09:00:00Z")
}

// Texts are made from what was read a moment before, many at once, and never
// from what is older than that.
func TestATextThatHasWaitedIsMadeAnew(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		act := w.action("2026-12-15", person("ien"), person("mary"), person("elue"))
		w.pass(time.Second)
		first := true
		w.chat.send = func(_ context.Context, _ reminder.Delivery, post func() string) (string, error) {
			if first {
				first = false
				_, err := w.CancelAction(t.Context(), w.as(pilot), act.Number, "")
				require.NoError(t, err)
				<-time.After(5 * time.Second) // the chat is slow, and the others wait
			}
			return post(), nil
		}
		_, err := w.courier(func(o *scheduler.Options) { o.Workers = 1 }).DeliverDue(t.Context())
		require.NoError(t, err)
		w.deliver()
		require.Equal(t, []string{"action.assigned closed 2", "action.assigned  1", "action.cancelled  3"}, w.rows(`
			SELECT kind || ' ' || reason || ' ' || count(*) FROM deliveries WHERE state IN ('sent', 'skipped') GROUP BY kind, reason ORDER BY kind, reason DESC`))
	})
}

// Somebody for whom the chat has no clear answer, time and again, holds up
// nobody else, and is given up in the end.
func TestWhoeverTheChatStumblesOverHoldsUpNobodyElse(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien, mary := reminder.ToPerson("ien"), reminder.ToPerson("mary")
		w.owe(dec, ien, time.Second)
		for i := range 300 {
			w.owe(dec, mary, time.Duration(i)*time.Minute)
		}
		w.failing(ien, func(reminder.Delivery) error {
			return &scheduler.SendError{Vague: true, NotSent: true, Reason: "unclear", Err: errCut}
		})
		defer w.run(w.courier())()
		for i := range 300 {
			require.Len(t, w.told(mary), i+1)
			w.pass(time.Minute)
		}
		require.Contains(t, w.recorded(), "decision.settled user/ien dead gave_up")
		require.Equal(t, []string{"0"}, w.rows("SELECT CAST(unknown AS TEXT) FROM deliveries WHERE recipient = 'user/ien'"))
	})
}
