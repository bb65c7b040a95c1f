package lookup_test

import (
	"math"
	"runtime"
	"slices"
	"testing"
	"time"

	"pilotent/governance/lookup"
)

// fixed are the queries of the benchmarks; typed for the generated schools, in
// which names of the real file come again.
var fixed = []string{
	"jaures", "jaures elem", "jean jaures centre", "elem", "mat", "saint", "moulin", "st denis", "j. jaures", "11 novembre",
	"langevin primaire 94", "jores", "wallno", "wallon elementaire nord", "maternele", "joliotcurie", "où en est kergomard ?",
	"xyzzyx", "wallon xyzzyx marseille", "vaillant couturier matrenelle",
}

// BenchmarkLookup answers the fixed queries by turns, top 20 and the count: the
// geometric mean and the worst of the queries' means, and of single answers the
// median and the 99th percentile.
func BenchmarkLookup(b *testing.B) {
	for name, n := range map[string]int{"schools=600": 600, "schools=60000": 60_000} {
		idx := lookup.Build(generated(b, n))
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			spent := make([][]time.Duration, len(fixed))
			for b.Loop() {
				for i, query := range fixed {
					began := time.Now()
					idx.Search(query, nil, 20)
					spent[i] = append(spent[i], time.Since(began))
				}
			}
			var all []time.Duration
			logs, worst := 0.0, 0.0
			for _, list := range spent {
				sum := 0.0
				for _, d := range list {
					sum += float64(d)
				}
				mean := sum / float64(len(list))
				logs += math.Log(mean)
				worst = max(worst, mean)
				all = append(all, list...)
			}
			slices.Sort(all)
			b.ReportMetric(math.Exp(logs/float64(len(fixed)))/1e3, "µs-geomean")
			b.ReportMetric(worst/1e3, "µs-worst")
			b.ReportMetric(float64(all[len(all)/2])/1e3, "µs-p50")
			b.ReportMetric(float64(all[len(all)*99/100])/1e3, "µs-p99")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkBuild builds the index of 60,000 schools; "MB" is the memory that it
// holds when all else is gone, "said-MB" what it says of that, "asked-MB" all
// that was asked for while it was built.
func BenchmarkBuild(b *testing.B) {
	records := generated(b, 60_000)
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	idx := lookup.Build(records)
	runtime.ReadMemStats(&after)
	asked := after.TotalAlloc - before.TotalAlloc
	runtime.GC()
	runtime.ReadMemStats(&after)
	for b.Loop() {
		lookup.Build(records)
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "MB")
	b.ReportMetric(float64(asked)/1e6, "asked-MB")
	b.ReportMetric(float64(idx.Size())/1e6, "said-MB")
}
