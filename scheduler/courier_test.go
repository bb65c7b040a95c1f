package scheduler_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/scheduler"
	"pilotent/storage/storagetest"
)

var errCut = errors.New("connection reset by peer")

func TestEachOwedDeliveryIsSentOnceAndRecorded(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.decision("Retenir 3 écoles")
	w.action("2026-12-15", person("ien"), person("mary"))

	n, err := w.courier().DeliverDue(t.Context())
	require.NoError(t, err)
	require.Equal(t, 3, n)
	n, err = w.courier().DeliverDue(t.Context())
	require.NoError(t, err)
	require.Zero(t, n, "what was sent is not due any more")

	require.Len(t, w.chat.said(), 3)
	require.Equal(t, []string{
		"decision.settled channel/copil sent", "action.assigned user/ien sent", "action.assigned user/mary sent",
	}, w.recorded()[:3])
	byDelivery := map[int64]string{}
	for _, p := range w.chat.said() {
		byDelivery[p.Delivery] = p.ID
	}
	require.Len(t, byDelivery, 3)
	ids := w.rows("SELECT post_id FROM deliveries WHERE state = 'sent' ORDER BY id")
	require.ElementsMatch(t, []string{"post-1", "post-2", "post-3"}, ids, "the post's name is kept")
	require.ElementsMatch(t, []string{"decision.settled sent", "action.assigned sent", "action.assigned sent"}, w.outcomes())
}

// How one attempt may end, and what is there once the chat answers again.
func TestAnAttemptThatFails(t *testing.T) {
	t.Parallel()
	type send = func(ctx context.Context, post func() string) (string, error)
	for name, tc := range map[string]struct {
		send send
		// after the first attempt
		recorded string
		posts    int
		// once time has passed
		finally string
		finds   int
	}{
		"for good": {
			send: func(context.Context, func() string) (string, error) {
				return "", &scheduler.SendError{Dead: true, NotSent: true, Reason: "archived", Err: errCut}
			},
			recorded: "dead archived 0", finally: "dead archived 0",
		},
		"and nothing was posted, for certain": {
			send: func(context.Context, func() string) (string, error) {
				return "", &scheduler.SendError{NotSent: true, Reason: "rate_limited", Err: errCut}
			},
			recorded: "pending rate_limited 0", finally: "sent  0",
		},
		"and nobody knows; it was posted": {
			send: func(_ context.Context, post func() string) (string, error) {
				post()
				return "", errCut
			},
			recorded: "pending unclear 1", posts: 1, finally: "sent found 1", finds: 1,
		},
		"and nobody knows; it was not posted": {
			send:     func(context.Context, func() string) (string, error) { return "", errCut },
			recorded: "pending unclear 1", finally: "sent  1", finds: 1,
		},
		"with a 5xx after posting": {
			send: func(_ context.Context, post func() string) (string, error) {
				post()
				return "", &scheduler.SendError{Reason: "server", Err: errCut}
			},
			recorded: "pending server 1", posts: 1, finally: "sent found 1", finds: 1,
		},
		"by a panic": {
			send:     func(context.Context, func() string) (string, error) { panic("nil map") },
			recorded: "pending panic 1", finally: "sent  1", finds: 1,
		},
		"by a panic after posting": {
			send: func(_ context.Context, post func() string) (string, error) {
				post()
				panic("nil map")
			},
			recorded: "pending panic 1", posts: 1, finally: "sent found 1", finds: 1,
		},
		"by never ending": {
			send: func(ctx context.Context, post func() string) (string, error) {
				post()
				<-ctx.Done()
				return "", ctx.Err()
			},
			recorded: "pending unclear 1", posts: 1, finally: "sent found 1", finds: 1,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			inBubble(t, func(t *testing.T, w *world) {
				w.decision("Retenir 3 écoles")
				w.chat.send = func(ctx context.Context, _ reminder.Delivery, post func() string) (string, error) {
					return tc.send(ctx, post)
				}
				const state = "SELECT state || ' ' || reason || ' ' || unknown FROM deliveries WHERE kind <> 'undeliverable'"
				w.deliver()
				require.Equal(t, []string{tc.recorded}, w.rows(state))
				require.Len(t, w.chat.said(), tc.posts)

				w.chat.send = nil
				w.pass(10 * time.Minute)
				w.deliver()
				require.Equal(t, []string{tc.finally}, w.rows(state))
				require.Equal(t, tc.finds, w.chat.searches())
				if strings.HasPrefix(tc.finally, "sent") {
					require.Len(t, w.chat.said(), 1, "once in the channel")
					require.Equal(t, []string{"post-1"}, w.rows("SELECT post_id FROM deliveries"))
				} else {
					require.Empty(t, w.chat.said())
				}
			})
		})
	}
}

