package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
)

// A contract has effect from its notification on (code de la commande publique,
// art. R2182-4): nothing that starts a period is dated before it.
func TestNothingIsDatedBeforeTheContract(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	add := func(ref, notified string) error {
		_, err := w.AddContract(t.Context(), w.as(pilot), acceptance.NewContract{Ref: ref, Supplier: "Éditeur", NotifiedOn: day(notified)})
		return err
	}
	require.NoError(t, add("M2026-04", "2026-11-16"))
	require.Equal(t, "contract.future", keyOf(add("M2026-05", "2026-11-24")))
	for name, tc := range map[string]struct {
		n    acceptance.NewVerification
		want string
	}{
		"the day before":        {acceptance.NewVerification{NotifiedOn: day("2026-11-15")}, "verification.before_contract"},
		"that day":              {acceptance.NewVerification{NotifiedOn: day("2026-11-16")}, ""},
		"put there before it":   {acceptance.NewVerification{AvailableOn: day("2026-11-15"), OpenedOn: day("2026-11-17")}, "verification.before_contract"},
		"put there on that day": {acceptance.NewVerification{AvailableOn: day("2026-11-16"), OpenedOn: day("2026-11-17")}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			before := w.dump()
			tc.n.Step, tc.n.Contract, tc.n.Object = contract.StepVA, "M2026-04", name
			_, err := w.OpenVerification(t.Context(), w.as(pilot), tc.n)
			require.Equal(t, tc.want, keyOf(err))
			if err != nil {
				require.Equal(t, before, w.dump())
			}
		})
	}
	dated := func(on string) error {
		_, err := w.ChangeContract(t.Context(), w.as(pilot), contract.Change{Ref: "M2026-04", NotifiedOn: day(on)})
		return err
	}
	before := w.dump()
	require.Equal(t, "2026-11-16", asError(t, dated("2026-11-17"), record.Conflict, "contract.after_verification").Args["start"].(calendar.Date).String())
	require.Equal(t, "contract.future", keyOf(dated("2026-11-24")))
	require.Equal(t, before, w.dump())
	require.NoError(t, dated("2026-11-02"))
	view, err := w.Contract(t.Context(), w.as(guest), "M2026-04")
	require.NoError(t, err)
	require.Equal(t, "2026-11-02", view.NotifiedOn.String())
}
