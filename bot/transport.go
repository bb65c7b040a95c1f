package bot

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync/atomic"
	"time"
)

// newTransport is a transport whose requests can be kept from leaving late, and
// whose connections take with them, when they are closed, whatever has not left.
//
// A process may sleep between any two of its steps: the machine is suspended,
// the container is frozen. When it wakes after its lease, another replica has
// sent the message that it was about to send. The last moment to find out is
// when the bytes are given to the kernel.
func newTransport() http.RoundTripper {
	t := http.DefaultTransport.(*http.Transport).Clone()
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 15 * time.Second}
	t.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			// What is closed sends nothing more, not even what a cut network held back.
			_ = tcp.SetLinger(0)
		}
		return &leash{Conn: conn}, nil
	}
	// Over HTTP/2 requests share a connection, and a leash would hold them all.
	t.ForceAttemptHTTP2 = false
	t.Protocols = new(http.Protocols)
	t.Protocols.SetHTTP1(true)
	t.MaxIdleConnsPerHost = 64
	return leashed{t}
}

// leash is a connection that lets nothing out after a moment.
type leash struct {
	net.Conn
	until atomic.Pointer[time.Time]
}

func (l *leash) Write(b []byte) (int, error) {
	// By the monotonic clock, which goes on while a process is frozen.
	if until := l.until.Load(); until != nil && !time.Now().Before(*until) {
		return 0, os.ErrDeadlineExceeded
	}
	return l.Conn.Write(b)
}

// leashed puts each request's moment on the connection that it gets.
type leashed struct{ next http.RoundTripper }

func (t leashed) RoundTrip(r *http.Request) (*http.Response, error) {
	until, _ := r.Context().Value(leaveBefore{}).(*time.Time)
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		conn := info.Conn
		if inner, ok := conn.(interface{ NetConn() net.Conn }); ok { // TLS
			conn = inner.NetConn()
		}
		if l, ok := conn.(*leash); ok {
			l.until.Store(until)
		}
	}}
	return t.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
}

// leaveBefore is the key of a moment after which nothing of a request may leave.
type leaveBefore struct{}

// leavingBefore keeps requests from leaving after a moment; the zero moment
// does not.
func leavingBefore(ctx context.Context, t time.Time) context.Context {
	if t.IsZero() {
		return ctx
	}
	return context.WithValue(ctx, leaveBefore{}, &t)
}
