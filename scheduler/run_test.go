package scheduler_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/scheduler"
)

func TestRun(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]func(t *testing.T, w *world){
		"brings at its start what came due while nobody ran": func(t *testing.T, w *world) {
			w.decision("Retenir 3 écoles")
			w.action("2026-12-15", person("ien"))
			w.at("2026-12-14 09:30")
			defer w.run(w.courier())()
			require.ElementsMatch(t, []string{
				"**Décision COPIL-2026-001** adoptée : Retenir 3 écoles",
				"**Pour vous** : Former l'équipe (**A-1**), de la part de @\u200bcoordinatrice",
				"**Pour demain** : Former l'équipe (**A-1**, mardi 15 décembre 2026)",
			}, firstLines(w.chat.said()))
		},
		"brings what falls due when it does": func(t *testing.T, w *world) {
			defer w.run(w.courier())()
			dec := w.decision("Retenir 3 écoles")
			w.owe(dec, reminder.ToPerson("ien"), 1500*time.Millisecond)
			require.Empty(t, w.chat.said(), "nobody woke it, and no scan was due")
			w.pass(2 * time.Second)
			require.Len(t, w.chat.said(), 2, "the scan finds what another process owes")
			w.owe(dec, reminder.ToPerson("mary"), 90*time.Minute+500*time.Millisecond)
			w.pass(90*time.Minute - 2*time.Second)
			require.Len(t, w.chat.said(), 2)
			w.pass(500*time.Millisecond + 10*time.Millisecond)
			require.Len(t, w.chat.said(), 3, "at its moment, not at a scan's")
		},
		"brings at once what it is woken for": func(t *testing.T, w *world) {
			c := w.courier()
			w.woken = c.Wake
			defer w.run(c)()
			before := w.now()
			w.decision("Retenir 3 écoles")
			w.decision("Former 3 écoles")
			synctest.Wait()
			require.Len(t, w.chat.said(), 2)
			require.Equal(t, before, w.now(), "no time went by")
		},
		"can be woken again and again": func(_ *testing.T, w *world) {
			c := w.courier()
			for range 3 {
				c.Wake()
			}
			w.run(c)()
		},
		"goes on when the database is back": func(t *testing.T, w *world) {
			w.decision("Retenir 3 écoles")
			outbox := &brittle{Outbox: w.store}
			outbox.broken.Store(true)
			defer w.run(w.courierOn(outbox))()
			w.pass(7 * time.Second)
			require.Empty(t, w.chat.said())
			require.Contains(t, w.log.String(), "deliveries could not be read")
			outbox.broken.Store(false)
			w.pass(5 * time.Second)
			require.Len(t, w.chat.said(), 1)
		},
		"finds what it could not record": func(t *testing.T, w *world) {
			w.decision("Retenir 3 écoles")
			outbox := &brittle{Outbox: w.store}
			w.chat.send = func(_ context.Context, _ reminder.Delivery, post func() string) (string, error) {
				outbox.broken.Store(true)
				return post(), nil
			}
			defer w.run(w.courierOn(outbox))()
			w.pass(time.Minute)
			require.Equal(t, []string{"decision.settled channel/copil claimed"}, w.recorded())
			outbox.broken.Store(false)
			w.pass(2 * time.Minute)
			require.Equal(t, []string{"decision.settled channel/copil sent found"}, w.recorded())
			require.Len(t, w.chat.said(), 1)
			require.Equal(t, []string{"decision.settled unrecorded", "decision.settled sent"}, w.outcomes())
		},
		"stops though its database hangs": func(t *testing.T, w *world) {
			dec := w.decision("Retenir 3 écoles")
			for i := range 40 {
				w.owe(dec, reminder.ToPerson(record.UserID(fmt.Sprint("u", i))), 0)
			}
			outbox := &brittle{Outbox: w.store}
			w.chat.send = func(ctx context.Context, _ reminder.Delivery, post func() string) (string, error) {
				outbox.hung.Store(true)
				return post(), nil
			}
			stop, began := w.run(w.courierOn(outbox)), time.Now()
			stop()
			require.Less(t, time.Since(began), 5*time.Minute)
		},
		"waits for a database that restarts, and sends what it has in hand at most": func(t *testing.T, w *world) {
			dec := w.decision("Retenir 3 écoles")
			for _, u := range []record.UserID{"a", "b", "c", "d"} {
				w.owe(dec, reminder.ToPerson(u), 0)
			}
			outbox := &brittle{Outbox: w.store}
			w.chat.send = func(_ context.Context, _ reminder.Delivery, post func() string) (string, error) {
				outbox.broken.Store(true)
				return post(), nil
			}
			defer w.run(w.courierOn(outbox, func(o *scheduler.Options) { o.Batch, o.Workers = 2, 1 }))()
			w.pass(10 * time.Second)
			require.LessOrEqual(t, len(w.chat.said()), 4, "two batches")
			w.chat.send = nil
			outbox.broken.Store(false)
			w.pass(3 * time.Second)
			require.Len(t, w.chat.said(), 5)
			require.Equal(t, []string{"sent"}, w.rows("SELECT DISTINCT state || reason FROM deliveries"))
			require.Zero(t, w.chat.searches(), "nothing was in doubt")
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, test)
		})
	}
}

