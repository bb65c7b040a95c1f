package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/governance/committee"
	"pilotent/governance/sitting"
	"pilotent/internal/testenv"
	"pilotent/storage/kv"
)

// The size of a round.
const (
	chaosChannels   = 8
	chaosPeople     = 4
	chaosDeliveries = 150
	chaosPatience   = 3 * time.Minute // for what is owed once all faults are over
)

// TestChaos runs the program as three processes on a PostgreSQL and a Redis of
// their own, beside a fake Mattermost, and kills, freezes and cuts at random.
// Whatever happened, each recipient has seen what was owed once, in order; each day of
// a series has one meeting, and each member one convocation (chaos_plans_test.go).
//
// CHAOS_ROUNDS is how many rounds (4), CHAOS_SEED the seed of the first, each
// round having the next: a round that failed is repeated by its own seed and
// CHAOS_ROUNDS=1. `make chaos` runs 200, with CHAOS_LONG for what takes minutes.
//
// It is not run beside the other tests of this package: a fake that gets no turn for
// longer than the short lease posts what its client has given up and sent again.
func TestChaos(t *testing.T) {
	rounds, seed := number(t, "CHAOS_ROUNDS", 4), number(t, "CHAOS_SEED", rand.Uint64N(1_000_000_000))
	t.Logf("CHAOS_SEED=%d CHAOS_ROUNDS=%d", seed, rounds)
	c := newChaos(t)
	for i := range rounds {
		c.round(t, seed+i)
	}
	// What a replica still sends by mistake, it sends before its lease is over.
	wait(t.Context(), 2*chaosLease)
	c.verdict.add(c.late(t))
	t.Log(c.table())
	for _, r := range c.replicas {
		require.Empty(t, r.said("DATA RACE"))
		require.Empty(t, r.said("panic"))
	}
	require.Zero(t, c.verdict.faults(), "see above; repeat one round with its own CHAOS_SEED and CHAOS_ROUNDS=1")
}

func number(t *testing.T, name string, otherwise uint64) uint64 {
	t.Helper()
	text := os.Getenv(name)
	if text == "" {
		return otherwise
	}
	n, err := strconv.ParseUint(text, 10, 64)
	require.NoError(t, err, name)
	return n
}

// chaos is the program in three processes, what they work with, and what has
// become of it so far.
type chaos struct {
	*site
	traps
	postgres, redis cutServer
	replicas        []*replica
	db              *sql.DB
	kv              kv.KV
	after           sync.WaitGroup // what traps have begun

	planner   *app // on a clock of days ago
	want      map[string]int
	toConvene []meetingIn

	before  map[string]bool // marks of the rounds that are over
	lately  map[debt]bool   // what the last round owed
	judged  map[string]bool // posts that are
	maxID   int64
	began   time.Time // the round
	counts  map[string]int
	missed  atomic.Int64 // events that met no replica at their moment
	verdict verdict
	rows    struct{ found, unknown, attempts int64 }
	delays  []int64 // of what was seen, in milliseconds
	drains  []time.Duration

	mu      sync.Mutex
	trace   []string // of the round
	strange []string // faults of the harness itself, in the round
}

func newChaos(t *testing.T) *chaos {
	t.Helper()
	c := &chaos{
		postgres: cutServer{Server: testenv.StartPostgres(t)}, redis: cutServer{Server: testenv.StartRedis(t)},
		before: map[string]bool{}, judged: map[string]bool{}, counts: map[string]int{},
	}
	c.began = time.Now()
	c.site = newSite(t, mattermosttest.New(t, mattermosttest.WithoutPendingMemory()), c.postgres.URL, chaosChannels, chaosPeople)
	var err error
	c.db, err = sql.Open("pgx", c.postgres.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.db.Close()) })

	c.kv, err = kv.Open(t.Context(), c.redis.URL)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, c.kv.Close()) })

	byToken := map[string]*replica{}
	known := make(chan struct{})
	c.fake.Watch(func(p mattermosttest.Posting) bool {
		<-known
		return c.posting(byToken[p.Token], p)
	})
	// Two of them 90 s apart, and two of them 180.
	for i, skew := range []time.Duration{-90 * time.Second, 0, 90 * time.Second} {
		token, name := c.fake.Token(c.account), "replica-"+strconv.Itoa(i+1)
		r := startReplica(t, name, skew, chaosLease,
			"PILOTENT_MATTERMOST_URL="+c.fake.URL, "PILOTENT_MATTERMOST_TOKEN="+token, "PILOTENT_CALLBACK_URL="+c.cfg.CallbackURL,
			"PILOTENT_LISTEN=127.0.0.1:0", "PILOTENT_DATABASE_URL="+c.postgres.URL+"&application_name="+name, "PILOTENT_REDIS_URL="+c.redis.URL,
			"PILOTENT_SECRET="+c.cfg.Secret)
		c.replicas = append(c.replicas, r)
		byToken[token] = r
	}
	close(known)
	require.True(t, c.drain(t), "the announcement of the decision was not delivered:\n%s", strings.Join(c.replicas[1].said(""), "\n"))
	c.close(t)
	c.sit(t)
	return c
}

