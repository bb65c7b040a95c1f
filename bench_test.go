package main

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"
	"github.com/stretchr/testify/require"

	"pilotent/bot/mattermosttest"
	"pilotent/internal/testenv"
)

// The places and people of the benchmarks.
const (
	benchChannels = 400
	benchPeople   = 100
)

// databases are addresses of empty databases, by engine.
func databases() map[string]func(testing.TB) string {
	return map[string]func(testing.TB) string{
		"sqlite":   func(tb testing.TB) string { return "sqlite:" + filepath.Join(tb.TempDir(), "x.db") },
		"postgres": testenv.Postgres,
	}
}

// backlog are n debts that came due in the last minute, to everybody in turn.
func (s *site) backlog(n int) []debt {
	minute := time.Now().Truncate(time.Millisecond).Add(-time.Minute)
	debts := make([]debt, n)
	for i := range debts {
		debts[i] = debt{s.recipients[i%len(s.recipients)], minute.Add(time.Duration(i) * time.Minute / time.Duration(n)).Truncate(time.Millisecond)}
	}
	return debts
}

// BenchmarkDelivery delivers 10,000 announcements that are due at once, with
// all that this takes, and in the same run posts as many with nothing but
// Client4.CreatePost, as many at a time: "ratio" is the first rate over the
// second. With a latency the server is what both wait for, as in life; without,
// the processor.
func BenchmarkDelivery(b *testing.B) {
	const n = 10_000
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, latency := range []time.Duration{0, 5 * time.Millisecond} {
			b.Run(fmt.Sprintf("%s/latency=%s", engine, latency), func(b *testing.B) {
				s := newSite(b, mattermosttest.New(b, mattermosttest.WithLatency(latency)), databases()[engine](b), benchChannels, benchPeople)
				_, err := s.app.courier.DeliverDue(b.Context())
				require.NoError(b, err)
				var bare, ours time.Duration
				rounds := 0
				for b.Loop() {
					rounds++
					s.fake.ForgetPosts(time.Now().Add(time.Hour))
					bare += s.bare(b, n/2)
					s.fake.ForgetPosts(time.Now().Add(time.Hour))
					require.NoError(b, s.owe(b.Context(), s.backlog(n)...))
					began := time.Now()
					claimed, err := s.app.courier.DeliverDue(b.Context())
					ours += time.Since(began)
					require.NoError(b, err)
					require.Equal(b, n, claimed)
					require.Equal(b, n, s.seen())
					s.fake.ForgetPosts(time.Now().Add(time.Hour))
					bare += s.bare(b, n/2)
				}
				b.ReportMetric(float64(rounds*n)/ours.Seconds(), "deliveries/s")
				b.ReportMetric(float64(rounds*n)/bare.Seconds(), "bare/s")
				b.ReportMetric(bare.Seconds()/ours.Seconds(), "ratio")
				b.ReportMetric(0, "ns/op")
			})
		}
	}
}

