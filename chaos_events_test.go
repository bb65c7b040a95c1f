package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"pilotent/bot/mattermosttest"
)

// chaosLease is the lease of the replicas: a freeze must outlast it, and a
// round should not last a minute. The server's 30 s of memory for
// pending_post_id would hide what the real 60 s do not, hence
// mattermosttest.WithoutPendingMemory.
const chaosLease = 2 * time.Second

// chaosSpan is how long deliveries fall due, lastEvent when the last event of a
// round begins: while there are posts for it to hit.
const (
	chaosSpan = 3 * time.Second
	lastEvent = 2500 * time.Millisecond
)

// event is one kind of misfortune. do returns once it is over, or once it is
// sure to come over the next post.
type event struct {
	name string
	do   func(ctx context.Context, c *chaos, rng *rand.Rand)
}

// events are all kinds. Those that hit a replica at a chosen moment of its
// POST are traps, which the next post springs.
func events() []event {
	const posts = "/api/v4/posts"
	post := func(mode mattermosttest.FaultMode, status int, after time.Duration) func(context.Context, *chaos, *rand.Rand) {
		return func(_ context.Context, c *chaos, rng *rand.Rand) {
			c.fake.Fail(mattermosttest.Fault{
				Method: http.MethodPost, PathPrefix: posts, Times: 1 + rng.IntN(6), Mode: mode, Status: status, RetryAfter: after,
			})
		}
	}
	pause := func(rng *rand.Rand) time.Duration { return time.Duration(rng.IntN(500)) * time.Millisecond }
	overlong := func(rng *rand.Rand) time.Duration {
		return chaosLease + time.Duration(200+rng.IntN(1000))*time.Millisecond
	}
	return []event{
		{"kill -9", func(_ context.Context, c *chaos, rng *rand.Rand) { c.any(rng).kill(pause(rng)) }},
		{"500, post created", post(mattermosttest.FailAfterDoing, 0, 0)},
		{"frozen longer than its lease", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			c.frozen(ctx, c.any(rng), overlong(rng))
		}},
		{"PostgreSQL restarted", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			c.restart(ctx, &c.postgres, between(rng, 100, 1000), nothing)
		}},
		{"kill -9 between claim and send", func(_ context.Context, c *chaos, rng *rand.Rand) {
			away := pause(rng)
			c.trap(func(r *replica, done bool) (sprung, goOn bool) {
				if !done {
					r.kill(away)
				}
				return !done, done
			})
		}},
		{"429 with Retry-After", post(mattermosttest.Refuse, http.StatusTooManyRequests, time.Second)},
		{"Redis gone, and back", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			c.restart(ctx, &c.redis, between(rng, 200, 2000), nothing)
		}},
		{"kill -9 between send and record", func(_ context.Context, c *chaos, rng *rand.Rand) {
			away := pause(rng)
			c.trap(func(r *replica, done bool) (sprung, goOn bool) {
				if done {
					r.kill(away)
				}
				return done, !done
			})
		}},
		{"time-out, post created", post(mattermosttest.StallAfterDoing, 0, 0)},
		{"Mattermost down", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			c.fake.Down()
			wait(ctx, between(rng, 500, 2000))
			c.fake.Up()
		}},
		{"frozen between two sends", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			span, delay := overlong(rng), time.Duration(rng.IntN(6000))*time.Microsecond
			c.trap(func(r *replica, done bool) (sprung, goOn bool) {
				if done {
					c.after.Go(func() {
						wait(ctx, delay)
						c.frozen(ctx, r, span)
					})
				}
				return done, true
			})
		}},
		{"frozen between claim and send", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			r, err := c.composing(ctx)
			if err != nil {
				c.missed.Add(1)
				c.tell("no replica was composing: %v", err) // PostgreSQL may be away
				return
			}
			c.frozen(ctx, r, overlong(rng))
		}},
		{"kill -9 during record", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			away, delay := pause(rng), time.Duration(rng.IntN(3000))*time.Microsecond
			c.trap(func(r *replica, done bool) (sprung, goOn bool) {
				if done {
					c.after.Go(func() {
						wait(ctx, delay)
						r.kill(away)
					})
				}
				return done, true
			})
		}},
		{"500, nothing created", post(mattermosttest.Refuse, 0, 0)},
		{"Redis wiped", func(ctx context.Context, c *chaos, _ *rand.Rand) {
			c.note(c.redis.do(func() error { return wipe(ctx, c.redis.URL) }))
		}},
		{"hang-up, post created", post(mattermosttest.HangUpAfterDoing, 0, 0)},
		{"Mattermost restarted", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			c.fake.Stop()
			wait(ctx, between(rng, 200, 1500))
			c.note(c.fake.Start())
		}},
		{"PostgreSQL gone between send and record", func(ctx context.Context, c *chaos, rng *rand.Rand) {
			away := between(rng, 100, 1000)
			c.trap(func(_ *replica, done bool) (sprung, goOn bool) {
				if done {
					gone := make(chan struct{})
					c.after.Go(func() { c.restart(ctx, &c.postgres, away, func() { close(gone) }) })
					<-gone
				}
				return done, true
			})
		}},
		{"replica restarted", func(_ context.Context, c *chaos, rng *rand.Rand) { c.any(rng).terminate(pause(rng)) }},
		{"search fails", func(_ context.Context, c *chaos, rng *rand.Rand) {
			c.fake.Fail(mattermosttest.Fault{Method: http.MethodGet, PathPrefix: "/api/v4/channels/", Times: 1 + rng.IntN(10)})
		}},
	}
}

