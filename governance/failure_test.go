package governance_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
)

// fail makes the first delivery about subject a failure.
func (w *world) fail(subject record.Subject, kinds ...reminder.DeliveryKind) reminder.Delivery {
	w.Helper()
	kind := committee.DecisionSettled
	if len(kinds) > 0 {
		kind = kinds[0]
	}
	return w.settle(subject, kind, "", reminder.Settlement{State: reminder.SettledDead, Reason: "refused_403", At: w.now()})
}

func (w *world) failures() []string {
	w.Helper()
	list, err := w.Failures(w.Context(), w.as(pilot))
	require.NoError(w, err)
	lines := []string{}
	for _, f := range list {
		lines = append(lines, f.SubjectRef+" "+f.Channel+f.Person.Username+" "+f.Reason)
	}
	return lines
}

func TestFailures(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	require.Empty(t, w.failures())
	w.decide("Retenir", "COPIL")
	w.fail("decision/COPIL-2026-001")
	w.at("2026-11-23 09:00")
	given(w)
	w.fail("action/A-1", rollout.ActionAssigned)
	w.at("2026-11-23 10:00")
	m := w.schedule("COPIL", "2026-12-18 14:00")
	planned := w.fail(m.Subject(), committee.MeetingPlanned)

	t.Run("are listed with the names that people know, the last first", func(t *testing.T) {
		require.Equal(t, []string{"R-1 copil refused_403", "A-1 other refused_403", "COPIL-2026-001 copil refused_403"}, w.failures())
	})
	t.Run("are for pilots", func(t *testing.T) {
		for user, key := range map[record.UserID]string{member: "forbidden.pilots", guest: "forbidden.guests", outsider: "forbidden.team"} {
			_, err := w.Failures(t.Context(), w.as(user))
			require.Equal(t, key, keyOf(err))
		}
	})
	t.Run("are named even when the chat does not answer", func(t *testing.T) {
		w.chat.fail["Person"] = errors.New("gone")
		defer delete(w.chat.fail, "Person")
		require.Contains(t, w.failures(), "A-1 other refused_403", "the record has the name")
	})
	t.Run("go when they were overtaken", func(t *testing.T) {
		require.NoError(t, complete(w, w.as(pilot)))
		require.Equal(t, []string{"R-1 copil refused_403", "COPIL-2026-001 copil refused_403"}, w.failures())
		w.at("2026-12-18 14:00")
		require.Equal(t, []string{"COPIL-2026-001 copil refused_403"}, w.failures(), "it has begun")
	})
	t.Run("that is too late is relaunched all the same, and said to be", func(t *testing.T) {
		done, err := w.Relaunch(t.Context(), w.as(pilot), planned.ID)
		require.NoError(t, err)
		require.Equal(t, reminder.SkipBegun, done[0].Skip)
	})
	t.Run("go after 30 days", func(t *testing.T) {
		w.at("2026-12-23 08:00")
		require.Len(t, w.failures(), 1)
		w.at("2026-12-23 08:01")
		require.Empty(t, w.failures())
	})
}

func TestRelaunch(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.decide("Retenir", "COPIL")
	w.decide("Former", "COPIL")
	first, second := w.fail("decision/COPIL-2026-001"), w.fail("decision/COPIL-2026-002")
	w.at("2026-11-24 08:00")

	t.Run("owes it again, at once, as due as it was", func(t *testing.T) {
		done, err := w.Relaunch(t.Context(), w.as(pilot), first.ID)
		require.NoError(t, err)
		require.Len(t, done, 1)
		require.Empty(t, done[0].Skip)
		require.Equal(t, []string{"2026-11-23 08:00 channel/c-copil"}, w.owed("decision/COPIL-2026-001", committee.DecisionSettled))
		require.Equal(t, []string{"decision.logged", "failure.relaunched"}, w.changes("decision/COPIL-2026-001"))
		require.Equal(t, done[0].Ref(), w.history("decision/COPIL-2026-001")[1].Note)
	})
	t.Run("once, however often it is asked for", func(t *testing.T) {
		before := w.dump()
		_, err := w.Relaunch(t.Context(), w.as(pilot), first.ID)
		require.Equal(t, "message", asError(t, err, record.Conflict, "failure.under_way").Param)
		require.Equal(t, before, w.dump())
		w.sent("decision/COPIL-2026-001", committee.DecisionSettled, "")
		_, err = w.Relaunch(t.Context(), w.as(pilot), first.ID)
		asError(t, err, record.Conflict, "failure.sent")
	})
	t.Run("all that are listed", func(t *testing.T) {
		done, err := w.Relaunch(t.Context(), w.as(pilot), 0)
		require.NoError(t, err)
		require.Equal(t, second.ID, done[0].ID)
		require.Len(t, done, 1)
		done, err = w.Relaunch(t.Context(), w.as(pilot), 0)
		require.NoError(t, err)
		require.Empty(t, done)
	})
	t.Run("not what there is not", func(t *testing.T) {
		_, err := w.Relaunch(t.Context(), w.as(pilot), 9999)
		asError(t, err, record.NotFound, "failure.unknown")
		w.settle("decision/COPIL-2026-002", committee.DecisionSettled, "", reminder.Settlement{State: reminder.SettledSkipped, At: w.now()})
		_, err = w.Relaunch(t.Context(), w.as(pilot), second.ID)
		asError(t, err, record.Conflict, "failure.skipped")
	})
}

