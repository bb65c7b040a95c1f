package scheduler

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

const (
	// asideAfter is after how many failed attempts a delivery no longer holds up those
	// to the same recipient that come after it.
	asideAfter = 7
	// asideAfterCompose is the same for one that cannot be composed, as while the
	// database does not answer.
	asideAfterCompose = 3
	// maxAttempts is after how many a delivery is given up, and those behind it are
	// told. With the backoff between them that is half an hour to an hour.
	maxAttempts = 20
	// maxBackoff is the longest wait between two attempts.
	maxBackoff = 5 * time.Minute
	// staleAfter is for how long what was read or composed may wait for its turn
	// before it is read anew.
	staleAfter = time.Second
)

// Reasons of failures that are the delivery's own.
const (
	composeFailed = "compose"
	panicked      = "panic"
)

// errNotDue: by the database's clock, the effect is not due yet.
var errNotDue = errors.New("not due yet by the database's clock")

// attempt makes one attempt. begun is false when it did not come to that, and the
// lease is to be released. What has begun is finished, even while the program is
// being stopped. pre holds what the delivery has to say, if it is not stale.
func (c *Courier) attempt(stop context.Context, d reminder.Delivery, pre *prefetched) (end reminder.Settlement, begun bool) {
	defer func() {
		// A poison message never stops the others. It may have panicked after posting.
		if p := recover(); p != nil {
			c.panicked(d, p)
			end, begun = c.fault(d, panicked, true), true
		}
		end.Delivery, end.At = d, c.Now()
		if begun {
			if end.State != reminder.SettledRetry {
				c.breaker.settled(d.ID)
			}
			end.Owed = append(end.Owed, c.follows(stop, d, end)...)
		}
	}()
	switch {
	case d.Recipient.Clock():
		return c.byItself(stop, d), true
	case d.Recipient == reminder.ToPilots():
		return c.passOn(stop, d), true
	case toLetterbox(d):
		return c.letter(stop, d)
	default:
		return c.post(stop, d, pre)
	}
}

// post brings a delivery to the chat, unless an earlier attempt has.
func (c *Courier) post(stop context.Context, d reminder.Delivery, pre *prefetched) (end reminder.Settlement, begun bool) {
	if d.Unknown {
		found, begun := c.find(stop, d)
		if !begun || found.State != "" {
			return found, begun
		}
	}
	if c.breaker.openFor() > 0 { // to compose asks the chat who may be told
		return end, false
	}
	ctx, cancel := c.limit(stop)
	defer cancel()
	composed := time.Now()
	if _, ok := pre.of(d); ok {
		composed = pre.at
	}
	m, end := c.compose(ctx, d, pre)
	if end.State != "" {
		return end, true
	}
	begun = c.inSlot(stop, d, func(ctx context.Context) {
		if time.Since(composed) > staleAfter { // its subject may have changed
			if m, end = c.compose(ctx, d, nil); end.State != "" {
				return
			}
		}
		end = c.send(ctx, d, m)
	})
	return end, begun
}

// send posts a message.
func (c *Courier) send(ctx context.Context, d reminder.Delivery, m message.Message) reminder.Settlement {
	at := c.Now()
	id, err := c.messenger.Send(ctx, d, m)
	if err != nil {
		return c.failed(d, "unclear", false, err)
	}
	c.breaker.posted(at)
	return reminder.Settlement{State: reminder.SettledSent, PostID: id}
}

