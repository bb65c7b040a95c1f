package scheduler_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"pilotent/governance/acceptance"
	"pilotent/governance/calendar"
	"pilotent/governance/contract"
	"pilotent/governance/record"
	"pilotent/governance/reminder"
	"pilotent/governance/rollout"
	"pilotent/scheduler"
)

func TestADeadlineThatNobodyHasSeenGoesOnToTheDeputyAndThePilots(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct {
		seenBy string // at 10 h of the day before, or nobody
		told   []reminder.Recipient
	}{
		"by nobody":                 {"", []reminder.Recipient{"user/ien", "user/cpc", "user/coordinatrice"}},
		"by the deputy":             {"cpc", []reminder.Recipient{"user/ien", "user/cpc"}},
		"by who is in charge, late": {"ien", []reminder.Recipient{"user/ien", "user/cpc"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			elsewhere := w.as(pilot)
			elsewhere.Channel = ""
			_, err := w.OpenVerification(w.Context(), elsewhere, acceptance.NewVerification{
				Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: calendar.MustParseDate("2026-11-23"),
				InCharge: []record.Person{person("ien")}, Deputies: []record.Person{person("cpc")},
			})
			require.NoError(t, err)
			w.at("2026-12-21 09:00")
			w.deliver()
			w.chat.posts = nil
			w.at("2026-12-22 09:00")
			w.deliver()
			w.at("2026-12-22 10:00")
			if tc.seenBy != "" {
				_, err := w.Acknowledge(t.Context(), w.as(person(record.UserID(tc.seenBy))), "verification/V-1")
				require.NoError(t, err)
			}
			w.at("2026-12-22 14:00")
			w.deliver()
			w.deliver()
			var to []reminder.Recipient
			for _, p := range w.chat.said() {
				to = append(to, p.To)
			}
			require.ElementsMatch(t, tc.told, to)
		})
	}
}

// Whatever becomes of one digest, the next one is owed.
func TestADigestOwesTheNext(t *testing.T) {
	t.Parallel()
	dead := &scheduler.SendError{Dead: true, NotSent: true, Reason: "archived", Err: errCut}
	for name, tc := range map[string]struct {
		fail error
		said int
	}{
		"sent": {said: 3}, "dead": {fail: dead},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.digests(record.DefaultDigest())
			w.meeting("2027-01-04 14:00")
			w.deliver()
			w.chat.posts = nil
			w.chat.send = func(_ context.Context, d reminder.Delivery, post func() string) (string, error) {
				if d.Kind == reminder.CommitteeDigest && tc.fail != nil {
					return "", tc.fail
				}
				return post(), nil
			}
			for _, monday := range []string{"2026-11-30", "2026-12-07", "2026-12-14", "2026-12-21", "2026-12-28"} {
				w.at(monday + " 08:00")
				w.deliver()
			}
			var digests []string
			for _, p := range w.chat.said() {
				if strings.Contains(p.Text, "résumé") && p.To == "channel/copil" {
					digests = append(digests, p.Text)
				}
			}
			require.Len(t, digests, min(2, tc.said), "the meeting is within 14 days of two Mondays; there is nothing to say on the others")
			next := w.rows("SELECT CAST(due_at AS TEXT) FROM deliveries WHERE kind = 'digest.committee' AND state = 'pending'")
			require.Equal(t, []string{fmt.Sprint(w.moment("2027-01-04 08:00").UnixMilli())}, next)
		})
	}
}

// After a long outage a recipient gets one summary, and each deadline.
func TestAfterALongOutage(t *testing.T) {
	t.Parallel()
	inBubble(t, func(t *testing.T, w *world) {
		for i := range 40 {
			_, err := w.CreateAction(w.Context(), w.as(pilot), rollout.NewAction{
				Title: fmt.Sprintf("Former l'équipe %d", i+1), Assignees: []record.Person{person("ien")},
			})
			require.NoError(t, err)
		}
		elsewhere := w.as(pilot)
		elsewhere.Channel = ""
		_, err := w.OpenVerification(w.Context(), elsewhere, acceptance.NewVerification{
			Step: contract.StepVA, Contract: "M2026-04", Object: "Version 2.3", NotifiedOn: calendar.MustParseDate("2026-11-23"),
			InCharge: []record.Person{person("ien")},
		})
		require.NoError(t, err)
		away := &scheduler.SendError{NotSent: true, Everywhere: true, Reason: "unreachable", Err: errCut}
		w.chat.send = func(context.Context, reminder.Delivery, func() string) (string, error) { return "", away }
		defer w.run(w.courier())()
		w.pass(3 * time.Hour)
		require.Empty(t, w.chat.said())
		w.mu.Lock()
		w.chat.send = nil
		w.mu.Unlock()
		w.pass(20 * time.Second)
		said := w.chat.said()
		require.Len(t, said, 2)
		var text string
		for _, p := range said {
			require.Equal(t, reminder.ToPerson("ien"), p.To)
			text += p.Text + "\n"
			require.Less(t, strings.Count(p.Text, "\n"), 20)
		}
		require.Contains(t, text, "**A-1**")
		require.Contains(t, text, "V-1")
	})
}

// A personal reminder that could not leave in time waits for the next open hour.
func TestWhatIsLateWaitsForAnOpenHour(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.action("2026-11-26", person("ien"))
	w.deliver()
	w.chat.posts = nil
	w.at("2026-11-26 21:00") // that of the day at 9 h, in the evening
	w.deliver()
	require.Empty(t, w.chat.said())
	require.Equal(t, []string{"0 quiet"}, w.rows("SELECT attempt || ' ' || reason FROM deliveries WHERE state = 'pending'"))
	w.at("2026-11-27 07:59")
	w.deliver()
	require.Empty(t, w.chat.said())
	w.at("2026-11-27 08:00")
	w.deliver()
	require.Len(t, w.chat.said(), 1)
}
