package console_test

import (
	"bytes"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/console"
)

func TestBar(t *testing.T) {
	t.Parallel()
	t.Run("is drawn over itself, and cleared", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			progress, stop := console.DrawnBar(&out)
			progress(500, 1000)
			progress(600, 1000)
			time.Sleep(150 * time.Millisecond)
			progress(1000, 1000)
			time.Sleep(100 * time.Millisecond)
			stop()
			require.Equal(t, "\r 60 % ##################............\r100 % ##############################\r\x1b[K", out.String())
		})
	})
	t.Run("what is short has none", func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, func(t *testing.T) {
			var out bytes.Buffer
			progress, stop := console.DrawnBar(&out)
			progress(500, 1000)
			stop()
			require.Empty(t, out.String())
		})
	})
	t.Run("what is no terminal has none", func(t *testing.T) {
		t.Parallel()
		progress, stop := console.Bar(&bytes.Buffer{})
		require.Nil(t, progress)
		stop()
	})
}
