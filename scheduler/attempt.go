package scheduler

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"time"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/message"
)

const (
	// patience is after how many attempts in vain a delivery lets those to the
	// same recipient that come after it go first.
	patience = 7
	// fewAttempts is the same where the database does not answer.
	fewAttempts = 3
	// attempts is after how many in vain a delivery is given up, and told to
	// those behind it. With the waits between them that is half an hour to an hour.
	attempts = 20
	// longestWait is the longest between two attempts.
	longestWait = 5 * time.Minute
	// fresh is how long a text may wait for its turn before it is made anew.
	fresh = time.Second
)

// Reasons that are a delivery's own.
const (
	ownFault = "compose"
	panicked = "panic"
)

var errEarly = errors.New("nothing to do yet, by this clock")

// attempt makes one attempt. begun is false when it did not come to that, and
// the delivery is to be given back. What has begun is finished, even when the
// program is being stopped. read has its content, if it is fresh.
func (c *Courier) attempt(stop context.Context, d reminder.Delivery, read *reading) (end reminder.Settlement, begun bool) {
	defer func() {
		// One bad row never stops the others. It may have panicked after posting.
		if p := recover(); p != nil {
			c.panicked(d, p)
			end, begun = c.fault(d, panicked, true), true
		}
		end.Delivery, end.At = d, c.Now()
		if begun {
			if end.State != reminder.SettledRetry {
				c.outage.ended(d.ID)
			}
			end.Owed = append(end.Owed, c.follows(stop, d, end)...)
		}
	}()
	if d.Recipient.Clock() {
		return c.tacitEffect(stop, d), true
	}
	if d.Recipient == reminder.ToPilots() {
		return c.passOn(stop, d), true
	}
	if d.Unknown {
		found, begun := c.find(stop, d)
		if !begun || found.State != "" {
			return found, begun
		}
	}
	if c.outage.left() > 0 { // whom may be told what is asked of the chat
		return end, false
	}
	ctx, cancel := c.limit(stop)
	defer cancel()
	composed := time.Now()
	if _, ok := read.of(d); ok {
		composed = read.at
	}
	m, end := c.compose(ctx, d, read)
	if end.State != "" {
		return end, true
	}
	begun = c.inSlot(stop, d, func(ctx context.Context) {
		if time.Since(composed) > fresh { // it has waited, and its subject may have changed
			if m, end = c.compose(ctx, d, nil); end.State != "" {
				return
			}
		}
		at := c.Now()
		id, err := c.messenger.Send(ctx, d, m)
		if err != nil {
			end = c.unsent(d, "unclear", false, err)
			return
		}
		c.outage.posted(at)
		end = reminder.Settlement{State: reminder.SettledSent, PostID: id}
	})
	return end, begun
}

func (c *Courier) panicked(d reminder.Delivery, p any) {
	c.Log.Error("delivery panicked", "delivery", d.ID, "kind", d.Kind, "panic", fmt.Sprintf("%T", p), "stack", string(debug.Stack()))
}

// passOn replaces what is for the pilots by one delivery to each of them, since
// who they are is known now only.
func (c *Courier) passOn(stop context.Context, d reminder.Delivery) reminder.Settlement {
	ctx, cancel := c.limit(stop)
	defer cancel()
	if _, end := c.compose(ctx, d, nil); end.State != "" {
		return end
	}
	owed, err := c.composer.secretariat.PassOn(ctx, d)
	if err != nil {
		c.Log.WarnContext(ctx, "the pilots are not known", "delivery", d.ID, "kind", d.Kind, "err", err)
		// « pilots » is those of every project: they do not wait for each other.
		return c.fault(d, "pass_on", false)
	}
	return reminder.Settlement{State: reminder.SettledSkipped, Reason: reminder.ReasonPassedOn, Owed: owed}
}

