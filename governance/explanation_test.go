package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
)

func TestExplain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract(contract.TermsTIC2021)
	explain := func(v acceptance.VerificationView) minutes.Explanation {
		t.Helper()
		e, err := w.Explain(t.Context(), w.as(guest), v.Number)
		require.NoError(t, err)
		require.Equal(t, e.Deadline, e.Periods[len(e.Periods)-1].Ends, "what is explained is what is kept")
		return e
	}
	rules := func(p minutes.ExplainedPeriod) (list []string) {
		for _, s := range p.Steps() {
			list = append(list, s.Rule)
		}
		return list
	}
	t.Run("the VSR has two periods; the first is a window", func(t *testing.T) {
		e := explain(w.open(contract.StepVSR, "2026-11-19")) // observed to Saturday 19 December
		require.Equal(t, []string{"2026-12-19", "2026-12-28"}, []string{e.Periods[0].Ends.String(), e.Periods[1].Ends.String()})
		require.Equal(t, []string{"starts-day-after", "counts-days"}, rules(e.Periods[0]))
		require.Equal(t, []string{"starts-day-after", "counts-days", "ends-weekend", "ends-weekend", "next-working-day"}, rules(e.Periods[1]))
		require.Equal(t, []minutes.Reading{"first-day", "window", "after-window", "working-day", "counting"}, e.Readings)
		require.Len(t, e.Sources(), 3)
		require.Equal(t, "Europe/Paris", e.Zone.String())
	})
	t.Run("what nobody opened is presumed notified", func(t *testing.T) {
		v, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "x", AvailableOn: day("2026-11-14"),
		})
		require.NoError(t, err)
		e := explain(v)
		require.Equal(t, "2026-11-22", e.Presumed.Ends.String(), "on a Sunday: it is not put off")
		require.Equal(t, []minutes.Reading{"profile", "counting"}, e.Readings)
	})
	t.Run("a derogation answers some of the readings", func(t *testing.T) {
		v := w.open(contract.StepVSR, "2026-11-19", member)
		yes := true
		w.clause(contract.ClauseChange{Topic: contract.TopicVSR, SameDay: &yes, PutOff: &yes, Article: "CCAP 8"})
		e := explain(v)
		require.Equal(t, []minutes.Reading{"after-window", "working-day", "counting"}, e.Readings)
		require.Equal(t, "starts-same-day", rules(e.Periods[0])[0])
	})
	t.Run("what is decided keeps its date, and says so", func(t *testing.T) {
		v := w.open(contract.StepVA, "2026-11-19")
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: v.Number, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		w.clause(contract.ClauseChange{Topic: contract.TopicVA, Period: period(5, calendar.UnitDays), Article: "CCAP 8"})
		e, err := w.Explain(t.Context(), w.as(guest), v.Number)
		require.NoError(t, err)
		require.Contains(t, e.Readings, minutes.ReadingKept)
	})
}
