package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/calendar"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(governance.TermsTIC2021)
	explain := func(v governance.VerificationView) governance.Explanation {
		t.Helper()
		e, err := w.Explain(t.Context(), w.as(guest), v.Number)
		require.NoError(t, err)
		require.Equal(t, e.Deadline, e.Periods[len(e.Periods)-1].Ends, "what is explained is what is kept")
		return e
	}
	rules := func(p governance.ExplainedPeriod) (list []string) {
		for _, s := range p.Steps() {
			list = append(list, s.Rule)
		}
		return list
	}
	t.Run("the VSR has two periods; the first is a window", func(t *testing.T) {
		e := explain(w.open(governance.StepVSR, "2026-11-19")) // observed to Saturday 19 December
		require.Equal(t, []string{"2026-12-19", "2026-12-28"}, []string{e.Periods[0].Ends.String(), e.Periods[1].Ends.String()})
		require.Equal(t, []string{"starts-day-after", "counts-days"}, rules(e.Periods[0]))
		require.Equal(t, []string{"starts-day-after", "counts-days", "ends-weekend", "ends-weekend", "next-working-day"}, rules(e.Periods[1]))
		require.Equal(t, []governance.Reading{"first-day", "window", "after-window", "working-day", "counting"}, e.Readings)
		require.Len(t, e.Sources(), 3)
		require.Equal(t, "Europe/Paris", e.Zone.String())
	})
	t.Run("what nobody opened is presumed notified", func(t *testing.T) {
		v, err := w.OpenVerification(t.Context(), w.as(pilot), governance.NewVerification{
			Step: governance.StepVA, Contract: "M2026-04", Object: "x", AvailableOn: day("2026-11-14"),
		})
		require.NoError(t, err)
		e := explain(v)
		require.Equal(t, "2026-11-22", e.Presumed.Ends.String(), "on a Sunday: it is not put off")
		require.Equal(t, []governance.Reading{"profile", "counting"}, e.Readings)
	})
	t.Run("a derogation answers some of the readings", func(t *testing.T) {
		v := w.open(governance.StepVSR, "2026-11-19", member)
		yes := true
		w.clause(governance.ClauseChange{Topic: governance.TopicVSR, SameDay: &yes, PutOff: &yes, Article: "CCAP 8"})
		e := explain(v)
		require.Equal(t, []governance.Reading{"after-window", "working-day", "counting"}, e.Readings)
		require.Equal(t, "starts-same-day", rules(e.Periods[0])[0])
	})
	t.Run("what is decided keeps its date, and says so", func(t *testing.T) {
		v := w.open(governance.StepVA, "2026-11-19")
		_, err := w.DecideVerification(t.Context(), w.as(pilot), governance.Decide{Number: v.Number, Outcome: governance.OutcomeAdmission})
		require.NoError(t, err)
		w.clause(governance.ClauseChange{Topic: governance.TopicVA, Period: period(5, calendar.UnitDays), Article: "CCAP 8"})
		e, err := w.Explain(t.Context(), w.as(guest), v.Number)
		require.NoError(t, err)
		require.Contains(t, e.Readings, governance.ReadingKept)
	})
}