// lapse has the service carry out what a silence means. It says nothing to
// anybody, and is tried until the database has taken it: nobody else would.
func (c *Courier) tacitEffect(stop context.Context, d reminder.Delivery) reminder.Settlement {
	ctx, cancel := c.limit(stop)
	defer cancel()
	done, err := c.composer.secretariat.CarryOutTacitEffect(ctx, d.Project, d.Subject)
	if err == nil && !done && c.Now().Before(d.Due.Add(time.Minute)) {
		// The clock may have gone back since the claim; nobody would come again.
		err = errEarly
	}
	switch {
	case err != nil:
		c.Log.ErrorContext(ctx, "what a silence means was not carried out; trying again", "delivery", d.ID, "err", err)
		end := c.fault(d, "lapse", false)
		if end.State == reminder.SettledDead {
			end.State, end.RetryAt = reminder.SettledRetry, c.Now().Add(longestWait)
		}
		return end
	case !done:
		return reminder.Settlement{State: reminder.SettledSkipped, Reason: string(reminder.SkipChanged)}
	}
	return reminder.Settlement{State: reminder.SettledSkipped, Reason: "lapsed"}
}

// find looks for what an earlier attempt may have brought; its end has no state
// when there is nothing.
func (c *Courier) find(stop context.Context, d reminder.Delivery) (end reminder.Settlement, begun bool) {
	begun = c.inSlot(stop, d, func(ctx context.Context) {
		id, err := c.messenger.Find(ctx, d)
		if err != nil {
			end = c.unsent(d, "find", true, err)
			return
		}
		c.outage.heard()
		c.Resolved(id != "")
		if id != "" {
			end = reminder.Settlement{State: reminder.SettledSent, PostID: id, Reason: "found"}
		}
	})
	return end, begun
}

// compose is what the delivery has to say, or how it ends without a word; its
// end has no state when there is something to say.
func (c *Courier) compose(ctx context.Context, d reminder.Delivery, read *reading) (message.Message, reminder.Settlement) {
	m, skipReason, err := c.say(ctx, d, read)
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
		end = c.unsent(d, "directory", false, err)
	case err != nil:
		c.Log.ErrorContext(ctx, "delivery could not be composed", "delivery", d.ID, "kind", d.Kind, "err", err)
		end = c.fault(d, ownFault, false)
		// What is not there, or not known, will not be there in a second either; a
		// database that restarts will.
		end.Aside = errors.Is(err, record.ErrNone) || errors.Is(err, errors.ErrUnsupported) || d.Attempt >= fewAttempts
	case skipReason != "":
		end = reminder.Settlement{State: reminder.SettledSkipped, Reason: string(skipReason)}
	}
	return m, end
}

func (c *Courier) say(ctx context.Context, d reminder.Delivery, read *reading) (message.Message, reminder.SkipReason, error) {
	if b, ok := read.of(d); ok {
		return c.composer.from(ctx, d, b)
	}
	return c.composer.Compose(ctx, d)
}

// limit bounds a step of an attempt: whatever is begun in the first half of a
// lease is over, with some time left to record it, before the lease is.
func (c *Courier) limit(stop context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(context.WithoutCancel(stop), c.Lease/3)
}

// inSlot speaks to the chat once there is a place. It answers false, and does
// not speak, when the program stops, the chat does not answer, or what is sent
// now might arrive when somebody else has the delivery.
func (c *Courier) inSlot(stop context.Context, d reminder.Delivery, speak func(context.Context)) bool {
	select {
	case c.slots <- struct{}{}:
		defer func() { <-c.slots }()
	case <-stop.Done():
		return false
	}
	if stop.Err() != nil || c.outage.left() > 0 || d.Expired(time.Now()) {
		return false
	}
	ctx, cancel := c.limit(stop)
	defer cancel()
	speak(ctx)
	return true
}

// unsent says what a failed answer of the chat means for the delivery. An error
// of which nothing is known leaves it unknown.
func (c *Courier) unsent(d reminder.Delivery, reason string, unknown bool, err error) reminder.Settlement {
	e, known := errors.AsType[*SendError](err)
	switch {
	case known && e.Dead:
		c.outage.answered()
		return reminder.Settlement{State: reminder.SettledDead, Reason: e.Reason}
	case known && e.Everywhere && e.Vague:
		return c.atGateway(d, e, unknown || !e.NotSent)
	case known && e.Everywhere:
		return c.whileAway(c.outage.pause(e.After), e.Reason, unknown || !e.NotSent)
	case known && !e.Vague:
		c.outage.answered()
		return c.retry(d, reminder.Settlement{Reason: e.Reason, Unknown: unknown || !e.NotSent}, e.After)
	}
	c.Log.Warn("no clear answer of the chat", "delivery", d.ID, "kind", d.Kind, "doing", reason, "err", err)
	unknown = unknown || !known || !e.NotSent
	if c.outage.failed() && !c.answers() {
		return c.whileAway(c.outage.pause(0), reason, unknown)
	}
	return c.retry(d, reminder.Settlement{Reason: reason, Unknown: unknown}, 0)
}

