package kv

import (
	"context"
	"sync"
	"time"
)

const (
	// maxEntries bounds each of the two maps; 65 536 nonces are some 10 MB.
	maxEntries = 1 << 16
	// firstSweep is the size under which sweeping is not worth its while.
	firstSweep = 1 << 10
)

// Memory returns a KV that lives in this process. It keeps at most 65 536
// values and as many limits: full, it forgets the expired ones, then any.
func Memory() KV {
	return &memory{
		values: newShelf[string](),
		limits: newShelf[time.Time](),
		topics: map[string]map[chan struct{}]func() bool{},
	}
}

type memory struct {
	mu     sync.Mutex
	closed bool
	values *shelf[string]
	limits *shelf[time.Time] // by key, when the bucket will be full again
	topics map[string]map[chan struct{}]func() bool
}

// lock takes the mutex unless the call is vain.
func (m *memory) lock(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m.mu.Lock()
	if m.closed {
		m.mu.Unlock()
		return ErrClosed
	}
	return nil
}

func (m *memory) Get(ctx context.Context, key string) (string, bool, error) {
	if err := m.lock(ctx); err != nil {
		return "", false, err
	}
	defer m.mu.Unlock()
	value, ok := m.values.get(key, time.Now())
	return value, ok, nil
}

func (m *memory) Set(ctx context.Context, key, value string, ttl time.Duration) error {
	if err := checkTTL(ttl); err != nil {
		return err
	}
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	now := time.Now()
	m.values.set(key, value, now, now.Add(ttl))
	return nil
}

func (m *memory) Take(ctx context.Context, key string) (string, bool, error) {
	if err := m.lock(ctx); err != nil {
		return "", false, err
	}
	defer m.mu.Unlock()
	value, ok := m.values.get(key, time.Now())
	delete(m.values.entries, key)
	return value, ok, nil
}

func (m *memory) Once(ctx context.Context, key string, ttl time.Duration) (bool, error) {
	if err := checkTTL(ttl); err != nil {
		return false, err
	}
	if err := m.lock(ctx); err != nil {
		return false, err
	}
	defer m.mu.Unlock()
	now := time.Now()
	if _, ok := m.values.get(key, now); ok {
		return false, nil
	}
	m.values.set(key, "", now, now.Add(ttl))
	return true, nil
}

// Allow is the generic cell rate algorithm: all that is kept of a bucket is
// the moment when it will be full again (ITU-T I.371, annex A).
func (m *memory) Allow(ctx context.Context, key string, limit Limit) (bool, time.Duration, error) {
	if err := limit.check(); err != nil {
		return false, 0, err
	}
	if err := m.lock(ctx); err != nil {
		return false, 0, err
	}
	defer m.mu.Unlock()
	now := time.Now()
	full, ok := m.limits.get(key, now)
	if !ok {
		full = now
	}
	full = full.Add(limit.Per)
	if wait := full.Sub(now) - time.Duration(limit.Burst)*limit.Per; wait > 0 {
		return false, wait, nil
	}
	m.limits.set(key, full, now, full)
	return true, 0, nil
}

func (m *memory) Publish(ctx context.Context, topic string) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	defer m.mu.Unlock()
	for wake := range m.topics[topic] {
		signal(wake)
	}
	return nil
}

func (m *memory) Subscribe(ctx context.Context, topic string) (<-chan struct{}, error) {
	if err := m.lock(ctx); err != nil {
		return nil, err
	}
	defer m.mu.Unlock()
	wake := make(chan struct{}, 1)
	if m.topics[topic] == nil {
		m.topics[topic] = map[chan struct{}]func() bool{}
	}
	m.topics[topic][wake] = context.AfterFunc(ctx, func() { m.leave(topic, wake) })
	return wake, nil
}

func (m *memory) leave(topic string, wake chan struct{}) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.topics[topic][wake]; !ok {
		return // Close was faster
	}
	close(wake)
	delete(m.topics[topic], wake)
	if len(m.topics[topic]) == 0 {
		delete(m.topics, topic)
	}
}

func (m *memory) Ping(ctx context.Context) error {
	if err := m.lock(ctx); err != nil {
		return err
	}
	m.mu.Unlock()
	return nil
}

func (m *memory) Close() error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.closed {
		return ErrClosed
	}
	m.closed = true
	for _, subscribers := range m.topics {
		for wake, stop := range subscribers {
			stop()
			close(wake)
		}
	}
	m.values, m.limits, m.topics = nil, nil, nil
	return nil
}

// signal leaves a wake-up unless one is there already.
func signal(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}
