package bot_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pilotent/storage/kv"
)

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// clockKV is a memory that forgets by the test's clock, not by the machine's.
type clockKV struct {
	kv.KV
	clock *clock
	mu    sync.Mutex
	until map[string]time.Time
}

func newClockKV(c *clock) *clockKV {
	return &clockKV{KV: kv.Memory(), clock: c, until: map[string]time.Time{}}
}

func (k *clockKV) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	k.mu.Lock()
	k.until[key] = k.clock.Now().Add(ttl)
	k.mu.Unlock()
	return k.KV.Set(ctx, key, value, 24*time.Hour)
}

func (k *clockKV) Get(ctx context.Context, key string) (string, bool, error) {
	v, ok, err := k.KV.Get(ctx, key)
	return v, ok && k.fresh(key), err
}

func (k *clockKV) Take(ctx context.Context, key string) (string, bool, error) {
	v, ok, err := k.KV.Take(ctx, key)
	if !k.fresh(key) {
		v, ok = "", false
	}
	return v, ok, err
}

// Forget forgets everything, as a process does that is started again.
func (k *clockKV) Forget() {
	k.mu.Lock()
	defer k.mu.Unlock()
	clear(k.until)
}

func (k *clockKV) fresh(key string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.clock.Now().Before(k.until[key])
}

// wire is what the bot asks of the outside: a test sees it, and may answer in
// the place of the fake what that cannot.
type wire struct {
	transport *http.Transport
	mu        sync.Mutex
	asked     []request
	instead   func(*http.Request) *http.Response
	// flying are under way, most is how many have ever been at once.
	flying, most int
}

type request struct{ method, path, query, body string }

func newWire(t *testing.T) *wire {
	w := &wire{transport: http.DefaultTransport.(*http.Transport).Clone()}
	t.Cleanup(w.transport.CloseIdleConnections)
	return w
}

func (w *wire) client() *http.Client { return &http.Client{Transport: w} }

func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	asked := request{method: r.Method, path: r.URL.Path, query: r.URL.RawQuery}
	if r.GetBody != nil {
		copied, err := r.GetBody()
		if err != nil {
			return nil, err
		}
		raw, err := io.ReadAll(copied)
		if err != nil {
			return nil, err
		}
		asked.body = string(raw)
	}
	w.mu.Lock()
	w.asked = append(w.asked, asked)
	instead := w.instead
	w.mu.Unlock()
	if instead != nil {
		if res := instead(r); res != nil {
			return res, nil
		}
	}
	w.fly(1)
	defer w.fly(-1)
	return w.transport.RoundTrip(r)
}

func (w *wire) fly(n int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.flying += n
	w.most = max(w.most, w.flying)
}

// peak is how many requests were under way at the same moment, at the most.
func (w *wire) peak() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.most
}

// answering makes fn answer what it wants to, and the fake the rest.
func (w *wire) answering(fn func(*http.Request) *http.Response) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.instead = fn
}

// seen are the requests of a method whose path ends so.
func (w *wire) seen(method, suffix string) []request {
	w.mu.Lock()
	defer w.mu.Unlock()
	var seen []request
	for _, r := range w.asked {
		if r.method == method && strings.HasSuffix(r.path, suffix) {
			seen = append(seen, r)
		}
	}
	return seen
}

// answer is an HTTP answer without a server.
func answer(status int, header http.Header, body string) *http.Response {
	if header == nil {
		header = http.Header{}
	}
	header.Set("Content-Type", "application/json")
	return &http.Response{StatusCode: status, Status: http.StatusText(status), Header: header, Body: io.NopCloser(strings.NewReader(body))}
}

// journal is a log that can be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}