func TestParseFailure(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{"E-12": 12, "e12": 12, "12": 12, "A-12": 0, "E-": 0, "": 0} {
		got, err := reminder.ParseFailure("message", text)
		require.Equal(t, want, got, text)
		require.Equal(t, want == 0, err != nil, text)
	}
}

func TestUndelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil()
	w.decide("Retenir", "COPIL")
	d := w.fail("decision/COPIL-2026-001")
	tell := func(d reminder.Delivery) []reminder.Delivery {
		t.Helper()
		owed, err := w.Undelivered(t.Context(), d)
		require.NoError(t, err)
		return owed
	}
	told := tell(d)
	require.Len(t, told, 1)
	require.Equal(t, []any{reminder.ToPerson(pilot), reminder.Undeliverable, d.Recipient, d.ID},
		[]any{told[0].Recipient, told[0].Kind, told[0].Unreached(), told[0].Failed()})

	t.Run("the pilots, when it is the author who cannot be reached", func(t *testing.T) {
		own := d
		own.Recipient = reminder.ToPerson(pilot)
		require.Equal(t, reminder.ToPilots(), tell(own)[0].Recipient)
	})
	t.Run("the pilots, when the author cannot be told", func(t *testing.T) {
		again := tell(told[0])
		require.Equal(t, reminder.ToPilots(), again[0].Recipient)
		require.Equal(t, []any{d.Recipient, d.ID}, []any{again[0].Unreached(), again[0].Failed()}, "of the same failure")
		require.Empty(t, tell(again[0]), "there is nobody else")
		other := again[0]
		other.Recipient = reminder.ToPerson(member)
		require.Empty(t, tell(other), "nor after a pilot")
	})
	t.Run("again, when it fails again", func(t *testing.T) {
		later := d
		later.Fence++
		require.NotEqual(t, told[0].Occurrence, tell(later)[0].Occurrence)
	})
}

func TestPassOn(t *testing.T) {
	t.Parallel()
	w := newWorld(t).withCopil().withContract("")
	w.open(contract.StepVA, "2026-11-23", member)
	d := nth(t, w.claim(), acceptance.VerificationEscalation, 0)
	require.Equal(t, reminder.ToPilots(), d.Recipient)

	t.Run("the same to each pilot", func(t *testing.T) {
		owed, err := w.PassOn(t.Context(), d)
		require.NoError(t, err)
		require.Equal(t, []reminder.Delivery{{
			Project: d.Project, Subject: d.Subject, Kind: d.Kind, Recipient: reminder.ToPerson(pilot), Due: d.Due, Occurrence: "pilots",
		}}, owed)
		w.at("2026-12-22 09:00")
		b, err := w.Content(t.Context(), owed[0])
		require.NoError(t, err)
		require.Empty(t, b.Skip)
	})
	t.Run("not to a pilot who is in charge, and has the ordinary reminders", func(t *testing.T) {
		w.at("2026-11-23 08:00")
		w.open(contract.StepVA, "2026-11-23", pilot)
		own := nth(t, w.claim(), acceptance.VerificationEscalation, 1)
		require.Equal(t, record.Subject("verification/V-2"), own.Subject)
		owed, err := w.PassOn(t.Context(), own)
		require.NoError(t, err)
		require.Empty(t, owed)
	})
	t.Run("to the author, where there is no pilot any more", func(t *testing.T) {
		w.chat.pilots = []record.Person{}
		defer func() { w.chat.pilots = nil }()
		owed, err := w.PassOn(t.Context(), d)
		require.NoError(t, err)
		require.Len(t, owed, 1)
		require.Equal(t, []any{reminder.Undeliverable, reminder.ToPerson(pilot), reminder.ToPilots()}, []any{owed[0].Kind, owed[0].Recipient, owed[0].Unreached()})
	})
	t.Run("nothing of a delivery to anybody else", func(t *testing.T) {
		other := d
		other.Recipient = reminder.ToPerson(member)
		owed, err := w.PassOn(t.Context(), other)
		require.NoError(t, err)
		require.Empty(t, owed)
	})
	t.Run("not to who could not be told", func(t *testing.T) {
		owed, err := w.PassOn(t.Context(), reminder.Delivery{
			Project: d.Project, Subject: d.Subject, Kind: reminder.Undeliverable, Recipient: reminder.ToPilots(), Due: d.Due, Occurrence: "1.1/user/u-other",
		})
		require.NoError(t, err)
		require.Empty(t, owed, "the only pilot is its author")
	})
	t.Run("a chat that does not answer is an error", func(t *testing.T) {
		w.chat.fail["Pilots"] = errors.New("down")
		defer delete(w.chat.fail, "Pilots")
		_, err := w.PassOn(t.Context(), d)
		require.ErrorContains(t, err, "name the pilots")
	})
}
