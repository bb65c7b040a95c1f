package governance_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance"
	"pilotent/governance/acceptance"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

func TestParseSubject(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]record.Subject{
		"A-37": "action/A-37", "a37": "action/A-37", " r 12 ": "meeting/R-12", "V-5": "verification/V-5",
		"37": "", "A": "", "A-0": "", "E-3": "", "": "", "R-x": "",
		"copil-2026-1": "decision/COPIL-2026-001", "COPIL-2026": "",
	} {
		got, err := governance.Subjects().ParseSubject("reference", text)
		require.Equal(t, want, got, text)
		if want == "" {
			require.Equal(t, "reference", asError(t, err, record.Invalid, "seen.ref").Param, text)
		}
	}
}

func TestAcknowledge(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	d := given(w)
	ver := w.open(contract.StepVA, "2026-11-23", member)
	see := func(u record.UserID, s record.Subject) error {
		_, err := w.Acknowledge(t.Context(), w.as(u), s)
		return err
	}
	t.Run("typed, once for each version", func(t *testing.T) {
		require.NoError(t, see(other, d.Subject))
		before := w.dump()
		e := asError(t, see(other, d.Subject), record.Conflict, "seen.already")
		require.Equal(t, w.now().UTC(), e.Args["at"])
		require.Equal(t, before, w.dump())
		_, _, err := w.PostponeAction(t.Context(), w.as(pilot), 1, to(day("2026-12-18")), "")
		require.NoError(t, err)
		require.NoError(t, see(other, d.Subject))
		require.Equal(t, []string{"action.created", "action.seen", "action.postponed", "action.seen"}, w.changes(d.Subject))
	})
	t.Run("it changes nothing of the subject", func(t *testing.T) {
		act, err := w.Action(t.Context(), w.as(other), 1)
		require.NoError(t, err)
		require.Equal(t, []any{2, rollout.ActionOpen, day("2026-12-18")}, []any{act.Version, act.State, act.Due})
		require.NotEmpty(t, w.owed(d.Subject, rollout.ActionReminder))
	})
	t.Run("clicked, once for each reminder", func(t *testing.T) {
		for range 2 {
			r := w.sent(ver.Subject(), acceptance.VerificationReminder, "")
			_, err := w.Acknowledge(t.Context(), w.clicking(member, r, 1, "/rappel vu V-1"), ver.Subject())
			require.NoError(t, err)
		}
		require.Equal(t, []string{"verification.opened", "verification.seen", "verification.seen"}, w.changes(ver.Subject()))
	})
	t.Run("not by those whom it does not concern", func(t *testing.T) {
		e := asError(t, see(member, d.Subject), record.Forbidden, "forbidden.seen")
		require.Equal(t, []any{"A-1", []record.Person{person(other)}}, []any{e.Args["ref"], e.Args["people"]})
	})
	t.Run("not of what is over, or unknown", func(t *testing.T) {
		require.NoError(t, complete(w, w.as(other)))
		asError(t, see(other, d.Subject), record.Conflict, "action.closed")
		_, err := w.DecideVerification(t.Context(), w.as(member), acceptance.Decide{Number: 1, Outcome: contract.OutcomeAdmission})
		require.NoError(t, err)
		asError(t, see(member, ver.Subject()), record.Conflict, "verification.decided")
		m := w.schedule("COPIL", "2026-12-18 14:00")
		_, err = w.CancelMeeting(t.Context(), w.as(pilot), 1, "")
		require.NoError(t, err)
		asError(t, see(member, m.Subject()), record.Conflict, "meeting.off")
		for s, key := range map[record.Subject]string{"action/A-9": "action.unknown", "meeting/R-9": "meeting.unknown", "verification/V-9": "verification.unknown"} {
			asError(t, see(member, s), record.NotFound, key)
		}
	})
	t.Run("a meeting that is not seen is unknown", func(t *testing.T) {
		w.committee("SECRET", secret, record.DiffusionCommittee)
		m := w.schedule("SECRET", "2026-12-18 14:00")
		asError(t, see(member, m.Subject()), record.NotFound, "meeting.unknown")
	})
}

