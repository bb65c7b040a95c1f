package storage_test

import (
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/storage"
)

// What falls due while the answer is on its way has not been looked for.
func TestNowIsNeverAheadOfTheDatabase(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		moment := time.Date(2026, 12, 14, 9, 0, 0, 0, time.UTC)
		now, err := storage.Told(moment, 100*time.Millisecond)
		require.NoError(t, err)
		require.True(t, now.Equal(moment), now)
	})
}
