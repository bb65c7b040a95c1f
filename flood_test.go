package main

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pilotent/storage/storagetest"

	"github.com/stretchr/testify/require"
)

// Callers who mean harm: so many at once, with so much each.
const (
	callers  = 1500
	megabyte = 1 << 20
	// maxGrowth is how much memory they may take, in bytes; the race detector
	// takes five to ten times as much ("Runtime Overhead" in its documentation).
	maxGrowth = 150e6 * shadow
)

// strangers are what they send: to every callback, with a length and without,
// with no token, a wrong one, and none that is asked for.
var strangers = []string{
	"POST /slash/ent HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n",
	"POST /slash/ent HTTP/1.1\r\nHost: x\r\nAuthorization: Token rubbish\r\nContent-Length: 1048576\r\n\r\n",
	"POST /action HTTP/1.1\r\nHost: x\r\nContent-Length: 1048576\r\n\r\n",
	"POST /action HTTP/1.1\r\nHost: x\r\nContent-Length: 65536\r\n\r\n",
	"POST /dialog HTTP/1.1\r\nHost: x\r\nContent-Length: 262144\r\n\r\n",
	"POST /dialog HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n100000\r\n",
	"GET /healthz HTTP/1.1\r\nHost: x\r\nX: ",
}

// quickly lets one person type faster than people do.
const quickly = "PILOTENT_LIMIT_BURST=10000"

// call sends a megabyte as far as it is taken, and waits for the answer.
func call(ctx context.Context, address, head string, body []byte) error {
	c, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
	if err != nil {
		return err
	}
	defer c.Close() //nolint:errcheck // nothing more is wanted of it
	stop := context.AfterFunc(ctx, func() { _ = c.SetDeadline(time.Unix(1, 0)) })
	defer stop()
	sent := make(chan struct{})
	go func() {
		defer close(sent)
		_, _ = c.Write(append([]byte(head), body...))
	}()
	_, err = io.Copy(io.Discard, c)
	<-sent
	return err
}

// flood lets all call at once, some times over; over is told of each call that is.
func flood(ctx context.Context, address string, times int, over func()) {
	body := bytes.Repeat([]byte("a"), megabyte)
	var all sync.WaitGroup
	for i := range callers {
		all.Go(func() {
			for range times {
				_ = call(ctx, address, strangers[i%len(strangers)], body) // whatever becomes of it
				over()
			}
		})
	}
	all.Wait()
}

func TestManyStrangersTakeLittleMemory(t *testing.T) {
	t.Parallel()
	s := provisioned(t, "sqlite:"+storagetest.File(t))
	p := s.start(t, quickly)
	s.until(t, http.StatusOK, "ready")
	require.Contains(t, s.slash(t, "/ent"), "Voici")
	resident := func() float64 {
		var values map[string]float64
		var err error
		for range 3 { // a busy machine may leave a connection idle until the server closes it
			if values, err = scrape(t.Context(), s.url+"/metrics"); err == nil {
				break
			}
		}
		require.NoError(t, err)
		return values["process_resident_memory_bytes"]
	}
	before := resident()
	calls := make(chan struct{}, 2*callers)
	go flood(t.Context(), strings.TrimPrefix(s.url, "http://"), 2, func() { calls <- struct{}{} })
	most := before
	for n := range cap(calls) {
		<-calls
		if n%50 == 0 {
			most = max(most, resident())
			require.Contains(t, s.slash(t, "/ent"), "Voici", "in the midst of it")
		}
	}
	require.Less(t, most-before, maxGrowth, "from %.0f MB", before/1e6)
	require.NotContains(t, p.said.String(), "panic")
	t.Logf("%.0f MB, and %.0f MB at the most", before/1e6, most/1e6)
}

// BenchmarkStrangers is how long a rightful command takes while 1,500 strangers
// send a megabyte each, over what it takes when nobody does, in the same run:
// "ratio" is that of the medians.
func BenchmarkStrangers(b *testing.B) {
	s := provisioned(b, "sqlite:"+storagetest.File(b))
	s.start(b, quickly)
	for status := 0; status != http.StatusOK; {
		status, _ = asked(b, http.MethodGet, s.url+"/readyz")
	}
	command := func() time.Duration {
		began := time.Now()
		require.Contains(b, s.slash(b, "/comite liste"), "Aucun")
		return time.Since(began)
	}
	var quiet, busy []time.Duration
	for b.Loop() {
		for range 100 {
			quiet = append(quiet, command())
		}
		over := make(chan struct{})
		go func() {
			defer close(over)
			flood(b.Context(), strings.TrimPrefix(s.url, "http://"), 1, func() {})
		}()
		for calling := true; calling; {
			busy = append(busy, command())
			select {
			case <-over:
				calling = false
			default:
			}
		}
	}
	slices.Sort(quiet)
	slices.Sort(busy)
	b.ReportMetric(float64(quiet[len(quiet)/2].Microseconds())/1000, "quiet-ms")
	b.ReportMetric(float64(busy[len(busy)/2].Microseconds())/1000, "busy-ms")
	b.ReportMetric(busy[len(busy)/2].Seconds()/quiet[len(quiet)/2].Seconds(), "ratio")
	b.ReportMetric(0, "ns/op")
}
