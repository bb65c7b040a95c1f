package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
)

// deputised is a VA due on Wednesday 23 December 2026, in member's charge.
func (w *world) deputised(deputies ...governance.UserID) governance.VerificationView {
	w.Helper()
	n := governance.NewVerification{
		Step: governance.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: day("2026-11-23"),
		InCharge: []governance.Person{person(member)},
	}
	for _, u := range deputies {
		n.Deputies = append(n.Deputies, person(u))
	}
	view, err := w.OpenVerification(w.Context(), w.as(pilot), n)
	require.NoError(w, err)
	return view
}

func TestEscalations(t *testing.T) {
	t.Parallel()
	const subject = governance.Subject("verification/V-1")
	see := func(u governance.UserID) func(w *world) error {
		return func(w *world) error { _, err := w.Acknowledge(w.Context(), w.as(u), subject); return err }
	}
	decide := func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(other), governance.Decide{Number: 1, Outcome: governance.OutcomeAdmission})
		return err
	}
	const toDeputy, toPilots, atOnce = "2026-12-22 09:00 user/u-other", "2026-12-22 14:00 pilots", "2026-12-22 09:00 pilots"
	for name, tc := range map[string]struct {
		deputies []governance.UserID
		now      string // of the opening; default 23 November
		then     func(w *world) error
		want     []string
	}{
		"to the deputies, then to the pilots":         {deputies: []governance.UserID{other}, want: []string{toDeputy, toPilots}},
		"to the pilots where there is no deputy":      {want: []string{atOnce}},
		"who is in charge is no deputy":               {deputies: []governance.UserID{member}, want: []string{atOnce}},
		"nobody twice":                                {deputies: []governance.UserID{other, other, member}, want: []string{toDeputy, toPilots}},
		"opened at the last moment":                   {deputies: []governance.UserID{other}, now: "2026-12-22 10:00", want: []string{toPilots}},
		"opened after that":                           {deputies: []governance.UserID{other}, now: "2026-12-22 15:00", want: []string{}},
		"not once somebody in charge has seen it":     {deputies: []governance.UserID{other}, then: see(member), want: []string{}},
		"not to the pilots once a deputy has seen it": {deputies: []governance.UserID{other}, then: see(other), want: []string{toDeputy}},
		"all the same when only a pilot has seen it":  {deputies: []governance.UserID{other}, then: see(pilot), want: []string{toDeputy, toPilots}},
		"not once it is decided, by a deputy":         {deputies: []governance.UserID{other}, then: decide, want: []string{}},
		"not once it was put off, which is seeing": {deputies: []governance.UserID{other}, then: func(w *world) error {
			_, _, err := w.RemindTomorrow(w.Context(), w.as(member), subject)
			return err
		}, want: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withContract("")
			if tc.now != "" {
				w.at(tc.now)
			}
			w.deputised(tc.deputies...)
			if tc.then != nil {
				require.NoError(t, tc.then(w))
			}
			require.Equal(t, tc.want, w.owed(subject, governance.VerificationEscalation))
		})
	}
	t.Run("the deputies are told that they are", func(t *testing.T) {
		w := newWorld(t).withContract("")
		w.deputised(other)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member", "2026-11-23 08:00 user/u-other"}, w.owed(subject, governance.VerificationOpened))
	})
}

func TestBriefOfAnEscalation(t *testing.T) {
	t.Parallel()
	const subject = governance.Subject("verification/V-1")
	for name, tc := range map[string]struct {
		to   governance.Recipient
		seen []governance.UserID // while it is held
		now  string
		want governance.Moot
	}{
		"to the deputy":                            {to: governance.ToPerson(other), now: "2026-12-22 09:00"},
		"to the deputy, late":                      {to: governance.ToPerson(other), now: "2026-12-24 09:00"},
		"to the deputy, seen at that moment":       {to: governance.ToPerson(other), seen: []governance.UserID{member}, now: "2026-12-22 09:00", want: governance.MootSeen},
		"to the deputy, who has seen it":           {to: governance.ToPerson(other), seen: []governance.UserID{other}, now: "2026-12-22 09:00"},
		"to the pilots":                            {to: governance.ToPilots(), now: "2026-12-22 14:00"},
		"to the pilots, seen by the deputy":        {to: governance.ToPilots(), seen: []governance.UserID{other}, now: "2026-12-22 14:00", want: governance.MootSeen},
		"passed on to a pilot":                     {to: governance.ToPerson(pilot), now: "2026-12-22 14:00"},
		"passed on to a pilot, seen by one":        {to: governance.ToPerson(pilot), seen: []governance.UserID{pilot}, now: "2026-12-22 14:00"},
		"passed on to a pilot, seen by the deputy": {to: governance.ToPerson(pilot), seen: []governance.UserID{other}, now: "2026-12-22 14:00", want: governance.MootSeen},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withContract("")
			w.deputised(other)
			var d governance.Delivery
			for _, owed := range w.claim() {
				if owed.Kind == governance.VerificationEscalation && (owed.Recipient == tc.to || owed.Recipient == governance.ToPilots() && tc.to == governance.ToPerson(pilot)) {
					d = owed
				}
			}
			if d.Recipient != tc.to {
				passed, err := w.PassOn(t.Context(), d)
				require.NoError(t, err)
				d = passed[0]
			}
			w.at(tc.now)
			for _, u := range tc.seen {
				_, err := w.Acknowledge(t.Context(), w.as(u), subject)
				require.NoError(t, err)
			}
			b, err := w.Brief(t.Context(), d)
			require.NoError(t, err)
			require.Equal(t, tc.want, b.Moot)
		})
	}
}

func TestADeputyMayDecide(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.deputised(other)
	view, err := w.DecideVerification(t.Context(), w.as(other), governance.Decide{Number: 1, Outcome: governance.OutcomeAdmission})
	require.NoError(t, err)
	require.Equal(t, person(other), view.DecidedBy)
}
