package scheduler_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/committee"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/message"
	"pilotent/scheduler"
	"pilotent/storage/storagetest"
)

// digestScenes are what digests and summaries say.
func digestScenes() []scene {
	// on turns the digests on a Monday at 7 h, after what happens before.
	on := func(does ...func(w *world) error) func(w *world) error {
		return func(w *world) error {
			for _, do := range does {
				if err := do(w); err != nil {
					return err
				}
			}
			w.at("2026-12-14 07:00")
			w.digests(record.DefaultDigest())
			return nil
		}
	}
	return []scene{
		{"a little of everything", on(late(1), coming(1)), reminder.CommitteeDigest, "2026-12-14 08:00"},
		{"more than there is room for", on(late(9), coming(9)), reminder.CommitteeDigest, "2026-12-14 08:00"},
		{"much, but nothing late", on(coming(9)), reminder.CommitteeDigest, "2026-12-14 08:00"},
		{"one thing", on(late(0)), reminder.CommitteeDigest, "2026-12-14 08:00"},
		{"told late, as it is then", on(late(1)), reminder.CommitteeDigest, "2026-12-16 15:00"},
		{"a little of everything", on(late(1), coming(1)), reminder.PersonalDigest, "2026-12-14 08:00"},
		{"more than there is room for", on(late(9), coming(9)), reminder.PersonalDigest, "2026-12-14 08:00"},
		{"to who gave them, weeks later", func(w *world) error {
			off := false
			if err := on(func(w *world) error { return w.give(7, "2026-11-30") })(w); err != nil {
				return err
			}
			_, err := w.SetReminders(w.Context(), w.as(ien), reminder.PreferencesChange{Digest: &off})
			return err
		}, reminder.PersonalDigest, "2027-01-05 08:00"},
		{"in its channel, which is archived", func(w *world) error {
			if err := on(late(1))(w); err != nil {
				return err
			}
			w.at("2026-12-14 08:00")
			return w.undelivered(reminder.CommitteeDigest)
		}, reminder.Undeliverable, ""},

		{"what somebody missed", outage("2026-11-26 10:00", func(w *world) error { return w.give(8, "2026-12-15") }), reminder.Summary, ""},
		{"what a channel missed in a morning", outage("2026-11-23 11:00", func(w *world) error {
			for i := range 20 {
				w.decision(fmt.Sprintf("Retenir l'école n° %d", i+1))
			}
			return nil
		}), reminder.Summary, ""},
	}
}

