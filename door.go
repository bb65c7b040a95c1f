package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// door is where callers come in. Until it leads somewhere they are told to come
// again: whoever starts the program sees that it lives, and that it waits.
type door struct {
	address string
	server  *http.Server
	stopped chan error
	inside  atomic.Pointer[http.Handler]
	why     string // what it waits for
}

// openDoor listens.
func openDoor(ctx context.Context, address, why string) (*door, error) {
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen on %s: %w", address, err)
	}
	d := &door{address: listener.Addr().String(), stopped: make(chan error, 1), why: why}
	d.server = &http.Server{
		Handler: d, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 15 * time.Second, WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		// Ours are some 500 bytes, and a proxy adds a few; anybody can make us hold them.
		MaxHeaderBytes: 16 << 10,
	}
	go func() { d.stopped <- d.server.Serve(listener) }()
	return d, nil
}

// lead lets callers in.
func (d *door) lead(h http.Handler) { d.inside.Store(&h) }

func (d *door) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if h := d.inside.Load(); h != nil {
		(*h).ServeHTTP(w, r)
		return
	}
	if r.Method == http.MethodGet && r.URL.Path == "/healthz" {
		alive(w, r)
		return
	}
	w.Header().Set("Retry-After", "1")
	w.Header().Set("Connection", "close") // what it sends is not read
	http.Error(w, d.why, http.StatusServiceUnavailable)
}

func alive(w http.ResponseWriter, _ *http.Request) { _, _ = fmt.Fprintln(w, "ok") }

// close lets nobody in any more, and waits for those who are.
func (d *door) close(ctx context.Context) error {
	grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	err := d.server.Shutdown(grace)
	if served := <-d.stopped; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, fmt.Errorf("serve: %w", served))
	}
	return err
}
