package main

import (
	"fmt"
	"slices"
	"strings"
	"text/tabwriter"
)

// explain is the story of what went wrong.
func (c *chaos) explain(v verdict) string {
	const most = 3
	c.mu.Lock()
	trace := slices.Clone(c.trace)
	c.mu.Unlock()
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", v)
	for _, line := range trace {
		if !strings.Contains(line, "post") || strings.Contains(line, " * ") {
			fmt.Fprintln(&b, line)
		}
	}
	for i, guilty := range v.guilty {
		fmt.Fprintln(&b, "!", guilty)
		if i >= most {
			continue
		}
		mark, _, _ := strings.Cut(guilty, ":")
		for _, line := range trace {
			if strings.HasSuffix(line, mark) {
				fmt.Fprintln(&b, "   ", line)
			}
		}
		id := mark[strings.LastIndex(mark, "-")+1:]
		for _, r := range c.replicas {
			for _, line := range r.said("delivery=" + id + " ") {
				fmt.Fprintln(&b, "   ", line)
			}
		}
	}
	return b.String()
}

func (v verdict) String() string {
	return fmt.Sprintf("owed %d, seen %d, doubles %d, lost %d, misplaced %d, unowed %d, disordered %d, early %d, unsettled %d, unplanned %d, planned again %d",
		v.owed, v.seen, v.doubles, v.lost, v.misplaced, v.unowed, v.disordered, v.early, v.unsettled, v.unplanned, v.again)
}

// table is what happened in all rounds.
func (c *chaos) table() string {
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', tabwriter.AlignRight)
	line := func(name string, value any) { _, _ = fmt.Fprintf(w, "%s\t  %v\t\n", name, value) }
	for _, e := range append(events(), outage) {
		line(e.name, c.counts[e.name])
	}
	line("(of these, events that met no replica)", c.missed.Load())
	var fell int64
	for _, r := range c.replicas {
		fell += r.fell.Load()
	}
	line("ends of processes by themselves", fell)
	line("attempts", c.rows.attempts)
	line("outcomes in doubt", c.rows.unknown)
	line("of these, found in the channel", c.rows.found)
	slices.Sort(c.delays)
	slices.Sort(c.drains)
	if n := len(c.delays); n > 0 {
		line("due to seen, in the midst of it, p50/p99/max", fmt.Sprintf("%d/%d/%d ms", c.delays[n/2], c.delays[n*99/100], c.delays[n-1]))
	}
	if n := len(c.drains); n > 0 {
		line("last fault to nothing owed, p50/max", fmt.Sprintf("%.1f/%.1f s", c.drains[n/2].Seconds(), c.drains[n-1].Seconds()))
	}
	for _, f := range []struct {
		name string
		n    int
	}{
		{"owed", c.verdict.owed},
		{"seen", c.verdict.seen},
		{"DOUBLES", c.verdict.doubles},
		{"LOST", c.verdict.lost},
		{"MISPLACED", c.verdict.misplaced},
		{"UNOWED", c.verdict.unowed},
		{"DISORDERED", c.verdict.disordered},
		{"EARLY", c.verdict.early},
		{"UNSETTLED", c.verdict.unsettled},
		{"UNPLANNED", c.verdict.unplanned},
		{"PLANNED AGAIN", c.verdict.again},
	} {
		line(f.name, f.n)
	}
	_ = w.Flush() // into a builder
	return "chaos:\n" + b.String()
}
