// Package heaptest measures how much memory something takes. It imports the standard
// library, and tests alone import it.
package heaptest

import (
	"runtime"
	"time"
)

// Peak is how much the heap has grown at most while work was done, in bytes, as seen each
// 10 ms. What else is done meanwhile counts as well: a test that asks is not parallel.
func Peak(work func()) uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	before, peak := m.HeapAlloc, uint64(0)
	done := make(chan struct{})
	go func() { defer close(done); work() }()
	for tick := time.NewTicker(10 * time.Millisecond); ; {
		select {
		case <-done:
			tick.Stop()
			return peak
		case <-tick.C:
			runtime.ReadMemStats(&m)
			if m.HeapAlloc > before {
				peak = max(peak, m.HeapAlloc-before)
			}
		}
	}
}
