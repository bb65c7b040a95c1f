package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/sitting"
	"pilotent/reports"
	"pilotent/storage/storagetest"
)

// BenchmarkReadFeed reads a feed of 500 meetings as a calendar program does, from the
// token to the text, and by turns in the same run the same rows with the same statement
// and nothing else: "ratio" is the median of the first over that of the second.
func BenchmarkReadFeed(b *testing.B) {
	const n = 500
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			c := newCrowd(b, engine)
			project := c.project(b)
			c.meet(b, project, n)
			subscription, err := c.service.Subscribe(b.Context(), someone(1), sitting.NewFeed{Committee: "COPIL"})
			require.NoError(b, err)
			require.Equal(b, n, subscription.Meetings)
			p := c.catalog.Printer("fr", time.UTC)
			var ours, bare []time.Duration
			for b.Loop() {
				began := time.Now()
				f, err := c.service.FeedAt(b.Context(), subscription.Token)
				require.NoError(b, err)
				f, err = c.service.ReadFeed(b.Context(), f)
				require.NoError(b, err)
				require.NotEmpty(b, reports.Feed(p, f.Of, f.Committee, f.Meetings))
				ours = append(ours, time.Since(began))
				began = time.Now()
				require.Equal(b, n, c.bareMeetings(b, project))
				bare = append(bare, time.Since(began))
			}
			slices.Sort(ours)
			slices.Sort(bare)
			mine, other := ours[len(ours)/2], bare[len(bare)/2]
			b.ReportMetric(float64(mine.Microseconds())/1000, "ms-median")
			b.ReportMetric(float64(other.Microseconds())/1000, "bare-ms")
			b.ReportMetric(float64(mine)/float64(other), "ratio")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// meet has n meetings planned, with all that people say of them.
func (c crowd) meet(tb testing.TB, project record.ProjectID, n int) {
	tb.Helper()
	today := calendar.DateOf(time.Now())
	require.NoError(tb, storagetest.Wide{Store: c.store}.Update(tb.Context(), project, func(tx storagetest.Tx) error {
		for i := range n {
			err := tx.PutMeeting(committee.Meeting{
				Project: project, Number: i + 1, Committee: "COPIL", Day: today.AddDays(i - 200), Hour: 14, Minute: 30, Zone: "Europe/Paris",
				Duration: 2 * time.Hour, Place: "Mairie de L'Haÿ-les-Roses, salle « IEN : Vitry »", Title: fmt.Sprintf("Bilan %d ; suite", i),
				State: committee.MeetingScheduled, Author: someone(i % people).User, CreatedAt: time.UnixMilli(1_790_000_000_000), Version: 1,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	_, err := c.db.ExecContext(tb.Context(), "ANALYZE")
	require.NoError(tb, err)
}

// bareMeetings reads the rows of the meetings of the last year and to come.
func (c crowd) bareMeetings(tb testing.TB, project record.ProjectID) (n int) {
	tb.Helper()
	rows, err := c.db.QueryContext(tb.Context(), `SELECT project_id, number, committee, day, hour, minute, zone, duration_ms, place, state, reason,
			author_id, author_name, created_at, version, title, former_ref, series, slot, opened_at, closed_at, point
		FROM meetings WHERE project_id = $1 AND committee = $2 AND start_at >= $3 ORDER BY start_at, number`,
		project, "COPIL", time.Now().AddDate(-1, 0, 0).UnixMilli())
	require.NoError(tb, err)
	defer func() { require.NoError(tb, rows.Close()) }()
	var values [22]any
	to := make([]any, len(values))
	for i := range values {
		to[i] = &values[i]
	}
	for ; rows.Next(); n++ {
		require.NoError(tb, rows.Scan(to...))
	}
	require.NoError(tb, rows.Err())
	return n
}
