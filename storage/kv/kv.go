// Package kv keeps what may be lost: rate limits, nonces, caches, wake-ups.
// The truth is in the Store; whoever uses a KV must still be right, only
// slower or less fair, when it forgets everything or answers errors.
//
// [Memory] serves one process; [Open] reaches a Redis that replicas share.
// It may import the standard library and go-redis, and nothing of pilotent.
package kv

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrClosed is what every method answers after Close.
var ErrClosed = errors.New("kv: closed")

// KV is a forgetful store, safe for concurrent use. Values, limits and topics
// have names of their own: the same word may be used for each. A time to live
// is at least a millisecond, and shorter or negative ones are an error, for
// nothing is kept for ever.
//
// Apart from misuse, an error means that the store cannot be reached, or that
// ctx ended; whether a change was made is then unknown.
type KV interface {
	// Get returns the value last set under key, and whether there is one.
	Get(ctx context.Context, key string) (value string, ok bool, err error)
	// Set keeps value under key for ttl, in place of what was there.
	Set(ctx context.Context, key, value string, ttl time.Duration) error
	// Take is Get and delete, atomically: of many callers, one gets the value.
	Take(ctx context.Context, key string) (value string, ok bool, err error)
	// Once reports whether it is the first call for key in the last ttl: of
	// many callers, one is first. It marks the key with an empty value, and is
	// not first where Set left one.
	Once(ctx context.Context, key string, ttl time.Duration) (first bool, err error)
	// Allow takes one token from the limit known as key. When none is left it
	// answers false and the time after which there is one, and takes nothing.
	Allow(ctx context.Context, key string, limit Limit) (ok bool, retryAfter time.Duration, err error)
	// Publish wakes the subscribers of topic, in every process that shares the store.
	Publish(ctx context.Context, topic string) error
	// Subscribe returns a channel that holds one wake-up when there were any
	// since it was last read. A wake-up may be lost, and one may come without
	// a Publish: after the connection was lost, to look at what was missed.
	// The channel is closed when ctx ends and when the KV is closed.
	Subscribe(ctx context.Context, topic string) (<-chan struct{}, error)
	// Ping reports whether the store answers.
	Ping(ctx context.Context) error
	// Close ends the subscriptions and lets go of the connections.
	Close() error
}

// Limit is a rate: Burst tokens at first, and one more each Per, up to Burst.
// Both must be positive, and Per at least a microsecond.
type Limit struct {
	Burst int
	Per   time.Duration
}

func (l Limit) check() error {
	if l.Burst < 1 || l.Per < time.Microsecond {
		return fmt.Errorf("kv: limit of %d tokens, one each %s: both must be positive", l.Burst, l.Per)
	}
	return nil
}

func checkTTL(ttl time.Duration) error {
	if ttl < time.Millisecond {
		return fmt.Errorf("kv: time to live of %s: less than a millisecond", ttl)
	}
	return nil
}

// Open returns the KV at url: [Memory] when it is empty, otherwise a Redis 6.2
// or later at redis://, rediss:// or unix://, with the options of go-redis in
// the query and one of ours, "prefix", for the keys (default "pilotent:").
//
// It does not connect: the server may be absent at the start, go and come
// back. A call fails after half a second, whatever time-outs the url says, and
// is not tried again: a repeated Once would find itself second.
// An error means that url is wrong; it does not repeat the password.
func Open(_ context.Context, url string) (KV, error) {
	if url == "" {
		return Memory(), nil
	}
	return openRedis(url)
}
