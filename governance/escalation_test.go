package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
)

// deputised is a VA due on Wednesday 23 December 2026, in member's charge.
func (w *world) deputised(deputies ...record.UserID) acceptance.VerificationView {
	w.Helper()
	n := acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: day("2026-11-23"),
		InCharge: []record.Person{person(member)},
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
	const subject = record.Subject("verification/V-1")
	see := func(u record.UserID) func(w *world) error {
		return func(w *world) error { _, err := w.Acknowledge(w.Context(), w.as(u), subject); return err }
	}
	decide := func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(other), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
		return err
	}
	const toDeputy, toPilots, atOnce = "2026-12-22 09:00 user/u-other", "2026-12-22 14:00 pilots", "2026-12-22 09:00 pilots"
	for name, tc := range map[string]struct {
		deputies []record.UserID
		now      string // of the opening; default 23 November
		then     func(w *world) error
		want     []string
	}{
		"to the deputies, then to the pilots":         {deputies: []record.UserID{other}, want: []string{toDeputy, toPilots}},
		"to the pilots where there is no deputy":      {want: []string{atOnce}},
		"who is in charge is no deputy":               {deputies: []record.UserID{member}, want: []string{atOnce}},
		"nobody twice":                                {deputies: []record.UserID{other, other, member}, want: []string{toDeputy, toPilots}},
		"opened at the last moment":                   {deputies: []record.UserID{other}, now: "2026-12-22 10:00", want: []string{toPilots}},
		"opened after that":                           {deputies: []record.UserID{other}, now: "2026-12-22 15:00", want: []string{}},
		"not once somebody in charge has seen it":     {deputies: []record.UserID{other}, then: see(member), want: []string{}},
		"not to the pilots once a deputy has seen it": {deputies: []record.UserID{other}, then: see(other), want: []string{toDeputy}},
		"all the same when only a pilot has seen it":  {deputies: []record.UserID{other}, then: see(pilot), want: []string{toDeputy, toPilots}},
		"not once it is decided, by a deputy":         {deputies: []record.UserID{other}, then: decide, want: []string{}},
		"not once it was put off, which is seeing": {deputies: []record.UserID{other}, then: func(w *world) error {
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
			require.Equal(t, tc.want, w.owed(subject, acceptance.VerificationEscalation))
		})
	}
	t.Run("the deputies are told that they are", func(t *testing.T) {
		w := newWorld(t).withContract("")
		w.deputised(other)
		require.Equal(t, []string{"2026-11-23 08:00 user/u-member", "2026-11-23 08:00 user/u-other"}, w.owed(subject, acceptance.VerificationOpened))
	})
}

func TestBriefOfAnEscalation(t *testing.T) {
	t.Parallel()
	const subject = record.Subject("verification/V-1")
	for name, tc := range map[string]struct {
		to   reminder.Recipient
		seen []record.UserID // while it is held
		now  string
		want reminder.SkipReason
	}{
		"to the deputy":                            {to: reminder.ToPerson(other), now: "2026-12-22 09:00"},
		"to the deputy, late":                      {to: reminder.ToPerson(other), now: "2026-12-24 09:00"},
		"to the deputy, seen at that moment":       {to: reminder.ToPerson(other), seen: []record.UserID{member}, now: "2026-12-22 09:00", want: reminder.SkipSeen},
		"to the deputy, who has seen it":           {to: reminder.ToPerson(other), seen: []record.UserID{other}, now: "2026-12-22 09:00"},
		"to the pilots":                            {to: reminder.ToPilots(), now: "2026-12-22 14:00"},
		"to the pilots, seen by the deputy":        {to: reminder.ToPilots(), seen: []record.UserID{other}, now: "2026-12-22 14:00", want: reminder.SkipSeen},
		"passed on to a pilot":                     {to: reminder.ToPerson(pilot), now: "2026-12-22 14:00"},
		"passed on to a pilot, seen by one":        {to: reminder.ToPerson(pilot), seen: []record.UserID{pilot}, now: "2026-12-22 14:00"},
		"passed on to a pilot, seen by the deputy": {to: reminder.ToPerson(pilot), seen: []record.UserID{other}, now: "2026-12-22 14:00", want: reminder.SkipSeen},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withContract("")
			w.deputised(other)
			var d reminder.Delivery
			for _, owed := range w.claim() {
				if owed.Kind == acceptance.VerificationEscalation && (owed.Recipient == tc.to || owed.Recipient == reminder.ToPilots() && tc.to == reminder.ToPerson(pilot)) {
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
			b, err := w.Content(t.Context(), d)
			require.NoError(t, err)
			require.Equal(t, tc.want, b.Skip)
		})
	}
}

func TestADeputyMayDecide(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withContract("")
	w.deputised(other)
	view, err := w.DecideVerification(t.Context(), w.as(other), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
	require.NoError(t, err)
	require.Equal(t, person(other), view.DecidedBy)
}
