package main

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// owedRow is a delivery as the database has it once a round is over.
type owedRow struct {
	id        int64
	mark      string // what its post carries
	recipient string
	due       int64 // in milliseconds, as at
	state     string
	aside     bool // others need not wait for it, or it was owed in the midst of others
}

// seenPost is a post that somebody reads.
type seenPost struct {
	mark      string
	recipient string
	at        int64
}

// verdict is what a round came to. All but owed and seen are faults.
type verdict struct {
	owed, seen int
	doubles    int // seen again
	lost       int // not seen
	misplaced  int // seen by somebody else
	unowed     int // seen, and nobody owed it
	disordered int // seen after what was due later
	early      int // seen before it was due
	unsettled  int // neither sent nor given up, by its record
	unplanned  int // a day of a series, or a message of a convocation, that was not made
	again      int // one that was made twice
	guilty     []string
}

func (v verdict) faults() int {
	return v.doubles + v.lost + v.misplaced + v.unowed + v.disordered + v.early + v.unsettled + v.unplanned + v.again
}

func (v *verdict) add(o verdict) {
	v.owed, v.seen, v.doubles, v.lost = v.owed+o.owed, v.seen+o.seen, v.doubles+o.doubles, v.lost+o.lost
	v.misplaced, v.unowed, v.disordered = v.misplaced+o.misplaced, v.unowed+o.unowed, v.disordered+o.disordered
	v.early, v.unsettled = v.early+o.early, v.unsettled+o.unsettled
	v.unplanned, v.again, v.guilty = v.unplanned+o.unplanned, v.again+o.again, append(v.guilty, o.guilty...)
}

func (v *verdict) blame(count *int, mark, what string, args ...any) {
	*count++
	v.guilty = append(v.guilty, mark+": "+fmt.Sprintf(what, args...))
}

// tolerance is how much too early is not early, in milliseconds: what a clock
// may be wrong that was read over a network.
const tolerance = 50

// judge compares what was owed with what was seen, which comes in the order in
// which each recipient saw it. before are the marks of earlier rounds: seen
// now, they are doubles too.
func judge(owed []owedRow, seen []seenPost, before map[string]bool) verdict {
	v := verdict{owed: len(owed), seen: len(seen)}
	rows, times := map[string]owedRow{}, map[string]int{}
	for _, o := range owed {
		rows[o.mark] = o
	}
	for _, p := range seen {
		o, known := rows[p.mark]
		switch {
		case before[p.mark]:
			v.blame(&v.doubles, p.mark, "seen again in a later round")
			continue
		case !known:
			v.blame(&v.unowed, p.mark, "nobody owed it")
			continue
		case o.recipient != p.recipient:
			v.blame(&v.misplaced, p.mark, "%s saw it", p.recipient)
		}
		if times[p.mark]++; times[p.mark] > 1 {
			v.blame(&v.doubles, p.mark, "seen %d times", times[p.mark])
		}
		if p.at < o.due-tolerance {
			v.blame(&v.early, p.mark, "seen %d ms before it was due", o.due-p.at)
		}
	}
	for _, o := range owed {
		if times[o.mark] == 0 {
			v.blame(&v.lost, o.mark, "never seen, and recorded as %s", o.state)
		}
		if o.state == "pending" || o.state == "claimed" {
			v.blame(&v.unsettled, o.mark, "still %s", o.state)
		}
	}
	// What was seen twice has no place of its own.
	last := map[string]owedRow{}
	for _, p := range seen {
		o, known := rows[p.mark]
		if !known || times[p.mark] != 1 || o.aside {
			continue
		}
		if l, ok := last[p.recipient]; ok && cmp.Or(cmp.Compare(o.due, l.due), cmp.Compare(o.id, l.id)) < 0 {
			v.blame(&v.disordered, o.mark, "seen after %s, which was due %d ms later", l.mark, l.due-o.due)
			continue
		}
		last[p.recipient] = o
	}
	return v
}

// A harness that finds nothing is only worth something if it would.
func TestJudge(t *testing.T) {
	t.Parallel()
	owed := []owedRow{
		{1, "p-1", "a", 100, "sent", false},
		{2, "p-2", "a", 100, "sent", false},
		{3, "p-3", "a", 200, "sent", false},
		{4, "p-4", "b", 150, "sent", false},
	}
	right := []seenPost{{"p-1", "a", 100}, {"p-2", "a", 101}, {"p-3", "a", 200}, {"p-4", "b", 170}}
	swapped := slices.Clone(right)
	swapped[0], swapped[1] = right[1], right[0]
	misplaced := slices.Clone(right)
	misplaced[3].recipient = "c"
	early := slices.Clone(right)
	early[3].at = 99
	stuck := slices.Clone(owed)
	stuck[3].state = "claimed"
	aside := slices.Clone(owed)
	aside[0].aside = true

	for name, test := range map[string]struct {
		owed   []owedRow
		seen   []seenPost
		before map[string]bool
		want   verdict
	}{
		"finds nothing where all is well":    {owed, right, nil, verdict{owed: 4, seen: 4}},
		"finds a double":                     {owed, append(slices.Clone(right), right[3]), nil, verdict{owed: 4, seen: 5, doubles: 1}},
		"finds a triple":                     {owed, append(slices.Clone(right), right[3], right[3]), nil, verdict{owed: 4, seen: 6, doubles: 2}},
		"finds a double of another round":    {owed, append(slices.Clone(right), seenPost{"p-0", "a", 300}), map[string]bool{"p-0": true}, verdict{owed: 4, seen: 5, doubles: 1}},
		"finds a loss":                       {owed, right[1:], nil, verdict{owed: 4, seen: 3, lost: 1}},
		"finds disorder":                     {owed, swapped, nil, verdict{owed: 4, seen: 4, disordered: 1}},
		"lets pass what stood aside":         {aside, swapped, nil, verdict{owed: 4, seen: 4}},
		"finds what somebody else saw":       {owed, misplaced, nil, verdict{owed: 4, seen: 4, misplaced: 1}},
		"finds what nobody owed":             {owed, append(slices.Clone(right), seenPost{"p-9", "a", 300}), nil, verdict{owed: 4, seen: 5, unowed: 1}},
		"finds what was seen too early":      {owed, early, nil, verdict{owed: 4, seen: 4, early: 1}},
		"finds what was never settled":       {stuck, right, nil, verdict{owed: 4, seen: 4, unsettled: 1}},
		"holds no order against two doubles": {owed, append(slices.Clone(swapped), swapped[0]), nil, verdict{owed: 4, seen: 5, doubles: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := judge(test.owed, test.seen, test.before)
			require.Len(t, got.guilty, test.want.faults())
			got.guilty = nil
			require.Equal(t, test.want, got)
		})
	}
}

func TestPlanOfFourRoundsHasEveryKindOfEvent(t *testing.T) {
	t.Parallel()
	for _, first := range []uint64{0, 7, 123_456_789} {
		met := map[string]bool{}
		for seed := first; seed < first+4; seed++ {
			for i, h := range plan(seed, false) {
				require.Equal(t, h.name, plan(seed, false)[i].name, "a seed has one plan")
				met[h.name] = true
			}
		}
		for _, e := range events() {
			require.True(t, met[e.name], e.name)
		}
	}
}
