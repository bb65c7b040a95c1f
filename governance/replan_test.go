package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// A reminder whose moment has come may not have left yet: the chat has asked to
// wait, or takes nothing. What somebody does meanwhile leaves it to those who
// have yet to be told.
func TestWhatIsOverdueSurvivesWhatLeavesItsMoment(t *testing.T) {
	t.Parallel()
	const (
		action, verification, meeting = record.Subject("action/A-1"), record.Subject("verification/V-1"), record.Subject("meeting/R-1")
		dueThen                       = "2026-12-22 09:00" // the day before all of them
	)
	for name, tc := range map[string]struct {
		subject record.Subject
		kind    reminder.DeliveryKind
		do      func(w *world) error
		want    []string
	}{
		"a deadline that a colleague has seen": {verification, acceptance.VerificationReminder, func(w *world) error {
			_, err := w.Acknowledge(w.Context(), w.as(other), verification)
			return err
		}, []string{"user/u-member", "user/u-other"}},
		"an escalation, when somebody in charge has seen it": {verification, acceptance.VerificationEscalation, func(w *world) error {
			_, err := w.Acknowledge(w.Context(), w.as(other), verification)
			return err
		}, nil},
		"an escalation, when a pilot has seen it": {verification, acceptance.VerificationEscalation, func(w *world) error {
			_, err := w.Acknowledge(w.Context(), w.as(pilot), verification)
			return err
		}, []string{"user/u-guest"}},
		"a deadline, decided": {verification, acceptance.VerificationReminder, func(w *world) error {
			_, err := w.DecideVerification(w.Context(), w.as(other), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
			return err
		}, nil},
		"an action that somebody joins": {action, rollout.ActionReminder, func(w *world) error {
			_, err := w.TakeAction(w.Context(), w.as(member), 1)
			return err
		}, []string{"user/u-other"}},
		"an action that goes to others": {action, rollout.ActionReminder, func(w *world) error {
			_, _, err := w.ReassignAction(w.Context(), w.as(other), rollout.Reassign{Number: 1, People: []record.Person{person(member)}})
			return err
		}, nil},
		"an action that is put off": {action, rollout.ActionReminder, func(w *world) error {
			_, _, err := w.PostponeAction(w.Context(), w.as(other), 1, to(day("2026-12-30")), "")
			return err
		}, nil},
		"a meeting whose committee adds a lead": {meeting, committee.MeetingReminder, func(w *world) error {
			_, err := w.SetLeads(w.Context(), w.as(pilot), "COPIL", []record.Lead{{Days: 1}, {Minutes: 30}})
			return err
		}, []string{"channel/c-copil"}},
		"a meeting whose committee gives that lead up": {meeting, committee.MeetingReminder, func(w *world) error {
			_, err := w.SetLeads(w.Context(), w.as(pilot), "COPIL", []record.Lead{{Minutes: 30}})
			return err
		}, nil},
		"a meeting that is moved": {meeting, committee.MeetingReminder, func(w *world) error {
			_, _, err := w.MoveMeeting(w.Context(), w.as(pilot), 1, to(w.moment("2026-12-23 10:00")), "")
			return err
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil().withContract("")
			w.give("2026-12-23", other)
			w.schedule("COPIL", "2026-12-23 09:00")
			_, err := w.OpenVerification(t.Context(), w.as(pilot), acceptance.NewVerification{
				Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: day("2026-11-23"),
				InCharge: []record.Person{person(member), person(other)}, Deputies: []record.Person{person(guest)},
			})
			require.NoError(t, err)
			w.at("2026-12-22 08:59")
			w.send()
			w.at("2026-12-22 09:01")
			require.NoError(t, tc.do(w))
			var got []string
			for _, line := range w.owed(tc.subject, tc.kind) {
				if line[:16] == dueThen {
					got = append(got, line[17:])
				}
			}
			require.Equal(t, tc.want, got)
		})
	}
}

// What waits for an open hour because a change of hours has overtaken it waits
// on, whoever joins, until the action is about another day.
func TestWhatWasOvertakenSurvivesWhoJoins(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	act := w.give("2026-12-15", other)
	reminders := func() []string { return w.owed(act.Subject(), rollout.ActionReminder) }
	w.pause(other, "2026-12-17")
	require.Equal(t, []string{"2026-12-18 09:00 user/u-other"}, reminders())
	w.at("2026-12-16 22:00")
	_, err := w.ResumeReminders(t.Context(), w.as(other))
	require.NoError(t, err)
	w.set(other, reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: hours(19, 0, 8, 0)}})
	require.Equal(t, []string{"2026-12-17 08:00 user/u-other"}, reminders())
	_, err = w.TakeAction(t.Context(), w.as(member), act.Number)
	require.NoError(t, err)
	require.Equal(t, []string{"2026-12-17 08:00 user/u-other"}, reminders(), "somebody has joined")
	_, _, err = w.PostponeAction(t.Context(), w.as(member), act.Number, to(day("2026-12-18")), "")
	require.NoError(t, err)
	require.Equal(t, []string{
		"2026-12-17 09:00 user/u-other", "2026-12-17 09:00 user/u-member", "2026-12-18 09:00 user/u-other", "2026-12-18 09:00 user/u-member",
	}, reminders(), "another day has its own reminders")
}

