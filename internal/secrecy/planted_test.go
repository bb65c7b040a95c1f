package secrecy_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/committee"
	"pilotent/governance/record"
)

// leaky is a service with two faults: a method that was there answers too much, and
// a new one asks nobody who it is.
type leaky struct{ *governance.Service }

func (l leaky) Decision(ctx context.Context, a record.Actor, ref string) (committee.DecisionView, error) {
	a.User = person("coordinatrice")
	return l.Service.Decision(ctx, a, ref)
}

// Rumours is what somebody may add tomorrow.
func (l leaky) Rumours(ctx context.Context, a record.Actor, of committee.DecisionFilter) (int, error) {
	a.User = person("coordinatrice")
	list, err := l.Decisions(ctx, a, of)
	return len(list), err
}

// unheard is a method that takes what no value is known of.
type unheard struct{}

func (unheard) Ask(context.Context, record.Actor, chan int) error { return nil }

// failing is a test that keeps how it fails.
type failing struct {
	testing.TB
	said string
}

func (f *failing) Helper()                           {}
func (f *failing) Errorf(format string, args ...any) { f.said += fmt.Sprintf(format, args...) }
func (f *failing) FailNow()                          { panic(f) }

// The walk fails where something is planted; without this it might pass because it
// asks nothing.
func TestPlantedLeaks(t *testing.T) {
	t.Parallel()
	p, acts := newPair(t)
	found := func(leaks []leak) string {
		var all strings.Builder
		for _, l := range leaks {
			all.WriteString(l.asked + "\n")
		}
		return all.String()
	}
	t.Run("in a method, old or new", func(t *testing.T) {
		t.Parallel()
		leaks := p.copied(t).walkMethods("mary", acts.kept(), func(w *world) any { return leaky{w.service} })
		require.Contains(t, found(leaks), `Decision("SECRET-2026-001")`)
		require.Contains(t, found(leaks), `Rumours({"Committee":"SECRET"`)
		for _, l := range leaks {
			require.Regexp(t, "^(Decision|Rumours)\\(", l.asked)
		}
	})
	joined := func(t *testing.T) pair {
		c := p.copied(t)
		for _, w := range []*world{c.busy, c.quiet} {
			r := w.people["mary"]
			r.channels = append(slices.Clone(r.channels), "secret")
			w.people["mary"] = r
		}
		return c
	}
	t.Run("in every method that tells a member of SECRET", func(t *testing.T) {
		t.Parallel()
		told := found(joined(t).walkMethods("mary", acts.kept(), serviceOf))
		for _, method := range []string{"Committee", "Committees", "Contract", "Decision", "Decisions", "EditDecision", "Meeting", "Meetings", "Overview", "SchoolStatus", "VerificationRecord"} {
			require.Contains(t, told, method+"(")
		}
	})
	t.Run("in every command that shows it to a member", func(t *testing.T) {
		t.Parallel()
		told := found(joined(t).walkCommands("mary", acts.kept()))
		for _, line := range []string{
			"/decision list\n", "/decision show --decision SECRET-2026-001", "/decision search --words zibeline", "/meeting list\n",
			"/ent overview\n", "/school show --school 0940198E", "/committee show", "/acceptance show", "/acceptance export",
		} {
			require.Contains(t, told, strings.NewReplacer("/meeting", "/reunion", "/school", "/ecole", "/committee", "/comite", "/acceptance", "/recette").Replace(line))
		}
	})
	t.Run("a type without a value is named, with what takes it and where to add it", func(t *testing.T) {
		t.Parallel()
		f := &failing{TB: t}
		func() {
			defer func() { require.Equal(t, f, recover()) }()
			v := newValues(t)
			v.TB = f
			inquiries(v, unheard{})
		}()
		require.Contains(t, f.said, "no value for chan int, which Ask takes: add a line for it to newValues, in internal/secrecy/values_test.go")
	})
}