// posting is what the fake shows us of every post.
func (c *chaos) posting(r *replica, p mattermosttest.Posting) bool {
	what := "posts"
	if p.Done {
		what = "has posted"
	}
	c.tell("%s %s %v", r.name, what, p.Post.GetProp("pilotent_delivery"))
	return c.spring(r, p.Done)
}

func (c *chaos) any(rng *rand.Rand) *replica { return c.replicas[rng.IntN(len(c.replicas))] }

// frozen stops a replica for a while.
func (c *chaos) frozen(ctx context.Context, r *replica, d time.Duration) {
	r.freeze()
	c.tell("%s is frozen for %s", r.name, d)
	wait(ctx, d)
	r.thaw()
	c.tell("%s goes on", r.name)
}

// cutServer is a server that only one event at a time may stop or use.
type cutServer struct {
	*testenv.Server
	mu sync.Mutex
}

func (s *cutServer) do(f func() error) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return f()
}

// restart stops a server for a while; gone is called once it is away.
func (c *chaos) restart(ctx context.Context, s *cutServer, away time.Duration, gone func()) {
	c.note(s.do(func() error {
		err := s.Stop()
		gone()
		wait(ctx, away)
		return errors.Join(err, s.Start())
	}))
}

// note keeps what went wrong with the harness itself.
func (c *chaos) note(err error) {
	if err != nil {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.strange = append(c.strange, err.Error())
	}
}

func (c *chaos) tell(format string, args ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.trace = append(c.trace, fmt.Sprintf("%6.3f s ", time.Since(c.began).Seconds())+fmt.Sprintf(format, args...))
}

// round owes, lets the plan of the seed happen, and judges what came of it.
func (c *chaos) round(t *testing.T, seed uint64) {
	t.Helper()
	c.mu.Lock()
	c.began, c.trace, c.strange = time.Now(), nil, nil
	c.mu.Unlock()
	rng := rand.New(rand.NewPCG(seed, 2))
	c.plan(t, rng)
	owed := map[debt]bool{} // nothing is owed twice to one recipient at one moment
	for len(owed) < chaosDeliveries {
		due := between(rng, -1000, 2800)
		if len(owed) < chaosDeliveries/3 {
			due = between(rng, 1000, 1050) // many at once
		}
		d := debt{c.recipients[rng.IntN(len(c.recipients))], c.began.Add(due).Truncate(time.Millisecond)}
		// The last of the round before are due as late as the first of this one; what
		// the site's own decision owed was due when it was made.
		if !c.lately[d] && !d.due.Equal(c.decision.SettledAt.Truncate(time.Millisecond)) {
			owed[d] = true
		}
	}
	c.lately = owed
	debts := slices.Collect(maps.Keys(owed))
	// The pool finds out by failing that PostgreSQL was restarted; what was owed already is not owed twice.
	c.poll(t, chaosPatience, func() error { return c.owe(t.Context(), debts...) })

	var running sync.WaitGroup
	running.Go(func() { c.traffic(t.Context()) })
	for _, m := range c.toConvene {
		at := between(rng, 0, int(lastEvent.Milliseconds()))
		running.Go(func() { c.convene(t, m, at) })
	}
	for _, h := range plan(seed, os.Getenv("CHAOS_LONG") != "") {
		c.counts[h.name]++
		running.Go(func() {
			wait(t.Context(), time.Until(c.began.Add(h.at)))
			c.tell("* %s", h.name)
			h.do(t.Context(), c, rand.New(rand.NewPCG(h.seed, 3)))
		})
	}
	wait(t.Context(), chaosSpan)
	running.Wait()
	c.missed.Add(int64(c.disarm()))
	c.after.Wait()
	c.fake.ClearFaults()
	for _, r := range c.replicas {
		r.thaw()
	}
	c.tell("all faults are over")
	over := time.Now()
	c.drain(t)
	c.drains = append(c.drains, time.Since(over))
	v := c.close(t)
	c.verdict.add(v)
	t.Logf("round CHAOS_SEED=%d: owed %d, seen %d, faults %d, drained in %.1f s", seed, v.owed, v.seen, v.faults(), time.Since(over).Seconds())
	require.Empty(t, c.strange, "the harness itself failed")
	require.GreaterOrEqual(t, v.owed, chaosDeliveries, "rows are gone")
	if v.faults() > 0 {
		t.Error(c.explain(v))
	}
}

