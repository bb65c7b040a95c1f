package scheduler

import (
	"math/rand/v2"
	"sync"
	"time"

	"pilotent/governance"
)

// outage tells whether the chat answers at all. While it does not, nothing is
// claimed and nobody's attempts are counted: a chat that was away for an hour
// gets what is owed within seconds of its return.
type outage struct {
	now governance.Clock

	mu sync.Mutex
	// inARow counts answers that nobody understands, one after the other.
	inARow int
	pauses int
	// The chat is left alone from since on, for as long as wait.
	since time.Time
	wait  time.Duration
}

// tooMany answers in a row that nobody understands may be no delivery's fault.
const tooMany = 5

// answered says that the chat has given a clear answer.
func (o *outage) answered() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inARow, o.pauses = 0, 0
}

// failed says that it has not. After some of those in a row it is to be asked
// whether it is well: one message, or one person, may be what it stumbles over.
func (o *outage) failed() (ask bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inARow++
	return o.inARow >= tooMany
}

// pause makes the chat be left alone: for as long as it asked, else for 1 s,
// 2 s … 15 s, with jitter. Those who find out together pause once. It answers
// how long the pause still lasts.
func (o *outage) pause(asked time.Duration) time.Duration {
	const first, last = time.Second, 15 * time.Second
	o.mu.Lock()
	defer o.mu.Unlock()
	wait := asked
	if wait <= 0 {
		if left := o.remaining(); left > 0 {
			return left
		}
		wait = min(last, first<<min(o.pauses, 4))
		wait = wait/2 + rand.N(wait/2+1)
		o.pauses++
	}
	if wait > o.remaining() {
		o.since, o.wait = o.now(), wait
	}
	return o.remaining()
}

// left is how long the chat is to be left alone still.
func (o *outage) left() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.remaining()
}

// remaining counts anew from when the clock is found to have been set back.
func (o *outage) remaining() time.Duration {
	now := o.now()
	if now.Before(o.since) {
		o.since = now
	}
	return max(0, o.wait-now.Sub(o.since))
}
