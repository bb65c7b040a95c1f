package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
)

func timed(n int, step contract.Step, terms contract.Terms, deadline, decided string) acceptance.VerificationView {
	v := acceptance.VerificationView{Verification: acceptance.Verification{Number: n, Step: step, NotifiedOn: day("2026-11-01"), Deadline: day(deadline)}}
	v.Rule, v.Today = contract.RuleOf(terms, step), day("2026-11-23")
	if decided != "" {
		v.Outcome, v.DecidedOn, v.Phase = contract.OutcomeAdmission, day(decided), acceptance.PhaseEnded
	}
	return v
}

func TestTiming(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		deadline, decided string
		want              minutes.Timing
		used, allowed     int
	}{
		"it runs":                     {"2026-12-01", "", minutes.TimingRunning, 22, 30},
		"on its last day":             {"2026-11-23", "", minutes.TimingRunning, 22, 22},
		"its deadline is past":        {"2026-11-22", "", minutes.TimingLate, 22, 21},
		"decided on the last day":     {"2026-11-20", "2026-11-20", minutes.TimingInTime, 19, 19},
		"decided after the last day":  {"2026-11-20", "2026-11-21", minutes.TimingLate, 20, 19},
		"it has no deadline":          {"", "", minutes.TimingRunning, 22, 0},
		"decided without a deadline":  {"", "2026-11-20", minutes.TimingInTime, 19, 0},
		"decided on the day it began": {"2026-11-20", "2026-11-01", minutes.TimingInTime, 0, 19},
	} {
		t.Run(name, func(t *testing.T) {
			v := timed(1, contract.StepVA, contract.TermsTIC2021, tc.deadline, tc.decided)
			require.Equal(t, []any{tc.want, tc.used, tc.allowed}, []any{minutes.TimingOf(v), minutes.DaysUsed(v), minutes.DaysAllowed(v)})
		})
	}
	require.Equal(t, contract.SideSupplier, contract.StepMOM.Side())
	require.Equal(t, contract.SideBuyer, contract.StepVSR.Side())
}

func TestSortVerifications(t *testing.T) {
	t.Parallel()
	tic := contract.TermsTIC2021
	list := []acceptance.VerificationView{
		timed(1, contract.StepVA, tic, "2026-11-10", "2026-11-09"),
		timed(2, contract.StepVA, tic, "2026-12-01", ""),
		timed(3, contract.StepVSR, tic, "2026-12-01", ""),
		timed(4, contract.StepVA, tic, "2026-11-10", ""), // late, and nothing comes of it
		timed(5, contract.StepVSR, tic, "2026-11-20", ""),
		timed(6, contract.StepMOM, tic, "2026-11-19", ""),
		timed(7, contract.StepVA, contract.TermsFree, "2026-11-23", ""),
		timed(8, contract.StepVA, tic, "", ""), // its contract has no figure
	}
	minutes.SortVerifications(list)
	var order []string
	for _, v := range list {
		order = append(order, v.Ref())
	}
	require.Equal(t, []string{"V-6", "V-5", "V-4", "V-7", "V-3", "V-2", "V-8", "V-1"}, order)
}
