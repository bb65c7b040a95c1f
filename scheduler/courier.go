package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/robfig/cron/v3"

	"pilotent/governance"
)

// Options tune a Courier; zero values are the defaults.
type Options struct {
	// Lease is how long a claim lasts. Default 60 s: longer than
	// an attempt, which is given up after half of it.
	Lease time.Duration
	// Batch is how many deliveries are claimed at once. Default 50.
	Batch int
	// Workers is how many recipients are served at the same time. Default 4.
	Workers int
	// Now tells the time. Default time.Now.
	Now governance.Clock
	// Settled is told how each attempt ended, for the metrics; may be nil.
	Settled func(kind governance.DeliveryKind, outcome string)
	Log     *slog.Logger
}

// Courier brings each delivery to its recipient once: it claims, sends, and
// records, in that order, and never holds a transaction while it talks to the
// chat. Any number of Couriers may share one Outbox.
type Courier struct {
	outbox    Outbox
	composer  *Composer
	messenger Messenger
	wake      chan struct{}
	Options
}

// NewCourier makes a Courier.
func NewCourier(outbox Outbox, composer *Composer, messenger Messenger, o Options) *Courier {
	if o.Lease == 0 {
		o.Lease = time.Minute
	}
	if o.Batch == 0 {
		o.Batch = 50
	}
	if o.Workers == 0 {
		o.Workers = 4
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Settled == nil {
		o.Settled = func(governance.DeliveryKind, string) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Courier{outbox: outbox, composer: composer, messenger: messenger, wake: make(chan struct{}, 1), Options: o}
}

// Wake makes a running Courier look at once.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default: // it will look already
	}
}

// scan is how often the Courier looks without being told: what another replica
// owes, and clocks that were set, must not wait for longer.
const scan = "@every 30s"

