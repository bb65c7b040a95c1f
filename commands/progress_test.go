package commands_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
)

func TestFollowing(t *testing.T) {
	t.Parallel()
	t.Run("what was told last is shown after each pause, and nothing after the end", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var shown []int
			tell, stop := commands.Following(time.Second, func(done, total int) { shown = append(shown, done, total) })
			tell(1, 9)
			tell(2, 9)
			time.Sleep(1500 * time.Millisecond)
			tell(3, 9)
			time.Sleep(time.Second)
			synctest.Wait()
			require.Equal(t, []int{2, 9, 3, 9}, shown)
			tell(4, 9)
			stop()
			stop()
			tell(5, 9)
			require.Equal(t, []int{2, 9, 3, 9}, shown)
		})
	})
	t.Run("who tells does not wait for what is shown", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			began, read := time.Now(), make(chan struct{})
			tell, stop := commands.Following(time.Second, func(int, int) { <-read })
			for n := range 9 {
				tell(n, 9)
				time.Sleep(time.Second)
			}
			require.Equal(t, 9*time.Second, time.Since(began))
			close(read)
			stop()
		})
	})
}