// atGateway says what it means that whoever stands before the chat has given up. It
// is away, unless it says that it is well and takes others: then the delivery is
// tried as often as any that fails by itself, and given up only at a failure
// between which and the one before another message has been posted. While that is
// not known, it waits alone, so that others may show it: those to other recipients,
// and once it has tried patience, what comes after it.
func (c *Courier) atGateway(d reminder.Delivery, e *SendError, unknown bool) reminder.Settlement {
	s, everybody := c.outage.suspect(d.ID)
	switch {
	case !c.well() || everybody && !s.guilty:
		return c.whileAway(c.outage.pause(e.After), e.Reason, unknown)
	case s.guilty:
		if !s.passed {
			d.Attempt = min(d.Attempt, attempts-1)
		}
		return c.retry(d, reminder.Settlement{Reason: e.Reason, Unknown: unknown}, e.After)
	default:
		end := c.whileAway(c.outage.aside(), e.Reason, unknown)
		end.Aside = s.times >= patience
		return end
	}
}

// answers asks the chat whether it is well, which counts as a clear answer.
func (c *Courier) answers() bool {
	well := c.well()
	if well {
		c.outage.answered()
	}
	return well
}

// well asks the chat whether it is well.
func (c *Courier) well() bool {
	ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
	defer cancel()
	return c.messenger.Answers(ctx)
}

// whileAway puts a delivery off until the chat may be back: that it was away
// says nothing about the delivery.
func (c *Courier) whileAway(left time.Duration, reason string, unknown bool) reminder.Settlement {
	return reminder.Settlement{
		State: reminder.SettledRetry, RetryAt: c.Now().Add(left), Reason: reason, Unknown: unknown, Untried: true,
	}
}

// fault is an attempt that failed by the delivery's own fault: nobody waits for it.
func (c *Courier) fault(d reminder.Delivery, reason string, unknown bool) reminder.Settlement {
	end := c.retry(d, reminder.Settlement{Reason: reason, Unknown: unknown}, 0)
	end.Aside = true
	return end
}

// retry backs off: 1 s, 2 s, 4 s … 5 min, with jitter so that replicas do not
// march in step; never sooner than the chat asked for. After many attempts it
// gives up.
func (c *Courier) retry(d reminder.Delivery, r reminder.Settlement, after time.Duration) reminder.Settlement {
	if d.Attempt >= attempts {
		r.State = reminder.SettledDead
		if r.Reason != ownFault && r.Reason != panicked {
			r.Reason = "gave_up"
		}
		return r
	}
	const first, last = time.Second, longestWait
	wait := min(last, first<<min(d.Attempt, 9))
	wait = wait/2 + rand.N(wait/2+1)
	r.State, r.RetryAt, r.Aside = reminder.SettledRetry, c.Now().Add(max(wait, after)), d.Attempt >= patience
	return r
}

// follows are the deliveries that an end calls for: word to those behind what
// cannot be delivered, and the next of a chain of digests.
func (c *Courier) follows(stop context.Context, d reminder.Delivery, end reminder.Settlement) (owed []reminder.Delivery) {
	if end.State == reminder.SettledRetry {
		return nil
	}
	defer func() {
		// What has been sent is recorded, whatever it is that follows.
		if p := recover(); p != nil {
			c.panicked(d, p)
		}
	}()
	ctx, cancel := c.limit(stop)
	defer cancel()
	owed, err := c.composer.secretariat.NextDigest(ctx, d)
	if err != nil {
		c.Log.WarnContext(ctx, "the next digest is not planned; it will be within the hour", "delivery", d.ID, "err", err)
	}
	if end.State == reminder.SettledDead {
		told, err := c.composer.secretariat.Undelivered(ctx, d)
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