// brittle is an outbox whose database is away while it is broken.
type brittle struct {
	scheduler.Outbox
	broken atomic.Bool
	hung   atomic.Bool // it takes what it is told, and answers nothing
}

var errAway = errors.New("database is away")

func (b *brittle) Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error) {
	if b.broken.Load() {
		return nil, errAway
	}
	return b.Outbox.Claim(ctx, lease, limit)
}

func (b *brittle) Settle(ctx context.Context, ends ...reminder.Settlement) ([]reminder.Delivery, error) {
	if b.broken.Load() {
		return nil, errAway
	}
	if b.hung.Load() {
		<-ctx.Done()
		return nil, ctx.Err()
	}
	return b.Outbox.Settle(ctx, ends...)
}

func (b *brittle) Release(ctx context.Context, ds []reminder.Delivery) error {
	if b.hung.Load() {
		<-ctx.Done()
		return ctx.Err()
	}
	return b.Outbox.Release(ctx, ds)
}

func TestARetryBacksOff(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		failure error
		// bounds of the n-th wait, from 0
		bounds func(n int) (least, most time.Duration)
	}{
		"from a second to five minutes, with jitter": {
			&scheduler.SendError{NotSent: true, Reason: "server", Err: errCut},
			func(n int) (time.Duration, time.Duration) {
				most := min(5*time.Minute, time.Second<<(n+1))
				return most / 2, most
			},
		},
		"never sooner than the chat asked for": {
			&scheduler.SendError{NotSent: true, Reason: "rate_limited", After: 7 * time.Minute, Err: errCut},
			func(int) (time.Duration, time.Duration) { return 7 * time.Minute, 7 * time.Minute },
		},
		"not for less than its own pace": {
			&scheduler.SendError{NotSent: true, Reason: "rate_limited", After: time.Millisecond, Err: errCut},
			func(n int) (time.Duration, time.Duration) {
				most := min(5*time.Minute, time.Second<<(n+1))
				return most / 2, most
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T, w *world) {
				w.decision("Retenir 3 écoles")
				const attempts = 11
				var moments []time.Time
				sent := make(chan struct{})
				w.chat.send = func(_ context.Context, _ reminder.Delivery, post func() string) (string, error) {
					moments = append(moments, time.Now())
					if len(moments) < attempts {
						return "", tc.failure
					}
					defer close(sent)
					return post(), nil
				}
				defer w.run(w.courier())()
				select {
				case <-sent:
				case <-time.After(3 * time.Hour):
					require.Fail(t, "never sent")
				}
				require.Len(t, moments, attempts)
				require.Len(t, w.chat.said(), 1)
				var waits []time.Duration
				for i, at := range moments[1:] {
					waits = append(waits, at.Sub(moments[i]))
				}
				for i, wait := range waits {
					least, most := tc.bounds(i)
					// The database keeps milliseconds, and the Courier sleeps for ten at least.
					require.GreaterOrEqual(t, wait, least-time.Millisecond, "wait %d of %v", i, waits)
					require.LessOrEqual(t, wait, most+10*time.Millisecond, "wait %d of %v", i, waits)
				}
			})
		})
	}
}