func TestWhatAnotherCourierMayHaveSent(t *testing.T) {
	t.Parallel()
	// held is a world in which a Courier died with one delivery in hand.
	held := func(t *testing.T) (*world, reminder.Delivery) {
		w := newWorld(t)
		w.decision("Retenir 3 écoles")
		ds, err := w.store.Claim(t.Context(), time.Minute, 10)
		require.NoError(t, err)
		require.Len(t, ds, 1)
		w.at("2026-11-23 08:02")
		return w, ds[0]
	}
	t.Run("is adopted when it is in the channel", func(t *testing.T) {
		t.Parallel()
		w, d := held(t)
		w.chat.posts = []post{{ID: "theirs", Delivery: d.ID}}
		w.deliver()
		require.Equal(t, []string{"decision.settled channel/copil sent found"}, w.recorded())
		require.Equal(t, []string{"theirs"}, w.rows("SELECT post_id FROM deliveries"))
		require.Len(t, w.chat.said(), 1)
	})
	t.Run("is sent when it is not", func(t *testing.T) {
		t.Parallel()
		w, _ := held(t)
		w.deliver()
		require.Equal(t, []string{"decision.settled channel/copil sent"}, w.recorded())
		require.Len(t, w.chat.said(), 1)
	})
	t.Run("is left alone while the channel cannot be searched", func(t *testing.T) {
		t.Parallel()
		w, _ := held(t)
		w.chat.find = func(reminder.Delivery) (string, error) { return "", errCut }
		w.deliver()
		require.Empty(t, w.chat.said())
		require.Equal(t, []string{"decision.settled channel/copil pending find"}, w.recorded())
		w.chat.find = nil
		w.at("2026-11-23 08:20")
		w.deliver()
		require.Equal(t, 2, w.chat.searches(), "it is still looked for before it is sent")
		require.Len(t, w.chat.said(), 1)
	})
	t.Run("is recorded by the one who holds it now", func(t *testing.T) {
		t.Parallel()
		w, d := held(t)
		w.deliver()
		lost, err := w.store.Settle(t.Context(), reminder.Settlement{Delivery: d, State: reminder.SettledDead, Reason: "late", At: w.now()})
		require.NoError(t, err)
		require.Equal(t, []reminder.Delivery{d}, lost)
		require.Equal(t, []string{"decision.settled channel/copil sent"}, w.recorded())
	})
	t.Run("is not recorded by a courier that was too slow", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.decision("Retenir 3 écoles")
		w.chat.send = func(_ context.Context, _ reminder.Delivery, _ func() string) (string, error) {
			w.at("2026-11-23 08:02") // the lease has run out, and another courier takes over
			ds, err := w.store.Claim(t.Context(), time.Minute, 10)
			require.NoError(t, err)
			require.Len(t, ds, 1)
			_, err = w.store.Settle(t.Context(), reminder.Settlement{Delivery: ds[0], State: reminder.SettledSent, PostID: "theirs", At: w.now()})
			require.NoError(t, err)
			return "", &scheduler.SendError{Dead: true, Reason: "archived", Err: errCut}
		}
		w.deliver()
		require.Equal(t, []string{"theirs"}, w.rows("SELECT post_id FROM deliveries WHERE state = 'sent'"))
		require.Equal(t, []string{"decision.settled lease_lost"}, w.outcomes())
		require.Contains(t, w.log.String(), "lease lost")
	})
}

