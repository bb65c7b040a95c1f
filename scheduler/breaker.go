package scheduler

import (
	"math/rand/v2"
	"sync"
	"time"

	"pilotent/governance/record"
)

// breaker is the circuit breaker of the chat. While it is open nothing is claimed or
// sent, and no delivery's attempts are counted: a chat that was away for an hour
// gets what is owed within seconds of its return. It closes when its wait is over.
//
// It also tells poison messages, which fail by themselves at the gateway before the
// chat, from a chat that is down.
type breaker struct {
	now record.Clock

	mu sync.Mutex
	// unclear counts consecutive failures whose meaning is not known.
	unclear int
	// trips is how often it opened since the last message that was accepted: the
	// exponent of the backoff.
	trips int
	// suspects are deliveries at which a gateway failed, by ID.
	suspects map[int64]suspect
	// It is open from since on, for as long as wait.
	since time.Time
	wait  time.Duration
}

// threshold is how many consecutive unclear failures may be no delivery's fault; nor
// may it be that of so many deliveries that nothing has been posted since.
const threshold = 5

// suspect is a delivery at which a gateway failed: either it is a poison message, or
// the chat is down.
type suspect struct {
	failed time.Time
	times  int
	// passed says that another message was begun after that, and was posted.
	passed bool
	// poison says that this was so at one of its failures.
	poison bool
}

// maxSuspects bounds how many are remembered.
const maxSuspects = 1000

// suspect notes that a gateway failed at a delivery. everybody says that it did so
// at threshold deliveries or more, none of them a poison message: the chat is down.
func (b *breaker) suspect(id int64) (s suspect, everybody bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.suspects == nil || len(b.suspects) >= maxSuspects {
		b.suspects = map[int64]suspect{}
	}
	s = b.suspects[id]
	s.poison = s.poison || s.passed
	s.times++
	b.suspects[id] = suspect{failed: b.now(), times: s.times, poison: s.poison}
	late := 0
	for _, other := range b.suspects {
		if !other.passed && !other.poison {
			late++
		}
	}
	return s, late >= threshold
}

// posted notes that a message which was begun at that moment has been posted.
func (b *breaker) posted(begun time.Time) {
	b.answered()
	b.mu.Lock()
	defer b.mu.Unlock()
	for id, s := range b.suspects {
		s.passed = s.passed || begun.After(s.failed)
		b.suspects[id] = s
	}
}

// settled notes that a delivery will not be tried again.
func (b *breaker) settled(id int64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	delete(b.suspects, id)
}

// answered notes a clear answer of the chat to a message: the backoff starts over.
func (b *breaker) answered() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unclear, b.trips = 0, 0
}

// read notes a clear answer of the chat to a question, which does not say what it
// accepts: the backoff goes on.
func (b *breaker) read() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unclear = 0
}

// failed notes an unclear failure. It reports whether there were threshold or more
// in a row: then the chat is to be asked whether it is well, since one message, or
// one person, may be what fails.
func (b *breaker) failed() (probe bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.unclear++
	return b.unclear >= threshold
}

// trip opens the breaker: for as long as the chat asked, else for the backoff. Those
// who find out together trip it once. It answers how long it stays open.
func (b *breaker) trip(asked time.Duration) time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	wait := asked
	if wait <= 0 {
		if left := b.remaining(); left > 0 {
			return left
		}
		wait = b.next()
	}
	if wait > b.remaining() {
		b.since, b.wait = b.now(), wait
	}
	return b.remaining()
}

// backoff is the next wait, for one delivery only: the breaker stays as it is.
func (b *breaker) backoff() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.next()
}

// next is the next wait of the backoff: 1 s, 2 s, 4 s … 15 s, with jitter.
func (b *breaker) next() time.Duration {
	const first, last = time.Second, 15 * time.Second
	wait := jitter(min(last, first<<min(b.trips, 4)))
	b.trips++
	return wait
}

// openFor is how long it is still open; 0 when it is closed.
func (b *breaker) openFor() time.Duration {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.remaining()
}

// remaining counts anew from when the clock is found to have been set back.
func (b *breaker) remaining() time.Duration {
	now := b.now()
	if now.Before(b.since) {
		b.since = now
	}
	return max(0, b.wait-now.Sub(b.since))
}

// jitter is between half of wait and wait, so that replicas do not march in step.
func jitter(wait time.Duration) time.Duration { return wait/2 + rand.N(wait/2+1) }