func (c *Courier) panicked(d reminder.Delivery, p any) {
	c.Log.Error("delivery panicked", "delivery", d.ID, "kind", d.Kind, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
}

// passOn fans out what is for the pilots: one delivery to each of them replaces it,
// since who they are is known only now.
func (c *Courier) passOn(stop context.Context, d reminder.Delivery) reminder.Settlement {
	ctx, cancel := c.limit(stop)
	defer cancel()
	if _, end := c.compose(ctx, d, nil); end.State != "" {
		return end
	}
	owed, err := c.composer.service.PassOn(ctx, d)
	if err != nil {
		c.Log.WarnContext(ctx, "the pilots are not known", "delivery", d.ID, "kind", d.Kind, "err", err)
		// « pilots » is one recipient for all projects, which must not hold up each other.
		return c.fault(d, "pass_on", false)
	}
	return reminder.Settlement{State: reminder.SettledSkipped, Reason: reminder.ReasonPassedOn, Owed: owed}
}

// byItself has the service carry out what time by itself does. It tells nobody, and is
// retried without limit until it is committed.
func (c *Courier) byItself(stop context.Context, d reminder.Delivery) reminder.Settlement {
	ctx, cancel := c.limit(stop)
	defer cancel()
	done, err := c.composer.service.CarryOut(ctx, d)
	if err == nil && !done && c.Now().Before(d.Due.Add(time.Minute)) {
		// The clock was set back since the claim: to skip the delivery would lose the effect.
		err = errNotDue
	}
	switch {
	case err != nil:
		c.Log.ErrorContext(ctx, "what time by itself does was not carried out; trying again", "delivery", d.ID, "err", err)
		end := c.fault(d, "lapse", false)
		if end.State == reminder.SettledDead {
			end.State, end.RetryAt = reminder.SettledRetry, c.Now().Add(maxBackoff)
		}
		return end
	case !done:
		return reminder.Settlement{State: reminder.SettledSkipped, Reason: string(reminder.SkipChanged)}
	}
	return reminder.Settlement{State: reminder.SettledSkipped, Reason: "lapsed"}
}

// find looks for the post of an earlier attempt whose outcome is unknown; its end has
// no state when there is none.
func (c *Courier) find(stop context.Context, d reminder.Delivery) (end reminder.Settlement, begun bool) {
	begun = c.inSlot(stop, d, func(ctx context.Context) {
		id, err := c.messenger.Find(ctx, d)
		if err != nil {
			end = c.failed(d, "find", true, err)
			return
		}
		c.breaker.read()
		c.Resolved(id != "")
		if id != "" {
			end = reminder.Settlement{State: reminder.SettledSent, PostID: id, Reason: "found"}
		}
	})
	return end, begun
}

// compose is the delivery's message, or how it ends without one; its end has no
// state when there is a message.
func (c *Courier) compose(ctx context.Context, d reminder.Delivery, pre *prefetched) (message.Message, reminder.Settlement) {
	m, skipReason, err := c.say(ctx, d, pre)
	later, wait := errors.AsType[*LaterError](err)
	var end reminder.Settlement
	switch {
	case wait:
		end = reminder.Settlement{State: reminder.SettledRetry, RetryAt: later.At, Aside: true, Untried: true, Reason: reminder.ReasonQuiet}
	case errors.Is(err, reminder.ErrLeft):
		end = reminder.Settlement{State: reminder.SettledDead, Reason: reminder.ReasonLeft}
	case record.CodeOf(err) == record.Unavailable:
		if _, known := errors.AsType[*SendError](err); !known {
			err = &SendError{NotSent: true, Vague: true, Reason: "directory", Err: err}
		}
		end = c.failed(d, "directory", false, err)
	case err != nil:
		c.Log.ErrorContext(ctx, "delivery could not be composed", "delivery", d.ID, "kind", d.Kind, "err", err)
		end = c.fault(d, composeFailed, false)
		// A missing row or an unknown kind is permanent: the delivery stands aside at once.
		// A database that restarts answers again.
		end.Aside = errors.Is(err, record.ErrNone) || errors.Is(err, errors.ErrUnsupported) || d.Attempt >= asideAfterCompose
	case skipReason != "":
		end = reminder.Settlement{State: reminder.SettledSkipped, Reason: string(skipReason)}
	}
	return m, end
}

func (c *Courier) say(ctx context.Context, d reminder.Delivery, pre *prefetched) (message.Message, reminder.SkipReason, error) {
	if b, ok := pre.of(d); ok {
		return c.composer.from(ctx, d, b)
	}
	return c.composer.Compose(ctx, d)
}

// limit bounds a step of an attempt by a third of the lease: what is begun in its
// first half ends, with time left to record it, before the lease does.
func (c *Courier) limit(stop context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(stop), c.Lease/3)
}

// inSlot calls the chat once a slot is free, and reports whether it has: not when the program stops, the breaker is open, or what is sent now might arrive
// after the lease.
func (c *Courier) inSlot(stop context.Context, d reminder.Delivery, call func(context.Context)) bool {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-stop.Done():
		return false
	}
	if stop.Err() != nil || c.breaker.openFor() > 0 || d.Expired(time.Now()) {
		return false
	}
	ctx, cancel := c.limit(stop)
	defer cancel()
	call(ctx)
	return true
}

// failed is how an attempt ends at which a call of the chat failed. An error of which
// nothing is known leaves the delivery unknown: it may have been posted.
func (c *Courier) failed(d reminder.Delivery, reason string, unknown bool, err error) reminder.Settlement {
	e, known := errors.AsType[*SendError](err)
	switch {
	case known && e.Dead:
		c.breaker.answered()
		return reminder.Settlement{State: reminder.SettledDead, Reason: e.Reason}
	case known && e.Everywhere && e.Vague:
		return c.atGateway(d, e, unknown || !e.NotSent)
	case known && e.Everywhere:
		return c.untilClosed(c.breaker.trip(e.After), e.Reason, unknown || !e.NotSent)
	case known && !e.Vague:
		c.breaker.answered()
		return c.retry(d, reminder.Settlement{Reason: e.Reason, Unknown: unknown || !e.NotSent}, e.After)
	}
	c.Log.Warn("no clear answer of the chat", "delivery", d.ID, "kind", d.Kind, "doing", reason, "err", err)
	unknown = unknown || !known || !e.NotSent
	if c.breaker.failed() && !c.probe() {
		return c.untilClosed(c.breaker.trip(0), reason, unknown)
	}
	return c.retry(d, reminder.Settlement{Reason: reason, Unknown: unknown}, 0)
}

