package scheduler

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/robfig/cron/v3"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// Options tune a Courier; zero values are the defaults.
type Options struct {
	// Lease is how long a claim lasts. Default 60 s. Nothing of it is sent in its
	// second half: what is under way has that time to arrive and to be recorded
	// before anybody else may claim it.
	Lease time.Duration
	// Batch is how many deliveries are claimed at once. Default 100. About twice
	// as many are in memory, however many are owed.
	Batch int
	// Workers is how many messages are on their way to the chat at the same
	// time. Default 8.
	Workers int
	// Now tells the time. Default time.Now; with several replicas it must be
	// the same for all: the database's.
	Now record.Clock
	// Settled is told how each attempt ended, for the metrics; may be nil.
	Settled func(kind reminder.DeliveryKind, outcome string)
	// Resolved is told of each delivery of which it was not known whether an
	// earlier attempt had reached the channel, and whether it had; may be nil.
	Resolved func(found bool)
	// Scanned is told when everything that was due has been looked at; may be nil.
	Scanned func(at time.Time)
	// Postman brings letters; nil where there is no mail server.
	Postman Postman
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
	// slots bound the calls of the chat that are under way.
	slots   chan struct{}
	breaker breaker
	boards  boards
	Options
}

// NewCourier makes a Courier.
func NewCourier(outbox Outbox, composer *Composer, messenger Messenger, o Options) *Courier {
	if o.Lease == 0 {
		o.Lease = time.Minute
	}
	if o.Batch == 0 {
		o.Batch = 100
	}
	if o.Workers == 0 {
		o.Workers = 8
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Settled == nil {
		o.Settled = func(reminder.DeliveryKind, string) {}
	}
	if o.Resolved == nil {
		o.Resolved = func(bool) {}
	}
	if o.Scanned == nil {
		o.Scanned = func(time.Time) {}
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	return &Courier{
		outbox: outbox, composer: composer, messenger: messenger,
		wake: make(chan struct{}, 1), slots: make(chan struct{}, o.Workers), breaker: breaker{now: o.Now}, Options: o,
	}
}

// Wake makes a running Courier look at once.
func (c *Courier) Wake() {
	select {
	case c.wake <- struct{}{}:
	default: // it will look already
	}
}

// scan is how often the outbox is polled: what another replica has owed before it
// died is late by no more than that.
const scan = "@every 2s"

// reconcile is how often what should be owed is compared with the outbox, and what is
// missing is added: that of what is older than the feature, and what was lost.
const reconcile = "@hourly"

// watch is how often it is looked at what may change without a command, that channels
// which were private still are, and at imports that were not finished.
const watch = "@every 1m"

// reconcileWithin bounds one reconciliation: nothing is delivered before the first.
const reconcileWithin = 5 * time.Minute

func (c *Courier) reconcile(stop context.Context) {
	ctx, cancel := context.WithTimeout(stop, reconcileWithin)
	defer cancel()
	if err := c.composer.service.Reconcile(ctx); err != nil && stop.Err() == nil {
		c.Log.WarnContext(ctx, "what is owed and missing was not planned", "err", err)
	}
}

// watch notices what may change without a command.
func (c *Courier) watch(stop context.Context) {
	ctx, cancel := context.WithTimeout(stop, time.Minute)
	defer cancel()
	if err := c.composer.service.Watch(ctx); err != nil && stop.Err() == nil {
		c.Log.WarnContext(ctx, "it is not known what has changed without a command", "err", err)
	}
	c.PinBoards(ctx)
}

// Run delivers what is due until ctx ends; then it finishes what it is sending
// and gives back what it has not begun.
func (c *Courier) Run(ctx context.Context) error {
	clock := cron.New(cron.WithChain(cron.Recover(cron.DiscardLogger)))
	for spec, job := range map[string]func(){scan: c.Wake, reconcile: func() { c.reconcile(ctx) }, watch: func() { c.watch(ctx) }} {
		if _, err := clock.AddFunc(spec, job); err != nil {
			return fmt.Errorf("schedule the courier's work: %w", err)
		}
	}
	c.reconcile(ctx)
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
	wait, err := c.untilNext(ctx, ever)
	if err != nil || wait > 0 {
		return wait, err
	}
	_, looked, err := c.deliverDue(ctx)
	if err != nil {
		return atMost, err // the next scan tries again
	}
	if left := c.breaker.openFor(); left > 0 {
		return left, nil
	}
	const atLeast = 10 * time.Millisecond
	wait, err = c.untilNext(ctx, looked)
	return max(wait, atLeast), err
}

// ever is before anything was due.
var ever = time.UnixMilli(1)

// atMost is the longest that the Courier waits without looking.
const atMost = time.Minute

// untilNext is how long there is nothing to claim but what there was at the
// moment after.
func (c *Courier) untilNext(ctx context.Context, after time.Time) (time.Duration, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Lease/3)
	defer cancel()
	next, some, err := c.outbox.NextDue(ctx, after)
	if err != nil {
		return atMost, fmt.Errorf("read the next due moment: %w", err)
	}
	now := c.Now()
	c.Scanned(now)
	if !some {
		return atMost, nil
	}
	return min(atMost, next.Sub(now)), nil
}

// DeliverDue delivers everything that is due, and answers how many it claimed:
// none while the circuit breaker is open.
func (c *Courier) DeliverDue(ctx context.Context) (int, error) {
	if wait, err := c.untilNext(ctx, ever); err != nil || wait > 0 { // reading is cheaper than claiming
		return 0, err
	}
	n, _, err := c.deliverDue(ctx)
	return n, err
}

// deliverDue also answers the moment until which all that was due has been looked
// at: one long ago, where it broke off.
func (c *Courier) deliverDue(ctx context.Context) (total int, looked time.Time, err error) {
	looked = ever
	if c.breaker.openFor() == 0 {
		// What cannot be summed up now is told one by one.
		if err := c.sumUp(ctx); err != nil {
			c.Log.WarnContext(ctx, "what is late was not summed up", "err", err)
		}
	}
	r := c.newRound(ctx)
	defer r.end()
	for ctx.Err() == nil && c.breaker.openFor() == 0 {
		ended := r.ended()
		// Both before the claim, as the lease is counted.
		asked, at := time.Now(), c.Now()
		batch, err := c.claim(ctx)
		if err != nil {
			return total, looked, fmt.Errorf("claim due deliveries: %w", err)
		}
		if len(batch) == 0 {
			if !r.waitForMore(ended) {
				return total, at, nil
			}
			continue
		}
		total += len(batch)
		pre := c.prefetch(ctx, batch)
		for _, ds := range inLines(batch, asked.Add(c.Lease/2)) {
			r.take(line{ds, pre})
		}
	}
	return total, looked, nil
}

// Every query has a timeout: a connection that a firewall has dropped silently would
// block for ever.

func (c *Courier) claim(ctx context.Context) ([]reminder.Delivery, error) {
	ctx, cancel := context.WithTimeout(ctx, c.Lease/3)
	defer cancel()
	return c.outbox.Claim(ctx, c.Lease, c.Batch)
}

// sumUp has longer: it is one transaction for each recipient.
func (c *Courier) sumUp(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, c.Lease)
	defer cancel()
	_, err := c.outbox.Coalesce(ctx, c.Now(), reminder.SummaryLate, reminder.SummaryAtLeast)
	return err
}

// inLines are the deliveries by recipient, each recipient's in their order.
func inLines(batch []reminder.Delivery, sendBefore time.Time) [][]reminder.Delivery {
	var lines [][]reminder.Delivery
	place := map[reminder.Recipient]int{}
	for _, d := range batch {
		d.SendBefore = sendBefore
		i, ok := place[d.Recipient]
		if !ok {
			i = len(lines)
			place[d.Recipient] = i
			lines = append(lines, nil)
		}
		lines[i] = append(lines[i], d)
	}
	return lines
}