// bare posts n times in a loop, to every channel in turn, as many at a time as
// the courier does, each on a connection that is kept.
func (s *site) bare(b *testing.B, n int) time.Duration {
	b.Helper()
	workers := s.app.courier.Workers
	transport := &http.Transport{MaxIdleConnsPerHost: workers}
	defer transport.CloseIdleConnections()
	client := model.NewAPIv4Client(s.cfg.MattermostURL)
	client.HTTPClient = &http.Client{Transport: transport}
	client.SetToken(s.cfg.MattermostToken)
	var next atomic.Int64
	began := time.Now()
	post := func() error {
		for i := next.Add(1); i <= int64(n); i = next.Add(1) {
			channel, _ := s.recipients[i%benchChannels].Channel()
			_, _, err := client.CreatePost(b.Context(), &model.Post{
				ChannelId: string(channel), PendingPostId: fmt.Sprintf("bare:%d:%d", began.UnixNano(), i),
				Message: "**Décision COPIL-2026-001** adoptée : Retenir 3 écoles\nPar @coordinatrice. La voir : `/decision voir COPIL-2026-001`",
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	errs := make(chan error, workers)
	for range workers {
		go func() { errs <- post() }()
	}
	for range workers {
		require.NoError(b, <-errs)
	}
	took := time.Since(began)
	require.Equal(b, n, s.seen())
	return took
}

// seen is how many posts there are.
func (s *site) seen() int {
	n := 0
	for _, to := range s.recipients {
		n += len(s.posts(to))
	}
	return n
}

// BenchmarkBacklog starts the program in a process of its own on a backlog, and
// reports the most that its heap and it as a whole held until all was
// delivered; "times-1000" are these over those of a backlog of 1,000.
func BenchmarkBacklog(b *testing.B) {
	var few memory
	for _, n := range []int{1_000, 10_000} {
		b.Run(strconv.Itoa(n), func(b *testing.B) {
			var most memory
			for b.Loop() {
				most = heldMemory(b, n)
			}
			if few == (memory{}) {
				few = most
			}
			b.ReportMetric(most.heap/1e6, "heap-MB")
			b.ReportMetric(most.resident/1e6, "resident-MB")
			b.ReportMetric(most.heap/few.heap, "heap-times-1000")
			b.ReportMetric(most.resident/few.resident, "resident-times-1000")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// memory is in bytes.
type memory struct{ heap, resident float64 }

func heldMemory(b *testing.B, n int) (most memory) {
	b.Helper()
	s := newSite(b, mattermosttest.New(b), testenv.Postgres(b), benchChannels, benchPeople)
	require.NoError(b, s.owe(b.Context(), s.backlog(n)...))
	address := freeAddress(b)
	startReplica(b, fmt.Sprintf("replica-%d", n), 0, 0,
		"PILOTENT_MATTERMOST_URL="+s.cfg.MattermostURL, "PILOTENT_MATTERMOST_TOKEN="+s.cfg.MattermostToken,
		"PILOTENT_CALLBACK_URL="+s.cfg.CallbackURL, "PILOTENT_LISTEN="+address, "PILOTENT_DATABASE_URL="+s.cfg.DatabaseURL,
		"PILOTENT_SECRET="+s.cfg.Secret)
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for left := 1.; left > 0; <-tick.C {
		values, err := scrape(b.Context(), "http://"+address+"/metrics")
		if err != nil {
			continue // not listening yet
		}
		most.heap = max(most.heap, values["go_memstats_heap_inuse_bytes"])
		most.resident = max(most.resident, values["process_resident_memory_bytes"])
		overdue, _, err := s.app.store.Backlog(b.Context(), time.Now())
		require.NoError(b, err)
		left = float64(overdue)
	}
	return most
}

// scrape reads the metrics that have no labels.
func scrape(ctx context.Context, url string) (map[string]float64, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	values := map[string]float64{}
	for lines := bufio.NewScanner(res.Body); lines.Scan(); {
		name, text, _ := strings.Cut(lines.Text(), " ")
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			values[name] = v
		}
	}
	return values, nil
}

// BenchmarkDelay is the time between the moment when something is due and that
// when it is seen, while little else happens: one delivery every 20 ms.
func BenchmarkDelay(b *testing.B) {
	const each, apart = 100, 20 * time.Millisecond
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			s := newSite(b, mattermosttest.New(b), databases()[engine](b), benchChannels, benchPeople)
			_, err := s.app.courier.DeliverDue(b.Context())
			require.NoError(b, err)
			seen := make(chan time.Time, each)
			s.fake.Watch(func(p mattermosttest.Posting) bool {
				if p.Done {
					seen <- time.Now()
				}
				return true
			})
			ctx, stop := context.WithCancel(b.Context())
			ended := make(chan error, 1)
			go func() { ended <- s.app.courier.Run(ctx) }()
			var delays []time.Duration
			for b.Loop() {
				first := time.Now().Truncate(time.Millisecond).Add(300 * time.Millisecond)
				debts := make([]debt, each)
				for i := range debts {
					debts[i] = debt{s.recipients[i%len(s.recipients)], first.Add(time.Duration(i) * apart)}
				}
				require.NoError(b, s.owe(b.Context(), debts...))
				s.app.courier.Wake()
				for _, d := range debts { // far enough apart to come in order
					delays = append(delays, (<-seen).Sub(d.due))
				}
			}
			stop()
			require.NoError(b, <-ended)
			slices.Sort(delays)
			b.ReportMetric(float64(delays[len(delays)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(delays[len(delays)*99/100].Microseconds())/1000, "p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}
