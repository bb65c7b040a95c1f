package commands

import (
	"sync"
	"time"
)

// Following shows how far something is: what tell was told last, after each pause in
// which it was told anything. Who tells never waits. Nothing is shown any more once stop
// has returned.
func Following(pause time.Duration, show func(done, total int)) (tell func(done, total int), stop func()) {
	latest := make(chan [2]int, 1)
	stopping, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for {
			select {
			case <-time.After(pause):
			case <-stopping:
				return
			}
			select {
			case at := <-latest:
				show(at[0], at[1])
			case <-stopping:
				return
			}
		}
	}()
	tell = func(done, total int) {
		select {
		case <-latest:
		default:
		}
		select {
		case latest <- [2]int{done, total}:
		default:
		}
	}
	return tell, sync.OnceFunc(func() {
		close(stopping)
		<-stopped
	})
}
