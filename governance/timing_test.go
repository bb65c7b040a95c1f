package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

func timed(n int, step governance.Step, terms governance.Terms, deadline, decided string) governance.VerificationView {
	v := governance.VerificationView{Verification: governance.Verification{Number: n, Step: step, NotifiedOn: day("2026-11-01"), Deadline: day(deadline)}}
	v.Rule, v.Today = governance.RuleOf(terms, step), day("2026-11-23")
	if decided != "" {
		v.Outcome, v.DecidedOn, v.Phase = governance.OutcomeAdmission, day(decided), governance.PhaseEnded
	}
	return v
}

func TestTiming(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		deadline, decided string
		want              governance.Timing
		used, allowed     int
	}{
		"it runs":                     {"2026-12-01", "", governance.TimingRunning, 22, 30},
		"on its last day":             {"2026-11-23", "", governance.TimingRunning, 22, 22},
		"its deadline is past":        {"2026-11-22", "", governance.TimingLate, 22, 21},
		"decided on the last day":     {"2026-11-20", "2026-11-20", governance.TimingInTime, 19, 19},
		"decided after the last day":  {"2026-11-20", "2026-11-21", governance.TimingLate, 20, 19},
		"it has no deadline":          {"", "", governance.TimingRunning, 22, 0},
		"decided without a deadline":  {"", "2026-11-20", governance.TimingInTime, 19, 0},
		"decided on the day it began": {"2026-11-20", "2026-11-01", governance.TimingInTime, 0, 19},
	} {
		t.Run(name, func(t *testing.T) {
			v := timed(1, governance.StepVA, governance.TermsTIC2021, tc.deadline, tc.decided)
			require.Equal(t, []any{tc.want, tc.used, tc.allowed}, []any{v.Timing(), v.DaysUsed(), v.DaysAllowed()})
		})
	}
	require.Equal(t, governance.SideSupplier, governance.StepMOM.Side())
	require.Equal(t, governance.SideBuyer, governance.StepVSR.Side())
}

func TestSortVerifications(t *testing.T) {
	t.Parallel()
	tic := governance.TermsTIC2021
	list := []governance.VerificationView{
		timed(1, governance.StepVA, tic, "2026-11-10", "2026-11-09"),
		timed(2, governance.StepVA, tic, "2026-12-01", ""),
		timed(3, governance.StepVSR, tic, "2026-12-01", ""),
		timed(4, governance.StepVA, tic, "2026-11-10", ""), // late, and nothing comes of it
		timed(5, governance.StepVSR, tic, "2026-11-20", ""),
		timed(6, governance.StepMOM, tic, "2026-11-19", ""),
		timed(7, governance.StepVA, governance.TermsFree, "2026-11-23", ""),
		timed(8, governance.StepVA, tic, "", ""), // its contract has no figure
	}
	governance.SortVerifications(list)
	var order []string
	for _, v := range list {
		order = append(order, v.Ref())
	}
	require.Equal(t, []string{"V-6", "V-5", "V-4", "V-7", "V-3", "V-2", "V-8", "V-1"}, order)
}