func TestRemindTomorrow(t *testing.T) {
	t.Parallel()
	type do func(w *world) error
	again := func(u record.UserID, s record.Subject) do {
		return func(w *world) error {
			_, at, err := w.RemindTomorrow(w.Context(), w.as(u), s)
			if err == nil {
				require.Equal(w, w.now().In(w.zone).AddDate(0, 0, 1).Format("2006-01-02 09:00"), at.In(w.zone).Format("2006-01-02 15:04"))
			}
			return err
		}
	}
	const action, verification = record.Subject("action/A-1"), record.Subject("verification/V-1")
	for name, tc := range map[string]struct {
		now  string
		do   do
		want []string
		key  string
	}{
		"an action, to who asked alone": {now: "2026-11-24 10:00", do: again(other, action), want: []string{"2026-11-25 09:00 user/u-other"}},
		"the day before its due date":   {now: "2026-12-14 10:00", do: again(other, action), want: []string{"2026-12-15 09:00 user/u-other"}},
		"late at night":                 {now: "2026-11-24 23:59", do: again(other, action), want: []string{"2026-11-25 09:00 user/u-other"}},
		"an action once late":           {now: "2026-12-20 10:00", do: again(other, action), want: []string{"2026-12-21 09:00 user/u-other"}},
		"a verification":                {now: "2026-12-16 10:00", do: again(member, verification), want: []string{"2026-12-17 09:00 user/u-member"}},
		"a verification, two days left": {now: "2026-12-21 10:00", do: again(member, verification), want: []string{"2026-12-22 09:00 user/u-member"}},
		"a verification, a day left":    {now: "2026-12-22 10:00", do: again(member, verification), key: "seen.near", want: []string{}},
		"a verification, its last day":  {now: "2026-12-23 10:00", do: again(member, verification), key: "seen.near", want: []string{}},
		"a verification, past":          {now: "2026-12-24 10:00", do: again(member, verification), key: "seen.near", want: []string{}},
		"a meeting":                     {now: "2026-11-24 10:00", do: again(member, "meeting/R-1"), key: "seen.meeting", want: []string{}},
		"another's action":              {now: "2026-11-24 10:00", do: again(member, action), key: "forbidden.seen", want: []string{}},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil().withContract("")
			given(w)
			w.open(contract.StepVA, "2026-11-23", member)
			w.schedule("COPIL", "2026-12-18 14:00")
			w.at(tc.now)
			require.Equal(t, tc.key, keyOf(tc.do(w)))
			got := append(w.owed(action, rollout.ActionAgain), w.owed(verification, acceptance.VerificationAgain)...)
			require.Equal(t, tc.want, got)
			if tc.key != "" {
				return
			}
			require.Equal(t, "seen.again", keyOf(tc.do(w)), "once a day")
			require.Len(t, append(w.owed(action, rollout.ActionAgain), w.owed(verification, acceptance.VerificationAgain)...), 1)
		})
	}
}

func TestBriefOfAReminderThatWasAskedFor(t *testing.T) {
	t.Parallel()
	postpone := func(date string) func(w *world) error {
		return func(w *world) error {
			_, _, err := w.PostponeAction(w.Context(), w.as(other), 1, to(day(date)), "")
			return err
		}
	}
	for name, tc := range map[string]struct {
		asked string
		then  func(w *world) error
		now   string
		want  reminder.SkipReason
	}{
		"in its time":                            {asked: "2026-12-01 10:00", now: "2026-12-02 09:00"},
		"days late":                              {asked: "2026-12-01 10:00", now: "2026-12-07 09:00"},
		"of a done action":                       {asked: "2026-12-01 10:00", then: func(w *world) error { return complete(w, w.as(other)) }, now: "2026-12-02 09:00", want: reminder.SkipClosed},
		"of a cancelled one":                     {asked: "2026-12-01 10:00", then: func(w *world) error { _, err := w.CancelAction(w.Context(), w.as(other), 1, ""); return err }, now: "2026-12-02 09:00", want: reminder.SkipClosed},
		"of one that somebody else holds":        {asked: "2026-12-01 10:00", then: reassign(member), now: "2026-12-02 09:00", want: reminder.SkipGone},
		"moved beyond that day":                  {asked: "2026-12-01 10:00", then: postpone("2026-12-28"), now: "2026-12-02 09:00", want: reminder.SkipChanged},
		"moved to that day":                      {asked: "2026-12-10 10:00", then: postpone("2026-12-11"), now: "2026-12-11 09:00", want: reminder.SkipNewer},
		"on the day of an ordinary reminder":     {asked: "2026-12-14 10:00", now: "2026-12-15 09:00", want: reminder.SkipNewer},
		"on the day after the last ordinary":     {asked: "2026-12-15 10:00", now: "2026-12-16 09:00"},
		"on a day before the first ordinary one": {asked: "2026-12-10 10:00", now: "2026-12-11 09:00"},
		"on Friday, which is Monday's ordinary":  {asked: "2026-12-11 10:00", now: "2026-12-14 09:00", want: reminder.SkipNewer},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withCopil()
			given(w)
			w.at(tc.asked)
			_, _, err := w.RemindTomorrow(t.Context(), w.as(other), "action/A-1")
			require.NoError(t, err)
			if tc.then != nil {
				require.NoError(t, tc.then(w))
			}
			w.at(tc.now)
			b, err := w.Content(t.Context(), nth(t, w.claim(), rollout.ActionAgain, 0))
			require.NoError(t, err)
			require.Equal(t, tc.want, b.Skip)
		})
	}
	for name, tc := range map[string]struct {
		asked, now string
		want       reminder.SkipReason
	}{
		"of a verification":                     {"2026-12-17 10:00", "2026-12-18 09:00", ""},
		"on the day of an ordinary one":         {"2026-12-19 10:00", "2026-12-20 09:00", reminder.SkipNewer},
		"told too late, after the deadline too": {"2026-12-17 10:00", "2026-12-24 09:00", reminder.SkipNewer},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t).withContract("")
			ver := w.open(contract.StepVA, "2026-11-23", member)
			w.at(tc.asked)
			_, _, err := w.RemindTomorrow(t.Context(), w.as(member), ver.Subject())
			require.NoError(t, err)
			w.at(tc.now)
			b, err := w.Content(t.Context(), nth(t, w.claim(), acceptance.VerificationAgain, 0))
			require.NoError(t, err)
			require.Equal(t, tc.want, b.Skip)
		})
	}
}

func reassign(to ...record.UserID) func(w *world) error {
	return func(w *world) error {
		var people []record.Person
		for _, u := range to {
			people = append(people, person(u))
		}
		_, _, err := w.ReassignAction(w.Context(), w.as(pilot), rollout.Reassign{Number: 1, People: people})
		return err
	}
}
