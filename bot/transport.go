package bot

import (
	"context"
	"net"
	"net/http"
	"net/http/httptrace"
	"os"
	"sync/atomic"
	"time"

	"pilotent/governance/reminder"
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

// leash is a connection that lets nothing of an expired delivery out.
type leash struct {
	net.Conn
	delivery atomic.Pointer[reminder.Delivery]
}

func (l *leash) Write(b []byte) (int, error) {
	if d := l.delivery.Load(); d != nil && d.Expired(time.Now()) {
		return 0, os.ErrDeadlineExceeded
	}
	return l.Conn.Write(b)
}

// leashed puts the delivery that a request is for on the connection that it gets.
type leashed struct{ next http.RoundTripper }

func (t leashed) RoundTrip(r *http.Request) (*http.Response, error) {
	d, _ := r.Context().Value(sending{}).(*reminder.Delivery)
	trace := &httptrace.ClientTrace{GotConn: func(info httptrace.GotConnInfo) {
		conn := info.Conn
		for inner, ok := conn.(interface{ NetConn() net.Conn }); ok; inner, ok = conn.(interface{ NetConn() net.Conn }) {
			conn = inner.NetConn() // TLS, and TLS to a proxy around it
		}
		if l, ok := conn.(*leash); ok {
			l.delivery.Store(d)
		}
	}}
	return t.next.RoundTrip(r.WithContext(httptrace.WithClientTrace(r.Context(), trace)))
}

// sending is the key of the delivery that a request is for.
type sending struct{}

// forDelivery keeps requests from leaving once the delivery has expired.
func forDelivery(ctx context.Context, d reminder.Delivery) context.Context {
	return context.WithValue(ctx, sending{}, &d)
}
