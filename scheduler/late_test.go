package scheduler_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/rollout"
)

// What becomes of deliveries that are brought long after they were due, or
// whose subject has changed since.
func TestLate(t *testing.T) {
	t.Parallel()
	cancel := func(w *world) error {
		_, err := w.CancelMeeting(w.Context(), w.as(pilot), 1, "")
		return err
	}
	move := func(start string) func(*world) error {
		return func(w *world) error {
			_, _, err := w.MoveMeeting(w.Context(), w.as(pilot), 1, to(w.moment(start)), "")
			return err
		}
	}
	meeting := func(w *world) error {
		_, _, err := w.ScheduleMeeting(w.Context(), w.as(pilot), committee.NewMeeting{Committee: "copil", Start: w.moment("2026-12-18 14:00")})
		return err
	}
	action := func(w *world) error { w.action("2026-12-15", person("ien")); return nil }
	done := func(w *world) error {
		_, err := w.CompleteAction(w.Context(), w.as(pilot), 1, rollout.Report{})
		return err
	}
	verification := func(w *world) error {
		elsewhere := w.as(pilot)
		elsewhere.Channel = "" // no committee's
		_, err := w.OpenVerification(w.Context(), elsewhere, acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: calendar.MustParseDate("2026-11-23"),
		})
		return err
	}
	decide := func(w *world) error {
		_, err := w.DecideVerification(w.Context(), w.as(pilot), acceptance.Decide{
			Number: 1, Outcome: contract.OutcomeRejection, Reason: "Lenteurs", Observations: "aucune",
		})
		return err
	}
	seen := func(w *world) error {
		_, err := w.Acknowledge(w.Context(), w.as(pilot), "verification/V-1")
		return err
	}
	deliver := func(w *world) error { w.deliver(); w.chat.posts = nil; return nil }
	at := func(s string) func(*world) error { return func(w *world) error { w.at(s); return nil } }
	// A Courier that died holds everything that is due.
	held := func(w *world) error {
		_, err := w.store.Claim(w.Context(), time.Minute, 100)
		return err
	}
	const planned, reminder = "meeting.planned channel/copil ", "meeting.reminder channel/copil "
	type do = []func(*world) error
	for name, tc := range map[string]struct {
		happens  do
		at       string
		said     []string // the first line of each
		recorded []string // reminders that are still to come are left out
	}{
		"a meeting that has begun is not announced any more": {
			happens: do{meeting}, at: "2026-12-18 14:01",
			said:     []string{},
			recorded: []string{planned + "skipped begun", reminder + "skipped begun", reminder + "skipped begun", reminder + "skipped begun"},
		},
		"a cancelled meeting is told once, without what was before": {
			happens: do{meeting, cancel}, at: "2026-12-17 14:01",
			said:     []string{"**Réunion COPIL annulée** : vendredi 18 décembre 2026 à 14 h (R-1)"},
			recorded: []string{planned + "skipped changed", "meeting.cancelled channel/copil sent", reminder + "cancelled", reminder + "cancelled", reminder + "cancelled"},
		},
		"a reminder in hand while its meeting is cancelled is not given": {
			happens: do{meeting, deliver, at("2026-12-11 14:00"), held, cancel}, at: "2026-12-11 14:02",
			said:     []string{"**Réunion COPIL annulée** : vendredi 18 décembre 2026 à 14 h (R-1)"},
			recorded: []string{planned + "sent", reminder + "skipped closed", "meeting.cancelled channel/copil sent", reminder + "cancelled", reminder + "cancelled"},
		},
		"a moved meeting is told at its new date only": {
			happens: do{meeting, move("2026-12-21 09:30")}, at: "2026-11-23 08:05",
			said:     []string{"**Réunion COPIL reportée** : lundi 21 décembre 2026 à 9 h 30 (R-1)"},
			recorded: []string{planned + "skipped changed", "meeting.moved channel/copil sent", reminder + "cancelled", reminder + "cancelled", reminder + "cancelled"},
		},
		"a meeting that is moved twice is told where it ended": {
			happens: do{meeting, deliver, at("2026-11-23 08:10"), move("2026-12-21 09:30"), at("2026-11-23 08:20"), move("2026-12-22 09:30")}, at: "2026-11-23 08:25",
			said: []string{"**Réunion COPIL reportée** : mardi 22 décembre 2026 à 9 h 30 (R-1)"},
			recorded: []string{
				planned + "sent", "meeting.moved channel/copil skipped changed", "meeting.moved channel/copil sent",
				reminder + "cancelled", reminder + "cancelled", reminder + "cancelled", reminder + "cancelled", reminder + "cancelled", reminder + "cancelled",
			},
		},
		"of several missed reminders of a meeting the last is given": {
			happens: do{meeting, deliver}, at: "2026-12-18 13:10",
			said:     []string{"**Dans 50 min**, réunion COPIL : vendredi 18 décembre 2026 à 14 h (R-1)"},
			recorded: []string{planned + "sent", reminder + "skipped newer", reminder + "skipped newer", reminder + "sent"},
		},
		"of several missed reminders of an action the last is given, as late": {
			happens: do{action, deliver}, at: "2026-12-21 10:00",
			said:     []string{"**En retard** : Former l'équipe (**A-1**, pour le mardi 15 décembre 2026)"},
			recorded: []string{"action.assigned user/ien sent", "action.reminder user/ien skipped newer", "action.reminder user/ien sent"},
		},
		"nobody is asked for what is done": {
			happens: do{action, done}, at: "2026-12-20 10:00",
			said:     []string{"**C'est fait** : Former l'équipe (**A-1**), par @\u200bcoordinatrice"},
			recorded: []string{"action.assigned user/ien skipped closed", "action.done user/ien sent", "action.reminder user/ien cancelled", "action.reminder user/ien cancelled"},
		},
		"of several missed reminders of a deadline the last is given": {
			happens: do{verification}, at: "2026-12-20 10:00",
			said: []string{"**Plus que 3 jours** : décision à notifier, Version 2.3 (VA, V-1, marché M2026-04), au plus tard le mercredi 23 décembre 2026."},
			recorded: []string{
				"verification.reminder user/coordinatrice skipped newer", "verification.reminder user/coordinatrice skipped newer",
				"verification.reminder user/coordinatrice skipped newer", "verification.reminder user/coordinatrice sent",
			},
		},
		"a deadline is told after its day, as late": {
			happens: do{verification, seen}, at: "2027-01-10 10:00",
			said: []string{"**En retard** : décision à notifier, Version 2.3 (VA, V-1, marché M2026-04). L'échéance était le mercredi 23 décembre 2026."},
			recorded: []string{
				"verification.reminder user/coordinatrice skipped newer", "verification.reminder user/coordinatrice skipped newer",
				"verification.reminder user/coordinatrice skipped newer", "verification.reminder user/coordinatrice skipped newer", "verification.reminder user/coordinatrice skipped newer",
				"verification.escalation pilots cancelled", "verification.reminder user/coordinatrice sent",
			},
		},
		"a deadline's reminder in hand is not given once it is decided": {
			happens: do{verification, at("2026-12-08 09:00"), held, decide}, at: "2026-12-08 09:02",
			said: []string{},
			recorded: []string{
				"verification.reminder user/coordinatrice skipped closed", "verification.reminder user/coordinatrice skipped closed",
				"verification.reminder user/coordinatrice cancelled", "verification.reminder user/coordinatrice cancelled",
				"verification.reminder user/coordinatrice cancelled", "verification.escalation pilots cancelled", "verification.reminder user/coordinatrice cancelled",
			},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			for _, step := range tc.happens {
				require.NoError(t, step(w))
			}
			w.at(tc.at)
			w.deliver()
			require.Equal(t, tc.said, firstLines(w.chat.said()))
			require.Equal(t, tc.recorded, w.settledRows())
			w.deliver()
			require.Len(t, w.chat.said(), len(tc.said), "and that is all")
		})
	}
}

// settledRows are the deliveries that are not to come any more.
func (w *world) settledRows() []string {
	w.Helper()
	return w.rows(`SELECT kind || ' ' || recipient || ' ' || state || iif(reason = '', '', ' ' || reason)
		FROM deliveries WHERE state <> 'pending' ORDER BY due_at, id`)
}