// atGateway is how an attempt ends at which the gateway before the chat failed. The
// chat is down, unless it says that it is well and accepts other messages: then this
// one is a poison message, retried as often as any, and given up only at a failure
// since the one before which another message has been posted. While that is not
// known, only this delivery waits, so that others may show it: those to other
// recipients and, once it has failed asideAfter times, what comes after it.
func (c *Courier) atGateway(d reminder.Delivery, e *SendError, unknown bool) reminder.Settlement {
	s, everybody := c.breaker.suspect(d.ID)
	switch {
	case !c.well() || everybody && !s.poison:
		return c.untilClosed(c.breaker.trip(e.After), e.Reason, unknown)
	case s.poison:
		if !s.passed {
			d.Attempt = min(d.Attempt, maxAttempts-1)
		}
		return c.retry(d, reminder.Settlement{Reason: e.Reason, Unknown: unknown}, e.After)
	default:
		end := c.untilClosed(c.breaker.backoff(), e.Reason, unknown)
		end.Aside = s.times >= asideAfter
		return end
	}
}

// probe reports whether the chat says that it is well, which counts as a clear answer.
func (c *Courier) probe() bool {
	well := c.well()
	if well {
		c.breaker.answered()
	}
	return well
}

// well reports whether the chat says that it is well.
func (c *Courier) well() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return c.messenger.Answers(ctx)
}

// untilClosed puts a delivery off by wait; the attempt is not counted, since the
// failure is the chat's.
func (c *Courier) untilClosed(wait time.Duration, reason string, unknown bool) reminder.Settlement {
	return reminder.Settlement{
		State: reminder.SettledRetry, RetryAt: c.Now().Add(wait), Reason: reason, Unknown: unknown, Untried: true,
	}
}

// fault is how an attempt ends that failed by the delivery's own fault: it stands
// aside at once.
func (c *Courier) fault(d reminder.Delivery, reason string, unknown bool) reminder.Settlement {
	end := c.retry(d, reminder.Settlement{Reason: reason, Unknown: unknown}, 0)
	end.Aside = true
	return end
}

// retry is exponential backoff: 1 s, 2 s, 4 s … maxBackoff, with jitter, and never
// sooner than after. The last of maxAttempts gives the delivery up.
func (c *Courier) retry(d reminder.Delivery, r reminder.Settlement, after time.Duration) reminder.Settlement {
	if d.Attempt >= maxAttempts {
		r.State = reminder.SettledDead
		if r.Reason != composeFailed && r.Reason != panicked {
			r.Reason = "gave_up"
		}
		return r
	}
	wait := jitter(min(maxBackoff, time.Second<<min(d.Attempt, 9)))
	r.State, r.RetryAt, r.Aside = reminder.SettledRetry, c.Now().Add(max(wait, after)), d.Attempt >= asideAfter
	return r
}

// follows are the deliveries that are owed once this one is settled: the next of a
// chain of digests, and notice of a failure to those behind its subject.
func (c *Courier) follows(stop context.Context, d reminder.Delivery, end reminder.Settlement) (owed []reminder.Delivery) {
	if end.State == reminder.SettledRetry {
		return nil
	}
	defer func() {
		// A panic here must not keep what was sent from being recorded.
		if p := recover(); p != nil {
			c.panicked(d, p)
		}
	}()
	ctx, cancel := c.limit(stop)
	defer cancel()
	owed, err := c.composer.service.NextDigest(ctx, d)
	if err != nil {
		c.Log.WarnContext(ctx, "the next digest is not planned; it will be within the hour", "delivery", d.ID, "err", err)
	}
	if end.State == reminder.SettledDead {
		told, err := c.composer.service.Undelivered(ctx, d)
		if err != nil {
			c.Log.ErrorContext(ctx, "whom to tell of what cannot be delivered is not known", "delivery", d.ID, "kind", d.Kind, "err", err)
		}
		owed = append(owed, told...)
	}
	return owed
}

// LaterError says that there is a better moment for a message: the next open
// hour of who is to be reminded.
type LaterError struct{ At time.Time }

func (e *LaterError) Error() string { return "to be said at " + e.At.Format(time.RFC3339) }
