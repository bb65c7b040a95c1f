package scheduler

import (
	"math/rand/v2"
	"sync"
	"time"

	"pilotent/governance/record"
)

// outage tells whether the chat answers at all. While it does not, nothing is
// claimed and nobody's attempts are counted: a chat that was away for an hour
// gets what is owed within seconds of its return.
type outage struct {
	now record.Clock

	mu sync.Mutex
	// inARow counts answers that nobody understands, one after the other.
	inARow int
	pauses int
	// suspects are deliveries at which a gateway gave up on the chat, by ID.
	suspects map[int64]suspect
	// The chat is left alone from since on, for as long as wait.
	since time.Time
	wait  time.Duration
}

// tooMany answers in a row that nobody understands may be no delivery's fault; nor
// may it be that of so many deliveries that nothing has been posted since.
const tooMany = 5

// suspect is a delivery at which a gateway gave up: by its own fault, or since the
// chat is away?
type suspect struct {
	failed time.Time
	times  int
	// passed says that another message was begun after that, and was posted.
	passed bool
	// guilty says that this was so at one of its failures.
	guilty bool
}

// maxSuspects bounds how many are remembered.
const maxSuspects = 1000

// suspect notes that a gateway gave up at a delivery. everybody says that it did
// so at too many of late: the chat takes nothing.
func (o *outage) suspect(id int64) (s suspect, everybody bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.suspects == nil || len(o.suspects) >= maxSuspects {
		o.suspects = map[int64]suspect{}
	}
	s = o.suspects[id]
	s.guilty = s.guilty || s.passed
	s.times++
	o.suspects[id] = suspect{failed: o.now(), times: s.times, guilty: s.guilty}
	late := 0
	for _, other := range o.suspects {
		if !other.passed && !other.guilty {
			late++
		}
	}
	return s, late >= tooMany
}

// posted says that a message which was begun at that moment has been posted.
func (o *outage) posted(begun time.Time) {
	o.answered()
	o.mu.Lock()
	defer o.mu.Unlock()
	for id, s := range o.suspects {
		s.passed = s.passed || begun.After(s.failed)
		o.suspects[id] = s
	}
}

// ended says that a delivery will not be tried again.
func (o *outage) ended(id int64) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.suspects, id)
}

// answered says that the chat has given a clear answer to a message.
func (o *outage) answered() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inARow, o.pauses = 0, 0
}

// heard says that the chat has given a clear answer to a question: what it may
// take is not known from that.
func (o *outage) heard() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.inARow = 0
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
	o.mu.Lock()
	defer o.mu.Unlock()
	wait := asked
	if wait <= 0 {
		if left := o.remaining(); left > 0 {
			return left
		}
		wait = o.longer()
	}
	if wait > o.remaining() {
		o.since, o.wait = o.now(), wait
	}
	return o.remaining()
}

// longer is the next wait of a row.
func (o *outage) longer() time.Duration {
	const first, last = time.Second, 15 * time.Second
	wait := min(last, first<<min(o.pauses, 4))
	o.pauses++
	return wait/2 + rand.N(wait/2+1)
}

// aside is how long one delivery waits, and no other.
func (o *outage) aside() time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.longer()
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
