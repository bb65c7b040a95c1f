package main

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/storage/storagetest"
)

// What is typed finds the same decisions, in the same order, whatever the engine.
func TestSearches(t *testing.T) {
	t.Parallel()
	now := func() time.Time { return time.Date(2026, time.September, 15, 10, 0, 0, 0, time.UTC) }
	for engine, address := range databases() {
		t.Run(engine, func(t *testing.T) {
			t.Parallel()
			lines := []string{":user coordinatrice", `/comite creer COPIL "Comité de pilotage"`}
			for _, text := range storagetest.Searched() {
				lines = append(lines, fmt.Sprintf(`/decision ajouter "%s" --comite copil --confirmer`, text))
			}
			logged := len(lines)
			for _, s := range storagetest.Searches() {
				lines = append(lines, fmt.Sprintf(`/decision chercher "%s"`, s.Words))
			}
			var out bytes.Buffer
			status := run(t.Context(), []string{"console", "--locale", "fr"}, environment{
				environ: []string{"PILOTENT_DATABASE_URL=" + address(t)}, in: strings.NewReader(strings.Join(lines, "\n") + "\n"), out: &out, err: &out, now: now,
			})
			require.Zero(t, status, out.String())
			said := answers(out.String())
			said = said[len(said)-len(storagetest.Searches())-1:]
			if strings.Contains(said[len(said)-1], "chercher") {
				said = said[1:]
			}
			require.Greater(t, len(lines), logged+60)
			reference := regexp.MustCompile(`- \*\*COPIL-2026-0*(\d+)\*\*`)
			for i, s := range storagetest.Searches() {
				require.Contains(t, said[i], s.Words)
				var got, want []string
				for _, m := range reference.FindAllStringSubmatch(said[i], -1) {
					got = append(got, m[1])
				}
				for _, n := range s.Found[:min(12, len(s.Found))] {
					want = append(want, fmt.Sprint(n))
				}
				require.Equal(t, want, got, "%s: %s", s.Words, said[i])
			}
		})
	}
}
