package main

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/committee"
	"pilotent/governance/record"
	"pilotent/governance/wording"
	"pilotent/storage/storagetest"
)

// decisionQueries are what is looked for among 20,000 decisions: rare, common, several,
// in another form, a number, none.
var decisionQueries = []string{"4711", "quartier", "adopter", "retenues tablettes", "écoles", "COPIL-2026-4711", "financement de la messagerie", "introuvable"}

// BenchmarkFindDecisions looks for words among 20,000 decisions, as a command does, and
// by turns in the same run with the same statements and nothing else: "ratio" is the
// time of the first over that of the second, of all queries; "ratio-worst" that of one.
func BenchmarkFindDecisions(b *testing.B) {
	const n, page = 20_000, 12
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			c := newCrowd(b, engine)
			c.fill(b, n)
			project := c.project(b)
			ours, bare := map[string][]time.Duration{}, map[string][]time.Duration{}
			for b.Loop() {
				for _, words := range decisionQueries {
					began := time.Now()
					found, err := c.service.FindDecisions(b.Context(), someone(1), committee.DecisionFilter{Words: words}, 0, page)
					require.NoError(b, err)
					ours[words] = append(ours[words], time.Since(began))
					began = time.Now()
					total := c.search(b, project, words, page)
					bare[words] = append(bare[words], time.Since(began))
					require.Equal(b, total, found.Total, words)
				}
			}
			worst, our, theirs := 0., time.Duration(0), time.Duration(0)
			for words := range ours {
				slices.Sort(ours[words])
				slices.Sort(bare[words])
				mine, other := ours[words][len(ours[words])/2], bare[words][len(bare[words])/2]
				worst, our, theirs = max(worst, float64(mine)/float64(other)), our+mine, theirs+other
			}
			b.ReportMetric(float64(our.Microseconds())/1000/float64(len(ours)), "ms-median")
			b.ReportMetric(float64(theirs.Microseconds())/1000/float64(len(ours)), "bare-ms")
			b.ReportMetric(float64(our)/float64(theirs), "ratio")
			b.ReportMetric(worst, "ratio-worst")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// fill has n decisions logged.
func (c crowd) fill(tb testing.TB, n int) {
	tb.Helper()
	project := c.project(tb)
	for first := 0; first < n; first += 500 {
		require.NoError(tb, storagetest.Wide{Store: c.store}.Update(tb.Context(), project, func(tx storagetest.Tx) error {
			for i := first; i < first+500; i++ {
				err := tx.PutDecision(committee.Decision{
					Project: project, Ref: fmt.Sprintf("COPIL-2026-%03d", i+1), Committee: "COPIL", Text: decided(i), State: committee.DecisionAdopted,
					Author: someone(i % people).User, LoggedAt: time.UnixMilli(1_790_000_000_000 + int64(i)), Version: 1,
				})
				if err != nil {
					return err
				}
			}
			return nil
		}))
	}
	_, err := c.db.ExecContext(tb.Context(), "ANALYZE")
	require.NoError(tb, err)
}

// search runs the statements of a search and reads what they answer.
func (c crowd) search(tb testing.TB, project record.ProjectID, words string, limit int) (total int) {
	tb.Helper()
	where, args := " FROM decisions d WHERE d.project_id = $1", []any{project}
	for _, w := range wording.Query(words) {
		for _, k := range w.Keys {
			args = append(args, project, k)
			where += fmt.Sprintf(" AND (d.id IN (SELECT decision_id FROM decision_words WHERE project_id = $%d AND word = $%d))", len(args)-1, len(args))
		}
	}
	require.NoError(tb, c.db.QueryRowContext(tb.Context(), "SELECT COUNT(*)"+where, args...).Scan(&total))
	require.NoError(tb, drain(c.db.QueryContext(tb.Context(), `SELECT project_id, ref, committee, body, state, reason, selection, author_id, author_name, logged_at,
		settled_at, version, supersedes, superseded_by, (SELECT string_agg(s.uai, ',' ORDER BY s.position) FROM decision_schools s WHERE s.decision_id = d.id)`+
		where+fmt.Sprintf(" ORDER BY d.logged_at DESC, d.id DESC LIMIT %d", limit), args...)))
	return total
}