// Run delivers what is due until ctx ends; then it finishes what it is sending
// and gives back what it has not begun.
func (c *Courier) Run(ctx context.Context) error {
	clock := cron.New(cron.WithChain(cron.Recover(cron.DiscardLogger)))
	if _, err := clock.AddFunc(scan, c.Wake); err != nil {
		return fmt.Errorf("schedule the courier's scan: %w", err)
	}
	clock.Start()
	defer func() { <-clock.Stop().Done() }()
	for {
		wait, err := c.round(ctx)
		if err != nil && ctx.Err() == nil {
			c.Log.ErrorContext(ctx, "deliveries could not be read; trying again", "err", err)
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
			timer.Stop()
			return nil
		case <-c.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// round delivers what is due, and says how long there is nothing to do.
func (c *Courier) round(ctx context.Context) (time.Duration, error) {
	const atMost, afterFailure = time.Minute, 5 * time.Second
	if _, err := c.DeliverDue(ctx); err != nil {
		return afterFailure, err
	}
	next, ok, err := c.outbox.NextDue(ctx)
	if err != nil {
		return afterFailure, fmt.Errorf("read the next due moment: %w", err)
	}
	if !ok {
		return atMost, nil
	}
	return min(atMost, max(next.Sub(c.Now()), 10*time.Millisecond)), nil
}

// DeliverDue delivers everything that is due, and answers how many it claimed.
func (c *Courier) DeliverDue(ctx context.Context) (int, error) {
	total := 0
	for ctx.Err() == nil {
		// Counted from before the claim, as the leases are.
		until := time.Now().Add(c.Lease / 2)
		batch, err := c.outbox.Claim(ctx, c.Now(), c.Lease, c.Batch)
		if err != nil {
			return total, fmt.Errorf("claim due deliveries: %w", err)
		}
		if len(batch) == 0 {
			break
		}
		total += len(batch)
		c.deliver(ctx, batch, until)
	}
	return total, nil
}

// deliver sends a batch: one recipient's deliveries one after the other, in
// their order; several recipients at a time. What has not begun by the moment
// until is given back: its lease might run out under way.
func (c *Courier) deliver(ctx context.Context, batch []governance.Delivery, until time.Time) {
	var order []governance.Recipient
	queues := map[governance.Recipient][]governance.Delivery{}
	for _, d := range batch {
		if queues[d.Recipient] == nil {
			order = append(order, d.Recipient)
		}
		queues[d.Recipient] = append(queues[d.Recipient], d)
	}
	var wg sync.WaitGroup
	places := make(chan struct{}, c.Workers)
	for _, r := range order {
		places <- struct{}{}
		wg.Go(func() {
			defer func() { <-places }()
			for i, d := range queues[r] {
				if ctx.Err() != nil || !time.Now().Before(until) {
					c.release(ctx, queues[r][i:])
					return
				}
				c.one(ctx, d)
			}
		})
	}
	wg.Wait()
}

func (c *Courier) release(ctx context.Context, ds []governance.Delivery) {
	if err := c.outbox.Release(context.WithoutCancel(ctx), ds); err != nil {
		c.Log.WarnContext(ctx, "leases were not given back; they run out by themselves", "err", err)
	}
}

// one makes one attempt. What has begun is finished and recorded even when the
// program is being stopped: half an attempt is what doubles come from.
func (c *Courier) one(ctx context.Context, d governance.Delivery) {
	ctx = context.WithoutCancel(ctx)
	r := c.attempt(ctx, d)
	r.At = c.Now()
	// Of its own: an attempt that has used up all its time is recorded too.
	ctx, cancel := context.WithTimeout(ctx, c.Lease/2)
	defer cancel()
	err := c.outbox.Settle(ctx, d, r)
	outcome := string(r.State)
	switch {
	case errors.Is(err, governance.ErrLeaseLost):
		outcome = "lease_lost"
		c.Log.WarnContext(ctx, "lease lost", "delivery", d.ID, "kind", d.Kind)
	case err != nil:
		outcome = "unrecorded"
		c.Log.ErrorContext(ctx, "outcome not recorded; it will be looked for in the channel", "delivery", d.ID, "kind", d.Kind, "err", err)
	case r.State == governance.SettledDead:
		c.Log.ErrorContext(ctx, "cannot be delivered", "delivery", d.ID, "kind", d.Kind, "reason", r.Reason)
	}
	c.Settled(d.Kind, outcome)
}

func (c *Courier) attempt(ctx context.Context, d governance.Delivery) (r governance.Settlement) {
	ctx, cancel := context.WithTimeout(ctx, c.Lease/2)
	defer cancel()
	defer func() {
		// One bad row never stops the others. It may have panicked after posting.
		if p := recover(); p != nil {
			c.Log.ErrorContext(ctx, "delivery panicked", "delivery", d.ID, "kind", d.Kind, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
			r = c.retry(d, governance.Settlement{Reason: "panic", Unknown: true}, 0)
		}
	}()
	if d.Unknown {
		id, err := c.messenger.Find(ctx, d)
		if err != nil {
			return c.retry(d, governance.Settlement{Reason: "find", Unknown: true}, 0)
		}
		if id != "" {
			return governance.Settlement{State: governance.SettledSent, PostID: id, Reason: "found"}
		}
	}
	m, moot, err := c.composer.Compose(ctx, d)
	switch {
	case err != nil:
		c.Log.ErrorContext(ctx, "delivery could not be composed", "delivery", d.ID, "kind", d.Kind, "err", err)
		return c.retry(d, governance.Settlement{Reason: "compose"}, 0)
	case moot != "":
		return governance.Settlement{State: governance.SettledSkipped, Reason: string(moot)}
	}
	id, err := c.messenger.Send(ctx, d, m)
	if err == nil {
		return governance.Settlement{State: governance.SettledSent, PostID: id}
	}
	var e *SendError
	if !errors.As(err, &e) {
		c.Log.WarnContext(ctx, "no clear answer to a post", "delivery", d.ID, "kind", d.Kind, "err", err)
		return c.retry(d, governance.Settlement{Reason: "unclear", Unknown: true}, 0)
	}
	if e.Dead {
		owed, err := c.composer.secretariat.Undelivered(ctx, d)
		if err != nil {
			c.Log.ErrorContext(ctx, "whom to tell of what cannot be delivered is not known", "delivery", d.ID, "kind", d.Kind, "err", err)
		}
		return governance.Settlement{State: governance.SettledDead, Reason: e.Reason, Owed: owed}
	}
	return c.retry(d, governance.Settlement{Reason: e.Reason, Unknown: !e.NotSent}, e.After)
}

// retry backs off: 1 s, 2 s, 4 s … 5 min, with jitter so that replicas do not
// march in step; never sooner than the chat asked for.
func (c *Courier) retry(d governance.Delivery, r governance.Settlement, after time.Duration) governance.Settlement {
	const first, last = time.Second, 5 * time.Minute
	wait := min(last, first<<min(d.Attempt, 9))
	wait = wait/2 + rand.N(wait/2+1)
	r.State, r.RetryAt = governance.SettledRetry, c.Now().Add(max(wait, after))
	return r
}
