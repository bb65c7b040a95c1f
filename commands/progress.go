package commands

import (
	"sync"
	"time"
)

// Following shows how far something is: what tell was told last, after each pause in
// which it was told anything, from the first on. Who tells never waits. Nothing is
// shown any more once stop has returned. Tell and stop are for one goroutine.
func Following(pause time.Duration, show func(done, total int)) (tell func(done, total int), stop func()) {
	latest := make(chan [2]int, 1)
	stopping, stopped := make(chan struct{}), make(chan struct{})
	start := sync.OnceFunc(func() {
		go func() {
			defer close(stopped)
			follow(pause, latest, stopping, show)
		}()
	})
	tell = func(done, total int) {
		start()
		select {
		case <-latest:
		default:
		}
		latest <- [2]int{done, total} // there is room: nobody else sends
	}
	return tell, sync.OnceFunc(func() {
		close(stopping)
		start()
		<-stopped
	})
}

func follow(pause time.Duration, latest <-chan [2]int, stopping <-chan struct{}, show func(done, total int)) {
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
}
