package storage_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/storage/storagetest"
)

func TestCoalesceLeavesWhatIsBeingBrought(t *testing.T) {
	now := time.Date(2026, time.December, 18, 12, 0, 0, 0, time.UTC)
	for engine, address := range engines() {
		t.Run(engine, func(t *testing.T) {
			url := address(t)
			store := open(t, url)
			require.NoError(t, store.Update(t.Context(), "p", addProject))
			require.NoError(t, storagetest.Wide{Store: store}.Update(t.Context(), "p", func(tx storagetest.Tx) error {
				for i := range 6 {
					if err := tx.Owe(reminder.Delivery{
						Project: "p", Subject: record.Subject(fmt.Sprintf("action/A-%d", i)), Kind: rollout.ActionReminder,
						Recipient: reminder.ToPerson("u"), Due: now.Add(-2 * time.Hour),
					}); err != nil {
						return err
					}
				}
				return nil
			}))
			driver, source := "pgx", url
			if file, ok := strings.CutPrefix(url, "sqlite:"); ok {
				driver, source = "sqlite", file
			}
			db, err := sql.Open(driver, source)
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			for _, tc := range []struct {
				tried time.Time
				want  int
			}{{now.Add(-time.Minute), 0}, {now.Add(-time.Hour), 0}, {now.Add(-time.Hour - time.Second), 6}} {
				_, err = db.ExecContext(t.Context(), "UPDATE deliveries SET tried_at = $1", tc.tried.UnixMilli())
				require.NoError(t, err)
				n, err := store.Coalesce(t.Context(), now, reminder.SummaryLate, reminder.SummaryAtLeast)
				require.NoError(t, err)
				require.Equal(t, tc.want, n, "first tried at %s", tc.tried)
			}
		})
	}
}