func TestOneBadRowNeverStopsTheOthers(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dec := w.decision("Retenir 3 écoles")
	bad := reminder.Delivery{
		Project: dec.Project, Subject: "licorne/L-1", Kind: committee.MeetingPlanned,
		Recipient: reminder.ToChannel("copil"), Due: w.moment(start).Add(-time.Hour), Occurrence: "1",
	}
	require.NoError(t, storagetest.Wide{Store: w.store}.Update(t.Context(), dec.Project, func(tx storagetest.Tx) error { return tx.Owe(bad) }))
	w.owe(dec, reminder.ToPerson("poison"), -time.Minute)
	w.owe(dec, reminder.ToPerson("poison-post"), -time.Minute)
	w.owe(dec, reminder.ToPerson("ien"), -time.Minute)
	w.owe(dec, reminder.ToChannel("copil"), -time.Second)
	w.chat.locale = func(u record.UserID) (string, error) {
		if u == "poison" {
			panic("while composing")
		}
		return "", nil
	}
	w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
		if d.Recipient == reminder.ToPerson("poison-post") {
			panic("while posting")
		}
		return post(), nil
	}

	n, err := w.courier(func(o *scheduler.Options) { o.Workers = 1 }).DeliverDue(t.Context())

	require.NoError(t, err)
	require.Equal(t, 6, n)
	require.Equal(t, []string{
		"meeting.planned channel/copil pending compose",
		"decision.settled user/poison pending panic",
		"decision.settled user/poison-post pending panic",
		"decision.settled user/ien sent",
		"decision.settled channel/copil sent",
		"decision.settled channel/copil sent",
	}, w.recorded())
	require.Equal(t, 2, strings.Count(w.log.String(), "delivery panicked"))
	require.Contains(t, w.log.String(), "delivery could not be composed")
	require.NotContains(t, w.log.String(), "Retenir", "no personal text in the log")
}

func TestARecipientGetsItsMessagesInTheirOrder(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	dec := w.decision("Retenir 3 écoles")
	const people, each = 6, 12
	var due []time.Duration
	for i := range each {
		due = append(due, -time.Duration((i*5)%each)*time.Minute) // in no order
	}
	for i := range people {
		w.owe(dec, reminder.ToPerson(record.UserID('a'+rune(i))), due...)
	}
	dueOf := map[int64]time.Time{}
	w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
		w.mu.Lock()
		dueOf[d.ID] = d.Due
		w.mu.Unlock()
		return post(), nil
	}

	_, err := w.courier(func(o *scheduler.Options) { o.Batch = 20 }).DeliverDue(t.Context())

	require.NoError(t, err)
	got := map[reminder.Recipient][]time.Time{}
	for _, p := range w.chat.said() {
		got[p.To] = append(got[p.To], dueOf[p.Delivery])
	}
	require.Len(t, got, people+1)
	for to, moments := range got {
		require.True(t, slices.IsSortedFunc(moments, time.Time.Compare), "%s: %v", to, moments)
		if to != reminder.ToChannel("copil") {
			require.Len(t, moments, each)
		}
	}
}

// crumbling is a store that panics when it is read, once it is broken.
type crumbling struct {
	record.Store
	broken atomic.Bool
}

func (c *crumbling) Place(ctx context.Context, team record.TeamID) (record.Project, []record.Committee, error) {
	if c.broken.Load() {
		panic("while reading")
	}
	return c.Store.Place(ctx, team)
}

func (c *crumbling) View(ctx context.Context, fn func(record.Tx) error) error {
	if c.broken.Load() {
		panic("while reading")
	}
	return c.Store.View(ctx, fn)
}

// A panic while it is found out what follows from an end does not end the program:
// the end is recorded.
func TestAnEndIsRecordedWhateverFollows(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.decision("Retenir 3 écoles")
	store := &crumbling{Store: w.store}
	catalog, err := i18n.Load()
	require.NoError(t, err)
	w.composer = scheduler.NewComposer(governance.NewService(store, w.chat, w.now, record.Defaults{}, nil), catalog, w.chat)
	w.chat.send = func(context.Context, reminder.Delivery, func() string) (string, error) {
		store.broken.Store(true)
		return "", &scheduler.SendError{Dead: true, NotSent: true, Reason: "archived", Err: errCut}
	}
	_, err = w.courier(func(o *scheduler.Options) { o.Workers = 1 }).DeliverDue(t.Context())
	require.NoError(t, err)
	require.Contains(t, w.recorded(), "decision.settled channel/copil dead archived")
	require.Contains(t, w.log.String(), "delivery panicked")
}

func TestAPauseWhenTheClockGoesBack(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 12, 14, 9, 0, 0, 0, time.UTC)
	left := scheduler.Trip(func() time.Time { return now }, 10*time.Second)
	require.Equal(t, 10*time.Second, left())
	now = now.Add(-time.Hour)
	require.Equal(t, 10*time.Second, left())
	now = now.Add(11 * time.Second)
	require.Zero(t, left())
}