func TestJitterKeepsReplicasOutOfStep(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dec := w.decision("Retenir 3 écoles")
	for _, u := range []record.UserID{"a", "b", "c", "d", "e", "f"} {
		w.owe(dec, reminder.ToPerson(u), 0)
	}
	w.chat.send = func(context.Context, reminder.Delivery, func() string) (string, error) { return "", errCut }
	w.deliver()
	moments := w.rows("SELECT CAST(next_at AS TEXT) FROM deliveries ORDER BY next_at")
	require.Len(t, moments, 7)
	require.Greater(t, len(slices.Compact(moments)), 1)
}

func TestStoppingInMidBatchGivesLeasesBackAndLosesNothing(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		w.owe(dec, reminder.ToChannel("copil"), time.Millisecond, 2*time.Millisecond)
		w.owe(dec, reminder.ToPerson("ien"), 3*time.Millisecond)
		w.pass(time.Second)
		sending, answer := make(chan struct{}), make(chan struct{})
		w.chat.send = func(ctx context.Context, _ reminder.Delivery, post func() string) (string, error) {
			close(sending)
			<-answer
			if ctx.Err() != nil {
				return "", ctx.Err()
			}
			return post(), nil
		}
		ctx, stop := context.WithCancel(t.Context())
		ended := make(chan error)
		go func() { ended <- w.courier(func(o *scheduler.Options) { o.Workers = 1 }).Run(ctx) }()
		<-sending
		stop()
		synctest.Wait()
		select {
		case <-ended:
			require.Fail(t, "it did not finish what it was sending")
		default:
		}
		close(answer)
		require.NoError(t, <-ended)

		require.Equal(t, []string{"pending 3", "sent 1"}, w.rows("SELECT state || ' ' || count(*) FROM deliveries GROUP BY state ORDER BY state"))
		require.Equal(t, []string{"0 0"}, w.rows("SELECT DISTINCT attempt || ' ' || unknown FROM deliveries WHERE state = 'pending'"), "untried")

		w.chat.send = nil
		w.deliver()
		require.Len(t, w.chat.said(), 4, "the next courier brings the rest at once")
		require.Zero(t, w.chat.searches(), "nothing was in doubt")
	})
}

func TestNothingIsBegunInTheSecondHalfOfALease(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		for _, u := range []record.UserID{"a", "b", "c", "d", "e", "f"} {
			w.owe(dec, reminder.ToPerson(u), 0, time.Second)
		}
		w.pass(2 * time.Second)
		var left []time.Duration
		w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
			left = append(left, time.Until(d.SendBefore))
			<-time.After(9 * time.Second) // the chat is slow
			return post(), nil
		}
		_, err := w.courier(func(o *scheduler.Options) { o.Workers = 1 }).DeliverDue(t.Context())
		require.NoError(t, err)
		require.Len(t, w.chat.said(), 13)
		require.Greater(t, slices.Min(left), time.Duration(0))
		require.LessOrEqual(t, slices.Max(left), 30*time.Second)
		require.Equal(t, []string{"1"}, w.rows("SELECT DISTINCT CAST(attempt AS TEXT) FROM deliveries"), "what was given back is no attempt")
		require.Zero(t, w.chat.searches())
	})
}

func TestSeveralCouriersOnOneOutboxNeverDouble(t *testing.T) {
	t.Parallel()
	for name, processes := range map[string]int{"of one process": 1, "of three processes": 3} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			dec := w.decision("Retenir 3 écoles")
			const people, each, couriers = 10, 12, 6
			for i := range people {
				var due []time.Duration
				for j := range each {
					due = append(due, -time.Duration(j)*time.Second)
				}
				w.owe(dec, reminder.ToPerson(record.UserID('a'+rune(i))), due...)
			}
			outboxes := []scheduler.Outbox{w.store}
			for len(outboxes) < processes {
				outboxes = append(outboxes, w.open())
			}
			errs := make(chan error)
			for i := range couriers {
				c := w.courierOn(outboxes[i%len(outboxes)], func(o *scheduler.Options) { o.Batch, o.Log = 7, nil })
				go func() {
					_, err := c.DeliverDue(t.Context())
					errs <- err
				}()
			}
			for range couriers {
				require.NoError(t, <-errs)
			}
			times := map[int64]int{}
			for _, p := range w.chat.said() {
				times[p.Delivery]++
			}
			require.Len(t, times, people*each+1)
			for id, n := range times {
				require.Equal(t, 1, n, "delivery %d", id)
			}
			require.Equal(t, []string{"sent"}, w.rows("SELECT DISTINCT state FROM deliveries"))
		})
	}
}