// happening is an event of a round.
type happening struct {
	event
	at   time.Duration
	seed uint64
}

// outage is not for short runs.
var outage = event{"Mattermost down for two minutes", func(ctx context.Context, c *chaos, _ *rand.Rand) {
	c.fake.Stop()
	wait(ctx, 2*time.Minute)
	c.note(c.fake.Start())
}}

func nothing() {}

// plan is what happens in the round of a seed: some kinds in turn, so that
// rounds of consecutive seeds see all of them, and some by chance. In long
// runs every fiftieth has an outage.
func plan(seed uint64, long bool) []happening {
	const inTurn, byChance = 5, 4
	rng := rand.New(rand.NewPCG(seed, 1))
	kinds := events()
	var chosen []event
	for i := range uint64(inTurn) {
		chosen = append(chosen, kinds[(seed*inTurn+i)%uint64(len(kinds))])
	}
	for range rng.IntN(byChance) {
		chosen = append(chosen, kinds[rng.IntN(len(kinds))])
	}
	if long && seed%50 == 0 {
		chosen = append(chosen, outage)
	}
	var all []happening
	for _, e := range chosen {
		all = append(all, happening{e, time.Duration(rng.Int64N(int64(lastEvent))), rng.Uint64()})
	}
	slices.SortFunc(all, func(a, b happening) int { return int(a.at - b.at) })
	return all
}

func between(rng *rand.Rand, least, most int) time.Duration {
	return time.Duration(least+rng.IntN(most-least)) * time.Millisecond
}

// wait lets time pass, which is what a process that is frozen or away needs.
func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// trap is told of a post of a replica, before anything is done and once it is
// there; goOn lets the request go on.
type trap func(r *replica, done bool) (sprung, goOn bool)

// composing answers a replica that was stopped between claim and send: it waits
// for the text of a decision, which somebody else has locked.
func (c *chaos) composing(ctx context.Context) (_ *replica, err error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	tx, err := c.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer func() { _ = tx.Rollback() }() // lets it read, once it goes on
	if _, err := tx.ExecContext(ctx, "LOCK TABLE decisions IN ACCESS EXCLUSIVE MODE"); err != nil {
		return nil, err
	}
	tick := time.NewTicker(5 * time.Millisecond)
	defer tick.Stop()
	for {
		var name string
		err := c.db.QueryRowContext(ctx, `SELECT application_name FROM pg_stat_activity
			WHERE wait_event_type = 'Lock' AND application_name LIKE 'replica-%' LIMIT 1`).Scan(&name)
		for _, r := range c.replicas {
			if err == nil && r.name == name {
				r.freeze()
				return r, nil
			}
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), err)
		case <-tick.C:
		}
	}
}

// traps wait for posts, each for one.
type traps struct {
	mu  sync.Mutex
	set []trap
}

func (t *traps) trap(set trap) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.set = append(t.set, set)
}

// spring offers a post to the trap that has waited longest.
func (t *traps) spring(r *replica, done bool) (goOn bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.set) == 0 {
		return true
	}
	sprung, goOn := t.set[0](r, done)
	if sprung {
		t.set = t.set[1:]
	}
	return goOn
}

// disarm answers how many nobody sprang.
func (t *traps) disarm() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	n := len(t.set)
	t.set = nil
	return n
}

// wipe empties a Redis.
func wipe(ctx context.Context, address string) (err error) {
	at, err := url.Parse(address)
	if err != nil {
		return err
	}
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", at.Host)
	if err != nil {
		return fmt.Errorf("wipe Redis: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	if _, err := io.WriteString(conn, "FLUSHALL\r\n"); err != nil {
		return fmt.Errorf("wipe Redis: %w", err)
	}
	if answer, err := bufio.NewReader(conn).ReadString('\n'); err != nil || answer != "+OK\r\n" {
		return fmt.Errorf("wipe Redis: it answered %q, %w", answer, err)
	}
	return nil
}
