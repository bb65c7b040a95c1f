package mattermosttest

import (
	"bytes"
	"cmp"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"time"
)

// FaultMode says how a request fails.
type FaultMode int

const (
	// Refuse answers Status without doing anything.
	Refuse FaultMode = iota
	// FailAfterDoing does what was asked, then answers Status.
	FailAfterDoing
	// HangUpAfterDoing does what was asked, then closes the connection without an answer. Go's HTTP client silently
	// repeats a GET that ends so on a kept connection: each attempt counts.
	HangUpAfterDoing
	// StallAfterDoing does what was asked, then stays silent until the client gives up or the server closes.
	StallAfterDoing
)

// Fault makes matching requests fail.
type Fault struct {
	// Method is the HTTP method; empty matches all.
	Method string
	// PathPrefix is how the URL's path begins ("/api/v4/posts"); empty matches all.
	PathPrefix string
	// Times is how many requests fail; 0 means all of them until ClearFaults.
	Times int
	Mode  FaultMode
	// Status is what Refuse and FailAfterDoing answer; 0 means 500. A 429 is the recorded plain text of the rate limiter.
	Status int
	// RetryAfter goes with a 429, in whole seconds rounded up; at least one second.
	RetryAfter time.Duration
}

// Fail adds a fault. When several match a request, the first added acts.
func (s *Server) Fail(fault Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, &fault)
}

// ClearFaults removes all faults.
func (s *Server) ClearFaults() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = nil
}

// Down makes the server close every connection without an answer, until Up.
func (s *Server) Down() { s.setDown(true) }

// Up ends Down.
func (s *Server) Up() { s.setDown(false) }

func (s *Server) setDown(down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.down = down
}

// take returns the fault that this request meets, counted down, or nil; down tells that nothing answers at all.
func (s *Server) take(r *http.Request) (fault *Fault, down bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.down {
		return nil, true
	}
	for i, f := range s.faults {
		if (f.Method != "" && f.Method != r.Method) || !strings.HasPrefix(r.URL.Path, f.PathPrefix) {
			continue
		}
		if f.Times == 1 {
			s.faults = append(s.faults[:i:i], s.faults[i+1:]...)
		} else if f.Times > 1 {
			f.Times--
		}
		return f, false
	}
	return nil, false
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	// The whole body is read first, else net/http does not notice that a client gave up.
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err != nil {
		writeError(w, invalidBody("body"))
		return
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	fault, down := s.take(r)
	if down {
		panic(http.ErrAbortHandler)
	}
	do := s.mux.ServeHTTP
	if r.Method == http.MethodPost && r.URL.Path == postsPath {
		do = s.timed(s.watched(do, body))
	}
	if fault == nil {
		do(w, r)
		return
	}
	if fault.Mode != Refuse {
		do(httptest.NewRecorder(), r)
	}
	switch fault.Mode {
	case Refuse, FailAfterDoing:
		fault.answer(w)
	case StallAfterDoing:
		select {
		case <-r.Context().Done():
		case <-s.closing:
		}
		panic(http.ErrAbortHandler)
	case HangUpAfterDoing:
		panic(http.ErrAbortHandler)
	}
}

func (f *Fault) answer(w http.ResponseWriter) {
	switch status := cmp.Or(f.Status, http.StatusInternalServerError); status {
	case http.StatusTooManyRequests:
		wait := max(1, int(math.Ceil(f.RetryAfter.Seconds())))
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.Header().Set("Retry-After", strconv.Itoa(wait))
		w.Header().Set("X-Ratelimit-Limit", "4")
		w.Header().Set("X-Ratelimit-Remaining", "0")
		w.Header().Set("X-Ratelimit-Reset", strconv.Itoa(wait+1))
		w.WriteHeader(status)
		_, _ = io.WriteString(w, "limit exceeded\n")
	case http.StatusForbidden:
		writeError(w, forbidden())
	default:
		writeError(w, appError(status, "api.context.fault.app_error", http.StatusText(status)))
	}
}
