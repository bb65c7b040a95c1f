package main

import (
	"log/slog"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/commands"
	"pilotent/commands/grammar"
	"pilotent/config"
	"pilotent/console"
	"pilotent/governance/record"
	"pilotent/scheduler"
)

// BenchmarkSchoolImportBesideOthers notes something on a school again and again while
// 60,000 are imported. "alone-ms" is what a note takes without an import, "alone-worst"
// the longest of 1000, which is the machine's doing; "ms-mean", "ms-p99" and "ms-worst"
// are beside an import, "times-alone" how many times as long the longest is.
func BenchmarkSchoolImportBesideOthers(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		b.Run(engine, func(b *testing.B) {
			var alone, beside []time.Duration
			for b.Loop() {
				cfg, err := config.Load("", []string{databaseVariable + "=" + databases()[engine](b)})
				require.NoError(b, err)
				op := operator{console.NewWorld(time.Now())}
				f, err := environment{now: time.Now}.app(b.Context(), cfg, op, scheduler.Options{Log: slog.New(slog.DiscardHandler)})
				require.NoError(b, err)
				who := record.Actor{Team: console.Team, User: op.person(), Consent: record.Consent{All: true}}
				imports := func(file string) bool {
					m, _ := f.dispatcher.Complete(b.Context(), commands.Invocation{Actor: who, Locale: "fr", Open: console.Open}, "ecole importer", grammar.Raw{"file": {file}})
					return !m.Failed && !m.Refused
				}
				note := func() time.Duration {
					began := time.Now()
					_, err := f.service.NoteSchool(b.Context(), who, "0010001"+firstLetter, "vu")
					require.NoError(b, err)
					return time.Since(began)
				}
				require.True(b, imports(schoolDirectory(b, 95)))
				for range 1000 {
					alone = append(alone, note())
				}
				over, file := make(chan bool), schoolDirectory(b, 60_000)
				go func() { over <- imports(file) }()
				for during := true; during; {
					select {
					case imported := <-over:
						require.True(b, imported)
						during = false
					default:
						beside = append(beside, note())
					}
				}
				require.NoError(b, f.store.Close())
			}
			ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
			aloneMean, _ := means(map[string][]time.Duration{"": alone})
			mean, _ := means(map[string][]time.Duration{"": beside})
			slices.Sort(beside)
			worst := beside[len(beside)-1]
			b.ReportMetric(ms(aloneMean), "alone-ms")
			b.ReportMetric(ms(slices.Max(alone)), "alone-worst")
			b.ReportMetric(ms(mean), "ms-mean")
			b.ReportMetric(ms(beside[len(beside)*99/100]), "ms-p99")
			b.ReportMetric(ms(worst), "ms-worst")
			b.ReportMetric(float64(worst)/float64(aloneMean), "times-alone")
			b.ReportMetric(0, "ns/op")
		})
	}
}