// Two reminders of one action on one day are one, and each lead is told once: a
// change of hours moves what is to come only.
func TestWhatWasToldIsNotToldAgain(t *testing.T) {
	t.Parallel()
	quiet := func(h *[2]record.Hour) func(*world) {
		return func(w *world) { w.set(other, reminder.PreferencesChange{Quiet: reminder.QuietChange{Hours: h}}) }
	}
	inProject := func(zone string) func(*world) {
		return func(w *world) { w.settings(governance.SettingsChange{Zone: zone}) }
	}
	const action, verification = record.Subject("action/A-1"), record.Subject("verification/V-1")
	for name, tc := range map[string]struct {
		now     string
		change  func(w *world)
		subject record.Subject
		kind    reminder.DeliveryKind
		want    []string
	}{
		"on the day, by somebody who begins later": {"2026-12-23 09:30", quiet(hours(19, 0, 10, 30)), action, rollout.ActionReminder, nil},
		"the day before": {"2026-12-22 09:30", quiet(hours(19, 0, 10, 30)), action, rollout.ActionReminder, []string{"2026-12-23 10:30 user/u-other"}},
		"by somebody who has arrived in Guadeloupe": {"2026-12-23 09:30", func(w *world) {
			w.chat.zones[other] = "America/Guadeloupe"
			_, err := w.Reminders(w.Context(), w.as(other))
			require.NoError(w, err)
		}, action, rollout.ActionReminder, nil},
		"by a pause that begins after both": {"2026-12-23 09:30", func(w *world) { w.pause(other, "2026-12-25") }, action, rollout.ActionReminder, nil},
		"by hours that change twice": {"2026-12-23 09:30", func(w *world) {
			quiet(hours(19, 0, 10, 30))(w)
			quiet(hours(19, 0, 11, 30))(w)
		}, action, rollout.ActionReminder, nil},
		"a deadline, in a project that moves":      {"2026-12-23 09:30", inProject("Guadeloupe"), verification, acceptance.VerificationReminder, nil},
		"to the deputies, in one that moves":       {"2026-12-22 09:30", inProject("Guadeloupe"), verification, acceptance.VerificationEscalation, []string{"2026-12-22 19:00 pilots"}},
		"to the pilots, who were passed it before": {"2026-12-22 14:30", inProject("Guadeloupe"), verification, acceptance.VerificationEscalation, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t).withCopil().withContract("")
			w.give("2026-12-23", other)
			w.deputised(guest)
			w.bringUntil(w.moment(tc.now))
			tc.change(w)
			var got []string
			for _, line := range w.owed(tc.subject, tc.kind) {
				if line[:16] > tc.now {
					got = append(got, line)
				}
			}
			require.Equal(t, tc.want, got)
		})
	}
}
