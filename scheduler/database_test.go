package scheduler_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/i18n"
	"pilotent/scheduler"
)

// forgetful is a database whose first answer to each question never comes: the
// connection is gone, and nobody says so.
type forgetful struct {
	scheduler.Outbox
	record.Store

	mu    sync.Mutex
	asked map[string]int
	looks []time.Time
}

func (f *forgetful) ask(ctx context.Context, what string) error {
	f.mu.Lock()
	f.asked[what]++
	first := f.asked[what] == 1
	f.mu.Unlock()
	if first {
		<-ctx.Done()
	}
	return ctx.Err()
}

func (f *forgetful) Claim(ctx context.Context, lease time.Duration, limit int) ([]reminder.Delivery, error) {
	if err := f.ask(ctx, "claim"); err != nil {
		return nil, err
	}
	return f.Outbox.Claim(ctx, lease, limit)
}

func (f *forgetful) NextDue(ctx context.Context, after time.Time) (time.Time, bool, error) {
	f.mu.Lock()
	f.looks = append(f.looks, after)
	f.mu.Unlock()
	if err := f.ask(ctx, "next"); err != nil {
		return time.Time{}, false, err
	}
	return f.Outbox.NextDue(ctx, after)
}

func (f *forgetful) Coalesce(ctx context.Context, now time.Time, late time.Duration, atLeast int) (int, error) {
	if err := f.ask(ctx, "coalesce"); err != nil {
		return 0, err
	}
	return f.Outbox.Coalesce(ctx, now, late, atLeast)
}

func (f *forgetful) Place(ctx context.Context, team record.TeamID) (record.Project, []record.Committee, error) {
	if err := f.ask(ctx, "view"); err != nil {
		return record.Project{}, nil, err
	}
	return f.Store.Place(ctx, team)
}

func (f *forgetful) View(ctx context.Context, fn func(record.Tx) error) error {
	if err := f.ask(ctx, "view"); err != nil {
		return err
	}
	return f.Store.View(ctx, fn)
}

// Whatever the database does not answer is asked again.
func TestADatabaseThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		ien := reminder.ToPerson("ien")
		w.owe(dec, ien, 6*time.Minute)
		w.failing("", nil)
		f := &forgetful{Outbox: w.store, Store: w.store, asked: map[string]int{}}
		catalog, err := i18n.Load()
		require.NoError(t, err)
		w.composer = scheduler.NewComposer(governance.NewService(f, w.chat, w.now, record.Defaults{}, nil), catalog, w.chat)
		defer w.run(w.courierOn(f))()
		w.pass(7 * time.Minute)
		require.Contains(t, w.log.String(), "what is owed and missing was not planned")
		f.mu.Lock()
		f.asked = map[string]int{} // and once more, while it runs
		f.mu.Unlock()
		w.owe(dec, ien, 8*time.Minute)
		w.pass(4 * time.Minute)
		require.Equal(t, []time.Duration{6 * time.Minute, 8 * time.Minute}, w.told(ien))
		f.mu.Lock()
		defer f.mu.Unlock()
		for what, times := range f.asked {
			require.Greater(t, times, 1, what)
		}
		require.Len(t, f.asked, 4)
	})
}

// What a round leaves since the chat is away is looked for at the next: it has been
// due since before the last look.
func TestARoundThatBreaksOffHasNotLookedAtAll(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		dec := w.decision("Retenir 3 écoles")
		for _, u := range []record.UserID{"a", "b", "c"} {
			w.owe(dec, reminder.ToPerson(u), time.Second)
		}
		w.pass(time.Minute)
		f := &forgetful{Outbox: w.store, Store: w.store, asked: map[string]int{"claim": 1, "next": 1, "coalesce": 1, "view": 1}}
		var once sync.Once
		w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
			refused := false
			switch d.Recipient {
			case reminder.ToChannel("copil"):
				<-time.After(10 * time.Second) // the pause is over when the round is
			case reminder.ToPerson("a"):
				once.Do(func() { refused = true })
			}
			if refused {
				return "", &scheduler.SendError{NotSent: true, Everywhere: true, Reason: "unreachable", Err: errCut}
			}
			return post(), nil
		}
		ctx, cancel := context.WithCancel(t.Context())
		c := w.courierOn(f, func(o *scheduler.Options) { o.Batch = 2 })
		ended := make(chan error)
		go func() { ended <- c.Run(ctx) }()
		w.pass(15 * time.Second)
		cancel()
		require.NoError(t, <-ended)
		require.Len(t, w.chat.said(), 4)
		require.Equal(t, time.UnixMilli(1), f.looks[1], "%v", f.looks)
	})
}
