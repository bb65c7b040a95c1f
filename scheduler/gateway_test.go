package scheduler_test

import (
	"context"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
)

// gateway is what 502, 503 and 504 are.
var gateway = &scheduler.SendError{Everywhere: true, Vague: true, Reason: "away", Err: errCut}

func (w *world) fate(to string) string {
	w.Helper()
	return strings.Join(w.rows("SELECT state || iif(reason = '', '', ' ' || reason) FROM deliveries WHERE kind = 'decision.settled' AND recipient = 'user/"+to+"' ORDER BY due_at"), ", ")
}

// A message at which the gateway gives up, time and again, while others pass, is
// given up as any other, and holds up nobody.
func TestWhatTheGatewayStumblesOverIsGivenUp(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien, mary := reminder.ToPerson("ien"), reminder.ToPerson("mary")
		w.owe(dec, ien, time.Second, 2*time.Second)
		for i := range 120 {
			w.owe(dec, mary, time.Duration(i)*time.Minute)
		}
		w.failing(ien, func(d reminder.Delivery) error {
			if d.Due.Sub(w.moment(start)) == time.Second {
				return gateway
			}
			return nil
		})
		defer w.run(w.courier())()
		w.pass(10 * time.Second)
		require.Empty(t, w.told(ien), "a gateway that stumbles for a moment changes no order")
		for i := range 119 {
			w.pass(time.Minute)
			require.Len(t, w.told(mary), i+2)
			if i == 5 {
				require.Equal(t, []time.Duration{2 * time.Second}, w.told(ien), "what comes after it to the same person goes first")
			}
		}
		require.Equal(t, "dead gave_up, sent", w.fate("ien"))
		require.Len(t, w.told(reminder.ToPerson(pilot.ID)), 1, "its author is told")
	})
}

// While nothing else is posted, nobody knows whose fault it is: it waits, and is
// given up once another message has passed.
func TestWhatTheGatewayStumblesOverAloneIsNotGivenUp(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien, mary := reminder.ToPerson("ien"), reminder.ToPerson("mary")
		w.owe(dec, ien, time.Minute)
		w.owe(dec, mary, 2*time.Hour, 4*time.Hour)
		var tried atomic.Int64
		w.failing(ien, func(reminder.Delivery) error { tried.Add(1); return gateway })
		defer w.run(w.courier())()
		w.pass(2*time.Hour - time.Minute)
		require.Equal(t, "pending away", w.fate("ien"))
		require.Equal(t, []string{"0"}, w.rows("SELECT CAST(attempt AS TEXT) FROM deliveries WHERE recipient = 'user/ien'"))
		require.Less(t, tried.Load(), int64(1000), "it is tried now and then")
		w.pass(90 * time.Minute)
		require.Equal(t, "pending away", w.fate("ien"), "all its attempts but the last are spent")
		w.pass(40 * time.Minute)
		require.Equal(t, "dead gave_up", w.fate("ien"), "another has passed since the last but one")
		require.Len(t, w.told(mary), 2)
	})
}

// A server that takes no message for hours, also when somebody says for it that it
// is well: nothing is given up, not even what had failed before.
func TestAnOutageBehindAGateway(t *testing.T) {
	t.Parallel()
	for name, unwell := range map[string]bool{"that says that all is well": false, "that says so": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			outageBehindAGateway(t, unwell)
		})
	}
}

func outageBehindAGateway(t *testing.T, unwell bool) {
	t.Helper()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien := reminder.ToPerson("ien")
		w.owe(dec, ien, time.Second)
		others := []record.UserID{"a", "b", "c", "d", "e", "f", "g", "h"}
		for i, u := range others {
			w.owe(dec, reminder.ToPerson(u), time.Duration(10+i)*time.Second, time.Hour+time.Duration(i)*time.Minute)
		}
		var back, away bool
		tried := 0
		w.failing(ien, func(reminder.Delivery) error {
			w.mu.Lock()
			defer w.mu.Unlock()
			if !back {
				return gateway
			}
			return nil
		})
		send := w.chat.send
		w.chat.send = func(ctx context.Context, d reminder.Delivery, post func() string) (string, error) {
			w.mu.Lock()
			tried++
			out := away
			w.mu.Unlock()
			if out {
				return "", gateway
			}
			return send(ctx, d, post)
		}
		is := func(nowAway, nowBack bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			away, back = nowAway, nowBack
			w.chat.mu.Lock()
			defer w.chat.mu.Unlock()
			w.chat.unwell = nowAway && unwell
		}
		attempts := func() []string {
			return w.rows("SELECT CAST(attempt AS TEXT) FROM deliveries WHERE recipient = 'user/ien'")
		}
		defer w.run(w.courier())()
		w.pass(30 * time.Second) // others have passed: it is its own fault, as it seems
		require.Len(t, w.told(reminder.ToPerson("h")), 1)
		is(true, false)
		spent := attempts()
		w.pass(3 * time.Hour)
		if unwell {
			require.Equal(t, spent, attempts())
		}
		require.Equal(t, "pending away", w.fate("ien"))
		require.True(t, strings.HasPrefix(w.fate("a"), "sent, pending"), w.fate("a"))
		require.Equal(t, []string{"0"}, w.rows("SELECT DISTINCT CAST(attempt AS TEXT) FROM deliveries WHERE state = 'pending' AND recipient <> 'user/ien'"))
		w.mu.Lock()
		require.Less(t, tried, 2000, "the server is left alone")
		w.mu.Unlock()
		is(false, true)
		w.pass(6 * time.Minute)
		require.Equal(t, "sent", w.fate("ien"))
		for _, u := range others {
			require.Len(t, w.told(reminder.ToPerson(u)), 2)
		}
	})
}
