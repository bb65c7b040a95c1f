package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
)

// A decision that goes by the profil d'acheteur is notified when the supplier opens
// it, or eight days later (art. 3.1.2): the VSR is to be decided by 30 November.
func TestADecisionOnTheProfile(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		now             string
		on, put, opened string
		want            string // the day of the decision, or the key of the refusal
	}{
		"opened":                                 {"2026-11-27", "", "2026-11-25", "2026-11-26", "2026-11-26"},
		"opened on that day":                     {"2026-11-27", "", "2026-11-27", "2026-11-27", "2026-11-27"},
		"never opened, and the eighth day":       {"2026-11-30", "", "2026-11-22", "", "2026-11-30"},
		"opened after the eighth day":            {"2026-11-30", "", "2026-11-20", "2026-11-29", "2026-11-28"},
		"not opened yet, in time":                {"2026-11-25", "", "2026-11-21", "", "notice.not_yet_decided"},
		"not opened yet, and it will be late":    {"2026-11-27", "", "2026-11-25", "", "notice.too_late_decided"},
		"opened after the deadline":              {"2026-12-01", "", "2026-11-27", "2026-12-01", "verification.lapsed_accepted"},
		"two days":                               {"2026-11-27", "2026-11-26", "2026-11-25", "", "notice.two_starts"},
		"opened, but never put there":            {"2026-11-27", "", "", "2026-11-26", "notice.opened_alone"},
		"put there before there was one to take": {"2026-11-27", "", "2026-10-23", "2026-11-26", "verification.before_start"},
		"opened tomorrow":                        {"2026-11-27", "", "2026-11-25", "2026-11-28", "verification.future"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract("")
			v := w.open(contract.StepVSR, "2026-10-24", member)
			require.Equal(t, "2026-11-30", v.Deadline.String())
			w.at(tc.now + " 09:00")
			require.NoError(t, passes(w))
			before := w.dump()
			n := acceptance.Decide{Number: v.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"}
			if tc.on != "" {
				n.On = day(tc.on)
			}
			if tc.put != "" {
				n.AvailableOn = day(tc.put)
			}
			if tc.opened != "" {
				n.OpenedOn = day(tc.opened)
			}
			got, err := w.DecideVerification(t.Context(), w.as(pilot), n)
			if err != nil {
				require.Equal(t, tc.want, keyOf(err))
				require.Equal(t, before, w.dump())
				return
			}
			require.Equal(t, []any{tc.want, tc.want}, []any{got.DecidedOn.String(), got.Since.String()})
			require.Equal(t, &contract.Notice{AvailableOn: n.AvailableOn, OpenedOn: n.OpenedOn}, got.DecisionNotice)
			e, err := w.Explain(t.Context(), w.as(guest), v.Number)
			require.NoError(t, err)
			require.Equal(t, n.AvailableOn, e.Start.AvailableOn)
			require.Equal(t, tc.want != tc.opened, e.Presumed != nil)
		})
	}
}
