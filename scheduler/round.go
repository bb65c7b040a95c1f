package scheduler

import (
	"context"
	"sync"
	"time"

	"pilotent/governance/reminder"
)

// round is one pass over all that is due. Each worker serves one recipient at a time,
// one message after the other; one goroutine records the outcomes in batches
// meanwhile.
type round struct {
	*Courier
	ctx   context.Context
	lines chan line
	ends  chan reminder.Settlement

	started           sync.Once
	workers, recorder sync.WaitGroup

	mu sync.Mutex
	// A delivery has ended: a recipient that waited for it may be served now.
	change   *sync.Cond
	over     int // how many deliveries have ended
	underWay int
}

// line is the queue of one recipient, in its order.
type line struct {
	ds  []reminder.Delivery
	pre *prefetched
}

// prefetched are the contents of a batch of deliveries, read in one transaction.
type prefetched struct {
	contents map[int64]reminder.Content
	at       time.Time
}

// of is the content of a delivery, unless it was not read or its subject may have
// changed since.
func (r *prefetched) of(d reminder.Delivery) (reminder.Content, bool) {
	if r == nil || time.Since(r.at) > staleAfter {
		return reminder.Content{}, false
	}
	b, ok := r.contents[d.ID]
	return b, ok
}

// prefetch reads the contents of a batch; nil when it fails: each delivery then reads
// its own.
func (c *Courier) prefetch(ctx context.Context, batch []reminder.Delivery) (r *prefetched) {
	defer func() {
		if p := recover(); p != nil { // the poison message panics again at its own attempt
			r = nil
		}
	}()
	at := time.Now()
	ctx, cancel := context.WithTimeout(ctx, c.Lease/3)
	defer cancel()
	contents, err := c.composer.service.Prefetch(ctx, batch)
	if err != nil {
		return nil
	}
	return &prefetched{contents, at}
}

// perSlot is how many workers there are for each slot: while one sends, others
// compose.
const perSlot = 3

// maxRecorded is the largest batch of outcomes in one transaction.
const maxRecorded = 100

func (c *Courier) newRound(ctx context.Context) *round {
	r := &round{Courier: c, ctx: ctx, lines: make(chan line), ends: make(chan reminder.Settlement, maxRecorded)}
	r.change = sync.NewCond(&r.mu)
	return r
}

// start makes the workers, once there is work.
func (r *round) start() {
	workers := perSlot * r.Workers
	if r.Workers == 1 {
		workers = 1 // one after the other, in their order
	}
	for range workers {
		r.workers.Go(func() {
			for l := range r.lines {
				r.serve(l)
			}
		})
	}
	r.recorder.Go(func() {
		for first := range r.ends {
			r.recordAll(first)
		}
	})
}

// end waits until all that was taken is done and recorded.
func (r *round) end() {
	close(r.lines)
	r.workers.Wait()
	close(r.ends)
	r.recorder.Wait()
}

// take hands a recipient's deliveries to a worker and blocks until one is free, which
// bounds how many are in memory.
func (r *round) take(l line) {
	r.started.Do(r.start)
	r.mu.Lock()
	r.underWay += len(l.ds)
	r.mu.Unlock()
	r.lines <- l
}

// ended is how many deliveries have ended so far.
func (r *round) ended() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.over
}

// waitForMore waits until more than that have ended, and reports whether they have:
// nothing may be under way that could.
func (r *round) waitForMore(than int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.over == than && r.underWay > 0 {
		r.change.Wait()
	}
	return r.over > than
}

func (r *round) finish(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.over += n
	r.underWay -= n
	r.change.Broadcast()
}

// serve delivers one recipient's queue in its order. It releases the leases of the
// rest when the program stops, when the lease might run out under way, when the
// breaker is open, and when the one before is to be retried.
func (r *round) serve(l line) {
	for i, d := range l.ds {
		end, begun := r.attempt(r.ctx, d, l.pre)
		if !begun {
			r.release(l.ds[i:])
			return
		}
		r.ends <- end
		if end.State == reminder.SettledRetry && !end.Aside {
			r.release(l.ds[i+1:])
			return
		}
	}
}

func (r *round) release(ds []reminder.Delivery) {
	ctx, cancel := r.limit(r.ctx)
	defer cancel()
	if err := r.outbox.Release(ctx, ds); err != nil {
		r.Log.WarnContext(r.ctx, "leases were not given back; they run out by themselves", "err", err)
	}
	r.finish(len(ds))
}

// recordAll records an outcome and those that have come in meanwhile.
func (r *round) recordAll(first reminder.Settlement) {
	ends := []reminder.Settlement{first}
	for len(ends) < maxRecorded {
		select {
		case e, more := <-r.ends:
			if more {
				ends = append(ends, e)
				continue
			}
		default:
		}
		break
	}
	r.record(ends...)
	r.finish(len(ends))
}

// record writes outcomes and retries, with backoff, until the lease ends: a database
// that restarts is waited for, and nothing new is begun meanwhile. What was not
// recorded by then is looked for in the channel by whoever claims it next.
func (r *round) record(ends ...reminder.Settlement) {
	// Sent but not recorded is sent twice: the program's stop does not cancel it.
	ctx := context.WithoutCancel(r.ctx)
	for wait := 50 * time.Millisecond; ; wait = min(2*wait, time.Second) {
		// A timeout of its own: an attempt that has used up its time is recorded too.
		// After the lease an outcome gets a second at most, since it still counts while
		// nobody else has claimed the delivery: a database that hangs does not block a stop.
		left := time.Until(ends[0].Delivery.SendBefore.Add(r.Lease / 2))
		once, cancel := context.WithTimeout(ctx, max(min(left, r.Lease/2), min(time.Second, r.Lease/2)))
		lost, err := r.outbox.Settle(once, ends...)
		cancel()
		switch {
		case err == nil:
			r.report(ends, lost)
			return
		case len(ends) > 1:
			// A poison row must not keep the others from being written.
			for _, e := range ends {
				r.record(e)
			}
			return
		case time.Now().Add(wait).After(ends[0].Delivery.SendBefore.Add(r.Lease / 2)):
			d := ends[0].Delivery
			r.Log.ErrorContext(ctx, "outcome not recorded; it will be looked for in the channel", "delivery", d.ID, "kind", d.Kind, "err", err)
			r.Settled(d.Kind, "unrecorded")
			return
		}
		<-time.After(wait)
	}
}

// report tells the log and the metrics how attempts ended.
func (r *round) report(ends []reminder.Settlement, lost []reminder.Delivery) {
	for _, e := range ends {
		d, outcome := e.Delivery, string(e.State)
		switch {
		case holds(lost, d):
			outcome = "lease_lost"
			r.Log.WarnContext(r.ctx, "lease lost", "delivery", d.ID, "kind", d.Kind)
		case e.State == reminder.SettledDead:
			r.Log.ErrorContext(r.ctx, "cannot be delivered", "delivery", d.ID, "kind", d.Kind, "reason", e.Reason)
		}
		r.Settled(d.Kind, outcome)
	}
}

func holds(ds []reminder.Delivery, d reminder.Delivery) bool {
	for _, other := range ds {
		if other.ID == d.ID && other.Fence == d.Fence {
			return true
		}
	}
	return false
}
