package kv

import "time"

// shelf is a bounded map whose entries expire. What has expired is not seen,
// and is thrown away by sweeps.
type shelf[V any] struct {
	entries map[string]entry[V]
	sweepAt int // the number of entries that calls for the next sweep
}

type entry[V any] struct {
	value   V
	expires time.Time
}

func newShelf[V any]() *shelf[V] {
	return &shelf[V]{entries: map[string]entry[V]{}, sweepAt: firstSweep}
}

func (s *shelf[V]) get(key string, now time.Time) (value V, ok bool) {
	found, ok := s.entries[key]
	if !ok || !now.Before(found.expires) {
		return value, false
	}
	return found.value, true
}

func (s *shelf[V]) set(key string, value V, now, expires time.Time) {
	if _, known := s.entries[key]; !known && len(s.entries) >= s.sweepAt {
		s.sweep(now)
	}
	s.entries[key] = entry[V]{value, expires}
}

// sweep throws away what has expired and, when that left the shelf more than
// seven eighths full, as many others as it takes: were it only one, each of
// the next calls would sweep again.
func (s *shelf[V]) sweep(now time.Time) {
	for key, e := range s.entries {
		if !now.Before(e.expires) {
			delete(s.entries, key)
		}
	}
	for key := range s.entries {
		if len(s.entries) <= maxEntries/8*7 {
			break
		}
		delete(s.entries, key)
	}
	s.sweepAt = min(max(firstSweep, 2*len(s.entries)), maxEntries)
}
