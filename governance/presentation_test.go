package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/minutes"
)

// A VSR that is presented again is observed whole again (CCAG-TIC 2009 art.
// 28.2.2), or for as long as the contract's own clause says; and the contract's
// own rate of service stays its own.
func TestAServiceIsObservedAgain(t *testing.T) {
	t.Parallel()
	yes := true
	for name, tc := range map[string]struct {
		clause        *contract.ClauseChange
		observed, end string
	}{
		"as the first time": {nil, "2026-12-23", "2026-12-30"},
		"for 15 days":       {&contract.ClauseChange{Period: period(15, calendar.UnitDays)}, "2026-12-08", "2026-12-15"},
		"put off":           {&contract.ClauseChange{Period: period(12, calendar.UnitDays), PutOff: &yes}, "2026-12-07", "2026-12-14"}, // from Saturday 5
		"from that day on":  {&contract.ClauseChange{Period: period(15, calendar.UnitDays), SameDay: &yes}, "2026-12-07", "2026-12-14"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withContract(contract.TermsTIC2009)
			if tc.clause != nil {
				tc.clause.Topic, tc.clause.Article = contract.TopicMoreObservation, "CCAP 7.5"
				w.clause(*tc.clause)
			}
			first := w.open(contract.StepVSR, "2026-10-20", member)
			_, err := w.SetServiceLevel(t.Context(), w.as(pilot), acceptance.ServiceLevel{Verification: first.Number, Rate: 150, Clause: "CCAP 7.3"})
			require.NoError(t, err)
			w.at("2026-11-23 08:00")
			_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: first.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"})
			require.NoError(t, err)
			again, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: first.Number})
			require.NoError(t, err)
			v, err := w.Verification(t.Context(), w.as(guest), again.Opened.Number)
			require.NoError(t, err)
			require.Equal(t, []any{first.Number, tc.observed, tc.end}, []any{v.Again, v.ObservationEnd.String(), v.Deadline.String()})
			require.Equal(t, []any{contract.Rate(150), "CCAP 7.3"}, []any{v.Availability.Rate, v.Availability.Clause})
			if tc.clause != nil && tc.clause.SameDay != nil {
				require.Equal(t, "2026-11-23", v.Availability.From.String())
			}
		})
	}
	t.Run("a clause that comes later moves it", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t).withContract(contract.TermsTIC2009)
		first := w.open(contract.StepVSR, "2026-10-20", member)
		_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: first.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"})
		require.NoError(t, err)
		_, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: first.Number})
		require.NoError(t, err)
		view := w.clause(contract.ClauseChange{Topic: contract.TopicMoreObservation, Period: period(15, calendar.UnitDays), Article: "CCAP 7.5"})
		require.Equal(t, "2026-12-08", view.Moved[0].ObservationEnd.String())
		e, err := w.Explain(t.Context(), w.as(guest), view.Moved[0].Number)
		require.NoError(t, err)
		require.Equal(t, contract.TopicMoreObservation, e.Periods[0].Topic)
		require.NotContains(t, e.Readings, minutes.ReadingKept)
	})
}

// After the ajournement of a VA the buyer may ask for a new mise en ordre de marche
// (CCAG-TIC 2021 art. 33.2.1), which the VA follows.
func TestInstalledAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	va := w.open(contract.StepVA, "2026-11-02", member)
	_, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: va.Number, Outcome: contract.OutcomeAdjourned, Reason: "comptes manquants"})
	require.NoError(t, err)
	view, err := w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: va.Number, Installed: true})
	require.NoError(t, err)
	mom := view.Opened
	require.Equal(t, []any{acceptance.PhaseEnded, contract.StepMOM, "2026-12-23", va.Chain, 0}, []any{view.Phase, mom.Step, mom.Deadline.String(), mom.Chain, mom.Again})
	require.Equal(t, []string{"verification.opened", "verification.adjournment", "verification.installs"}, w.changes(va.Subject()))
	done, err := w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: mom.Number, Outcome: contract.OutcomeAdmission})
	require.NoError(t, err)
	require.Equal(t, contract.StepVA, done.Opened.Step)

	vsr := w.open(contract.StepVSR, "2026-11-02", member)
	_, err = w.DecideVerification(t.Context(), w.as(pilot), acceptance.Decide{Number: vsr.Number, Outcome: contract.OutcomeAdjourned, Reason: "lenteurs"})
	require.NoError(t, err)
	before := w.dump()
	_, err = w.PresentVerification(t.Context(), w.as(pilot), acceptance.Presentation{Number: vsr.Number, Installed: true})
	require.Equal(t, "verification.no_installation", keyOf(err))
	require.Equal(t, before, w.dump())
}