// traffic wakes the couriers now and then, as commands do that owe something.
// The last one comes well before the last fault: what is late after that is
// for them to find by themselves.
func (c *chaos) traffic(ctx context.Context) {
	for time.Since(c.began) < lastEvent {
		_ = c.kv.Publish(ctx, owedTopic) // Redis may be away
		wait(ctx, 400*time.Millisecond)
	}
}

// poll asks again until it is answered; the processes that it waits for have
// no other way to tell.
func (c *chaos) poll(t *testing.T, patience time.Duration, ask func() error) bool {
	t.Helper()
	tick := time.NewTicker(50 * time.Millisecond)
	defer tick.Stop()
	deadline := time.After(patience)
	for {
		err := ask()
		if err == nil {
			return true
		}
		select {
		case <-deadline:
			c.tell("waited too long: %v", err)
			return false
		case <-t.Context().Done():
			return false
		case <-tick.C:
		}
	}
}

// drain waits until nothing is owed any more.
func (c *chaos) drain(t *testing.T) bool {
	t.Helper()
	return c.poll(t, chaosPatience, func() error {
		var left int
		err := c.db.QueryRowContext(t.Context(), "SELECT count(*) FROM deliveries WHERE kind = ANY($1) AND state IN ('pending', 'claimed')",
			append(slices.Clone(chaosKinds), string(sitting.SeriesNumbering))).Scan(&left)
		if err == nil && left > 0 {
			err = fmt.Errorf("%d deliveries are left", left)
		}
		return err
	})
}

// close judges the round that is over, and forgets what came before it.
func (c *chaos) close(t *testing.T) verdict {
	t.Helper()
	owed := c.owedRows(t)
	seen := c.seenPosts(c.otherMarks(t))
	v := judge(owed, seen, c.before)
	got, err := c.planned(t.Context())
	require.NoError(t, err)
	v.add(judgePlans(c.want, got))
	due := map[string]int64{}
	for _, o := range owed {
		c.before[o.mark] = true
		c.maxID = max(c.maxID, o.id)
		if o.due > c.began.Add(-time.Minute).UnixMilli() { // a series was planned days ago
			due[o.mark] = o.due
		}
	}
	for _, p := range seen {
		if d, ok := due[p.mark]; ok {
			c.delays = append(c.delays, p.at-d)
		}
	}
	c.fake.ForgetPosts(c.began)
	return v
}

// late finds what was seen again after the last round.
func (c *chaos) late(t *testing.T) verdict {
	t.Helper()
	v := c.close(t)
	if v.faults() > 0 {
		t.Error(c.explain(v))
	}
	return v
}

func (c *chaos) owedRows(t *testing.T) []owedRow {
	t.Helper()
	rows, err := c.db.QueryContext(t.Context(), `
		SELECT id, project_id || '-' || id, recipient, due_at, state, aside OR kind <> $3, reason = 'found', unknown, attempt
		FROM deliveries WHERE id > $1 AND kind = ANY($2) ORDER BY id`, c.maxID, chaosKinds, committee.DecisionSettled)
	require.NoError(t, err)
	defer rows.Close()
	var owed []owedRow
	for rows.Next() {
		var (
			o              owedRow
			found, unknown bool
			attempts       int64
		)
		require.NoError(t, rows.Scan(&o.id, &o.mark, &o.recipient, &o.due, &o.state, &o.aside, &found, &unknown, &attempts))
		owed = append(owed, o)
		c.rows.attempts += attempts
		if found {
			c.rows.found++
		}
		if unknown {
			c.rows.unknown++
		}
	}
	require.NoError(t, rows.Err())
	return owed
}

// otherMarks are of what the project owes by itself, at moments of its own,
// such as digests.
func (c *chaos) otherMarks(t *testing.T) map[string]bool {
	t.Helper()
	rows, err := c.db.QueryContext(t.Context(), "SELECT project_id || '-' || id FROM deliveries WHERE kind <> ALL($1)", chaosKinds)
	require.NoError(t, err)
	defer rows.Close()
	marks := map[string]bool{}
	for rows.Next() {
		var mark string
		require.NoError(t, rows.Scan(&mark))
		marks[mark] = true
	}
	require.NoError(t, rows.Err())
	return marks
}

// seenPosts are the deliveries' posts that were not judged before.
func (c *chaos) seenPosts(others map[string]bool) []seenPost {
	var seen []seenPost
	judged := map[string]bool{}
	for _, to := range c.recipients {
		for _, p := range c.posts(to) {
			mark, ok := p.GetProp("pilotent_delivery").(string)
			if !ok || others[mark] {
				continue
			}
			judged[p.Id] = true
			if !c.judged[p.Id] {
				seen = append(seen, seenPost{mark, string(to), p.CreateAt})
			}
		}
	}
	c.judged = judged
	return seen
}