// late leaves n things of each sort to become late, or a single one.
func late(n int) func(w *world) error {
	return func(w *world) error {
		if err := w.give(max(1, n), "2026-11-30"); err != nil || n == 0 {
			return err
		}
		for i := range n {
			if err := w.verify(fmt.Sprintf("Version 1.%d", i+1), "2026-10-01"); err != nil {
				return err
			}
			_, err := w.LogDecision(w.Context(), w.as(pilot), committee.NewDecision{
				Committee: "copil", Text: fmt.Sprintf("Ouvrir la vague %d", i+1), Proposed: true,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
}

// coming plans n things of each sort for the middle of December.
func coming(n int) func(w *world) error {
	return func(w *world) error {
		for i := range n {
			w.meeting(fmt.Sprintf("2026-12-%d 14:00", 15+i))
			if err := w.verify(fmt.Sprintf("Version 2.%d", i+1), "2026-11-18"); err != nil {
				return err
			}
		}
		return w.give(n, "2026-12-16")
	}
}

// give gives somebody n actions with a long title.
func (w *world) give(n int, due string) error {
	for i := range n {
		_, err := w.CreateAction(w.Context(), w.as(pilot), rollout.NewAction{
			Title:     fmt.Sprintf("Former l'équipe %d à la messagerie, au cahier de textes et à la galerie, puis relire avec elle ce qui manque", i+1),
			Assignees: []record.Person{person("ien")}, Due: calendar.MustParseDate(due),
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (w *world) verify(object, notified string) error {
	_, err := w.OpenVerification(w.Context(), w.as(pilot), acceptance.NewVerification{
		Step: contract.StepVA, Contract: "M2026-04", Object: object, NotifiedOn: calendar.MustParseDate(notified),
		InCharge: []record.Person{person("ien")},
	})
	return err
}

// outage does things while nothing is delivered, until a moment.
func outage(until string, does ...func(w *world) error) func(w *world) error {
	return func(w *world) error {
		for _, do := range does {
			if err := do(w); err != nil {
				return err
			}
		}
		w.at(until)
		_, err := w.store.Coalesce(w.Context(), w.now(), reminder.SummaryLate, reminder.SummaryAtLeast)
		return err
	}
}

func TestDigestsAndSummariesAreUnder20Lines(t *testing.T) {
	t.Parallel()
	for _, s := range digestScenes() {
		if s.kind == reminder.Undeliverable {
			continue
		}
		t.Run(string(s.kind)+" "+s.title, func(t *testing.T) {
			t.Parallel()
			for _, lang := range []string{"fr", "en"} {
				_, text, _ := strings.Cut(play(t, s, lang), "\n")
				require.Less(t, len(strings.Split(strings.TrimRight(text, "\n"), "\n")), 20, text)
			}
		})
	}
}

func TestWhatADigestHasRoomFor(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		room         int
		groups, want []int
	}{
		"nothing":                                 {16, nil, []int{}},
		"all of it":                               {16, []int{1, 2, 3}, []int{1, 2, 3}},
		"not more of one sort than is read":       {16, []int{30}, []int{5}},
		"one of each, and the way to the rest":    {12, []int{9, 9, 9, 9, 9, 9}, []int{1, 1, 1, 1, 1, 1}},
		"the rest in turn":                        {14, []int{9, 9, 9, 9, 9, 9}, []int{2, 2, 1, 1, 1, 1}},
		"the last one instead of what is left":    {4, []int{2, 2}, []int{2, 2}},
		"a third one instead of what is left too": {5, []int{3, 9}, []int{3, 1}},
		"what few need goes to the others":        {14, []int{1, 1, 30}, []int{1, 1, 5}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, tc.want, scheduler.Fit(tc.room, tc.groups))
		})
	}
}

// What outlives an outage is said once, as it is then.
func TestASummarySaysWhatIsStillWorthIt(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.give(8, "2026-12-15"))
	for _, done := range []int{2, 3} {
		_, err := w.CompleteAction(t.Context(), w.as(ien), done, rollout.Report{})
		require.NoError(t, err)
	}
	w.at("2026-11-24 10:00")
	n, err := w.store.Coalesce(t.Context(), w.now(), reminder.SummaryLate, reminder.SummaryAtLeast)
	require.NoError(t, err)
	require.Equal(t, 8, n)
	d := w.last(reminder.Summary)
	m, skipReason, err := w.composer.Compose(t.Context(), d)
	require.NoError(t, err)
	require.Empty(t, skipReason)
	text := message.Unquote(m.Markdown())
	require.Contains(t, text, "**A-1**")
	require.NotContains(t, text, "**A-2**")
	require.Equal(t, 6, strings.Count(text, "**Pour vous** :"))
	require.Empty(t, m.Buttons)

	for _, done := range []int{1, 4, 5, 6, 7, 8} {
		_, err := w.CompleteAction(t.Context(), w.as(ien), done, rollout.Report{})
		require.NoError(t, err)
	}
	_, skipReason, err = w.composer.Compose(t.Context(), d)
	require.NoError(t, err)
	require.Equal(t, reminder.SkipEmpty, skipReason)
}

func TestWhoIsToldOfASummaryThatCannotBeDelivered(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	require.NoError(t, w.give(6, "2026-12-15"))
	w.at("2026-11-24 10:00")
	_, err := w.store.Coalesce(t.Context(), w.now(), reminder.SummaryLate, reminder.SummaryAtLeast)
	require.NoError(t, err)
	owed, err := w.Undelivered(t.Context(), w.last(reminder.Summary))
	require.NoError(t, err)
	require.Len(t, owed, 6, "who gave each of them")
	for i, d := range owed {
		require.Equal(t, reminder.ToPerson(pilot.ID), d.Recipient)
		require.Equal(t, reminder.Undeliverable, d.Kind)
		require.Equal(t, record.Subject(fmt.Sprintf("action/A-%d", i+1)), d.Subject)
	}
}

func TestAReminderThatWaitedForOpenHoursIsNotLate(t *testing.T) {
	t.Parallel()
	for at, want := range map[string]bool{
		"2026-12-14 10:30": false,
		"2026-12-14 11:01": true, // an hour after the first open one
	} {
		w := newWorld(t)
		_, err := w.SetReminders(t.Context(), w.as(ien), reminder.PreferencesChange{
			Quiet: reminder.QuietChange{Hours: &[2]record.Hour{{Hour: 19}, {Hour: 10}}},
		})
		require.NoError(t, err)
		w.action("2026-12-14", ien)
		w.at(at)
		m, skipReason, err := w.composer.Compose(t.Context(), w.last(rollout.ActionReminder))
		require.NoError(t, err)
		require.Empty(t, skipReason)
		require.Equal(t, want, strings.Contains(m.Markdown(), "\n\nCe rappel devait partir le lundi 14 décembre 2026 à 10 h"), at)
	}
	t.Run("after a pause", func(t *testing.T) {
		t.Parallel()
		w := newWorld(t)
		w.action("2026-12-10", person("ien"))
		require.NoError(t, storagetest.Wide{Store: w.store}.Update(t.Context(), record.ProjectID(team), func(tx storagetest.Tx) error {
			f := reminder.DefaultPreferences(record.ProjectID(team), "ien")
			f.PauseUntil = calendar.MustParseDate("2026-12-13")
			return tx.PutPreferences(f)
		}))
		w.setClock(w.moment("2026-12-14 08:00").Add(time.Hour))
		m, _, err := w.composer.Compose(t.Context(), w.last(rollout.ActionReminder))
		require.NoError(t, err)
		require.NotContains(t, m.Markdown(), "rappel devait partir")
	})
}
